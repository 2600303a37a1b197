"""Loading files into a store: all is validated first, then written in batches that can be sent again."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from graph.change import Change, Edge, Row
from graph.model import MODEL, DateTime
from graph.rows import Fault
from graph.store import OutcomeUnknownError
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


def now() -> DateTime:
    """Return this moment."""
    return DateTime(datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:23] + "Z")


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

    Everything is validated before anything is written. `tell(done, all)` hears of the progress in rows. Raises
    `LoadError` with every fault's place, `FileNotFoundError`, `ValueError` for a file of no kind, `StoreError`.
    """
    found = tables(path)
    total = await _validate(store, found)
    run, done, out = uuid.uuid4().hex, 0, Loaded()
    for table in found:
        for number, batch in enumerate(_batches(table)):
            changed = await _changed(store, table.kind.name, batch)
            if changed:
                await _apply(store, _change(table, changed, actor), f"load:{run}:{table.path.name}:{number}")
            out.stated[table.kind.name] += len(changed)
            out.unchanged[table.kind.name] += len(batch) - len(changed)
            done += len(batch)
            if tell:
                tell(done, total)
    return out


async def _validate(store: Store, found: list[Table]) -> int:
    faults, total = _Faults(), 0
    codes: dict[str, set[str]] = {}
    ends: dict[tuple[str, str], tuple[Table, int, str]] = {}
    for table in found:
        seen = codes.setdefault(table.kind.name, set())
        for line, row in table.read():
            total += 1
            if isinstance(row, list):
                faults.add(row)
                continue
            name = (row.row if isinstance(row, Edge) else row)[unique(table.kind.name)]
            if name in seen:
                faults.add([table.place(line, None, Fault(unique(table.kind.name), "DUPLICATE", repr(name), "each name once"))])
            seen.add(name)
            if isinstance(row, Edge):
                rel = MODEL.relations[table.kind.name]
                ends.setdefault((rel.source.kind.__name__, row.source), (table, line, "from"))
                ends.setdefault((rel.target.kind.__name__, row.target), (table, line, "to"))
    open_ends = {end: at for end, at in ends.items() if end[1] not in codes.get(end[0], ())}
    async for (kind, code), (table, line, column) in _absent(store, open_ends):
        faults.add(
            [
                table.place(
                    line, table.columns.index(column) + 1, Fault(column, "NO_SUCH_NODE", repr(code), f"the code of a {kind}")
                )
            ]
        )
    if faults.total:
        raise LoadError(faults.kept, faults.total)
    return total


async def _absent(store: Store, ends: dict[tuple[str, str], Any]) -> AsyncIterator[tuple[tuple[str, str], Any]]:
    """Yield the ends that are not stored, each with the place that first names it."""
    for kind in dict.fromkeys(kind for kind, _ in ends):
        left = iter([code for k, code in ends if k == kind])
        while asked := list(islice(left, PAGE)):
            stored = await named(store, kind, asked)
            for code in asked:
                if code not in stored:
                    yield (kind, code), ends[kind, code]


def _batches(table: Table) -> Iterator[list[Row | Edge]]:
    rows = (row for _, row in table.read() if not isinstance(row, list))
    while batch := list(islice(rows, PAGE)):
        yield batch


async def _changed(store: Store, kind: str, batch: list[Row | Edge]) -> list[Row | Edge]:
    """Return the rows of a batch that are not stored just so."""
    names = [(row.row if isinstance(row, Edge) else row)[unique(kind)] for row in batch]
    stored = await named(store, kind, names)
    return [row for name, row in zip(names, batch, strict=True) if stored.get(name) != row]


def _change(table: Table, rows: list[Row | Edge], actor: str) -> Change:
    name = table.kind.name
    edges = {name: [r for r in rows if isinstance(r, Edge)]} if name in MODEL.relations else {}
    nodes = {} if edges else {name: [r for r in rows if not isinstance(r, Edge)]}
    return Change(actor=actor, reason=f"load of {table.path.name}", at=now(), nodes=nodes, edges=edges)


async def _apply(store: Store, change: Change, key: str) -> None:
    """Apply a batch; an unknown outcome is settled by its key."""
    try:
        await store.apply(change, key)
    except OutcomeUnknownError:
        await store.apply(change, key)
