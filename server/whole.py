"""Reading the graph as a whole, for what moves it: every kind and relation, all properties, a page at a time."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import orjson

from graph.change import Edge, Row
from graph.expression import Param, Step, Test, Value
from graph.model import MODEL
from graph.plan import Key, Read
from graph.rules import EVERYTHING
from resolvers.viewer import Viewer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from graph.store import Store

PAGE = 2000
"""Rows read or written at a time."""


def kinds() -> list[str]:
    """Return the names of all kinds that hold the graph, nodes before relations: all but the log, which each store keeps.

    Who may sign in and acts for whom moves with the graph: without it nobody could work with the copy.
    """
    return [name for name in MODEL.kinds if name != "LogEntry"] + list(MODEL.relations)


def unique(kind: str) -> str:
    """Return the property that names a row of a kind."""
    return MODEL.owner(kind).unique


def _plan(kind: str, *, where: str | None = None, after: bool = False) -> Read:
    columns: list[Value | Read] = [Value(p) for p in MODEL.owner(kind).props]
    if kind in MODEL.relations:
        rel = MODEL.relations[kind]
        columns.append(Read(rel.source.kind.__name__, (Value("code"),), Step(kind, "source")))
        columns.append(Read(rel.target.kind.__name__, (Value("code"),), Step(kind, "target")))
    name = Value(unique(kind))
    test = Test(name, "in", Param(where)) if where else None
    cursor = (Param("p1"),) if after else ()
    return Read(kind, tuple(columns), where=test, order=(Key(name),), limit=Param("p0"), after=cursor)


def _made(kind: str, row: list[Any]) -> Row | Edge:
    props = MODEL.owner(kind).props
    made = dict(zip(props, row, strict=False))
    if kind not in MODEL.relations:
        return made
    (source,), (target,) = row[len(props) :]
    return Edge(source, target, made)


async def read(store: Store, plan: Read, parameters: dict[str, Any]) -> list[Any]:
    """Return the rows of a plan, read under the rules that hide nothing."""
    return await Viewer(store, EVERYTHING, {}, 0).read(plan, parameters, small=False)


async def named(store: Store, kind: str, names: Sequence[str]) -> dict[str, Row | Edge]:
    """Return the stored rows of a kind that have one of the given codes or keys."""
    found = await read(store, _plan(kind, where="p1"), {"p0": len(names), "p1": list(names)}) if names else []
    at = list(MODEL.owner(kind).props).index(unique(kind))
    return {row[at]: _made(kind, row) for row in found}


async def pages(store: Store, kind: str) -> AsyncIterator[list[Row | Edge]]:
    """Yield all rows of a kind in the order of their codes or keys, a page at a time."""
    at = list(MODEL.owner(kind).props).index(unique(kind))
    rows = await read(store, _plan(kind), {"p0": PAGE})
    while rows:
        yield [_made(kind, row) for row in rows[:PAGE]]
        more = {"p0": PAGE, "p1": rows[:PAGE][-1][at]}
        rows = await read(store, _plan(kind, after=True), more) if len(rows) > PAGE else []


async def digest(store: Store) -> str:
    """Return the SHA-256 of all that a store holds, the log left out: equal graphs have equal digests on both stores."""
    total = hashlib.sha256()
    for kind in kinds():
        total.update(f"{kind}\n".encode())
        async for page in pages(store, kind):
            for row in page:
                told = [row.source, row.target, row.row] if isinstance(row, Edge) else row
                total.update(orjson.dumps(told, option=orjson.OPT_SORT_KEYS) + b"\n")
    return total.hexdigest()
