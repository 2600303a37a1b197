"""The full-text indexes of both stores: kept with every change, and used by every search at the root."""

from __future__ import annotations

import re

import apsw
import pytest

from graph.connect import connect
from graph.cypher.compile import compile_cypher
from graph.expression import ALWAYS, Logic, Param, Value
from graph.expression import Test as Compared
from graph.model import FOLDED, MODEL
from graph.plan import Key, Read
from graph.rules import EVERYTHING, restrict
from graph.sql.compile import compile_sql
from graph.store import ChangeRefusedError
from tests.graph.direct import direct, wipe
from tests.graph.faults import planted
from tests.graph.small import change, found, node

SEARCHED = [kind.name for kind in MODEL.kinds.values() if kind.searched]
WRITERS = {
    "sqlite": {
        "graph.sql.write": ("whole = with_folded(kind, row)", 'whole = {**row, "folded": row.get("name")}'),
        "graph.sql.tables": ("BEGIN {remove}; {add}; END", "BEGIN {remove}; END"),
    },
    "neo4j": {"graph.cypher.write": ("with_folded(MODEL.kinds[name], row)", "row")},
}


@pytest.mark.parametrize("name", [name for part in WRITERS.values() for name in part])
def test_fault_in_writing_is_found(run, request, tmp_path, name):
    """Texts that are written without folding, or not indexed again when they change, are not found."""
    if name in WRITERS["sqlite"]:
        made = planted((name, *WRITERS["sqlite"][name]), "graph.sql.store").SqlStore(tmp_path / "graph.db")
    else:
        wipe(request.getfixturevalue("neo4j_uri"))
        made = planted((name, *WRITERS["neo4j"][name]), "graph.cypher.store").CypherStore(request.getfixturevalue("neo4j_uri"))

    async def shown():
        await made.migrate()
        await made.apply(change(nodes={"City": [node("City", "000", name="Oslo")]}), "old")
        await made.apply(change(nodes={"City": [node("City", "000", name="Åre")]}), "new")
        answer = await found(made, "City", "are")
        await made.close()
        return answer

    assert ["000"] != run(shown())


def test_index_follows_each_change(run, store, address):
    """A node is found by what it is called now; one that is removed is not found, nor what a refused change says."""
    both = [node("City", "a", name="Ålesund"), node("City", "b", name="Åre")]
    run(store.apply(change(nodes={"City": both, "Kpi": [node("Kpi", "k", name="Ålesund")]}), "one"))
    assert ["a"] == run(found(store, "City", "ales"))

    run(store.apply(change(nodes={"City": [node("City", "a", name="Bodø")]}), "two"))
    assert [[], ["a"], ["k"]] == [run(found(store, *each)) for each in (("City", "ales"), ("City", "bodo"), ("Kpi", "ales"))]

    with pytest.raises(ChangeRefusedError):
        run(store.apply(change(nodes={"City": [node("City", "b", name="Oslo")]}, removed_nodes={"City": ["nobody"]}), "three"))
    assert [[], ["b"]] == [run(found(store, "City", text)) for text in ("oslo", "are")]

    run(store.apply(change(removed_nodes={"City": ["b"]}), "four"))
    run(store.apply(change(nodes={"City": [node("City", "c", name="Oslo")]}), "five"))
    assert [[], ["c"]] == [run(found(store, "City", text)) for text in ("are", "oslo")]
    assert [] == stale(address)


def test_parts_of_a_row_are_searched_together(run, store):
    """Each word may begin a word of another property; one that is unknown has none."""
    made = [
        node("Organisation", "a", name="Ålesund kommune", summary="Drinking water"),
        node("Organisation", "b", name="Water", summary=None),
    ]
    run(store.apply(change(nodes={"Organisation": made}), "one"))
    asked = ("water", "komm WATER", "kommune drinking b", "water none")

    assert [["a", "b"], ["a"], [], []] == [run(found(store, "Organisation", text)) for text in asked]


