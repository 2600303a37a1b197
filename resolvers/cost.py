"""What a request costs: what it tells and what it looks at, from the plan and its coerced variables (docs/adr/0020-looking-costs.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

from graph.expression import Far, Logic, Reach, Test, Value, conjuncts, far, near, to_one
from graph.model import MODEL
from graph.plan import Aggregate, Read
from resolvers.errors import Code, refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from graph.expression import Condition, Expression, Param, Step
    from graph.plan import Plan

    Part = Condition | Expression

SMALL = 1000
"""Until a request has spent this, what does not grow with the graph is read on the event loop of an embedded store."""
SCAN = 200
"""What it costs to look at all rows of a kind, or at all edges of a relation."""
FAN = 3
"""What it costs to look at what a relation to many leads to from one row; a third less from one of few to few."""
HUB = 3
"""How many times as much where the row is one of few, and leads to one of many."""
VALUES = 5
"""How many times as much where they are published values, which are most of the graph; a scan of them too."""
TESTS = 10
"""Tests of a row, or measures of a group, that cost as much as looking at the row does."""
SEARCHED = 10
"""As how many tests a search counts, which tests each of its words."""
DEEPEST = 10
"""Reads within reads, conditions included: the practitioner's honest paths are 7 to 8 long."""

FEW = frozenset(
    (
        *("Country", "Region", "Kpi", "Goal", "TargetSet", "Intervention", "Outcome", "Publication"),
        *("Hub", "Lab", "Initiative", "Cohort", "Run"),
    )
)
"""Kinds of which there are few however many cities there are: what hangs on one of them grows with the graph."""


class Price(NamedTuple):
    """What a request pays for the rows it is told, and for what has to be looked at to find, sort and count them."""

    told: int
    looked: int

    @property
    def advice(self) -> str:
        """What to do where this is too much."""
        if self.told > self.looked:
            return "ask for shorter pages or fewer levels"
        return (
            f"{self.looked} of it is for what has to be looked at: leave out a count, or a condition or order that follows"
            " relations, or ask for fewer rows above such a list"
        )


def price(plan: Plan, parameters: Mapping[str, Any]) -> Price:
    """Return the price of a plan: rows told * (1 + what relations tell of each + prices nested in it) + looked at.

    As many rows are told as the page may have; one by a read to one thing, none where only their count is asked for.
    A nested list looks at all that its relation leads to, for each row above, and once more to count it. A root list
    looks at all rows of its kind and at all edges of each relation it is chosen or sorted by, each time what is followed
    from there; so does an aggregate. A page in the order of its codes, or of codes that are given, looks at what it tells.
    """
    if isinstance(plan, Aggregate):
        told = int(parameters[plan.limit.name]) * (1 + len(plan.measures))
        return Price(told, _scanned(plan.kind, [*plan.keys, *_where(plan)], len(plan.measures)))
    assert isinstance(plan, Read)
    rows = (1 if plan.limit is None else int(parameters[plan.limit.name])) if plan.rows else 0
    nested = [price(c, parameters) for c in plan.columns if isinstance(c, Read)]
    followed = sum(_followed(c, fan) for c in plan.columns if not isinstance(c, Read))
    told = rows * (1 + followed + sum(each.told for each in nested))
    return Price(told, rows * sum(each.looked for each in nested) + _looked(plan, parameters, rows))


def at_once(plan: Plan) -> bool:
    """Say whether what a plan looks at does not grow with the graph, rules aside: no scan, and nothing that hangs on a hub."""
    if isinstance(plan, Aggregate):
        return False
    assert isinstance(plan, Read)
    scans = plan.step is None and plan.limit and not _named(plan) and (plan.count or _chosen(plan))
    return not scans and not any(map(is_hub, _steps(plan)))


def is_hub(step: Step) -> bool:
    """Say whether a step leads from one of few things to many."""
    return not to_one(step) and near(step) in FEW and far(step) not in FEW


def fan(step: Step) -> int:
    """Return what it costs to look at what a step leads to from one row."""
    if to_one(step):
        return 1
    if near(step) in FEW and far(step) in FEW:
        return FAN - 1
    return FAN * (HUB if is_hub(step) else 1) * (VALUES if _of_values(step.relation) else 1)


def _edges(step: Step) -> int:
    return SCAN * (VALUES if _of_values(step.relation) else 1)


