"""The one language between resolvers and stores: a frozen tree of what to read.

It is made of expressions (`graph.expression`), so it holds no values and no client names.
A row comes back as a list in the order of `columns`; a to-many `Read` as a list of rows, or as `[rows, count]` where
the count is asked for; a to-one `Read` as a row or null; an `Aggregate` as a list of groups.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from graph.expression import Condition, Expression, Param, Step, Test, Value, conjuncts

SPLIT = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Key:
    """One key of an order."""

    value: Expression
    descending: bool = False
    nulls_first: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What one statement reads."""


@dataclass(frozen=True, slots=True)
class Read(Plan):
    """Rows of one kind of node or relation: all of them, or those a step leads to from the row above.

    `limit` None: to-one. Otherwise one row more than the limit is read, which tells whether more follow.
    `order` ends in the unique `code` (edges: `key`); `after` has one entry per key, None where the cursor has null.
    """

    kind: str
    columns: tuple[Expression | Read, ...]
    step: Step | None = None
    where: Condition | None = None
    order: tuple[Key, ...] = ()
    limit: Param | None = None
    after: tuple[Param | None, ...] = ()
    rows: bool = True
    count: bool = False
    visible: Condition | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of a group: `count` of its rows, `known` of the rows where the value is, `distinct` values, and what they say.

    `high` and `low` are the sums of the quotients and remainders by `SPLIT`, for whole numbers whose sum 64 bits do not hold.
    `percentile` interpolates between the two values around rank `param` * (known - 1), `param` from 0 to 1.
    """

    what: Literal["count", "known", "distinct", "sum", "high", "low", "min", "max", "percentile"]
    value: Value | None = None
    param: Param | None = None


@dataclass(frozen=True, slots=True)
class Aggregate(Plan):
    """Groups of the rows of a kind: for each combination of the keys' values a list of these and then of the measures.

    Groups come in the order of their keys, unknown last, or the largest first; without keys all rows are one group, even
    if there are none. One group more than the limit is read, which tells whether more follow.
    """

    kind: str
    keys: tuple[Expression, ...]
    measures: tuple[Measure, ...]
    limit: Param
    where: Condition | None = None
    largest_first: bool = False
    visible: Condition | None = None


def sought(plan: Read | Aggregate) -> Param | None:
    """Return the words that rows at the root are searched by, where that must hold: a full-text index then finds them."""
    if isinstance(plan, Read) and (plan.step or not plan.limit):
        return None
    return next((c.param for c in conjuncts(plan.where) if isinstance(c, Test) and c.op == "search"), None)
