"""The inputs of lists, derived from the model: operators, `where` and `orderBy`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.model import MODEL, Kind, Prop
from schema.registry import make_input

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from graph.model import Follow

Entry = tuple[str, str]

OPERATORS = {
    "eq": "Equal to; null is refused, use isNull.",
    "ne": "Not equal to, or unknown.",
    "in": "One of.",
    "notIn": "None of, or unknown.",
    "lt": "Less than.",
    "lte": "At most.",
    "gt": "Greater than.",
    "gte": "At least.",
    "contains": "Contains the text, case and accents as they are.",
    "startsWith": "Starts with the text, case and accents as they are.",
    "isNull": "Whether it is unknown.",
}
ON_LISTS = {
    "has": "The list has this.",
    "isEmpty": "Whether there is nothing in it; of a list its viewer may not see, neither true nor false holds.",
    "isNull": "Whether its viewer may not see it: a list is never unknown, at most empty.",
}
EQUALITY = ("eq", "ne", "in", "notIn")
RANGES = ("lt", "lte", "gt", "gte")
COUNTS = (*EQUALITY, *RANGES)
TEXTS = ("contains", "startsWith")
FAMILIES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "StringOperators": ("a text lists can be ordered by", "str", (*EQUALITY, *RANGES, *TEXTS, "isNull")),
    "TextOperators": ("a text lists cannot be ordered by", "str", (*EQUALITY, *TEXTS, "isNull")),
    "TextListOperators": ("a list of texts", "str", tuple(ON_LISTS)),
    "IntOperators": ("a whole number", "int", (*EQUALITY, *RANGES, "isNull")),
    "FloatOperators": ("a number", "float", (*EQUALITY, *RANGES, "isNull")),
    "BooleanOperators": ("yes or no", "bool", ("eq", "isNull")),
    "DateTimeOperators": ("a moment", "DateTime", (*EQUALITY, *RANGES, "isNull")),
    "DateOperators": ("a day", "Date", (*EQUALITY, *RANGES, "isNull")),
    "DecimalOperators": ("an exact number", "Decimal", (*EQUALITY, *RANGES, "isNull")),
    "LongOperators": ("a whole number of 64 bits", "Long", (*EQUALITY, *RANGES, "isNull")),
}
"""Input type -> what it tests, the annotation of its values, its operators."""


def text_of(prop: Prop) -> str:
    """Return a property's description with its unit."""
    return prop.description + (f" Unit: {prop.unit}." if prop.unit else "")


def operators_of(prop: Prop) -> str:
    """Return the name of the input that tests a property."""
    if prop.choice:
        return f"{prop.choice.__name__}{'List' if prop.scalar.listed else ''}Operators"
    if prop.scalar.listed:
        return "TextListOperators"
    if prop.type is str and not prop.sortable:
        return "TextOperators"
    return f"{prop.scalar.graphql}Operators"


def make_operators(used: set[str]) -> None:
    """Make the inputs that test properties, those that are used."""
    for name, (what, annotation, names) in FAMILIES.items():
        if name in used:
            make_input(name, f"Tests of {what}: all that are given must hold.", _operators(annotation, names))
    owners = (o for o in (*MODEL.kinds.values(), *MODEL.relations.values()) if not o.internal)
    chosen = {operators_of(p): p for o in owners for p in o.props.values() if p.choice}
    for name, prop in chosen.items():
        of, listed = prop.scalar.graphql, prop.scalar.listed
        what = f"a list of {of}" if listed else of
        make_input(
            name,
            f"Tests of {what}: all that are given must hold.",
            _operators(of, ON_LISTS if listed else (*EQUALITY, "isNull")),
        )


def _operators(annotation: str, names: Collection[str]) -> dict[str, Entry]:
    told = ON_LISTS if "has" in names else OPERATORS
    return {name: (_operand(name, annotation), told[name]) for name in names}


def _operand(name: str, annotation: str) -> str:
    return "bool" if name in ("isNull", "isEmpty") else f"list[{annotation}]" if name in ("in", "notIn") else annotation


def logic(name: str) -> dict[str, Entry]:
    """Return the keys every `where` has beside its own."""
    return {
        "and": (f"list[{name}]", "All of these hold."),
        "or": (f"list[{name}]", "At least one of these holds."),
        "not": (name, "This does not hold, or cannot be said."),
    }


