"""Generated requests: Schemathesis makes them from the SDL for each root field; no fault answers, and nothing against the SDL."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import random

import graphql as g
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.generation import GenerationMode
from starlette.testclient import TestClient

from graph.connect import connect
from resolvers.errors import Code
from server.app import create_app
from server.development import load_key, make_token
from server.settings import Settings
from tests.clients.bounded import Typenames, bounded
from tests.clients.conform import SDL, differences, promised
from tests.graph.world import build

SCHEMA, PROMISED = g.build_schema(SDL), promised()
ROOTS = sorted(SCHEMA.query_type.fields)
FAULTS = {Code.INTERNAL, Code.STORE_UNAVAILABLE, Code.DEADLINE, Code.OVERLOADED}
REFUSALS = {code.value for code in set(Code) - FAULTS}
QUIET = {"suppress_health_check": list(HealthCheck), "phases": (Phase.generate, Phase.shrink)}
SENT = ("bounded", "bounded, without filters", "as it comes")
"""What is sent of a generated document."""
PAGE = {"edges", "nodes", "totalCount"}
PLANTED = [
    ("code", {}),
    ("code", {"code": None}),
    ("code", {"code": 1}),
    ("code", {"code": "a", "name": "b"}),
    ("population", {"population": "1"}),
    ("population", {"population": 1.5}),
    ("population", {"population": True}),
    ("latitude", {"latitude": "0.5"}),
    ("stage", {"stage": "BEST"}),
    ("published", {"published": 1}),
    ("languages", {"languages": "no"}),
    ("languages", {"languages": [None]}),
    ("code population", {"population": 1, "code": "a"}),
]
"""Answers about a city that are not as the SDL says, the last for the order of its keys."""


@pytest.fixture(scope="module")
def operations():
    """What Schemathesis makes of the SDL: by root field."""
    return schemathesis.graphql.from_dict({"data": g.introspection_from_schema(SCHEMA)})["Query"]


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    """How to send a document to the application, as staff or as nobody; its store holds random things of every kind."""
    folder = tmp_path_factory.mktemp("generated")
    store = connect(f"sqlite:///{folder}/store.db")

    async def fill():
        await store.migrate()
        for number, change in enumerate(build(random.Random(11))):
            await store.apply(change, f"world {number}")

    asyncio.run(fill())
    staff = {"authorization": f"Bearer {make_token('programmeStaff', load_key(folder / 'token.key', create=True))}"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("server.app.settled_collector", contextlib.nullcontext)
        app = create_app(Settings(key_file=folder / "token.key"), store=store)
        with TestClient(app, raise_server_exceptions=False) as client:
            yield lambda text, *, known: client.post("/graphql", json={"query": text}, headers=staff if known else {})
    asyncio.run(store.close())


@pytest.fixture(scope="module")
def things(ask):
    """IDs and codes of some things of each kind that has a list."""
    found = {}
    for name, field in SCHEMA.query_type.fields.items():
        of = getattr(g.get_named_type(field.type), "fields", {}).get("nodes")
        kind = g.get_named_type(of.type) if of else None
        if kind and {"id", "code"} <= set(getattr(kind, "fields", {})) and {"first", "where"} <= set(field.args):
            nodes = ask(f"{{ {name}(first: 9) {{ nodes {{ id code }} }} }}", known=True).json()["data"][name]["nodes"]
            found[kind.name] = [(node["id"], node["code"]) for node in nodes]
    return found


@pytest.fixture
def tally(report):
    """How the documents of a test were answered, by what was sent; told at the end."""
    counts = collections.defaultdict(collections.Counter)
    yield counts
    for sent, count in counts.items():
        report(f"generated requests, {sent}", documents=count.total(), **count, root_fields=len(ROOTS))


def outcome(answer):
    """Whether an answer was refused, empty or full; raises where it is a fault, or no answer of GraphQL."""
    body = answer.json()
    codes = {error["extensions"]["code"] for error in body.get("errors", ())}
    assert answer.status_code in {200, 400}, (answer.status_code, body)
    assert codes <= REFUSALS, body
    if codes:
        return "refused"
    return "full" if any(holds(value) for key, value in body["data"].items() if key != "__typename") else "empty"


def holds(value):
    """Whether a root field's answer holds something: a thing, or a page with something in it."""
    asked = PAGE & set(value) if isinstance(value, dict) else ()
    return any(value[name] for name in asked) if asked else bool(value)


def test_generated_documents(operations, ask, things, tally, full):
    """A document of any root field is answered as the SDL says, or refused for a reason that is listed; most of the bounded are full."""
    for root in ROOTS:

        @settings(max_examples=60 if full else max(2, 300 // len(ROOTS)), **QUIET)
        @given(operations[root].as_strategy(), st.sampled_from(SENT), st.booleans())
        def check(case, sent, known):
            document = g.visit(g.parse(case.body), Typenames())
            if sent != SENT[2]:
                document = bounded(SCHEMA, document, things, where=sent == SENT[0])
            answer = ask(g.print_ast(document), known=known)

            tally[sent][outcome(answer)] += 1
            assert [] == differences(PROMISED, document, answer.json().get("data"))

        check()
    for sent in SENT[:2]:
        assert tally[sent]["full"] > 0.5 * tally[sent].total()
        assert tally[sent]["refused"] < 0.1 * tally[sent].total()


def test_documents_against_the_sdl(operations, ask, tally, full):
    """A document with one mistake against the SDL is refused as a whole, whatever its root field."""
    for root in ROOTS:

        @settings(max_examples=10 if full else 1, **QUIET)
        @given(operations[root].as_strategy(generation_mode=GenerationMode.NEGATIVE))
        def check(case):
            answer = ask(case.body, known=True)

            tally["with a mistake"][outcome(answer)] += 1
            assert "data" not in answer.json()

        check()


def test_planted_fault_is_found(ask, monkeypatch):
    """A store whose reading fails is told apart from a refusal."""

    async def broken(*_, **__):
        raise RuntimeError

    monkeypatch.setattr("resolvers.viewer.Viewer.read", broken)

    with pytest.raises(AssertionError, match="INTERNAL"):
        outcome(ask("{ cities(first: 1) { totalCount } }", known=True))


@pytest.mark.parametrize(("fields", "city"), PLANTED)
def test_planted_answer_is_found(fields, city):
    """An answer with a wrong, a missing or a surplus value is not as the SDL says; the right one is."""
    document = g.parse(f'{{ city(code: "a") {{ {fields} }} }}')
    stage = next(iter(SCHEMA.type_map["DevelopmentStage"].values))
    right = {"code": "a", "population": 1, "latitude": 0.5, "stage": stage, "published": True, "languages": ["no"]}

    assert [] == differences(PROMISED, document, {"city": {name: right[name] for name in fields.split()}})
    assert [] != differences(PROMISED, document, {"city": city})
