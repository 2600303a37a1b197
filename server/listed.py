"""What an edge says that the node it leads to has to list: the data point of a value is one of its KPI's."""

from __future__ import annotations

import functools
from itertools import islice
from typing import TYPE_CHECKING

from graph.change import Edge, Row
from graph.expression import Param, Step, Test, Value, both
from graph.model import MODEL
from graph.plan import Key, Read
from graph.rows import Fault
from server.whole import PAGE, named, read

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from graph.model import Prop, RelationKind
    from graph.store import Store
    from server.table import Table

    Place = tuple[Table, int]


@functools.cache
def listed(relation: str) -> tuple[Prop, ...]:
    """Return the properties of a relation that have to be listed by the node it leads to."""
    return tuple(p for p in MODEL.relations[relation].props.values() if p.among)


@functools.cache
def _sayings(kind: str) -> tuple[tuple[RelationKind, Prop], ...]:
    """Return the relations to a kind, each with a property that it has to list."""
    return tuple((rel, p) for rel in MODEL.relations.values() if rel.target.kind.__name__ == kind for p in listed(rel.name))


@functools.cache
def _lists(kind: str) -> tuple[str, ...]:
    """Return the properties of a kind that list what edges to it may say."""
    return tuple(dict.fromkeys(p.among for _, p in _sayings(kind)))


class Listed:
    """What edges said that has to be listed, and the lists of the nodes that were seen; each is kept once."""

    def __init__(self) -> None:
        self._lists: dict[tuple[str, str], Row] = {}
        self._said: dict[tuple[str, str, str, str | None], Place] = {}
        self._nodes: dict[tuple[str, str], Place] = {}
        self._anew: dict[tuple[str, str], list[str]] = {}

    def node(self, kind: str, row: Row, place: Place | None = None) -> None:
        """Keep the lists of a node, and where it stands if that is in a file."""
        if names := _lists(kind):
            self._lists[kind, row["code"]] = {name: row[name] for name in names}
            if place:
                self._nodes[kind, row["code"]] = place

    def edge(self, table: Table, line: int, edge: Edge) -> None:
        """Keep what an edge says."""
        for prop in listed(table.kind.name):
            self._said.setdefault((table.kind.name, prop.name, edge.target, edge.row[prop.name]), (table, line))
            if prop.name not in MODEL.relations[table.kind.name].identity:  # else the key says it, which does not change
                self._anew.setdefault((table.kind.name, edge.target), []).append(edge.row["key"])

    async def faults(self, store: Store) -> AsyncIterator[tuple[Place, Fault]]:
        """Yield what is not listed, with the first place that says it; the lists of nodes in no file are the store's."""
        async for fault in self._left(store):
            yield fault
        await self._complete(store)
        for (relation, name, code, found), place in self._said.items():
            rel = MODEL.relations[relation]
            row = self._lists.get((rel.target.kind.__name__, code))
            if row is not None and (expected := _expected(relation, name, found, row[rel.props[name].among])):
                yield place, Fault(name, "NOT_LISTED", "nothing" if found is None else repr(found), f"{expected} {code!r}")

    async def _left(self, store: Store) -> AsyncIterator[tuple[Place, Fault]]:
        """Yield the nodes whose lists in the files no longer hold what stored edges to them say."""
        async for kind, code, rel, prop in self._changed(store):
            known = self._lists[kind, code][prop.among]
            for key, found in await self._stored(store, rel, prop, code):
                says = f"what the stored {rel.name} {key!r} says: {'nothing' if found is None else repr(found)}"
                yield self._nodes[kind, code], Fault(prop.among, "NOT_LISTED", repr(known), says)

    async def _changed(self, store: Store) -> AsyncIterator[tuple[str, str, RelationKind, Prop]]:
        """Yield the nodes whose stored lists are not those in the files, with each property of an edge that such a list is for."""
        for kind in dict.fromkeys(kind for kind, _ in self._nodes):
            codes = iter([code for k, code in self._nodes if k == kind])
            while page := list(islice(codes, PAGE)):
                for code, row in (await named(store, kind, page)).items():
                    assert not isinstance(row, Edge)
                    for rel, prop in _sayings(kind):
                        if self._lists[kind, code][prop.among] != row[prop.among]:
                            yield kind, code, rel, prop

    async def _stored(self, store: Store, rel: RelationKind, prop: Prop, code: str) -> list[tuple[str, str | None]]:
        """Return key and value of the first stored edge to a node that says what is not listed; none that the files tell of."""
        end, source = rel.target.kind.__name__, rel.source.kind.__name__
        known = self._lists[end, code][prop.among]
        told = {found for name, p, target, found in self._said if (name, p, target) == (rel.name, prop.name, code)}
        key, value, name = Value("key", edge=True), Value(prop.name, edge=True), Value("code")
        where = both(
            Test(value, "notIn", Param("p2")),
            Test(key, "notIn", Param("p3")),
            Test(value, "notNull") if None in told or not _expected(rel.name, prop.name, None, known) else None,
        )
        edges = Read(source, (key, value), Step(rel.name, "in"), where, order=(Key(key),), limit=Param("p0"))
        plan = Read(end, (edges,), where=Test(name, "eq", Param("p1")), order=(Key(name),), limit=Param("p0"))
        given = {"p2": [*known, *filter(None, told)], "p3": self._anew.get((rel.name, code), [])}
        ((found,),) = await read(store, plan, {"p0": 1, "p1": code, **given})
        return [(key, value) for key, value in found[:1]]

    async def _complete(self, store: Store) -> None:
        ends = dict.fromkeys((MODEL.relations[relation].target.kind.__name__, code) for relation, _, code, _ in self._said)
        for kind in dict.fromkeys(kind for kind, _ in ends):
            left = iter([code for k, code in ends if k == kind and (k, code) not in self._lists])
            while codes := list(islice(left, PAGE)):
                for row in (await named(store, kind, codes)).values():
                    assert not isinstance(row, Edge)
                    self.node(kind, row)


def _expected(relation: str, name: str, found: str | None, known: Sequence[str]) -> str:
    """Return what was expected where it is not this; nothing is right where nothing is listed, or no key is made of it."""
    if not known:
        return "" if found is None else "nothing: it is the only one of"
    if found in known or (found is None and name not in MODEL.relations[relation].identity):
        return ""
    return f"one of {', '.join(known)}, of"
