"""Twin recommendations of a city: candidates scored, ranked and explained, or listed with what is missing."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matching.twinning.answer import Excluded, Extent, InsufficientEvidence, TwinRecommendation, TwinRecommendations
from matching.twinning.challenge import shared_challenge
from matching.twinning.context import context, similarity
from matching.twinning.explain import challenges, learning_points, missing_points, remarks
from matching.twinning.gates import excludes, gates
from matching.twinning.interval import bounds
from matching.twinning.learning import learning
from matching.twinning.mutual import harmonic
from matching.twinning.pool import digest, unchecked
from matching.twinning.score import Components, Score, score

if TYPE_CHECKING:
    from collections.abc import Callable

    from matching.twinning.inputs import Point, Profile
    from matching.twinning.pool import Entrant, Pool

ALGORITHM = "twinning-6"
"""Version of the method; a change of any number it gives changes it."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """A city and a candidate with enough evidence, scored."""

    own: Entrant
    other: Entrant
    evidence: list[Point]
    learns: dict[Point, float]
    teaches: dict[Point, float]
    challenge: dict[Point, float]
    score: Score
    coverage: float


def recommend(code: str, among: Pool, extent: Extent, check: Callable[[], None] = unchecked) -> TwinRecommendations:
    """Return the best twins of a city among a pool, by score, then coverage, then code, as many as *extent* asks for.

    A candidate that shares too few data points with the city is not ranked but listed, and so is one that fails a gate. The method is in the docstrings
    of `learning`, `shared_challenge`, `context`, `score` and `bounds`. *check* is called at each candidate and stops
    the work by raising. Raises `KeyError` for a city that is not in the pool.
    """
    city = among.entrants[code]
    pairs: list[_Pair] = []
    few: list[tuple[int, Entrant, Entrant]] = []
    out: list[Excluded] = []
    for candidate in among.entrants.values():
        check()
        if candidate is city:
            continue
        if excludes(found := gates(city.profile, candidate.profile)):
            out.append(Excluded(code=candidate.profile.code, gates=found))
            continue
        evidence = [p for p in among.targets if p in city.known and p in candidate.known]
        if len(evidence) < extent.min_evidence:
            few.append((len(evidence), city, candidate))
        else:
            pairs.append(_pair(city, candidate, evidence, among))
    pairs.sort(key=_place)
    few.sort(key=lambda each: (-each[0], each[2].profile.code))
    return TwinRecommendations(
        city=code,
        nodes=tuple(_told(rank, pair, among) for rank, pair in enumerate(pairs[: extent.first], 1)),
        insufficient_evidence=tuple(_missing(*each, extent, among) for each in few[: extent.first_insufficient]),
        insufficient_count=len(few),
        excluded=tuple(out[: extent.first_excluded]),
        excluded_count=len(out),
        evaluated=len(pairs) + len(few) + len(out),
        algorithm_version=ALGORITHM,
        inputs_digest=digest([ALGORITHM, among.digest, code, extent]),
    )


def _place(pair: _Pair) -> tuple[float, float, str]:
    return -pair.score.value, -pair.coverage, pair.other.profile.code


def _pair(own: Entrant, other: Entrant, evidence: list[Point], among: Pool) -> _Pair:
    learns, teaches = learning(own.known, other.known, evidence), learning(other.known, own.known, evidence)
    challenge = shared_challenge(own.known, other.known, evidence)
    wishes = _wishes(own.profile, other.profile)
    found = score(
        Components(
            learns=math.fsum(learns.values()),
            teaches=math.fsum(teaches.values()),
            challenge=math.fsum(challenge.values()),
            context=similarity(own.profile, other.profile),
            wishes=None if wishes[0] is None or wishes[1] is None else harmonic(wishes[0], wishes[1]),
        )
    )
    assert found  # there is evidence
    coverage = found.weight * len(evidence) / len(among.targets)
    return _Pair(own, other, evidence, learns, teaches, challenge, found, coverage)


def _wishes(own: Profile, other: Profile) -> tuple[float | None, float | None]:
    return (own.wishes or {}).get(other.code), (other.wishes or {}).get(own.code)


def _told(rank: int, pair: _Pair, among: Pool) -> TwinRecommendation:
    own, other = pair.own, pair.other
    features = context(own.profile, other.profile)
    return TwinRecommendation(
        rank=rank,
        code=other.profile.code,
        score=pair.score.value,
        coverage=pair.coverage,
        interval=bounds(own.known, other.known, among.targets, features, _wishes(own.profile, other.profile)),
        contributions=pair.score.contributions,
        evidence_count=len(pair.evidence),
        learns=learning_points(pair.learns, own, other, among),
        teaches=learning_points(pair.teaches, own, other, among),
        shared_challenges=challenges(pair.challenge, own, other),
        context=tuple(features),
        gates=gates(own.profile, other.profile),
        remarks=remarks(own, other, pair.evidence, among),
    )


def _missing(count: int, own: Entrant, other: Entrant, extent: Extent, among: Pool) -> InsufficientEvidence:
    return InsufficientEvidence(
        code=other.profile.code,
        evidence_count=count,
        required=extent.min_evidence,
        missing=missing_points(own, other, among, extent.first_missing),
        missing_count=len(among.targets) - count,
        gates=gates(own.profile, other.profile),
    )
