"""Units: whether a value is in the unit of its target, as both were written."""

from __future__ import annotations

import unicodedata
from functools import cache

SPELLINGS = (
    ("yes/no per principle", "yes/no"),
    ("number", "services"),
    ("coefficient 0-1", "index"),
    ("ratio (female:male)", "ratio female:male"),
    ("% of city GDP", "% city GDP", "% GDP"),
    ("per 100 000 inhabitants", "per 100 000 inhabitants / year", "degree holders / 100 000 inhabitants"),
    ("kWh / capita / year", "kWh / yr / capita"),
    ("GJ / capita / year", "GJ / yr / capita"),
    ("t CO2e / capita / year", "tonnes eCO2 / capita"),
    ("ug/m3 (annual mean)", "µg/m3", "ug/m3"),
)
"""What the catalogue of KPIs and the publications of cities call the same: they differ in what they leave to the KPI to say.

None differs in scale. Capitals, spaces, and `per` for `/` make no difference anywhere (see `folded`), and are not listed.
"""


def folded(unit: str) -> str:
    """Return a unit without capitals and spaces, compatible characters as one (NFKC), and `/` for `per`.

    >>> folded("FTE per 100 000 inhabitants"), folded("kWh/yr per capita")
    ('fte/100000inhabitants', 'kwh/yr/capita')
    """
    words = unicodedata.normalize("NFKC", unit).casefold().split()
    return "".join("/" if word == "per" else word for word in words)


_NAMES = {folded(spelling): folded(spellings[0]) for spellings in SPELLINGS for spelling in spellings}


@cache
def name(unit: str) -> str:
    """Return the one name of a unit, however it is spelt."""
    return _NAMES.get(folded(unit), folded(unit))


def comparable(unit: str | None, expected: str | None) -> bool:
    """Say whether a value in a unit can be held against a target in the unit of the KPI.

    A value without a unit is in that of its KPI. A KPI whose data points have different units names them with `and`
    between, as in *% and number*: a value is in one of these, and which it is shows only beside another (`stated`).
    Where the KPI has no unit, any may be.
    """
    return unit is None or expected is None or name(unit) in {name(expected), *map(name, expected.split(" and "))}


def stated(unit: str | None, expected: str | None) -> str | None:
    """Return the name of a unit where it says more than that of the KPI does, else None."""
    return None if unit is None or (expected is not None and name(unit) == name(expected)) else name(unit)
