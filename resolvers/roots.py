"""The stored root fields: for each kind one by its code, a list, and the groups of its rows."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from graph.model import MODEL

if TYPE_CHECKING:
    from graph.model import Kind


@dataclass(frozen=True, slots=True)
class Root:
    """A root field: what it gives of a kind of node, or of edges that are nodes."""

    form: Literal["one", "list", "groups"]
    kind: Kind


@functools.cache
def roots() -> dict[str, Root]:
    """Return the stored root fields by name, in the order of the SDL."""
    nodes = [kind for kind in MODEL.kinds.values() if not kind.internal]
    edges = [relation for relation in MODEL.relations.values() if relation.plural]
    out: dict[str, Root] = {}
    for kind in (*nodes, *edges):
        out[kind.field] = Root("one", kind)
        out[kind.plural] = Root("list", kind)
        out[f"{kind.field}Aggregate"] = Root("groups", kind)
    return out
