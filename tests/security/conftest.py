"""The application as it is served, over the real data, with its work counted."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import warnings
from dataclasses import dataclass, field
from pathlib import Path

import graphql
import pytest
import structlog
from starlette.testclient import TestClient

from graph.connect import connect
from graph.cypher.store import CypherStore
from server.app import create_app
from server.development import load_key, make_token
from server.load import load
from server.refusal import GRAPHQL
from server.settings import Settings
from tests.security.bolt_faults import BoltServer

DATA = Path(__file__).parents[2] / "data"


@dataclass
class Work:
    """What a request made the server do: documents validated, statements given to the store."""

    validated: int = 0
    statements: list[object] = field(default_factory=list)

    def done(self):
        """Both as numbers."""
        return self.validated, len(self.statements)


class Counting:
    """A store that counts what it reads, and fails where a test says so."""

    def __init__(self, store, work):
        self.store, self.work, self.fault = store, work, None

    def __getattr__(self, name):
        return getattr(self.store, name)

    async def read(self, statement, parameters, *, small=True):
        """Read, or fail."""
        self.work.statements.append(statement)
        if self.fault:
            raise self.fault
        return await self.store.read(statement, parameters, small=small)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A client of the application, its store and the work it does."""
    folder = tmp_path_factory.mktemp("security")
    address, work = f"sqlite:///{folder}/store.db", Work()
    asyncio.run(filled(address))
    load_key(folder / "token.key", create=True)
    validate = graphql.validate

    def counted(*arguments, **options):
        work.validated += 1
        return validate(*arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("server.app.settled_collector", contextlib.nullcontext)
        patch.setattr("graphql.validate", counted)
        store = Counting(connect(address), work)
        settings = Settings(key_file=folder / "token.key", examples=folder, store=address)
        with TestClient(create_app(settings, store=store), raise_server_exceptions=False) as client:
            client.token = make_token("programmeStaff", load_key(folder / "token.key"))
            yield client, store, work
        asyncio.run(store.close())


async def filled(address):
    """Make a store with the real data."""
    store = connect(address)
    await store.migrate()
    await load(store, DATA)
    await store.close()


@pytest.fixture(params=["anonymous", "programmeStaff"])
def role(request):
    """Every attack is also one of somebody who is known."""
    return request.param


@pytest.fixture
def attack(served, role):
    """How to send an operation as a role: the answer, its codes, and the work it took."""
    client, store, work = served
    store.fault = None

    def send(query, **more):
        work.validated, work.statements = 0, []
        headers = {"accept": GRAPHQL, "x-request-id": "known"}
        if role == "programmeStaff":
            headers["authorization"] = f"Bearer {client.token}"
        answer = client.post("/graphql", json={"query": query, **more}, headers=headers)
        return answer, [error["extensions"]["code"] for error in answer.json().get("errors", ())], work.done()

    return send


@pytest.fixture(scope="session")
def run():
    """Run a coroutine to its end, always on the same loop: the driver's connections belong to one."""
    with asyncio.Runner() as runner:
        yield runner.run


@pytest.fixture
def bolt():
    """A Neo4j that does wrong what a test tells it to."""
    server = BoltServer()
    yield server
    server.close()
    assert [] == server.broken


@pytest.fixture(scope="module")
def swept():
    """Have the sockets closed that the driver left while it made them, before tests run that are to hear of theirs."""
    yield
    with warnings.catch_warnings(action="ignore"):
        gc.collect()


@pytest.fixture
def database(run, bolt):
    """A store over it that has the time it needs."""
    store = CypherStore(bolt.uri)
    yield store
    run(store.close())


@pytest.fixture
def hasty(database, monkeypatch):
    """The same with deadlines of a fraction of a second, for a server that lets it wait until they are over."""
    monkeypatch.setattr("graph.cypher.store.GRACE", 0.03)
    monkeypatch.setattr("graph.cypher.store.WRITE_DEADLINE", 0.15)
    database._deadline = 0.12
    return database


@pytest.fixture
def serve(bolt, tmp_path, monkeypatch):
    """How to serve the real API from the fault server, by a store whose reads may take so many seconds, or those that are set."""
    monkeypatch.setattr("server.app.settled_collector", contextlib.nullcontext)
    monkeypatch.setattr("graph.cypher.store.GRACE", 0.1)
    load_key(tmp_path / "token.key", create=True)
    bolt.found = [["Oslo"]]  # a city's record: its name

    @contextlib.contextmanager
    def serving(seconds=0.2, **changed):
        monkeypatch.setattr(
            "server.app.connect", lambda address, **_: CypherStore(address, **({"deadline": seconds} if seconds else {}))
        )
        given = {"key_file": tmp_path / "token.key", "examples": tmp_path, "store": bolt.uri} | changed
        with (
            structlog.testing.capture_logs(),  # to print a trace takes longer than these deadlines
            TestClient(create_app(Settings(**given)), raise_server_exceptions=False) as client,
        ):
            yield client

    return serving
