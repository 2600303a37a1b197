"""The cities that are compared, held once against the targets for all comparisons."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import orjson

from graph.model import TargetBasis
from matching.twinning.attainment import HIGHER, UNVERIFIABLE, USABLE, Known, checked, known
from matching.twinning.unit import comparable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from matching.twinning.inputs import Observation, Point, Profile, Target

LEADING = TargetBasis.LEADING_CITY.name


@dataclass(frozen=True, slots=True)
class Entrant:
    """A city, what is known of it on each targeted data point, and the values that their units keep from being compared."""

    profile: Profile
    known: Mapping[Point, Known]
    passed_over: Mapping[Point, Observation]


@dataclass(frozen=True, slots=True)
class Leader:
    """The best value on a data point, and the name of the city that has it."""

    city: str
    observation: Observation


@dataclass(frozen=True, slots=True)
class Pool:
    """All cities by code, the targets by data point, and the SHA-256 of both in an order of their own.

    `leaders`: the best value on each data point whose target was the best value when it was set and no longer is.
    """

    entrants: Mapping[str, Entrant]
    targets: Mapping[Point, Target]
    leaders: Mapping[Point, Leader]
    digest: str


def unchecked() -> None:
    """Let the work go on."""


def pool(profiles: Iterable[Profile], targets: Sequence[Target], check: Callable[[], None] = unchecked) -> Pool:
    """Return the pool of some cities; *check* is called at each and stops the work by raising.

    Raises `ValueError` for two targets of one data point or a target against which nothing can be held.
    """
    by_point = {t.point: checked(t) for t in sorted(targets, key=lambda t: t.key)}
    if len(by_point) < len(targets):
        raise ValueError("a data point has more than one target in the set")
    entrants: dict[str, Entrant] = {}
    seal = hashlib.sha256(digest(by_point.values()).encode())
    for profile in sorted(profiles, key=lambda p: p.code):
        check()
        seen = replace(profile, observations=tuple(sorted(profile.observations, key=lambda o: o.key)))
        entrants[profile.code] = Entrant(seen, *known(seen.observations, by_point))
        seal.update(digest([seen]).encode())
    return Pool(entrants, by_point, _leaders((e.profile for e in entrants.values()), by_point), seal.hexdigest())


def _leaders(profiles: Iterable[Profile], targets: Mapping[Point, Target]) -> dict[Point, Leader]:
    """Return the best value, the first city's of equals, on each data point where one is better than the leading city's target.

    As where such a target is set, a value counts of any year that is published and was not called unverifiable.
    """
    made = {p: (1 if t.improvement == HIGHER else -1, t.target) for p, t in targets.items() if t.basis == LEADING}
    leaders: dict[Point, Leader] = {}
    for profile in profiles:
        for each in profile.observations:
            point = each.kpi, each.data_point
            if (
                point in made
                and each.value is not None
                and _leads(each)
                and comparable(each.value, each.unit, targets[point].unit)
            ):
                sign, best = made[point]
                if sign * (each.value - best) > 0:
                    made[point], leaders[point] = (sign, each.value), Leader(profile.name, each)
    return leaders


def _leads(value: Observation) -> bool:
    return value.published and value.status in USABLE and value.status != UNVERIFIABLE


def digest(parts: Iterable[Any]) -> str:
    """Return the SHA-256 of dataclasses and plain values as JSON with sorted keys and sorted sets."""
    return hashlib.sha256(orjson.dumps(list(parts), default=sorted, option=orjson.OPT_SORT_KEYS)).hexdigest()
