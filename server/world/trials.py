"""Scenarios cities consider, pilots of measures with a planted effect, and the triggers of simulations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from graph.model import EvidenceGrade, PilotStatus, TriggerEvent
from server.world.chance import Floats, codes, counts, days, listed, pick, some, stream, unknown, words, zipf
from server.world.money import amounts, currencies
from server.world.row import edge, node, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.world.catalogue import Catalogue
    from server.world.places import Places
    from server.world.row import Rows

EVENTS = tuple(TriggerEvent.__members__)


def true_effects(catalogue: Catalogue, seed: int) -> Floats:
    """Return the planted effect of each measure in per cent; pilots show it with a standard error."""
    return np.round(stream(seed, "effects").normal(6.0, 4.0, len(catalogue.interventions)), 2)


def effect_truth(catalogue: Catalogue, seed: int) -> Iterator[dict[str, Any]]:
    """Yield the planted effect of each measure."""
    for (code, _), effect in zip(catalogue.interventions, listed(true_effects(catalogue, seed)), strict=True):
        yield {"kind": "Intervention", "code": code, "effect": effect}


def scenario_codes(size: int) -> list[str]:
    """Return the codes of the scenarios of a world of that many cities."""
    return codes("SCE", np.arange(1 + round(0.3 * size)))


def scenario_rows(places: Places, catalogue: Catalogue, seed: int) -> Rows:
    """Yield scenarios with their cities and measures."""
    rng, found = stream(seed, "scenarios"), scenario_codes(places.size)
    cities, measures = listed(pick(rng, places.pull, len(found))), catalogue.interventions
    horizon, wanted = listed(rng.integers(2027, 2051, len(found))), listed(np.minimum(counts(rng, len(found), 2.0), 5))
    for n, code in enumerate(found):
        name = f"Scenario {horizon[n]} for {places.names[cities[n]]}"
        told = {"baseYear": 2025, "horizon": horizon[n], "targetSet": "illustrative", "published": n % 3 == 0, "synthetic": True}
        yield node("Scenario", code, name=name, summary="Measures the city considers together.", **told)
        yield edge("ScenarioFor", code, places.codes[cities[n]])
        for at in listed(rng.permutation(len(measures))[: wanted[n]]):
            coverage = round(float(rng.beta(2, 3)), 2)
            yield edge("Applies", code, measures[at][0], coverage=coverage, startYear=int(rng.integers(2026, horizon[n])))


def pilot_codes(size: int) -> list[str]:
    """Return the codes of the pilots of a world of that many cities."""
    return codes("PIL", np.arange(1 + size // 10))


def pilot_rows(places: Places, catalogue: Catalogue, seed: int) -> Rows:
    """Yield pilots: what they measured is the planted effect of the measure and an error of the size they state."""
    rng, found = stream(seed, "pilots"), pilot_codes(places.size)
    size, measures, truth = len(found), catalogue.interventions, true_effects(catalogue, seed)
    tried, cities = pick(rng, zipf(len(measures), 1.0), size), listed(pick(rng, places.pull, size))
    error = rng.uniform(0.8, 5.0, size).round(2)
    currency = currencies(seed, "pilots", [places.land(city) for city in cities])
    rows = table(
        name=[f"Pilot of {measures[at][0]} in {places.names[city]}" for at, city in zip(listed(tried), cities, strict=True)],
        status=words(rng, size, list(PilotStatus.__members__), (1, 2, 6, 1)),
        startDate=days(rng, size, "2018-01-01", "2025-01-01"),
        hypothesis=["The measure changes what it is meant to change."] * size,
        sampleSize=unknown(rng, listed(rng.integers(20, 2000, size)), 0.3),
        unit=["%"] * size,
        published=listed(some(rng, size, 0.8)),
        budget=unknown(rng, amounts(np.exp(rng.normal(12, 1, size)), currency), 0.3),
        currency=currency,
        effect=listed((truth[tried] + error * rng.normal(size=size)).round(2) + 0.0),  # adding 0 takes the sign off a zero
        standardError=listed(error),
        comparison=unknown(rng, listed(rng.random(size) < 0.5), 0.2),
        grade=words(rng, size, list(EvidenceGrade.__members__), (1, 2, 4, 3, 0)),
        synthetic=[True] * size,
    )
    for n, (code, row) in enumerate(zip(found, rows, strict=True)):
        yield node("Pilot", code, **row)
        yield edge("Tests", code, measures[int(tried[n])][0])
        yield edge("PilotIn", code, places.codes[cities[n]])


def trigger_rows(places: Places, catalogue: Catalogue, seed: int) -> Rows:
    """Yield triggers with the cities they watch and the measures they simulate."""
    rng, size = stream(seed, "triggers"), 2 + places.size // 100
    for n, code in enumerate(codes("TRI", np.arange(size))):
        event = EVENTS[n % len(EVENTS)]
        told = {"event": event, "horizon": 2030 + n % 20, "enabled": n % 4 != 3, "priority": 1 + n % 3, "coolDownDays": 30}
        yield node("Trigger", code, name=f"When {event.lower().replace('_', ' ')}", synthetic=True, **told)
        for city in listed(np.unique(pick(rng, places.pull, 3))):
            yield edge("WatchesCity", code, places.codes[city])
        yield edge("WatchesKpi", code, catalogue.points[int(rng.integers(0, len(catalogue.points)))].kpi)
        for at in listed(np.unique(rng.integers(0, len(catalogue.interventions), 2))):
            coverage, delay = round(float(rng.beta(2, 3)), 2), int(rng.integers(0, 13))
            yield edge("TriggerApplies", code, catalogue.interventions[at][0], coverage=coverage, delayMonths=delay)
