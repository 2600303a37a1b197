"""Files of rows: every fault of a row is told at its place, and what a row may not say."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from graph.connect import connect
from server.load import LoadError, load
from server.table import tables
from server.whole import kinds

DATA = Path(__file__).parents[2] / "data"
VALUE = {"from": "NO-x", "to": "K1", "key": "NO-x|K1||2020", "year": 2020}


def told(folder, name, text):
    """The faults of a file that is not loaded, as texts."""
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    (table,) = tables(folder / name)
    return [str(place) for _, row in table.read() if isinstance(row, list) for place in row]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("name", ["Country.csv", "Country.ndjson"])
def test_bad_byte_is_told_at_its_line(tmp_path, name, end):
    """A byte that is no UTF-8 is told by its line in the file, also far behind what a decoder reads at a time."""
    rows = [json.dumps({"code": f"C{n}", "name": "Å" * 40}).encode() for n in range(3000)]
    if name.endswith("csv"):
        rows = [b"code,name", *(f"C{n},{'Å' * 40}".encode() for n in range(3000))]
    rows[1720] += b"\xff"
    assert len(end.join(rows[:1720])) > 64 * 1024

    assert [f"{name}:1721 (file) BAD_ENCODING: found byte 0xff, expected UTF-8"] == told(tmp_path, name, end.join(rows) + end)


def test_character_cut_at_the_end_is_told(tmp_path):
    """A file that ends within a character is told at its last line."""
    assert ["Country.csv:3 (file) BAD_ENCODING: found byte 0xc3, expected UTF-8"] == told(
        tmp_path, "Country.csv", b"code,name\nNOR,Norway\nSWE,\xc3"
    )


@pytest.mark.parametrize("name", ["Kpi.jsonl", "Region.CSV", "city.tsv", "HASVALUE.csv", "City"])
def test_file_named_after_a_kind_is_not_passed_over(tmp_path, name):
    """A folder with a file that is named after a kind, but cannot be read as its table, is refused by the file's name."""
    for each in ("Country.csv", name):
        (tmp_path / each).write_text("code,name\n", encoding="utf-8")

    with pytest.raises(ValueError, match=name):
        tables(tmp_path)


def test_other_files_are_passed_over(tmp_path):
    """What is named after no kind and is no table is left alone, and so is a folder."""
    for each in ("Country.csv", "README.md", "truth.jsonl", "City.csv.bak"):
        (tmp_path / each).write_text("code,name\n", encoding="utf-8")
    (tmp_path / "City").mkdir()

    assert ["Country.csv"] == [table.path.name for table in tables(tmp_path)]


def test_all_faults_of_a_row_are_told(tmp_path):
    """Cells that do not parse hide neither each other nor what else is wrong with the row."""
    text = "code,name,countryCode,published,synthetic,population,latitude,area\n a,,NOR,perhaps,true,-1,91,x\n"

    places = told(tmp_path, "City.csv", text)

    found = [(place.split(":")[2].split()[0], place.split("(")[1].split(")")[0]) for place in places]
    assert [("1", "code"), ("2", "name"), ("4", "published"), ("6", "population"), ("7", "latitude"), ("8", "area")] == sorted(
        found
    )


def test_all_faults_of_an_edge_are_told(tmp_path):
    """A missing end hides nothing of the edge, and no column is told twice."""
    row = {"to": "b", "key": 1, "since": 0, "colour": "red"}

    places = told(tmp_path, "TwinnedWith.ndjson", json.dumps(row))

    columns = [place.split("(")[1].split(")")[0] for place in places]
    assert ["colour", "from", "key", "since"] == sorted(columns)


def test_bad_amount_hides_nothing(tmp_path):
    """An amount that is no exact number is told with what else is wrong."""
    row = {"code": "S", "name": "A solution", "sector": "AIR AND WATER", "published": True, "synthetic": False, "priceLow": 0.5}

    places = told(tmp_path, "Solution.ndjson", json.dumps(row))

    assert ["(priceLow) BAD_DECIMAL", "(sector) NOT_A_MEMBER"] == sorted(place.split(" ", 1)[1].split(":")[0] for place in places)


