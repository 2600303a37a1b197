"""Copying a graph to another store and back."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from graph.connect import connect
from server.copy import CopyError, copy
from server.load import load
from server.whole import digest, named

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


def countries(folder, first, last):
    """A file of countries with the numbers of a range."""
    folder.mkdir(exist_ok=True)
    rows = "".join(f"C{n:05},Land {n}\n" for n in range(first, last))
    (folder / "Country.csv").write_text("code,name\n" + rows, encoding="utf-8")
    return folder


def between(folder, work):
    """Run something with two migrated stores in a folder."""

    async def inside():
        stores = [connect(f"sqlite:///{folder}/{name}.db") for name in "ab"]
        try:
            for store in stores:
                await store.migrate()
            return await work(*stores)
        finally:
            for store in stores:
                await store.close()

    return asyncio.run(inside())


@pytest.mark.parametrize("pages", [1, 2, 4])
def test_interrupted_copy_goes_on(tmp_path, pages):
    """A copy that was cancelled after some pages and is run again leaves what the source holds, and writes only the rest."""
    rows = countries(tmp_path / "rows", 0, 4500)
    (rows / "Region.csv").write_text("code,name\nR1,West\n", encoding="utf-8")
    (rows / "RegionInCountry.csv").write_text("from,to,key\nR1,C00001,RegionInCountry:R1\n", encoding="utf-8")
    told = []

    def cancel(kind, number):
        told.append((kind, number))
        if len(told) == pages:
            raise asyncio.CancelledError

    async def work(source, target):
        await load(source, rows)
        with pytest.raises(asyncio.CancelledError):
            await copy(source, target, tell=cancel)
        reached = await target.seq()
        return reached, await copy(source, target), await digest(source), await digest(target), await target.seq()

    reached, told_digest, first, second, seq = between(tmp_path, work)

    assert (pages, 5) == (reached, seq)
    assert told_digest == first == second


def test_copy_again_writes_nothing(tmp_path):
    """A target that holds all of the source, values that were corrected among it, is left as it is."""

    async def work(source, target):
        await load(source, ROOT / "data")
        text = (ROOT / "data" / "HasValue.csv").read_text(encoding="utf-8")
        (tmp_path / "HasValue.csv").write_text(text.replace(",2.16,", ",2.61,", 1), encoding="utf-8")
        await load(source, tmp_path / "HasValue.csv")
        first, seq = await copy(source, target), await target.seq()
        return (first, seq) == (await copy(source, target), await target.seq())

    assert between(tmp_path, work)


OTHERS = {
    "C00001": ("code,name\nC00001,Elsewhere\n", "differs from the source's"),
    "X": ("code,name\nX,Nowhere\n", "is not in the source"),
}


@pytest.mark.parametrize("code", OTHERS)
def test_target_that_holds_something_else_is_refused(tmp_path, code):
    """A target with a row that the source has not, or has otherwise, is told by that row and stays as it is."""
    text, how = OTHERS[code]
    (tmp_path / "Country.csv").write_text(text, encoding="utf-8")

    async def work(source, target):
        await load(source, countries(tmp_path / "rows", 0, 3))
        await load(target, tmp_path / "Country.csv")
        before = await digest(target), await target.seq()
        with pytest.raises(CopyError, match=f"Country '{code}' that {how}"):
            await copy(source, target)
        return before == (await digest(target), await target.seq())

    assert between(tmp_path, work)
