"""Texts that try to be more than texts, at every place of the API that takes one: values in statements that stay as they are."""

from __future__ import annotations

import contextlib
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import neo4j
import pytest
from starlette.testclient import TestClient

from graph.connect import connect
from graph.sql.store import SqlStore
from graph.store import Statement
from resolvers.standing import alone
from resolvers.viewer import Viewer, viewer
from schema.build import SCHEMA
from server.app import create_app
from server.development import load_key, make_token
from server.settings import Settings
from server.whole import digest
from tests.graph.direct import direct, wipe
from tests.graph.small import change, node
from tests.security.conftest import Counting, Work, filled
from tests.security.payloads import NAMES, TEXTS, payloads

BUDGET = 100 * 20_000
"""Steps of SQLite's virtual machine in 100 ms: `graph.sql.store.STEPS` are about a millisecond."""
REFUSALS = {"BAD_USER_INPUT", "BAD_CURSOR", "GRAPHQL_VALIDATION_FAILED", "QUERY_TOO_COMPLEX"}
CONTROL = "abc"
"""A harmless text: the statements it leads to are those of every other."""


class Watched(SqlStore):
    """A store that counts the steps of its reads, as far as they are looked at: nothing is counted of one that is short."""

    steps = 0

    def _read(self, db, statement, bound, stop, steps):
        def looked():
            self.steps += steps
            return stop()

        return super()._read(db, statement, bound, looked, steps)


