"""Practices that cities master: mastering one lifts the KPIs it addresses. Only some who master one say that they teach it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from server.world.chance import Flags, Floats, Ints, codes, distinct, listed, pick, some, stream, tail
from server.world.row import SOURCE, edge, node, table
from server.world.topics import SECTORS, TOPICS

if TYPE_CHECKING:
    from server.world.catalogue import Catalogue
    from server.world.latent import Latent
    from server.world.places import Places
    from server.world.row import Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Practices:
    """The practices by number: sector, points they address, lift in deviations; and who masters which, stated or not."""

    sector: Ints
    points: list[list[int]]
    lift: Floats
    city: Ints
    mastered: Ints
    stated: Flags

    @property
    def size(self) -> int:
        """How many practices there are."""
        return len(self.sector)

    def lifts(self, first: int, last: int, width: int) -> Floats:
        """Return by how much practices lift the cities from a number up to another, one column per point."""
        made = np.zeros((last - first, width))
        start, end = np.searchsorted(self.city, (first, last))
        for city, practice in zip(listed(self.city[start:end]), listed(self.mastered[start:end]), strict=True):
            row, points = city - first, self.points[practice]
            made[row, points] = np.maximum(made[row, points], self.lift[practice])
        return made


def draw_practices(places: Places, latent: Latent, catalogue: Catalogue, seed: int) -> Practices:
    """Draw practices and who masters them: able cities more of them, in their strongest sectors."""
    rng, kinds = stream(seed, "practices"), len(SECTORS)
    size = kinds + places.size // 4
    sector = np.concatenate([np.arange(kinds), rng.integers(0, kinds, size - kinds)])
    sets = catalogue.by_sector
    points = [sorted(listed(rng.permutation(sets[at])[: 1 + rng.integers(0, 3)])) for at in listed(sector)]
    eager: Floats = np.exp(0.5 * latent.abilities.mean(axis=1)).clip(0.3, 4)
    city = np.repeat(np.arange(places.size), rng.poisson(0.9 * eager))
    chosen = np.argmax(1.6 * latent.abilities[city] + rng.gumbel(size=(len(city), kinds)), axis=1)
    popular, mastered = tail(rng, size, 1.2), np.zeros(len(city), dtype=np.int64)
    for at in range(kinds):
        within = np.flatnonzero(sector == at)
        mastered[chosen == at] = within[pick(rng, popular[within], int((chosen == at).sum()))]
    pairs = np.array(distinct(np.append(0, city), np.append(0, mastered)), dtype=np.int64)
    lift, stated = rng.uniform(0.8, 1.6, size), some(rng, len(pairs), 0.7)
    return Practices(sector=sector, points=points, lift=lift, city=pairs[:, 0], mastered=pairs[:, 1], stated=stated)


def practice_rows(found: Practices, places: Places, catalogue: Catalogue, seed: int) -> Rows:
    """Yield the practices, the KPIs they address, and who says that it teaches them."""
    rng, size = stream(seed, "practice rows"), found.size
    named = codes("PRA", np.arange(size))
    of = [SECTORS[at] for at in listed(found.sector)]
    titles = [TOPICS[sector][at] for sector, at in zip(of, listed(rng.integers(0, 4, size)), strict=True)]
    homes = [places.names[at] for at in listed(pick(rng, places.pull, size))]
    names = [f"{title}, the {home} way" for title, home in zip(titles, homes, strict=True)]
    rows = table(
        name=names,
        summary=[f"{title}: how it was done, what it took and what came of it." for title in titles],
        source=[SOURCE] * size,
        sector=[sector.name for sector in of],
        since=listed(rng.integers(2005, 2025, size)),
        published=listed(some(rng, size, 0.9)),
        synthetic=[True] * size,
    )
    for code, points, row in zip(named, found.points, rows, strict=True):
        yield node("Practice", code, **row)
        for point in (catalogue.points[at] for at in points):
            yield edge("Addresses", code, point.kpi, dataPoint=point.name)
    for city, practice in zip(listed(found.city[found.stated]), listed(found.mastered[found.stated]), strict=True):
        yield edge("Teaches", places.codes[city], named[practice])
