"""The shortest simple paths between two nodes within a number of hops, in one total order.

Best-first search (Hart, Nilsson and Raphael 1968) over simple paths. What remains is bounded from below by the least cost
of any walk to the target in the hops that are left (Bellman 1958), so nothing is entered that cannot arrive. networkx's
`shortest_simple_paths` knows no limit of hops beside weights, and leaves equals in the order of its heap.
"""

from __future__ import annotations

import heapq
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    Node = TypeVar("Node", bound=Hashable)
    Arcs = Mapping[Node, Mapping[Node, int]]

SPREAD = 16
"""More than the hops of any path: a cost times this, plus the hops, is one number that orders by both."""


def exact(weights: Sequence[float]) -> tuple[list[int], int]:
    """Return weights as whole numbers of hops and cost together, and what a cost of 1 is in them; sums are exact."""
    unit = SPREAD * lcm(*(Fraction(w).denominator for w in weights))
    return [int(Fraction(w) * unit) + 1 for w in weights], unit


def cost_of(total: int, hops: int, unit: int) -> float:
    """Return the cost in a sum of exact weights over that many hops."""
    return float(Fraction(total - hops, unit))


def bounds(arcs: Arcs[Node], target: Node, hops: int) -> list[dict[Node, int]]:
    """Return for each number of hops up to *hops* the nodes a walk leads from to the target, with its least cost."""
    into: dict[Node, list[tuple[Node, int]]] = {}
    for node, heads in arcs.items():
        for head, weight in heads.items():
            into.setdefault(head, []).append((node, weight))
    out: list[dict[Node, int]] = [{target: 0}]
    changed: Iterable[Node] = [target]
    for _ in range(hops):
        last, now = out[-1], dict(out[-1])
        for head in changed:
            for node, weight in into.get(head, ()):
                if (cost := last[head] + weight) < now.get(node, cost + 1):
                    now[node] = cost
        changed = [node for node, cost in now.items() if last.get(node) != cost]
        out.append(now)
    return out


def shortest(  # noqa: PLR0913, PLR0917  # a graph, two ends and three limits
    arcs: Arcs[Node], source: Node, target: Node, hops: int, first: int, work: int
) -> tuple[list[tuple[int, tuple[Node, ...]]], bool]:
    """Return the *first* simple paths of at most *hops* arcs with their costs, and whether the search went to its end.

    They come by cost, equals in the order of their nodes. At most *work* partial paths are looked at.
    """
    left = bounds(arcs, target, hops)
    heap: list[tuple[int, tuple[Node, ...], int]] = []
    if source in left[hops]:
        heap.append((left[hops][source], (source,), 0))
    found: list[tuple[int, tuple[Node, ...]]] = []
    while heap and len(found) < first:
        _, path, cost = heapq.heappop(heap)
        if path[-1] == target:
            found.append((cost, path))
            continue
        work -= 1
        if work < 0:
            return found, False
        ahead = left[hops - len(path)]
        for head, weight in arcs.get(path[-1], {}).items():
            if head in ahead and head not in path:
                heapq.heappush(heap, (cost + weight + ahead[head], (*path, head), cost + weight))
    return found, True
