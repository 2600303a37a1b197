"""Twin recommendations of a city: candidates scored, ranked and explained, or listed with what is missing."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matching.twinning.challenge import shared_challenge
from matching.twinning.context import context, similarity
from matching.twinning.explain import (
    LearningPoint,
    MissingPoint,
    SharedChallenge,
    challenges,
    learning_points,
    missing_points,
    remarks,
)
from matching.twinning.gates import Gate, excluded, gates
from matching.twinning.interval import Interval, bounds
from matching.twinning.learning import learning
from matching.twinning.mutual import harmonic
from matching.twinning.pool import digest
from matching.twinning.score import Components, Contribution, Score, score

if TYPE_CHECKING:
    from matching.twinning.context import ContextDifference
    from matching.twinning.inputs import Point, Profile
    from matching.twinning.pool import Entrant, Pool

ALGORITHM = "twinning-1"
"""Version of the method; a change of any number it gives changes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TwinRecommendation:
    """A candidate with its score in [0, 1], the bounds of the unscaled score, and why."""

    rank: int
    code: str
    score: float
    coverage: float
    interval: Interval
    contributions: tuple[Contribution, ...]
    evidence_count: int
    learns: tuple[LearningPoint, ...]
    teaches: tuple[LearningPoint, ...]
    shared_challenges: tuple[SharedChallenge, ...]
    context: tuple[ContextDifference, ...]
    gates: tuple[Gate, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InsufficientEvidence:
    """A candidate that is not ranked: how many data points both have, how many it takes, and which are missing."""

    code: str
    evidence_count: int
    required: int
    missing: tuple[MissingPoint, ...]
    gates: tuple[Gate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TwinRecommendations:
    """The answer for one city."""

    city: str
    nodes: tuple[TwinRecommendation, ...]
    insufficient_evidence: tuple[InsufficientEvidence, ...]
    evaluated: int
    algorithm_version: str
    inputs_digest: str


@dataclass(frozen=True, slots=True)
class _Pair:
    """A city and a candidate with enough evidence, scored."""

    own: Entrant
    other: Entrant
    evidence: list[Point]
    learns: dict[Point, float]
    teaches: dict[Point, float]
    challenge: dict[Point, float]
    context: list[ContextDifference]
    score: Score
    coverage: float


def recommend(code: str, among: Pool, *, first: int, min_evidence: int = 5) -> TwinRecommendations:
    """Return the *first* best twins of a city among a pool, by score, then coverage, then code.

    A candidate that shares fewer than *min_evidence* data points with the city is not ranked but listed. The method is
    in the docstrings of `learning`, `shared_challenge`, `context`, `score` and `bounds`.
    Raises `KeyError` for a city that is not in the pool, `ValueError` for numbers below 1.
    """
    if first < 1 or min_evidence < 1:
        raise ValueError(f"first and min_evidence must be at least 1, found {first} and {min_evidence}")
    own = among.entrants[code]
    open_to = [e for e in among.entrants.values() if not excluded(gates(own.profile, e.profile))]
    shared = {e.profile.code: [p for p in among.targets if p in own.known and p in e.known] for e in open_to}
    pairs = [_pair(own, e, shared[e.profile.code], among) for e in open_to if len(shared[e.profile.code]) >= min_evidence]
    pairs.sort(key=lambda p: (-p.score.value, -p.coverage, p.other.profile.code))
    few = [e for e in open_to if len(shared[e.profile.code]) < min_evidence]
    few.sort(key=lambda e: (-len(shared[e.profile.code]), e.profile.code))
    return TwinRecommendations(
        city=code,
        nodes=tuple(_told(rank, pair, among) for rank, pair in enumerate(pairs[:first], 1)),
        insufficient_evidence=tuple(_missing(own, e, len(shared[e.profile.code]), min_evidence, among) for e in few),
        evaluated=len(open_to),
        algorithm_version=ALGORITHM,
        inputs_digest=digest([ALGORITHM, among.digest, code, first, min_evidence]),
    )


def _pair(own: Entrant, other: Entrant, evidence: list[Point], among: Pool) -> _Pair:
    learns, teaches = learning(own.known, other.known, evidence), learning(other.known, own.known, evidence)
    challenge = shared_challenge(own.known, other.known, evidence)
    features = context(own.profile, other.profile)
    wishes = _wishes(own.profile, other.profile)
    found = score(
        Components(
            learns=math.fsum(learns.values()),
            teaches=math.fsum(teaches.values()),
            challenge=math.fsum(challenge.values()),
            context=similarity(features),
            wishes=None if wishes[0] is None or wishes[1] is None else harmonic(wishes[0], wishes[1]),
        )
    )
    assert found  # there is evidence
    coverage = found.weight * len(evidence) / len(among.targets)
    return _Pair(own, other, evidence, learns, teaches, challenge, features, found, coverage)


def _wishes(own: Profile, other: Profile) -> tuple[float | None, float | None]:
    return (own.wishes or {}).get(other.code), (other.wishes or {}).get(own.code)


def _told(rank: int, pair: _Pair, among: Pool) -> TwinRecommendation:
    own, other = pair.own, pair.other
    return TwinRecommendation(
        rank=rank,
        code=other.profile.code,
        score=pair.score.value,
        coverage=pair.coverage,
        interval=bounds(own.known, other.known, among.targets, pair.context, _wishes(own.profile, other.profile)),
        contributions=pair.score.contributions,
        evidence_count=len(pair.evidence),
        learns=learning_points(pair.learns, own, other, among),
        teaches=learning_points(pair.teaches, own, other, among),
        shared_challenges=challenges(pair.challenge, own, other),
        context=tuple(pair.context),
        gates=gates(own.profile, other.profile),
        remarks=remarks(own, other, pair.evidence),
    )


def _missing(own: Entrant, other: Entrant, count: int, required: int, among: Pool) -> InsufficientEvidence:
    return InsufficientEvidence(
        code=other.profile.code,
        evidence_count=count,
        required=required,
        missing=missing_points(own, other, among),
        gates=gates(own.profile, other.profile),
    )
