"""How the nodes of a kind are expanded: one plan with a page and a count for each relation field a path may use."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from graph.expression import Param, Test, Value
from graph.plan import Key, Read
from resolvers.condition import Conditions, step_of
from resolvers.neighbourhood import follows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from graph.model import Direction, Follow
    from graph.rules import RuleSet
    from resolvers.arguments import Getter
    from resolvers.cursor import Named
    from resolvers.via import Use

CHUNK = 20
"""Nodes expanded by one statement."""
BACK: Mapping[Direction, Direction] = {"out": "in", "in": "out", "both": "both"}
CODE, KEY = Value("code"), Value("key", edge=True)


@dataclass(frozen=True, slots=True)
class Expansion:
    """The nodes p1 with the codes p0 and, for each field, at most p2 edges with their far ends and the number of all."""

    read: Read
    fields: dict[str, Follow]
    parameters: dict[str, Any]


def travelled(follow: Follow, *, forward: bool) -> Direction:
    """Return how a path goes along a field of the node that is expanded: from it, or towards it."""
    return follow.direction if forward else BACK[follow.direction]


def expansion(kind: str, uses: Mapping[str, Use], rules: RuleSet, *, forward: bool) -> Expansion:
    """Return how nodes of a kind are expanded along the ways a path may go, or against them."""
    parameters: dict[str, Any] = {}
    fields: dict[str, Follow] = {}
    reads: list[Read] = []
    for name, follow in follows(kind, rules).items():
        use = uses.get(follow.relation.name)
        if use and travelled(follow, forward=forward) in use.ways:
            fields[name] = follow
            reads.append(_edges(follow, use, parameters))
    read = Read(kind, (CODE, *reads), where=Test(CODE, "in", Param("p0")), order=(Key(CODE),), limit=Param("p1"))
    return Expansion(read, fields, parameters)


def _edges(follow: Follow, use: Use, parameters: dict[str, Any]) -> Read:
    def bind(get: Getter) -> Param:
        param = Param(f"p{len(parameters) + 3}")
        parameters[param.name] = get(use.given)
        return param

    where = Conditions(bind).node(use.where, follow.relation, edge=True) if use.where else None
    return Read(follow.kind, (CODE, KEY), step_of(follow), where, (Key(KEY),), Param("p2"), count=True)


def chunks(frontier: list[Named]) -> Iterator[tuple[str, list[str]]]:
    """Yield each kind of some nodes with its codes, a statement's worth at a time."""
    codes: dict[str, list[str]] = {}
    for kind, code in frontier:
        codes.setdefault(kind, []).append(code)
    for kind, found in codes.items():
        rest = iter(found)
        while part := list(islice(rest, CHUNK)):
            yield kind, part
