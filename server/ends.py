"""Ends of edges that clash: a second edge where one may be, a key that names another edge, a pair stated under another key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.change import Edge, Row
from graph.expression import Param, Step, Test, Value
from graph.model import MODEL
from graph.model.declare import PAIR
from graph.plan import Key, Read
from graph.rows import Fault
from server.whole import read, unique

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graph.store import Store
    from server.table import Table

MOST = 1_000_000
"""Edges read between the nodes of a batch: more than there are, for each pair is stated once."""


class Ones:
    """The to-one ends and the pairs that were seen in files, of one relation at a time: its files come one after the other."""

    def __init__(self) -> None:
        self._relation = ""
        self._seen: dict[tuple[str, str], str] = {}
        self._pairs: dict[tuple[str, str], tuple[str, str]] = {}

    def faults(self, table: Table, line: int, edge: Edge) -> list[Fault]:
        """Return what is wrong with an edge whose end has one already, and keep its ends."""
        if self._relation != table.kind.name:
            self._relation, self._seen, self._pairs = table.kind.name, {}, {}
        here, out = f"{table.path.name}:{line}", list[Fault]()
        for column in one_ends(table.kind.name):
            code = edge.source if column == "from" else edge.target
            first = self._seen.setdefault((column, code), here)
            if first != here:
                out.append(second(table.kind.name, column, code, f"the one at {first}"))
        rel = MODEL.relations[table.kind.name]
        if rel.once and rel.identity != PAIR:  # else the same pair is the same key, and told as that
            key, first = self._pairs.setdefault((edge.source, edge.target), (edge.row["key"], here))
            if key != edge.row["key"]:
                out.append(again(edge, f"the one at {first}"))
        return out


def one_ends(relation: str) -> list[str]:
    """Return the columns of a relation whose node has at most one edge of it."""
    rel = MODEL.relations[relation]
    return [column for column, end in (("from", rel.source), ("to", rel.target)) if end.one]


def second(relation: str, column: str, code: str, first: str) -> Fault:
    """Return the fault of a second edge at a to-one end."""
    return Fault(column, "SECOND_EDGE", repr(code), f"one {relation} of a node, here {first}")


def again(edge: Edge, first: str) -> Fault:
    """Return the fault of a pair that is stated under another key already."""
    return Fault("key", "STATED_ALREADY", repr(edge.row["key"]), f"a pair stated once, here {first}")


async def clashes(
    store: Store, kind: str, batch: Sequence[Row | Edge], stored: Mapping[str, Row | Edge]
) -> list[tuple[str, Fault]]:
    """Return the keys of a batch of edges that clash with what is stored, with what is wrong; `stored` are those it has."""
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
    return out + await _stated(store, kind, [row for row in edges if row.row["key"] not in stored])


async def _stated(store: Store, relation: str, edges: Sequence[Edge]) -> list[tuple[str, Fault]]:
    """Return the keys of new edges whose pair is stored under another key, as older files may have stated it."""
    if not edges or not MODEL.relations[relation].once:
        return []
    known = await _pairs(store, relation, edges)
    held = [(edge, known.get((edge.source, edge.target))) for edge in edges]
    return [(edge.row["key"], again(edge, f"the stored {other!r}")) for edge, other in held if other is not None]


async def _pairs(store: Store, relation: str, edges: Sequence[Edge]) -> dict[tuple[str, str], str]:
    """Return the pairs that are stored between the sources and the targets of edges, with their keys."""
    rel = MODEL.relations[relation]
    code, key = Value("code"), Value("key", edge=True)
    way = "both" if rel.symmetric else "out"  # the ends of an older edge may stand the other way round
    among = Test(code, "in", Param("p3"))
    far = Read(rel.target.kind.__name__, (code, key), Step(relation, way), among, order=(Key(key),), limit=Param("p2"))
    asked = Test(code, "in", Param("p1"))
    plan = Read(rel.source.kind.__name__, (code, far), where=asked, order=(Key(code),), limit=Param("p0"))
    sources, targets = ({getattr(edge, end) for edge in edges} for end in ("source", "target"))
    found = await read(store, plan, {"p0": len(sources), "p1": sorted(sources), "p2": MOST, "p3": sorted(targets)})
    return {(one, other): name for one, held in found for other, name in held}


async def _held(store: Store, relation: str, column: str, codes: list[str]) -> dict[str, str]:
    """Return the key of the edge that each node has at a to-one end, of those that have one."""
    rel = MODEL.relations[relation]
    end, far, way = (rel.source, rel.target, "out") if column == "from" else (rel.target, rel.source, "in")
    name = Value(unique(end.kind.__name__))
    edge = Read(far.kind.__name__, (Value("key", edge=True),), Step(relation, way))
    plan = Read(end.kind.__name__, (name, edge), where=Test(name, "in", Param("p1")), order=(Key(name),), limit=Param("p0"))
    found = await read(store, plan, {"p0": len(codes), "p1": codes}) if codes else []
    return {code: held[0] for code, held in found if held}
