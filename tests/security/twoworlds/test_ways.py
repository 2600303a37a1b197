"""C3: what is private is as well hidden at the end of a long way as in a list of its own."""

from __future__ import annotations

from itertools import pairwise

import pytest

from graph.expression import Step
from graph.model import MODEL
from schema.build import SCHEMA
from tests.resolvers.documents import ROOTS
from tests.security.twoworlds import leaks, walks
from tests.security.twoworlds.asking import ask, compare
from tests.security.twoworlds.asking import leaks as leaking
from tests.security.twoworlds.people import ROLES
from tests.security.twoworlds.probes import Probes, together

SAMPLE = {"short": 15, "long": 8, "filters": 4, "direct": 6}
"""Documents of the sample."""


@pytest.mark.parametrize("role", ROLES)
def test_ways_to_what_is_private_are_answered_alike(run, pair, role, slice_of, report):
    """Every simple way of at most three hops from every list to every kind and relation that a role does not see all of."""
    made, found = pair(role), walks.to_private(role)
    part = slice_of(found, SAMPLE["short"])
    told = run(compare(made.stores, made.standing, [query for _, query in part]))
    report(
        f"ways to what is private, {role}", ways=sum(n for n, _ in found), followed=sum(n for n, _ in part), told=told.share,
        differences=len(told.different),
    )  # fmt: skip
    assert ([], 0) == (told.different[:1], told.refused)
    assert told.told >= 0.6 * told.queries


@pytest.mark.parametrize("role", ROLES)
def test_long_ways_are_answered_alike(run, pair, role, slice_of, report):
    """Ways of six hops on which every pair of consecutive relations comes at least once."""
    made, found = pair(role), walks.long_ways()
    told = run(compare(made.stores, made.standing, slice_of(found, SAMPLE["long"])))
    report(
        f"ways of six hops, {role}", pairs=len(walks.pairs()), ways=len(found), followed=told.queries, told=told.share,
        differences=len(told.different),
    )  # fmt: skip
    assert ([], 0) == (told.different[:1], told.refused)
    assert told.told >= 0.6 * told.queries


@pytest.mark.parametrize("role", ROLES)
def test_ways_in_filters_are_answered_alike(run, pair, role, slice_of, report):
    """A filter that asks at the end of three hops for a hidden thing finds as many as where that thing is not there."""
    made = pair(role)
    told = run(compare(made.stores, made.standing, slice_of(together(filters(made)), SAMPLE["filters"])))
    report(f"ways in filters, {role}", documents=told.queries, told=told.share, differences=len(told.different))
    assert ([], 0) == (told.different[:1], told.refused)


def filters(made):
    """Lists whose filter asks, at the end of three hops, for a thing."""
    probes = Probes(made)
    for way in walks.covering():
        for part in (way[:3], way[3:]):
            if part:
                where = walks.as_filter(part, probes.sample(part[-1].far, "code"))
                root = walks.LISTS[part[0].kind]
                yield f"{root}(first: 25, {probes.argument(root, 'where', where)}) {{ totalCount nodes {{ code }} }}"


@pytest.mark.parametrize("role", ROLES)
def test_what_is_told_at_the_end_of_a_way_is_what_is_seen(run, pair, role, slice_of):
    """At every place of an answer stand the first of what is seen there, and their number, by the truth's own reading of the rules."""
    made = pair(role)
    viewer, queries = made.viewer(), [query for _, query in walks.to_private(role)] + walks.long_ways()
    for query in (
        slice_of(queries, SAMPLE["direct"]) if len(queries) < 1000 else queries[:: len(queries) // (SAMPLE["direct"] * 4)]
    ):
        data = run(ask(made.stores[0], made.standing, query)).data
        ((root, told),) = data.items()
        kind = ROOTS[root][1].name
        assert (query[0], []) == (query[0], list(wrong(viewer, viewer.items(kind, None, None), told, kind, "code")))


def wrong(viewer, found, told, kind, unique):
    """Yield the places of an answer at which something else stands than what is seen."""
    things = {t.row["code"]: t for t, _ in found}
    if "totalCount" in told:
        ordered = sorted(found, key=lambda item: item[1].row["key"] if item[1] else item[0].row["code"])
        codes = [t.row["code"] for t, _ in ordered]
        if (told["totalCount"], [node["code"] for node in told["nodes"]]) != (len(codes), codes[: len(told["nodes"])]):
            yield kind, told
        nodes = told["nodes"]
    else:
        nodes = [told]
    for node in nodes:
        if node["code"] not in things:
            yield kind, node["code"]
            continue
        for name, below in node.items():
            follow = MODEL.follows(kind).get(name)
            if follow:
                far = viewer.items("", Step(follow.relation.name, follow.direction), things[node["code"]])
                if below is None:
                    yield from [(kind, name)] if far else []
                else:
                    yield from wrong(viewer, far, below, follow.kind, unique)


@pytest.mark.parametrize("leak", [leaks.row, leaks.wide("Project"), leaks.wide("Evaluation"), leaks.wide("Funds")])
@pytest.mark.parametrize("of", ["short", "long"])
def test_planted_leak_is_found(run, pair, leak, of, monkeypatch):
    """With a rule dropped, ways of both sorts tell the two worlds apart."""
    made = pair("cityOfficer")
    queries = [query for _, query in walks.to_private("cityOfficer")] if of == "short" else walks.long_ways()
    leaks.planted(monkeypatch, leak)
    assert run(leaking(made.stores, made.standing, queries, SCHEMA))


def test_pairs_are_covered():
    """Every relation field is followed by every one that can follow it, somewhere within six hops."""
    ways = walks.covering()
    assert walks.pairs() == {pair for way in ways for pair in pairwise(way)}
    assert max(map(len, ways)) == walks.LONGEST
