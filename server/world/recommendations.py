"""Recommendations that runs made, of each purpose: whom they are for, and what they suggest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from server.world.chance import codes, listed, stream
from server.world.row import edge, node
from server.world.runs import KINDS, run_codes
from server.world.today import month

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from server.world.row import Rows

SUGGESTED = 5
PURPOSES = (
    ("TWIN", "TWINNING", "City", ("City", "Practice")),
    ("COHORT", "COHORT", "Cohort", ("TwinPair",)),
    ("SOLUTION", "MATCHING", "Project", ("Solution",)),
    ("EXPERT", "MATCHING", "Project", ("Expert",)),
    ("ORGANISATION", "MATCHING", "Project", ("Organisation",)),
    ("FINANCE", "MATCHING", "Project", ("Instrument", "Bundle")),
    ("PROJECT", "MATCHING", "Solution", ("Project",)),
    ("PROJECT", "MATCHING", "Expert", ("Project",)),
    ("PROJECT", "MATCHING", "Organisation", ("Project",)),
    ("PROJECT", "MATCHING", "Instrument", ("Project",)),
    ("INTERVENTION", "SIMULATION", "City", ("Intervention",)),
)
"""What a recommendation is for, the kind of run that makes it, and the kinds it is for and suggests."""


def recommendation_rows(known: Mapping[str, Sequence[str]], size: int, seed: int) -> Rows:
    """Yield about one recommendation for three cities, the purposes in turn; `known` has the codes of each kind."""
    rng, runs = stream(seed, "recommendations"), run_codes(size)
    for n, code in enumerate(codes("REC", np.arange(len(PURPOSES) + round(0.3 * size)))):
        purpose, run, kind, suggests = PURPOSES[n % len(PURPOSES)]
        if known[kind]:
            yield node("Recommendation", code, purpose=purpose, madeAt=f"{month(n)}-01T12:00:00.000Z", synthetic=True)
            yield edge("ProducedRecommendation", runs[KINDS.index(run)], code)
            yield edge(f"RecommendationFor{kind}", code, known[kind][int(rng.integers(0, len(known[kind])))])
            for suggested in suggests:
                yield from _suggested(rng, suggested, code, known[suggested])


def _suggested(rng: np.random.Generator, kind: str, code: str, offered: Sequence[str]) -> Rows:
    """Yield suggestions with falling scores; the first things of a kind are suggested most."""
    scores, coverage = listed(np.sort(rng.beta(3, 3, SUGGESTED))[::-1]), listed(rng.uniform(0.3, 1, SUGGESTED))
    chosen = dict.fromkeys(int(len(offered) * at**2) for at in listed(rng.random(SUGGESTED)))
    for rank, (at, score, known) in enumerate(zip(chosen, scores, coverage, strict=False), 1):
        bounds = {"scoreLow": round(score * known, 4), "scoreHigh": round(1 - (1 - score) * known, 4)}
        yield edge(f"Suggests{kind}", code, offered[at], rank=rank, score=round(score, 4), coverage=round(known, 2), **bounds)