@pytest.mark.parametrize("status", ["NOT_REPORTED", "NOT_VERIFIED"])
def test_status_without_a_value_has_none(tmp_path, status):
    """A value that was not reported, or of which none was printed, is null."""
    row = {**VALUE, "status": status}

    assert [] == told(tmp_path, "HasValue.ndjson", json.dumps(row))
    assert [
        "HasValue.ndjson:1 (value) NOT_CONSISTENT: found 5.0, expected nothing where the status is NOT_REPORTED or NOT_VERIFIED"
    ] == told(tmp_path, "HasValue.ndjson", json.dumps({**row, "value": 5}))


@pytest.mark.parametrize("status", ["REPORTED", "REPORTED_IN_TEXT", "UNVERIFIABLE"])
def test_status_with_a_value_has_one(tmp_path, status):
    """A reported value is known, and so is one that a correction has replaced."""
    former = {"key": "NO-x|K1||2020@1", "revision": 1, "supersededAt": "2024-01-01T00:00:00.000Z"}
    row = {**VALUE, **former, "status": status}

    assert [] == told(tmp_path, "HadValue.ndjson", json.dumps({**row, "value": 5}))
    assert [
        "HadValue.ndjson:1 (value) NOT_CONSISTENT: found nothing, expected a number where the status is not NOT_REPORTED or NOT_VERIFIED"
    ] == told(tmp_path, "HadValue.ndjson", json.dumps(row))


@pytest.mark.parametrize(("cell", "code"), [("five", "WRONG_TYPE"), ("1e400", "NOT_A_NUMBER")])
def test_bad_value_is_told_once(tmp_path, cell, code):
    """A value that is no number is not told to be missing as well."""
    text = f"from,to,key,year,status,value\nNO-x,K1,NO-x|K1||2020,2020,REPORTED,{cell}\n"

    (place,) = told(tmp_path, "HasValue.csv", text)

    assert f"HasValue.csv:2:6 (value) {code}" == place.split(": ")[0]


@pytest.mark.parametrize(
    "code", [" ", " a", "a ", "a\u00a0", "a\nb", "a|b", "a\tb", "\u2028a", "a\x7f", "a\x85b", "a\u200bb", "\xada", "e\u0301"]
)
def test_odd_code_is_refused(tmp_path, code):
    """A code has no space at an end, no control or format character and no `|`, and is composed."""
    (place,) = told(tmp_path, "Country.ndjson", json.dumps({"code": code, "name": "Norway"}))

    assert place.startswith("Country.ndjson:1 (code) BAD_CODE: found ")


@pytest.mark.parametrize("code", ["EC: I: B: 1A", "京都", "😀", "it's", 'say "hi"', "NO-ålesund", "\\"])
def test_unusual_code_is_taken(tmp_path, code):
    """Inner spaces, quotes and letters of any script are part of codes."""
    assert [] == told(tmp_path, "Country.ndjson", json.dumps({"code": code, "name": "Norway"}))


def test_key_has_no_space_at_an_end(tmp_path):
    """A key is held to what codes are, but for the `|` that divides them."""
    row = {"from": "a", "to": "b", "key": "CityInCountry:a|b "}

    (place,) = told(tmp_path, "CityInCountry.ndjson", json.dumps(row))

    assert "CityInCountry.ndjson:1 (key) BAD_CODE: found 'CityInCountry:a|b ', expected a name without a space at an end" == place


