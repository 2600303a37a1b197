"""A loop, stores of both kinds, and one random world held by both and by the truth."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING, Any

import pytest

from graph.connect import connect
from graph.sql.store import SqlStore
from tests.graph.cases import cases
from tests.graph.direct import wipe
from tests.graph.truth import Truth
from tests.graph.world import build

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator

    from graph.store import Store
    from tests.graph.cases import Case

SEED = 20_261
BOTH = ("sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j))


@pytest.fixture(scope="session")
def run() -> Iterator[Callable[[Coroutine[Any, Any, Any]], Any]]:
    """Run a coroutine to its end, always on the same loop: the driver's connections belong to one."""
    with asyncio.Runner() as runner:
        yield runner.run


@pytest.fixture(params=BOTH)
def address(request: pytest.FixtureRequest, tmp_path) -> str:
    """The address of an empty store of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'graph.db'}"
    uri = request.getfixturevalue("neo4j_uri")
    wipe(uri)
    return uri


@pytest.fixture
def opened(run, address) -> Iterator[Callable[[], Store]]:
    """Open another connection to the test's store, migrated; all are closed at the end."""
    found: list[Store] = []

    def another() -> Store:
        found.append(connect(address))
        run(found[-1].migrate())
        return found[-1]

    yield another
    for each in found:
        run(each.close())


@pytest.fixture
def store(opened) -> Store:
    """An empty store of each kind."""
    return opened()


@pytest.fixture(scope="session")
def truth() -> Truth:
    """The truth of the random world."""
    made = Truth()
    for number, change in enumerate(build(random.Random(SEED))):
        made.apply(change, f"world {number}")
    return made


@pytest.fixture(scope="session")
def contract(truth, full) -> list[Case]:
    """The shapes of the contract with their bindings and the answers of the truth."""
    return list(cases(truth, SEED, *((1000, 20) if full else (600, 4))))


@pytest.fixture(scope="session")
def on_neo4j(contract, full) -> list[Case]:
    """The cases Neo4j is asked for: all in full, else a part, since each new text costs it much planning."""
    return contract if full else contract[:36]


async def loaded(store: Store) -> Store:
    """Put the random world into a store."""
    await store.migrate()
    for number, change in enumerate(build(random.Random(SEED))):
        await store.apply(change, f"world {number}")
    return store


@pytest.fixture(scope="session")
def sqlite_world(run, tmp_path_factory) -> Iterator[Store]:
    """The random world in SQLite."""
    store = SqlStore(tmp_path_factory.mktemp("world") / "graph.db", deadline=60)
    yield run(loaded(store))
    run(store.close())


@pytest.fixture(scope="module")
def neo4j_world(run, neo4j_uri) -> Iterator[Store]:
    """The random world in Neo4j."""
    wipe(neo4j_uri)
    store = connect(neo4j_uri)
    yield run(loaded(store))
    run(store.close())
