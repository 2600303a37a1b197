"""The spool gives back what was put in, bit for bit."""

from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from graph.change import Edge
from graph.connect import connect
from graph.sql.store import SqlStore
from server.load import load
from server.spool import Spool
from server.whole import pages

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = (
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS | st.lists(TEXTS)
)  # fmt: skip
ROWS = st.dictionaries(TEXTS, VALUES)
PAGES = st.lists(st.tuples(st.integers(0, 99), st.lists(ROWS) | st.lists(st.builds(Edge, TEXTS, TEXTS, ROWS))))


def exact(value):
    """A value with its type and, of a number, its bits."""
    if isinstance(value, Edge):
        return value.source, value.target, exact(value.row)
    if isinstance(value, dict):
        return {name: exact(each) for name, each in value.items()}
    return type(value), value.hex() if isinstance(value, float) else value


@given(PAGES)
def test_spool_gives_back_what_was_put_in(given_pages):
    """Pages come back in order, with their tables, and each value with its type and all its bits."""
    with Spool() as spool:
        for table, rows in given_pages:
            spool.put(table, rows)
        found = list(spool.pages())

    assert [(t, [exact(r) for r in rows]) for t, rows in given_pages] == [(t, [exact(r) for r in rows]) for t, rows in found]


def test_what_was_checked_is_what_is_written(tmp_path, monkeypatch):
    """A file that changes after it was checked is stored as it was checked."""
    path, asked = tmp_path / "Goal.csv", SqlStore.seq
    path.write_text("code,number,name\nSDG-1,1,No Poverty\n")

    async def changing(self):
        path.write_text("code,number,name\nSDG-1,one,\n")
        return await asked(self)

    async def work():
        store = connect(f"sqlite:///{tmp_path}/store.db")
        await store.migrate()
        monkeypatch.setattr(SqlStore, "seq", changing)
        await load(store, path)
        try:
            return [row async for page in pages(store, "Goal") for row in page]
        finally:
            await store.close()

    assert [{"code": "SDG-1", "number": 1, "name": "No Poverty"}] == asyncio.run(work())
    assert "one" in path.read_text()
