"""A loop, and one random world in both stores and as plain dicts."""

from __future__ import annotations

import asyncio
import random
import shutil

import pytest

from graph.connect import connect
from server.load import load
from tests.graph.direct import wipe
from tests.graph.truth import Truth
from tests.graph.world import build as build_world
from tests.resolvers.real import DATA

SEED = 7


@pytest.fixture(scope="module")
def loop():
    """One loop for all: the driver's connections belong to it."""
    with asyncio.Runner() as runner:
        yield runner.run


@pytest.fixture(scope="module")
def world():
    """The random world as changes and as plain dicts."""
    changes = list(build_world(random.Random(SEED)))
    truth = Truth()
    for number, change in enumerate(changes):
        truth.apply(change, f"world {number}")
    return changes, truth.things


def opened(loop, address, changes):
    """A store that holds the world."""
    store = connect(address)

    async def fill():
        await store.migrate()
        for number, change in enumerate(changes):
            await store.apply(change, f"world {number}")

    loop(fill())
    return store


@pytest.fixture(scope="module")
def embedded(loop, world, tmp_path_factory):
    """The embedded store with the world."""
    store = opened(loop, f"sqlite:///{tmp_path_factory.mktemp('oracle')}/graph.db", world[0])
    yield store
    loop(store.close())


@pytest.fixture(scope="module")
def production(loop, world, neo4j_uri):
    """Neo4j with the world."""
    wipe(neo4j_uri)
    store = opened(loop, neo4j_uri, world[0])
    yield store
    loop(store.close())


@pytest.fixture(scope="session")
def real_file(tmp_path_factory):
    """The file of a store with the real data."""
    path = tmp_path_factory.mktemp("real") / "store.db"

    async def fill():
        store = connect(f"sqlite:///{path}")
        await store.migrate()
        await load(store, DATA)
        await store.close()

    asyncio.run(fill())
    return path


@pytest.fixture
def real(real_file, tmp_path):
    """A store of its own with the real data."""
    made = connect(f"sqlite:///{shutil.copy(real_file, tmp_path / 'store.db')}")
    yield made
    asyncio.run(made.close())
