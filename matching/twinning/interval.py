"""Bounds of the score over every completion of what is unknown.

A completion gives every city every targeted data point with a share of the target in [0, 1], every value without a grade
a factor of quality in [0.4, 1], every feature a similarity from the least it can have to 1, and both wishes; the score is then the full sum
with unscaled weights. Each part is bounded by itself, so the bounds are valid but not always reached together.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matching.twinning.context import FEATURES
from matching.twinning.mutual import harmonic
from matching.twinning.score import WEIGHTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from matching.twinning.attainment import Known
    from matching.twinning.context import ContextDifference
    from matching.twinning.inputs import Point

SLACK = 1e-9
"""Room for rounding in a bound that is reached by iteration."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Lowest and highest possible value, both in [0, 1]."""

    low: float
    high: float


Known2 = tuple["Known | None", "Known | None"]
Fraction = tuple[float, float]
"""A numerator's and a denominator's term."""


def bounds(
    own: Mapping[Point, Known],
    other: Mapping[Point, Known],
    points: Iterable[Point],
    features: Iterable[ContextDifference],
    wishes: tuple[float | None, float | None],
) -> Interval:
    """Return outer bounds of the unscaled score over every completion; with nothing unknown both are the score."""
    pairs = [(own.get(p), other.get(p)) for p in points]
    learns, teaches = learning_bounds(pairs), learning_bounds([(b, a) for a, b in pairs])
    parts = {
        "benefit": Interval(harmonic(learns.low, teaches.low), harmonic(learns.high, teaches.high)),
        "challenge": challenge_bounds(pairs),
        "context": _context(list(features)),
        "wishes": _wishes(*wishes),
    }
    low, high = (math.fsum(w * getattr(parts[name], end) for name, w in WEIGHTS.items()) for end in ("low", "high"))
    return Interval(max(0.0, low), min(1.0, high))


def _context(features: list[ContextDifference]) -> Interval:
    pairs = [(f.least, 1.0) if d.similarity is None else (d.similarity,) * 2 for f, d in zip(FEATURES, features, strict=True)]
    low, high = (math.fsum(each) / len(pairs) for each in zip(*pairs, strict=True))
    return Interval(low, high)


def _wishes(own: float | None, other: float | None) -> Interval:
    return Interval(harmonic(own or 0.0, other or 0.0), harmonic(1.0 if own is None else own, 1.0 if other is None else other))


def learning_bounds(pairs: list[Known2]) -> Interval:
    """Return the exact bounds of L over every completion: L is the mean of gains r weighted with gaps g.

    A gain grows with the other's quality, so an unknown grade is the best for the highest and the worst for the lowest.
    Highest: a gain grows with the gap and with the other's attainment, so an unknown other reaches all of its target;
    an unknown gap is best 0 or 1, since `g (r(g) - x)` is convex. What is left is a choice of terms of weight 1, made
    greedily from the best down. Lowest: a ratio of sums is least where the sum of `g r(g) - x g` is 0 at its minimum
    (Dinkelbach 1967); each term has its minimum in closed form.
    """
    fixed = [(a.gap * _most_gain(a.gap, b), a.gap) for a, b in pairs if a]
    free = sorted((_most_gain(1.0, b) for a, b in pairs if a is None), reverse=True)
    top, bottom = math.fsum(n for n, _ in fixed), math.fsum(d for _, d in fixed)
    for gain in free:
        if bottom == 0 or gain > top / bottom:
            top, bottom = top + gain, bottom + 1
    return Interval(_lowest(pairs, _least_learning), top / bottom if bottom else 0.0)


def _most_gain(gap: float, other: Known | None) -> float:
    return gap if other is None else max(0.0, other.attainment - 1 + gap) * other.most_quality


def _least_gain(gap: float, other: Known | None) -> float:
    return 0.0 if other is None else max(0.0, other.attainment - 1 + gap) * other.least_quality


def _least_learning(pair: Known2, x: float) -> Fraction:
    """Return the term with the least `g r(g) - x g`, for x from 0 to 1."""
    own, other = pair
    if own:
        return own.gap * _least_gain(own.gap, other), own.gap
    if other is None:
        return 0.0, 1.0
    # no gain up to the other's own gap c; beyond it the term is g (g - c) q - x g, least at g = (c + x / q) / 2
    c = other.gap
    gap = min(1.0, max(c, (c + x / other.least_quality) / 2))
    return gap * _least_gain(gap, other), gap


def challenge_bounds(pairs: list[Known2]) -> Interval:
    """Return the exact bounds of C over every completion.

    Highest: an unknown gap equals the known one, and two unknown ones are both 1. Lowest: an unknown gap is 0 or 1,
    whichever makes the ratio less (Dinkelbach 1967).
    """
    terms = [_most_shared(*pair) for pair in pairs]
    bottom = math.fsum(d for _, d in terms)
    return Interval(_lowest(pairs, _least_shared), math.fsum(n for n, _ in terms) / bottom if bottom else 0.0)


def _most_shared(own: Known | None, other: Known | None) -> Fraction:
    if own and other:
        return min(own.gap, other.gap), max(own.gap, other.gap)
    one = own or other
    return (one.gap, one.gap) if one else (1.0, 1.0)


def _least_shared(pair: Known2, x: float) -> Fraction:
    """Return the term with the least `min - x max`."""
    own, other = pair
    if own and other:
        return min(own.gap, other.gap), max(own.gap, other.gap)
    one = own or other
    if one is None:
        return 0.0, 1.0
    return (0.0, one.gap) if -x * one.gap <= one.gap - x else (one.gap, 1.0)


def _lowest(pairs: list[Known2], least: Callable[[Known2, float], Fraction]) -> float:
    """Return the least ratio of the sums of terms, by Dinkelbach's iteration from above; 0 where it may be 0 / 0."""
    x, unknown = 1.0, any(a is None or b is None for a, b in pairs)
    for _ in range(100):
        terms = [least(pair, x) for pair in pairs]
        top, bottom = math.fsum(n for n, _ in terms), math.fsum(d for _, d in terms)
        if top == 0 or bottom == 0:
            return 0.0
        if top / bottom >= x - 1e-15:
            return max(0.0, top / bottom - SLACK) if unknown else top / bottom
        x = top / bottom
    return max(0.0, x - SLACK) if x < SLACK else 0.0
