"""Ends of edges that a store would refuse: a second edge where one may be, and a key that names another edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.change import Edge, Row
from graph.expression import Param, Step, Test, Value
from graph.model import MODEL
from graph.plan import Key, Read
from graph.rows import Fault
from server.whole import read, unique

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graph.store import Store
    from server.table import Table


class Ones:
    """The to-one ends that were seen in files, of one relation at a time: its files come one after the other."""

    def __init__(self) -> None:
        self._relation = ""
        self._seen: dict[tuple[str, str], str] = {}

    def faults(self, table: Table, line: int, edge: Edge) -> list[Fault]:
        """Return what is wrong with an edge whose end has one already, and keep its ends."""
        if self._relation != table.kind.name:
            self._relation, self._seen = table.kind.name, {}
        here, out = f"{table.path.name}:{line}", list[Fault]()
        for column in one_ends(table.kind.name):
            code = edge.source if column == "from" else edge.target
            first = self._seen.setdefault((column, code), here)
            if first != here:
                out.append(second(table.kind.name, column, code, f"the one at {first}"))
        return out


def one_ends(relation: str) -> list[str]:
    """Return the columns of a relation whose node has at most one edge of it."""
    rel = MODEL.relations[relation]
    return [column for column, end in (("from", rel.source), ("to", rel.target)) if end.one]


def second(relation: str, column: str, code: str, first: str) -> Fault:
    """Return the fault of a second edge at a to-one end."""
    return Fault(column, "SECOND_EDGE", repr(code), f"one {relation} of a node, here {first}")


async def clashes(
    store: Store, kind: str, batch: Sequence[Row | Edge], stored: Mapping[str, Row | Edge]
) -> list[tuple[str, Fault]]:
    """Return the keys of a batch of edges that the store would refuse, with what is wrong; `stored` are those it has."""
    edges = [row for row in batch if isinstance(row, Edge)]
    out: list[tuple[str, Fault]] = []
    for row in edges:
        other = stored.get(row.row["key"])
        if isinstance(other, Edge) and (other.source, other.target) != (row.source, row.target):
            ends = f"{other.source!r} to {other.target!r}"
            out.append((row.row["key"], Fault("key", "OTHER_ENDS", f"{row.source!r} to {row.target!r}", f"{ends}, as stored")))
    for column in one_ends(kind) if edges else ():
        at = {row.source if column == "from" else row.target: row.row["key"] for row in edges if row.row["key"] not in stored}
        for code, key in (await _held(store, kind, column, list(at))).items():
            out.append((at[code], second(kind, column, code, f"the stored {key!r}")))
    return out


async def _held(store: Store, relation: str, column: str, codes: list[str]) -> dict[str, str]:
    """Return the key of the edge that each node has at a to-one end, of those that have one."""
    rel = MODEL.relations[relation]
    end, far, way = (rel.source, rel.target, "out") if column == "from" else (rel.target, rel.source, "in")
    name = Value(unique(end.kind.__name__))
    edge = Read(far.kind.__name__, (Value("key", edge=True),), Step(relation, way))
    plan = Read(end.kind.__name__, (name, edge), where=Test(name, "in", Param("p1")), order=(Key(name),), limit=Param("p0"))
    found = await read(store, plan, {"p0": len(codes), "p1": codes}) if codes else []
    return {code: held[0] for code, held in found if held}
