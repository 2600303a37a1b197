"""`nodes`: stored nodes of any kind by their global IDs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from resolvers.cursor import Named, named
from resolvers.errors import bad_input
from resolvers.marks import Computed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from resolvers.viewer import Viewer

MOST = 1000
"""The most nodes that may be asked for at once."""


async def name_nodes(parents: Sequence[str | None], arguments: Mapping[str, Any], viewer: Viewer) -> list[list[Named | None]]:
    """Return what the argument `ids` names, in its order; raises a BAD_USER_INPUT refusal for too many."""
    del viewer
    ids: list[str] = arguments["ids"]
    if len(ids) > MOST:
        raise bad_input(f"ids: found {len(ids)}, expected at most {MOST}")
    return [[named(each) for each in ids] for _ in parents]


def _price(arguments: Mapping[str, Any]) -> int:
    """Return the price: nothing is read yet, and what is read for the IDs is paid for as any read."""
    del arguments
    return 0


NODES = Computed(name_nodes, price=_price, statements=0)
"""Statements: none of its own, then one for each kind named."""
