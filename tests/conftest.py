"""What tests may ask for: a real Neo4j, Node, a browser, data that is not ours to copy; and how the run is told."""

from __future__ import annotations

import collections
import os
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

import hypothesis
import pytest

from server.local_neo4j import LocalNeo4j, available
from server.neo4j_jars import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

FULL = bool(os.environ.get("U4SSC_FULL"))
NEEDS = {"neo4j": "neo4j_uri", "node": "node_tools", "browser": "browser", "data": "test_data"}
REQUIRED = {name for name in os.environ.get("U4SSC_REQUIRE", "").replace(" ", "").split(",") if name}
NOT_FULL = "full counts only: scripts/test --full"
FIGURES = pytest.StashKey[list[tuple[str, dict[str, Any]]]]()
STARTED = pytest.StashKey[float]()

hypothesis.settings.register_profile("sample", derandomize=True, deadline=None, database=None)
hypothesis.settings.register_profile("full", derandomize=True, deadline=None, database=None, max_examples=1000)
hypothesis.settings.load_profile("full" if FULL else "sample")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the runner say where the result goes."""
    parser.addoption("--results", metavar="FILE", help="write the dated result of this run to FILE (Markdown)")


def pytest_configure(config: pytest.Config) -> None:
    """Refuse a misspelt requirement: it would require nothing."""
    if unknown := REQUIRED - set(NEEDS):
        raise pytest.UsageError(f"U4SSC_REQUIRE: unknown {sorted(unknown)}, known {sorted(NEEDS)}")
    config.stash[FIGURES] = []
    config.stash[STARTED] = time.monotonic()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let a marker stand for its fixture and a fixture for its marker."""
    for item in items:
        names: list[str] = getattr(item, "fixturenames", [])
        for mark, fixture in NEEDS.items():
            if fixture in names or (mark == "neo4j" and "own_neo4j" in names):
                item.add_marker(mark)
            elif item.get_closest_marker(mark):
                names.append(fixture)
        if item.get_closest_marker("full") and not FULL:
            item.add_marker(pytest.mark.skip(reason=NOT_FULL))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure where what the test needs is required."""
    told = yield
    if told.skipped and not hasattr(told, "wasxfail") and isinstance(told.longrepr, tuple):
        reason = str(told.longrepr[2]).removeprefix("Skipped: ")
        needed = sorted(name for name in REQUIRED if item.get_closest_marker(name))
        if needed and reason != NOT_FULL:
            told.outcome, told.longrepr = "failed", f"{', '.join(needed)} is required by U4SSC_REQUIRE, but: {reason}"
    return told


def _skips(reporter: pytest.TerminalReporter) -> dict[str, int]:
    reasons = (told.longrepr[2] for told in reporter.stats.get("skipped", []) if isinstance(told.longrepr, tuple))
    return dict(collections.Counter(reason.removeprefix("Skipped: ") for reason in reasons))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Tell each reason for a skip once, and the figures that tests reported."""
    skips, figures = _skips(terminalreporter), config.stash[FIGURES]
    if skips:
        terminalreporter.section("not run here")
        terminalreporter.write_lines([f"{count:5} x {reason}" for reason, count in skips.items()])
    if figures:
        terminalreporter.section("figures")
        terminalreporter.write_lines([f"{name}: " + ", ".join(f"{k} {v}" for k, v in row.items()) for name, row in figures])
    if target := config.getoption("--results"):
        from tests_results import page  # noqa: PLC0415

        text = page(terminalreporter, skips, figures, time.monotonic() - config.stash[STARTED])
        Path(target).write_text(text, encoding="utf-8")
        terminalreporter.write_line(f"result written to {target}")
