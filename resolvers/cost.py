"""What a request costs: the rows it could return, from the plan and its coerced variables (docs/adr/0006-cost-formula.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.plan import Condition, Logic, Reach, Read, Test
from resolvers.errors import Code, refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

SMALL = 1000
"""Up to this price a read on the embedded store takes about a millisecond and runs on the event loop."""
DEEPEST = 10
"""Reads within reads, conditions included: the practitioner's honest paths are 7 to 8 long."""


def price(read: Read, parameters: Mapping[str, Any]) -> int:
    """Return the price of a plan: per row one, and one for each condition that follows a relation, and what is nested.

    `price = n * (1 + reaches + sum of nested prices) + counts`, n the page's limit, 1 for a to-one.
    """
    rows = 1 if read.limit is None else int(parameters[read.limit.name])
    nested = sum(price(c, parameters) for c in read.columns if isinstance(c, Read))
    reaches = _reaches(read.where) if read.where else 0
    return rows * (1 + reaches + nested) + (1 + reaches if read.count else 0)


def _reaches(c: Condition) -> int:
    match c:
        case Test():
            return 0
        case Logic():
            return sum(_reaches(p) for p in c.parts)
        case Reach():
            return 1 + (_reaches(c.where) if c.where else 0)


def depth(read: Read) -> int:
    """Return how many reads stand within each other, those of conditions included."""
    below = [depth(c) for c in read.columns if isinstance(c, Read)]
    return 1 + max([*below, _depth(read.where) if read.where else 0], default=0)


def _depth(c: Condition) -> int:
    match c:
        case Test():
            return 0
        case Logic():
            return max((_depth(p) for p in c.parts), default=0)
        case Reach():
            return 1 + (_depth(c.where) if c.where else 0)


def admit_depth(read: Read) -> None:
    """Refuse a plan that is too deep; raises QUERY_TOO_COMPLEX."""
    found = depth(read)
    if found > DEEPEST:
        raise refusal(Code.TOO_COMPLEX, f"This is {found} relations deep and {DEEPEST} are allowed.")
