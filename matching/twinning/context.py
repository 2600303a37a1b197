"""Context: how alike two cities are in what makes a practice transferable.

Compared are population, income and density only; climate, governance and languages, which no source for the real cities
has, are not compared yet.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from matching.twinning.inputs import Profile


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature of a city and the ratio between two cities at which similarity falls to exp(-1/2), about 0.61."""

    name: str
    unit: str
    ratio: float
    of: Callable[[Profile], float | None]
    year: Callable[[Profile], int | None]
    sources: Callable[[Profile], tuple[str | None, ...]]


def _density(city: Profile) -> float | None:
    return city.population / city.area if city.population and city.area else None


FEATURES = (
    Feature(
        "population", "inhabitants", 5, lambda c: c.population, lambda c: c.population_year, lambda c: (c.population_source,)
    ),
    Feature(
        "gdpPerCapita", "USD, PPP, 2015 prices", 2, lambda c: c.gdp_per_capita, lambda c: c.gdp_year, lambda c: (c.gdp_source,)
    ),
    Feature(
        "density", "inhabitants per km2", 4, _density, lambda c: c.population_year, lambda c: (c.population_source, c.area_source)
    ),
)
"""All features, compared by the logarithm of their ratio; the scales are our judgement.

Population is wide on purpose: real twins of practice differ up to fifteen-fold in size (IUC pairs of the European Union).
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextDifference:
    """One feature of both cities, with its evidence; `similarity` in (0, 1] is None where either value is unknown.

    A year is that the value holds for (of a density, that of the population), None where it or the value is unknown.
    """

    feature: str
    unit: str
    own: float | None
    own_year: int | None
    own_sources: tuple[str, ...]
    other: float | None
    other_year: int | None
    other_sources: tuple[str, ...]
    similarity: float | None


def context(own: Profile, other: Profile) -> list[ContextDifference]:
    """Return the comparison of two cities by each feature: `exp(-(d / scale)^2 / 2)`, d the difference of logarithms."""
    return [_difference(f, own, other) for f in FEATURES]


def _difference(feature: Feature, own: Profile, other: Profile) -> ContextDifference:
    (a, a_year, a_sources), (b, b_year, b_sources) = _found(feature, own), _found(feature, other)
    alike = math.exp(-((math.log(a / b) / math.log(feature.ratio)) ** 2) / 2) if a and b and a > 0 and b > 0 else None
    return ContextDifference(
        feature=feature.name,
        unit=feature.unit,
        own=a,
        own_year=a_year,
        own_sources=a_sources,
        other=b,
        other_year=b_year,
        other_sources=b_sources,
        similarity=alike,
    )


def _found(feature: Feature, city: Profile) -> tuple[float | None, int | None, tuple[str, ...]]:
    """Return a feature of a city with its year and sources, of which there are none where the feature is unknown."""
    value = feature.of(city)
    if value is None:
        return None, None, ()
    return value, feature.year(city), tuple(source for source in feature.sources(city) if source)


def similarity(differences: list[ContextDifference]) -> float | None:
    """Return X, the mean similarity over the features known of both, None where there is none."""
    found = [d.similarity for d in differences if d.similarity is not None]
    return math.fsum(found) / len(found) if found else None
