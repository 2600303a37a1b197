"""Context: how alike two cities are in what makes a practice transferable."""

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


def _density(city: Profile) -> float | None:
    return city.population / city.area if city.population and city.area else None


FEATURES = (
    Feature("population", "inhabitants", 5, lambda city: city.population),
    Feature("gdpPerCapita", "USD, PPP, 2015 prices", 2, lambda city: city.gdp_per_capita),
    Feature("density", "inhabitants per km2", 4, _density),
)
"""All features, compared by the logarithm of their ratio; the scales are our judgement.

Population is wide on purpose: real twins of practice differ up to fifteen-fold in size (IUC pairs of the European Union).
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextDifference:
    """One feature of both cities; `similarity` in (0, 1] is None where either value is unknown."""

    feature: str
    unit: str
    own: float | None
    other: float | None
    similarity: float | None


def context(own: Profile, other: Profile) -> list[ContextDifference]:
    """Return the comparison of two cities by each feature: `exp(-(d / scale)^2 / 2)`, d the difference of logarithms."""
    return [_difference(f, f.of(own), f.of(other)) for f in FEATURES]


def _difference(feature: Feature, own: float | None, other: float | None) -> ContextDifference:
    similarity = None
    if own and other and own > 0 and other > 0:
        similarity = math.exp(-((math.log(own / other) / math.log(feature.ratio)) ** 2) / 2)
    return ContextDifference(feature=feature.name, unit=feature.unit, own=own, other=other, similarity=similarity)


def similarity(differences: list[ContextDifference]) -> float | None:
    """Return X, the mean similarity over the features known of both, None where there is none."""
    found = [d.similarity for d in differences if d.similarity is not None]
    return math.fsum(found) / len(found) if found else None
