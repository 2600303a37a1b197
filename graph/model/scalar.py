"""The types a property may have, and how each looks to a client, in a file and in the stores."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NewType, get_args, get_origin

if TYPE_CHECKING:
    from collections.abc import Callable

DateTime = NewType("DateTime", str)
"""A moment in UTC as fixed-width ISO 8601, `2026-11-24T09:30:00.000Z`: its text order is its order in time."""

Date = NewType("Date", str)
"""A day as ISO 8601, `2026-11-24`: its text order is its order in time."""

Long = NewType("Long", int)
"""A 64-bit integer; a string for clients, because GraphQL's `Int` has 32 bits."""

Decimal = NewType("Decimal", int)
"""An exact number with at most four decimals, such as an amount of money: stored as ten-thousandths in 64 bits, so that
both stores compare and add it exactly; a string for clients and in files."""

Texts = tuple[str, ...]
"""A list of texts."""

PLACES = 4
_WHOLE = re.compile(r"-?(0|[1-9]\d{0,18})", re.ASCII)
_DECIMAL = re.compile(r"(-?)(0|[1-9]\d{0,14})(?:\.(\d{1,4}))?", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Scalar:
    """How one Python type of a property is called by GraphQL and by SQLite's STRICT tables.

    `read` makes what is stored of the text a client or a file gives, and raises `ValueError` with what was expected;
    `show` makes that text. Without them a value looks the same everywhere.
    """

    graphql: str
    sql: str
    ordered: bool = True
    listed: bool = False
    read: Callable[[str], Any] | None = None
    show: Callable[[Any], str] | None = None


def _long(text: str) -> int:
    if not _WHOLE.fullmatch(text) or not -(2**63) <= int(text) < 2**63:
        raise ValueError("a whole number of 64 bits")
    return int(text)


def _decimal(text: str) -> int:
    found = _DECIMAL.fullmatch(text)
    if not found:
        raise ValueError("an exact number such as 1250.50, with at most four decimals and 15 digits before them")
    sign, whole, decimals = found.groups(default="")
    value = int(sign + whole + decimals.ljust(PLACES, "0"))
    if not -(2**63) <= value < 2**63:
        raise ValueError("a number from -922337203685477.5808 to 922337203685477.5807")
    return value


def _shown_decimal(value: int) -> str:
    whole, rest = divmod(abs(value), 10**PLACES)
    decimals = f".{rest:0{PLACES}}".rstrip("0").rstrip(".")
    return f"{'-' if value < 0 else ''}{whole}{decimals}"


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def _day(text: str) -> str:
    if not _is_day(text):
        raise ValueError("a day such as 2026-11-24")
    return text


def _moment(text: str) -> str:
    if not _MOMENT.fullmatch(text) or not _is_day(text[:10]):
        raise ValueError("a moment in UTC such as 2026-11-24T09:30:00.000Z")
    return text


SCALARS: dict[Any, Scalar] = {
    str: Scalar("String", "TEXT"),
    int: Scalar("Int", "INTEGER"),
    float: Scalar("Float", "REAL"),
    bool: Scalar("Boolean", "INTEGER", ordered=False),
    DateTime: Scalar("DateTime", "TEXT", read=_moment),
    Date: Scalar("Date", "TEXT", read=_day),
    Long: Scalar("Long", "INTEGER", read=_long, show=str),
    Decimal: Scalar("Decimal", "INTEGER", read=_decimal, show=_shown_decimal),
    Texts: Scalar("String", "TEXT", ordered=False, listed=True),
}


def choice(of: Any) -> type[enum.Enum] | None:  # noqa: ANN401  # a NewType is not a type
    """Return the closed list that a property's value, or each in its list of values, is taken from; None if there is none.

    The *name* of a member is stored, its value is the description clients read.
    """
    item = get_args(of)[0] if get_origin(of) is tuple else of
    return item if isinstance(item, type) and issubclass(item, enum.Enum) else None


def scalar(of: Any) -> Scalar:  # noqa: ANN401  # a NewType is not a type
    """Return the scalar of a property's type.

    Raises `TypeError` for a type no property may have.
    """
    if closed := choice(of):
        listed = closed is not of
        return Scalar(closed.__name__, "TEXT", ordered=not listed, listed=listed)
    if of not in SCALARS:
        known = sorted({s.graphql for s in SCALARS.values()})
        msg = f"{of!r} is not a type of property; expected one of {known} or an enum"
        raise TypeError(msg)
    return SCALARS[of]
