"""Making a world: its parts are drawn one after the other, and its rows stream into a folder that appears when it is whole."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from server.world.calls import adviser_rows, call_rows
from server.world.catalogue import DATA, TAKEN_OVER, catalogue
from server.world.chance import codes
from server.world.documents import document_rows
from server.world.finance import bundle_codes, finance_rows, funding_rows, instrument_codes
from server.world.folder import folder
from server.world.latent import draw_latent
from server.world.measured import Measuring
from server.world.offices import hub_rows, initiative_rows, lab_rows
from server.world.parties import draw_parties, expert_rows, organisation_rows
from server.world.places import draw_places, place_rows, twinning_rows
from server.world.practices import draw_practices, practice_rows
from server.world.projects import draw_projects, project_rows
from server.world.recommendations import recommendation_rows
from server.world.rounds import draw_rounds, evaluation, evaluation_rows, evaluations
from server.world.runs import forecast_rows, run_rows
from server.world.solutions import deployment_rows, solution_codes, solution_rows
from server.world.trials import effect_truth, pilot_codes, pilot_rows, scenario_rows, trigger_rows
from server.world.truth import city_truth, practice_truth
from server.world.twins import cohort_codes, pair_codes, transfer_codes, transfer_rows, twin_rows
from server.world.values import Told, value_rows
from server.world.wishes import priority_rows, wish_rows

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable
    from pathlib import Path

MOST_CITIES = 100_000
MOST_SEED = 2**63 - 1
TRUTH = "truth.jsonl"
"""The file beside the rows that says what was planted; it is not loaded."""


def make_world(
    output: Path, *, cities: int, seed: int, values: int | None = None, tell: Callable[[int], None] = lambda _: None
) -> Counter[str]:
    """Write a world of that many cities to a new folder; return how many rows there are of each kind and relation.

    `values`: current values of each city, as usual where None. `tell` hears how many cities have their values. The same
    arguments give the same bytes. Raises `ValueError` for numbers out of range, `FileExistsError`, `OSError`.
    """
    known = catalogue()
    _within("cities", cities, 1, MOST_CITIES)
    _within("seed", seed, 0, MOST_SEED)
    _within("values", len(known.points) if values is None else values, 1, len(known.points))
    places = draw_places(cities, seed, known)
    latent = draw_latent(places, seed)
    practices = draw_practices(places, latent, known, seed)
    parties, projects = draw_parties(places, seed), draw_projects(places, latent, seed)
    rounds, told = draw_rounds(places, latent, seed, values), Told()
    measuring = Measuring(places, latent, practices, known, rounds)
    with folder(output) as made:
        for name in TAKEN_OVER:
            made.take_over(DATA / f"{name}.csv")
        made.write(place_rows(places, seed, latent.wealth, latent.abilities.mean(axis=1)))
        made.write(twinning_rows(places, seed))
        made.write(value_rows(measuring, seed, told, tell))
        made.write(evaluation_rows(rounds, places, parties.verifiers, seed))
        made.write(chain(organisation_rows(parties, places, seed), expert_rows(parties, places, known, seed)))
        made.write(chain.from_iterable(rows(places, parties, seed) for rows in (hub_rows, lab_rows, initiative_rows)))
        made.write(chain(solution_rows(places, parties, known, seed), deployment_rows(places, seed)))
        made.write(chain(project_rows(projects, places, parties, known, seed), call_rows(projects, parties, seed)))
        made.write(chain(adviser_rows(projects, parties, seed), finance_rows(places, seed), funding_rows(places, projects, seed)))
        made.write(chain(practice_rows(practices, places, known, seed), twin_rows(places, seed)))
        made.write(transfer_rows(places, latent, practices, known, seed))
        made.write(chain(priority_rows(places, latent, known, seed), wish_rows(places, latent, seed)))
        made.write(chain.from_iterable(rows(places, known, seed) for rows in (scenario_rows, pilot_rows, trigger_rows)))
        made.write(chain(run_rows(places, seed), forecast_rows(places, known, told, seed)))
        things = {
            "City": places.codes,
            "Evaluation": [evaluation(places.codes[city], year) for city, year, _ in evaluations(rounds, places)],
            "Entry": told.entries,
            "Question": [f"QUE-{entry}" for entry in told.entries],
            "Certificate": codes("CER", np.arange(int((1 + rounds.earlier).sum()))),
            "TargetSet": ["illustrative"],
            "Project": projects.codes,
            "Call": projects.calls,
            "Proposal": projects.proposals,
            "Organisation": parties.organisations,
            "Expert": parties.experts,
            "Solution": solution_codes(cities),
            "Instrument": instrument_codes(cities),
            "Bundle": bundle_codes(cities),
            "Practice": codes("PRA", np.arange(practices.size)),
            "Transfer": transfer_codes(cities),
            "Pilot": pilot_codes(cities),
            "Cohort": cohort_codes(cities),
            "TwinPair": pair_codes(cities),
            "Intervention": [code for code, _ in known.interventions],
        }
        made.write(chain(recommendation_rows(things, cities, seed), document_rows(things, cities, seed)))
        truths = chain(city_truth(places, latent), practice_truth(practices, places, known), effect_truth(known, seed))
        made.lines(TRUTH, truths)
    return made.counts


def _within(name: str, found: int, least: int, most: int) -> None:
    if not least <= found <= most:
        raise ValueError(f"{name}: found {found}, expected {least} to {most}")
