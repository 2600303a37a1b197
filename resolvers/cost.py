"""What a request costs: the rows it could return, from the plan and its coerced variables (docs/adr/0006-cost-formula.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.expression import Far, Logic, Reach, Test, to_one
from graph.plan import Aggregate, Read
from resolvers.errors import Code, refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph.expression import Condition, Expression, Step
    from graph.plan import Plan

SMALL = 1000
"""Up to this price a read on the embedded store takes about a millisecond and runs on the event loop."""
SCAN = 1001
"""What it costs to look at all rows of a kind: such a read never runs on the event loop."""
FAN = 10
"""How many things a relation to many is thought to lead to."""
DEEPEST = 10
"""Reads within reads, conditions included: the practitioner's honest paths are 7 to 8 long."""


def price(plan: Plan, parameters: Mapping[str, Any]) -> int:
    """Return the price of a plan: what it tells, and what it looks at to choose, sort and group it.

    `price = n * (1 + relations + sum of nested prices) + counts + looked at`: n is the page's limit, 1 for a to-one;
    a relation counts 1 to one thing and `FAN` to many, times what is followed from there, because that is done for each;
    a list chosen or sorted by relations looks at `FAN` rows, at the root and in an aggregate at all, which is `SCAN` more.
    """
    followed = relations(plan)
    if isinstance(plan, Aggregate):
        return int(parameters[plan.limit.name]) * (1 + len(plan.measures)) + SCAN + FAN * followed
    assert isinstance(plan, Read)
    rows = 1 if plan.limit is None else int(parameters[plan.limit.name])
    nested = sum(price(c, parameters) for c in plan.columns if isinstance(c, Read))
    looked = FAN * followed + (SCAN if followed and plan.step is None else 0) if plan.limit else 0
    return rows * (1 + followed + nested) + (1 + followed if plan.count else 0) + looked


def relations(plan: Plan) -> int:
    """Return what the relations cost that a row is chosen, sorted, grouped or told by, nested reads left out."""
    if isinstance(plan, Aggregate):
        return sum(map(_followed, (*plan.keys, *([plan.where] if plan.where else []))))
    assert isinstance(plan, Read)
    told = (*(c for c in plan.columns if not isinstance(c, Read)), *(k.value for k in plan.order))
    return sum(map(_followed, (*told, *([plan.where] if plan.where else []))))


def depth(plan: Plan) -> int:
    """Return how many reads stand within each other, those of conditions, orders and groups included."""
    if isinstance(plan, Aggregate):
        return 1 + max(map(_depth, (*plan.keys, *([plan.where] if plan.where else []))), default=0)
    assert isinstance(plan, Read)
    below = [depth(c) if isinstance(c, Read) else _depth(c) for c in plan.columns] + [_depth(k.value) for k in plan.order]
    return 1 + max([*below, _depth(plan.where) if plan.where else 0], default=0)


def _parts(c: Condition | Expression) -> tuple[list[Condition | Expression], Step | None]:
    """Return what a condition or expression is made of, and the relation it follows."""
    match c:
        case Test():
            return [c.value], None
        case Logic():
            return list(c.parts), None
        case Reach():
            return [c.where] if c.where else [], c.step
        case Far():
            return [each for each in (c.value, c.where) if each], c.step
        case _:
            return [], None


def _followed(c: Condition | Expression) -> int:
    parts, step = _parts(c)
    inner = sum(map(_followed, parts))
    return inner if step is None else (1 if to_one(step) else FAN) * (1 + inner)


def _depth(c: Condition | Expression) -> int:
    parts, step = _parts(c)
    return (step is not None) + max(map(_depth, parts), default=0)


def admit_depth(plan: Plan) -> None:
    """Refuse a plan that is too deep; raises QUERY_TOO_COMPLEX."""
    found = depth(plan)
    if found > DEEPEST:
        raise refusal(Code.TOO_COMPLEX, f"This is {found} relations deep and {DEEPEST} are allowed.")
