"""What reaches the Neo4j driver and SQLite, read from the source: constants and what the makers of statements return.

A *maker* is a function of the two stores' rooms that calls `Statement(...)` or is said to return statements. A text given
to a maker may only be used to look up a kind or relation of the model, whose own name then stands in the statement.
"""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = [ROOT / "graph" / room for room in ("cypher", "sql")]
SINKS = {"run", "execute", "executemany", "executescript", "execute_query", "execute_read", "execute_write"}
RETURNS = ("Statement", "list[Statement]", "tuple[Statement, Statement]")
LOOKED_UP = {"MODEL.kinds", "MODEL.relations"}
CASTS = {"_text", "neo4j.Query"}
UNTIMED = {"execute_query", "execute_read", "execute_write"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def sources():
    """The files of the rooms: path -> text."""
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for room in ROOMS for path in room.glob("*.py")}


def functions(tree):
    """The functions of a file."""
    return [node for node in ast.walk(tree) if isinstance(node, Function)]


def called(node):
    """The name of what is called, if something is."""
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ""


def makers(texts):
    """The names of the functions that return statements."""
    found = (f for text in texts.values() for f in functions(ast.parse(text)))
    return {f.name for f in found if f.returns and ast.unparse(f.returns) in RETURNS}


def constants(texts):
    """The names of constants: of a statement, of a plain text."""
    out = set()
    for text in texts.values():
        for node in ast.parse(text).body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id.isupper():
                plain = isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
                if plain or called(node.value) == "Statement":
                    out.add(node.targets[0].id)
    return out


class Scope:
    """A function, and what its names stand for."""

    def __init__(self, function, fixed):
        self.made, self.constants = fixed
        given = (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
        self.given = {a.arg for a in given if a.annotation and ast.unparse(a.annotation) == "Statement"}
        self.bound = {}
        for node in ast.walk(function):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    self.bind(target, node.value)
            elif isinstance(node, ast.For):
                self.bind(node.target, node.iter)

    def bind(self, target, value):
        """Keep what a name, or each name of a tuple, is given."""
        for name in ast.walk(target):
            if isinstance(name, ast.Name):
                self.bound.setdefault(name.id, []).append(value)

    def fixed(self, node):
        """Whether an expression is a constant text, or what makers made."""
        match node:
            case ast.Constant(value=str()):
                return True
            case ast.Name():
                values = self.bound.get(node.id, [])
                return all(map(self.fixed, values)) if values else node.id in self.given | self.constants
            case ast.Call():
                return called(node) in self.made or (called(node) in CASTS and self.fixed(node.args[0]))
        parts = {ast.Tuple: "elts", ast.Starred: "value", ast.IfExp: "body orelse"}.get(type(node), "")
        return bool(parts) and all(map(self.fixed, flat(getattr(node, name) for name in parts.split())))


def flat(parts):
    """Nodes, and those of lists of nodes."""
    return [node for part in parts for node in (part if isinstance(part, list) else [part])]


def gives_text(node):
    """Whether something is a call that gives a database a text."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SINKS


def loose(texts):
    """Each call that gives a database a text that is neither a constant nor made by a maker: (file, line)."""
    fixed, out = (makers(texts), constants(texts)), []
    for path, text in texts.items():
        for function in functions(ast.parse(text)):
            scope = Scope(function, fixed)
            given = (node for node in own(function) if gives_text(node))
            out += [(path, node.lineno) for node in given if not (node.args and scope.fixed(node.args[0]))]
    return out


def own(function):
    """The nodes of a function without those of functions in it."""
    waiting = list(ast.iter_child_nodes(function))
    while waiting:
        node = waiting.pop()
        yield node
        waiting += [] if isinstance(node, Function) else ast.iter_child_nodes(node)


def sinks(texts):
    """How many calls give a database a text."""
    found = (node for text in texts.values() for node in ast.walk(ast.parse(text)))
    return sum(map(gives_text, found))


def unlooked(texts):
    """Each text that is given to a maker and used for anything but to look up a name of the model: (file, function, name)."""
    out = []
    for path, text in texts.items():
        for f in functions(ast.parse(text)):
            if any(called(node) == "Statement" for node in own(f)):
                names = {a.arg for a in f.args.args if a.annotation and ast.unparse(a.annotation) not in {"Kind", "RelationKind"}}
                out += [(path, f.name, name) for name in sorted(used(f, names))]
    return out


def used(function, names):
    """Those of the names that stand in the function for anything but a look-up in the model."""
    keys = {
        id(n.slice) for n in ast.walk(function) if isinstance(n, ast.Subscript) and ast.unparse(n.value) in LOOKED_UP
    }  # fmt: skip
    body = (n for statement in function.body for n in ast.walk(statement))
    return {n.id for n in body if isinstance(n, ast.Name) and n.id in names and id(n) not in keys}


def untimed(texts):
    """Each call of the driver that does not carry the server's deadline: (file, line)."""
    out = []
    for path, text in texts.items():
        for node in ast.walk(ast.parse(text)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            name, options = called(node), {k.arg for k in node.keywords}
            if node.func.attr in UNTIMED or (node.func.attr == "begin_transaction" and "timeout" not in options):
                out.append((path, node.lineno))
            if name == "session.run":
                query = node.args[0]
                if called(query) != "neo4j.Query" or "timeout" not in {k.arg for k in query.keywords}:
                    out.append((path, node.lineno))
    return out
