"""The types a property may have, and how each looks to a client and to the stores."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any, NewType, TypeGuard

DateTime = NewType("DateTime", str)
"""A moment in UTC as fixed-width ISO 8601, `2026-11-24T09:30:00.000Z`: its text order is its order in time."""

Long = NewType("Long", int)
"""A 64-bit integer; a string for clients, because GraphQL's `Int` has 32 bits."""

Texts = tuple[str, ...]
"""A list of texts."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """How one Python type of a property is called by GraphQL and by SQLite's STRICT tables."""

    graphql: str
    sql: str
    ordered: bool = True
    listed: bool = False


SCALARS: dict[Any, Scalar] = {
    str: Scalar("String", "TEXT"),
    int: Scalar("Int", "INTEGER"),
    float: Scalar("Float", "REAL"),
    bool: Scalar("Boolean", "INTEGER", ordered=False),
    DateTime: Scalar("DateTime", "TEXT"),
    Long: Scalar("Long", "INTEGER"),
    Texts: Scalar("String", "TEXT", ordered=False, listed=True),
}


def is_choice(of: object) -> TypeGuard[type[enum.Enum]]:
    """Say whether a property's type is a closed list; the *name* of a member is stored, its value is the description."""
    return isinstance(of, type) and issubclass(of, enum.Enum)


def scalar(of: Any) -> Scalar:  # noqa: ANN401  # a NewType is not a type
    """Return the scalar of a property's type.

    Raises `TypeError` for a type no property may have.
    """
    if is_choice(of):
        return Scalar(of.__name__, "TEXT")
    if of not in SCALARS:
        known = sorted({s.graphql for s in SCALARS.values()})
        msg = f"{of!r} is not a type of property; expected one of {known} or an enum"
        raise TypeError(msg)
    return SCALARS[of]
