# ruff: noqa: PLR0911, PLR0912, C901  # one line for each case of the definition
"""The oracle's words: arguments, operators, cursors and distances, each by its definition."""

from __future__ import annotations

import base64
import enum
import json
import math
from types import SimpleNamespace

from graphql.execution.values import get_argument_values

from graph.model import MODEL
from tests.graph.folding import words_of


def plain(value):
    """A coerced argument with enum members as names."""
    if isinstance(value, enum.Enum):
        return value.name
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    return [plain(v) for v in value] if isinstance(value, list) else value


def arguments(info):
    """The coerced arguments of a field that are not null."""
    variables = info.variable_values
    if isinstance(variables, dict):
        variables = SimpleNamespace(coerced=variables, sources={})
    given = get_argument_values(info.parent_type.fields[info.field_name], info.field_nodes[0], variables)
    return {k: plain(v) for k, v in given.items() if v is not None}


def passes(op, value, wanted):
    """Whether a value passes a test; on null only `ne`, `notIn` and `isNull: true` hold."""
    if op == "isNull":
        return (value is None) == wanted
    if value is None:
        return op in ("ne", "notIn")
    match op:
        case "isEmpty":
            return (len(value) == 0) == wanted
        case "eq":
            return value == wanted
        case "ne":
            return value != wanted
        case "in":
            return value in wanted
        case "notIn":
            return value not in wanted
        case "lt":
            return value < wanted
        case "lte":
            return value <= wanted
        case "gt":
            return value > wanted
        case "gte":
            return value >= wanted
        case "contains" | "has":
            return wanted in value
        case "startsWith":
            return value.startswith(wanted)
    raise AssertionError(op)


def later(cursor, other):
    """Whether a row's cursor stands strictly after another of the same order, which may be of another list."""
    (spec, *ours), (_, *theirs) = (json.loads(base64.urlsafe_b64decode(c)) for c in (cursor, other))
    for key, a, b in zip(spec.split(","), ours, theirs, strict=False):  # the values given in the order stand behind
        if a == b:
            continue
        if a is None or b is None:
            return (a is None) != key.endswith("0")
        return (a > b) != ("-" in key)
    return False


def outline(value):
    """A filter as text without its values, and the values."""
    if isinstance(value, bool):
        return str(value), []
    if isinstance(value, dict):
        parts = [(name, *outline(sub)) for name, sub in sorted(value.items())]
        return "{" + " ".join(f"{n}:{t}" for n, t, _ in parts) + "}", [v for _, _, vs in parts for v in vs]
    if isinstance(value, list) and value and isinstance(value[0], dict):
        parts = [outline(sub) for sub in value]
        return "[" + " ".join(t for t, _ in parts) + "]", [v for _, vs in parts for v in vs]
    return "?", [value]


def metres(lat, lon, a, k):
    """Whole metres between two points, null where one is unknown: the angle between two unit vectors."""
    if lat is None or lon is None:
        return None
    points = [
        (math.cos(math.radians(p)) * math.cos(math.radians(q)), math.cos(math.radians(p)) * math.sin(math.radians(q)))
        for p, q in ((lat, lon), (a, k))
    ]
    (x, y), (u, v) = points
    z, w = math.sin(math.radians(lat)), math.sin(math.radians(a))
    across = math.sqrt((y * w - z * v) ** 2 + (z * u - x * w) ** 2 + (x * v - y * u) ** 2)
    return round(6371008.8 * math.atan2(across, x * u + y * v + z * w))


def finds(text, thing):
    """Whether a text has words and each of them begins a word of what is searched of a thing; all of that is public."""
    own = [w for p in MODEL.kinds[thing.kind].props.values() if p.search for w in words_of(thing.row[p.name] or "")]
    return bool(words_of(text)) and all(any(w.startswith(s) for w in own) for s in words_of(text))
