"""How much of a target a city reaches, and how far its data can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.model import MODEL, AttainmentMethod, DataQuality, Improvement, ValueStatus
from matching.twinning.unit import comparable

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

HIGHER = Improvement.HIGHER.name
BETWEEN, YES_NO = AttainmentMethod.BETWEEN.name, AttainmentMethod.YES_NO.name
UNVERIFIABLE = ValueStatus.UNVERIFIABLE.name
USABLE = {ValueStatus.REPORTED.name, ValueStatus.REPORTED_IN_TEXT.name, UNVERIFIABLE}


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


def attainment(value: float, of: Target) -> float:
    """Return the share of a target T that a value v reaches, in [0, 1], by the target's method.

    A ratio, which no method is too: `v / T` where higher is better and `T / v` where lower is, clamped.
    BETWEEN: `(v - W) / (T - W)`, clamped, W being the worst value, which no other method asks for.
    YES_NO: 1 where the target is met, else 0. The target is one that `checked` lets pass.
    """
    higher = of.improvement == HIGHER
    if of.method == YES_NO:
        return float(value >= of.target if higher else value <= of.target)
    if of.method == BETWEEN:
        assert of.worst is not None
        low, high = sorted((of.worst, of.target))
        return (min(high, max(low, value)) - of.worst) / (of.target - of.worst)
    if higher:
        return min(1.0, max(0.0, value / of.target))
    return 1.0 if value <= of.target else of.target / value


def checked(target: Target) -> Target:
    """Return a target against which values can be held; raises `ValueError` that says why this one is none."""
    given = {name: getattr(target, name) for name in ("target", "worst", "improvement", "method")}
    for rule in MODEL.relations["Sets"].rules:
        if not rule.holds(given):
            raise ValueError(f"{rule.column} of {target.key!r}: found {given[rule.column]}, expected {rule.expected}")
    return target


def quality(grade: str | None) -> float:
    """Return the factor of a grade of data quality, in [0.4, 1]; 0.8 where the grade is not known, whatever the status."""
    return UNGRADED if grade is None else QUALITY[grade]


def known(
    observations: Iterable[Observation], targets: Mapping[Point, Target]
) -> tuple[dict[Point, Known], dict[Point, Observation]]:
    """Return what is known of a city on each targeted data point, and what would be, were it not for its unit.

    It is known by the newest usable value, the first key among equals. A value whose unit cannot be held against that
    of the target is no evidence: it is passed over, and told where it is newer than what is known.
    """
    newest: dict[Point, Observation] = {}
    passed_over: dict[Point, Observation] = {}
    for each in sorted(observations, key=lambda o: (-o.year, o.key)):
        point = each.kpi, each.data_point
        if each.value is None or each.status not in USABLE or point not in targets or point in newest:
            continue
        if comparable(each.value, each.unit, targets[point].unit):
            newest[point] = each
        else:
            passed_over.setdefault(point, each)
    return {p: _held(newest[p], target) for p, target in targets.items() if p in newest}, passed_over


def _held(observation: Observation, of: Target) -> Known:
    assert observation.value is not None
    return Known(attainment(observation.value, of), quality(observation.quality), observation)