def _of_values(kind: str) -> bool:
    """Say whether a kind is one of edges that are nodes, which published values are."""
    return kind in MODEL.relations and MODEL.relations[kind].node is not None


def _where(plan: Read | Aggregate) -> list[Part]:
    return [plan.where] if plan.where else []


def _looked(plan: Read, parameters: Mapping[str, Any], rows: int) -> int:
    """Return what it costs to find the rows of a list and to count them."""
    if not plan.limit:
        return 0
    passes = [[*_where(plan), *(k.value for k in plan.order)]] * plan.rows + [_where(plan)] * plan.count
    if plan.step:
        return fan(plan.step) * sum(1 + _of_each(parts) for parts in passes)
    given = _named(plan)
    if given:
        codes = parameters[given.name]
        many = len(cast("list[Any]", codes)) if isinstance(codes, list) else 1
        return max(0, many - rows) + many * sum(_of_each(parts) for parts in passes)
    return sum(_scanned(plan.kind, parts) for parts in (passes if _chosen(plan) else passes[plan.rows :]))


def _named(plan: Read) -> Param | None:
    """Return the codes that are given of the rows of a root list, where they are."""
    unique = Value(MODEL.owner(plan.kind).unique)
    tests = (c for c in conjuncts(plan.where) if isinstance(c, Test) and c.value == unique and c.op in ("eq", "in"))
    return next((c.param for c in tests), None)


def _chosen(plan: Read) -> bool:
    """Say whether a root list is chosen, or sorted by anything but the code."""
    return plan.where is not None or len(plan.order) > 1


def _scanned(kind: str, parts: Sequence[Part], measures: int = 0) -> int:
    """Return what it costs to look at all rows of a kind, and at what each is chosen, sorted, grouped and measured by."""
    rows = SCAN * (VALUES if _of_values(kind) else 1)
    return rows * (1 + (measures + sum(map(_tests, parts))) // TESTS) + sum(_followed(c, _edges) for c in parts)


def _of_each(parts: Sequence[Part]) -> int:
    """Return what one row costs to be chosen and sorted."""
    return sum(map(_tests, parts)) // TESTS + sum(_followed(c, fan) for c in parts)


def _tests(c: Part) -> int:
    """Return how many tests of a row itself a condition has."""
    if isinstance(c, Test):
        return SEARCHED if c.op == "search" else 1
    return sum(map(_tests, c.parts)) if isinstance(c, Logic) else 0


def _followed(c: Part, across: Callable[[Step], int]) -> int:
    """Return what it costs to follow the relations in a condition or expression, the first of them by *across*."""
    parts, step = _parts(c)
    if step is None:
        return sum(_followed(part, across) for part in parts)
    return across(step) * (1 + _of_each(parts))


def _steps(plan: Read) -> Iterator[Step]:
    """Yield the relations a plan follows, wherever they stand in it."""
    if plan.step:
        yield plan.step
    left: list[Part] = [*_where(plan), *(k.value for k in plan.order), *(c for c in plan.columns if not isinstance(c, Read))]
    while left:
        parts, step = _parts(left.pop())
        left += parts
        if step:
            yield step
    for c in plan.columns:
        if isinstance(c, Read):
            yield from _steps(c)


def _parts(c: Part) -> tuple[list[Part], Step | None]:
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


def depth(plan: Plan) -> int:
    """Return how many reads stand within each other, those of conditions, orders and groups included."""
    if isinstance(plan, Aggregate):
        return 1 + max(map(_depth, (*plan.keys, *([plan.where] if plan.where else []))), default=0)
    assert isinstance(plan, Read)
    below = [depth(c) if isinstance(c, Read) else _depth(c) for c in plan.columns] + [_depth(k.value) for k in plan.order]
    return 1 + max([*below, _depth(plan.where) if plan.where else 0], default=0)


def _depth(c: Part) -> int:
    parts, step = _parts(c)
    return (step is not None) + max(map(_depth, parts), default=0)


def admit_depth(plan: Plan) -> None:
    """Refuse a plan that is too deep; raises QUERY_TOO_COMPLEX."""
    found = depth(plan)
    if found > DEEPEST:
        raise refusal(Code.TOO_COMPLEX, f"This is {found} relations deep and {DEEPEST} are allowed.")
