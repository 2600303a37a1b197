"""Organisations and experts: a few large employers, many small ones, and skills that keep to one sector."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graph.model import OrganisationKind, SkillLevel, VerifierStatus
from server.world.chance import Floats, Ints, codes, counts, days, listed, pick, some, stream, tail, unknown, words
from server.world.countries import LANDS
from server.world.money import amounts, currencies
from server.world.names import TRADES, people
from server.world.row import SOURCE, edge, node, table
from server.world.topics import SECTORS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from server.world.catalogue import Catalogue
    from server.world.places import Places
    from server.world.row import Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """Organisations and experts by number: codes, sector, home city, and how much each draws to itself; the verifiers."""

    organisations: list[str]
    trade: Ints
    seat: Ints
    pull: Floats
    experts: list[str]
    subject: Ints
    home: Ints
    verifiers: list[str]


def draw_parties(places: Places, seed: int) -> Parties:
    """Draw about 1.2 organisations and 3 experts per city."""
    rng, bodies, heads = stream(seed, "parties"), 10 + round(1.2 * places.size), 3 * places.size
    experts = codes("EXP", np.arange(heads))
    return Parties(
        organisations=codes("ORG", np.arange(bodies)),
        trade=rng.integers(0, len(SECTORS), bodies),
        seat=pick(rng, places.pull, bodies),
        pull=tail(rng, bodies, 1.1),
        experts=experts,
        subject=rng.integers(0, len(SECTORS), heads),
        home=pick(rng, places.pull**0.5, heads),
        verifiers=[expert for expert, verifies in zip(experts, listed(some(rng, heads, 0.05)), strict=True) if verifies],
    )


def organisation_rows(found: Parties, places: Places, seed: int) -> Rows:
    """Yield the organisations."""
    rng, size = stream(seed, "organisations"), len(found.organisations)
    of = [places.land(city) for city in listed(found.seat)]
    named = zip(listed(found.seat), words(rng, size, TRADES), listed(found.trade), strict=True)
    rows = table(
        name=[f"{places.names[city]} {SECTORS[trade].name.title()} {word}" for city, word, trade in named],
        countryCode=[land.code for land in of],
        languages=[sorted({land.language, "en"}) for land in of],
        summary=[f"Works on {SECTORS[at].name.lower()} in cities." for at in listed(found.trade)],
        website=unknown(rng, [f"https://{code.lower()}.example" for code in found.organisations], 0.3),
        source=[SOURCE] * size,
        kind=unknown(rng, words(rng, size, list(OrganisationKind.__members__), (12, 3, 2, 2, 1)), 0.05),
        employees=unknown(rng, listed((found.pull * 12).clip(1, 2e6).astype(np.int64)), 0.4),
        published=listed(some(rng, size, 0.95)),
        synthetic=[True] * size,
    )
    for code, row in zip(found.organisations, rows, strict=True):
        yield node("Organisation", code, **row)


def expert_rows(found: Parties, places: Places, catalogue: Catalogue, seed: int) -> Rows:
    """Yield the experts, whom they work for, and the KPIs they can help with."""
    rng, size, verifiers = stream(seed, "experts"), len(found.experts), set(found.verifiers)
    of = [places.land(city) for city in listed(found.home)]
    second = [LANDS[at].language for at in listed(rng.integers(0, len(LANDS), size))]
    states = words(rng, size, list(VerifierStatus.__members__))
    rate, currency = rng.integers(20, 200, size) * 10, currencies(seed, "experts", of)
    rows = table(
        name=people(rng, [land.manner for land in of]),
        countryCode=[land.code for land in of],
        languages=[sorted({land.language, other, "en"}) for land, other in zip(of, second, strict=True)],
        summary=[f"Advises cities on {SECTORS[at].name.lower()}." for at in listed(found.subject)],
        source=[SOURCE] * size,
        contact=unknown(rng, [f"{code.lower()}@experts.example" for code in found.experts], 0.1),
        sectors=[[SECTORS[at].name] for at in listed(found.subject)],
        verifierStatus=[state if code in verifiers else None for code, state in zip(found.experts, states, strict=True)],
        daysPerMonth=unknown(rng, listed(rng.integers(1, 16, size).astype(float)), 0.3),
        dayRate=unknown(rng, amounts(rate, currency), 0.4),
        currency=currency,
        availableFrom=unknown(rng, days(rng, size, "2026-01-01", "2027-07-01"), 0.3),
        published=listed(some(rng, size, 0.9)),
        synthetic=[True] * size,
    )
    employer = listed(pick(rng, found.pull, size))
    employed, skills = listed(some(rng, size, 0.8)), listed(np.minimum(counts(rng, size, 3.0), 8))
    sets = catalogue.by_sector
    for number, (code, row) in enumerate(zip(found.experts, rows, strict=True)):
        yield node("Expert", code, **row)
        if employed[number]:
            yield edge("WorksFor", code, found.organisations[employer[number]])
        own = sets[int(found.subject[number])]
        kpis = {catalogue.points[at].kpi for at in _skills(rng, own, len(catalogue.points), skills[number])}
        for kpi in sorted(kpis):
            level = list(SkillLevel.__members__)[min(2, int(rng.exponential(0.8)))]
            yield edge("SkilledIn", code, kpi, level=level, years=1 + int(rng.exponential(8.0)))


def _skills(rng: np.random.Generator, own: Sequence[int], every: int, size: int) -> list[int]:
    """Return points an expert knows: the first in their own sector, each further one there in four of five cases."""
    within, at = rng.random(size) < 0.8, rng.random(size)
    within[0] = True
    return [own[int(x * len(own))] if near else int(x * every) for near, x in zip(listed(within), listed(at), strict=True)]
