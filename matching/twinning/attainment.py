"""How much of a target a city reaches, and how far its data can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.model import DataQuality, Improvement, ValueStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from matching.twinning.inputs import Observation, Point, Target

QUALITY: Mapping[str, float] = {
    DataQuality.MEASURED.name: 1.0,
    DataQuality.SURVEY.name: 0.9,
    DataQuality.HIGHER_LEVEL.name: 0.8,
    DataQuality.ESTIMATE.name: 0.65,
    DataQuality.PERSONAL_ESTIMATE.name: 0.5,
    DataQuality.UNKNOWN_ORIGIN.name: 0.4,
}
"""Factor of each grade of data quality."""
UNGRADED = 0.8
"""The factor a value counts with whose grade is not known."""
LEAST, MOST = min(QUALITY.values()), max(QUALITY.values())
"""Between these an unknown grade may lie."""

HIGHER, LOWER = Improvement.HIGHER.name, Improvement.LOWER.name
USABLE = {ValueStatus.REPORTED.name, ValueStatus.REPORTED_IN_TEXT.name, ValueStatus.UNVERIFIABLE.name}


@dataclass(frozen=True, slots=True)
class Known:
    """A targeted data point of a city: its share of the target in [0, 1], its factor of quality, and the evidence."""

    attainment: float
    quality: float
    observation: Observation

    @property
    def gap(self) -> float:
        """What is missing to the target, in [0, 1]."""
        return 1 - self.attainment

    @property
    def least_quality(self) -> float:
        """The lowest the factor can be: where the grade is not known, that of the worst."""
        return LEAST if self.observation.quality is None else self.quality

    @property
    def most_quality(self) -> float:
        """The highest the factor can be: where the grade is not known, that of the best."""
        return MOST if self.observation.quality is None else self.quality


def attainment(value: float, target: float, improvement: str) -> float:
    """Return the share of a target that a value reaches, in [0, 1].

    `v / T` where higher is better and `T / v` where lower is, clamped; yes/no are 1 and 0 held against 1.
    Raises `ValueError` for a target that is not above 0, of which no share is defined, or without a direction.

    >>> attainment(30, 40, "HIGHER"), attainment(50, 40, "HIGHER"), attainment(50, 40, "LOWER"), attainment(0, 40, "LOWER")
    (0.75, 1.0, 0.8, 1.0)
    """
    if target <= 0:
        raise ValueError(f"a target must be above 0, found {target}")
    if improvement == HIGHER:
        return min(1.0, max(0.0, value / target))
    if improvement == LOWER:
        return 1.0 if value <= target else target / value
    raise ValueError(f"a target needs a direction, HIGHER or LOWER, found {improvement}")


def quality(grade: str | None) -> float:
    """Return the factor of a grade of data quality, in [0.4, 1]; 0.8 where the grade is not known, whatever the status."""
    return UNGRADED if grade is None else QUALITY[grade]


def known(observations: Iterable[Observation], targets: Iterable[Target]) -> dict[Point, Known]:
    """Return what is known of a city on each targeted data point: the newest usable value, the first key among equals."""
    newest: dict[Point, Observation] = {}
    for each in sorted(observations, key=lambda o: (-o.year, o.key)):
        if each.value is not None and each.status in USABLE:
            newest.setdefault((each.kpi, each.data_point), each)
    return {t.point: _held(newest[t.point], t) for t in targets if t.point in newest}


def _held(observation: Observation, target: Target) -> Known:
    assert observation.value is not None
    return Known(attainment(observation.value, target.target, target.improvement), quality(observation.quality), observation)
