"""Which relations a path may use, and on what conditions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graph.model import MODEL, Direction
from resolvers.arguments import Tree, from_value
from resolvers.errors import bad_input
from resolvers.shortest import exact

if TYPE_CHECKING:
    from collections.abc import Mapping

HEAVIEST = 1_000_000_000.0
"""The largest weight."""
ALLOWED: Mapping[str, frozenset[Direction]] = {
    "OUT": frozenset({"out", "both"}),
    "IN": frozenset({"in", "both"}),
    "BOTH": frozenset({"out", "in", "both"}),
}


@dataclass(frozen=True, slots=True)
class Use:
    """How a path may use a relation: the ways it is followed, its exact weight, and what must hold of its edges."""

    ways: frozenset[Direction]
    weight: int
    where: Tree | None
    given: Any
    """The values the condition's parameters are taken from."""


def key_of(relation: str) -> str:
    """Return the key of a relation in `via`."""
    return relation[0].lower() + relation[1:]


def uses(via: Mapping[str, Mapping[str, Any] | None] | None) -> tuple[dict[str, Use], int]:
    """Return how each relation may be used, and what a cost of 1 is in their weights.

    Without `via` all are used, each with a weight of 1. Raises a BAD_USER_INPUT refusal for a weight out of range.
    """
    names = [name for name, relation in MODEL.relations.items() if not relation.internal]
    given = {name: _given(via, name) for name in names if via is None or via.get(key_of(name)) is not None}
    weights, unit = exact([_weight(name, each.get("weight", 1.0)) for name, each in given.items()])
    return {name: _use(each, weight) for (name, each), weight in zip(given.items(), weights, strict=True)}, unit


def _given(via: Mapping[str, Mapping[str, Any] | None] | None, relation: str) -> dict[str, Any]:
    asked = (via or {}).get(key_of(relation)) or {}
    return {key: value for key, value in asked.items() if value is not None}


def _use(given: Mapping[str, Any], weight: int) -> Use:
    where: Any = given.get("where")
    tree = from_value(where, ()) if where else None
    return Use(ALLOWED[given.get("direction", "BOTH")], weight, tree, where)


def _weight(relation: str, weight: float) -> float:
    if not 0 <= weight <= HEAVIEST:
        raise bad_input(f"via.{key_of(relation)}.weight: found {weight:g}, expected 0 to {HEAVIEST:g}")
    return weight
