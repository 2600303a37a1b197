"""The score of a pair: the exact sum of named contributions."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matching.twinning.mutual import euler_shares

if TYPE_CHECKING:
    from collections.abc import Mapping

WEIGHTS: Mapping[str, float] = {"benefit": 0.4, "challenge": 0.25, "context": 0.2, "wishes": 0.15}


@dataclass(frozen=True, slots=True)
class Contribution:
    """A named part of a score; the parts add up to it."""

    name: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Components:
    """What a score is made of, each in [0, 1], None where it cannot be said."""

    learns: float | None
    teaches: float | None
    challenge: float | None
    context: float | None
    wishes: float | None


@dataclass(frozen=True, slots=True)
class Score:
    """`value` in [0, 1] is the sum of the contributions; `weight` is the weight of the components that are known."""

    value: float
    contributions: tuple[Contribution, ...]
    weight: float


def score(found: Components) -> Score | None:
    """Return `0.4 H + 0.25 C + 0.2 X + 0.15 W` over the components that are known, with weights rescaled to them.

    H, the mutual benefit, is the harmonic mean of what each side learns, told as its two Euler shares.
    None where nothing is known.
    """
    parts: list[tuple[str, str, float]] = []
    if found.learns is not None and found.teaches is not None:
        learns, teaches = euler_shares(found.learns, found.teaches)
        parts += [("benefit", "learning", learns), ("benefit", "teaching", teaches)]
    others = (
        ("challenge", "sharedChallenge", found.challenge),
        ("context", "context", found.context),
        ("wishes", "wishes", found.wishes),
    )
    parts += [(component, name, value) for component, name, value in others if value is not None]
    if not parts:
        return None
    weight = math.fsum(WEIGHTS[component] for component in dict.fromkeys(p[0] for p in parts))
    made = tuple(Contribution(name, WEIGHTS[component] * value / weight) for component, name, value in parts)
    return Score(math.fsum(c.value for c in made), made, weight)
