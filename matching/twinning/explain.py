"""Why two cities fit: the data points behind a score, with the evidence of both sides."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Literal

from matching.twinning.attainment import UNVERIFIABLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from matching.twinning.inputs import Observation, Point
    from matching.twinning.pool import Entrant, Leader, Pool

NAMED = 5
"""Values named in a remark; the rest are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningPoint:
    """A data point on which one city could learn from the other; `share` is its part of what could be learnt.

    `compared_values`: how many published values the target is the best of, where it is that of the leading city. `own` is the evidence of the city asked for, `other` that of the candidate, whichever of them learns.
    """

    kpi: str
    data_point: str | None
    share: float
    target: float
    basis: str
    target_source: str | None
    target_note: str | None
    compared_values: int | None
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
    """A targeted data point that cannot be compared, and where a usable value is missing.

    A unit is that of the newest value that is there but in a unit in which it cannot be compared, else None.
    """

    kpi: str
    data_point: str | None
    missing_in: Literal["CITY", "CANDIDATE", "BOTH"]
    city_unit: str | None
    candidate_unit: str | None


def _by_share(shares: Mapping[Point, float]) -> list[Point]:
    return sorted((p for p, share in shares.items() if share > 0), key=lambda p: (-shares[p], p[0], p[1] or ""))


def learning_points(shares: Mapping[Point, float], own: Entrant, other: Entrant, among: Pool) -> tuple[LearningPoint, ...]:
    """Return the data points with a gain, the largest first."""
    return tuple(
        LearningPoint(
            kpi=point[0],
            data_point=point[1],
            share=shares[point],
            target=aim.target,
            basis=aim.basis,
            target_source=aim.source,
            target_note=aim.note,
            compared_values=aim.compared_values,
            own_attainment=own.known[point].attainment,
            other_attainment=other.known[point].attainment,
            own=own.known[point].observation,
            other=other.known[point].observation,
        )
        for point, aim in ((p, among.targets[p]) for p in _by_share(shares))
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


def missing_points(own: Entrant, other: Entrant, among: Pool, first: int) -> tuple[MissingPoint, ...]:
    """Return the *first* targeted data points that either city lacks, in the order of the targets."""
    lacking = ((p, p in own.known, p in other.known) for p in among.targets if p not in own.known or p not in other.known)
    return tuple(
        MissingPoint(
            kpi=point[0],
            data_point=point[1],
            missing_in="CANDIDATE" if here else "CITY" if there else "BOTH",
            city_unit=None if here else _other_unit(own, point),
            candidate_unit=None if there else _other_unit(other, point),
        )
        for point, here, there in islice(lacking, first)
    )


def _other_unit(entrant: Entrant, point: Point) -> str | None:
    return entrant.passed_over[point].unit if point in entrant.passed_over else None


def remarks(own: Entrant, other: Entrant, evidence: Sequence[Point], among: Pool) -> tuple[str, ...]:
    """Return what a reader must know of the values compared.

    For what area they hold where that is not the city, how many could not be verified, how many are not published;
    which are not compared because of their unit; and which are held against a target that was the best value once.
    """
    return (*(each for entrant in (own, other) for each in _remarks(entrant, evidence)), *_outdone(evidence, among.leaders))


def _remarks(entrant: Entrant, evidence: Sequence[Point]) -> Iterator[str]:
    city, seen = entrant.profile, [entrant.known[point].observation for point in evidence]
    for scope in dict.fromkeys(o.scope for o in seen if o.scope):
        yield f"Values of {city.name} hold for another area: {scope}."
    if city.gdp_per_capita is not None and city.gdp_scope:
        yield f"The income of {city.name} holds for another area: {city.gdp_scope}."
    if count := sum(o.status == UNVERIFIABLE for o in seen):
        yield f"Of the {len(seen)} values compared of {city.name}, {count} could not be verified."
    if count := sum(not o.published for o in seen):
        yield f"Of the {len(seen)} values compared of {city.name}, {count} are not published: only the programme sees this answer."
    if over := entrant.passed_over:
        units = {point: value.unit or "without a unit" for point, value in over.items()}
        yield f"Not compared of {city.name}, for a unit that is not known to be the target's: {_named(units)}."


def _outdone(evidence: Sequence[Point], leaders: Mapping[Point, Leader]) -> Iterator[str]:
    found = {point: _best(leaders[point]) for point in evidence if point in leaders}
    if found:
        yield f"The target is no longer the best published value of: {_named(found)}."


def _best(leader: Leader) -> str:
    seen = leader.observation
    return f"{leader.city} has {str(seen.value).removesuffix('.0')} in {seen.year}"


def _named(said: Mapping[Point, str]) -> str:
    """Return the first data points by name with what is said of each, and how many more there are."""
    told = [f"{', '.join(filter(None, point))} ({said[point]})" for point in sorted(said, key=lambda p: (p[0], p[1] or ""))]
    return "; ".join(told[:NAMED]) + f" and {len(told) - NAMED} more" * (len(told) > NAMED)
