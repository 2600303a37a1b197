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


LEAST = {"first": 1, "min_evidence": 1, "first_insufficient": 0, "first_missing": 0, "first_excluded": 0}
"""The least that may be asked for: nothing need be listed of what is not ranked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How much is asked for: how many to rank, from how much evidence, and how much to list of what is not ranked."""

    first: int
    min_evidence: int = 5
    first_insufficient: int = 50
    first_missing: int = 100
    first_excluded: int = 10

    def __post_init__(self) -> None:
        """Raise `ValueError` for a number below the least."""
        for name, least in LEAST.items():
            if getattr(self, name) < least:
                raise ValueError(f"{name} must be at least {least}, found {getattr(self, name)}")


DEFAULTS = {each.name: each.default for each in fields(Extent) if isinstance(each.default, int)}
"""Of the numbers that may be left out."""


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
class Excluded:
    """A city that is no candidate, because it fails a gate that excludes."""

    code: str
    gates: tuple[Gate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TwinRecommendations:
    """The answer for one city; of all others, `evaluated` says how many were looked at: ranked, insufficient, excluded."""

    city: str
    nodes: tuple[TwinRecommendation, ...]
    insufficient_evidence: tuple[InsufficientEvidence, ...]
    insufficient_count: int
    excluded: tuple[Excluded, ...]
    excluded_count: int
    evaluated: int
    algorithm_version: str
    inputs_digest: str

    @property
    def rows(self) -> int:
        """How long it is: one for each city and data point it tells of, and for four that are missing."""
        told = sum(1 + len(n.learns) + len(n.teaches) + len(n.shared_challenges) for n in self.nodes)
        return told + len(self.excluded) + sum(1 + len(each.missing) // 4 for each in self.insufficient_evidence)
