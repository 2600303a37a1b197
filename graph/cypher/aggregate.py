"""Groups and their measures in Cypher."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from graph.cypher.expression import where
from graph.cypher.keyset import root
from graph.plan import SPLIT

if TYPE_CHECKING:
    from graph.expression import Condition, Expression
    from graph.plan import Aggregate, Measure

MEASURES = {
    "count": "count(*)",
    "known": "count({x})",
    "distinct": "count(DISTINCT {x})",
    "high": f"sum({{x}} / {SPLIT})",
    "low": f"sum({{x}} % {SPLIT})",
    "min": "min({x})",
    "max": "max({x})",
    "percentile": "percentileCont({x}, {p})",
    # a sum of nothing is unknown, and so is one beyond what a number can hold
    "sum": "CASE WHEN count({x}) > 0 AND abs(sum({x})) <= 1.7976931348623157e308 THEN sum({x}) END",
}


class Writer(Protocol):
    """The compiler of a statement."""

    def fresh(self) -> str:
        """Return a new number for names."""
        ...

    def start(self, plan: Aggregate, i: str, /) -> str:
        """Return the clause that finds the things `n<i>`."""
        ...

    def expression(self, e: Expression, i: str, /) -> str:
        """Return the text of an expression over `n<i>`."""
        ...

    def condition(self, c: Condition, i: str, /) -> str:
        """Return the text of a condition on `n<i>`."""
        ...


def aggregate(plan: Aggregate, to: Writer) -> str:
    """Return the expression of an aggregate: the groups as a list of lists."""
    i = to.fresh()
    keys = [f"k{at}" for at in range(len(plan.keys))]
    named = [f"{to.expression(key, i)} AS {name}" for key, name in zip(plan.keys, keys, strict=True)]
    measures = [f"{measure(m, to, i)} AS m{at}" for at, m in enumerate(plan.measures)]
    shown = [*keys, *(f"m{at}" for at in range(len(measures)))]
    keep = where([*(to.condition(c, i) for c in (plan.where, plan.visible) if c), *root(plan, i)])
    order = ["size_ DESC"] * plan.largest_first + [x for name in keys for x in (f"{name} IS NULL", name)]
    ordered = f" ORDER BY {', '.join(order)}" if keys else ""
    rows = f"{to.start(plan, i)}{keep} WITH {', '.join([f'n{i}', *named])}"
    groups = f"WITH {', '.join([*keys, *measures, 'count(*) AS size_'])}{ordered} LIMIT ${plan.limit.name} + 1"
    return f"COLLECT {{ {rows} {groups} RETURN [{', '.join(shown)}] }}"


def measure(m: Measure, to: Writer, i: str) -> str:
    """Return the expression of a measure over the nodes of a group."""
    return MEASURES[m.what].format(x=to.expression(m.value, i) if m.value else "", p=f"${m.param.name}" if m.param else "")
