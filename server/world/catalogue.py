"""What the world takes over from `data/`: the KPIs, goals, targets and measures; and what of it the generator uses."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from graph.model import Improvement, KpiLevel, Sector
from server.world.ranges import AMOUNTS, ANSWERS, PARTS, SHARES, WHOLE
from server.world.topics import CATEGORIES, DISASTERS, SECTORS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from server.world.chance import Floats, Ints

DATA = Path(__file__).parents[2] / "data"
TAKEN_OVER = (
    *("Kpi", "Goal", "Measures", "TargetSet", "Sets"),
    *("Intervention", "Outcome", "AffectsKpi", "AffectsOutcome", "Publication", "Cites"),
)
"""Files of `data/` that are part of every world as they stand."""
EDGE = 1.645
"""Standard deviations from the middle to the poor and the good value."""


@dataclass(frozen=True, slots=True)
class Point:
    """A KPI or one of its data points."""

    kpi: str
    name: str | None
    unit: str | None
    improvement: str
    core: bool
    sector: Sector

    @property
    def mark(self) -> str:
        """How the tables of values call it."""
        return f"{self.kpi}|{self.name}" if self.name else self.kpi

    def values(self, ability: Floats) -> Floats:
        """Return the values of cities of a given ability (mean 0, deviation 1), without the parts of a whole."""
        if self.mark in ANSWERS:
            return (ability > ANSWERS[self.mark]).astype(np.float64)
        share = self.mark in SHARES
        poor, good = (math.log(v / (100 - v)) if share else math.log(v) for v in (SHARES if share else AMOUNTS)[self.mark])
        at = poor + (good - poor) * (ability / EDGE + 1) / 2
        made: Floats = 100 / (1 + np.exp(-at)) if share else np.exp(at)
        return made.round(0 if self.mark in WHOLE else 2)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The points of all KPIs, the measures with their sectors, and the names of real cities."""

    points: tuple[Point, ...]
    interventions: tuple[tuple[str, Sector], ...]
    cities: frozenset[str]

    @property
    def by_sector(self) -> tuple[tuple[int, ...], ...]:
        """The points of each sector whose values ability moves."""
        moved = [(n, p.sector) for n, p in enumerate(self.points) if p.kpi not in PARTS]
        return tuple(tuple(n for n, sector in moved if sector is each) for each in SECTORS)

    def values(self, ability: Floats) -> Floats:
        """Return the values for a table of abilities, one row per city and one column per point."""
        made = np.zeros_like(ability)
        for at, point in enumerate(self.points):
            if point.kpi not in PARTS:
                made[:, at] = point.values(ability[:, at])
        for kpi, parts in PARTS.items():
            columns = [n for n, p in enumerate(self.points) if p.kpi == kpi]
            made[:, columns] = _shares(ability[:, columns], [parts[self.points[n].name or ""] for n in columns])
        return made

    @property
    def sectors(self) -> Ints:
        """The number of each point's sector."""
        return np.array([SECTORS.index(p.sector) for p in self.points], dtype=np.int64)


def _shares(noise: Floats, usual: Sequence[float]) -> Floats:
    """Return parts of 100 that scatter around the usual ones."""
    weights: Floats = np.array(usual) * np.exp(0.4 * noise)
    return (100 * weights / weights.sum(axis=1, keepdims=True)).round(2)


def _table(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _points(row: dict[str, str]) -> list[Point]:
    names = row["dataPoints"].split("|") if row["dataPoints"] else [None]
    sector = Sector.RESILIENCE if row["code"] in DISASTERS else CATEGORIES[row["category"]]
    return [
        Point(
            row["code"],
            name,
            row["unit"] or None,
            Improvement[row["improvement"]].name,
            row["level"] == KpiLevel.CORE.name,
            sector,
        )
        for name in names
    ]


def catalogue() -> Catalogue:
    """Read the catalogue from `data/`; raises `OSError` where it is not there."""
    return Catalogue(
        points=tuple(point for row in _table("Kpi") for point in _points(row)),
        interventions=tuple((row["code"], Sector[row["sector"]]) for row in _table("Intervention")),
        cities=frozenset(row["name"] for row in _table("City")),
    )
