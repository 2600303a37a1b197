"""Values that are worked out in Cypher: parts of days and moments, distances."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.plan import PLACE, RADIUS

if TYPE_CHECKING:
    from graph.plan import Distance, Part

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
