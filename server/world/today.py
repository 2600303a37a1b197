"""The day a world is of: what has happened in it bears no later date, and what is yet to come no earlier one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from server.world.chance import days

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

TODAY = "2026-06-01"
YEAR = int(TODAY[:4])


def month(number: int) -> str:
    """Return one of the nine months before today's, such as 2026-05."""
    return str(np.datetime64(TODAY, "M") - np.timedelta64(1 + number % 9, "M"))


def starts(rng: np.random.Generator, states: Sequence[str], ahead: Collection[str], first: str, last: str) -> list[str]:
    """Return a first day for each state: from *first* on and before today, or up to *last* where the state is one that lies ahead."""
    before, after = days(rng, len(states), first, TODAY), days(rng, len(states), TODAY, last)
    return [later if state in ahead else day for state, day, later in zip(states, before, after, strict=True)]
