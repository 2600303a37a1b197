"""Orders and keysets in SQL: pages that start where a cursor ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.expression import never_null

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graph.expression import Expression, Param
    from graph.plan import Key

    Write = Callable[[Expression], str]


def after(order: Sequence[Key], cursor: Sequence[Param | None], write: Write) -> str:
    """Return the condition that a row comes strictly after the cursor; a null in it is part of the text."""
    out = "0"
    for at, (key, param) in reversed(list(enumerate(zip(order, cursor, strict=True)))):
        x = write(key.value)
        if param is None:
            later, same = (f"{x} IS NOT NULL" if key.nulls_first else "0"), f"{x} IS NULL"
        else:
            later, same = f"{x} {'<' if key.descending else '>'} :{param.name}", f"{x} = :{param.name}"
            if not key.nulls_first and not never_null(key.value):
                later = f"({later} OR {x} IS NULL)"
        out = later if out == "0" and at == len(order) - 1 else f"({later} OR ({same} AND {out}))"
    return out


def order_by(order: Sequence[Key], write: Write) -> str:
    """Return the sort keys; the end of every order is unique and never null."""
    out: list[str] = []
    for key in order:
        nulls = "" if never_null(key.value) else f" NULLS {'FIRST' if key.nulls_first else 'LAST'}"
        out.append(f"{write(key.value)}{' DESC' if key.descending else ''}{nulls}")
    return ", ".join(out)
