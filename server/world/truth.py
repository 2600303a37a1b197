"""What was planted, one JSON object per line: the answers that scores and statistics should find again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from server.world.chance import Floats, codes, listed
from server.world.topics import SECTORS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.world.catalogue import Catalogue
    from server.world.latent import Latent
    from server.world.places import Places
    from server.world.practices import Practices


def city_truth(places: Places, latent: Latent) -> Iterator[dict[str, Any]]:
    """Yield each city's latent wealth, and its abilities and needs by sector, in deviations from the mean."""
    for at, city in enumerate(places.codes):
        yield {
            "kind": "City",
            "code": city,
            "wealth": round(float(latent.wealth[at]), 3),
            "abilities": _by_sector(latent.abilities[at]),
            "needs": _by_sector(latent.needs[at]),
        }


def practice_truth(found: Practices, places: Places, catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    """Yield for each practice by how much it lifts which points, who says that they teach it, and who also could."""
    order = np.argsort(found.mastered, kind="stable")
    bounds = listed(np.searchsorted(found.mastered[order], np.arange(found.size + 1)))
    for at, code in enumerate(codes("PRA", np.arange(found.size))):
        rows = order[bounds[at] : bounds[at + 1]]
        yield {
            "kind": "Practice",
            "code": code,
            "sector": SECTORS[int(found.sector[at])].name,
            "points": [[catalogue.points[n].kpi, catalogue.points[n].name] for n in found.points[at]],
            "lift": round(float(found.lift[at]), 3),
            "teachers": [places.codes[city] for city in listed(found.city[rows[found.stated[rows]]])],
            "silent": [places.codes[city] for city in listed(found.city[rows[~found.stated[rows]]])],
        }


def _by_sector(row: Floats) -> dict[str, float]:
    return {sector.name: round(value, 3) for sector, value in zip(SECTORS, listed(row), strict=True)}
