"""Loading files into a store: all is validated first, then written in batches that can be sent again."""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from graph.change import Change, Edge, Row
from graph.model import MODEL
from graph.rows import Fault
from graph.store import OutcomeUnknownError
from server.ends import Ones, clashes
from server.listed import Listed
from server.moment import now
from server.spool import Spool
from server.table import Place, Table, tables
from server.whole import PAGE, named, unique

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from pathlib import Path

    from graph.store import Store

SHOWN = 20
"""Faults told in full; of the others only the number."""


class LoadError(Exception):
    """Rows no store may hold; nothing was written."""

    def __init__(self, places: list[Place], total: int) -> None:
        """Keep the first faults and how many there are."""
        more = f"\n... and {total - len(places)} more" if total > len(places) else ""
        super().__init__("\n".join(map(str, places)) + more)
        self.places, self.total = places, total


@dataclass(slots=True)
class Loaded:
    """How many rows of each kind were stated, and how many were stored already just so."""

    stated: Counter[str] = field(default_factory=Counter[str])
    unchanged: Counter[str] = field(default_factory=Counter[str])


class _Faults:
    """Counts all faults and keeps the first."""

    def __init__(self) -> None:
        self.kept: list[Place] = []
        self.total = 0

    def add(self, places: list[Place]) -> None:
        self.total += len(places)
        self.kept += places[: SHOWN - len(self.kept)]


async def load(store: Store, path: Path, *, actor: str = "u4ssc load", tell: Callable[[int, int], None] | None = None) -> Loaded:
    """Load a file or a folder; what is stored already just so is left alone, so a load can be run again.

    Everything is validated before anything is written. `tell(done, all)` hears of the progress in rows. Raises `LoadError`
    with the places of the first faults and the number of all (what clashes with the store is looked for in rows without
    other faults only), `FileNotFoundError`, `ValueError` for a file of no kind, `StoreError`.
    """
    found = tables(path)
    out, run = Loaded(), uuid.uuid4().hex
    with Spool() as checked, Spool() as changed:
        total = await _validate(store, found, checked)
        fresh = await store.seq() == 0  # nothing was ever written, so there is nothing to compare with
        if not fresh:
            out.unchanged = await _compare(store, found, checked, changed)
        done = out.unchanged.total()
        for number, (at, batch) in enumerate((checked if fresh else changed).pages()):
            await apply(store, _change(found[at], batch, actor), f"load:{run}:{number}")
            out.stated[found[at].kind.name] += len(batch)
            done += len(batch)
            if tell:
                tell(done, total)
    return out


async def _validate(store: Store, found: list[Table], spool: Spool) -> int:
    """Put all rows into the spool and return how many there are; raises `LoadError`."""
    faults, names, total = _Faults(), _Names(), 0
    for at, table in enumerate(found):
        rows = names.checked(table, faults)
        while batch := list(islice(rows, PAGE)):
            total += len(batch)
            if not faults.total:
                spool.put(at, batch)
            await asyncio.sleep(0)  # so that a signal is heard while much is read
    async for (kind, code), (table, line, column) in _absent(store, names.open):
        faults.add([_placed(table, line, Fault(column, "NO_SUCH_NODE", repr(code), f"the code of a {kind}"))])
    async for (table, line), fault in names.listed.faults(store):
        faults.add([_placed(table, line, fault)])
    if faults.total:
        raise LoadError(faults.kept, faults.total)
    return total


