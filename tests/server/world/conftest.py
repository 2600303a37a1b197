"""Two worlds: one of the usual density, and one of many cities with few values."""

from __future__ import annotations

import pytest

from server.world.make import make_world
from tests.server.world.worlds import Read


@pytest.fixture(scope="session")
def usual(tmp_path_factory):
    """The folder of a world of 120 cities with as many values as usual."""
    folder = tmp_path_factory.mktemp("usual") / "world"
    make_world(folder, cities=120, seed=5)
    return folder


@pytest.fixture(scope="session")
def found(usual):
    """The rows of the usual world."""
    return Read(usual)


@pytest.fixture(scope="session")
def many(tmp_path_factory):
    """The rows of a world of 1 500 cities with 30 values each: enough for statistics."""
    folder = tmp_path_factory.mktemp("many") / "world"
    make_world(folder, cities=1500, seed=11, values=30)
    return Read(folder)
