"""The context of two cities once more, for the oracle: feature by feature, from the formulas."""

from __future__ import annotations

import math
import unicodedata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matching.twinning.inputs import Profile


FLOORS = (0.0, 0.0, 0.0, math.exp(-9 / 8), math.exp(-1 / 2), math.exp(-2))
"""How unlike two cities can be in each feature: without bound, another group, another form, no language in common."""


def features(a: Profile, b: Profile) -> list[dict[str, Any]]:
    """Each feature of two cities, and how alike they are in it."""
    made: list[dict[str, Any]] = []
    people, land = (
        lambda c: (c.population_year, [c.population_source]),
        lambda c: (c.population_year, [c.population_source, c.area_source]),
    )
    for name, unit, of, ratio, read in (
        ("population", "inhabitants", lambda c: c.population, 5, people),
        ("gdpPerCapita", "USD, PPP, 2015 prices", lambda c: c.gdp_per_capita, 2, lambda c: (c.gdp_year, [c.gdp_source])),
        ("density", "inhabitants per km2", lambda c: c.population / c.area if c.population and c.area else None, 4, land),
    ):
        x, y = of(a), of(b)
        (x_year, x_read), (y_year, y_read) = ((None, []) if of(c) is None else read(c) for c in (a, b))
        alike = None if not x or not y else math.exp(-0.5 * (math.log(x, ratio) - math.log(y, ratio)) ** 2)
        told = {
            "feature": name,
            "unit": unit,
            "own": x,
            "own_terms": [],
            "other": y,
            "other_terms": [],
            "similarity": alike,
            "own_year": x_year,
            "other_year": y_year,
        }
        made.append(
            told | {f"{side}_sources": [s for s in of if s is not None] for side, of in (("own", x_read), ("other", y_read))}
        )
    for name, unit, alike in (
        ("climate", "class of Koeppen and Geiger", climates),
        ("governance", "form of government", governments),
        ("languages", "ISO 639-1 codes", tongues),
    ):
        x, y = terms(a, name), terms(b, name)
        told = {"feature": name, "unit": unit, "own": None, "own_terms": x, "own_year": None, "own_sources": read_of(a, name)}
        told |= {"other": None, "other_terms": y, "other_year": None, "other_sources": read_of(b, name)}
        made.append(told | {"similarity": alike(x, y) if x and y else None})
    return made


def terms(city: Profile, name: str) -> list[str]:
    """The terms a city is classified by."""
    found = getattr(city, name)
    return [found] if isinstance(found, str) else list(found or ())


def read_of(city: Profile, name: str) -> list[str]:
    """Where that was read."""
    source = getattr(city, f"{name}_source")
    return [source] if source is not None and terms(city, name) else []


CLIMATES = (
    *("Af", "Am", "As", "Aw", "BWh", "BWk", "BSh", "BSk", "ET", "EF"),
    *(f"C{wet}{warm}" for wet in "swf" for warm in "abc"),
    *(f"D{wet}{warm}" for wet in "swf" for warm in "abcd"),
)
"""The classes after Kottek et al. 2006, table 1 to 3."""


def climates(x: list[str], y: list[str]) -> float | None:
    """How alike two climates are: one letter from the first that differs counts half a scale."""
    (one,), (two,) = x, y
    if one not in CLIMATES or two not in CLIMATES:
        return None
    if one == two:
        return 1.0
    if one[0] != two[0]:
        return math.exp(-9 / 8)
    return math.exp(-1 / 2) if one[1] != two[1] else math.exp(-1 / 8)


def governments(x: list[str], y: list[str]) -> float | None:
    """How alike two forms of government are: by the same words, as far as there are any."""
    one, two = (plain(each[0]) for each in (x, y))
    return None if "" in (one, two) else 1.0 if one == two else math.exp(-0.5)


def plain(text: str) -> str:
    """A text without case, and with one space for whatever stands between words; a mark belongs to its letter."""
    return " ".join(
        "".join(c if c.isalnum() or unicodedata.category(c) in ("Mn", "Mc", "Me") else " " for c in text.lower()).split()
    )


def tongues(x: list[str], y: list[str]) -> float | None:
    """How alike two lists of languages are, by how many of the shorter one are in the longer; what is no code is passed over."""
    norwegian = {"nb": "no", "nn": "no"}
    spoken = [{norwegian.get(s.lower(), s.lower()) for s in each if len(s) == 2 and s.isalpha()} for each in (x, y)]
    x, y = sorted(spoken, key=len)
    if not x:
        return None
    missing = sum(s not in y for s in x) / len(x)
    return math.exp(-2 * missing**2)
