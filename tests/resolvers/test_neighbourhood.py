"""`neighbourhood`: counts as the naive world has them, under both roles, on both stores and executors."""

from __future__ import annotations

import json
import random

import pytest

from graph.model import MODEL
from resolvers.cursor import global_id
from resolvers.standing import ANONYMOUS, alone
from resolvers.viewer import viewer
from schema.build import SCHEMA
from tests.resolvers.asking import core, planned
from tests.resolvers.naive import SECRET, World

ROLES = ("anonymous", "programmeStaff")
TEXT = """query($id: ID!) { neighbourhood(id: $id) {
  node { __typename id ... on City { name } }
  relations { field relation label direction kind toOne description count }
} }"""
KINDS = [*(k.name for k in MODEL.kinds.values() if not k.internal), "HasValue", "HadValue"]


def naive(world, thing):
    """What the naive world says of a node: each field of its kind that is not closed to the role, with its count; of an edge none."""
    out = []
    for name, follow in MODEL.follows(thing.kind).items() if thing.kind in MODEL.kinds else ():
        rel = follow.relation
        if world.anonymous and SECRET & {rel.name, rel.source.kind.__name__, rel.target.kind.__name__}:
            continue
        one, kind, found = world.follow(thing, name)
        direction = "BOTH" if rel.symmetric else "OUT" if follow.end is rel.source else "IN"
        said = (name, rel.name, rel.label, direction, kind, one, follow.end.description, len(found))
        names = ("field", "relation", "label", "direction", "kind", "toOne", "description", "count")
        out.append(dict(zip(names, said, strict=True)))
    return out


def expected(world, kind, code):
    """The naive answer as a text; a node that is not seen has none."""
    row = world.one(kind, code)
    if row is None:
        return json.dumps([{"neighbourhood": None}, []])
    typename = MODEL.relations[kind].node if kind in MODEL.relations else kind
    node = {"__typename": typename, "id": global_id(kind, code)}
    node |= {"name": row.thing.row["name"]} if kind == "City" else {}
    return json.dumps([{"neighbourhood": {"node": node, "relations": naive(world, row.thing)}}, []], ensure_ascii=False)


@pytest.fixture(scope="module")
def asked(world, report):
    """Some nodes of every kind, one that is not there, and what each role should be told."""
    rng, out, counted, hidden = random.Random(11), [], 0, 0
    for role in ROLES:
        seen = World(world[1], role)
        for kind in KINDS:
            codes = sorted(world[1][kind])
            for code in [*rng.sample(codes, min(4, len(codes))), *codes[:2], "none"]:
                answer = expected(seen, kind, code)
                out.append((role, {"id": global_id(kind, code)}, answer))
                counted += answer.count('"count"') - answer.count('"count": 0}')
                hidden += '"neighbourhood": null' in answer and code != "none"
    report("neighbourhood oracle", nodes=len(out), countsAboveNone=counted, hidden=hidden)
    assert counted > 900
    assert hidden > 40
    return out


def differences(loop, asked, store, answer):
    """The nodes whose answer is not the naive one."""
    return [(role, which) for role, which, expected in asked if loop(answer(store, role, TEXT, which)) != expected]


def test_counts_on_the_embedded_store(loop, embedded, asked):
    """The executor of plans on SQLite counts as the naive world does."""
    assert [] == differences(loop, asked, embedded, planned)


def test_counts_by_graphql_core(loop, embedded, asked):
    """The fallback gives the same answers."""
    assert [] == differences(loop, asked, embedded, core)


def test_counts_on_neo4j(loop, production, asked):
    """The executor of plans on Neo4j counts as the naive world does."""
    assert [] == differences(loop, asked, production, planned)


def test_all_relations_are_one_statement(loop, embedded, world):
    """However many relations a kind has, they are counted in one statement, and the node is one more."""
    who = viewer(alone("programmeStaff"), embedded)
    asked_for = {"id": global_id("City", next(iter(world[1]["City"])))}
    result = loop(SCHEMA.execute(TEXT, asked_for, {"viewer": who}))

    assert len(MODEL.follows("City")) == len(result.data["neighbourhood"]["relations"])
    assert 2 == len(who.trace)


def test_missing_and_hidden_are_the_same_work(loop, embedded, world):
    """A node the viewer may not see takes the statements and the price of one that is not stored."""
    seen = World(world[1], "anonymous")
    hidden = next(t.row["code"] for t in world[1]["City"].values() if not seen.node_seen(t))
    done = []
    for code in (hidden, "none"):
        who = viewer(ANONYMOUS, embedded)
        result = loop(SCHEMA.execute(TEXT, {"id": global_id("City", code)}, {"viewer": who}))
        done.append((result.data, who.trace, who.spent))

    assert done[0] == done[1]
    one, values, many = 2 * 1, 2 * 15, 23 * 3
    assert ({"neighbourhood": None}, 1 + one + values + many) == (done[0][0], done[0][2])


@pytest.mark.parametrize("text", ["", "nonsense", global_id("LogEntry", "0000000000000000001"), global_id("CityInCountry", "x")])
def test_id_of_no_node_is_null(loop, embedded, text):
    """An ID that names no node has no neighbourhood, and nothing is read for it."""
    who = viewer(alone("programmeStaff"), embedded)
    result = loop(SCHEMA.execute(TEXT, {"id": text}, {"viewer": who}))

    assert ({"neighbourhood": None}, None, []) == (result.data, result.errors, who.trace)
