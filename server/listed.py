"""What an edge says that the node it leads to has to list: the data point of a value is one of its KPI's."""

from __future__ import annotations

import functools
from itertools import islice
from typing import TYPE_CHECKING

from graph.change import Edge, Row
from graph.model import MODEL
from graph.rows import Fault
from server.whole import PAGE, named

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from graph.model import Prop
    from graph.store import Store
    from server.table import Table

    Place = tuple[Table, int]


@functools.cache
def listed(relation: str) -> tuple[Prop, ...]:
    """Return the properties of a relation that have to be listed by the node it leads to."""
    return tuple(p for p in MODEL.relations[relation].props.values() if p.among)


@functools.cache
def _lists(kind: str) -> tuple[str, ...]:
    """Return the properties of a kind that list what edges to it may say."""
    found = [p.among for rel in MODEL.relations.values() if rel.target.kind.__name__ == kind for p in listed(rel.name)]
    return tuple(dict.fromkeys(found))


class Listed:
    """What edges said that has to be listed, and the lists of the nodes that were seen; each is kept once."""

    def __init__(self) -> None:
        self._lists: dict[tuple[str, str], Row] = {}
        self._said: dict[tuple[str, str, str, str | None], Place] = {}

    def node(self, kind: str, row: Row) -> None:
        """Keep the lists of a node."""
        if names := _lists(kind):
            self._lists[kind, row["code"]] = {name: row[name] for name in names}

    def edge(self, table: Table, line: int, edge: Edge) -> None:
        """Keep what an edge says."""
        for prop in listed(table.kind.name):
            self._said.setdefault((table.kind.name, prop.name, edge.target, edge.row[prop.name]), (table, line))

    async def faults(self, store: Store) -> AsyncIterator[tuple[Place, Fault]]:
        """Yield what is not listed, with the first place that says it; the lists of nodes in no file are the store's."""
        await self._complete(store)
        for (relation, name, code, found), place in self._said.items():
            rel = MODEL.relations[relation]
            row = self._lists.get((rel.target.kind.__name__, code))
            if row is not None and (expected := _expected(relation, name, found, row[rel.props[name].among])):
                yield place, Fault(name, "NOT_LISTED", "nothing" if found is None else repr(found), f"{expected} {code!r}")

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
