"""Runs and what they produced: recommendations of several purposes, and forecasts."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from graph.model import RunKind
from server.world.chance import codes, listed, pick, stream
from server.world.row import edge, node
from server.world.today import YEAR, month
from server.world.trials import scenario_codes

if TYPE_CHECKING:
    from server.world.catalogue import Catalogue
    from server.world.places import Places
    from server.world.row import Rows
    from server.world.values import Told

KINDS = tuple(RunKind.__members__)
STATES = ("DONE", "DONE", "DONE", "FAILED", "CANCELLED", "RUNNING", "QUEUED")
FANS = ((50, 0.7), (90, 1.6))
"""Shares of the fans of a forecast, and their half widths in standard errors."""
ENDS = (("low", -1), ("high", 1))


def run_codes(size: int) -> list[str]:
    """Return the codes of the runs of a world of that many cities; their kinds take turns."""
    return codes("RUN", np.arange(len(KINDS) * len(STATES) * (1 + size // 5000)))


def run_rows(places: Places, seed: int) -> Rows:
    """Yield the runs."""
    for n, code in enumerate(run_codes(places.size)):
        state, at = STATES[n // len(KINDS) % len(STATES)], f"{month(n)}-{1 + n % 28:02}T0{n % 9}"
        told = {
            "kind": KINDS[n % len(KINDS)],
            "status": state,
            "algorithmVersion": "0.1",
            "dataSeq": 1000 + n,
            "seed": seed,
            "requestedBy": "world",
        }
        times = {"queuedAt": f"{at}:00:00.000Z"} | ({"startedAt": f"{at}:01:00.000Z"} if state != "QUEUED" else {})
        times |= {"endedAt": f"{at}:20:00.000Z"} if state in ("DONE", "FAILED", "CANCELLED") else {}
        yield node("Run", code, **told, **times, inputsDigest=hashlib.sha256(code.encode()).hexdigest(), synthetic=True)


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
        fan = {f"{end}{share}": round(median + sign * wide * spread, 3) + 0.0 for share, wide in FANS for end, sign in ENDS}
        row = {"dataPoint": of.name, "unit": of.unit, "median": median, "madeAt": f"{month(n)}-02T12:00:00.000Z", **fan}
        scored = {"year": int(key[-4:]), "valueKey": key, "score": round(abs(median - value), 4)}
        row |= scored if n % 5 == 0 else {"year": YEAR + 1 + n % 10}
        yield node("Forecast", code, **row, synthetic=True)
        yield edge("ProducedForecast", runs[KINDS.index("SIMULATION") + n % 3 * len(KINDS)], code)
        yield edge("ForecastForCity", code, places.codes[city])
        yield edge("ForecastOf", code, of.kpi)
        if n % 5 != 4:
            yield edge("ForecastAssumes", code, scenarios[n % len(scenarios)])
