"""Copying a graph to another store and back."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from graph.connect import connect
from server.copy import CopyError, copy
from server.load import load
from server.whole import named

ROOT = Path(__file__).parents[2]


async def emptied(address):
    """A store without any node."""
    store = connect(address)
    if store.name == "neo4j":
        await store._run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS")
    return store


def test_copy_to_neo4j_and_back_has_the_same_digest(neo4j_uri, tmp_path):
    """SQLite to Neo4j to SQLite: three equal digests, superseded values included."""

    async def work():
        first, second = connect(f"sqlite:///{tmp_path}/a.db"), await emptied(neo4j_uri)
        third = connect(f"sqlite:///{tmp_path}/b.db")
        try:
            await first.migrate()
            await load(first, ROOT / "data")
            text = (ROOT / "data" / "HasValue.csv").read_text(encoding="utf-8")
            (tmp_path / "HasValue.csv").write_text(text.replace(",2.16,", ",2.61,", 1), encoding="utf-8")
            await load(first, tmp_path / "HasValue.csv")
            return await copy(first, second), await copy(second, third), await anext(e["reason"] async for e in third.log())
        finally:
            for store in (first, second, third):
                await store.close()

    there, back, reason = asyncio.run(work())

    assert there == back
    assert there in reason


def test_copy_moves_who_acts_for_whom(tmp_path):
    """What is internal, but for the log, is in the digest and is copied: without memberships nobody could work with the copy."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "Principal.csv").write_text("code,enabled\nada,true\n", encoding="utf-8")
    (tmp_path / "data" / "Region.csv").write_text("code,name\nNO-15,Møre og Romsdal\n", encoding="utf-8")
    membership = "from,to,key,role\nada,NO-15,ActsForRegion:ada,hubStaff\n"
    (tmp_path / "data" / "ActsForRegion.csv").write_text(membership, encoding="utf-8")

    async def work():
        first, second = connect(f"sqlite:///{tmp_path}/a.db"), connect(f"sqlite:///{tmp_path}/b.db")
        try:
            await first.migrate()
            await load(first, tmp_path / "data")
            await copy(first, second)
            return await named(second, "ActsForRegion", ["ActsForRegion:ada"])
        finally:
            for store in (first, second):
                await store.close()

    copied = asyncio.run(work())["ActsForRegion:ada"]

    assert ("ada", "NO-15", "hubStaff") == (copied.source, copied.target, copied.row["role"])


def test_copy_wants_an_empty_target(tmp_path):
    """A store that holds a node is not copied into."""

    async def work():
        store = connect(f"sqlite:///{tmp_path}/a.db")
        try:
            await store.migrate()
            await load(store, ROOT / "data" / "Country.csv")
            await copy(store, store)
        finally:
            await store.close()

    with pytest.raises(CopyError, match="already holds a Country"):
        asyncio.run(work())
