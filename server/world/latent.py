"""What the world hides: how able each city is in each sector, and what it needs most. Values and projects follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from server.world.chance import Floats, stream
from server.world.countries import LANDS
from server.world.topics import SECTORS

if TYPE_CHECKING:
    from server.world.places import Places

CLUSTERS = 3
"""Sectors of one cluster rise and fall together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Latent:
    """By city: its wealth; by city and sector: its ability and its need, each with mean 0 and deviation 1."""

    wealth: Floats
    abilities: Floats
    needs: Floats


def draw_latent(places: Places, seed: int) -> Latent:
    """Draw abilities and needs.

    Ability is `0.55 wealth + 0.45 cluster + 0.7 own`, wealth `0.6 country + 0.8 own`;
    need is `0.8 pressure - 0.6 ability`, and pressure grows with the city's size.
    """
    rng, size, sectors = stream(seed, "latent"), places.size, len(SECTORS)
    country = np.array([land.wealth for land in LANDS])[places.country]
    wealth = 0.6 * country + 0.8 * rng.normal(size=size)
    cluster = rng.normal(size=(size, CLUSTERS))[:, np.arange(sectors) % CLUSTERS]
    abilities = _standard(0.55 * wealth[:, None] + 0.45 * cluster + 0.7 * rng.normal(size=(size, sectors)))
    crowded = _standard(np.log(places.population.astype(np.float64))[:, None])
    needs = _standard(0.8 * (rng.normal(size=(size, sectors)) + 0.3 * crowded) - 0.6 * abilities)
    return Latent(wealth=wealth, abilities=abilities, needs=needs)


def _standard(table: Floats) -> Floats:
    deviation = table.std(axis=0)
    return (table - table.mean(axis=0)) / np.where(deviation > 0, deviation, 1.0)
