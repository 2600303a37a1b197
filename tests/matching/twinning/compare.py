"""The method held against the oracle, number by number."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

from matching.twinning.pool import pool
from matching.twinning.recommend import recommend
from tests.matching.twinning import oracle

if TYPE_CHECKING:
    from matching.twinning.inputs import Profile, Target
    from tests.matching.twinning.cases import Case

NEAR = 1e-12
ROOM = 1e-12


def differences(case: Case) -> tuple[list[str], int]:
    """What differs from the oracle over all cities of a case, and how many candidates were ranked."""
    among, told, ranked = pool(case.cities, case.targets), [], 0
    keys = {t.point: t.key for t in case.targets}
    for city in case.cities:
        found = recommend(city.code, among, first=1000, min_evidence=case.least)
        truth = oracle.answer(city, case.cities, case.targets, case.least)
        ranked += len(truth["ranked"])
        told += _order(truth, found)
        by_code = {node.code: node for node in found.nodes}
        for true in truth["ranked"]:
            if node := by_code.get(true["code"]):
                told += _numbers(true, node, keys)
    return told, ranked


def _order(truth, found) -> list[str]:
    short = [(each.code, each.evidence_count) for each in found.insufficient_evidence]
    told = [] if short == truth["short"] else [f"insufficient evidence {short}"]
    codes = [node.code for node in found.nodes]
    expected = {true["code"]: true for true in truth["ranked"]}
    if set(codes) != set(expected):
        return [*told, f"ranked {codes}"]
    scores = [expected[code]["score"] for code in codes]
    return told if all(a >= b - NEAR for a, b in itertools.pairwise(scores)) else [*told, f"order {codes}"]


def _numbers(true, node, keys) -> list[str]:
    learning = {c.name: c.value for c in node.contributions}["learning"]
    pairs = (("score", node.score), ("coverage", node.coverage), ("learning", learning))
    told = [f"{name} {value} for {true[name]}" for name, value in pairs if not math.isclose(true[name], value, abs_tol=NEAR)]
    for name in ("learns", "teaches"):
        seen = {keys[point.kpi, point.data_point] for point in getattr(node, name)}
        told += [] if seen == true[name] else [f"{name} {seen} for {true[name]}"]
    return told


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
