"""C4: two worlds that differ only in what a role may not see answer it alike, whatever is filtered, sorted, counted or grouped."""

from __future__ import annotations

from itertools import islice

import pytest

from schema.build import SCHEMA
from tests.security.twoworlds import leaks
from tests.security.twoworlds.asking import Told, ask, compare, filled
from tests.security.twoworlds.asking import leaks as leaking
from tests.security.twoworlds.people import ROLES
from tests.security.twoworlds.probes import Probes, generated, together
from tests.security.twoworlds.worlds import sight

SAMPLE, FULL = 60, 2000
"""Generated documents for each role."""
SETS = {"filters": (10, 6), "orders": (8, 5), "aggregates": (10, 4)}
"""Questions in one document, and documents of the sample."""
SORTS = {"edges changed", "edges gone", "edges new", "nodes gone", "nodes new", "nodes renamed", "rows changed"}
SEEING_ALL = ("programmeStaff", "admin")


@pytest.mark.parametrize("role", ROLES)
def test_worlds_look_alike_and_are_not(pair, role, report):
    """All a role sees of both is the same by the truth's own reading of the rules, and they differ in every sort of hidden thing."""
    made = pair(role)
    one, other = made.viewer(), made.viewer(made.one)
    assert [] == [name for name in made.zero if sight(one, name) != sight(other, name)]
    assert SORTS | ({"properties", "former values"} if role not in SEEING_ALL else set()) <= made.counts.keys()
    report(f"two worlds, {role}", differences=sum(n for sort, n in made.counts.items() if sort != "left out"), **made.counts)


@pytest.mark.parametrize("role", ROLES)
def test_generated_documents_are_answered_alike(run, pair, role, full, report):
    """Documents over the whole SDL, with codes, values and cursors of hidden things, have the same bytes, price and statements."""
    made, told = pair(role), Told()
    queries = generated(made, 2 * FULL)
    while told.queries - told.refused < (FULL if full else SAMPLE // 2):
        part = run(compare(made.stores, made.standing, islice(queries, SAMPLE // 2)))
        assert [] == part.different[:1]
        told = Told(told.queries + part.queries, told.told + part.told, told.refused + part.refused)
    report(f"two worlds, {role}, generated", queries=told.queries, told=told.share, refused=told.refused, differences=0)
    assert told.told >= 0.4 * told.queries


@pytest.mark.parametrize("of", SETS)
@pytest.mark.parametrize("role", ROLES)
def test_arguments_are_answered_alike(run, pair, role, of, slice_of, report):  # noqa: PLR0917  # fixtures are arguments
    """Every filter with every operator, every sort key, every group and measure of the schema tells nothing of what is hidden."""
    made, (number, documents) = pair(role), SETS[of]
    queries = slice_of(together(getattr(Probes(made), of)(), number), documents)
    told = run(compare(made.stores, made.standing, queries))
    report(
        f"two worlds, {role}, {of}",
        documents=told.queries,
        told=told.share,
        refused=told.refused,
        differences=len(told.different),
    )
    assert [] == told.different[:1]
    assert told.refused <= 0.02 * told.queries
    assert told.told >= 0.4 * told.queries


LEAKS = {
    "row": (leaks.row, "filters"),
    "row of a kind": (leaks.wide("Project"), "filters"),
    "row of a working kind": (leaks.wide("Entry"), "filters"),
    "edge": (leaks.wide("Advises"), "filters"),
    "former value": (leaks.wide("HadValue"), "filters"),
    "field": (leaks.field, "filters"),
    "count in a condition": (leaks.count_in_a_condition, "orders"),
    "sort": (leaks.sort, "orders"),
    "cursor": (leaks.cursor, "orders"),
    "group": (leaks.group, "aggregates"),
}


@pytest.mark.parametrize("name", LEAKS)
def test_planted_leak_is_found(run, pair, name, monkeypatch):
    """With one guard switched off, the same documents tell the two worlds apart."""
    made, (leak, of) = pair("cityOfficer"), LEAKS[name]
    queries = together(getattr(Probes(made), of)(), SETS[of][0])
    leaks.planted(monkeypatch, leak)
    assert run(leaking(made.stores, made.standing, queries, SCHEMA))


@pytest.mark.parametrize("name", ["row", "field"])
def test_generated_documents_find_planted_leaks(run, pair, name, monkeypatch):
    """The generated documents find a leak on their own."""
    made = pair("cityOfficer")
    leaks.planted(monkeypatch, LEAKS[name][0])
    assert run(leaking(made.stores, made.standing, generated(made, SAMPLE), SCHEMA))


def test_empty_answers_are_not_counted_as_told(run, pair):
    """A list of nothing, a count of 0 and a null tell nothing; a name does."""
    made = pair("anonymous")
    texts = (
        "{ entries(first: 5) { totalCount nodes { code } } }",
        '{ city(code: "?") { name } }',
        "{ goals(first: 1) { nodes { code } } }",
    )
    assert [False, False, True] == [filled(run(ask(made.stores[0], made.standing, (text, {}))).data) for text in texts]
