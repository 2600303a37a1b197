"""Seeded chance: streams of random numbers, long tails, draws and days."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any, overload

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def stream(seed: int, theme: str, part: int = 0) -> np.random.Generator:
    """Return the random numbers of one part of one theme: a change of one theme leaves the others as they were."""
    return np.random.default_rng([seed, zlib.crc32(theme.encode()), part])


@overload
def listed(array: Ints) -> list[int]: ...
@overload
def listed(array: Floats) -> list[float]: ...
@overload
def listed(array: Flags) -> list[bool]: ...
def listed(array: npt.NDArray[Any]) -> list[Any]:
    """Return a column as a list of Python's own numbers; numpy leaves the type of what it makes open."""
    return array.tolist()


def listed_rows(array: npt.NDArray[Any]) -> list[list[Any]]:
    """Return a table as a list of its rows, in Python's own numbers."""
    return array.tolist()


def tail(rng: np.random.Generator, size: int, alpha: float) -> Floats:
    """Return weights with a Pareto tail: the top share p of them has about p ** (1 - 1 / alpha) of the sum."""
    return rng.pareto(alpha, size) + 1.0


def zipf(size: int, exponent: float) -> Floats:
    """Return weights that fall with the rank: `rank ** -exponent`."""
    return np.arange(1, size + 1, dtype=np.float64) ** -exponent


def pick(rng: np.random.Generator, weights: Floats, size: int) -> Ints:
    """Return indices drawn with the given weights, with replacement."""
    edges: Floats = np.cumsum(weights)
    found: Ints = np.searchsorted(edges, rng.random(size) * float(edges[-1]), side="right")
    return np.minimum(found, len(weights) - 1).astype(np.int64)


def some(rng: np.random.Generator, size: int, share: float) -> Flags:
    """Return flags of which about a share is set, and the first in any case."""
    flags = rng.random(size) < share
    flags[:1] = True
    return flags


def counts(rng: np.random.Generator, size: int, mean: float) -> Ints:
    """Return how many there are of something, at least one each, with a long tail."""
    return rng.geometric(1.0 / mean, size).astype(np.int64)


def distinct(left: Ints, right: Ints) -> list[tuple[int, int]]:
    """Return the pairs without those that are there twice, in order."""
    return sorted(set(zip(listed(left), listed(right), strict=True)))


def days(rng: np.random.Generator, size: int, first: str | Sequence[str], last: str | Sequence[str]) -> list[str]:
    """Return days from the first on and before the last, as ISO 8601; the first where no day lies between."""
    start, end = np.array(first, dtype="datetime64[D]"), np.array(last, dtype="datetime64[D]")
    between: Ints = np.maximum((end - start).astype(np.int64), 1)
    return (start + rng.integers(0, between, size)).astype(str).tolist()


def words(
    rng: np.random.Generator, size: int, given: list[str] | tuple[str, ...], weights: Sequence[float] | None = None
) -> list[str]:
    """Return words drawn from the given ones."""
    even = np.ones(len(given)) if weights is None else np.array(weights, dtype=np.float64)
    return [given[i] for i in pick(rng, even, size).tolist()]


def unknown(rng: np.random.Generator, values: Sequence[Any], share: float) -> list[Any]:
    """Return values of which about a share is not known."""
    gone = (rng.random(len(values)) < share).tolist()
    return [None if lost else value for lost, value in zip(gone, values, strict=True)]


def codes(prefix: str, numbers: Ints) -> list[str]:
    """Return the codes of numbered things, such as PRJ-000017."""
    return [f"{prefix}-{number:06}" for number in numbers.tolist()]
