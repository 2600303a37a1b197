"""Twin pairs and their cohorts, and practices carried over from one city to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.model import CohortStatus, EvidenceGrade, TransferStatus, TwinPairStatus
from server.world.chance import codes, listed, listed_rows, pick, stream, unknown, words
from server.world.row import edge, node
from server.world.today import YEAR, starts
from server.world.topics import SECTORS, TOPICS

if TYPE_CHECKING:
    from server.world.catalogue import Catalogue
    from server.world.latent import Latent
    from server.world.places import Places
    from server.world.practices import Practices
    from server.world.row import Rows

PAIRS_IN_COHORT = 5
STATES = tuple(TransferStatus.__members__)
COHORTS = {"PLANNED": YEAR, "ACTIVE": YEAR - 2, "COMPLETED": YEAR - 5}
"""The first year in which a cohort of each status starts; every second one starts a year later."""


def pair_codes(size: int) -> list[str]:
    """Return the codes of the twin pairs of a world of that many cities."""
    return codes("TWI", np.arange(min(size // 2, 1 + size // 10)))


def cohort_codes(size: int) -> list[str]:
    """Return the codes of the cohorts of a world of that many cities."""
    return codes("COH", np.arange(-(-len(pair_codes(size)) // PAIRS_IN_COHORT)))


def transfer_codes(size: int) -> list[str]:
    """Return the codes of the transfers of a world of that many cities."""
    return codes("TRA", np.arange(1 + size // 7))


def twin_rows(places: Places, seed: int) -> Rows:
    """Yield pairs of cities, five to a cohort; a city is in one pair at most."""
    rng, pairs, cohorts = stream(seed, "twins"), pair_codes(places.size), cohort_codes(places.size)
    size = len(pairs)
    cities = listed_rows(rng.permutation(places.size)[: 2 * size].reshape(size, 2))
    state, topic = words(rng, size, list(TwinPairStatus.__members__)), listed(rng.integers(0, len(SECTORS), size))
    start = unknown(rng, starts(rng, state, {"PROPOSED", "ACCEPTED"}, "2022-01-01", "2027-06-01"), 0.2)
    for number, code in enumerate(cohorts):
        status = list(CohortStatus.__members__)[number % 3]
        told = {"name": f"Cohort {number + 1}", "status": status, "startDate": f"{COHORTS[status] + number % 2}-09-01"}
        yield node("Cohort", code, **told, synthetic=True)
    for number, code in enumerate(pairs):
        subject = TOPICS[SECTORS[topic[number]]][number % 4]
        yield node("TwinPair", code, status=state[number], topic=subject, startDate=start[number], synthetic=True)
        yield edge("InCohort", code, cohorts[number // PAIRS_IN_COHORT])
        for side, city in zip("AB", cities[number], strict=True):
            yield edge("Pairs", code, places.codes[int(city)], side=side)


def transfer_rows(places: Places, latent: Latent, practices: Practices, catalogue: Catalogue, seed: int) -> Rows:
    """Yield practices carried over from a city that teaches: the learner's value rises by half of the practice's lift."""
    rng, transfers = stream(seed, "transfers"), transfer_codes(places.size)
    size = len(transfers)
    stated = np.flatnonzero(practices.stated)
    taught = stated[rng.integers(0, len(stated), size)]
    learner = pick(rng, places.pull, size)
    known = zip(listed(taught), listed(learner), transfers, strict=True)
    state = words(rng, size, STATES)
    start = starts(rng, state, {"PLANNED"}, "2019-01-01", "2027-06-01")
    grades, noise = words(rng, size, list(EvidenceGrade.__members__), (1, 2, 4, 3, 0)), rng.normal(0, 0.1, (size, 2))
    for n, (at, city, code) in enumerate(known):
        practice, teacher = int(practices.mastered[at]), int(practices.city[at])
        point = catalogue.points[practices.points[practice][0]]
        ability = latent.abilities[city, practices.sector[practice]] + noise[n]
        before, after = listed(point.values(ability + np.array([0, practices.lift[practice] / 2])))
        told = {"status": state[n], "startDate": start[n], "published": n % 5 != 4, "synthetic": True}
        yield node("Transfer", code, adaptation="Fitted to local rules.", **told)
        yield edge("TransferOf", code, f"PRA-{practice:06}")
        yield edge("TransferFrom", code, places.codes[teacher])
        yield edge("TransferTo", code, places.codes[city])
        shown = {"after": after, "grade": grades[n]} if state[n] == "IN_USE" else {}
        yield edge("MeasuredBy", code, point.kpi, dataPoint=point.name, before=before, **shown)
