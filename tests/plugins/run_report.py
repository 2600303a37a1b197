"""How a run of the tests is told: figures, reasons for skips, and with `--results` a dated page."""

from __future__ import annotations

import collections
import datetime as dt
import os
import platform
import shutil
import subprocess
import time
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FIGURES = pytest.StashKey[list[tuple[str, dict[str, Any]]]]()
FACTS = pytest.StashKey[dict[str, str]]()
STARTED = pytest.StashKey[float]()
NO_NEO4J = "none used"
COUNTED = ("passed", "failed", "error", "skipped", "xfailed")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the runner say where the result goes."""
    parser.addoption("--results", metavar="FILE", help="write the dated result of this run to FILE (Markdown)")


def pytest_configure(config: pytest.Config) -> None:
    """Start the clock and the lists."""
    config.stash[FIGURES], config.stash[STARTED] = [], time.monotonic()
    config.stash[FACTS] = {"Python": platform.python_version(), "Cores": str(os.cpu_count()), "Neo4j": NO_NEO4J}


@pytest.fixture(scope="session")
def report(pytestconfig: pytest.Config) -> Callable[..., None]:
    """Keep a line of figures for the end of the run: `report("contract", shapes=100, differences=0)`."""

    def keep(name: str, **figures: object) -> None:
        pytestconfig.stash[FIGURES].append((name, figures))

    return keep


@pytest.fixture(scope="session")
def facts(pytestconfig: pytest.Config) -> dict[str, str]:
    """What the dated page says of the machine, to be added to."""
    return pytestconfig.stash[FACTS]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Return how many processes share the tests: each has a Neo4j of its own, so one where a Neo4j is given."""
    return 0 if os.environ.get("NEO4J_URI") else min(4, os.cpu_count() or 1)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand what was reported in a process of several to the one that tells it."""
    if (output := getattr(session.config, "workeroutput", None)) is not None:
        output["figures"], output["facts"] = session.config.stash[FIGURES], session.config.stash[FACTS]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:  # a type of xdist's
    """Take what a process has reported."""
    output = getattr(node, "workeroutput", {})
    node.config.stash[FIGURES] += [(name, row) for name, row in output.get("figures", [])]
    node.config.stash[FACTS] |= {name: fact for name, fact in output.get("facts", {}).items() if fact != NO_NEO4J}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Tell each reason for a skip once, and the figures that tests reported."""
    if hasattr(config, "workerinput"):  # one of several processes: what it has to tell is told by the one that started it
        return
    skips, figures = _skips(terminalreporter), config.stash[FIGURES]
    if skips:
        terminalreporter.section("not run here")
    for reason, count in skips.items():
        terminalreporter.write_line(f"{count:5} x {reason}")
    if figures:
        terminalreporter.section("figures")
    for name, row in figures:
        terminalreporter.write_line(f"{name}: {_spelt(row)}")
    if target := config.getoption("--results"):
        text = "\n".join([*_head(config, terminalreporter), *_lists(skips, figures)])
        file = config.rootpath / target
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text + "\n", encoding="utf-8")
        terminalreporter.write_line(f"result written to {target}")


def _skips(reporter: pytest.TerminalReporter) -> dict[str, int]:
    reasons = [told.longrepr[2] for told in reporter.stats.get("skipped", []) if isinstance(told.longrepr, tuple)]
    return dict(collections.Counter(reason.removeprefix("Skipped: ") for reason in reasons))


def _head(config: pytest.Config, reporter: pytest.TerminalReporter) -> list[str]:
    counts = ", ".join(f"{len(found)} {word}" for word in COUNTED if (found := reporter.stats.get(word)))
    narrowed = " ".join(a for a in config.invocation_params.args if not a.startswith("--results="))
    facts = {
        "Date": dt.datetime.now(dt.UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "Commit": _commit(config.rootpath),
        "System": f"{platform.system()} {platform.machine()}",
        **config.stash[FACTS],
        "Counts": "full" if os.environ.get("U4SSC_FULL") else "sample",
        **({"Only": f"`{narrowed}`"} if narrowed else {}),
        "Result": counts or "nothing ran",
        "Duration": f"{time.monotonic() - config.stash[STARTED]:.0f} s",
    }
    return ["# Test results", "", "Written by `scripts/test --full`.", "", "| | |", "| --- | --- |", *_rows(facts)]


def _rows(table: dict[str, str]) -> list[str]:
    return [f"| {name} | {value.replace('|', '/')} |" for name, value in table.items()]


def _lists(skips: dict[str, int], figures: list[tuple[str, dict[str, Any]]]) -> list[str]:
    lines = ["", "## Figures", "", "| test | figures |", "| --- | --- |"]
    lines += [f"| {name} | {_spelt(row).replace('|', '/')} |" for name, row in figures]
    lines += ["", "## Not run", ""]
    return [*lines, *([f"- {count} x {reason}" for reason, count in skips.items()] or ["Nothing was skipped."])]


def _spelt(row: dict[str, Any]) -> str:
    return ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in row.items())


def _commit(root: Path) -> str:
    """Return the short hash, and whether files differ from it; the page itself does not count."""
    if shutil.which("git") is None:
        return "unknown"
    ask = ["git", "-C", str(root)]
    found = subprocess.run([*ask, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    changed = subprocess.run(
        [*ask, "diff", "--quiet", "HEAD", "--", ".", ":!docs/test-results.md"], capture_output=True, check=False
    )
    return (found.stdout.strip() or "unknown") + (", with changes" if changed.returncode else "")
