"""Loading: all is validated first, every fault has its place, and a load can be run again."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from graph.connect import connect
from server.load import LoadError, load
from server.whole import digest, pages

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data"
COUNTRY = "code,name,subregion\n"
VALUES = "from,to,key,year,status,value\n"


def with_store(folder, work):
    """Run something with a migrated store in a folder."""

    async def inside():
        store = connect(f"sqlite:///{folder}/store.db")
        try:
            await store.migrate()
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(inside())


def state(folder):
    """The digest and the log's number of a store."""

    async def work(store):
        return await digest(store), await store.seq()

    return with_store(folder, work)


def put(folder, name, text):
    """A file with the given text or bytes."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refused(folder, path):
    """The places of the faults of a load, which has to change nothing."""
    before = state(folder)
    with pytest.raises(LoadError) as caught:
        with_store(folder, lambda store: load(store, path))
    assert before == state(folder)
    return [str(place) for place in caught.value.places]


def test_real_data_loads(tmp_path):
    """All rows of the data folder are stated."""
    loaded = with_store(tmp_path, lambda store: load(store, DATA))

    rows = {p.stem: len(p.read_text(encoding="utf-8").splitlines()) - 1 for p in DATA.glob("*.csv")}
    assert {"City": 34, "Kpi": 91, "HasValue": 133}.items() <= rows.items()
    assert rows == dict(loaded.stated)


def test_loading_twice_changes_nothing(tmp_path):
    """The second load states nothing: digest and log number stay."""
    with_store(tmp_path, lambda store: load(store, DATA))
    before = state(tmp_path)
    again = with_store(tmp_path, lambda store: load(store, DATA))

    assert (0, before) == (again.stated.total(), state(tmp_path))


def test_correction_keeps_the_value_it_replaces(tmp_path):
    """A value loaded again with another number moves the first to the history."""
    with_store(tmp_path, lambda store: load(store, DATA))
    text = (DATA / "HasValue.csv").read_text(encoding="utf-8")
    put(tmp_path, "HasValue.csv", text.replace(",2.16,", ",2.61,", 1))
    changed = with_store(tmp_path, lambda store: load(store, tmp_path / "HasValue.csv"))

    async def history(store):
        from server.whole import pages  # noqa: PLC0415  # only here

        return [(e.row["value"], e.row["revision"]) async for page in pages(store, "HadValue") for e in page]

    assert (1, [(2.16, 1)]) == (changed.stated.total(), with_store(tmp_path, history))


def test_column_left_out_makes_unknown_what_is_stored(tmp_path):
    """A file states whole rows: loaded again without a column, a country is as if it had been stated without it from the start."""
    full, short = (tmp_path / name for name in ("full", "short"))
    for folder in (full, short):
        folder.mkdir()
    with_store(full, lambda store: load(store, put(full, "Country.csv", "code,name,subregion\nNO,Norway,Northern Europe\n")))
    for folder in (full, short):
        path = put(folder, "Country.csv", "code,name\nNO,Norway\n")
        with_store(folder, lambda store, path=path: load(store, path))

    assert state(short)[0] == state(full)[0]


def test_bad_row_in_the_middle_is_named_by_its_place(tmp_path):
    """A bad cell is told with file, line, column, code, what was found and what was expected; nothing is written."""
    lines = (DATA / "City.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    lines[15] = lines[15].replace(",true,false,", ",perhaps,false,")
    put(tmp_path, "City.csv", "".join(lines))

    assert ["City.csv:16:15 (published) WRONG_TYPE: found 'perhaps', expected true or false"] == refused(
        tmp_path, tmp_path / "City.csv"
    )


FAULTS = {
    "MISSING": COUNTRY + "NOR,,\n",
    "UNKNOWN_COLUMN": "code,name,colour\nNOR,Norway,red\n",
    "DUPLICATE_COLUMN": "code,name,name\nNOR,Norway,Norway\n",
    "MISSING_COLUMN": "code,subregion\nNOR,x\n",
    "DUPLICATE": COUNTRY + "NOR,Norway,\nNOR,Norway,\n",
    "TOO_LONG": COUNTRY + f"NOR,{'x' * 2001},\n",
    "BAD_TEXT": COUNTRY + "NOR,Nor\0way,\n",
    "CELLS": "code;name;subregion\nNOR;Norway;x\n",
    "BAD_CSV": COUNTRY + 'NOR,"Norway,\nSWE,Sweden,\n',
    "BAD_ENCODING": COUNTRY.encode() + "NOR,Ålesund,\n".encode("latin-1"),
}


@pytest.mark.parametrize("code", [c for c in FAULTS if c != "CELLS"])
def test_each_fault_has_its_code(tmp_path, code):
    """Each kind of fault in a CSV file is refused under its own code, and nothing is written."""
    assert [code] == sorted(
        {place.split(": ")[0].split()[-1] for place in refused(tmp_path, put(tmp_path, "Country.csv", FAULTS[code]))}
    )


HOSTILE = {
    "semicolons": FAULTS["CELLS"],
    "utf-16": COUNTRY.encode("utf-16"),
    "too few cells": COUNTRY + "NOR,Norway\n",
    "ten thousand columns": ",".join(f"c{i}" for i in range(10_000)) + "\n",
    "a field of a megabyte": COUNTRY + f"NOR,{'x' * 1_000_000},\n",
    "private use": COUNTRY + "NOR,\ue000,\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_refused(tmp_path, name):
    """A file that is no table of the kind is refused with a place, and nothing is written."""
    assert all(place.startswith("Country.csv:") for place in refused(tmp_path, put(tmp_path, "Country.csv", HOSTILE[name])))


@pytest.mark.parametrize("text", ["\ufeff" + COUNTRY + "NOR,Norway,\n", COUNTRY.replace("\n", "\r\n") + "NOR,Norway,\r\n"])
def test_byte_order_mark_and_line_ends_do_not_matter(tmp_path, text):
    """A byte order mark and Windows line ends are read over."""
    loaded = with_store(tmp_path, lambda store: load(store, put(tmp_path, "Country.csv", text)))

    assert 1 == loaded.stated.total()


@pytest.mark.parametrize("number", ["1_000", "١٢", "nan", "inf", "1e400", "+1", "007", "0x10", "1,5", "-0.0"])
def test_number_must_be_plain(tmp_path, number):
    """What Python would take for a number, but no table should say, is refused."""
    put(tmp_path, "Country.csv", COUNTRY + "NOR,Norway,\n")
    put(tmp_path, "City.csv", f'code,name,countryCode,published,synthetic,area\nNO-x,X,NOR,true,false,"{number}"\n')

    assert any("(area)" in place for place in refused(tmp_path, tmp_path))


def test_end_must_exist(tmp_path):
    """An edge to a node that is neither in the load nor in the store is refused at its column."""
    path = put(tmp_path, "HasValue.csv", VALUES + "NO-x,K1,NO-x|K1||2020,2020,REPORTED,1\n")

    assert [
        "HasValue.csv:2:1 (from) NO_SUCH_NODE: found 'NO-x', expected the code of a City",
        "HasValue.csv:2:2 (to) NO_SUCH_NODE: found 'K1', expected the code of a Kpi",
    ] == refused(tmp_path, path)


@pytest.mark.parametrize("name", ["LogEntry.csv", "Colour.csv", "City.xlsx"])
def test_file_must_be_named_after_a_kind(tmp_path, name):
    """A file of no kind, or of an internal one, is refused by name."""
    with pytest.raises(ValueError, match=name.split(".")[0]):
        with_store(tmp_path, lambda store: load(store, put(tmp_path, name, "code\n")))


def test_ndjson_has_the_types_of_json(tmp_path):
    """One JSON object per line loads; a wrong type, a key twice and a broken line are named by their lines."""
    good = '{"code": "NOR", "name": "Norway"}\n\n{"code": "SWE", "name": "Sweden", "subregion": null}\n'
    loaded = with_store(tmp_path, lambda store: load(store, put(tmp_path, "Country.ndjson", good)))
    bad = '{"code": 1, "name": "Norway"}\n{"code": "A", "code": "B", "name": "x"}\n[1]\n{"code": "NOR"\n'
    places = refused(tmp_path, put(tmp_path, "Country.ndjson", bad))

    assert 2 == loaded.stated.total()
    assert [1, 2, 3, 4] == [int(place.split(":")[1].split()[0]) for place in places]


def test_many_faults_are_counted(tmp_path):
    """Twenty faults are told in full, the rest by their number."""
    path = put(tmp_path, "Country.csv", COUNTRY + "NOR,,\n" * 50)
    with pytest.raises(LoadError) as caught:
        with_store(tmp_path, lambda store: load(store, path))

    assert (20, 50) == (len(caught.value.places), caught.value.total)
    assert str(caught.value).endswith("... and 30 more")


def test_killed_load_is_resumed_by_running_it_again(tmp_path):
    """A load killed between batches and run again leaves what an undisturbed one leaves."""
    folder = tmp_path / "rows"
    folder.mkdir()
    put(folder, "Country.csv", COUNTRY + "".join(f"C{i:05},Land {i},\n" for i in range(30_000)))
    killed = {**os.environ, "U4SSC_STORE": f"sqlite:///{tmp_path}/store.db"}
    command = [sys.executable, "-m", "server", "load", str(folder)]
    with_store(tmp_path, lambda store: store.seq())
    process = subprocess.Popen(command, cwd=ROOT, env=killed, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while state(tmp_path)[1] < 2 and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    whole = tmp_path / "whole"
    whole.mkdir()
    with_store(whole, lambda store: load(store, folder))
    between = state(tmp_path)
    with_store(tmp_path, lambda store: load(store, folder))

    assert between[0] != state(whole)[0]
    assert state(whole)[0] == state(tmp_path)[0]


PROJECT = {
    "code": "P1",
    "name": "Trams",
    "sector": "MOBILITY",
    "stage": "CONCEPT",
    "status": "OPEN",
    "published": True,
    "synthetic": True,
    "capex": "1250000.5",
    "currency": "EUR",
    "startDate": "2027-01-01",
}


def capex(folder):
    """The amounts of the projects as they are stored."""

    async def work(store):
        return [row["capex"] async for page in pages(store, "Project") for row in page]

    return with_store(folder, work)


@pytest.mark.parametrize("kind", ["csv", "ndjson"])
def test_amounts_are_exact(tmp_path, kind):
    """An amount of money is stored as ten-thousandths, whichever way it is written in a file."""
    cells = [str(value).replace("True", "true") for value in PROJECT.values()]
    text = json.dumps(PROJECT) if kind == "ndjson" else f"{','.join(PROJECT)}\n{','.join(cells)}\n"
    with_store(tmp_path, lambda store: load(store, put(tmp_path, f"Project.{kind}", text)))

    assert [12_500_005_000] == capex(tmp_path)


@pytest.mark.parametrize("amount", [1250000.5, "1,5", "1.00001", "abc", True])
def test_inexact_amount_is_refused(tmp_path, amount):
    """A number of JSON, which is a float, and a text that is no exact number are refused with their place."""
    path = put(tmp_path, "Project.ndjson", json.dumps({**PROJECT, "capex": amount}))

    (place,) = refused(tmp_path, path)
    assert place.startswith("Project.ndjson:1 (capex) BAD_DECIMAL")


def test_members_of_a_closed_list_are_checked(tmp_path):
    """Each item of a list has to be a member of its closed list."""
    row = {"code": "I1", "name": "Loan", "kind": "LOAN", "sectors": ["WATER", "WINE"], "published": True, "synthetic": True}
    (place,) = refused(tmp_path, put(tmp_path, "Instrument.ndjson", json.dumps(row)))

    assert place.startswith("Instrument.ndjson:1 (sectors.1) NOT_A_MEMBER: found 'WINE'")


def places_of(folder, second):
    """Files of 3 001 cities in two countries, and of where they lie; the edge at line 2 502 is as given."""
    cities = "".join(f"C{i:04},City {i},AAA,true,true\n" for i in range(3001))
    lines = [f"C{i:04},AAA,CityInCountry:C{i:04}\n" for i in range(3001)]
    lines[2500] = second or lines[2500]
    put(folder, "Country.csv", COUNTRY + "AAA,A,\nBBB,B,\n")
    put(folder, "City.csv", "code,name,countryCode,published,synthetic\n" + cities)
    return put(folder, "CityInCountry.csv", "from,to,key\n" + "".join(lines))


async def refused_places(store, path):
    """The places of a refused load, and whether it left the store as it was."""
    before = await digest(store), await store.seq()
    with pytest.raises(LoadError) as caught:
        await load(store, path)
    return [str(place) for place in caught.value.places], before == (await digest(store), await store.seq())


CLASHES = {
    "files": (
        "C0007,BBB,CityInCountry:other\n",
        ":1 (from) SECOND_EDGE: found 'C0007', expected one CityInCountry of a node, here the one at CityInCountry.csv:9",
    ),
    "store": (
        "C2500,BBB,CityInCountry:other\n",
        ":1 (from) SECOND_EDGE: found 'C2500', expected one CityInCountry of a node, here the stored 'CityInCountry:C2500'",
    ),
    "key": (
        "C2500,BBB,CityInCountry:C2500\n",
        ":3 (key) OTHER_ENDS: found 'C2500' to 'BBB', expected 'C2500' to 'AAA', as stored",
    ),
}


@pytest.mark.parametrize("case", CLASHES)
@pytest.mark.parametrize("which", ["sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def test_edge_the_store_would_refuse_changes_nothing(tmp_path, request, which, case):
    """A second edge at a to-one end and a key of other ends are told by their place beyond the first batch."""
    line, told = CLASHES[case]
    uri = request.getfixturevalue("neo4j_uri") if which == "neo4j" else f"sqlite:///{tmp_path}/store.db"

    async def work():
        if which == "neo4j":
            emptied = connect(uri)
            await emptied._run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS")
            await emptied.close()
        store = connect(uri)
        try:
            await store.migrate()
            if case != "files":
                places_of(tmp_path, None)
                await load(store, tmp_path)
            places_of(tmp_path, line)
            return await refused_places(store, tmp_path)
        finally:
            await store.close()

    assert (["CityInCountry.csv:2502" + told], True) == asyncio.run(work())


@pytest.mark.parametrize("key", ["k", "NO-x|K1|a|2020", "NO-x|K1||2021"])
def test_key_of_a_value_says_what_it_is(tmp_path, key):
    """The key of a published value is its city, KPI, data point and year."""
    (place, *_) = refused(tmp_path, put(tmp_path, "HasValue.csv", VALUES + f"NO-x,K1,{key},2020,REPORTED,1\n"))

    assert f"HasValue.csv:2:3 (key) BAD_KEY: found {key!r}, expected 'NO-x|K1||2020'" == place
