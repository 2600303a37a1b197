"""Twin recommendations from a store: the right ones of the real data, with what is published and what is doubtful told."""

from __future__ import annotations

import asyncio
import dataclasses
import math

import pytest
from graphql import GraphQLError
from strawberry.utils.str_converters import to_camel_case

from graph.model import TwinPairStatus
from matching.twinning import answer
from matching.twinning.pool import pool
from resolvers.twinning import DEFAULTS
from resolvers.twinning_inputs import KNOWN
from schema.build import SCHEMA
from tests.graph.small import edge, node
from tests.matching.twinning import oracle
from tests.matching.twinning.compare import unequal
from tests.resolvers.real import apply, find, has_value, number, real_cities, real_targets, table


def test_the_answer_for_aalesund_is_what_the_files_say(real):
    """Every number, value, year, source, scope, note, gate and remark is the oracle's, worked out from the files of the data."""
    found, _ = find(real)
    cities = real_cities()
    truth = oracle.answer(next(c for c in cities if c.code == "NO-aalesund"), cities, real_targets(), 5)
    told = dataclasses.asdict(found)
    assert ("illustrative", asyncio.run(real.seq())) == (told.pop("target_set"), told.pop("data_seq"))
    assert [] == unequal(truth, told, "NO-aalesund")


def test_the_numbers_for_aalesund_are_these(real):
    """Stavanger 0.324 and Riyadh 0.219; no grade of data quality is known, and the intervals are as wide as that makes them."""
    found, _ = find(real)
    told = [(n.code, *(round(x, 5) for x in (n.score, n.coverage, n.interval.low, n.interval.high))) for n in found.nodes]
    assert [("NO-stavanger", 0.32391, 0.08264, 0.06854, 0.97959), ("SA-riyadh", 0.2188, 0.07083, 0.04684, 0.90248)] == told
    assert {None} == {value.quality for n in found.nodes for p in (*n.learns, *n.teaches) for value in (p.own, p.other)}


def test_climate_government_and_languages_are_compared_where_they_are_stored(real):
    """What is stored of both cities counts in the context beside what was known before, and is told with its source."""
    cities = {city.code: city for city in real_cities()}
    kinds = {"climate": "Cfb", "climateSource": "a map", "governance": "council-manager", "languages": ["no", "en"]}
    kinds |= {"governanceSource": None, "languagesSource": None, "published": True}
    changed = [
        node("City", **{name: getattr(cities[code], own) for name, own in KNOWN.items()} | kinds | {"climate": climate})
        for code, climate in (("NO-aalesund", "Cfb"), ("NO-stavanger", "Cfc"))
    ]
    before = find(real)[0].nodes[0]
    apply(real, nodes={"City": changed})
    after = find(real)[0].nodes[0]
    assert ["NO-stavanger"] * 2 == [before.code, after.code]
    old, new = before.context, after.context
    assert old[:3] == new[:3]
    assert [("Cfb",), ("council-manager",), ("no", "en")] == [d.own_terms for d in new[3:]]
    assert [("a map",), (), ()] == [d.own_sources for d in new[3:]]
    assert pytest.approx([math.exp(-1 / 8), 1.0, 1.0]) == [d.similarity for d in new[3:]]


def test_each_leading_city_of_the_real_data_still_leads():
    """No published value is better than the target it was chosen for, so no recommendation remarks it."""
    assert {} == pool(real_cities(), real_targets()).leaders


@pytest.mark.parametrize("quality", ["MEASURED", "UNKNOWN_ORIGIN"])
def test_grades_that_become_known_keep_the_score_in_the_interval(real, quality):
    """Whatever grade all values turn out to have, the new interval lies within the one told while none was known."""
    before, _ = find(real)
    given = [{**row, "quality": quality, "year": int(row["year"]), "value": number(row["value"])} for row in table("HasValue")]
    apply(real, edges={"HasValue": [has_value(row) for row in given]})
    after, _ = find(real)
    for old in before.nodes:
        (new,) = [n for n in after.nodes if n.code == old.code]
        assert old.interval.low - 1e-12 <= new.interval.low <= new.interval.high <= old.interval.high + 1e-12
        assert new.score != old.score


def evaluation(code, city, status):
    """An evaluation of a city."""
    kept = {"nodes": {"Evaluation": [node("Evaluation", code, status=status)]}}
    return kept | {"edges": {"EvaluationOf": [edge("EvaluationOf", f"EvaluationOf:{code}", code, city)]}}


def gate(found, city):
    """The verdict on a city's evaluation, and whether it is a candidate for all that."""
    listed = {each.code: each for each in (*found.nodes, *found.insufficient_evidence)}
    out = {each.code: each for each in found.excluded}
    return {g.name: g.verdict for g in {**listed, **out}[city].gates}["evaluationPublished"], city in listed


SILENT = "AT-vienna"
"""A city without a value."""


def unpublished(city):
    """A value of a city that only the programme sees."""
    row = next(row for row in table("HasValue") if row["from"] == "NO-stavanger")
    plain = {**row, "from": city, "key": f"unpublished of {city}", "year": 2024, "value": number(row["value"])}
    return {"edges": {"HasValue": [has_value(plain, publishedAt=None)]}}


