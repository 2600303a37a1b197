"""The cities that are compared, held once against the targets for all comparisons."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import orjson

from graph.model import TargetBasis
from matching.twinning.attainment import HIGHER, UNVERIFIABLE, Known, checked, known

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
class Pool:
    """All cities by code, the targets by data point, and the SHA-256 of both in an order of their own.

    `leaders`: who is best on each data point whose target was the best value when it was set and no longer is.
    """

    entrants: Mapping[str, Entrant]
    targets: Mapping[Point, Target]
    leaders: Mapping[Point, Entrant]
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
    return Pool(entrants, by_point, _leaders(entrants.values(), by_point), seal.hexdigest())


def _leaders(entrants: Iterable[Entrant], targets: Mapping[Point, Target]) -> dict[Point, Entrant]:
    """Return the best entrant, the first of equals, on each data point where one is better than the leading city's target.

    As where such a target is set, only a value counts that is published and was not called unverifiable.
    """
    made = {p: (1 if t.improvement == HIGHER else -1, t.target) for p, t in targets.items() if t.basis == LEADING}
    leaders: dict[Point, Entrant] = {}
    for entrant in entrants:
        for point in made.keys() & entrant.known.keys():
            seen, (sign, best) = entrant.known[point].observation, made[point]
            if seen.published and seen.status != UNVERIFIABLE and seen.value is not None and sign * (seen.value - best) > 0:
                made[point], leaders[point] = (sign, seen.value), entrant
    return leaders


def digest(parts: Iterable[Any]) -> str:
    """Return the SHA-256 of dataclasses and plain values as JSON with sorted keys and sorted sets."""
    return hashlib.sha256(orjson.dumps(list(parts), default=sorted, option=orjson.OPT_SORT_KEYS)).hexdigest()
