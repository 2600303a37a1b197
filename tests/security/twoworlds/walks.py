"""Ways through the kinds of the model: all simple ones to what is private up to three hops, and pairs of relations up to six."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any, NamedTuple

from graph.expression import ALWAYS
from graph.model import MODEL
from resolvers.policy import rules_of
from tests.security.twoworlds.probes import LISTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.rules import RuleSet
    from tests.security.twoworlds.asking import Query

KINDS = [name for name, kind in MODEL.kinds.items() if not kind.internal]
LEAVES = 20
"""Fields at the ends of ways that begin alike, in one document."""
WIDTHS = (12, 4, 4, 3)
"""How many are read of a list and of those below it."""
LONGEST = 6


class Arc(NamedTuple):
    """A relation field of a kind."""

    kind: str
    field: str
    relation: str
    far: str
    one: bool


def arcs(kind: str) -> list[Arc]:
    """Return the relation fields of a kind."""
    return [
        Arc(kind, name, f.relation.name, f.kind, f.end.one) for name, f in MODEL.follows(kind).items() if not f.relation.internal
    ]


def private(rules: RuleSet, name: str) -> bool:
    """Say whether a role does not see all of a kind or relation."""
    return rules.rows.get(name) is not ALWAYS


def rules_for(role: Any) -> RuleSet:
    """Return the rules that say what is private to a role; for one who sees everything, those of everyone."""
    found = rules_of([role])
    return found if any(private(found, name) for name in KINDS) else rules_of(["anonymous"])


def prefixes(kind: str, hops: int, way: tuple[Arc, ...] = ()) -> Iterator[tuple[Arc, ...]]:
    """Yield all ways from a kind of at most so many hops, on which no kind comes twice."""
    yield way
    if len(way) < hops:
        been = {kind, *(arc.far for arc in way)}
        for arc in arcs(way[-1].far if way else kind):
            if arc.far not in been:
                yield from prefixes(kind, hops, (*way, arc))


def nested(root: str, way: tuple[Arc, ...], inner: str, widths: tuple[int, ...] = WIDTHS) -> str:
    """Return a document that follows a way with lists in lists."""
    text = inner
    for at, arc in reversed(list(enumerate(way, 1))):
        width = widths[min(at, len(widths) - 1)]
        text = (
            f"code {arc.field} {{ {text} }}"
            if arc.one
            else f"code {arc.field}(first: {width}) {{ totalCount nodes {{ {text} }} }}"
        )
    return f"{{ {LISTS[root]}(first: {widths[0]}) {{ totalCount nodes {{ {text} }} }} }}"


def to_private(role: Any, hops: int = 3) -> list[tuple[int, Query]]:
    """Return documents that together follow every simple way to what is private, each with how many ways it follows."""
    rules, found = rules_for(role), []
    for kind in KINDS:
        for way in prefixes(kind, hops - 1):
            been = {kind, *(arc.far for arc in way)}
            ends = [
                arc
                for arc in arcs(way[-1].far if way else kind)
                if arc.far not in been and (private(rules, arc.far) or private(rules, arc.relation))
            ]
            for at in range(0, len(ends), LEAVES):
                part = ends[at : at + LEAVES]
                leaves = [
                    f"{a.field} {{ code }}" if a.one else f"{a.field}(first: 3) {{ totalCount nodes {{ code }} }}" for a in part
                ]
                found.append((len(part), (nested(kind, way, " ".join(["code", *leaves])), {})))
    return found


def pairs() -> set[tuple[Arc, Arc]]:
    """Return every relation field with every one that can follow it."""
    return {(a, b) for kind in KINDS for a in arcs(kind) for b in arcs(a.far)}


def covering(seed: int = 1) -> list[tuple[Arc, ...]]:
    """Return ways of six hops on which every pair of consecutive relation fields comes at least once."""
    rng, left, out = random.Random(seed), pairs(), list[tuple[Arc, ...]]()
    after: dict[Arc, list[Arc]] = {}
    for a, b in sorted(left):
        after.setdefault(a, []).append(b)
    while left:
        way = [*min(left)]
        left.discard((way[0], way[1]))
        while len(way) < LONGEST:
            options = after[way[-1]]
            fresh = [b for b in options if (way[-1], b) in left]
            # of those that were not taken the one after which most is left
            way.append(rng.choice(fresh) if fresh else max(options, key=lambda b: (sum((b, c) in left for c in after[b]), b)))
            left.discard((way[-2], way[-1]))
        out.append(tuple(way))
    return out


def long_ways() -> list[Query]:
    """Return those ways as documents."""
    return [(nested(way[0].kind, way, "code", (5, 3, 2)), {}) for way in covering()]


def as_filter(way: tuple[Arc, ...], code: str) -> dict[str, Any]:
    """Return a way as a filter: whether it leads to the thing of that code."""
    found: dict[str, Any] = {"code": {"eq": code}}
    for arc in reversed(way):
        found = {arc.field: found if arc.one else {"some": {"node": found}}}
    return found
