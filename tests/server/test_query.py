"""`u4ssc query`: documents from files, one connection to its end, and what goes wrong on the way."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import graphql
import pytest
from typer.testing import CliRunner

import server.query
from graph.connect import connect
from graph.store import StoreUnavailableError
from resolvers.cursor import global_id
from schema.build import SCHEMA
from server.cli import app
from server.load import load
from server.paging import PagingError, paged
from server.query import ask, asking, every

ROOT = Path(__file__).parents[2]
CITIES = ROOT / "docs" / "examples" / "03-cities-by-population.graphql"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The address of a store with the real data."""
    made = f"sqlite:///{tmp_path_factory.mktemp('query')}/store.db"

    async def fill():
        store = connect(made)
        await store.migrate()
        await load(store, ROOT / "data")
        await store.close()

    asyncio.run(fill())
    return made


@pytest.fixture
def reading(address):
    """How to do something as the anonymous viewer of the store."""

    def work(do):
        async def opened():
            store = connect(address)
            try:
                return await do(await asking(store))
            finally:
                await store.close()

        return asyncio.run(opened())

    return work


@pytest.fixture
def command(address):
    """How to run the command on the store."""

    def run(*arguments):
        return CliRunner().invoke(
            app, ["query", *map(str, arguments), "--store", address], env={"COLUMNS": "200", "U4SSC_STORE": ""}
        )

    return run


def rows(reading, text, variables=None, **options):
    """All rows of a connection."""

    async def collect(who):
        return [row async for row in every(who, text, variables or {}, **options)]

    return reading(collect)


AALESUND = global_id("City", "NO-aalesund")
WHOLE = "{ cities(first: 1000) { nodes { code } } }"
VALUES = '{ city(code: "NO-aalesund") { values(first: 1000) { edges { key node { code } } } } }'
FORWARDS = {
    "nothing but a page": ("{ cities(first: 7) { nodes { code } } }", WHOLE),
    "a cursor of its own": (
        "query Q($after: String) { cities(first: 7, after: $after) { nodes { code } pageInfo { hasNextPage endCursor } } }",
        WHOLE,
    ),
    "other page info": ("{ cities(first: 7) { i: pageInfo { more: hasNextPage } nodes { code } } }", WHOLE),
    "page info under other names": ("{ cities(first: 7) { nodes { code } pageInfo { endCursor: startCursor } } }", WHOLE),
    "another field named page info": ("{ cities(first: 7) { page: totalCount nodes { code } pageInfo: __typename } }", WHOLE),
    "a variable named cursor": ("query Q($cursor: Int!) { cities(first: $cursor) { nodes { code } } }", WHOLE),
    "an alias": ("{ all: cities(first: 7) { some: nodes { code } } }", WHOLE),
    "a field in two parts": ("{ cities(first: 7) { totalCount } cities(first: 7) { nodes { code } } }", WHOLE),
    "a fragment at the root": ("{ ...Part } fragment Part on Query { cities(first: 7) { nodes { code } } }", WHOLE),
    "a fragment of the rows": ("{ cities(first: 7) { ...Part } } fragment Part on CityConnection { nodes { code } }", WHOLE),
    "one of two operations": (
        "query Q { cities(first: 7) { ...P } } query R { kpis(first: 1) { totalCount } } fragment P on CityConnection { nodes { code } }",
        WHOLE,
    ),
    "edges below one object": ('{ city(code: "NO-aalesund") { values(first: 3) { edges { key node { code } } } } }', VALUES),
    "below a fragment on an interface": (
        f'{{ node(id: "{AALESUND}") {{ ... on City {{ values(first: 3) {{ edges {{ key node {{ code }} }} }} }} }} }}',
        VALUES,
    ),
    "lists below the rows": (
        "{ cities(first: 7) { nodes { code values(first: 2) { nodes { code } pageInfo { hasNextPage } } } } }",
        "{ cities(first: 1000) { nodes { code values(first: 2) { nodes { code } pageInfo { hasNextPage } } } } }",
    ),
    "an order and a filter": (
        "{ cities(first: 7, orderBy: [{population: DESC}], where: {population: {isNull: false}}) { nodes { code } } }",
        "{ cities(first: 1000, orderBy: [{population: DESC}], where: {population: {isNull: false}}) { nodes { code } } }",
    ),
}


