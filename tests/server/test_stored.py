"""A load is held to what is stored: what stands there under another key, and what stored edges say."""

from __future__ import annotations

import asyncio
import uuid

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


def sides(*sides):
    """A file that couples cities with a pair."""
    return "from,to,side,key\n" + "".join(f"P1,{city},{side},P1|{side}\n" for side, city in sides)


def test_city_is_not_both_sides_of_a_pair(tmp_path, address):
    """A pair that has a city on one side is refused it on the other, in one file and against what is stored."""
    pair = "code,synthetic,status\nP1,true,PROPOSED\n"
    both = folder(tmp_path / "both", City=CITIES, TwinPair=pair, Pairs=sides(("A", "NO-a"), ("B", "NO-a")))
    one = folder(tmp_path / "one", City=CITIES, TwinPair=pair, Pairs=sides(("A", "NO-a")))
    other = folder(tmp_path / "other", Pairs=sides(("B", "NO-a")))
    right = folder(tmp_path / "right", Pairs=sides(("B", "NO-b")))

    async def work(store):
        in_one_file = await refused(store, both)
        await load(store, one)
        stored = await refused(store, other)
        await load(store, right)
        return in_one_file, stored

    said = "(key) STATED_ALREADY: found 'P1|B', expected a pair stated once, here"
    assert ([f"Pairs.csv:3:4 {said} the one at Pairs.csv:2"], [f"Pairs.csv:2:4 {said} the stored 'P1|A'"]) == with_store(
        address, work
    )


def kpi(points):
    """The file of one KPI with the given data points."""
    header = "code,name,dataPoints,definition,dimension,subDimension,category,level,improvement\n"
    return header + f"K1,A KPI,{points},what,Economy,Infrastructure,Transport,CORE,HIGHER\n"


def value(point):
    """The file of one value of a data point."""
    return f"from,to,key,dataPoint,year,status,value\nNO-a,K1,NO-a|K1|{point}|2020,{point},2020,REPORTED,1\n"


def effect(point):
    """The file of a solution that improves a data point."""
    return f"from,to,key,dataPoint,kind,grade\nS1,K1,S1-K1,{point},RELATIVE_CHANGE,C\n"


SOLUTION = "code,name,sector,published,synthetic\nS1,A solution,MOBILITY,true,true\n"


def again(tmp_path, address, first, then):
    """What a second folder of files does to a store with a first one: its places, or the number of rows it states."""

    async def work(store):
        await load(store, folder(tmp_path / uuid.uuid4().hex, City=CITIES, Solution=SOLUTION, **first))
        path = folder(tmp_path / uuid.uuid4().hex, **then)
        try:
            return (await load(store, path)).stated.total()
        except LoadError as error:
            return [str(place) for place in error.places]

    return with_store(address, work)


SAID = {"x|y": ("x", "'x'"), "": ("", "nothing")}


@pytest.mark.parametrize("points", SAID)
def test_data_point_that_a_stored_value_names_stays_listed(tmp_path, address, points):
    """A KPI whose list no longer holds what a stored value says is told at its row, with the key of the value."""
    point, said = SAID[points]

    places = again(tmp_path, address, {"Kpi": kpi(points), "HasValue": value(point)}, {"Kpi": kpi("y|z")})

    expected = f"what the stored HasValue 'NO-a|K1|{point}|2020' says: {said}"
    assert [f"Kpi.csv:2:3 (dataPoints) NOT_LISTED: found ['y', 'z'], expected {expected}"] == places


def test_list_that_keeps_what_is_said_may_change(tmp_path, address):
    """A KPI gets another data point, and loses one of which there is no value."""
    assert 1 == again(tmp_path, address, {"Kpi": kpi("x|y"), "HasValue": value("x")}, {"Kpi": kpi("x|z")})


def test_what_is_stated_anew_does_not_hold_a_list(tmp_path, address):
    """A data point is given another name together with the effect that names it; alone it is told."""
    first, then = {"Kpi": kpi("x"), "Improves": effect("x")}, {"Kpi": kpi("y"), "Improves": effect("y")}
    (place,) = again(tmp_path, address, first, {"Kpi": kpi("y")})

    assert place.endswith("expected what the stored Improves 'S1-K1' says: 'x'")
    assert 2 == again(tmp_path, address, first, then)
