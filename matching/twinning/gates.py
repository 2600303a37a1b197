"""Gates: conditions of a pair that hold, do not hold, or cannot be said; unknown never excludes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from matching.twinning.inputs import Profile

Verdict = Literal["PASS", "FAIL", "UNKNOWN"]


@dataclass(frozen=True, slots=True)
class Gate:
    """A condition, its verdict and why; `excludes` is false for one that only informs."""

    name: str
    verdict: Verdict
    note: str
    excludes: bool = True


def gates(city: Profile, candidate: Profile) -> tuple[Gate, ...]:
    """Return the gates of a candidate: another city; its KPI evaluation published; not already twinned (informs only)."""
    same, published = city.code == candidate.code, candidate.evaluation_published
    twins = _records(city, candidate)
    said: dict[bool | None, tuple[Verdict, str]] = {
        True: ("PASS", "Its KPI evaluation, or values of it, are published."),
        False: ("FAIL", "It has a KPI evaluation, of which nothing is published."),
        None: ("UNKNOWN", "No published KPI evaluation of it, or value of one, is known here."),
    }
    return (
        Gate("anotherCity", "FAIL" if same else "PASS", "It is the city itself." if same else "It is another city."),
        Gate("evaluationPublished", *said[published]),
        Gate(
            "notYetTwinned",
            "FAIL" if twins else "PASS",
            f"They are {' and '.join(twins) or 'neither recorded as twins nor a pair of the programme'}.",
            excludes=False,
        ),
    )


def _records(one: Profile, two: Profile) -> list[str]:
    """Return what makes twins of two cities, whichever of them records it."""
    records = {
        "recorded as twins": two.code in one.twinned_with or one.code in two.twinned_with,
        "a pair of the programme": two.code in one.paired_with or one.code in two.paired_with,
    }
    return [name for name, holds in records.items() if holds]


def excludes(found: tuple[Gate, ...]) -> bool:
    """Say whether a gate that excludes was failed."""
    return any(g.excludes and g.verdict == "FAIL" for g in found)
