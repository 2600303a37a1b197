"""`neighbourhood`: what a node's relations lead to, counted in one statement before any of it is read."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graph.expression import Param, Test, Value
from graph.model import MODEL, Follow
from graph.plan import Key, Read
from graph.rules import EVERYTHING
from resolvers.condition import step_of
from resolvers.cost import at_once, price
from resolvers.cursor import Named, named
from resolvers.marks import Computed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graph.rules import RuleSet
    from resolvers.viewer import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationCount:
    """A relation field of a node, and how many it leads to."""

    field: str
    relation: str
    label: str
    direction: str
    kind: str
    to_one: bool
    description: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbourhood:
    """A node and its relations."""

    node: Named
    relations: tuple[RelationCount, ...]


def follows(kind: str, rules: RuleSet) -> dict[str, Follow]:
    """Return the relation fields of a kind that may lead a role anywhere; an edge that is a node has none."""
    found = MODEL.follows(kind) if kind in MODEL.kinds else {}
    return {name: follow for name, follow in found.items() if rules.admits(step_of(follow))}


@functools.lru_cache(maxsize=500)
def _plan(kind: str, rules: RuleSet) -> Read:
    """Return the plan of one node by its code p0: a count for each relation field."""
    counts = (
        Read(f.kind, (), step_of(f), order=(Key(Value("key", edge=True)),), limit=Param("p1"), rows=False, count=True)
        for f in follows(kind, rules).values()
    )
    unique = Value(MODEL.owner(kind).unique)
    return Read(kind, (unique, *counts), where=Test(unique, "eq", Param("p0")))


async def neighbourhood(
    parents: Sequence[str | None], arguments: Mapping[str, Any], viewer: Viewer
) -> list[Neighbourhood | None]:
    """Return the neighbourhood of the node that the argument `id` names, None where it is not seen; raises `StoreError`."""
    found = named(arguments["id"])
    plan = found and _plan(found.kind, viewer.rules)
    record = found and plan and await viewer.read(plan, {"p0": found.code, "p1": 0}, small=at_once(plan))
    made = found and record and _neighbourhood(found, record, viewer.rules)
    return [made for _ in parents]


def _neighbourhood(node: Named, record: list[Any], rules: RuleSet) -> Neighbourhood:
    relations = (
        RelationCount(
            field=name,
            relation=follow.relation.name,
            label=follow.relation.label,
            direction=follow.direction.upper(),
            kind=follow.kind,
            to_one=follow.end.one,
            description=follow.end.description,
            count=count,
        )
        for (name, follow), (_, count) in zip(follows(node.kind, rules).items(), record[1:], strict=True)
    )
    return Neighbourhood(node=node, relations=tuple(relations))


def _price(arguments: Mapping[str, Any]) -> int:
    """Return the price: that of the plan, for whoever sees everything; an ID of no node costs one."""
    found = named(arguments["id"])
    return sum(price(_plan(found.kind, EVERYTHING), {"p1": 0})) if found else 1


NEIGHBOURHOOD = Computed(neighbourhood, price=_price, statements=1)
