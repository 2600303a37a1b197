"""The one language between resolvers and stores: a frozen tree of what to read.

It holds no values and no client names, only numbered parameters: `p0` of the request, `r0` of the viewer's rules.
A row comes back as a list in the order of `columns`; a to-many `Read` as a list of rows, or as `[rows, count]` where
the count is asked for; a to-one `Read` as a row or null; an `Aggregate` as a list of groups.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Op = Literal[
    "eq", "lt", "lte", "gt", "gte", "ne", "in", "notIn", "contains", "startsWith", "has", "search", "null", "notNull"
]  # fmt: skip
Quantifier = Literal["some", "none", "all"]
Part = Literal["year", "quarter", "month", "day"]


@dataclass(frozen=True, slots=True)
class Param:
    """A value that comes with the request or with the viewer's rules."""

    name: str


@dataclass(frozen=True, slots=True)
class Value:
    """A property of the thing read, or of the edge that led to it. `hidden`: read as null. `part`: that part of a day or moment."""

    prop: str
    edge: bool = False
    hidden: bool = False
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Far:
    """What a relation of the thing leads to: a value of the one thing there, or, without a value, how many there are.

    `visible` is the rule of what is reached. A value is null where there is nothing to be seen.
    """

    step: Step
    value: Expression | None = None
    where: Condition | None = None
    visible: Condition | None = None


@dataclass(frozen=True, slots=True)
class Distance:
    """Whole metres between the place of the thing (its properties `PLACE`) and a point; null where it has none.

    Great circle on a sphere of the Earth's mean radius R = 6 371 008.8 m, by the haversine formula (Sinnott 1984):
    d = 2 R atan2(sqrt h, sqrt |1 - h|), h = sin^2((b - a) / 2) + cos a cos b sin^2((l - k) / 2), rounded to metres
    so that the last bits of two stores' trigonometry do not matter.
    """

    latitude: Param
    longitude: Param
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A relation of the model and how it is followed.

    From a node: `out` from source to target, `in` back, `both` for a symmetric relation.
    From a relation (a `Read` whose kind is one): `source` and `target` lead to its ends.
    """

    relation: str
    way: Literal["out", "in", "both", "source", "target"]


@dataclass(frozen=True, slots=True)
class Test:
    """An expression compared with a parameter (none for `null` and `notNull`); `ne` and `notIn` hold on null.

    `search` is of the folded text of a node and takes the words of `graph.fold`: each begins a word of that text.
    """

    value: Expression
    op: Op
    param: Param | None = None


@dataclass(frozen=True, slots=True)
class Logic:
    """All, any or none of the parts; `and` of nothing holds, `or` of nothing does not; `not` has one part."""

    op: Literal["and", "or", "not"]
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Reach:
    """A condition on what a relation leads to; `all` holds where it leads to nothing. `visible` is the rule of what is reached."""

    step: Step
    quantifier: Quantifier
    where: Condition | None = None
    visible: Condition | None = None


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


Condition = Test | Logic | Reach
Expression = Value | Far | Distance

PLACE = ("latitude", "longitude")
"""The properties that are the place of a thing, in degrees."""
RADIUS = 6371008.8
"""Mean radius of the Earth in metres (IUGG)."""
SPLIT = 1_000_000_000
ALWAYS = Logic("and", ())
NEVER = Logic("or", ())


def never_null(e: Expression) -> bool:
    """Say whether a value is always there: the unique name of a thing, and a count."""
    return (isinstance(e, Value) and e.prop in ("code", "key")) or (isinstance(e, Far) and e.value is None)


def conjuncts(c: Condition | None) -> list[Condition]:
    """Return the conditions that must all hold for one to hold."""
    if isinstance(c, Logic) and c.op == "and":
        return [each for part in c.parts for each in conjuncts(part)]
    return [c] if c else []


def sought(plan: Read | Aggregate) -> Param | None:
    """Return the words that rows at the root are searched by, where that must hold: a full-text index then finds them."""
    if isinstance(plan, Read) and (plan.step or not plan.limit):
        return None
    return next((c.param for c in conjuncts(plan.where) if isinstance(c, Test) and c.op == "search"), None)


def both(*parts: Condition | None) -> Condition | None:
    """Return the condition that all the given ones hold; None is no condition."""
    kept = tuple(p for p in parts if p is not None and p != ALWAYS)
    return None if not kept else kept[0] if len(kept) == 1 else Logic("and", kept)
