# ruff: noqa: D102  # the methods of a stand-in do what their names say
"""An application over a small schema and a store that can be told to fail."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import pytest
import strawberry
from graphql import GraphQLError
from starlette.testclient import TestClient

from graph.model import VERSION
from graph.store import StoreUnavailableError
from server.app import create_app
from server.development import load_key
from server.settings import Settings

CANARY = "bolt://neo4j:canary-password@db.internal:7687"


class Store:
    """What the process asks of a store: health and the log's number."""

    name = "stub"

    def __init__(self):
        self.model, self.fault, self.silent, self.closed = VERSION, None, False, False

    async def health(self):
        if self.silent:
            await asyncio.sleep(60)
        if self.fault:
            raise self.fault
        return {"store": self.name, "model": self.model, "version": "1"}

    async def seq(self):
        return 7

    async def close(self):
        self.closed = True


@strawberry.type
class Query:
    """Fields that answer, wait and fail."""

    @strawberry.field
    def hello(self, name: str = "you") -> str:
        return f"Hello {name}"

    @strawberry.field
    def role(self, info: strawberry.Info) -> str:
        return info.context["viewer"].rules.name

    @strawberry.field
    async def wait(self, seconds: float) -> str:
        await asyncio.sleep(seconds)
        return "waited"

    @strawberry.field
    def cut(self, info: strawberry.Info) -> str:
        info.context["viewer"].lasting = False
        return "as far as the time went"

    @strawberry.field
    def fault(self) -> str | None:
        raise RuntimeError(CANARY)

    @strawberry.field
    def gone(self) -> str | None:
        raise StoreUnavailableError(CANARY)

    @strawberry.field
    def refused(self) -> str | None:
        raise GraphQLError("Expected a cursor of this order.", extensions={"code": "BAD_CURSOR"})

    @strawberry.field
    def must(self) -> str:
        raise RuntimeError(CANARY)


@strawberry.type
class Mutation:
    """One field that writes."""

    @strawberry.mutation
    def touch(self) -> str:
        return "touched"


@pytest.fixture(scope="session")
def schema() -> strawberry.Schema:
    """The small schema, with the suggestions Strawberry makes by default."""
    return strawberry.Schema(Query, Mutation)


@pytest.fixture
def store() -> Store:
    """A store that answers until a test says otherwise."""
    return Store()


@pytest.fixture
def key(tmp_path) -> bytes:
    """The key the application checks tokens with."""
    return load_key(tmp_path / "token.key", create=True)


@pytest.fixture
def settings(tmp_path, key):  # noqa: ARG001  # the key has to be there
    """How to make settings that differ from the tests' own: `settings(deadline=1)`."""

    def make(**changed: Any) -> Settings:
        return Settings(**{"key_file": tmp_path / "token.key", "examples": tmp_path, **changed})

    return make


@pytest.fixture
def app(settings, schema, store, monkeypatch):
    """How to make an application with other settings; the collector is left alone, which saves a minute in all."""
    monkeypatch.setattr("server.app.settled_collector", contextlib.nullcontext)
    return lambda **changed: create_app(settings(**changed), schema, store)


@pytest.fixture
def client(app):
    """A client of the application, which shows faults as the server answers them."""
    with TestClient(app(), raise_server_exceptions=False) as made:
        yield made


@pytest.fixture
def ask(client):
    """How to POST an operation."""

    def post(query: str, headers: dict[str, str] | None = None, **more: Any):
        return client.post("/graphql", json={"query": query, **more}, headers=headers)

    return post
