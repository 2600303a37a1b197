"""A load is held to what is stored: what stands there under another key, and what stored edges say."""

from __future__ import annotations

import asyncio

import pytest

from graph.change import Change, Edge
from graph.connect import connect
from graph.model import MODEL, DateTime
from server.load import LoadError, load
from server.whole import digest

CITIES = "code,name,countryCode,published,synthetic\nNO-a,A,NOR,true,true\nNO-b,B,NOR,true,true\nNO-c,C,NOR,true,true\n"
AT = DateTime("2026-01-02T03:04:05.006Z")


@pytest.fixture(params=["sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def address(tmp_path, request):
    """The address of an empty store."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/store.db"
    uri = request.getfixturevalue("neo4j_uri")

    async def emptied():
        store = connect(uri)
        await store._run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS")
        await store.close()

    asyncio.run(emptied())
    return uri


def with_store(address, work):
    """What something returns that is done with a migrated store."""

    async def inside():
        store = connect(address)
        try:
            await store.migrate()
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(inside())


def folder(path, **files):
    """A new folder with CSV files."""
    path.mkdir()
    for name, text in files.items():
        (path / f"{name}.csv").write_text(text, encoding="utf-8")
    return path


async def refused(store, path):
    """The places of a refused load, which has to change nothing."""
    before = await digest(store), await store.seq()
    with pytest.raises(LoadError) as caught:
        await load(store, path)
    assert before == (await digest(store), await store.seq())
    return [str(place) for place in caught.value.places]


@pytest.mark.parametrize("ends", [("NO-a", "NO-b"), ("NO-b", "NO-a")])
def test_pair_is_not_stated_again_under_another_key(tmp_path, address, ends):
    """A pair that an older file stated under a key of its own is told with that key; another pair of the same cities is not."""
    pairs = "key,to,from\nNO-a|NO-b,NO-b,NO-a\nNO-a|NO-c,NO-c,NO-a\n"
    files = folder(tmp_path / "files", City=CITIES, TwinnedWith=pairs)

    async def work(store):
        await load(store, files / "City.csv")
        old = dict.fromkeys(MODEL.relations["TwinnedWith"].props) | {"key": "a-b"}
        edges = {"TwinnedWith": [Edge(*ends, old)]}
        await store.apply(Change(actor="test", reason="an older file", at=AT, edges=edges), "older")
        return await refused(store, files)

    assert [
        "TwinnedWith.csv:2:1 (key) STATED_ALREADY: found 'NO-a|NO-b', expected a pair stated once, here the stored 'a-b'"
    ] == with_store(address, work)
