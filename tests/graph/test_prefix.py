"""Prefixes as ranges, and that SQLite seeks them in an index."""

from __future__ import annotations

import apsw
from hypothesis import given
from hypothesis import strategies as st

from graph.expression import Param, Value
from graph.expression import Test as Compared
from graph.plan import Key, Read
from graph.rules import EVERYTHING, restrict
from graph.sql.prefix import after
from graph.sql.store import SqlStore

LETTERS = st.text(st.sampled_from("aKb\u00e9\ud7ff\ue000\U0010fffe\U0010ffff"), max_size=4)


@given(LETTERS, LETTERS)
def test_what_begins_with_a_prefix_lies_in_its_range(prefix, text):
    """SQLite puts a text at or behind a prefix and before what follows it just where it begins with it."""
    db = apsw.Connection(":memory:")
    found = db.execute("SELECT ? >= ? AND ? < ?", (text, prefix, text, after(prefix))).get

    assert text.startswith(prefix) == bool(found)


def test_a_prefix_is_sought_in_the_index(tmp_path, run):
    """A list by the beginning of an indexed name searches its index instead of looking at every row."""
    store = SqlStore(tmp_path / "graph.db")
    run(store.migrate())
    read = Read(
        "City", (Value("code"),), None, Compared(Value("name"), "startsWith", Param("p1")), (Key(Value("code")),), Param("p0")
    )
    statement = store.compile(restrict(read, EVERYTHING))
    told = [row[3] for row in store._inline.execute(f"EXPLAIN QUERY PLAN {statement}", {"p0": 9, "p1": "Ka"})]
    run(store.close())

    assert any("City_name (name>? AND name<?)" in line for line in told), told
