"""Moving a graph from one store to another, and proving that nothing was lost."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from graph.change import Change, Edge, Row
from graph.model import MODEL
from graph.store import StoreError
from server.moment import now
from server.whole import digest, kinds, named, pages, unique

if TYPE_CHECKING:
    from collections.abc import Callable

    from graph.store import Store


class CopyError(StoreError):
    """The target holds something else than the source."""


async def copy(source: Store, target: Store, *, tell: Callable[[str, int], None] | None = None) -> str:
    """Copy all kinds and relations, superseded values included, into a store that holds nothing else; return the digest both have.

    What the target holds already just so, as after a copy that was interrupted, is left alone. The log stays with its store: the target's log begins with the copy, and its first entries name the source's digest
    and number. `tell(kind, rows)` hears of the progress. Raises `CopyError`, `StoreError`.
    """
    await target.migrate()
    held = {kind for kind in kinds() if await _held(source, target, kind)}
    before, seq = await digest(source), await source.seq()
    reason, run = f"copy of {before}, log number {seq}, from {source.name}", uuid.uuid4().hex
    for kind in kinds():
        number = 0
        async for page in pages(source, kind):
            there = await named(target, kind, _names(kind, page)) if kind in held else {}
            if rows := [row for name, row in zip(_names(kind, page), page, strict=True) if name not in there]:
                await target.apply(_change(kind, rows, reason), f"copy:{run}:{kind}:{number}")
            number += 1
            if tell:
                tell(kind, len(page))
    after = await digest(target)
    if after != before or await digest(source) != before:
        raise CopyError(f"the copy differs: {before} became {after}; was the source written to meanwhile?")
    return after


async def _held(source: Store, target: Store, kind: str) -> bool:
    """Return whether the target holds any of a kind; raises `CopyError` for what the source has not just so."""
    held = False
    async for page in pages(target, kind):
        held, names = True, _names(kind, page)
        known = await named(source, kind, names)
        for name, row in zip(names, page, strict=True):
            if known.get(name) != row:
                how = "differs from the source's" if name in known else "is not in the source"
                raise CopyError(f"the target holds a {kind} {name!r} that {how}: copy into an empty store")
    return held


def _names(kind: str, page: list[Row | Edge]) -> list[str]:
    return [(row.row if isinstance(row, Edge) else row)[unique(kind)] for row in page]


def _change(kind: str, rows: list[Row | Edge], reason: str) -> Change:
    edges = {kind: [row for row in rows if isinstance(row, Edge)]} if kind in MODEL.relations else {}
    nodes = {} if edges else {kind: [row for row in rows if not isinstance(row, Edge)]}
    return Change(actor="u4ssc copy", reason=reason, at=now(), nodes=nodes, edges=edges)