class _Names:
    """The names that were seen: each stands once, and an end of an edge is in the files or has to be in the store."""

    def __init__(self) -> None:
        self.open: dict[tuple[str, str], tuple[Table, int, str]] = {}
        self._seen: dict[str, set[str]] = {}
        self.listed = Listed()
        self._ones = Ones()

    def checked(self, table: Table, faults: _Faults) -> Iterator[Row | Edge]:
        """Yield the good rows of a table; the faults of the others are added. Nodes have to come before relations."""
        name, seen = unique(table.kind.name), self._seen_of(table)
        rel = MODEL.relations.get(table.kind.name)
        for line, row in table.read():
            if isinstance(row, list):
                faults.add(row)
                continue
            found = row.row[name] if isinstance(row, Edge) else row[name]
            if found in seen:
                faults.add([table.place(line, None, Fault(name, "DUPLICATE", repr(found), "each name once"))])
            seen.add(found)
            if isinstance(row, Edge) and rel:
                faults.add([_placed(table, line, fault) for fault in self._ones.faults(table, line, row)])
                self._end((rel.source.kind.__name__, row.source), (table, line, "from"))
                self._end((rel.target.kind.__name__, row.target), (table, line, "to"))
                self.listed.edge(table, line, row)
            elif not isinstance(row, Edge):
                self.listed.node(table.kind.name, row, (table, line))
            yield row

    def _end(self, end: tuple[str, str], at: tuple[Table, int, str]) -> None:
        if end[1] not in self._seen.get(end[0], ()):
            self.open.setdefault(end, at)

    def _seen_of(self, table: Table) -> set[str]:
        """Return the names seen of a table's kind; no edge leads to an edge, so those of other relations are let go."""
        kind = table.kind.name
        if kind in MODEL.relations:
            self._seen = {k: v for k, v in self._seen.items() if k == kind or k in MODEL.kinds}
        return self._seen.setdefault(kind, set())


async def _absent(store: Store, ends: dict[tuple[str, str], Any]) -> AsyncIterator[tuple[tuple[str, str], Any]]:
    """Yield the ends that are not stored, each with the place that first names it."""
    for kind in dict.fromkeys(kind for kind, _ in ends):
        left = iter([code for k, code in ends if k == kind])
        while asked := list(islice(left, PAGE)):
            stored = await named(store, kind, asked)
            for code in asked:
                if code not in stored:
                    yield (kind, code), ends[kind, code]


def _placed(table: Table, line: int, fault: Fault) -> Place:
    return table.place(line, table.position(fault.column), fault)


async def _compare(store: Store, found: list[Table], checked: Spool, changed: Spool) -> Counter[str]:
    """Put the rows that are not stored just so into a spool and count the others; raises `LoadError` for those that clash."""
    same, kept, total = Counter[str](), list[tuple[int, str, Fault]](), 0
    for at, batch in checked.pages():
        kind = found[at].kind.name
        names = [(row.row if isinstance(row, Edge) else row)[unique(kind)] for row in batch]
        stored = await named(store, kind, names)
        rows = [row for name, row in zip(names, batch, strict=True) if stored.get(name) != row]
        bad = await clashes(store, kind, rows, stored)
        total += len(bad)
        kept += [(at, key, fault) for key, fault in bad[: SHOWN - len(kept)]]
        same[kind] += len(batch) - len(rows)
        if rows:
            changed.put(at, rows)
    if total:
        raise LoadError([_placed(found[at], _line(found[at], key), fault) for at, key, fault in kept], total)
    return same


def _line(table: Table, key: str) -> int:
    """Return the line of an edge; it is looked for only once it is to be told."""
    lines = (line for line, row in table.read() if isinstance(row, Edge) and row.row["key"] == key)
    return next(lines, 1)


def _change(table: Table, rows: list[Row | Edge], actor: str) -> Change:
    name = table.kind.name
    edges = {name: [r for r in rows if isinstance(r, Edge)]} if name in MODEL.relations else {}
    nodes = {} if edges else {name: [r for r in rows if not isinstance(r, Edge)]}
    return Change(actor=actor, reason=f"load of {table.path.name}", at=now(), nodes=nodes, edges=edges)


async def apply(store: Store, change: Change, key: str) -> None:
    """Apply a batch; an unknown outcome is settled by its key."""
    try:
        await store.apply(change, key)
    except OutcomeUnknownError:
        await store.apply(change, key)
