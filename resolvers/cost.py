"""What a request costs: the rows it could return, from the plan and its coerced variables (docs/adr/0006-cost-formula.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.plan import Aggregate, Far, Logic, Reach, Read, Test
from resolvers.errors import Code, refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph.plan import Condition, Expression, Plan

SMALL = 1000
"""Up to this price a read on the embedded store takes about a millisecond and runs on the event loop."""
SCAN = 1001
"""What an aggregate costs beside its groups, and for each relation it follows from every row."""
DEEPEST = 10
"""Reads within reads, conditions included: the practitioner's honest paths are 7 to 8 long."""


def price(plan: Plan, parameters: Mapping[str, Any]) -> int:
    """Return the price of a plan: per row one, and one for each relation it is chosen, sorted or told by, and what is nested.

    `price = n * (1 + relations + sum of nested prices) + counts`, n the page's limit, 1 for a to-one. An aggregate
    looks at rows that are not told: it is priced `SCAN` more, so that it never runs on the event loop.
    """
    if isinstance(plan, Aggregate):
        return SCAN + int(parameters[plan.limit.name]) * (1 + len(plan.measures)) + SCAN * relations(plan)
    assert isinstance(plan, Read)
    rows = 1 if plan.limit is None else int(parameters[plan.limit.name])
    nested = sum(price(c, parameters) for c in plan.columns if isinstance(c, Read))
    followed = relations(plan)
    return rows * (1 + followed + nested) + (1 + followed if plan.count else 0)


def relations(plan: Read | Aggregate) -> int:
    """Return how many relations the rows of a plan are chosen, sorted, grouped or told by, nested reads left out."""
    read = isinstance(plan, Read)
    told = [c for c in plan.columns if not isinstance(c, Read)] + [k.value for k in plan.order] if read else plan.keys
    return sum(_count(e) for e in told) + (_count(plan.where) if plan.where else 0)


def depth(plan: Plan) -> int:
    """Return how many reads stand within each other, those of conditions, orders and groups included."""
    if isinstance(plan, Aggregate):
        below = [_depth(e) for e in plan.keys]
    else:
        assert isinstance(plan, Read)
        below = [depth(c) if isinstance(c, Read) else _depth(c) for c in plan.columns] + [_depth(k.value) for k in plan.order]
    assert isinstance(plan, (Read, Aggregate))
    return 1 + max([*below, _depth(plan.where) if plan.where else 0], default=0)


def _parts(c: Condition | Expression) -> tuple[list[Condition | Expression], bool]:
    """Return what a condition or expression is made of, and whether it follows a relation."""
    match c:
        case Test():
            return [c.value], False
        case Logic():
            return list(c.parts), False
        case Reach():
            return [c.where] if c.where else [], True
        case Far():
            return [each for each in (c.value, c.where) if each], True
        case _:
            return [], False


def _count(c: Condition | Expression) -> int:
    parts, follows = _parts(c)
    return follows + sum(map(_count, parts))


def _depth(c: Condition | Expression) -> int:
    parts, follows = _parts(c)
    return follows + max(map(_depth, parts), default=0)


def admit_depth(plan: Plan) -> None:
    """Refuse a plan that is too deep; raises QUERY_TOO_COMPLEX."""
    found = depth(plan)
    if found > DEEPEST:
        raise refusal(Code.TOO_COMPLEX, f"This is {found} relations deep and {DEEPEST} are allowed.")
