"""Groups and their measures in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from graph.plan import SPLIT
from graph.sql.expression import as_json

if TYPE_CHECKING:
    from graph.expression import Condition, Expression
    from graph.plan import Aggregate, Measure

MEASURES = {
    "count": "count(*)",
    "known": "count({x})",
    "distinct": "count(DISTINCT {x})",
    "high": f"coalesce(sum({{x}} / {SPLIT}), 0)",
    "low": f"coalesce(sum({{x}} % {SPLIT}), 0)",
    "min": "min({x})",
    "max": "max({x})",
    "percentile": "percentile_cont({x}, {p})",
    # a sum beyond what a number can hold is unknown
    "sum": "iif(abs(sum({x})) <= 1.7976931348623157e308, sum({x}), NULL)",
}


class Writer(Protocol):
    """The compiler of a statement."""

    def fresh(self) -> str:
        """Return a new number for names."""
        ...

    def start(self, plan: Aggregate, i: str, /) -> tuple[str, list[str]]:
        """Return the tables read, and the conditions that go with them."""
        ...

    def expression(self, e: Expression, i: str, /) -> str:
        """Return the text of an expression over row `n<i>`."""
        ...

    def condition(self, c: Condition, i: str, /) -> str:
        """Return the text of a condition on row `n<i>`."""
        ...


def aggregate(plan: Aggregate, to: Writer) -> str:
    """Return the expression of an aggregate: the groups as a JSON array."""
    i = to.fresh()
    keys = [f"k{at}" for at in range(len(plan.keys))]
    made = [f"{to.expression(key, i)} AS {name}" for key, name in zip(plan.keys, keys, strict=True)]
    made += [*(f"{measure(m, to, i)} AS m{at}" for at, m in enumerate(plan.measures)), "count(*) AS size_"]
    shown = [as_json(key, name, plan.kind, None) for key, name in zip(plan.keys, keys, strict=True)]
    shown += [f"m{at}" for at in range(len(plan.measures))]
    tables, tests = to.start(plan, i)
    keep = " AND ".join([*tests, *(to.condition(c, i) for c in (plan.where, plan.visible) if c)])
    order = ["size_ DESC"] * plan.largest_first + [f"{name} NULLS LAST" for name in keys]
    grouped = f" GROUP BY {', '.join(keys)} ORDER BY {', '.join(order)}" if keys else ""
    rows = f"SELECT {', '.join(made)} FROM {tables}{' WHERE ' * bool(keep)}{keep}{grouped} LIMIT :{plan.limit.name} + 1"
    return f"json((SELECT json_group_array(json_array({', '.join(shown)})) FROM ({rows})))"


def measure(m: Measure, to: Writer, i: str) -> str:
    """Return the expression of a measure over the rows of a group."""
    return MEASURES[m.what].format(x=to.expression(m.value, i) if m.value else "", p=f":{m.param.name}" if m.param else "")
