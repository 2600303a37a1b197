"""Entries of the evaluations that keep them, and the questions asked about some."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.world.chance import listed
from server.world.rounds import evaluation
from server.world.row import SOURCE, edge, node

if TYPE_CHECKING:
    import numpy as np

    from server.world.catalogue import Point
    from server.world.measured import Measured
    from server.world.row import Rows

STATUSES = ("DRAFT", "SUBMITTED", "QUESTIONED", "VERIFIED", "REJECTED")
"""How far the entries of an open round may be; those of a published one are verified."""
CHECKS = ("range", "change since last year", "sum of parts", None)
ASKED = 0.1
"""Share of the entries that are asked about whatever their status."""


def entry_code(city: str, year: int, point: int) -> str:
    """Return the code of the entry for a point, by its number in the catalogue."""
    return f"ENT-{city}-{year}-{point:03}"


def entry_rows(rng: np.random.Generator, points: tuple[Point, ...], found: Measured, *, published: bool) -> Rows:
    """Yield the entries of one round of a city, and the questions about them."""
    size, year, of = len(found.points), found.year, evaluation(found.city, found.year)
    states = listed(rng.integers(0, len(STATUSES), size))
    asked = listed(rng.random(size) < ASKED)
    for n, at in enumerate(found.points):
        code, point, value = entry_code(found.city, year, at), points[at], found.value(at)
        status = "NOT_REPORTED" if value is None else "VERIFIED" if published else STATUSES[states[n]]
        moment = f"{year + 1}-03-{1 + n % 28:02}T10:{n % 60:02}:00.000Z"
        told = {"dataPoint": point.name, "unit": point.unit, "quality": found.quality(at), "value": value, "status": status}
        yield node("Entry", code, year=year, source=SOURCE, changedAt=moment, synthetic=True, **told)
        yield edge("EntryIn", code, of)
        yield edge("EntryFor", code, point.kpi)
        if asked[n] or n == 0 or status == "QUESTIONED":
            yield from _question(code, year, settled=status == "VERIFIED", check=CHECKS[n % len(CHECKS)])


def _question(entry: str, year: int, *, settled: bool, check: str | None) -> Rows:
    told = {"status": "OPEN"}
    if settled:
        told = {"status": "CLOSED", "answer": "Confirmed from the register.", "answeredAt": f"{year + 1}-04-09T08:00:00.000Z"}
    text, moment = "Please name the source of this value.", f"{year + 1}-04-02T08:00:00.000Z"
    yield node("Question", f"QUE-{entry}", text=text, rule=check, askedAt=moment, synthetic=True, **told)
    yield edge("QuestionAbout", f"QUE-{entry}", entry)
