"""What cities state about what they want: KPIs that matter most to them, and cities they would like to twin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from server.world.chance import days, distinct, listed, pick, some, stream
from server.world.row import SOURCE, edge
from server.world.today import TODAY
from server.world.topics import SECTORS, TOPICS

if TYPE_CHECKING:
    from server.world.catalogue import Catalogue
    from server.world.latent import Latent
    from server.world.places import Places
    from server.world.row import Rows

SPOKEN = 0.4
"""Share of the cities that state priorities."""


def priority_rows(places: Places, latent: Latent, catalogue: Catalogue, seed: int) -> Rows:
    """Yield priorities: one KPI in each of the two sectors a city needs most, with more weight the greater the need."""
    rng, sets = stream(seed, "priorities"), catalogue.by_sector
    spoken = np.flatnonzero(some(rng, places.size, SPOKEN))
    stated = days(rng, len(spoken), "2024-01-01", TODAY)
    most = np.argsort(-latent.needs[spoken], axis=1)
    for n, city in enumerate(listed(spoken)):
        for sector in (int(most[n, 0]), int(most[n, 1])):
            kpi = catalogue.points[sets[sector][int(rng.integers(0, len(sets[sector])))]].kpi
            weight = round(1.2 + max(0.0, float(latent.needs[city, sector])), 2)
            yield edge("Prioritises", places.codes[city], kpi, weight=weight, statedOn=stated[n], source=SOURCE)


def wish_rows(places: Places, latent: Latent, seed: int) -> Rows:
    """Yield wishes: of several cities that draw it, a city prefers one that is able where it is in need."""
    rng, size = stream(seed, "wishes"), max(1, round(0.3 * places.size)) if places.size > 1 else 0
    left, tried = rng.integers(0, places.size, size), pick(rng, places.pull, 4 * size).reshape(size, 4)
    most = np.argmax(latent.needs[left], axis=1)
    chosen = tried[np.arange(size), np.argmax(latent.abilities[tried, most[:, None]], axis=1)]
    pairs = distinct(np.append(0, left), np.append(places.size - 1, chosen))
    stated, score = days(rng, len(pairs), "2025-01-01", TODAY), listed(rng.beta(4, 2, len(pairs)).round(2))
    for n, (one, other) in enumerate(pairs):
        if one != other:
            told = {"score": score[n], "statedOn": stated[n], "topic": TOPICS[SECTORS[int(np.argmax(latent.needs[one]))]][n % 4]}
            yield edge("WishesFor", places.codes[one], places.codes[other], source=SOURCE, **told)