def tests_of(kind: Kind) -> dict[str, Entry]:
    """Return the keys that test a kind's properties, and its place."""
    place = {"near": ("Near", "In a circle."), "within": ("Within", "In a box.")} if kind.place else {}
    return {p.name: (operators_of(p), text_of(p)) for p in kind.props.values()} | place


def make_places() -> None:
    """Make the inputs of what lies somewhere."""
    north, east = "Latitude. Unit: degrees, north positive.", "Longitude. Unit: degrees, east positive."
    point = {"lat": ("float", north), "lon": ("float", east)}
    near = point | {"km": ("float", "At most this far by great circle. Unit: km.")}
    make_input("Near", "A circle on the map.", near, required=True)
    box = {n: ("float", north if n in ("south", "north") else east) for n in ("south", "west", "north", "east")}
    make_input("Within", "A box on the map; with west greater than east it lies over the 180th meridian.", box, required=True)
    make_input("DistanceOrder", "By distance from a point.", point | {"sort": ("Sort", "Direction.")}, required=True)


def search_of(kind: Kind) -> dict[str, Entry]:
    """Return the key that searches a kind, where it is searched."""
    text = (
        f"Each word of this text begins a word of {' or '.join(kind.searched)}, whatever the case and accents;"
        " a text without letters and numbers finds nothing. At most 200 characters."
    )
    return {"search": ("str", text)} if kind.searched else {}


def make_kind_inputs(kind: Kind, follows: Mapping[str, tuple[str, Follow]]) -> None:
    """Make the `where` and `orderBy` of a kind; a relation goes with the name its own inputs begin with."""
    where = f"{kind.typename}Where"
    related = {
        name: (f"{prefix}{'Where' if f.end.one else 'Filter'}", f.end.description) for name, (prefix, f) in follows.items()
    }
    entries = {**tests_of(kind), **search_of(kind), **related, **logic(where)}
    make_input(where, f"A filter of {kind.plural}: all keys given must hold.", entries)
    sorts = {
        name: (f"{prefix}{'OrderBy' if f.end.one else 'CountOrder'}", f.end.description) for name, (prefix, f) in follows.items()
    }
    place = {"distance": ("DistanceOrder", "By distance from a point.")} if kind.place else {}
    keys = _sort_keys(kind) | sorts | place
    make_input(f"{kind.typename}OrderBy", f"One sort key of {kind.typename}.", keys, one_of=True)


def make_relation_inputs(kind: Kind) -> None:
    """Make the `where` and `orderBy` of the properties of a relation."""
    where = f"{kind.name}Where"
    make_input(where, f"A filter of edges: {kind.description}", {**tests_of(kind), **logic(where)})
    make_input(f"{kind.name}OrderBy", f"One sort key of {kind.name}.", _sort_keys(kind), one_of=True)


def _sort_keys(kind: Kind) -> dict[str, Entry]:
    return {p.name: ("Sort", text_of(p)) for p in kind.props.values() if p.sortable}


def make_list_inputs(name: str, target: str, relation: str) -> None:
    """Make the inputs of one relation field: `where` and `orderBy` with a side for each end, and the quantifiers."""
    where = f"{name}Where"
    sides = {
        "node": (f"{target}Where", f"What must hold of the {target}."),
        "edge": (f"{relation}Where", "What must hold of the relation."),
    }
    make_input(where, f"A filter of {name}: all keys given must hold.", {**sides, **logic(where)})
    keys = {
        "node": (f"{target}OrderBy", f"By a property of the {target}."),
        "edge": (f"{relation}OrderBy", "By a property of the relation."),
    }
    make_input(f"{name}OrderBy", f"One sort key of {name}.", keys, one_of=True)
    quantifiers = {
        "some": (where, "At least one is such."),
        "none": (where, "None is such."),
        "all": (where, "All are such; holds where there is none."),
        "count": (f"{name}Count", "How many there are, in all or of those for which `where` holds."),
    }
    counted = {"where": (where, "Count only those for which this holds.")}
    sort = {"count": ("Sort", "Direction.")}
    make_input(f"{name}CountOrder", f"By the number of {name}.", sort | counted, required=("count",))
    make_input(
        f"{name}Count", f"Tests of the number of {name}: all that are given must hold.", counted | _operators("int", COUNTS)
    )
    told = f"A filter by {name}: all keys given must hold. What its viewer may not see counts as not there."
    make_input(f"{name}Filter", told, quantifiers)
