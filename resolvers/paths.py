"""`paths`: how two nodes hang together, shortest first."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from graph.expression import Param, Test, Value
from graph.model import MODEL
from graph.plan import Key, Read
from resolvers.cursor import Named, named
from resolvers.errors import bad_input
from resolvers.explore import Exploration, PathTruncation
from resolvers.marks import Computed
from resolvers.shortest import cost_of
from resolvers.via import uses

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from resolvers.explore import Hop
    from resolvers.viewer import Viewer

HOPS = 4
"""Hops where none are said."""
MOST_HOPS = 8
FIRST = 5
"""Paths where no number is said."""
MOST = 100
"""The most paths that may be asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PathStep:
    """One edge of a path, as the path follows it."""

    relation: str
    label: str
    field: str
    direction: str
    edge_key: str
    edge: Named | None
    alternatives: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A path: nodes, and the steps between them."""

    length: int
    cost: float
    nodes: tuple[Named, ...]
    steps: tuple[PathStep, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedNode:
    """A node that was not expanded through one of its relation fields."""

    node: Named
    field: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """The paths found, and why there may be others."""

    nodes: tuple[Path, ...]
    reasons: tuple[str, ...]
    skipped: tuple[SkippedNode, ...]

    @property
    def truncated(self) -> bool:
        """Whether there may be others."""
        return bool(self.reasons)


async def find_paths(parents: Sequence[str | None], arguments: Mapping[str, Any], viewer: Viewer) -> list[Paths | None]:
    """Return the paths between the nodes that `from` and `to` name, None where either is not seen.

    Raises a BAD_USER_INPUT refusal for an argument out of range, `StoreError`.
    """
    for name, most in (("maxHops", MOST_HOPS), ("first", MOST)):
        if not 1 <= arguments[name] <= most:
            raise bad_input(f"{name}: found {arguments[name]}, expected 1 to {most}")
    ways, unit = uses(arguments.get("via"))
    source, target = named(arguments["from"]), named(arguments["to"])
    if not (source and target and await _seen(viewer, source, target)):
        return [None for _ in parents]
    exploration = Exploration(viewer, ways, source, target)
    found = await exploration.paths(arguments["maxHops"], arguments["first"])
    viewer.lasting &= PathTruncation.TIME not in exploration.reasons
    made = Paths(
        nodes=tuple(_path(total, nodes, exploration, unit) for total, nodes in found),
        reasons=tuple(sorted(reason.name for reason in exploration.reasons)),
        skipped=tuple(SkippedNode(node=n, field=f, count=c) for (n, f), c in sorted(exploration.skipped.items())),
    )
    return [made for _ in parents]


async def _seen(viewer: Viewer, source: Named, target: Named) -> bool:
    """Say whether the viewer sees both ends, each kind by one statement; an edge that is a node is no end of a path."""
    code = Value("code")
    seen: set[Named] = set()
    for kind in dict.fromkeys((source.kind, target.kind)):
        if kind in MODEL.kinds:
            codes = sorted({end.code for end in (source, target) if end.kind == kind})
            read = Read(kind, (code,), where=Test(code, "in", Param("p0")), order=(Key(code),), limit=Param("p1"))
            rows = await viewer.read(read, {"p0": codes, "p1": len(codes)})
            seen |= {Named(kind, found) for (found,) in rows}
    return {source, target} <= seen


def _path(total: int, nodes: tuple[Named, ...], found: Exploration, unit: int) -> Path:
    steps = tuple(_step(tail, found.arcs[tail][head]) for tail, head in pairwise(nodes))
    return Path(length=len(steps), cost=cost_of(total, len(steps), unit), nodes=nodes, steps=steps)


def _step(tail: Named, hops: set[Hop]) -> PathStep:
    hop = min(hops)
    relation = MODEL.relations[hop.relation]
    name = next(n for n, f in MODEL.follows(tail.kind).items() if f.relation is relation and f.direction == hop.direction)
    return PathStep(
        relation=hop.relation,
        label=relation.label,
        field=name,
        direction=hop.direction.upper(),
        edge_key=hop.key,
        edge=Named(hop.relation, hop.key) if relation.node else None,
        alternatives=len(hops) - 1,
    )


def _price(arguments: Mapping[str, Any]) -> int:
    """Return the price: a thousand for each hop, a fifth of the edges it may read, since an edge is two columns wide."""
    return 1000 * min(max(arguments["maxHops"], 1), MOST_HOPS)


PATHS = Computed(find_paths, price=_price, statements=2)
"""Statements: one for each kind of the ends, then one for each kind and 20 nodes of a level."""
