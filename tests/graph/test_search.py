"""Search: both stores find what the definition says, however a name is typed."""

from __future__ import annotations

import asyncio

import pytest

from graph.connect import connect
from graph.expression import Param, Value
from graph.expression import Test as Compared
from graph.fold import words
from graph.model import FOLDED
from graph.plan import Key, Read
from graph.rules import EVERYTHING, restrict
from tests.graph.conftest import BOTH
from tests.graph.direct import wipe
from tests.graph.folding import words_of
from tests.graph.names import forms, names
from tests.graph.small import change, node

TYPED = sorted({(form, text) for name in names() for form, text in forms(name).items()})
READ = Read(
    "City",
    (Value("code"),),
    where=Compared(Value(FOLDED.name), "search", Param("p0")),
    order=(Key(Value("code")),),
    limit=Param("n"),
)
RAW = (
    *(
        "AND",
        "OR NOT",
        "a OR",
        '"',
        '"a',
        "(a",
        "a)",
        "\\",
        "+-",
        "{!}",
        "",
        "  ",
        "*",
        "*a",
        "a*",
        "?",
        "a?",
        "name:oslo",
        "folded:a",
    ),
    *(
        "a~",
        "a^2",
        "[a TO b]",
        "a && b",
        "a || !b",
        "/a/",
        "a\0b",
        "\ud800",
        "' OR 1=1 --",
        "NEAR(a b)",
        "^a",
        "a\nb",
        "\N{GRINNING FACE}",
    ),
)
"""Texts that a full-text index would read as its own language, or refuse."""


def expected(text):
    """The codes of the names that a text finds: those with a word for each of its words to begin."""
    sought = words_of(text)
    there = {f"{n:03}": words_of(name) for n, name in enumerate(names())}
    return [code for code, own in there.items() if sought and all(any(w.startswith(s) for w in own) for s in sought)]


async def fill(store):
    """Put all names into a store, as names of cities."""
    await store.migrate()
    await store.apply(change(nodes={"City": [node("City", f"{n:03}", name=name) for n, name in enumerate(names())]}), "names")
    return store


async def differing(store, texts, fold=words):
    """The texts a store answers otherwise than the definition says."""
    statement = store.compile(restrict(READ, EVERYTHING))

    async def ask(text):
        return [row[0] for row in await store.read(statement, {"p0": fold(text), "n": 1000})]

    out = []
    for at in range(0, len(texts), 50):
        some = texts[at : at + 50]
        answers = await asyncio.gather(*map(ask, some))
        out += [text for text, answer in zip(some, answers, strict=True) if answer != expected(text)]
    return out


@pytest.fixture(scope="module", params=BOTH)
def named(request, run, tmp_path_factory):
    """A store of each kind that holds all names."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path_factory.mktemp('names') / 'graph.db'}"
    else:
        address = request.getfixturevalue("neo4j_uri")
        wipe(address)
    store = connect(address)
    yield run(fill(store))
    run(store.close())


def test_every_form_finds_what_it_should(run, named, full, report):
    """A name is found as typed, by beginnings of its words, without diacritics, in capitals and by its first characters."""
    asked = TYPED if full else TYPED[::3]

    assert [] == run(differing(named, [text for _, text in asked]))
    report(f"search, {named.name}", names=len(names()), texts=len(asked), differences=0)


def test_every_form_of_a_name_finds_it():
    """By the definition each form of a name finds the name, unless it has no words."""
    lost = [
        (name, form)
        for n, name in enumerate(names())
        for form, text in forms(name).items()
        if f"{n:03}" not in expected(text) and words_of(text)
    ]

    assert [] == lost


def test_text_not_folded_is_missed(run, named):
    """A query that is not folded finds otherwise."""
    assert run(differing(named, ["Åre", "OSLO", "Łódź"], lambda text: text.split() or ["_"]))


@pytest.mark.parametrize("text", RAW)
def test_raw_text_is_harmless(run, named, text):
    """What is a symbol or word of a store's query language is text like any other."""
    assert [] == run(differing(named, [text]))
