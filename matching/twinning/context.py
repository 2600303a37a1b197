"""Context: how alike two cities are in what makes a practice transferable."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from matching.twinning.inputs import Profile

KOEPPEN = re.compile(r"A[fmsw]|B[SW][hk]|C[fsw][abc]|D[fsw][abcd]|E[FT]")
"""The classes of Koeppen and Geiger, after Kottek et al. 2006 (doi:10.1127/0941-2948/2006/0130)."""
LANGUAGE = re.compile("[a-z]{2}")
"""A code of ISO 639-1; what is none is not compared."""
MACROLANGUAGES = {"nb": "no", "nn": "no"}
"""Languages of ISO 639-1 that are part of another of its own, by ISO 639-3."""

V = TypeVar("V", float, tuple[str, ...])
"""What a feature has for a value: a number, or the terms of a classification."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature(Generic[V]):
    """A feature of a city; where two cities differ by the `scale`, similarity has fallen to exp(-1/2), about 0.61.

    `apart` says by how much two values differ, None where that cannot be said, and `most` by how much they can.
    """

    name: str
    unit: str
    scale: float
    most: float = math.inf
    apart: Callable[[V, V], float | None]
    of: Callable[[Profile], V | None]
    year: Callable[[Profile], int | None] = lambda _: None
    sources: Callable[[Profile], tuple[str | None, ...]]

    def compare(self, own: Profile, other: Profile) -> ContextDifference:
        """Return the comparison of two cities by it."""
        a, b = self.of(own), self.of(other)
        own_year, own_sources = self._evidence(own)
        other_year, other_sources = self._evidence(other)
        return ContextDifference(
            feature=self.name,
            unit=self.unit,
            own=None if isinstance(a, tuple) else a,
            own_terms=a if isinstance(a, tuple) else (),
            own_year=own_year,
            own_sources=own_sources,
            other=None if isinstance(b, tuple) else b,
            other_terms=b if isinstance(b, tuple) else (),
            other_year=other_year,
            other_sources=other_sources,
            similarity=self.alike(own, other),
        )

    def alike(self, own: Profile, other: Profile) -> float | None:
        """Return how alike two cities are in it, `exp(-(d / scale)^2 / 2)`, d how far apart; None where that cannot be said."""
        a, b = self.of(own), self.of(other)
        apart = None if a is None or b is None else self.apart(a, b)
        return None if apart is None else self._similarity(apart)

    @property
    def least(self) -> float:
        """The least similarity there can be."""
        return self._similarity(self.most)

    def _similarity(self, apart: float) -> float:
        return math.exp(-((apart / self.scale) ** 2) / 2)

    def _evidence(self, city: Profile) -> tuple[int | None, tuple[str, ...]]:
        """Return the year and the sources of a feature of a city, of which there are none where it is unknown."""
        if self.of(city) is None:
            return None, ()
        return self.year(city), tuple(source for source in self.sources(city) if source)


def _ratio(a: float, b: float) -> float | None:
    """Return the logarithm of the ratio of two amounts, which itself may be beyond what a number can hold."""
    return math.log(a) - math.log(b) if a > 0 and b > 0 else None


def _letters(a: tuple[str, ...], b: tuple[str, ...]) -> float | None:
    """Return how far two climates are apart: 3 in the first letter of their classes, 2 in the second, 1 in the third."""
    if not all(KOEPPEN.fullmatch(climate) for climate in a + b):
        return None
    return next((3 - n for n, (one, two) in enumerate(zip(*a, *b, strict=False)) if one != two), 0)  # a group is of one length


def _other_term(a: tuple[str, ...], b: tuple[str, ...]) -> float | None:
    """Return 0 where two terms are of the same words, else 1."""
    one, two = (_words(term) for (term,) in (a, b))
    return float(one != two) if one and two else None


def _words(term: str) -> list[str]:
    """Return the words of a term without case: letters with their marks, and numbers."""
    kept = (c if unicodedata.category(c)[0] in "LMN" else " " for c in unicodedata.normalize("NFC", term.casefold()))
    return "".join(kept).split()


def _not_shared(a: tuple[str, ...], b: tuple[str, ...]) -> float | None:
    """Return the share of the languages of whoever has fewer that the other has not: 1 less the overlap coefficient."""
    one, two = (
        {MACROLANGUAGES.get(code, code) for code in map(str.casefold, codes) if LANGUAGE.fullmatch(code)} for codes in (a, b)
    )
    return 1 - len(one & two) / min(len(one), len(two)) if one and two else None


def _density(city: Profile) -> float | None:
    found = city.population / city.area if city.population and city.area else None
    return found if found is None or math.isfinite(found) else None


FEATURES: tuple[Feature[float] | Feature[tuple[str, ...]], ...] = (
    Feature(
        name="population",
        unit="inhabitants",
        scale=math.log(5),
        apart=_ratio,
        of=lambda c: c.population,
        year=lambda c: c.population_year,
        sources=lambda c: (c.population_source,),
    ),
    Feature(
        name="gdpPerCapita",
        unit="USD, PPP, 2015 prices",
        scale=math.log(2),
        apart=_ratio,
        of=lambda c: c.gdp_per_capita,
        year=lambda c: c.gdp_year,
        sources=lambda c: (c.gdp_source,),
    ),
    Feature(
        name="density",
        unit="inhabitants per km2",
        scale=math.log(4),
        apart=_ratio,
        of=_density,
        year=lambda c: c.population_year,
        sources=lambda c: (c.population_source, c.area_source),
    ),
    Feature(
        name="climate",
        unit="class of Koeppen and Geiger",
        scale=2,
        most=3,
        apart=_letters,
        of=lambda c: (c.climate,) if c.climate else None,
        sources=lambda c: (c.climate_source,),
    ),
    Feature(
        name="governance",
        unit="form of government",
        scale=1,
        most=1,
        apart=_other_term,
        of=lambda c: (c.governance,) if c.governance else None,
        sources=lambda c: (c.governance_source,),
    ),
    Feature(
        name="languages",
        unit="ISO 639-1 codes",
        scale=0.5,
        most=1,
        apart=_not_shared,
        of=lambda c: c.languages or None,
        sources=lambda c: (c.languages_source,),
    ),
)
"""All features; the scales are our judgement.

Population is wide on purpose: real twins of practice differ up to fifteen-fold in size (IUC pairs of the European Union).
Why these features and these scales: docs/adr/0022-context-of-a-pair.md.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextDifference:
    """One feature of both cities, with its evidence: a number, or the terms of a classification, of which an unknown one has none.

    `similarity` in [0, 1] is None where either is unknown or the two cannot be compared. A year is that the value holds
    for (of a density, that of the population), None where it or the value is unknown.
    """

    feature: str
    unit: str
    own: float | None
    own_terms: tuple[str, ...]
    own_year: int | None
    own_sources: tuple[str, ...]
    other: float | None
    other_terms: tuple[str, ...]
    other_year: int | None
    other_sources: tuple[str, ...]
    similarity: float | None


def context(own: Profile, other: Profile) -> list[ContextDifference]:
    """Return the comparison of two cities by each feature."""
    return [f.compare(own, other) for f in FEATURES]


def similarity(own: Profile, other: Profile) -> float | None:
    """Return X, the mean similarity over the features known of both, None where there is none."""
    found = [alike for f in FEATURES if (alike := f.alike(own, other)) is not None]
    return math.fsum(found) / len(found) if found else None
