"""Countries, regions and cities: where they lie, how large they are, and which are twinned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.model import DevelopmentStage
from server.world.chance import Floats, Ints, distinct, listed, pick, some, stream, tail, unknown, words, zipf
from server.world.countries import LANDS, Land
from server.world.names import places, slug
from server.world.row import SOURCE, edge, node, table
from server.world.today import YEAR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.world.catalogue import Catalogue
    from server.world.row import Rows

GOVERNMENTS = ("mayor-council", "council-manager", "commission", "appointed governor")
STAGES = tuple(DevelopmentStage.__members__)
LARGEST = 25_000_000
UNPLACED = 0.04
"""Share of the cities whose position is not known."""
UNSAID = 0.25
"""Share of the cities whose languages are not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The cities by number: code, name, country, region (-1: unknown), inhabitants, and how much each draws to itself."""

    codes: list[str]
    names: list[str]
    country: Ints
    region: Ints
    population: Ints
    pull: Floats

    @property
    def size(self) -> int:
        """How many cities there are."""
        return len(self.codes)

    def land(self, city: int) -> Land:
        """Return the country of a city."""
        return LANDS[int(self.country[city])]


def lands(size: int) -> int:
    """Return how many countries a world of that many cities has."""
    return min(len(LANDS), 2 + size // 10)


def regions(size: int) -> int:
    """Return how many regions each country has at most."""
    return max(1, round(0.7 * (size / lands(size)) ** 0.5))


def draw_places(size: int, seed: int, catalogue: Catalogue) -> Places:
    """Draw the cities of a world: few countries hold most of them, and few of them most people."""
    rng = stream(seed, "places")
    country = pick(rng, zipf(lands(size), 0.7), size)
    real = frozenset(map(slug, catalogue.cities))
    named = [places(land.manner, stream(seed, "names", n), real) for n, land in enumerate(LANDS)]
    names = [next(named[at]) for at in listed(country)]
    codes = [f"{LANDS[at].alpha2}-{slug(name)}" for at, name in zip(listed(country), names, strict=True)]
    population = np.exp(rng.normal(10.9, 1.2, size)).clip(1500, LARGEST).astype(np.int64)
    region = pick(rng, zipf(regions(size), 0.5), size)
    region[~some(rng, size, 0.85)] = -1
    pull = tail(rng, size, 1.4) * (population / 50_000) ** 0.25
    return Places(codes=codes, names=names, country=country, region=region, population=population, pull=pull)


def region_code(land: Land, number: int) -> str:
    """Return the code of a region."""
    return f"{land.alpha2}-{number + 1:03}"


def place_rows(found: Places, seed: int, wealth: Floats, ability: Floats) -> Rows:
    """Yield countries, regions and cities; wealth is a city's, ability its mean over the sectors."""
    for at, land in enumerate(LANDS[: lands(found.size)]):
        told = {"name": land.name, "subregion": land.subregion, "currency": land.currency, "synthetic": True}
        yield node("Country", land.code, incomeGroup=land.income.name, incomeGroupYear=2024, incomeSource=SOURCE, **told)
        named = places(land.manner, stream(seed, "regions", at), frozenset())
        for number in range(regions(found.size)):
            yield node("Region", region_code(land, number), name=f"{next(named)} Province", source=SOURCE, synthetic=True)
            yield edge("RegionInCountry", region_code(land, number), land.code)
    for city, (code, row) in enumerate(zip(found.codes, _cities(found, seed, wealth, ability), strict=True)):
        yield node("City", code, **row)
        yield edge("CityInCountry", code, found.land(city).code)
        if found.region[city] >= 0:
            yield edge("CityInRegion", code, region_code(found.land(city), int(found.region[city])))


def _cities(found: Places, seed: int, wealth: Floats, ability: Floats) -> Iterator[dict[str, Any]]:
    """Yield the properties of the cities, much of them unknown."""
    rng, size = stream(seed, "cities"), found.size
    of = [found.land(city) for city in range(size)]
    north, east = listed(3 * rng.normal(size=size)), listed(3 * rng.normal(size=size))
    known = unknown(rng, list(zip(of, north, east, strict=True)), UNPLACED)
    position = [each and (round(each[0].latitude + each[1], 4), round(each[0].longitude + each[2], 4)) for each in known]
    languages = unknown(rng, [sorted({land.language, "en"}) for land in of], UNSAID)
    stage = np.searchsorted(np.quantile(ability, (0.2, 0.45, 0.7, 0.92)), ability)
    income = np.exp(9.9 + 0.7 * wealth + 0.1 * rng.normal(size=size))
    area = (found.population / np.exp(rng.normal(7.0, 0.8, size))).clip(0.5)
    governments = unknown(rng, words(rng, size, GOVERNMENTS), 0.4)
    climates = unknown(rng, [land.climate for land in of], 0.3)
    stages = unknown(rng, [STAGES[at] for at in listed(stage)], 0.4)
    return table(
        name=found.names,
        countryCode=[land.code for land in of],
        population=unknown(rng, listed(found.population), 0.04),
        populationYear=unknown(rng, listed(rng.integers(2016, YEAR, size)), 0.3),
        populationSource=[SOURCE] * size,
        area=unknown(rng, listed(area.round(1)), 0.15),
        latitude=[each and each[0] for each in position],
        longitude=[each and each[1] for each in position],
        positionSource=[each and SOURCE for each in position],
        gdpPerCapita=unknown(rng, listed(income.round(-1)), 0.3),
        gdpYear=[2023] * size,
        gdpSource=[SOURCE] * size,
        stage=stages,
        stageDefinition=[None if stage is None else "quantiles of latent ability" for stage in stages],
        stageSource=[None if stage is None else SOURCE for stage in stages],
        governance=governments,
        governanceSource=[None if government is None else SOURCE for government in governments],
        climate=climates,
        climateSource=[None if climate is None else SOURCE for climate in climates],
        languages=languages,
        languagesSource=[each and SOURCE for each in languages],
        published=listed(some(rng, size, 0.97)),
        synthetic=[True] * size,
        contact=unknown(rng, [f"smart.city@{code.lower()}.example" for code in found.codes], 0.2),
    )


def twinning_rows(found: Places, seed: int) -> Rows:
    """Yield the twinnings: large cities that draw others have many."""
    rng, size = stream(seed, "twinnings"), round(1.3 * found.size)
    left, right = np.append(pick(rng, found.pull, size), 0), np.append(rng.integers(0, found.size, size), found.size - 1)
    ends = distinct(np.minimum(left, right)[left != right], np.maximum(left, right)[left != right])
    for (one, other), year in zip(ends, listed(rng.integers(1950, YEAR, len(ends))), strict=True):
        yield edge("TwinnedWith", *sorted((found.codes[one], found.codes[other])), since=year, source=SOURCE)
