"""Nodes of any kind by their global IDs."""

from __future__ import annotations

from resolvers.node import MOST, NODES
from schema.computed import computed


def of_root() -> object:
    """Return the root field."""
    text = "Nodes of any kind by their global IDs, in their order, null where there is none."
    return computed(NODES, "list[Node | None] | None", text, {"ids": ("list[ID]", f"Their global IDs, at most {MOST}.")})