def found(reading, text):
    """The rows of a document that reads them as one page."""
    data = reading(lambda who: ask(who, text, {}))
    while not {"edges", "nodes"} & data.keys():
        (data,) = data.values()
    return data.get("edges") or data["nodes"]


@pytest.mark.parametrize("name", FORWARDS)
def test_all_pages_are_the_whole_list(reading, name):
    """A connection read in pages of a few is the list read in one, wherever it stands in the document."""
    text, whole = FORWARDS[name]
    expected = found(reading, whole)

    assert len(expected) > 7
    assert expected == rows(reading, text, {"cursor": 7}, operation="Q" if "query Q" in text else None)


@pytest.mark.parametrize(
    "text",
    [
        "{ cities(last: 7) { nodes { code } } }",
        "query Q($b: String) { cities(last: 7, before: $b) { nodes { code } pageInfo { hasPreviousPage startCursor } } }",
        "query Q($l: Int! = 7) { cities(last: $l, before: null) { nodes { code } } }",
        "query Q($f: Int, $l: Int = 7) { cities(first: $f, last: $l) { nodes { code } } }",
        "query Q($f: Int, $a: String, $b: String) { cities(first: $f, after: $a, last: 7, before: $b) { nodes { code } } }",
    ],
)
def test_last_reads_backwards(reading, text):
    """With `last` the rows come from the end, one by one to the start."""
    assert found(reading, WHOLE)[::-1] == rows(reading, text)


BOTH_WAYS = """query Q($first: Int, $after: String, $last: Int, $before: String) {
  cities(first: $first, after: $after, last: $last, before: $before) { nodes { code } }
}"""


@pytest.mark.parametrize("given", [{"first": 7}, {"first": 7, "last": None}, {"last": 7}, {"first": None, "last": 7}])
def test_variables_say_which_way_to_read(reading, given):
    """A document with both arguments is read by the one that its variables give."""
    expected = found(reading, WHOLE)

    assert (expected if given.get("first") else expected[::-1]) == rows(reading, BOTH_WAYS, given)


def test_rows_left_out_are_told(reading):
    """A directive that leaves the rows out is told, and nothing fails."""
    text = "query Q($x: Boolean! = false) { cities(first: 7) { totalCount nodes @include(if: $x) { code } } }"
    with pytest.raises(PagingError, match=r"cities\.nodes is left out by a directive"):
        rows(reading, text)


@pytest.mark.parametrize("way", ["literal", "variable", "default"])
@pytest.mark.parametrize(("size", "argument"), [("first", "after"), ("last", "before")])
def test_reading_begins_at_a_given_cursor(reading, way, size, argument):
    """A cursor in the document or in the variables is where the first page begins."""
    edges = found(reading, "{ cities(first: 1000) { edges { cursor node { code } } } }")
    at = edges[9]["cursor"]
    header = {"literal": "", "variable": "query Q($at: String)", "default": f'query Q($at: String = "{at}")'}[way]
    cursor = f'"{at}"' if way == "literal" else "$at"
    text = f"{header} {{ cities({size}: 4, {argument}: {cursor}) {{ nodes {{ code }} }} }}"
    expected = [edge["node"] for edge in (edges[10:] if size == "first" else edges[:9][::-1])]

    assert expected == rows(reading, text, {"at": at} if way == "variable" else {})


def test_variables_reach_the_document(reading):
    """The document's own variables hold on every page."""
    text = "query Q($n: Int!, $where: CityWhere) { cities(first: $n, where: $where) { nodes { code } } }"
    norway = rows(reading, text, {"n": 2, "where": {"countryCode": {"eq": "NOR"}}})

    assert len(norway) > 4
    assert all(row["code"].startswith("NO-") for row in norway)


TWO = "query Q($a: String) { cities(first: 9) { nodes { code } } kpis(first: 40, after: $a) { nodes { code } pageInfo { endCursor } } }"


def test_connection_made_for_paging_is_chosen(reading):
    """Of two connections the one with page info and a variable for its cursor is read."""
    assert 91 == len(rows(reading, TWO))


def test_connection_is_chosen_by_its_path(reading):
    """A path of the client's names chooses another."""
    assert found(reading, WHOLE) == rows(reading, TWO, connection="cities")
    assert 17 == len(
        rows(reading, "{ x: goals(first: 5) { nodes { code } } y: kpis(first: 1) { nodes { code } } }", connection="x")
    )


