"""Why two cities fit: the data points behind a score, with the evidence of both sides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matching.twinning.inputs import Observation, Point
    from matching.twinning.pool import Entrant, Pool


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningPoint:
    """A data point on which one city could learn from the other; `share` is its part of what could be learnt.

    `own` is the evidence of the city asked for, `other` that of the candidate, whichever of them learns.
    """

    kpi: str
    data_point: str | None
    share: float
    target: float
    basis: str
    own_attainment: float
    other_attainment: float
    own: Observation
    other: Observation


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedChallenge:
    """A data point on which both are short of the target; `share` is its part of the shared challenge."""

    kpi: str
    data_point: str | None
    share: float
    own_attainment: float
    other_attainment: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingPoint:
    """A targeted data point that cannot be compared, and where a usable value is missing."""

    kpi: str
    data_point: str | None
    missing_in: Literal["CITY", "CANDIDATE", "BOTH"]


def _by_share(shares: Mapping[Point, float]) -> list[Point]:
    return sorted((p for p, share in shares.items() if share > 0), key=lambda p: (-shares[p], p[0], p[1] or ""))


def learning_points(shares: Mapping[Point, float], own: Entrant, other: Entrant, among: Pool) -> tuple[LearningPoint, ...]:
    """Return the data points with a gain, the largest first."""
    return tuple(
        LearningPoint(
            kpi=point[0],
            data_point=point[1],
            share=shares[point],
            target=among.targets[point].target,
            basis=among.targets[point].basis,
            own_attainment=own.known[point].attainment,
            other_attainment=other.known[point].attainment,
            own=own.known[point].observation,
            other=other.known[point].observation,
        )
        for point in _by_share(shares)
    )


def challenges(shares: Mapping[Point, float], own: Entrant, other: Entrant) -> tuple[SharedChallenge, ...]:
    """Return the data points on which both are short of the target, the largest share first."""
    return tuple(
        SharedChallenge(
            kpi=point[0],
            data_point=point[1],
            share=shares[point],
            own_attainment=own.known[point].attainment,
            other_attainment=other.known[point].attainment,
        )
        for point in _by_share(shares)
    )


def missing_points(own: Entrant, other: Entrant, among: Pool) -> tuple[MissingPoint, ...]:
    """Return the targeted data points that either city lacks."""
    made: list[MissingPoint] = []
    for point in among.targets:
        here, there = point in own.known, point in other.known
        if not (here and there):
            where: Literal["CITY", "CANDIDATE", "BOTH"] = "CANDIDATE" if here else "CITY" if there else "BOTH"
            made.append(MissingPoint(kpi=point[0], data_point=point[1], missing_in=where))
    return tuple(made)


def remarks(own: Entrant, other: Entrant, evidence: Sequence[Point]) -> tuple[str, ...]:
    """Return what a reader must know of the values compared: for what area they hold where that is not the city."""
    made: dict[str, None] = {}
    for entrant in (own, other):
        for point in evidence:
            scope = entrant.known[point].observation.scope
            if scope:
                made[f"Values of {entrant.profile.name} hold for another area: {scope}."] = None
        city = entrant.profile
        if city.gdp_per_capita is not None and city.gdp_scope:
            made[f"The income of {city.name} holds for another area: {city.gdp_scope}."] = None
    return tuple(made)
