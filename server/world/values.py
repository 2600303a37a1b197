"""Published values, the former ones they correct, and the entries they came from: abilities seen through noise and gaps."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.model import DataQuality
from server.world.chance import Flags, Floats, listed, pick, stream
from server.world.rounds import evaluation
from server.world.row import SOURCE, edge, node

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from server.world.catalogue import Catalogue
    from server.world.latent import Latent
    from server.world.places import Places
    from server.world.practices import Practices
    from server.world.rounds import Rounds
    from server.world.row import Made, Rows

CHUNK = 500
"""Cities drawn at a time."""
QUALITIES = tuple(DataQuality.__members__)
NOISE = np.array([0.05, 0.12, 0.25, 0.35, 0.55, 0.8])
"""Standard error of each grade of data quality, in deviations between cities."""
STATUSES = ("REPORTED", "REPORTED_IN_TEXT", "NOT_REPORTED", "NOT_VERIFIED", "UNVERIFIABLE")
STATUS_WEIGHTS = np.array([0.9, 0.03, 0.04, 0.015, 0.015])
WITHOUT = frozenset({2, 3})
"""Statuses that have no value."""
ENTRY_STATUSES = ("DRAFT", "SUBMITTED", "QUESTIONED", "VERIFIED", "REJECTED")
CHECKS = ("range", "change since last year", "sum of parts", None)


@dataclass(slots=True)
class Told:
    """What later themes refer to: a current value of each city (point, key, value), and some entries."""

    values: dict[int, tuple[int, str, float]] = field(default_factory=dict[int, tuple[int, str, float]])
    entries: list[str] = field(default_factory=list[str])


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a round of one city shows: by point the value, the number of its grade (-1: not known) and of its status."""

    value: list[float]
    quality: list[int]
    status: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measuring:
    """All that values are drawn from."""

    places: Places
    latent: Latent
    practices: Practices
    catalogue: Catalogue
    rounds: Rounds
    seed: int

    def rows(self, told: Told, tell: Callable[[int], None]) -> Rows:
        """Yield the values of all cities with their entries; `tell` hears how many cities are done."""
        for part, first in enumerate(range(0, self.places.size, CHUNK)):
            last = min(first + CHUNK, self.places.size)
            yield from self._chunk(part, first, last, told)
            tell(last)

    def _chunk(self, part: int, first: int, last: int, told: Told) -> Rows:
        rng = stream(self.seed, "values", part)
        state = self._state(rng, first, last)
        chosen = self._chosen(rng, first, last)
        drift = rng.normal(0.12, 0.08, (last - first, 1))
        seen = {age: list(self._seen(rng, first, state - age * drift)) for age in (-1, 0, 1, 2)}
        had = rng.random(chosen.shape) < 0.75
        for row, city in enumerate(range(first, last)):
            points = listed(np.flatnonzero(chosen[row]))
            for age in range(1 + int(self.rounds.earlier[city])):
                reported = [p for p in points if age == 0 or had[row, p]]
                yield from self._round(rng, city, age, reported, seen[age][row], told)
            if self.rounds.under_way[city]:
                yield from self._entries(rng, city, -1, points, seen[-1][row], told)

    def _state(self, rng: np.random.Generator, first: int, last: int) -> Floats:
        """Return how well cities truly do on each point: `0.8 ability + 0.6 own`, and what practices lift it by."""
        abilities = self.latent.abilities[first:last][:, self.catalogue.sectors]
        return 0.8 * abilities + 0.6 * rng.normal(size=abilities.shape) + self.practices.lifts(first, last, abilities.shape[1])

    def _chosen(self, rng: np.random.Generator, first: int, last: int) -> Flags:
        """Return which points each city reports: core ones four times as often as advanced ones."""
        ease = np.log([4.0 if p.core else 1.0 for p in self.catalogue.points])
        order = np.argsort(-(ease + rng.gumbel(size=(last - first, len(ease)))), axis=1)
        chosen = np.zeros(order.shape, dtype=np.bool_)
        first_ones = np.arange(order.shape[1]) < self.rounds.values[first:last, None]
        np.put_along_axis(chosen, order, first_ones, axis=1)
        return chosen

    def _seen(self, rng: np.random.Generator, first: int, state: Floats) -> Iterator[Seen]:
        """Yield what is reported of a state: poorer cities have worse data, and worse data more noise; the first city no gaps."""
        wealth = self.latent.wealth[first : first + len(state)]
        grade = (rng.exponential(1.0, state.shape) * np.exp(-0.4 * wealth)[:, None]).clip(0, 5.9).astype(np.int64)
        values = self.catalogue.values(state + NOISE[grade] * rng.normal(size=state.shape))
        grade[rng.random(state.shape) < 0.12] = -1
        status = pick(rng, STATUS_WEIGHTS, state.size).reshape(state.shape)
        status[: int(first == 0)] = 0
        for value, quality, each in zip(listed(values), listed(grade), listed(status), strict=True):
            yield Seen(value=value, quality=quality, status=each)

    def _round(self, rng: np.random.Generator, city: int, age: int, points: list[int], seen: Seen, told: Told) -> Rows:
        """Yield the published values of a city's round."""
        kept = age == 0 and bool(self.rounds.kept[city])
        luck = listed(rng.random(len(points)))
        for point, at in zip(points, luck, strict=True):
            props = self._value(city, int(self.rounds.year[city]) - age, point, seen)
            if kept:
                props["entry"] = self._entry_code(city, -age, point)
            yield "HasValue", props
            if age == 0 and "value" in props:
                told.values.setdefault(city, (point, props["key"], props["value"]))
                if at < 0.02 or city == 0:
                    yield _former(props, at)
        if kept:
            yield from self._entries(rng, city, 0, points, seen, told)

    def _value(self, city: int, year: int, point: int, seen: Seen) -> dict[str, Any]:
        """Return the row of one published value."""
        of, code = self.catalogue.points[point], self.places.codes[city]
        status, quality = seen.status[point], seen.quality[point]
        row: dict[str, Any] = {"from": code, "to": of.kpi, "key": f"{code}|{of.kpi}|{of.name or ''}|{year}", "year": year}
        row |= {"status": STATUSES[status], "source": f"https://reports.example/{code}/{year}"}
        row |= {"publishedAt": f"{year + 1}-12-20T09:00:00.{point:03}Z"}
        told = {"dataPoint": of.name, "unit": of.unit, "quality": QUALITIES[quality] if quality >= 0 else None}
        told |= {"value": None if status in WITHOUT else seen.value[point]}
        told |= {"scope": f"{self.places.names[city]} region" if quality == 2 else None}
        told |= {"method": "estimated by the city" if quality > 2 else None}
        return row | {name: value for name, value in told.items() if value is not None}

    def _entry_code(self, city: int, ahead: int, point: int) -> str:
        return f"ENT-{self.places.codes[city]}-{int(self.rounds.year[city]) + ahead}-{point:03}"

    def _entries(self, rng: np.random.Generator, city: int, age: int, points: list[int], seen: Seen, told: Told) -> Rows:
        """Yield the entries of a city's round, and questions about a tenth of them."""
        year = int(self.rounds.year[city]) - age
        round_code, states = evaluation(self.places.codes[city], year), listed(rng.integers(0, len(ENTRY_STATUSES), len(points)))
        asked = listed(rng.random(len(points)) < 0.1)
        told.entries.append(self._entry_code(city, -age, points[0]))
        for n, point in enumerate(points):
            of, code = self.catalogue.points[point], self._entry_code(city, -age, point)
            status = "NOT_REPORTED" if seen.status[point] in WITHOUT else "VERIFIED" if age == 0 else ENTRY_STATUSES[states[n]]
            value = None if status == "NOT_REPORTED" else seen.value[point]
            yield node(
                "Entry",
                code,
                dataPoint=of.name,
                year=year,
                value=value,
                unit=of.unit,
                status=status,
                quality=QUALITIES[seen.quality[point]] if seen.quality[point] >= 0 else None,
                source=SOURCE,
                changedAt=f"{year + 1}-06-{1 + n % 28:02}T10:{n % 60:02}:00.000Z",
                synthetic=True,
            )
            yield edge("EntryIn", code, round_code)
            yield edge("EntryFor", code, of.kpi)
            if asked[n] or n == 0 or status == "QUESTIONED":
                yield from _question(code, year, settled=status == "VERIFIED", check=CHECKS[n % len(CHECKS)])


def _former(row: dict[str, Any], luck: float) -> Made:
    """Return the revision that a value has replaced."""
    key, at = f"{row['key']}@1", row["publishedAt"]
    earlier = {"value": round(row["value"] * (0.8 + 20 * (luck % 0.02)), 2), "publishedAt": at.replace("-12-20", "-11-05")}
    return "HadValue", {**row, **earlier, "key": key, "revision": 1, "supersededAt": at}


def _question(entry: str, year: int, *, settled: bool, check: str | None) -> Rows:
    answered = {"answer": "Confirmed from the register.", "answeredAt": f"{year + 1}-07-09T08:00:00.000Z"} if settled else {}
    yield node(
        "Question",
        f"QUE-{entry}",
        text="Please name the source of this value.",
        rule=check,
        status="CLOSED" if settled else "OPEN",
        askedAt=f"{year + 1}-07-02T08:00:00.000Z",
        synthetic=True,
        **answered,
    )
    yield edge("QuestionAbout", f"QUE-{entry}", entry)
