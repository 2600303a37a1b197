"""Cursors that come back: of another order, made by hand, or spoilt."""

from __future__ import annotations

import asyncio
import base64
import json

import pytest

from graph.connect import connect
from resolvers.cursor import encode_cursor
from resolvers.standing import ANONYMOUS
from resolvers.viewer import viewer
from schema.build import SCHEMA, build
from tests.graph.small import change, node

NAMED = (
    "query($a: String, $o: [CityOrderBy!]) { cities(first: 5, after: $a, orderBy: $o) { nodes { code } pageInfo { endCursor } } }"
)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A store with nine cities."""
    made = connect(f"sqlite:///{tmp_path_factory.mktemp('cursor')}/graph.db")
    cities = [node("City", f"C{n}", name=f"Name {n % 3}", published=True) for n in range(9)]

    async def fill():
        await made.migrate()
        await made.apply(change(nodes={"City": cities}), "cities")

    asyncio.run(fill())
    yield made
    asyncio.run(made.close())


def ask(store, text, schema=SCHEMA, **variables):
    """The result of a document."""
    return asyncio.run(schema.execute(text, variables, {"viewer": viewer(ANONYMOUS, store)}))


def codes(result):
    """The codes of the errors, with their paths."""
    return [(e.extensions["code"], e.path) for e in result.errors or ()]


def test_cursor_of_another_order_is_refused(store):
    """A cursor is bound to the order it was made for."""
    cursor = ask(store, NAMED, o=[{"name": "ASC"}]).data["cities"]["pageInfo"]["endCursor"]

    assert [("BAD_CURSOR", ["cities"])] == codes(ask(store, NAMED, a=cursor))


@pytest.mark.parametrize(
    "keys", [["x" * 90_000], ["City node.code+", *[None] * 5000], [1], [], ["City node.name+,node.code+", "\ud800", "C1"]]
)
def test_forged_cursor_is_refused_and_leaves_little(store, keys):
    """A cursor made by hand is refused, and what is kept of it is small."""
    schema = build()
    forged = base64.urlsafe_b64encode(json.dumps(keys).encode()).decode()
    result = ask(store, NAMED, schema=schema, a=forged, o=[{"name": "ASC"}])

    assert [("BAD_CURSOR", ["cities"])] == codes(result)
    assert all(len(repr(key)) < 2000 for key in schema.executor._plans)


@pytest.mark.parametrize("bad", [5, True, 1.5, "\ud800", "a\0b", [], {}])
def test_forged_cursor_spoils_no_other(store, bad):
    """After a cursor of the right order with a wrong value, one of that order that is right is answered."""
    schema = build()
    made = ask(store, NAMED, schema=schema, o=[{"name": "ASC"}]).data["cities"]["pageInfo"]["endCursor"]
    order, _, code = json.loads(base64.urlsafe_b64decode(made))
    forged = base64.urlsafe_b64encode(json.dumps([order, bad, code]).encode()).decode()
    asked = [codes(ask(store, NAMED, schema=build(), a=a, o=[{"name": "ASC"}])) for a in (forged, made)]
    on_one = [codes(ask(store, NAMED, schema=schema, a=a, o=[{"name": "ASC"}])) for a in (forged, made)]

    assert asked == on_one == [[("BAD_CURSOR", ["cities"])], []]


@pytest.mark.parametrize("beyond", [10**400, -(10**400), 10**309])
def test_cursor_beyond_all_numbers_is_refused(store, beyond):
    """A whole number that no float holds is no value of a cursor."""
    forged = encode_cursor("City node.area+,node.code+", [beyond, "x"])

    assert [("BAD_CURSOR", ["cities"])] == codes(ask(store, NAMED, a=forged, o=[{"area": "ASC"}]))
