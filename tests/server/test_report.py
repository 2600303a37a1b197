"""Recommendations as a person reads them: what is data stays data."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from server.exits import say
from server.report import print_recommendations

TRAP = "[x] [/x] [number] :smile:\x1b[31m\x07\x9b2J\u202e\nend"
PRINTED = "[x] [/x] [number] :smile:[31m2J end"


def trapped(name):
    """A text by whose name it is found, with all that a terminal or a table might take for more than text."""
    return name + TRAP


def evidence(side, value):
    """A value of a city."""
    told = {name: trapped(side + name) for name in ("unit", "source")}
    return told | {"value": value, "year": 2020, "status": "UNVERIFIABLE", "quality": "ESTIMATE", "published": False}


def point(verb, value=1.0):
    """A data point of which a city learns or teaches."""
    texts = {name: trapped(verb + name) for name in ("dataPoint", "basis", "targetSource")}
    sides = {"own": evidence(f"{verb}own", value), "other": evidence(f"{verb}other", value)}
    return {"kpi": {"name": trapped(f"{verb}kpi")}, "target": value, "comparedValues": 3} | texts | sides


def city(name):
    """A city in a country."""
    return {"name": trapped(name), "country": {"name": trapped(f"{name}country")}}


def answer(value=1.0):
    """An answer in which each text that is printed is a trap."""
    feature = {
        "feature": trapped("feature"),
        "unit": trapped("unit"),
        "own": 5.0,
        "other": None,
        "ownYear": 2020,
        "otherYear": None,
        "ownTerms": [],
        "otherTerms": [],
    }
    languages = {"feature": "languages", "unit": "codes", "own": None, "other": None, "ownYear": None, "otherYear": None}
    languages |= {
        "ownTerms": [trapped("ownterm"), "en"],
        "otherTerms": [trapped("otherterm")],
        "ownSources": [],
        "otherSources": [],
    }
    unknown = languages | {"feature": trapped("unknown"), "ownTerms": [], "otherTerms": []}
    node = {
        "rank": 1, "score": 0.5, "coverage": 0.5, "evidenceCount": 1, "interval": {"low": 0.0, "high": 1.0}, "city": city("node"),
        "contributions": [{"name": trapped("contribution"), "value": 0.5}], "learns": [point("learns", value)], "teaches": [point("teaches")],
        "context": [feature | {f"{end}Sources": [trapped(f"{end}sources")] for end in ("own", "other")}, languages, unknown], "remarks": [trapped("remark")],
    }  # fmt: skip
    gate = {"excludes": True, "verdict": "FAIL", "note": trapped("note")}
    return {
        "city": city("city"), "targetSet": {"name": trapped("set"), "illustrative": True}, "evaluated": 3, "nodes": [node],
        "insufficientEvidence": [{"city": city("few"), "evidenceCount": 1, "required": 5}], "insufficientCount": 1,
        "excluded": [{"city": city("out"), "gates": [gate]}], "excludedCount": 1,
        "algorithmVersion": trapped("version"), "dataSeq": 1, "inputsDigest": "0" * 64,
    }  # fmt: skip


def printed(found):
    """What a terminal gets of an answer, without colours of our own."""
    into = io.StringIO()
    print_recommendations(Console(file=into, width=2000, force_terminal=True, color_system=None), found)
    return into.getvalue()


SOURCES = [f"{verb}{end}source" for verb in ("learns", "teaches") for end in ("own", "other")]
POINTS = [f"{verb}{name}" for verb in ("learns", "teaches") for name in ("kpi", "ownunit", "dataPoint", "basis", "targetSource")]
NAMES = [
    "city", "set", "node", "nodecountry", "contribution", "feature", "unit", "ownsources", "othersources", "ownterm", "otherterm", "unknown", "remark", "few", "out",
    "note", "version", *SOURCES, *POINTS,
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_each_text_is_printed_as_it_is(name):
    """Brackets and colons stay, control characters go, and a new line is a space."""
    assert f"{name}{PRINTED}" in printed(answer())


def test_nothing_steers_the_terminal():
    """Of all texts together no control character but our own ends of lines is left."""
    assert set() == {c for c in printed(answer()) if c in TRAP and not c.isprintable()} - {"\n"}


@pytest.mark.parametrize(
    ("value", "told"),
    [(10849.86, "10849.86"), (1234567.0, "1234567"), (0.1234567891, "0.1234567891"), (100, "100"), (-0.5, "-0.5")],
)
def test_a_number_is_printed_with_all_its_digits(value, told):
    """Value and target are those that are stored."""
    text = printed(answer(value))
    assert [2, 1] == [text.count(f" {told} (2020"), text.count(f" {told}, learnsbasis")]


def test_what_is_unknown_of_both_is_told_in_one_line():
    """A feature of one of two is told beside "unknown"; one of neither is named with all such."""
    text = printed(answer())
    assert ": 5 in 2020 and unknown (" in text
    assert f"  Unknown of both: unknown{PRINTED}\n" in text


def test_an_error_is_told_as_it_is(capsys):
    """What went wrong may name data; its lines stay lines."""
    say("no city 'A [/old] :smile:\x1b[31m'\nnear are [b]")
    assert "u4ssc: no city 'A [/old] :smile:[31m'\nnear are [b]\n" == capsys.readouterr().err