EVALUATIONS = {
    "nothing": ([], "UNKNOWN", "UNKNOWN"),
    "an unpublished value": ([unpublished(SILENT)], "UNKNOWN", "UNKNOWN"),
    "an open evaluation": ([evaluation("E", SILENT, "OPEN")], "UNKNOWN", "FAIL"),
    "an open evaluation and an unpublished value": ([evaluation("E", SILENT, "OPEN"), unpublished(SILENT)], "UNKNOWN", "FAIL"),
    "a published evaluation": ([evaluation("E", SILENT, "PUBLISHED")], "PASS", "PASS"),
    "an open evaluation after a published one": (
        [evaluation("E", SILENT, "PUBLISHED"), evaluation("F", SILENT, "OPEN")], "PASS", "PASS",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EVALUATIONS)
def test_the_gate_of_the_evaluation_tells_what_is_published(real, name):
    """It passes by what is published only, is unknown where nothing is said, and fails, for who can know, where one is not published."""
    changes, anonymous, staff = EVALUATIONS[name]
    for each in changes:
        apply(real, **each)
    expected = [(verdict, verdict != "FAIL") for verdict in (anonymous, staff)]
    assert expected == [gate(find(real, role)[0], SILENT) for role in ("anonymous", "programmeStaff")]


def test_an_open_evaluation_does_not_undo_published_values(real):
    """A city with published values that is being evaluated anew stays a candidate."""
    apply(real, **evaluation("E", "NO-stavanger", "IN_VERIFICATION"))
    assert ("PASS", True) == gate(find(real, "programmeStaff")[0], "NO-stavanger")


def pair(status):
    """Ålesund and Stavanger as a pair of the programme."""
    ends = [("NO-aalesund", "A"), ("NO-stavanger", "B")]
    sides = [edge("Pairs", f"Pairs:P|{city}", "P", city, side=side) for city, side in ends]
    return {"nodes": {"TwinPair": [node("TwinPair", "P", status=status)]}, "edges": {"Pairs": sides}}


@pytest.mark.parametrize("role", ["anonymous", "programmeStaff"])
@pytest.mark.parametrize("status", TwinPairStatus.__members__)
def test_a_pair_of_the_programme_is_told_once_agreed(real, status, role):
    """Once both sides have agreed and until one leaves, the gate says so of the other city and of no third."""
    apply(real, **pair(status))
    told = {n.code: [g.note for g in n.gates if g.name == "notYetTwinned"] for n in find(real, role)[0].nodes}
    neither = "They are neither recorded as twins nor a pair of the programme."
    agreed = status in {"ACCEPTED", "ACTIVE", "COMPLETED"}
    assert {"NO-stavanger": ["They are a pair of the programme." if agreed else neither], "SA-riyadh": [neither]} == told


def test_unpublished_evidence_is_remarked_to_staff_and_unseen_by_others(real):
    """Staff are compared by the newest value with a remark; the anonymous by the newest that is published."""
    row = next(row for row in table("HasValue") if row["from"] == "NO-stavanger" and row["to"] == "EC: P: EM: 3A")
    newer = {**row, "key": "newer", "year": 2024, "value": 50.0}
    apply(real, edges={"HasValue": [has_value(newer, publishedAt=None)]})
    staff, others = (find(real, role)[0].nodes for role in ("programmeStaff", "anonymous"))
    remark = "Of the 7 values compared of Stavanger, 1 are not published: only the programme sees this answer."
    values = [{p.other.value: p.other.published for n in nodes for p in n.learns} for nodes in (staff, others)]
    assert [[True, False], [False, False]] == [[remark in n.remarks for n in nodes] for nodes in (staff, others)]
    assert (False, True) == (values[0][50.0], values[1][6.33])


def test_a_value_in_another_unit_is_not_compared(real):
    """Stavanger's unemployment as 27.4 per 1000 is no evidence: six data points are left, and the remark says why."""
    row = next(row for row in table("HasValue") if row["from"] == "NO-stavanger" and row["to"] == "EC: P: EM: 1C")
    mistaken = {**row, "year": int(row["year"]), "value": 27.4, "unit": "per 1000"}
    before = find(real)[0].nodes[0]
    apply(real, edges={"HasValue": [has_value(mistaken)]})
    after = next(n for n in find(real)[0].nodes if n.code == "NO-stavanger")
    (said,) = (remark for remark in after.remarks if remark.startswith("Not compared of Stavanger, for a unit"))
    assert (before.evidence_count - 1, True) == (after.evidence_count, said.endswith("; EC: P: EM: 1C (per 1000)."))


def test_lists_of_what_is_missing_are_as_long_as_asked(real):
    """Two of thirty-one cities, each with one of the data points it lacks; both totals are told."""
    found, _ = find(real, firstInsufficient=2, firstMissing=1)
    assert (2, 31) == (len(found.insufficient_evidence), found.insufficient_count)
    assert [(1, 72 - each.evidence_count) for each in found.insufficient_evidence] == [
        (len(each.missing), each.missing_count) for each in found.insufficient_evidence
    ]


LEAST = [("first", 1), ("minEvidence", 1), ("firstInsufficient", 0), ("firstMissing", 0), ("firstExcluded", 0)]


@pytest.mark.parametrize(("name", "least"), LEAST)
def test_numbers_out_of_range_are_refused(real, name, least):
    """One below the least or above 1000 is refused by its name."""
    for value in (least - 1, 1001):
        with pytest.raises(GraphQLError, match=f"{name}: found {value}, expected {least} to 1000"):
            find(real, **{name: value})


def test_a_list_of_none_is_told_by_its_count(real):
    """With `firstInsufficient` 0 nobody is listed, and the total is told."""
    found, _ = find(real, firstInsufficient=0)
    assert (0, 31) == (len(found.insufficient_evidence), found.insufficient_count)


def test_what_may_be_left_out_is_the_methods():
    """The schema's usual numbers are those of the method, and each number has a least."""
    numbers = dataclasses.fields(answer.Extent)
    arguments = SCHEMA.graphql.query_type.fields["twinRecommendations"].args
    usual = {to_camel_case(each.name): each.default for each in numbers if each.name != "first"}
    assert usual == {name: arguments[name].default_value for name in usual} == DEFAULTS
    assert {each.name for each in numbers} == answer.LEAST.keys()
