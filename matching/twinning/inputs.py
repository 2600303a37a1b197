"""What the method is given: cities with their observations, and the targets these are held against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Point = tuple[str, str | None]
"""A KPI and its data point; None where the KPI has just one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """A value with its evidence; `status`, `quality` are the names of the model's closed lists.

    `quality` None: the grade is not known. `published` false: only the programme sees it.
    """

    key: str
    kpi: str
    data_point: str | None
    year: int
    value: float | None
    unit: str | None
    status: str
    quality: str | None = None
    source: str | None = None
    scope: str | None = None
    note: str | None = None
    published: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A value at which a data point has all its target, in the unit of the KPI, with the evidence for it.

    `improvement`, `method` and `basis` are the names of the model's closed lists. `worst`: nothing is reached there;
    `compared_values`: how many published values a leading city is the best of. None: it is not known.
    """

    key: str
    kpi: str
    data_point: str | None
    target: float
    improvement: str
    basis: str
    method: str | None = None
    worst: float | None = None
    unit: str | None = None
    source: str | None = None
    note: str | None = None
    compared_values: int | None = None

    @property
    def point(self) -> Point:
        """The data point it is set for."""
        return self.kpi, self.data_point


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A city: its observations, its features (None or empty where unknown), its twins, and its wishes by city code in [0, 1].

    `twinned_with`: recorded as its twins; `paired_with`: in a pair of the programme with it, to which both have agreed.
    `wishes` None, or without a city: no wish was stated. `evaluation_published` None: it cannot be said.
    """

    code: str
    name: str
    observations: tuple[Observation, ...] = ()
    population: int | None = None
    population_year: int | None = None
    population_source: str | None = None
    area: float | None = None
    area_source: str | None = None
    gdp_per_capita: float | None = None
    gdp_year: int | None = None
    gdp_scope: str | None = None
    gdp_source: str | None = None
    climate: str | None = None
    climate_source: str | None = None
    governance: str | None = None
    governance_source: str | None = None
    languages: tuple[str, ...] = ()
    languages_source: str | None = None
    twinned_with: frozenset[str] = frozenset()
    paired_with: frozenset[str] = frozenset()
    wishes: Mapping[str, float] | None = None
    evaluation_published: bool | None = None