@pytest.fixture
def listener():
    """A port of this machine, and how to ask how many have called there."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)

        def callers():
            count = 0
            with contextlib.suppress(BlockingIOError):
                while True:
                    listening.accept()[0].close()
                    count += 1
            return count

        yield listening.getsockname()[1], callers


@pytest.fixture(scope="module")
def asked(run, tmp_path_factory):
    """How to send a document with a text at a place of it: the codes of its errors, and the statements and steps it took."""
    folder = tmp_path_factory.mktemp("payloads")
    run(filled(f"sqlite:///{folder}/store.db"))
    load_key(folder / "token.key", create=True)
    inner, work = Watched(folder / "store.db"), Work()
    settings = Settings(key_file=folder / "token.key", examples=folder, store=f"sqlite:///{folder}/store.db")
    token = {"authorization": f"Bearer {make_token('programmeStaff', load_key(folder / 'token.key'))}"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("server.app.settled_collector", contextlib.nullcontext)
        with TestClient(create_app(settings, store=Counting(inner, work)), raise_server_exceptions=False) as client:

            def ask(place, text):
                work.statements, before = [], inner.steps
                document, variables = place
                response = client.post("/graphql", json={"query": document, "variables": variables(text)}, headers=token)
                codes = [error["extensions"]["code"] for error in response.json().get("errors", ())]
                return response.status_code, codes, work.statements, inner.steps - before

            ask.store = inner
            yield ask
    run(inner.close())


def values_only(asked, name, place, text):
    """Check that a text is a value: no statement of its own, little work, an answer or a refusal that says what is wrong."""
    _, _, expected, _ = asked(place, CONTROL)
    status, codes, statements, steps = asked(place, text)

    assert 200 == status
    assert set(codes) <= REFUSALS, name
    assert [] == [statement for statement in statements if statement not in expected], name
    assert steps <= BUDGET, name
    return not codes


def unchanged(run, asked, listener, places):
    """Check that all texts at some places leave the graph as it was and fetch nothing; return how many were answered."""
    port, callers = listener
    before, answered = run(digest(asked.store)), 0
    for name, place in places.items():
        for text in payloads(port).values():
            answered += values_only(asked, name, place, text)
    assert before == run(digest(asked.store))
    assert 0 == callers()
    return answered


def test_texts_are_values_wherever_they_are_given(run, asked, listener):
    """At every operator, code, ID, cursor and search a hostile text is a value: nothing is written, fetched or slow."""
    answered = unchanged(run, asked, listener, TEXTS)

    assert answered > 0.8 * len(TEXTS) * len(payloads(0))


def test_texts_are_no_names(run, asked, listener):
    """Where a member of an enum, a property, an operator, a number or a day belongs, a hostile text is refused."""
    assert 0 == unchanged(run, asked, listener, NAMES)
    assert [] == [name for name, place in NAMES.items() if asked(place, "x' OR 1")[2]]


def test_every_operator_on_texts_is_tried():
    """Each operator of the SDL that takes a text as such is a place of the check."""
    operators = {
        f"{name}.{op}"
        for name, found in SCHEMA._schema.type_map.items()
        if name in {"StringOperators", "TextOperators", "TextListOperators"}
        for op, field in found.fields.items()
        if "String" in str(field.type)
    }

    assert operators == {name for name in TEXTS if "Operators." in name}
    assert {f"{name}.code" for name, field in SCHEMA._schema.query_type.fields.items() if "code" in field.args} <= set(TEXTS)


def in_the_text(monkeypatch):
    """Put the values of a request into the text of its statements."""
    read = Viewer.statement

    async def pasted(viewer, plan, parameters, **_):
        return await viewer.store.read(
            read(viewer, plan) + f" -- {parameters!r}".replace("\n", " "), {**parameters, **viewer.values}
        )

    monkeypatch.setattr(Viewer, "read", pasted)


def where_read(monkeypatch, mark, act):
    """Do something wherever a text with a mark in it is read."""
    read = SqlStore._read

    def acting(store, db, statement, bound, *more):
        for text in map(str, bound.values()):
            if mark in text:
                act(store, db, text, *more)
        return read(store, db, statement, bound, *more)

    monkeypatch.setattr(SqlStore, "_read", acting)


def with_a_write(monkeypatch):
    """Write where a text says so."""
    text = "UPDATE City SET populationSource = 'planted' WHERE code = (SELECT max(code) FROM City)"
    where_read(monkeypatch, "DELETE", lambda _, db, *__: db.execute(text))


def with_a_call(monkeypatch):
    """Fetch what a text names."""

    def fetch(_store, _db, text, *_):
        port = int(text.partition("http://127.0.0.1:")[2].partition("/")[0])
        socket.create_connection(("127.0.0.1", port), timeout=1).close()

    where_read(monkeypatch, "http://127.0.0.1:", fetch)


EVERY_WAY = Statement(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 300000) SELECT json_array(count(*)) FROM n"
)


def with_much_work(monkeypatch):
    """Try every way to match a text that holds a pattern."""
    read = SqlStore._read
    where_read(monkeypatch, "(a+)+$", lambda store, db, _, *more: read(store, db, EVERY_WAY, {}, *more))


PLANTED = {
    in_the_text: "Right contains one more item",
    with_a_write: r"assert '\w+\.\.\.\w+' == '",
    with_a_call: "0 == 2",
    with_much_work: "<= 2000000",
}


@pytest.mark.parametrize("planted", PLANTED, ids=lambda each: each.__name__)
def test_planted_fault_is_found(run, asked, listener, monkeypatch, planted):
    """A text that gets into a statement, that writes, that is fetched or that makes much work is found by the check."""
    planted(monkeypatch)

    with pytest.raises(AssertionError, match=PLANTED[planted]):
        unchanged(run, asked, listener, {"one": TEXTS["StringOperators.eq"]})


WHOLE = "MATCH (n) WHERE NOT n:LogEntry OPTIONAL MATCH (n)-[r]->() RETURN elementId(n) AS id, labels(n), properties(n), collect(properties(r)) ORDER BY id"
ON_NEO4J = [name for name in TEXTS if name.startswith("StringOperators.")] + ["search.text", "search in a filter", "city.code"]


@pytest.mark.neo4j
def test_texts_are_values_on_neo4j(run, neo4j_uri, listener):
    """On Neo4j too nothing is written or fetched, nothing is an error of the store's, and no statement is another one."""
    port, callers = listener
    wipe(neo4j_uri)
    store = connect(neo4j_uri)
    run(store.migrate())
    run(store.apply(change(nodes={"City": [node("City", f"NO-{n}", name=CONTROL, published=True) for n in range(3)]}), "one"))

    async def ask(name, text):
        who = viewer(alone("programmeStaff"), store)
        document, variables = TEXTS[name]
        answer = await SCHEMA.execute(document, variables(text), {"viewer": who})
        assert {error.extensions["code"] for error in answer.errors or ()} <= REFUSALS, answer.errors
        return set(who.trace)

    with direct(neo4j_uri) as past:
        before = past(WHOLE)[0]
        for name in ON_NEO4J:
            expected = run(ask(name, CONTROL))
            assert [] == [text for text in payloads(port).values() if not run(ask(name, text)) <= expected]
        assert before == past(WHOLE)[0]
        assert 0 == callers()
        with ThreadPoolExecutor(1) as threads:  # such a text as a statement would call there, which is heard
            calling = threads.submit(past, f"LOAD CSV FROM 'http://127.0.0.1:{port}/x' AS line RETURN line")
            heard = 0
            while not calling.done():
                heard += callers()
                time.sleep(0.01)
            assert heard > 0
            assert isinstance(calling.exception(), neo4j.exceptions.ClientError)
    run(store.close())
