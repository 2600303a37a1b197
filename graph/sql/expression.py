"""Values as SQL writes them: as JSON, parts of days and moments, distances."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.expression import RADIUS, Far, Logic, Test, Value, far
from graph.model import MODEL, PLACE

if TYPE_CHECKING:
    from graph.expression import Condition, Distance, Expression, Part, Step

TESTS = {
    "eq": "{x} = {p}",
    "lt": "{x} < {p}",
    "lte": "{x} <= {p}",
    "gt": "{x} > {p}",
    "gte": "{x} >= {p}",
    "ne": "({x} <> {p} OR {x} IS NULL)",
    "in": "{x} IN (SELECT value FROM json_each({p}))",
    "notIn": "({x} IS NULL OR {x} NOT IN (SELECT value FROM json_each({p})))",
    "contains": "instr({x}, {p}) > 0",
    "startsWith": "({x} >= {p} AND {x} < after({p}))",
    "has": "{p} IN (SELECT value FROM json_each({x}))",
    "empty": "json_array_length({x}) = 0",
    "notEmpty": "json_array_length({x}) > 0",
    "search": "({x} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM json_each({p}) WHERE instr(' ' || {x}, ' ' || value) = 0))",
    "null": "{x} IS NULL",
    "notNull": "{x} IS NOT NULL",
}
MATCHING = """(SELECT group_concat('"' || value || '"*', ' ') FROM json_each(:{p}))"""
"""What FTS5 looks for: words that begin with each of those given, which hold letters and numbers only."""
LENGTHS = {"year": 4, "month": 7, "day": 10}


def part(x: str, name: Part) -> str:
    """Return a part of a day or moment as text: 2026, 2026-Q4, 2026-11, 2026-11-24."""
    if name == "quarter":
        return f"(substr({x}, 1, 4) || '-Q' || ((CAST(substr({x}, 6, 2) AS INTEGER) + 2) / 3))"
    return f"substr({x}, 1, {LENGTHS[name]})"


def distance(e: Distance, n: str) -> str:
    """Return the distance of a row's place from a point, by the formula of `graph.plan.Distance`."""
    lat, lon = (f"{n}.{name}" for name in PLACE)
    a, k = f":{e.latitude.name}", f":{e.longitude.name}"
    across = f"cos(radians({a})) * cos(radians({lat})) * pow(sin(radians({lon} - {k}) / 2), 2)"
    h = f"(pow(sin(radians({lat} - {a}) / 2), 2) + {across})"
    return f"CAST(round({2 * RADIUS} * atan2(sqrt({h}), sqrt(abs(1 - {h})))) AS INTEGER)"


def as_json(e: Expression, x: str, kind: str, step: Step | None) -> str:
    """Return the expression whose JSON is the value's: SQLite keeps booleans as 1 and 0 and lists as text."""
    if isinstance(e, Far) and e.value:
        return as_json(e.value, x, far(e.step), e.step)
    if not isinstance(e, Value) or e.part:
        return x
    prop = MODEL.owner(step.relation if e.edge and step else kind).stored[e.prop]
    if prop.type is bool:
        return f"CASE {x} WHEN 1 THEN json('true') WHEN 0 THEN json('false') END"
    return f"json({x})" if prop.scalar.listed else x


def test(c: Test, x: str) -> str:
    """Return the comparison of an expression with a condition's parameter."""
    return TESTS[c.op].format(x=x, p=f":{c.param.name}" if c.param else "")


def unsought(rule: Condition, x: str) -> str:
    """Return the expression of a rule without a use for an index in the first of its alternatives, if that is a comparison.

    Else SQLite may seek each of them, and sort all that a rule lets see instead of reading a page in its order.
    """
    return f"(+{x[1:]}" if isinstance(rule, Logic) and rule.op == "or" and rule.parts and isinstance(rule.parts[0], Test) else x


def where(parts: list[str]) -> str:
    """Return the WHERE clause of conditions that must all hold."""
    return f" WHERE {' AND '.join(parts)}" if parts else ""