def test_cursor_of_another_list_stays_its_own(reading):
    """A variable that two connections share moves the one that is read only."""
    text = "query Q($c: String) { cities(first: 7, after: $c) { nodes { code } } kpis(first: 7, after: $c) { nodes { code } } }"

    assert found(reading, WHOLE) == rows(reading, text, connection="cities")


def test_pages_are_read_as_rows_are_taken(reading, monkeypatch):
    """Whoever takes one row has had one page read: memory holds a page, whatever the list's length."""
    asked = []
    monkeypatch.setattr(server.query, "ask", lambda *given: asked.append(given) or ask(*given))

    async def take(who):
        taken = [asked.copy() async for _ in every(who, "{ cities(first: 10) { nodes { code } } }", {})]
        return [len(each) for each in taken]

    assert [1] * 10 + [2] * 10 + [3] * 10 + [4] * 4 == reading(take)


UNCLEAR = {
    "no connection": ('{ city(code: "x") { name } }', None, "no connection below single objects"),
    "one below a list only": ("{ __schema { types { name } } }", None, "no connection"),
    "two alike": (
        "{ cities(first: 1) { nodes { code } } kpis(first: 1) { nodes { code } } }",
        None,
        "--connection: cities, kpis",
    ),
    "no such path": (
        "{ cities(first: 1) { nodes { code } } }",
        "city.values",
        "no connection city.values: expected one of cities",
    ),
    "no rows": ("{ cities(first: 1) { totalCount } }", None, "cities selects no rows: expected either edges or nodes"),
    "edges and nodes": ("{ cities(first: 1) { nodes { code } edges { cursor } } }", None, "cities selects edges and nodes"),
}


@pytest.mark.parametrize("name", UNCLEAR)
def test_unclear_document_is_told(name):
    """A document without one clear connection is refused with what was expected."""
    text, connection, told = UNCLEAR[name]

    with pytest.raises(PagingError, match=told.replace(".", r"\.")):
        paged(SCHEMA.graphql, text, {}, None, connection)


def test_null_on_the_way_is_told(reading):
    """A single object that is not there has no list."""
    with pytest.raises(PagingError, match="city is null"):
        rows(reading, '{ city(code: "nowhere") { values(first: 1) { nodes { code } } } }')


def test_rewritten_document_is_valid():
    """What is sent for each page is a valid document of one operation, without another's fragments."""
    text = "query A { ...F } query B { cities(first: 1) { nodes { code } } } fragment F on Query { __typename }"
    sent = graphql.parse(paged(SCHEMA.graphql, text, {}, "B").text)

    assert [] == graphql.validate(SCHEMA.graphql, sent)
    assert 1 == len(sent.definitions)


# the command


def test_command_prints_data(command):
    """Without --all-pages the data is printed as one line of JSON."""
    told = command(CITIES, "--variables", '{"first": 2}')

    assert (0, 34) == (told.exit_code, json.loads(told.output)["cities"]["totalCount"])


def test_command_prints_rows(command):
    """With --all-pages each row is a line, of edges or of nodes."""
    told = command(CITIES, "--all-pages", "--variables", '{"first": 5}')

    assert (0, 34) == (told.exit_code, len({json.loads(line)["code"] for line in told.output.splitlines()}))


def test_command_writes_a_file(command, tmp_path):
    """--output names a file, --variables @FILE one to read; how many lines were written is told."""
    path, given = tmp_path / "rows.ndjson", tmp_path / "variables.json"
    given.write_text('{"first": 5}')
    told = command(CITIES, "--all-pages", "--variables", f"@{given}", "--output", path)

    assert (0, 34) == (told.exit_code, len(path.read_text(encoding="utf-8").splitlines()))
    assert f"34 lines in {path}" in told.output
    assert {path, given} == set(tmp_path.iterdir())


def test_command_reads_under_a_role(tmp_path):
    """--role chooses the rules: a city that is not published is staff's alone."""
    city, file, store = tmp_path / "City.csv", tmp_path / "q.graphql", f"sqlite:///{tmp_path}/store.db"
    city.write_text("code,name,countryCode,published,synthetic\nXX-a,Hidden,NOR,false,true\n")
    file.write_text("{ cities(first: 9) { nodes { name } } }")
    for arguments in (["migrate"], ["load", str(city)]):
        assert 0 == CliRunner().invoke(app, [*arguments, "--store", store]).exit_code
    asked = [
        CliRunner().invoke(app, ["query", str(file), "--all-pages", "--role", role, "--store", store])
        for role in ("anonymous", "programmeStaff", "king")
    ]

    assert [(0, ""), (0, '{"name":"Hidden"}\n')] == [(told.exit_code, told.output) for told in asked[:2]]
    assert 2 == asked[2].exit_code


