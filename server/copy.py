"""Moving a graph from one store to another, and proving that nothing was lost."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from graph.change import Change, Edge
from graph.model import MODEL
from graph.store import StoreError
from server.load import now
from server.whole import digest, kinds, pages

if TYPE_CHECKING:
    from collections.abc import Callable

    from graph.store import Store


class CopyError(StoreError):
    """The target is not empty, or does not hold what the source holds."""


async def copy(source: Store, target: Store, *, tell: Callable[[str, int], None] | None = None) -> str:
    """Copy all kinds and relations, superseded values included, into an empty store; return the digest both have.

    The log stays with its store: the target's log begins with the copy, and its first entries name the source's digest
    and number. `tell(kind, rows)` hears of the progress. Raises `CopyError`, `StoreError`.
    """
    await target.migrate()
    for kind in kinds():
        async for _ in pages(target, kind):
            raise CopyError(f"the target already holds a {kind}: copy into an empty store")
    before, seq = await digest(source), await source.seq()
    reason, run = f"copy of {before}, log number {seq}, from {source.name}", uuid.uuid4().hex
    for kind in kinds():
        number = 0
        async for page in pages(source, kind):
            edges = {kind: [r for r in page if isinstance(r, Edge)]} if kind in MODEL.relations else {}
            nodes = {} if edges else {kind: [r for r in page if not isinstance(r, Edge)]}
            change = Change(actor="u4ssc copy", reason=reason, at=now(), nodes=nodes, edges=edges)
            await target.apply(change, f"copy:{run}:{kind}:{number}")
            number += 1
            if tell:
                tell(kind, len(page))
    after = await digest(target)
    if after != before or await digest(source) != before:
        raise CopyError(f"the copy differs: {before} became {after}; was the source written to meanwhile?")
    return after
