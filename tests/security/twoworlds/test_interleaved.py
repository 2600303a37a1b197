"""C7: principals who ask the same text at once each get their own answer, and nothing of another's."""

from __future__ import annotations

import asyncio
import random

import pytest

import resolvers.viewer
from graph.rules import restrict
from resolvers.viewer import Viewer
from schema.build import SCHEMA, build
from tests.security.twoworlds.asking import ask
from tests.security.twoworlds.probes import Probes, together

REQUESTS = 200
TEXTS = (
    "{ projects(first: 100) { totalCount nodes { code missing } } }",
    "{ documents(first: 100) { nodes { code url } } }",
    "{ cities(first: 20) { nodes { code contact values(first: 5) { totalCount edges { key verifier } } } } }",
    "{ entries(first: 50) { totalCount nodes { code value } } }",
    "{ projectAggregate(groupBy: [{stage: VALUE}]) { groups { keys { value } count } } }",
)
TWO = (("cityOfficer", "anonymous"), ("cityOfficer", "expert"), ("hubStaff", "programmeStaff"), ("provider", "financier"))


def texts(made):
    """Texts that are asked by both, some of them by the codes of things."""
    return [*((text, {}) for text in TEXTS), *together(Probes(made).named(), 10)[:5]]


async def interleaved(made, people, queries, schema):
    """Ask all at once, in an order that mixes who asks; return the answers that are not those of who asked."""
    rng = random.Random(3)
    store = made.stores[0]
    alone = {(n, q): await ask(store, who, query, SCHEMA) for n, who in enumerate(people) for q, query in enumerate(queries)}
    asked = [(n % 2, rng.randrange(len(queries))) for n in range(REQUESTS)]
    found = await asyncio.gather(*(ask(store, people[n], queries[q], schema) for n, q in asked))
    return [
        (each, len({a.body for k, a in alone.items() if k[1] == each[1]}))
        for each, a in zip(asked, found, strict=True)
        if a.body != alone[each].body
    ]


@pytest.mark.parametrize("two", TWO, ids="-".join)
def test_answers_do_not_cross(run, single, two, report):
    """Two hundred requests of two principals, with the same texts and IDs, on one executor that has seen none of them before."""
    made, people = single(two[0]), [single(role).standing for role in two]
    crossed = run(interleaved(made, people, texts(made), build()))
    report(f"interleaved, {' and '.join(two)}", requests=REQUESTS, crossings=len(crossed))
    assert [] == crossed


def test_two_of_one_role_do_not_cross(run, single):
    """Statements are shared by all who have the same roles; whom they act for is not."""
    made = single("cityOfficer")
    others = single("hubStaff").standing.served_cities
    other = type(made.standing)(subject="other", roles=made.standing.roles, cities=others[1:])
    assert [] == run(interleaved(made, [made.standing, other], texts(made), build()))


def test_two_get_different_answers(run, single):
    """The texts are such that an answer of the other would be noticed."""
    made, other = single("cityOfficer"), single("anonymous")
    answers = [[run(ask(made.stores[0], each.standing, (t, {}))).body for t in TEXTS] for each in (made, other)]
    assert all(a != b for a, b in zip(*answers, strict=True))


def test_teeth_shared_statements(run, single, monkeypatch):
    """Statements kept without the rules they were made under are given to another, and the answers cross."""

    def statement(self, plan):
        kept = resolvers.viewer._statements
        if plan not in kept:
            kept[plan] = self.store.compile(restrict(plan, self.rules))
        return kept[plan]

    made = single("programmeStaff")
    people = [made.standing, single("anonymous").standing]

    async def crossing():
        alone = [await ask(made.stores[0], who, query) for who in people for query in texts(made)]
        monkeypatch.setattr(resolvers.viewer, "_statements", {})
        monkeypatch.setattr(Viewer, "statement", statement)
        shared = await asyncio.gather(*(ask(made.stores[0], who, query) for who in people for query in texts(made)))
        return [a.body for a in alone] != [a.body for a in shared]

    assert run(crossing())
