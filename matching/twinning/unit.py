"""Units: whether a value is in the unit of its target, as both were written."""

from __future__ import annotations

import re
from functools import cache

SPELLINGS = (
    ("yes/no", "Yes/No", "yes/no per principle"),
    ("number", "Number", "services"),
    ("years", "Years"),
    ("minutes", "Minutes"),
    ("coefficient 0-1", "index", "Index"),
    ("ratio (female:male)", "ratio female:male"),
    ("% of city GDP", "% city GDP", "% GDP"),
    (
        "per 100 000 inhabitants",
        "Per 100 000 inhabitants",
        "per 100 000 inhabitants / year",
        "degree holders / 100 000 inhabitants",
    ),
    ("kWh / capita / year", "kWh / yr / capita"),
    ("GJ / capita / year", "GJ / yr / capita"),
    ("t CO2e / capita / year", "tonnes eCO2 / capita"),
    ("ug/m3 (annual mean)", "\N{MICRO SIGN}g/m3", "\N{GREEK SMALL LETTER MU}g/m3", "ug/m3"),
)
"""What the catalogue of KPIs and the publications of cities call the same: they differ in what they leave to the KPI to say.

None differs in scale. What `folded` takes for the same is not listed. Capitals are, word by word: *mW* is not *MW*.
"""
RANGES = {"coefficient 0-1": (0.0, 1.0)}
"""Units that say where their values lie; a value elsewhere is in another, whatever it is called: *index* is 0 to 100 too."""
RAISED = str.maketrans("\N{SUPERSCRIPT TWO}\N{SUPERSCRIPT THREE}\N{SUBSCRIPT TWO}", "232")


def folded(unit: str) -> str:
    """Return a unit with `/` for `per`, thousands in one, and no spaces around `/` or at the ends.

    A raised digit is as good as a plain one behind a letter (*m³*), not behind a digit (*10³*).

    >>> folded("FTE per 100 000 inhabitants"), folded("kWh/yr  per capita"), folded("10³ m³")
    ('FTE/100000 inhabitants', 'kWh/yr/capita', '10³ m3')
    """
    plain = re.sub(r"(?<=[^\W\d_])[²³₂]", lambda found: found[0].translate(RAISED), unit)
    words = " ".join("/" if word == "per" else word for word in plain.split())
    return re.sub(r" ?/ ?", "/", re.sub(r"(?<=\d) (?=\d{3}\b)", "", words))


_NAMES = {folded(spelling): folded(spellings[0]) for spellings in SPELLINGS for spelling in spellings}
_RANGES = {folded(unit): ends for unit, ends in RANGES.items()}


@cache
def name(unit: str) -> str:
    """Return the one name of a unit, however it is spelt."""
    return _NAMES.get(folded(unit), folded(unit))


def comparable(value: float, unit: str | None, expected: str | None) -> bool:
    """Say whether a value in a unit can be held against a target in the unit of the KPI.

    A value without a unit is in that of its KPI. A KPI whose data points have different units names them with `and`
    between, as in *% and number*: in which of them a target stands is not known, so no value can be held against it.
    Where the KPI has no unit, only values without one can.
    """
    if expected is None:
        return unit is None
    if " and " in expected or (unit is not None and name(unit) != name(expected)):
        return False
    least, most = _RANGES.get(name(expected), (value, value))
    return least <= value <= most