def stale(address):
    """What the full-text indexes of SQLite hold that is not in their kinds, or lack; Neo4j keeps its own."""
    out = []
    for kind in SEARCHED if address.startswith("sqlite") else ():
        db = apsw.Connection(address.removeprefix("sqlite:///"))
        try:
            db.execute(f"INSERT INTO {kind}_search({kind}_search, rank) VALUES('integrity-check', 1)").fetchall()
        except apsw.CorruptError:
            out.append(kind)
        db.close()
    return out


CITIES = {name: change(nodes={"City": [node("City", "a", name=name)]}) for name in ("Oslo", "Åre")}
LEFT = {
    "added": [CITIES["Oslo"]],
    "changed": [CITIES["Oslo"], CITIES["Åre"]],
    "removed": [CITIES["Oslo"], change(removed_nodes={"City": ["a"]})],
}
"""Changes after which an index is stale that was not kept when a row came, changed or went."""


@pytest.mark.parametrize("trigger", LEFT)
def test_check_of_the_index_finds_a_stale_one(run, tmp_path, trigger):
    """The check sees an index that was not kept when a row came, changed or went."""
    address = f"sqlite:///{tmp_path / 'graph.db'}"
    store = connect(address)
    run(store.migrate())
    assert [] == stale(address)
    db = apsw.Connection(str(tmp_path / "graph.db"))
    db.execute(f"DROP TRIGGER City_search_{trigger}").fetchall()
    db.close()
    for number, each in enumerate(LEFT[trigger]):
        run(store.apply(each, str(number)))
    run(store.close())

    assert ["City"] == stale(address)


def reads(kind):
    """Reads of a kind that a search must hold of: alone, with other filters, in other orders, after a cursor, counted."""
    search, code = Compared(Value(FOLDED.name), "search", Param("p0")), Key(Value("code"))
    listed = Read(kind, (Value("code"),), where=search, order=(code,), limit=Param("n"), count=True)
    name = Key(Value(MODEL.kinds[kind].searched[0]))
    yield listed
    yield Read(kind, (Value("code"),), where=search, order=(name, code), limit=Param("n"), after=(Param("p1"), Param("p2")))
    also = Compared(Value(name.value.prop), "startsWith", Param("p1"))
    yield Read(kind, (Value("code"),), where=Logic("and", (also, search)), order=(name, code), limit=Param("n"))
    yield Read(kind, (), where=Logic("and", (Logic("and", (ALWAYS, search)), also)), limit=Param("n"), rows=False, count=True)


@pytest.mark.parametrize("kind", SEARCHED)
def test_search_on_sqlite_starts_from_its_index(run, tmp_path, kind):
    """SQLite finds the words in the full-text index, then each row by its number, whatever else is asked."""
    store = connect(f"sqlite:///{tmp_path / 'graph.db'}")
    run(store.migrate())
    given = {"p0": '["a"]', "p1": "a", "p2": "a", "n": 1}
    for read in reads(kind):
        plan = [row[3] for row in store._inline.execute(f"EXPLAIN QUERY PLAN {compile_sql(restrict(read, EVERYTHING))}", given)]
        assert any(re.match(r"SCAN s1 VIRTUAL TABLE INDEX \d+:M", step) for step in plan), plan
        assert "SEARCH n1 USING INTEGER PRIMARY KEY (rowid=?)" in plan
        assert [] == [step for step in plan if step.startswith("SCAN n1 ") and "USING" in step]
    run(store.close())


def test_search_on_neo4j_starts_from_its_index(run, neo4j_uri, full):
    """Neo4j finds the nodes in the full-text index and scans no label, whatever else is asked."""
    store = connect(neo4j_uri)
    run(store.migrate())
    run(store.close())
    with direct(neo4j_uri) as ask:
        for read in (read for kind in (SEARCHED if full else ("City", "Organisation", "TwinPair")) for read in reads(kind)):
            plan = str(ask(f"EXPLAIN {compile_cypher(restrict(read, EVERYTHING))}", p0=["a"], p1="a", p2="a", n=1)[1].plan)
            assert "ProcedureCall@" in plan
            assert "Scan@" not in plan
