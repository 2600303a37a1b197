"""Values that are worked out in Cypher: parts of days and moments, distances."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.expression import RADIUS
from graph.model import PLACE

if TYPE_CHECKING:
    from graph.expression import Distance, Part, Test

TESTS = {
    "eq": "{x} = {p}",
    "lt": "{x} < {p}",
    "lte": "{x} <= {p}",
    "gt": "{x} > {p}",
    "gte": "{x} >= {p}",
    "ne": "({x} <> {p} OR {x} IS NULL)",
    "in": "{x} IN {p}",
    "notIn": "({x} IS NULL OR NOT {x} IN {p})",
    "contains": "{x} CONTAINS {p}",
    "startsWith": "{x} STARTS WITH {p}",
    "has": "{p} IN {x}",
    "empty": "size({x}) = 0",
    "notEmpty": "size({x}) > 0",
    "search": "all(word IN {p} WHERE ' ' + {x} CONTAINS ' ' + word)",
    "null": "{x} IS NULL",
    "notNull": "{x} IS NOT NULL",
}
LENGTHS = {"year": 4, "month": 7, "day": 10}


def part(x: str, name: Part) -> str:
    """Return a part of a day or moment as text: 2026, 2026-Q4, 2026-11, 2026-11-24."""
    if name == "quarter":
        return f"(left({x}, 4) + '-Q' + toString((toInteger(substring({x}, 5, 2)) + 2) / 3))"
    return f"left({x}, {LENGTHS[name]})"


def distance(e: Distance, n: str) -> str:
    """Return the distance of a node's place from a point, by the formula of `graph.plan.Distance`."""
    lat, lon = (f"{n}.{name}" for name in PLACE)
    a, k = f"${e.latitude.name}", f"${e.longitude.name}"
    across = f"cos(radians({a})) * cos(radians({lat})) * sin(radians({lon} - {k}) / 2) ^ 2"
    h = f"(sin(radians({lat} - {a}) / 2) ^ 2 + {across})"
    return f"toInteger(round({2 * RADIUS} * atan2(sqrt({h}), sqrt(abs(1 - {h})))))"


def test(c: Test, x: str) -> str:
    """Return the comparison of an expression with a condition's parameter."""
    return TESTS[c.op].format(x=x, p=f"${c.param.name}" if c.param else "")


def where(parts: list[str]) -> str:
    """Return the WHERE clause of conditions that must all hold."""
    return f" WHERE {' AND '.join(parts)}" if parts else ""
