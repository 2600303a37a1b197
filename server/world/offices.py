"""Hubs, labs and the parts of the programme, with those who host, serve and join them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.model import Helix
from server.world.chance import codes, distinct, listed, pick, some, stream, tail, words
from server.world.countries import LANDS
from server.world.places import lands
from server.world.row import SOURCE, edge, node
from server.world.today import YEAR

if TYPE_CHECKING:
    from server.world.parties import Parties
    from server.world.places import Places
    from server.world.row import Made, Rows

HELICES = tuple(Helix.__members__)
STATES = ("planned", "under development", "ongoing")
INITIATIVES = (
    "Country Hubs",
    "Solutions Marketplace",
    "Investment Facility",
    "City Dashboard",
    "Co-creation Labs",
    "Simulation Tool",
)
LABS = INITIATIVES.index("Co-creation Labs")
AREAS = ("data and monitoring", "technology and simulation", "finance and business models", "governance and capacity building")


def _office(kind: str, code: str, name: str, number: int) -> Made:
    state, year = STATES[number % len(STATES)], 2018 + number % 7
    areas = [AREAS[number % len(AREAS)]]
    return node(
        kind, code, name=name, status=state, startYear=year, purpose=f"{name}: fictional", focusAreas=areas, source=SOURCE, synthetic=True
    )  # fmt: skip


def initiative_code(number: int) -> str:
    """Return the code of a part of the programme."""
    return f"INI-world-{number + 1}"


def hub_rows(places: Places, parties: Parties, seed: int) -> Rows:
    """Yield a hub for every second country; each also serves a neighbour, and some cities by name."""
    rng, found = stream(seed, "hubs"), lands(places.size)
    seats = listed(pick(rng, places.pull, found))
    hosts = listed(pick(rng, parties.pull, found))
    for number in range(0, found, 2):
        code = f"HUB-{LANDS[number].alpha2}"
        yield _office("Hub", code, f"Country Hub {LANDS[number].name}", number)
        yield edge("HubPartOf", code, initiative_code(0))
        yield edge("HubInCity", code, places.codes[seats[number]])
        yield edge("HubHostedBy", code, parties.organisations[hosts[number]])
        for at in {number, (number + 1) % found}:
            yield edge("HubServesCountry", code, LANDS[at].code)
        for city in listed(np.unique(pick(rng, places.pull, 3 + places.size // 50))):
            yield edge("HubServesCity", code, places.codes[city])


def lab_rows(places: Places, parties: Parties, seed: int) -> Rows:
    """Yield labs and their members: the first lab has by far the most."""
    rng, size = stream(seed, "labs"), 2 + places.size // 100
    labs, seats = codes("LAB", np.arange(size)), listed(pick(rng, places.pull, size))
    hosts = listed(pick(rng, parties.pull, size))
    for number, code in enumerate(labs):
        yield _office("Lab", code, f"Co-creation Lab {places.names[seats[number]]}", number)
        yield edge("LabPartOf", code, initiative_code(LABS))
        yield edge("LabInCity", code, places.codes[seats[number]])
        yield edge("LabHostedBy", code, parties.organisations[hosts[number]])
    draw = tail(rng, size, 0.9)
    draw[0] = draw.sum()
    for relation, members, share in (("OrganisationInLab", parties.organisations, 0.4), ("ExpertInLab", parties.experts, 0.2)):
        joined = np.flatnonzero(some(rng, len(members), share))
        helix, since = words(rng, len(joined), HELICES), listed(rng.integers(2018, YEAR, len(joined)))
        into = listed(pick(rng, draw, len(joined)))
        for n, member in enumerate(listed(joined)):
            yield edge(relation, members[member], labs[into[n]], helix=helix[n], since=since[n])


def initiative_rows(places: Places, parties: Parties, seed: int) -> Rows:
    """Yield the parts of a fictional programme: a fifth of all cities takes part in the first."""
    rng, size = stream(seed, "initiatives"), len(INITIATIVES)
    runs = distinct(np.repeat(np.arange(size), 3), pick(rng, parties.pull, 3 * size))
    for number, name in enumerate(INITIATIVES):
        code = initiative_code(number)
        yield _office("Initiative", code, name, number)
        yield edge("InitiativeInCountry", code, LANDS[number % lands(places.size)].code)
        for city in listed(np.flatnonzero(some(rng, places.size, 0.2 / (1 + number) ** 2))):
            yield edge("InitiativeInCity", code, places.codes[city])
    for number, organisation in runs:
        yield edge("RunBy", initiative_code(number), parties.organisations[organisation])
