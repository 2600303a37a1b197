"""Rows of the world, as `u4ssc load` reads them: a kind or relation and its properties, what is unknown left out."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from graph.model import MODEL

if TYPE_CHECKING:
    from collections.abc import Sequence

Made = tuple[str, dict[str, Any]]
"""The name of a kind or relation, and one row of it."""
Rows = Iterator[Made]
SOURCE = "fictional: made by u4ssc world"
_prefix = functools.cache(MODEL.prefix)


@functools.cache
def _identity(relation: str) -> tuple[str, ...]:
    return MODEL.relations[relation].identity


def node(kind: str, code: str, /, **props: Any) -> Made:  # noqa: ANN401  # any property
    """Return a row of a kind of node."""
    return kind, {"code": code, **{k: v for k, v in props.items() if v is not None}}


def edge(relation: str, source: str, target: str, /, **props: Any) -> Made:  # noqa: ANN401  # any property
    """Return a row of a relation; its key is that of its identity, else it says between whom it is and for which data point."""
    told = {k: v for k, v in props.items() if v is not None}
    ends = {"from": source, "to": target}
    parts = _identity(relation)
    named = (
        [{**told, **ends}.get(part, "") for part in parts] if parts else [*ends.values(), *filter(None, [told.get("dataPoint")])]
    )
    return relation, {"from": source, "to": target, "key": _prefix(relation) + "|".join(map(str, named)), **told}


def table(**columns: Sequence[Any]) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table that is given by its columns."""
    for values in zip(*columns.values(), strict=True):
        yield dict(zip(columns, values, strict=True))
