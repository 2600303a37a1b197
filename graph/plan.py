"""The one language between resolvers and stores: a frozen tree of what to read.

It holds no values and no client names, only numbered parameters: `p0` of the request, `r0` of the viewer's rules.
A row comes back as a list in the order of `columns`; a to-many `Read` as a list of rows, or as `[rows, count]` where
the count is asked for; a to-one `Read` as a row or null.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Compare = Literal["eq", "lt", "lte", "gt", "gte"]
Op = Literal["eq", "lt", "lte", "gt", "gte", "ne", "in", "notIn", "contains", "startsWith", "has", "null", "notNull"]
Quantifier = Literal["some", "none", "all", "count"]


@dataclass(frozen=True, slots=True)
class Param:
    """A value that comes with the request or with the viewer's rules."""

    name: str


@dataclass(frozen=True, slots=True)
class Value:
    """A property of the thing read, or of the edge that led to it. `hidden`: read as null."""

    prop: str
    edge: bool = False
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
    """A property compared with a parameter (none for `null` and `notNull`); `ne` and `notIn` hold on null."""

    value: Value
    op: Op
    param: Param | None = None


@dataclass(frozen=True, slots=True)
class Logic:
    """All, any or none of the parts; `and` of nothing holds, `or` of nothing does not; `not` has one part."""

    op: Literal["and", "or", "not"]
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Reach:
    """A condition on what a relation leads to; `all` holds where it leads to nothing.

    `visible` is the rule of what is reached; for `count`, `op` and `param` compare the number of those that are
    visible and for which `where` holds.
    """

    step: Step
    quantifier: Quantifier
    where: Condition | None = None
    visible: Condition | None = None
    op: Compare | Literal["ne", "in", "notIn"] = "eq"
    param: Param | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """One key of an order."""

    value: Value
    descending: bool = False
    nulls_first: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """Rows of one kind of node or relation: all of them, or those a step leads to from the row above.

    `limit` None: to-one. Otherwise one row more than the limit is read, which tells whether more follow.
    `order` ends in the unique `code` (edges: `key`); `after` has one entry per key, None where the cursor has null.
    """

    kind: str
    columns: tuple[Value | Read, ...]
    step: Step | None = None
    where: Condition | None = None
    order: tuple[Key, ...] = ()
    limit: Param | None = None
    after: tuple[Param | None, ...] = ()
    rows: bool = True
    count: bool = False
    visible: Condition | None = None


Condition = Test | Logic | Reach

ALWAYS = Logic("and", ())
NEVER = Logic("or", ())


def both(*parts: Condition | None) -> Condition | None:
    """Return the condition that all the given ones hold; None is no condition."""
    kept = tuple(p for p in parts if p is not None and p != ALWAYS)
    return None if not kept else kept[0] if len(kept) == 1 else Logic("and", kept)
