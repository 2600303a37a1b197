# ruff: noqa: D103  # a fixture is told by its name
"""`nodes(ids)`: order, nulls, one read for each kind, and nothing told of what is hidden."""

from __future__ import annotations

import asyncio

import pytest

from graph.connect import connect
from resolvers.cursor import global_id
from resolvers.execute import resolve_root
from resolvers.standing import ANONYMOUS, alone
from resolvers.viewer import viewer
from schema.build import build
from tests.graph.small import change, edge, node

TEXT = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Party { name } ... on City { name } ... on KpiValue { year kpi { code } } } }"
SEEN = [global_id(*pair) for pair in (("City", "a"), ("Organisation", "o"), ("Kpi", "k"), ("HasValue", "v"))]
HIDDEN, MISSING, INTERNAL = global_id("City", "draft"), global_id("City", "none"), global_id("LogEntry", "0000000000000000001")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A store with a node of three kinds, a published value, and a city that is not published."""
    made = connect(f"sqlite:///{tmp_path_factory.mktemp('nodes')}/graph.db")
    cities = [node("City", "a", name="A", published=True), node("City", "draft", name="Draft", published=False)]
    filled = change(
        nodes={"City": cities, "Kpi": [node("Kpi", "k")], "Organisation": [node("Organisation", "o", name="O", published=True)]},
        edges={"HasValue": [edge("HasValue", "v", "a", "k", year=2020, publishedAt="2026-01-01T00:00:00.000Z")]},
    )

    async def fill():
        await made.migrate()
        await made.apply(filled, "nodes")

    asyncio.run(fill())
    yield made
    asyncio.run(made.close())


def ask(store, ids, *, schema, core=False, role="anonymous"):
    """The answer for some IDs, and the statements it took."""
    who = viewer(alone(role), store)
    own = {"root": resolve_root(schema.graphql, who)} if core else {}
    return asyncio.run(schema.execute(TEXT, {"ids": ids}, {"viewer": who, **own})), who.trace


@pytest.fixture(scope="module")
def schema():
    return build()


@pytest.mark.parametrize("core", [False, True])
def test_nodes_come_in_the_order_of_their_ids(store, schema, core):
    """Each ID has its place, named twice it is there twice, and what cannot be read is null; on both executors."""
    result, _ = ask(store, [SEEN[3], MISSING, SEEN[0], "nonsense", SEEN[1], SEEN[0], INTERNAL], schema=schema, core=core)
    value = {"__typename": "KpiValue", "id": SEEN[3], "year": 2020, "kpi": {"code": "k"}}
    city = {"__typename": "City", "id": SEEN[0], "name": "A"}
    party = {"__typename": "Organisation", "id": SEEN[1], "name": "O"}

    assert (None, [value, None, city, None, party, city, None]) == (result.errors, result.data["nodes"])


def test_one_statement_for_each_kind(store, schema):
    """However many IDs there are, each kind is read once, on both executors."""
    assert [4, 4, 0] == [
        len(ask(store, ids, schema=schema, core=core)[1]) for ids, core in ((SEEN * 9, False), (SEEN * 9, True), ([], False))
    ]


def test_hidden_node_is_as_one_that_is_not_there(store, schema):
    """What the viewer may not see has the answer and the statements of what is not stored; staff see it."""
    hidden, missing = ask(store, [HIDDEN], schema=schema), ask(store, [MISSING], schema=schema)

    assert ([None], [None]) == (hidden[0].data["nodes"], missing[0].data["nodes"])
    assert hidden[1] == missing[1]
    assert "Draft" == ask(store, [HIDDEN], schema=schema, role="programmeStaff")[0].data["nodes"][0]["name"]


def test_ids_make_no_plans(store):
    """Other IDs, of other kinds and in other numbers, find the plan of the first; it keeps one slot for each kind."""
    schema = build()
    for ids in ([SEEN[0]], [SEEN[1], SEEN[0]], SEEN, []):
        ask(store, ids, schema=schema)
    (roots,) = schema.executor._plans.values()

    assert {"City", "Organisation", "Kpi", "HasValue"} == set(roots[0][1].slots[0].kinds)


@pytest.mark.parametrize("core", [False, True])
def test_too_many_ids_are_refused(store, schema, core):
    """A thousand IDs are read, one more is a bad input that names the argument."""
    read, _ = ask(store, [MISSING] * 1000, schema=schema, core=core)
    refused, trace = ask(store, [MISSING] * 1001, schema=schema, core=core)

    assert (None, [None] * 1000) == (read.errors, read.data["nodes"])
    assert {"nodes": None} == refused.data
    assert [("BAD_USER_INPUT", "ids: found 1001, expected at most 1000")] == [
        (e.extensions["code"], e.message) for e in refused.errors
    ]
    assert [] == trace


@pytest.mark.parametrize("codes", [[f"c{n}" for n in range(1000)], ["a"] * 1000], ids=["each once", "one a thousand times"])
def test_nodes_are_paid_for(store, schema, codes):
    """A thousand cities with long lists below them cost what they would in a list, one that is told a thousand times too."""
    who = viewer(ANONYMOUS, store)
    text = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on City { values(first: 100) { totalCount } } } }"
    ids = [global_id("City", code) for code in codes]
    result = asyncio.run(schema.execute(text, {"ids": ids}, {"viewer": who}))

    assert ["QUERY_TOO_COMPLEX"] == [e.extensions["code"] for e in result.errors]
    assert [] == who.trace
