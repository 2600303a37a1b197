"""Where statements come from: texts are made in the two stores' rooms only, and cast for the driver in one place."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("graph", "resolvers", "schema", "matching", "simulation", "server")


def calls(name):
    """The files in which something of a name is called, and with how many calls."""
    out = {}
    for path in (p for room in ROOMS for p in (ROOT / room).rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == name]
        if found:
            out[path.relative_to(ROOT).as_posix()] = len(found)
    return out


def test_statements_are_made_in_the_stores_only():
    """`Statement(...)` stands in graph/sql and graph/cypher, nowhere else."""
    assert [] == [path for path in calls("Statement") if not path.startswith(("graph/sql/", "graph/cypher/"))]
    assert {"graph/sql/compile.py", "graph/cypher/compile.py"} <= set(calls("Statement"))


def test_one_cast_makes_text_for_the_driver():
    """The text of a statement is cast to a literal once, in graph/cypher/store.py."""
    made = {p: (ROOT / p).read_text(encoding="utf-8").count('cast("LiteralString"') for p in calls("cast")}

    assert {"graph/cypher/store.py": 1} == {p: n for p, n in made.items() if n}
