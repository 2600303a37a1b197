"""Projects of cities, the calls for them, the proposals that answer, and the experts who advise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graph.model import DeliveryMode, LegalForm, ReadinessItem
from server.world.chance import (
    Ints,
    codes,
    counts,
    days,
    listed,
    listed_rows,
    pick,
    some,
    stream,
    unknown,
    words,
)
from server.world.money import amounts, currencies
from server.world.row import SOURCE, edge, node, table
from server.world.today import TODAY, YEAR, starts
from server.world.topics import SECTORS, TOPICS

if TYPE_CHECKING:
    from server.world.catalogue import Catalogue
    from server.world.latent import Latent
    from server.world.parties import Parties
    from server.world.places import Places
    from server.world.row import Rows

READY = tuple(ReadinessItem.__members__)
STAGES = {
    "CONCEPT": 5,
    "PREFEASIBILITY": 4,
    "FEASIBILITY": 3,
    "STRUCTURING": 2,
    "PROCUREMENT": 2,
    "CONSTRUCTION": 2,
    "OPERATION": 3,
}
"""How often a project is at each stage."""
STATUSES = {
    "CONCEPT": {"DRAFT": 4, "OPEN": 5, "STOPPED": 1},
    "PREFEASIBILITY": {"DRAFT": 2, "OPEN": 7, "STOPPED": 1},
    "FEASIBILITY": {"OPEN": 6, "IN_PROGRESS": 3, "STOPPED": 1},
    "STRUCTURING": {"OPEN": 5, "IN_PROGRESS": 4, "STOPPED": 1},
    "PROCUREMENT": {"OPEN": 2, "IN_PROGRESS": 7, "STOPPED": 1},
    "CONSTRUCTION": {"IN_PROGRESS": 9, "STOPPED": 1},
    "OPERATION": {"IN_PROGRESS": 1, "DONE": 8, "STOPPED": 1},
}
"""Of ten projects at a stage, how many have which status: what is done is in operation, what looks for money is not built yet."""
AHEAD, OVER = {"DRAFT", "OPEN"}, {"DONE", "STOPPED"}
"""States of projects that are yet to start, and of those that have ended."""
REVENUES = ("none", "user fees", "savings of the city", "land value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Projects:
    """The projects by number: code, city, sector, topic, capital in EUR, currency; the calls with their projects; proposals."""

    codes: list[str]
    city: Ints
    sector: Ints
    topic: list[str]
    capital: Ints
    currency: list[str]
    calls: list[str]
    asked: Ints
    proposals: list[str]
    answered: Ints


def draw_projects(places: Places, latent: Latent, seed: int) -> Projects:
    """Draw about four projects per city, most in few cities, each in a sector the city needs."""
    rng, size = stream(seed, "projects"), 4 * places.size
    city = np.sort(pick(rng, places.pull, size))
    sector: Ints = np.argmax(1.5 * latent.needs[city] + rng.gumbel(size=(size, len(SECTORS))), axis=1)
    capital = np.exp(rng.normal(14.5, 1.4, size)).clip(2e4, 4e9).round(-3).astype(np.int64)
    asked = np.flatnonzero(some(rng, size, 0.3))
    answered = np.repeat(np.arange(len(asked)), counts(rng, len(asked), 2.0))
    topic = [TOPICS[SECTORS[at]][n] for at, n in zip(listed(sector), listed(rng.integers(0, 4, size)), strict=True)]
    return Projects(
        codes=codes("PRJ", np.arange(size)),
        city=city,
        sector=sector,
        topic=topic,
        capital=capital,
        currency=currencies(seed, "projects", [places.land(at) for at in listed(city)]),
        calls=codes("CAL", np.arange(len(asked))),
        asked=asked,
        proposals=codes("PRO", np.arange(len(answered))),
        answered=answered,
    )


def project_rows(found: Projects, places: Places, parties: Parties, catalogue: Catalogue, seed: int) -> Rows:
    """Yield the projects, their cities, and the KPIs of their sector they are to improve."""
    rng, size = stream(seed, "project rows"), len(found.codes)
    ready = listed_rows(rng.random((size, len(READY))) < 0.45)
    stage = words(rng, size, tuple(STAGES), tuple(STAGES.values()))
    status = [_drawn(STATUSES[at], luck) for at, luck in zip(stage, listed(rng.random(size)), strict=True)]
    start = starts(rng, status, AHEAD, "2019-01-01", "2029-01-01")
    end = _ends(rng, status, start)
    told = zip(found.topic, listed(found.city), strict=True)
    rows = table(
        name=[f"{topic} in {places.names[city]}" for topic, city in told],
        summary=[f"{topic}, to close a gap the city's KPIs show." for topic in found.topic],
        source=[SOURCE] * size,
        sector=[SECTORS[at].name for at in listed(found.sector)],
        stage=stage,
        status=status,
        legalForm=unknown(rng, words(rng, size, list(LegalForm.__members__), (8, 4, 2, 2, 2, 1)), 0.3),
        capex=unknown(rng, amounts(found.capital, found.currency), 0.15),
        fundingSought=unknown(rng, amounts(found.capital * 0.6, found.currency), 0.4),
        opex=unknown(rng, amounts(found.capital * 0.04, found.currency), 0.6),
        currency=found.currency,
        subsector=found.topic,
        deliveryMode=unknown(rng, words(rng, size, list(DeliveryMode.__members__)), 0.5),
        revenueModel=unknown(rng, words(rng, size, REVENUES), 0.5),
        beneficiaries=unknown(rng, listed((found.capital // 400).clip(1, 2**31 - 1)), 0.6),
        startDate=unknown(rng, start, 0.3),
        endDate=unknown(rng, end, 0.5),
        readiness=[[item for item, there in zip(READY, each, strict=True) if there] for each in ready],
        missing=[[item for item, there in zip(READY, each, strict=True) if not there][:2] for each in ready],
        published=listed(some(rng, size, 0.8)),
        synthetic=[True] * size,
    )
    led, leaders = listed(some(rng, size, 0.6)), listed(pick(rng, parties.pull, size))
    sets, wanted = catalogue.by_sector, listed(np.minimum(counts(rng, size, 1.8), 4))
    for number, (code, row) in enumerate(zip(found.codes, rows, strict=True)):
        yield node("Project", code, **row)
        yield edge("ProjectInCity", code, places.codes[int(found.city[number])])
        if led[number]:
            yield edge("LedBy", code, parties.organisations[leaders[number]])
        points = listed(rng.permutation(sets[int(found.sector[number])])[: wanted[number]])
        for rank, point in enumerate((catalogue.points[at] for at in points), 1):
            change = round(float(rng.exponential(5.0)), 1) * (-1 if point.improvement == "LOWER" else 1)
            expected = change + 0.0 if rank < 3 else None  # adding 0 takes the sign off a zero
            yield edge("Targets", code, point.kpi, dataPoint=point.name, priority=rank, expected=expected)


def _drawn(tenths: dict[str, int], luck: float) -> str:
    """Return the word that luck, from 0 to below 1, falls on."""
    return [word for word, many in tenths.items() for _ in range(many)][int(10 * luck)]


def _ends(rng: np.random.Generator, status: list[str], start: list[str]) -> list[str]:
    """Return when projects ended, or else are to end: in one to five years, or as long after they start."""
    ended, years = days(rng, len(start), start, TODAY), listed(rng.integers(1, 6, len(start)))
    told = zip(status, start, ended, years, strict=True)
    return [over if state in OVER else f"{max(int(day[:4]), YEAR) + more}{day[4:8]}01" for state, day, over, more in told]
