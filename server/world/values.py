"""Published values, and the former ones that some of them correct."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from server.world.chance import listed, stream
from server.world.entries import entry_code, entry_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    from server.world.measured import Measured, Measuring
    from server.world.row import Made, Rows

CHUNK = 500
"""Cities measured at a time."""
CORRECTED = 0.02
"""Share of the newest values that correct an earlier one."""


@dataclass(frozen=True, slots=True)
class Told:
    """What later themes refer to: a current value of each city (point, key, value), and an entry of each kept round."""

    values: dict[int, tuple[int, str, float]] = field(default_factory=dict[int, tuple[int, str, float]])
    entries: list[str] = field(default_factory=list[str])


def value_rows(measuring: Measuring, seed: int, told: Told, tell: Callable[[int], None]) -> Rows:
    """Yield the values of all cities with the entries that are kept; `tell` hears how many cities are done."""
    points, size = measuring.catalogue.points, measuring.places.size
    for part, first in enumerate(range(0, size, CHUNK)):
        rng, last = stream(seed, "values", part), min(first + CHUNK, size)
        for rounds in measuring.cities(rng, first, last):
            for found in rounds:
                kept = found.age < 0 or (found.age == 0 and bool(measuring.rounds.kept[found.number]))
                if found.age >= 0:
                    yield from _published(rng, measuring, found, told, kept=kept)
                if kept:
                    told.entries.append(entry_code(found.city, found.year, found.points[0]))
                    yield from entry_rows(rng, points, found, published=found.age == 0)
        tell(last)


def _published(rng: np.random.Generator, measuring: Measuring, found: Measured, told: Told, *, kept: bool) -> Rows:
    luck = listed(rng.random(len(found.points)))
    for point, at in zip(found.points, luck, strict=True):
        row = _value(measuring, found, point)
        if kept:
            row["entry"] = entry_code(found.city, found.year, point)
        yield "HasValue", row
        if found.age == 0 and "value" in row:
            told.values.setdefault(found.number, (point, row["key"], row["value"]))
            if at < CORRECTED or found.number == 0:
                yield _former(row, at)


def _value(measuring: Measuring, found: Measured, point: int) -> dict[str, Any]:
    """Return the row of one published value, what is unknown left out."""
    of, code, year, grade = measuring.catalogue.points[point], found.city, found.year, found.grades[point]
    row: dict[str, Any] = {"from": code, "to": of.kpi, "key": f"{code}|{of.kpi}|{of.name or ''}|{year}", "year": year}
    row |= {"status": found.status(point), "source": f"https://reports.example/{code}/{year}"}
    row |= {"publishedAt": f"{year + 1}-12-20T09:00:00.{point:03}Z"}
    open_ = {"dataPoint": of.name, "unit": of.unit, "quality": found.quality(point), "value": found.value(point)}
    open_ |= {"scope": f"{measuring.places.names[found.number]} region" if grade == 2 else None}
    open_ |= {"method": "estimated by the city" if grade > 2 else None}
    return row | {name: value for name, value in open_.items() if value is not None}


def _former(row: dict[str, Any], luck: float) -> Made:
    """Return the revision that a value has replaced."""
    key, at = f"{row['key']}@1", row["publishedAt"]
    earlier = {"value": round(row["value"] * (0.8 + 20 * (luck % 0.02)), 2), "publishedAt": at.replace("-12-20", "-11-05")}
    return "HadValue", {**row, **earlier, "key": key, "revision": 1, "supersededAt": at}
