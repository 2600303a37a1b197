"""What cities measure: their abilities, lifted by the practices they master, seen through gaps and noise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graph.model import WITHOUT_VALUE, DataQuality
from server.world.chance import Flags, Floats, listed, listed_rows, pick

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.world.catalogue import Catalogue
    from server.world.latent import Latent
    from server.world.places import Places
    from server.world.practices import Practices
    from server.world.rounds import Rounds

QUALITIES = tuple(DataQuality.__members__)
NOISE = np.array([0.05, 0.12, 0.25, 0.35, 0.55, 0.8])
"""Standard error of each grade of data quality, in deviations between cities."""
STATUSES = ("REPORTED", "REPORTED_IN_TEXT", "NOT_REPORTED", "NOT_VERIFIED", "UNVERIFIABLE")
STATUS_WEIGHTS = np.array([0.9, 0.03, 0.04, 0.015, 0.015])
AGES = (-1, 0, 1, 2)
"""Years a round lies before the newest published one; the open round comes after it."""
KEPT = 0.75
"""Share of the points of the newest round that an earlier one had too."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One round of a city (its number and code): the points it asks for, and by point the value, the number of its grade and of its status."""

    number: int
    city: str
    year: int
    age: int
    points: list[int]
    values: list[float]
    grades: list[int]
    statuses: list[int]

    def status(self, point: int) -> str:
        """Return the status of a value."""
        return STATUSES[self.statuses[point]]

    def value(self, point: int) -> float | None:
        """Return a value; None where its status has none."""
        return None if self.status(point) in WITHOUT_VALUE else self.values[point]

    def quality(self, point: int) -> str | None:
        """Return the grade of a value's data; None where it is not known."""
        return QUALITIES[self.grades[point]] if self.grades[point] >= 0 else None


@dataclass(frozen=True, slots=True)
class Measuring:
    """All that measuring depends on."""

    places: Places
    latent: Latent
    practices: Practices
    catalogue: Catalogue
    rounds: Rounds

    def cities(self, rng: np.random.Generator, first: int, last: int) -> Iterator[list[Measured]]:
        """Yield for the cities from a number up to another their rounds, the newest published one first."""
        state, chosen = self._state(rng, first, last), self._chosen(rng, first, last)
        drift = rng.normal(0.12, 0.08, (last - first, 1))
        seen = {age: self._seen(rng, first, state - age * drift) for age in AGES}
        had = chosen & (rng.random(chosen.shape) < KEPT)
        for row, city in enumerate(range(first, last)):
            ages = [*range(1 + int(self.rounds.earlier[city])), *([-1] if self.rounds.under_way[city] else [])]
            asked = {age: listed(np.flatnonzero((had if age > 0 else chosen)[row])) for age in ages}
            code, year = self.places.codes[city], int(self.rounds.year[city])
            yield [Measured(city, code, year - age, age, asked[age], *seen[age][row]) for age in ages]

    def _state(self, rng: np.random.Generator, first: int, last: int) -> Floats:
        """Return how well cities truly do on each point: `0.8 ability + 0.6 own`, and what practices lift it by."""
        abilities = self.latent.abilities[first:last][:, self.catalogue.sectors]
        return 0.8 * abilities + 0.6 * rng.normal(size=abilities.shape) + self.practices.lifts(first, last, abilities.shape[1])

    def _chosen(self, rng: np.random.Generator, first: int, last: int) -> Flags:
        """Return which points each city reports: core ones four times as often as advanced ones."""
        ease = np.log([4.0 if p.core else 1.0 for p in self.catalogue.points])
        rank = np.argsort(np.argsort(-(ease + rng.gumbel(size=(last - first, len(ease)))), axis=1), axis=1)
        chosen: Flags = rank < self.rounds.values[first:last, None]
        return chosen

    def _seen(self, rng: np.random.Generator, first: int, state: Floats) -> list[tuple[list[float], list[int], list[int]]]:
        """Return each city's values, grades and statuses: poorer cities have worse data, worse data more noise; the first city no gaps."""
        wealth = self.latent.wealth[first : first + len(state)]
        spread: Floats = rng.exponential(1.0, state.shape) * np.exp(-0.4 * wealth)[:, None]
        grade = np.minimum(spread, len(QUALITIES) - 1).astype(np.int64)
        values = self.catalogue.values(state + NOISE[grade] * rng.normal(size=state.shape))
        grade[rng.random(state.shape) < 0.12] = -1
        status = pick(rng, STATUS_WEIGHTS, state.size).reshape(state.shape)
        status[: int(first == 0)] = 0
        return list(zip(listed_rows(values), listed_rows(grade), listed_rows(status), strict=True))
