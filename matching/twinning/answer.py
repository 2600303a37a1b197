"""What is asked and answered: how much of a recommendation, and the recommendation."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matching.twinning.context import ContextDifference
    from matching.twinning.explain import LearningPoint, MissingPoint, SharedChallenge
    from matching.twinning.gates import Gate
    from matching.twinning.interval import Interval
    from matching.twinning.score import Contribution


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How much is asked for: how many to rank, from how much evidence, and how much to list of what has too little."""

    first: int
    min_evidence: int = 5
    first_insufficient: int = 50
    first_missing: int = 100

    def __post_init__(self) -> None:
        """Raise `ValueError` for a number below 1; nothing need be listed of what has too little."""
        for each in fields(self):
            least = 0 if each.name in {"first_insufficient", "first_missing"} else 1
            if getattr(self, each.name) < least:
                raise ValueError(f"{each.name} must be at least {least}, found {getattr(self, each.name)}")


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
    """A candidate that is not ranked: how many data points both have, how many it takes, and the first that are missing."""

    code: str
    evidence_count: int
    required: int
    missing: tuple[MissingPoint, ...]
    missing_count: int
    gates: tuple[Gate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TwinRecommendations:
    """The answer for one city."""

    city: str
    nodes: tuple[TwinRecommendation, ...]
    insufficient_evidence: tuple[InsufficientEvidence, ...]
    insufficient_count: int
    evaluated: int
    algorithm_version: str
    inputs_digest: str

    @property
    def rows(self) -> int:
        """How long it is: one for each candidate and data point it tells of, and for four that are missing."""
        told = sum(1 + len(n.learns) + len(n.teaches) + len(n.shared_challenges) for n in self.nodes)
        return told + sum(1 + len(each.missing) // 4 for each in self.insufficient_evidence)
