"""Solutions: who offers them, what they improve, and where they are in use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from graph.model import EvidenceGrade
from server.world.chance import codes, days, distinct, listed, listed_rows, pick, some, stream, tail, unknown, words
from server.world.money import amounts, currencies
from server.world.row import SOURCE, edge, node, table
from server.world.today import TODAY
from server.world.topics import SECTORS, TOPICS

if TYPE_CHECKING:
    from server.world.catalogue import Catalogue
    from server.world.parties import Parties
    from server.world.places import Places
    from server.world.row import Rows

TECHNOLOGIES = ("sensors", "machine learning", "geographic information", "building automation", "payments", "open data")
RESULTS = ("in use across the city", "in use in one district", "ended after the trial")


def solution_codes(size: int) -> list[str]:
    """Return the codes of the solutions of a world of that many cities."""
    return codes("SOL", np.arange(len(SECTORS) + round(0.6 * size)))


def solution_rows(places: Places, parties: Parties, catalogue: Catalogue, seed: int) -> Rows:
    """Yield the solutions with who offers them and the KPIs of their sector they improve."""
    rng, found, sets = stream(seed, "solutions"), solution_codes(places.size), catalogue.by_sector
    size, sector = len(found), np.arange(len(found)) % len(SECTORS)
    topics = [TOPICS[SECTORS[at]][n] for at, n in zip(listed(sector), listed(rng.integers(0, 4, size)), strict=True)]
    price = np.exp(rng.normal(11, 1.3, size)).round(-2)
    offers = listed_rows(pick(rng, parties.pull, 2 * size).reshape(size, 2))
    currency = currencies(seed, "solutions", [places.land(int(parties.seat[offer[0]])) for offer in offers])
    rows = table(
        name=[f"{topic} of {places.names[int(parties.seat[offer[0]])]}" for topic, offer in zip(topics, offers, strict=True)],
        summary=[f"{topic}, ready to be taken up by other cities." for topic in topics],
        source=[SOURCE] * size,
        sector=[SECTORS[at].name for at in listed(sector)],
        technologies=[[word] for word in words(rng, size, TECHNOLOGIES)],
        readinessLevel=unknown(rng, listed(rng.integers(4, 10, size)), 0.2),
        priceLow=unknown(rng, amounts(price, currency), 0.4),
        priceHigh=unknown(rng, amounts(3 * price, currency), 0.5),
        currency=currency,
        published=listed(some(rng, size, 0.9)),
        synthetic=[True] * size,
    )
    grades, shared = words(rng, size, list(EvidenceGrade.__members__), (1, 2, 5, 4, 2)), listed(some(rng, size, 0.1))
    for n, (code, row) in enumerate(zip(found, rows, strict=True)):
        yield node("Solution", code, **row)
        for offer in set(offers[n] if shared[n] else offers[n][:1]):
            yield edge("Offers", parties.organisations[int(offer)], code)
        points = listed(rng.permutation(sets[int(sector[n])])[: 1 + n % 3])
        for point in (catalogue.points[at] for at in points):
            told = _effect(round(float(rng.exponential(8.0)), 1), grades[n], lower=point.improvement == "LOWER")
            yield edge("Improves", code, point.kpi, dataPoint=point.name, grade=grades[n], source=SOURCE, **told)


def _effect(size: float, grade: str, *, lower: bool) -> dict[str, Any]:
    """Return an effect in per cent with its range, wider the worse it is known; without numbers where none is usable."""
    told: dict[str, Any] = {"kind": "RELATIVE_CHANGE", "unit": "%"}
    if grade == "E":
        return told
    sign, doubt = -1 if lower else 1, 0.1 + 0.2 * list(EvidenceGrade.__members__).index(grade)
    low, high = sorted(round(sign * size * (1 + d), 2) + 0.0 for d in (-doubt, doubt))
    return told | {"low": low, "central": sign * size + 0.0, "high": high}  # adding 0 takes the sign off a zero


def deployment_rows(places: Places, seed: int) -> Rows:
    """Yield where solutions are in use: a few nearly everywhere, most in one city or none."""
    rng, found, size = stream(seed, "deployments"), solution_codes(places.size), 2 * places.size
    pairs = distinct(pick(rng, tail(rng, len(found), 1.1), size), pick(rng, places.pull, size))
    year = [int(day[:4]) for day in days(rng, len(pairs), "2012-01-01", TODAY)]
    result = unknown(rng, words(rng, len(pairs), RESULTS), 0.4)
    for n, (solution, city) in enumerate(pairs):
        yield edge("DeployedIn", found[solution], places.codes[city], year=year[n], result=result[n], source=SOURCE)
