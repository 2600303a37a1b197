"""The rounds in which cities measure: when, how many KPIs, and how far the newest is; with their verifiers and certificates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.model import EvaluationStatus
from server.world.chance import Flags, Ints, codes, counts, listed, pick, some, stream, tail, words
from server.world.row import edge, node
from server.world.today import YEAR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.world.latent import Latent
    from server.world.places import Places
    from server.world.row import Rows

LEAST, MOST = 60, 91
"""Current values of a city, unless fewer are asked for."""
NEWEST = YEAR - 2
"""The last year whose values can be published: a round begins early in the next year and ends with it."""
UNDER_WAY = ("OPEN", "SUBMITTED", "IN_VERIFICATION", "VERIFIED")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounds:
    """By city: year of the newest published round, earlier ones, current values; whether it has entries, and an open round."""

    year: Ints
    earlier: Ints
    values: Ints
    kept: Flags
    under_way: Flags

    def published(self, city: int) -> list[int]:
        """Return the years of a city's published rounds, the newest first."""
        year = int(self.year[city])
        return [year - age for age in range(1 + int(self.earlier[city]))]


def draw_rounds(places: Places, latent: Latent, seed: int, values: int | None) -> Rounds:
    """Draw the rounds: a third of the cities have three years, a tenth keeps entries, half of these for an open round."""
    rng, size = stream(seed, "rounds"), places.size
    usual = LEAST + rng.binomial(MOST - LEAST, 1 / (1 + np.exp(-0.6 * latent.wealth)))
    with_entries, under_way = some(rng, size, 0.1), rng.random(size) < 0.5
    under_way[:2] = (False, True)[: min(size, 2)]
    with_entries[:2] = True
    return Rounds(
        year=NEWEST - pick(rng, np.array([4.0, 5.0, 3.0, 2.0, 1.0]), size),
        earlier=2 * some(rng, size, 1 / 3).astype(np.int64),
        values=usual if values is None else np.full(size, values),
        kept=with_entries & ~under_way,
        under_way=with_entries & under_way,
    )


def evaluation(city: str, year: int) -> str:
    """Return the code of a city's evaluation."""
    return f"EVA-{city}-{year}"


def evaluations(rounds: Rounds, places: Places) -> Iterator[tuple[int, int, bool]]:
    """Yield city, year and whether it is published, of each evaluation."""
    for city in range(places.size):
        for year in rounds.published(city):
            yield city, year, True
        if rounds.under_way[city]:
            yield city, int(rounds.year[city]) + 1, False


def evaluation_rows(rounds: Rounds, places: Places, verifiers: list[str], seed: int) -> Rows:
    """Yield evaluations, who verifies them (few verify most), and the certificates of those published."""
    rng, number = stream(seed, "evaluations"), 0
    every = list(evaluations(rounds, places))
    states = words(rng, len(every), UNDER_WAY)
    heads = np.minimum(counts(rng, len(every), 1.3), 3)
    asked = iter(listed(pick(rng, tail(rng, len(verifiers), 1.1), int(heads.sum()))))
    month = listed(rng.integers(1, 3, len(every)))
    for (city, year, published), state, of, at in zip(every, states, listed(heads), month, strict=True):
        code = evaluation(places.codes[city], year)
        yield node("Evaluation", code, year=year, synthetic=True, **_dates(year, at, "PUBLISHED" if published else state))
        yield edge("EvaluationOf", code, places.codes[city])
        for expert in sorted({next(asked) for _ in range(of)}):
            yield edge("Verifies", verifiers[expert], code, since=f"{year + 1}-{at:02}-15")
        if published:
            yield from _certificate(codes("CER", np.array([number]))[0], code, places.codes[city], year)
            number += 1


def _dates(year: int, month: int, state: str) -> dict[str, Any]:
    """Return status and days of an evaluation: as many as its status has passed."""
    passed = list(EvaluationStatus.__members__).index(state)
    days = {"startedOn": (0, month), "submittedOn": (1, month + 1), "verifiedOn": (3, month + 3), "publishedOn": (4, 12)}
    told = {name: f"{year + 1}-{at:02}-20" for name, (least, at) in days.items() if least <= passed}
    return {"status": state, **told}


def _certificate(code: str, of: str, city: str, year: int) -> Rows:
    days = {"issuedOn": f"{year + 2}-01-10", "validUntil": f"{year + 4}-01-09"}
    yield node(
        "Certificate",
        code,
        standard="U4SSC KPIs for smart sustainable cities",
        issuer="a fictional programme",
        synthetic=True,
        **days,
    )
    yield edge("Certifies", code, of)
    yield edge("AwardedTo", code, city)