@pytest.mark.parametrize("end", ["from", "to"])
def test_end_no_store_holds_is_told(tmp_path, end):
    """A lone surrogate or a NUL in the code of an end is told by its column, whatever the key is made of."""
    row = {"from": "a", "to": "b", "key": "AffectsKpi:x", "direction": "INCREASES"}

    for bad in ("\ud800", "a\0"):
        places = told(tmp_path, "AffectsKpi.ndjson", json.dumps(row | {end: bad}))
        assert any(
            place.startswith(f"AffectsKpi.ndjson:1 ({end}) BAD_TEXT: found {bad!r}, expected text without ") for place in places
        )


def test_item_of_a_list_has_the_place_of_its_column(tmp_path):
    """What is wrong with an item of a list is told with the number of the list's column."""
    (place,) = told(tmp_path, "Expert.csv", "code,languages,name,published,synthetic\nX,en||no,A,true,false\n")

    assert place.startswith("Expert.csv:2:2 (languages.1) ")


PAIRS = {
    "TwinnedWith": ({}, "a|b"),
    "RunBy": ({}, "a|b"),
    "HubHostedBy": ({}, "HubHostedBy:a|b"),
    "WishesFor": ({"score": 0.5}, "a|b"),
}


@pytest.mark.parametrize("relation", PAIRS)
def test_pair_is_stated_once(tmp_path, relation):
    """The key of a relation that states a pair once is made of its ends, so that a pair cannot be stated under two keys."""
    more, key = PAIRS[relation]
    row = {"from": "a", "to": "b", **more}

    assert [] == told(tmp_path, f"{relation}.ndjson", json.dumps({**row, "key": key}))
    assert [f"{relation}.ndjson:1 (key) BAD_KEY: found {key + '2'!r}, expected {key!r}"] == told(
        tmp_path, f"{relation}.ndjson", json.dumps({**row, "key": key + "2"})
    )


def test_same_twins_twice_are_refused(tmp_path):
    """Two rows of the same twins are told, and nothing is written."""
    city = {"countryCode": "NOR", "published": True, "synthetic": False}
    cities = [json.dumps({"code": code, "name": code, **city}) for code in ("NO-a", "NO-b")]
    (tmp_path / "City.ndjson").write_text("\n".join(cities), encoding="utf-8")
    (tmp_path / "TwinnedWith.csv").write_text("from,to,key\nNO-a,NO-b,NO-a|NO-b\nNO-a,NO-b,NO-a|NO-b\n", encoding="utf-8")

    async def work():
        store = connect(f"sqlite:///{tmp_path}/store.db")
        try:
            await store.migrate()
            with pytest.raises(LoadError) as caught:
                await load(store, tmp_path)
            return str(caught.value), await store.seq()
        finally:
            await store.close()

    assert ("TwinnedWith.csv:3 (key) DUPLICATE: found 'NO-a|NO-b', expected each name once", 0) == asyncio.run(work())


LONG = "code,name,description,illustrative\nS,A set,{},true\n"


def test_long_text_is_read(tmp_path):
    """A text of a million characters is read from a CSV file, as from NDJSON."""
    assert [] == told(tmp_path, "TargetSet.csv", LONG.format("x" * 1_000_000))


def test_longer_text_is_told(tmp_path):
    """A cell of more characters is told to be too long, at its line, and so is all that follows a quote without its end."""
    expected = (
        "TargetSet.csv:{} (row) TOO_LONG: found a longer cell, or a quote without its end, expected at most 1000000 characters"
    )
    lines = LONG.format('"Open') + "y\n" * 600_000

    assert [expected.format(2)] == told(tmp_path, "TargetSet.csv", LONG.format("x" * 1_000_001))
    assert [True] == [" (row) TOO_LONG: " in place for place in told(tmp_path, "TargetSet.csv", lines)]


def test_shipped_data_is_read_whole():
    """Every table of the data folder is found, and no row of it has a fault."""
    found = tables(DATA)

    assert {path.stem for path in DATA.glob("*.csv")} == {table.kind.name for table in found} <= set(kinds())
    assert [] == [row for table in found for _, row in table.read() if isinstance(row, list)]
