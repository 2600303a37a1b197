"""Financiers, their instruments, what is funded with them, and bundles of small projects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.model import FinancierKind, FundingStatus, InstrumentKind, LegalForm, ProjectStage, ReadinessItem
from server.world.chance import codes, counts, days, distinct, listed, listed_rows, pick, some, stream, tail, unknown, words
from server.world.countries import LANDS
from server.world.money import amount, amounts, currencies
from server.world.places import lands
from server.world.row import SOURCE, edge, node, table
from server.world.today import TODAY
from server.world.topics import SECTORS

if TYPE_CHECKING:
    from server.world.places import Places
    from server.world.projects import Projects
    from server.world.row import Rows

SMALL = 3_000_000
"""Capital in EUR up to which a project is bundled with others."""


def instrument_codes(size: int) -> list[str]:
    """Return the codes of the instruments of a world of that many cities."""
    return codes("INS", np.arange(6 + size // 7))


def bundle_codes(size: int) -> list[str]:
    """Return the codes of the bundles of a world of that many cities."""
    return codes("BUN", np.arange(1 + size // 50))


def finance_rows(places: Places, seed: int) -> Rows:
    """Yield financiers and instruments: few financiers provide most."""
    rng, size = stream(seed, "finance"), 3 + places.size // 20
    banks, found = codes("FIN", np.arange(size)), instrument_codes(places.size)
    land = [LANDS[at] for at in listed(rng.integers(0, lands(places.size), size))]
    rows = table(
        name=[
            f"{each.name} {word} {n}" for n, (each, word) in enumerate(zip(land, words(rng, size, ("Bank", "Fund")), strict=True))
        ],
        countryCode=[each.code for each in land],
        languages=[sorted({each.language, "en"}) for each in land],
        summary=["Gives money to projects of cities."] * size,
        source=[SOURCE] * size,
        kind=unknown(rng, words(rng, size, list(FinancierKind.__members__)), 0.05),
        published=listed(some(rng, size, 0.95)),
        synthetic=[True] * size,
    )
    for code, row in zip(banks, rows, strict=True):
        yield node("Financier", code, **row)
    provider = listed(pick(rng, tail(rng, size, 1.2), len(found)))
    for code, bank, row in zip(
        found, provider, _instruments(rng, currencies(seed, "instruments", [land[at] for at in provider], 0.5)), strict=True
    ):
        yield node("Instrument", code, **row)
        yield edge("Provides", banks[bank], code)


def _instruments(rng: np.random.Generator, currency: list[str]):  # noqa: ANN202
    """Yield the properties of the instruments in these currencies; many conditions are not known."""
    size = len(currency)
    low = np.exp(rng.normal(13, 1.5, size)).round(-3)
    kinds = words(rng, size, list(InstrumentKind.__members__), (4, 5, 2, 2, 2, 2))
    return table(
        name=[f"{kind.replace('_', ' ').capitalize()} line {n}" for n, kind in enumerate(kinds)],
        kind=kinds,
        ticketLow=unknown(rng, amounts(low, currency), 0.1),
        ticketHigh=unknown(rng, amounts(20 * low, currency), 0.1),
        currency=currency,
        tenorYears=unknown(rng, listed(rng.integers(3, 31, size).astype(float)), 0.3),
        rate=unknown(rng, listed(rng.uniform(0.5, 9, size).round(2)), 0.4),
        sectors=_lists(rng, size, [sector.name for sector in SECTORS], 0.2),
        stages=_lists(rng, size, list(ProjectStage.__members__), 0.4),
        countryCodes=_lists(rng, size, [land.code for land in LANDS], 0.15),
        legalForms=_lists(rng, size, list(LegalForm.__members__), 0.4),
        requires=_lists(rng, size, list(ReadinessItem.__members__), 0.3),
        deadline=unknown(rng, days(rng, size, TODAY, "2028-01-01"), 0.6),
        source=[SOURCE] * size,
        published=listed(some(rng, size, 0.9)),
        synthetic=[True] * size,
    )


def _lists(rng: np.random.Generator, size: int, given: list[str], share: float) -> list[list[str]]:
    """Return a part of the given words for each row; every third row has none."""
    held = listed_rows(rng.random((size, len(given))) < share)
    return [[w for w, there in zip(given, row, strict=True) if there and n % 3] for n, row in enumerate(held)]


def funding_rows(places: Places, projects: Projects, seed: int) -> Rows:
    """Yield what is funded with which instrument, and the bundles."""
    rng, found = stream(seed, "funding"), instrument_codes(places.size)
    size = max(1, round(0.3 * len(projects.codes)))
    pairs = distinct(pick(rng, tail(rng, len(found), 1.1), size), rng.integers(0, len(projects.codes), size))
    state = words(rng, len(pairs), list(FundingStatus.__members__))
    share = listed(rng.uniform(0.1, 0.9, len(pairs)))
    for n, (instrument, project) in enumerate(pairs):
        currency = projects.currency[project]
        told = {"amount": amount(int(projects.capital[project]) * share[n], currency), "currency": currency}
        yield edge("Funds", found[instrument], projects.codes[project], **told, status=state[n])
    small = rng.permutation(np.flatnonzero(projects.capital <= max(SMALL, int(projects.capital.min()))))
    bundles = bundle_codes(places.size)
    ends = np.cumsum(counts(rng, len(bundles), 4.0))
    for number, (code, part) in enumerate(zip(bundles, np.split(small, ends), strict=False), 1):
        yield node("Bundle", code, name=f"Bundle {number}", summary="Small projects together.", published=True, synthetic=True)
        for project in listed(part):
            yield edge("Groups", code, projects.codes[project])
