"""What is said of a thing: its values, those of what its relations lead to, and conditions on them.

No values and no client names stand in it, only numbered parameters: `p0` of the request, `r0` of the viewer's rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from graph.model import MODEL

Op = Literal[
    "eq", "lt", "lte", "gt", "gte", "ne", "in", "notIn", "contains", "startsWith", "has", "empty", "notEmpty",
    "search", "null", "notNull"
]  # fmt: skip
Quantifier = Literal["some", "none", "all"]
Part = Literal["year", "quarter", "month", "day"]


@dataclass(frozen=True, slots=True)
class Param:
    """A value that comes with the request or with the viewer's rules."""

    name: str


@dataclass(frozen=True, slots=True)
class Value:
    """A property of the thing read, or of the edge that led to it. `part`: that part of a day or moment.

    `visible` is the rule of what has the property, which is read as null where it does not hold.
    """

    prop: str
    edge: bool = False
    part: Part | None = None
    visible: Condition | None = None


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
    """Whole metres between the place of the thing (its properties `graph.model.PLACE`) and a point; null where it has none.

    Great circle on a sphere of the Earth's mean radius R = 6 371 008.8 m, by the haversine formula (Sinnott 1984):
    d = 2 R atan2(sqrt h, sqrt |1 - h|), h = sin^2((b - a) / 2) + cos a cos b sin^2((l - k) / 2), rounded to metres
    so that the last bits of two stores' trigonometry do not matter. `visible` is the rule of the place.
    """

    latitude: Param
    longitude: Param
    visible: Condition | None = None


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
    """An expression compared with a parameter; `null`, `notNull`, `empty` and `notEmpty`, of lists, have none.

    Of a null only `null`, `ne` and `notIn` hold: whether a hidden list is empty cannot be said.
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
    """A condition on what a relation leads to; `all` holds where it leads to nothing. `visible` is the rule of what is reached.

    `edge`: the step begins at the edge that led to the thing, not at the thing itself.
    """

    step: Step
    quantifier: Quantifier
    where: Condition | None = None
    visible: Condition | None = None
    edge: bool = False


Condition = Test | Logic | Reach
Expression = Value | Far | Distance

RADIUS = 6371008.8
"""Mean radius of the Earth in metres (IUGG)."""
ALWAYS = Logic("and", ())
NEVER = Logic("or", ())


def never_null(e: Expression) -> bool:
    """Say whether a value is always there: the unique name of a thing, and a count."""
    if isinstance(e, Value):
        return e.prop in ("code", "key") and e.visible is None
    return isinstance(e, Far) and e.value is None


def conjuncts(c: Condition | None) -> list[Condition]:
    """Return the conditions that must all hold for one to hold."""
    if isinstance(c, Logic) and c.op == "and":
        return [each for part in c.parts for each in conjuncts(part)]
    return [c] if c else []


def both(*parts: Condition | None) -> Condition | None:
    """Return the condition that all the given ones hold; None is no condition."""
    kept = tuple(p for p in parts if p is not None and p != ALWAYS)
    return None if not kept else kept[0] if len(kept) == 1 else Logic("and", kept)


def far(step: Step) -> str:
    """Return the kind a step leads to."""
    rel = MODEL.relations[step.relation]
    return (rel.target if step.way in ("out", "both", "target") else rel.source).kind.__name__


def near(step: Step) -> str:
    """Return the kind a step leads from: a kind of node, or the relation whose ends it leads to."""
    rel = MODEL.relations[step.relation]
    if step.way in ("source", "target"):
        return rel.name
    return (rel.target if step.way == "in" else rel.source).kind.__name__


def to_one(step: Step) -> bool:
    """Say whether a step leads to one thing at most."""
    rel = MODEL.relations[step.relation]
    ones = {"out": rel.source.one, "in": rel.target.one, "both": False}
    return ones.get(step.way, True)


def hidden(e: Expression) -> bool:
    """Say whether an expression is null for everything its viewer sees."""
    return e.value is not None and hidden(e.value) if isinstance(e, Far) else e.visible == NEVER
