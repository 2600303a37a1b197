"""What a test may ask for beyond Python: Neo4j, Node, a browser, data that is not ours to copy."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import hypothesis
import neo4j
import pytest
from filelock import FileLock

from server.local_neo4j import LocalNeo4j, available
from server.neo4j_jars import jars

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

pytest_plugins = ["run_report"]

FULL = bool(os.environ.get("U4SSC_FULL"))
NOT_FULL = "full counts only: scripts/test --full"
REQUIRED = set(os.environ.get("U4SSC_REQUIRE", "").replace(",", " ").split())
NEEDS = {"neo4j_uri": "neo4j", "own_neo4j": "neo4j", "node_tools": "node", "browser": "browser", "test_data": "data"}

for profile, examples in (("sample", 100), ("full", 1000)):
    hypothesis.settings.register_profile(profile, derandomize=True, deadline=None, database=None, max_examples=examples)
hypothesis.settings.load_profile("full" if FULL else "sample")


def pytest_configure() -> None:
    """Refuse a misspelt requirement: it would require nothing."""
    if unknown := REQUIRED - set(NEEDS.values()):
        raise pytest.UsageError(f"U4SSC_REQUIRE: unknown {sorted(unknown)}, known are {sorted(set(NEEDS.values()))}")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark a test with what its fixtures need, and skip full counts in the sample."""
    for fixture in getattr(item, "fixturenames", ()):
        if fixture in NEEDS:
            item.add_marker(NEEDS[fixture])
    if item.get_closest_marker("full") and not FULL:
        item.add_marker(pytest.mark.skip(reason=NOT_FULL))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure where what the test needs is required."""
    told = yield
    if told.skipped and not hasattr(told, "wasxfail") and isinstance(told.longrepr, tuple):
        reason = told.longrepr[2].removeprefix("Skipped: ")
        needed = sorted(name for name in REQUIRED if item.get_closest_marker(name))
        if needed and reason != NOT_FULL:
            told.outcome, told.longrepr = "failed", f"U4SSC_REQUIRE names {', '.join(needed)}, but: {reason}"
    return told


@pytest.fixture(scope="session")
def full() -> bool:
    """Whether the full counts are asked for."""
    return FULL


@pytest.fixture(scope="session")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], FileLock]:
    """How to do something, by its name, in one of the processes of a run at a time."""
    return lambda name: FileLock(tmp_path_factory.getbasetemp().parent / f"{name}.lock")


@pytest.fixture(scope="session")
def neo4j_uri(facts: dict[str, str], alone: Callable[[str], FileLock], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The store address of one Neo4j for the whole run: the one of NEO4J_URI, which tests empty, or one of our own."""
    if given := os.environ.get("NEO4J_URI"):
        facts["Neo4j"] = "the one of NEO4J_URI"
        yield _with_password(given)
        return
    if reason := available():
        pytest.skip(reason)
    with alone("jars"):
        jars()
    with LocalNeo4j(tmp_path_factory.mktemp("neo4j")) as server:
        with neo4j.GraphDatabase.driver(server.uri) as driver:
            facts["Neo4j"] = str(driver.get_server_info().agent)
        yield server.uri


def _with_password(uri: str) -> str:
    user, password = os.environ.get("NEO4J_USER"), os.environ.get("NEO4J_PASSWORD", "")
    parts = urlsplit(uri)
    return parts._replace(netloc=f"{quote(user, '')}:{quote(password, '')}@{parts.netloc}").geturl() if user else uri


@pytest.fixture
def own_neo4j(tmp_path: Path) -> Iterator[LocalNeo4j]:
    """A Neo4j for one test, which may kill it."""
    if reason := available():
        pytest.skip(reason)
    with LocalNeo4j(tmp_path / "neo4j") as server:
        yield server


@pytest.fixture(scope="session")
def node_tools() -> tuple[str, str]:
    """The paths of node and npm."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("no node and npm found")
    return node, npm


@pytest.fixture(scope="session")
def browser() -> str:
    """The path of a Chromium."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    return found or pytest.skip("no Chromium found")


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The folder of the data sets that are not ours to copy."""
    given = os.environ.get("U4SSC_TEST_DATA")
    if not given or not Path(given).is_dir():
        pytest.skip("U4SSC_TEST_DATA is not set" if not given else "U4SSC_TEST_DATA is not a folder")
    return Path(given)