BAD = {
    "no such file": (None, (), "No such file"),
    "no UTF-8": (b"\xff\xfe{", (), "not text in UTF-8"),
    "no GraphQL": (b"{ cities(", (), "GRAPHQL_PARSE_FAILED in line 1, column 10"),
    "unknown field": (b"{\n  citie }", (), "GRAPHQL_VALIDATION_FAILED in line 2, column 3"),
    "unknown field, all pages": (b"{\n  citie }", ("--all-pages",), "GRAPHQL_VALIDATION_FAILED in line 2, column 3"),
    "two operations": (b"query A { __typename } query B { __typename }", (), "BAD_REQUEST"),
    "two operations, all pages": (b"query A { __typename } query B { __typename }", ("--all-pages",), "BAD_REQUEST"),
    "no such operation": (b"query A { __typename }", ("--operation", "B"), "BAD_REQUEST"),
    "page too long": (
        b"{ cities(first: 5000) { nodes { code } } }",
        ("--all-pages",),
        "BAD_USER_INPUT at cities: first: found 5000",
    ),
    "no page": (
        b"{ cities { nodes { code } } }",
        ("--all-pages",),
        "BAD_USER_INPUT at cities: a list takes either first or last",
    ),
    "bad cursor": (b'{ cities(first: 1, after: "x") { nodes { code } } }', ("--all-pages",), "BAD_CURSOR at cities"),
    "no connection": (b"{ __typename }", ("--all-pages",), "no connection"),
    "variables are no JSON": (b"{ __typename }", ("--variables", '{"a":}'), "--variables is not JSON"),
    "variables are a list": (b"{ __typename }", ("--variables", "[]"), "--variables is not an object"),
    "no file of variables": (b"{ __typename }", ("--variables", "@nowhere.json"), "nowhere.json"),
    "variable of another type": (
        b"query Q($n: Int!) { cities(first: $n) { totalCount } }",
        ("--variables", '{"n": "x"}'),
        "'$n'",
    ),
    "missing variable": (b"query Q($n: Int!) { cities(first: $n) { nodes { code } } }", ("--all-pages",), "'$n'"),
    "connection without all pages": (b"{ __typename }", ("--connection", "cities"), "--all-pages"),
    "no folder for the output": (b"{ __typename }", ("--output", "nowhere/there.json"), "nowhere"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_told(command, tmp_path, name):
    """Bad input ends with a message that says where and what, without a trace, and writes nothing."""
    text, options, expected = BAD[name]
    file, output = tmp_path / "query.graphql", tmp_path / "out.ndjson"
    if text is not None:
        file.write_bytes(text)
    told = command(file, *options, *(() if "--output" in options else ("--output", output)))

    assert told.exit_code == (2 if name == "connection without all pages" else 1)
    assert expected in told.output
    assert "Traceback" not in told.output
    assert set(tmp_path.iterdir()) <= {file}


@pytest.mark.parametrize("fault", [KeyboardInterrupt(), StoreUnavailableError("the server is gone"), MemoryError()], ids=repr)
def test_what_ends_halfway_leaves_the_file_as_it_was(command, monkeypatch, tmp_path, fault):
    """Whatever ends the reading after a page, the file of before is there as it was and nothing lies beside it."""
    path, asked = tmp_path / "rows.ndjson", []
    path.write_text("from before\n")

    async def failing(*given):
        if asked:
            raise fault
        asked.append(given)
        return await ask(*given)

    monkeypatch.setattr(server.query, "ask", failing)
    told = command(CITIES, "--all-pages", "--output", path)

    assert told.exit_code == (130 if isinstance(fault, KeyboardInterrupt) else 1)
    assert ("from before\n", [path]) == (path.read_text(), list(tmp_path.iterdir()))


def test_store_that_fails_says_why(command, monkeypatch):
    """On one's own machine the reason of a failure is told, not hidden as from a client."""

    async def gone(*_, **__):
        raise StoreUnavailableError("the disk is gone")

    monkeypatch.setattr("graph.sql.store.SqlStore.read", gone)
    told = command(CITIES)

    assert (1, True) == (told.exit_code, "the disk is gone" in told.output)
