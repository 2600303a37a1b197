"""The method held against the oracle, field by field."""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING, Any

from matching.twinning import recommend
from matching.twinning.answer import Extent
from matching.twinning.pool import pool
from tests.matching.twinning import oracle

if TYPE_CHECKING:
    from matching.twinning.inputs import Profile, Target
    from tests.matching.twinning.cases import Case

NEAR = 1e-12
ROOM = 1e-12
UNTOLD = {"interval", "algorithm_version", "inputs_digest"}
"""What the oracle does not tell, nor the text beside a gate's verdict: these have tests of their own."""
EVERYTHING = Extent(first=1000, first_insufficient=1000, first_missing=1000, first_excluded=1000)


def differences(case: Case) -> tuple[list[str], int]:
    """What differs from the oracle over all cities of a case, and how many candidates were ranked."""
    among, told, ranked = pool(case.cities, case.targets), [], 0
    for city in case.cities:
        found = recommend.recommend(city.code, among, dataclasses.replace(EVERYTHING, min_evidence=case.least))
        truth = oracle.answer(city, case.cities, case.targets, case.least)
        ranked += len(truth["nodes"])
        told += unequal(truth, dataclasses.asdict(found), city.code)
        by_code = {each.code: each for each in case.cities}
        told += [n.code for n in found.nodes if n.interval != interval(city, by_code[n.code], case.targets)]
    return told, ranked


def unequal(truth: Any, found: Any, at: str) -> list[str]:
    """Where two answers differ, numbers by more than rounding."""
    if isinstance(truth, dict):
        untold = UNTOLD | {"note"} if "verdict" in truth else UNTOLD
        own = {name: value for name, value in found.items() if name not in untold}
        if own.keys() != truth.keys():
            return [f"{at}: fields {sorted(own.keys() ^ truth.keys())}"]
        return [text for name in own for text in unequal(truth[name], own[name], f"{at}.{name}")]
    if isinstance(truth, (list, tuple)):
        if len(truth) != len(found):
            return [f"{at}: {len(found)} items for {len(truth)}"]
        return [text for n, pair in enumerate(zip(truth, found, strict=True)) for text in unequal(*pair, f"{at}.{n}")]
    if isinstance(truth, float) and isinstance(found, float):
        return [] if math.isclose(truth, found, abs_tol=NEAR) else [f"{at}: {found} for {truth}"]
    return [] if truth == found else [f"{at}: {found!r} for {truth!r}"]


def outside(
    city: Profile, other: Profile, targets: tuple[Target, ...], draw: list[float] | None = None
) -> tuple[list[float], int]:
    """Completions whose score lies outside the interval, and how many were tried."""
    told = interval(city, other, targets)
    scores = [score for _, _, score in oracle.completions(city, other, targets, draw)]
    return [s for s in scores if not told.low - ROOM <= s <= told.high + ROOM], len(scores)


def interval(city: Profile, other: Profile, targets: tuple[Target, ...]):
    """The interval of a pair, whatever its evidence."""
    from matching.twinning import interval as module  # noqa: PLC0415  # a planted fault replaces parts of it
    from matching.twinning.context import context  # noqa: PLC0415

    among = pool([city, other], targets)
    own, two = among.entrants[city.code].known, among.entrants[other.code].known
    wishes = (oracle.wish(city, other), oracle.wish(other, city))
    return module.bounds(own, two, [t.point for t in targets], context(city, other), wishes)
