"""The part of the graph between two nodes, read level by level from both ends by ordinary plans.

A path of at most h hops from s to t has its i-th node within i hops of s and h - i of t. So once the nodes within f hops of
s were expanded and those within b of t, f + b = h, each arc of each such path was read: from its tail where that is among
the first f nodes, else from its head. What is not read for a limit is said in `reasons`, where it matters.
"""

from __future__ import annotations

import asyncio
import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from resolvers.cursor import Named
from resolvers.expand import chunks, expansion, travelled
from resolvers.shortest import shortest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph.model import Direction, Follow
    from resolvers.via import Use
    from resolvers.viewer import Viewer

GUARD = 500
"""A node with more edges of one relation than this is not expanded through it."""
EDGES = 5000
"""Edges that may be read for each hop asked for; looked at between statements."""
SECONDS = 5.0
"""Time the reads may take: half of what a request has."""
WORK = 50_000
"""Partial paths that may be looked at in one search."""


Found = tuple[int, tuple[Named, ...]]
"""A path: its exact cost, and its nodes."""


class PathTruncation(enum.Enum):
    """Why there may be paths that are not told."""

    READS = "As many edges were read as may be for this many hops."
    TIME = "The time for reading was over."
    SUPERNODE = "A node has too many edges of one relation to be expanded through it."
    SEARCH = "As many partial paths were looked at as may be."


class Hop(NamedTuple):
    """An edge as a path follows it; of parallel ones the least is taken."""

    weight: int
    relation: str
    direction: Direction
    key: str


@dataclass(slots=True)
class Side:
    """One end: what was reached from it, what of that is to be expanded next, and how many levels were.

    `whole` are the levels before any edge was left out.
    """

    forward: bool
    frontier: list[Named]
    seen: set[Named]
    levels: int = 0
    whole: int = 0
    left_out: bool = False


@dataclass(slots=True)
class Exploration:
    """What was read between two nodes, and what was not."""

    viewer: Viewer
    uses: Mapping[str, Use]
    source: Named
    target: Named
    arcs: dict[Named, dict[Named, set[Hop]]] = field(default_factory=dict[Named, dict[Named, set[Hop]]])
    skipped: dict[tuple[Named, str], int] = field(default_factory=dict[tuple[Named, str], int])
    reasons: set[PathTruncation] = field(default_factory=set[PathTruncation])
    edges: int = 0

    async def paths(self, hops: int, first: int) -> list[Found]:
        """Return the first paths with their exact costs; `reasons` says why others might belong among them."""
        ends = (self.source, self.target) if self.source != self.target else ()
        sides = Side(True, [*ends[:1]], {self.source}), Side(False, [*ends[1:]], {self.target})
        least = min((use.weight for use in self.uses.values()), default=0)
        found: list[Found] = []
        done = False
        try:
            async with asyncio.timeout(SECONDS):
                while not done and (side := _next(sides, hops)) and await self.expand(side, EDGES * hops):
                    known = _known(sides, hops)
                    found, ended = await self.search(known, first)
                    done = ended and _first(found, first, known, hops, least)
        except TimeoutError:
            self.reasons.add(PathTruncation.TIME)
        if not done:
            found, ended = await self.search(hops, first)
            done = ended and _first(found, first, _known(sides, hops), hops, least)
            self.reasons |= set() if ended else {PathTruncation.SEARCH}
        self.reasons = set() if done else self.reasons
        return found

    async def search(self, hops: int, first: int) -> tuple[list[Found], bool]:
        """Return the first paths among what was read, and whether the search went to its end; not on the event loop."""

        def work() -> tuple[list[Found], bool]:
            arcs = {tail: {head: min(found).weight for head, found in heads.items()} for tail, heads in self.arcs.items()}
            return shortest(arcs, self.source, self.target, hops, first, WORK)

        return await asyncio.to_thread(work)

    async def expand(self, side: Side, budget: int) -> bool:
        """Read the edges of a side's frontier, which then is what they lead to; say whether the budget sufficed."""
        reached: set[Named] = set()
        for kind, codes in chunks(side.frontier):
            if self.edges >= budget:
                self.reasons.add(PathTruncation.READS)
                return False
            plan = expansion(kind, self.uses, self.viewer.rules, forward=side.forward)
            if plan.fields:
                given = {**plan.parameters, "p0": codes, "p1": len(codes), "p2": GUARD}
                for code, *found in await self.viewer.read(plan.read, given, small=False):
                    reached |= self.take(side, Named(kind, code), plan.fields, found)
        side.seen |= reached
        side.frontier = sorted(reached - {self.target if side.forward else self.source})
        side.levels += 1
        side.whole += not side.left_out
        return True

    def take(self, side: Side, node: Named, fields: Mapping[str, Follow], found: list[Any]) -> set[Named]:
        """Keep the edges read of a node, and return what they lead to for the first time."""
        reached: set[Named] = set()
        for (name, follow), (rows, count) in zip(fields.items(), found, strict=True):
            if count > GUARD:
                side.left_out = True
                self.skipped[node, name] = count
                self.reasons.add(PathTruncation.SUPERNODE)
                continue
            self.edges += count
            relation, direction = follow.relation.name, travelled(follow, forward=side.forward)
            for code, key in rows:
                far = Named(follow.kind, code)
                tail, head = (node, far) if side.forward else (far, node)
                hop = Hop(self.uses[relation].weight, relation, direction, key)
                self.arcs.setdefault(tail, {}).setdefault(head, set()).add(hop)
                reached.add(far)
        return reached - side.seen


def _known(sides: tuple[Side, Side], hops: int) -> int:
    """Return the number of hops within which all paths were read."""
    if any(not side.frontier and not side.left_out for side in sides):
        return hops
    return min(hops, sum(side.whole for side in sides))


def _next(sides: tuple[Side, Side], hops: int) -> Side | None:
    """Return the side to expand: the smaller one of which nothing was left out, else the smaller; None where all is done.

    What one side leaves out at a supernode, the other still reads from beyond it, if it goes that far.
    """
    if _known(sides, hops) == hops:
        return None
    whole = [side for side in sides if side.frontier and not side.left_out]
    some = [side for side in sides if side.frontier] if sum(side.levels for side in sides) < hops else []
    return min(whole or some, key=lambda side: (len(side.frontier), side.levels), default=None)


def _first(found: list[Found], first: int, known: int, hops: int, least: int) -> bool:
    """Say whether these are the first paths: all within the hops are known, or those that are not cost more."""
    return known == hops or (len(found) == first and found[-1][0] < (known + 1) * least)
