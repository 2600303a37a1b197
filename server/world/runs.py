"""Runs and what they produced: recommendations of several purposes, and forecasts."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from server.world.chance import codes, listed, pick, stream
from server.world.finance import instrument_codes
from server.world.row import edge, node
from server.world.solutions import solution_codes
from server.world.trials import scenario_codes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from server.world.catalogue import Catalogue
    from server.world.parties import Parties
    from server.world.places import Places
    from server.world.projects import Projects
    from server.world.row import Rows
    from server.world.values import Told

KINDS = ("TWINNING", "MATCHING", "SIMULATION", "INDEX", "IMPORT")
STATES = ("DONE", "DONE", "DONE", "FAILED", "CANCELLED", "RUNNING", "QUEUED")
SUGGESTED = 5


def run_codes(size: int) -> list[str]:
    """Return the codes of the runs of a world of that many cities; their kinds take turns."""
    return codes("RUN", np.arange(len(KINDS) * len(STATES) * (1 + size // 5000)))


def run_rows(places: Places, seed: int) -> Rows:
    """Yield the runs."""
    for n, code in enumerate(run_codes(places.size)):
        state, at = STATES[n // len(KINDS) % len(STATES)], f"2026-{1 + n % 9:02}-{1 + n % 28:02}T0{n % 9}"
        told = {"kind": KINDS[n % len(KINDS)], "status": state, "algorithmVersion": "0.1", "dataSeq": 1000 + n, "seed": seed}
        times = {"startedAt": f"{at}:00:00.000Z"} if state != "QUEUED" else {}
        times |= {"endedAt": f"{at}:20:00.000Z"} if state in ("DONE", "FAILED", "CANCELLED") else {}
        yield node("Run", code, **told, **times, inputsDigest=hashlib.sha256(code.encode()).hexdigest(), synthetic=True)


def recommendation_rows(places: Places, parties: Parties, projects: Projects, catalogue: Catalogue, seed: int) -> Rows:
    """Yield recommendations of twins, of partners for projects and of measures, in turn, with ranks and scores."""
    rng = stream(seed, "recommendations")
    partners = {
        "SuggestsSolution": solution_codes(places.size),
        "SuggestsExpert": parties.experts,
        "SuggestsOrganisation": parties.organisations,
        "SuggestsInstrument": instrument_codes(places.size),
    }
    measures, runs = [code for code, _ in catalogue.interventions], run_codes(places.size)
    for n, code in enumerate(codes("REC", np.arange(3 + round(0.3 * places.size)))):
        purpose = KINDS[n % 3]
        yield node("Recommendation", code, purpose=purpose, madeAt=f"2026-{1 + n % 9:02}-01T12:00:00.000Z", synthetic=True)
        yield edge("ProducedRecommendation", runs[n % 3], code)
        if purpose == "MATCHING":
            yield edge("RecommendationForProject", code, projects.codes[int(rng.integers(0, len(projects.codes)))])
            for relation, offered in partners.items():
                yield from _suggested(rng, relation, code, offered)
        else:
            yield edge("RecommendationForCity", code, places.codes[int(rng.integers(0, places.size))])
            twins = purpose == "TWINNING"
            yield from _suggested(
                rng, "SuggestsCity" if twins else "SuggestsIntervention", code, places.codes if twins else measures
            )


def _suggested(rng: np.random.Generator, relation: str, code: str, offered: Sequence[str]) -> Rows:
    scores = listed(np.sort(rng.beta(3, 3, SUGGESTED))[::-1].round(4))
    popular = len(offered) * rng.random(SUGGESTED) ** 2
    chosen = dict.fromkeys(listed(popular.astype(np.int64)))
    for rank, (at, score) in enumerate(zip(chosen, scores, strict=False), 1):
        yield edge(relation, code, offered[at], rank=rank, score=score)


def forecast_rows(places: Places, catalogue: Catalogue, told: Told, seed: int) -> Rows:
    """Yield forecasts: one in five is of a year whose value is known and has its score."""
    rng, size = stream(seed, "forecasts"), 2 + round(0.5 * places.size)
    scenarios, runs = scenario_codes(places.size), run_codes(places.size)
    known = sorted(told.values)
    chosen = listed(pick(rng, places.pull[known], size))
    for n, code in enumerate(codes("FOR", np.arange(size))):
        city = known[chosen[n]]
        point, key, value = told.values[city]
        of, spread = catalogue.points[point], abs(value) * 0.1 + 0.01
        median = round(value + spread * float(rng.normal()), 3) + 0.0  # adding 0 takes the sign off a zero
        row = {
            "dataPoint": of.name,
            "median": median,
            "low90": round(median - 1.6 * spread, 3) + 0.0,
            "high90": round(median + 1.6 * spread, 3) + 0.0,
        }
        row |= (
            {"year": int(key[-4:]), "valueKey": key, "score": round(abs(median - value), 4)}
            if n % 5 == 0
            else {"year": 2027 + n % 10}
        )
        yield node("Forecast", code, **row, synthetic=True)
        yield edge("ProducedForecast", runs[2 + n % 3 * len(KINDS)], code)
        yield edge("ForecastForCity", code, places.codes[city])
        yield edge("ForecastOf", code, of.kpi)
        if n % 5 != 4:
            yield edge("ForecastAssumes", code, scenarios[n % len(scenarios)])
