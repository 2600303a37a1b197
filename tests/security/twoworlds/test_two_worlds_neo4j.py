"""C4 on Neo4j: the same questions of both worlds, one after the other in one server."""

from __future__ import annotations

from itertools import islice

import pytest

import graph.cypher.store
from graph.connect import connect
from tests.graph.direct import wipe
from tests.security.twoworlds import leaks, walks, worlds
from tests.security.twoworlds.asking import Told, ask, filled
from tests.security.twoworlds.people import ROLES
from tests.security.twoworlds.probes import Probes, generated, together

ALL, SAMPLE = 2000, 16
"""Documents of all roles together."""
TRIES = 6
PATIENCE = 300.0
"""Seconds for a server that plans each new text first, on a busy machine."""


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """Writes may take what reads may."""
    monkeypatch.setattr(graph.cypher.store, "WRITE_DEADLINE", PATIENCE)


def asked(made, number):
    """Documents of all sorts: half of them generated, the others from each filter, sort key, group, way and computed field."""
    probes = Probes(made)
    sorts = [
        together(getattr(probes, n)(), 1 if n == "searches" else 3)
        for n in ("filters", "orders", "aggregates", "searches", "named", "paths")
    ]
    sorts += [together(probes.recommendations(), 1), [q for _, q in walks.to_private(made.role)], walks.long_ways()]
    each = -(-number // 2 // len(sorts))
    return [
        *islice(generated(made, number), number - number // 2),
        *(q for found in sorts for q in found[:: max(1, len(found) // each)][:each]),
    ]


async def patiently(store, who, query):
    """The answer, asked for again where the server was too busy to give it."""
    for _ in range(TRIES):
        found = await ask(store, who, query)
        if not any(error[2]["code"] == "STORE_UNAVAILABLE" for error in found.errors):
            break
    return found


def answers(run, uri, things, people):
    """What each of some people is told by a world."""
    wipe(uri)
    store = connect(uri)
    store._deadline = PATIENCE
    try:
        run(worlds.fill(store, things))
        return [[run(patiently(store, who, query)) for query in queries] for who, queries in people]
    finally:
        run(store.close())


def test_both_worlds_are_answered_alike_on_neo4j(run, neo4j_uri, pair, full, report):
    """The bytes, the price and the statements of every answer are the same, for each role in full and for one in the sample."""
    roles = ROLES if full else ("cityOfficer",)
    pairs = [pair(role) for role in roles]
    people = [(made.standing, asked(made, (ALL if full else SAMPLE) // len(roles))) for made in pairs]
    told, first = Told(), answers(run, neo4j_uri, pairs[0].zero, people)
    for made, one, before in zip(pairs, people, first, strict=True):
        (after,) = answers(run, neo4j_uri, made.one, [one])
        for query, old, new in zip(one[1], before, after, strict=True):
            told.queries += 1
            told.told += filled(old.data)
            told.refused += bool(old.errors)
            told.different += [(query, old, new)] if old != new else []
    report("two worlds on Neo4j", queries=told.queries, told=told.share, refused=told.refused, differences=len(told.different))
    assert [] == told.different[:1]
    assert told.told >= 0.4 * told.queries


@pytest.mark.full
def test_planted_leak_is_found_on_neo4j(run, neo4j_uri, pair, monkeypatch):
    """Without the rules of rows the same questions tell the worlds apart."""
    made = pair("cityOfficer")
    leaks.planted(monkeypatch, leaks.row)
    people = [(made.standing, together(Probes(made).named(), 4)[:4])]
    one, other = (answers(run, neo4j_uri, things, people) for things in (made.zero, made.one))
    assert one != other
