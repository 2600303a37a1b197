"""Money: amounts are drawn in euros and told in the currency of a country, or in one that is used across borders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from server.world.chance import listed, pick, some, stream

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from server.world.countries import Land

RATES: Mapping[str, float] = {
    "EUR": 1.0,
    "USD": 1.1,
    "BRL": 6.0,
    "DKK": 7.5,
    "INR": 90.0,
    "KES": 140.0,
    "KRW": 1450.0,
    "KZT": 500.0,
    "MAD": 11.0,
    "MYR": 5.0,
    "NOK": 11.5,
    "PLN": 4.3,
    "SAR": 4.0,
    "SEK": 11.5,
    "XOF": 656.0,
    "ZAR": 20.0,
}
"""Currencies: about how many of their units a euro is worth, for amounts of a plausible size; nothing is converted by it."""
ABROAD = ("EUR", "USD")


def currencies(seed: int, theme: str, lands: Sequence[Land], home: float = 0.85) -> list[str]:
    """Return a currency for each country given: a share is its own, others are used across borders, two of three the euro."""
    rng, size = stream(seed, f"currencies of {theme}"), len(lands)
    own, other = listed(some(rng, size, home)), listed(pick(rng, np.array([2.0, 1.0]), size))
    return [land.currency if mine else ABROAD[at] for land, mine, at in zip(lands, own, other, strict=True)]


def amounts(euros: npt.NDArray[Any], currency: Sequence[str]) -> list[str]:
    """Return amounts in euros, each in its currency, to a hundredth."""
    return [amount(each, unit) for each, unit in zip(listed(euros), currency, strict=True)]


def amount(euros: float, currency: str) -> str:
    """Return an amount in euros in a currency, to a hundredth."""
    return f"{euros * RATES[currency]:.2f}"
