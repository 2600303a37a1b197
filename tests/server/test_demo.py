"""The demonstration's own file, where another version has made it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner

from graph.change import Change, Edge
from graph.connect import connect
from graph.model import DateTime
from server import demo
from server.cli import app
from server.load import load

DATA = Path(__file__).parents[2] / "data"
AT = DateTime("2026-01-02T03:04:05.006Z")


@pytest.fixture
def older(tmp_path, monkeypatch):
    """The demonstration's file with a relation under the key it had in older data, and its address."""
    file = tmp_path / "demo.db"
    monkeypatch.setattr(demo, "EMBEDDED", file)
    old = Edge("INI-dashboard", "ORG-atea", {"key": "INI-dashboard->ORG-atea"})

    async def made():
        store = connect(f"sqlite:///{file}")
        await store.migrate()
        for name in ("Initiative", "Organisation"):
            await load(store, DATA / f"{name}.csv")
        await store.apply(Change(actor="test", reason="an older version", at=AT, edges={"RunBy": [old]}), "older")
        await store.close()

    asyncio.run(made())
    return file


def shown(*arguments):
    """The result of the demonstration."""
    return CliRunner().invoke(app, ["demo", "--once", *arguments], env={"COLUMNS": "200", "U4SSC_STORE": ""})


@pytest.mark.usefixtures("older")
def test_own_file_of_another_version_is_made_anew():
    """The demonstration goes on with a new file where its own states a pair under another key, and says so."""
    told = shown()

    assert (0, True) == (told.exit_code, "file is made anew" in told.output)
    assert "Stavanger (Norway)" in told.output


def test_file_of_somebody_else_is_left_alone(older):
    """A file that was given is refused with what clashes and keeps what it holds."""
    given = older.rename(older.with_name("given.db"))
    told = shown("--store", f"sqlite:///{given}")

    assert (1, True) == (told.exit_code, "STATED_ALREADY" in told.output)
    assert given.exists()
