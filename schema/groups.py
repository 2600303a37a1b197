"""Aggregates in the SDL, derived from the model: what rows are grouped by and what is told of each group."""

from __future__ import annotations

import enum

import strawberry

from graph.model import MODEL, Date, DateTime, Kind, Prop
from resolvers.groups import family
from schema.filters import text_of
from schema.registry import TYPES, Stored, field, make, make_input

RANK = {"p": ("float", "The rank: 0 is the least, 0.5 the median, 1 the greatest.")}


@strawberry.enum(description="What of a property makes a group.")
class Grouping(enum.Enum):
    """What of a property makes a group."""

    VALUE = strawberry.enum_value("VALUE", description="Each value; the unknown are one group.")


@strawberry.enum(description="What of a day or moment makes a group.")
class DateGrouping(enum.Enum):
    """What of a day or moment makes a group."""

    YEAR = strawberry.enum_value("YEAR", description="As in 2026.")
    QUARTER = strawberry.enum_value("QUARTER", description="As in 2026-Q4.")
    MONTH = strawberry.enum_value("MONTH", description="As in 2026-11.")
    DAY = strawberry.enum_value("DAY", description="As in 2026-11-24.")


@strawberry.enum(description="In which order groups come.")
class GroupOrder(enum.Enum):
    """In which order groups come."""

    KEY = strawberry.enum_value("KEY", description="By their keys, smallest first, unknown last.")
    COUNT = strawberry.enum_value("COUNT", description="Largest first, equals by their keys.")


KNOWN = {
    "known": ("int", "In how many rows it is known."),
    "distinct": ("int", "How many different values there are."),
}
ENDS = {"min": "The least.", "max": "The greatest."}
SUMS = {
    "sum": "The sum; null where nothing is known. Of fractions to twelve digits.",
    "mean": "The arithmetic mean, to twelve digits; of exact numbers to four decimals, halves to even.",
}
KEYS = (
    "The keys, the first counts most: properties, and those of what a relation leads to where that is one thing;"
    " without any all rows are one group."
)
MORE = (
    "Whether there are more groups than `first`. There is no cursor: go on with a `where` on the first key, in the order KEY by"
    " `gt` its last value told in full; the unknown, which come last, by `not` and `isNull: false`."
)
PERCENTILE = "The value at a rank, between two of them in proportion; to twelve digits."


def make_shared() -> None:
    """Make the types that the groups of all kinds share."""
    TYPES.update({"Grouping": Grouping, "DateGrouping": DateGrouping, "GroupOrder": GroupOrder})
    key = {
        "field": ("str", "What the rows are grouped by, as in country.name."),
        "value": ("str | None", "What they have there, as text; null where it is unknown."),
    }
    make("GroupKey", "What the rows of a group have in common.", [field(name, *told) for name, told in key.items()])
    for name, of in {"Value": "", "String": "str", "Date": "Date", "DateTime": "DateTime", "Long": "Long"}.items():
        make(f"{name}Aggregate", f"What a property of the type {name} says in a group.", _fields(of, sums=False))
    for name, of in {"Number": "float", "Decimal": "Decimal"}.items():
        make(f"{name}Aggregate", f"What a property of the type {name} says in a group.", _fields(of, sums=True))


def _fields(of: str, *, sums: bool) -> list[Stored]:
    made = [field(name, *told) for name, told in KNOWN.items()]
    made += [field(name, f"{of} | None", told) for name, told in (ENDS | (SUMS if sums else {})).items()] if of else []
    return made + ([field("percentile", f"{of} | None", PERCENTILE, RANK)] if sums else [])


def make_groups(kind: Kind) -> None:
    """Make the types of the aggregate of a kind; raises `TypeError` where a property is called like one of their fields."""
    name = kind.typename
    own = {"keys": ("list[GroupKey]", "What they have in common, as asked for."), "count": ("int", "How many rows there are.")}
    if own.keys() & kind.props.keys():
        msg = f"{kind.name} has a property that is called like a field of its groups: {sorted(own.keys() & kind.props.keys())}"
        raise TypeError(msg)
    told = {p.name: (family(p), text_of(p)) for p in kind.props.values() if not p.scalar.listed and not p.unique}
    make(f"{name}Group", f"Rows of {name} that have something in common.", [field(n, *t) for n, t in (own | told).items()])
    whole = {"groups": (f"list[{name}Group]", "The groups."), "hasMore": ("bool", MORE)}
    make(f"{name}Aggregate", f"The {kind.plural} in groups.", [field(n, *t) for n, t in whole.items()])
    make_input(f"{name}GroupBy", f"One key by which {kind.plural} are grouped.", _group_by(kind), one_of=True)


def _group_by(kind: Kind) -> dict[str, tuple[str, str]]:
    props = {p.name: (_grouping(p), text_of(p)) for p in kind.props.values() if p.groupable}
    ends = {n: (f"{f.kind}GroupBy", f.end.description) for n, f in MODEL.follows(kind.name).items() if f.end.one}
    return props | ends


def _grouping(prop: Prop) -> str:
    return "DateGrouping" if prop.type in (Date, DateTime) else "Grouping"


def group_arguments(kind: Kind) -> dict[str, tuple[str, str]]:
    """Return the arguments of an aggregate."""
    name = kind.typename
    return {
        "where": (f"{name}Where | None", "Only rows for which this holds."),
        "groupBy": (f"list[{name}GroupBy] | None", KEYS),
        "first": ("int = 100", "How many groups to tell, 1 to 1000; `hasMore` says whether there are more, and how to go on."),
        "order": ("GroupOrder = KEY", "In which order they come."),
    }
