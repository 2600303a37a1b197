"""What reaches the databases is a constant or made by the compilers, and carries its deadline: read from the source."""

from __future__ import annotations

import re

import pytest

from tests.security.statement_sources import ROOT, loose, makers, sinks, sources, unlooked, untimed

STORE = "graph/cypher/store.py"


def test_databases_are_given_constants_and_made_statements():
    """No call gives the Neo4j driver or SQLite a text that is put together where it is called."""
    assert [] == loose(sources())
    assert sinks(sources()) >= 25


def test_only_the_stores_know_the_databases():
    """Nothing outside the two stores imports the Neo4j driver or SQLite."""
    imports = re.compile(r"^\s*(?:import|from) (?:neo4j|apsw|sqlite3)\b", re.MULTILINE)
    outside = (
        path
        for room in ("graph", "resolvers", "schema", "matching", "simulation", "server")
        for path in (ROOT / room).rglob("*.py")
    )

    assert {ROOT / "graph/cypher/store.py", ROOT / "graph/sql/store.py", ROOT / "graph/sql/write.py"} == {
        path for path in outside if imports.search(path.read_text(encoding="utf-8"))
    }


def test_makers_use_names_of_the_model_only():
    """A text given to a maker of statements looks up a name of the model.

    Compilers are given a plan, which holds no texts, and one maker the names that are not to be added again.
    """
    assert {
        ("graph/cypher/compile.py", "compile_cypher", "plan"),
        ("graph/sql/compile.py", "compile_sql", "plan"),
        ("graph/sql/tables.py", "columns", "found"),
    } == set(unlooked(sources()))


def test_driver_is_told_each_deadline():
    """Each statement and each transaction is given to the driver with the server's deadline; nothing that cannot be is used."""
    assert [] == untimed(sources())


PLANTED = {
    "put together": 'async def f(session, name):\n    await session.run(f"MATCH (n:{name}) RETURN n")\n',
    "given": "async def f(session, text: str):\n    await session.run(text)\n",
    "added": 'def f(db, name):\n    text = "DELETE FROM "\n    text = text + name\n    db.execute(text)\n',
    "cast": 'async def f(session, name):\n    await session.run(neo4j.Query(_text("MATCH " + name), timeout=1))\n',
    "one of two": 'def f(db, name, odd):\n    db.execute("SELECT 1" if odd else name)\n',
    "by another call": "async def f(driver, text):\n    await driver.execute_query(text)\n",
    "in a loop": "def f(db, texts):\n    for text in texts:\n        db.execute(text)\n",
    "many": "def f(db, text, rows):\n    db.executemany(text, rows)\n",
}
"""Texts that are put together, in each form that would be missed easily."""


@pytest.mark.parametrize("name", PLANTED)
def test_planted_text_is_found(name):
    """A planted statement that is put together from what a function is given is found, and nothing else."""
    assert ["planted.py"] == [path for path, _ in loose({**sources(), "planted.py": PLANTED[name]})]


@pytest.mark.parametrize(
    "text",
    [
        'def f(kind: str) -> Statement:\n    return Statement(f"MATCH (n:{kind}) RETURN n")\n',
        'def f(kind: str, name: str) -> Statement:\n    return Statement(f"MATCH (n:{MODEL.kinds[name].name}) WHERE n.{kind}")\n',
    ],
)
def test_planted_maker_is_found(text):
    """A planted maker that puts a text into its statement, which it does not look up in the model, is found."""
    assert ("planted.py", "f", "kind") in unlooked({"planted.py": text})
    assert {"f"} == makers({"planted.py": text})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("neo4j.Query(_text(statement), timeout=self._deadline)", "_text(statement)"),
        (", timeout=within)", ")"),
        ("session.begin_transaction(timeout=left)", "session.begin_transaction()"),
        ("session.begin_transaction(timeout=left)", "session.execute_write(work)"),
    ],
)
def test_call_without_a_deadline_is_found(old, new):
    """A call from which the server's deadline is taken is found."""
    texts = sources()
    assert old in texts[STORE]

    assert [STORE] == [path for path, _ in untimed({**texts, STORE: texts[STORE].replace(old, new)})]
