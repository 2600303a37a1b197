"""What was planted is found again in the rows: abilities, needs, practices, effects, noise, gaps and long tails."""

from __future__ import annotations

import collections

import numpy as np
import pytest

from server.world.catalogue import catalogue
from server.world.ranges import AMOUNTS, ANSWERS, PARTS, SHARES
from tests.server.world.worlds import correlation, ranks, top_share


def shares_of_targets(world):
    """The mean share of its targets that each city reaches."""
    targets = {(row["to"], row["dataPoint"] or None): row for row in world["Sets"]}
    reached = collections.defaultdict(list)
    for (city, *point), value in world.newest().items():
        if row := targets.get(tuple(point)):
            target = float(row["target"])
            share = value / target if row["improvement"] == "HIGHER" else target / max(value, 1e-9)
            reached[city].append(min(1.0, share))
    return {city: float(np.mean(each)) for city, each in reached.items()}


def places_of_values(world):
    """For each KPI and data point the cities with the place of their value among all, 0 the worst and 1 the best."""
    better = {row["code"]: row["improvement"] for row in world["Kpi"]}
    points = collections.defaultdict(dict)
    for (city, *point), value in world.newest().items():
        points[tuple(point)][city] = -value if better[point[0]] == "LOWER" else value
    return {point: dict(zip(each, (ranks(list(each.values())) - 0.5) / len(each), strict=True)) for point, each in points.items()}


def test_able_cities_reach_more_of_their_targets(many):
    """Mean latent ability and mean share of the targets reached rank the cities much alike."""
    reached = shares_of_targets(many)
    able = [np.mean(list(each["abilities"].values())) for each in many.cities()]

    assert 0.7 < correlation(able, [reached[each["code"]] for each in many.cities()])


@pytest.mark.parametrize("sector", ["ENERGY", "WATER", "HEALTH", "EDUCATION"])
def test_ability_shows_in_the_values_of_its_sector(many, sector):
    """The ability in a sector ranks the cities like their values in it, and better than the ability in another."""
    mine, places = collections.defaultdict(list), places_of_values(many)
    for point in catalogue().points:
        if point.sector.name == sector:
            for city, place in places[point.kpi, point.name].items():
                mine[city].append(place)
    cities = [each for each in many.cities() if each["code"] in mine]
    seen = [float(np.mean(mine[each["code"]])) for each in cities]
    own, other = ([each["abilities"][s] for each in cities] for s in (sector, "GOVERNANCE"))

    assert 0.5 < correlation(own, seen)
    assert correlation(other, seen) < correlation(own, seen)


def test_projects_follow_needs(many):
    """A city's projects are in sectors it needs more than others: on average 0.7 deviations above its mean need."""
    needs = {each["code"]: each["needs"] for each in many.cities()}
    sector = {row["code"]: row["sector"] for row in many["Project"]}
    at = [needs[row["to"]][sector[row["from"]]] - np.mean(list(needs[row["to"]].values())) for row in many["ProjectInCity"]]

    assert 0.7 < np.mean(at)


def test_priorities_follow_needs(many):
    """A city gives the more weight to a KPI the more it needs its sector."""
    needs = {each["code"]: each["needs"] for each in many.cities()}
    sector = {point.kpi: point.sector.name for point in catalogue().points}
    pairs = [(needs[row["from"]][sector[row["to"]]], row["weight"]) for row in many["Prioritises"]]

    assert 500 < len(pairs)
    assert 0.95 < correlation(*zip(*pairs, strict=True))


def test_wishes_are_for_able_cities(many):
    """A city wishes for cities that are able where its need is greatest: above the mean by half a deviation."""
    cities = {each["code"]: each for each in many.cities()}
    wished = [(cities[row["from"]]["needs"], cities[row["to"]]["abilities"]) for row in many["WishesFor"]]

    assert 0.5 < np.mean([abilities[max(needs, key=needs.get)] for needs, abilities in wished])


@pytest.mark.parametrize("who", ["teachers", "silent"])
def test_who_masters_a_practice_is_found_by_values(many, who):
    """Cities that master a practice, said or not, are ahead on what it addresses, beyond what their abilities explain."""
    places, cities = places_of_values(many), {each["code"]: each["abilities"] for each in many.cities()}
    gained = []
    for each in (each for each in many.truth.values() if each["kind"] == "Practice"):
        for point in map(tuple, each["points"]):
            able = sorted(places[point], key=lambda city: cities[city][each["sector"]])
            at = {city: n / len(able) for n, city in enumerate(able)}
            gained += [places[point][city] - at[city] for city in each[who] if city in at]

    assert 100 < len(gained)
    assert 0.04 < np.mean(gained) - 2 * np.std(gained) / len(gained) ** 0.5


def test_pilots_show_the_planted_effect(many):
    """The mean of the most piloted measure's effects, weighted by their errors, is the planted one within its error."""
    measured = {row["code"]: (row["effect"], row["standardError"]) for row in many["Pilot"]}
    tried = collections.defaultdict(list)
    for row in many["Tests"]:
        tried[row["to"]].append(measured[row["from"]])
    measure, found = max(tried.items(), key=lambda each: len(each[1]))
    weights = [error**-2 for _, error in found]
    mean = sum(w * effect for w, (effect, _) in zip(weights, found, strict=True)) / sum(weights)

    assert 20 < len(found)
    assert abs(mean - many.truth[measure]["effect"]) < 3.3 * sum(weights) ** -0.5


def test_poor_data_scatters_more(many):
    """Values of a worse grade say less of the ability behind them."""
    abilities, sectors = {each["code"]: each["abilities"] for each in many.cities()}, catalogue().points
    of = {(p.kpi, p.name): p.sector.name for p in sectors}
    places, pairs = places_of_values(many), collections.defaultdict(list)
    for row in many["HasValue"]:
        point = row["to"], row.get("dataPoint")
        if "quality" in row and row["from"] in places[point] and row["to"] not in PARTS:
            pairs[row["quality"]].append((abilities[row["from"]][of[point]], places[point][row["from"]]))
    told = [correlation(*zip(*pairs[grade], strict=True)) for grade in ("MEASURED", "HIGHER_LEVEL", "UNKNOWN_ORIGIN")]

    assert sorted(told, reverse=True) == told
    assert told[0] - told[-1] > 0.1


def test_a_few_have_most(many):
    """Projects, verifications, employment and deployments have long tails: one in a hundred has many, most have few."""
    size = len(many["City"])
    projects = [row["to"] for row in many["ProjectInCity"]]
    counted = collections.Counter(projects)

    assert 0.15 < top_share(projects, size, 0.01)
    assert 0.1 < sum(counted[row["code"]] <= 1 for row in many["City"]) / size
    assert 0.1 < top_share([row["from"] for row in many["Verifies"]], len(many["Expert"]) / 20, 0.01)
    assert 0.2 < top_share([row["to"] for row in many["WorksFor"]], len(many["Organisation"]), 0.01)
    assert 0.1 < top_share([row["from"] for row in many["DeployedIn"]], len(many["Solution"]), 0.01)
    assert 0.1 < top_share([row["to"] for row in many["CityInCountry"]], len(many["Country"]), 0.05)


def test_values_are_as_many_as_said(found, many):
    """A city has 60 to 91 current values unless told otherwise, and a third of the cities has three years."""
    for world, low, high in ((found, 60, 91), (many, 30, 30)):
        years = collections.defaultdict(collections.Counter)
        for row in world["HasValue"]:
            years[row["from"]][row["year"]] += 1
        current = [each[max(each)] for each in years.values()]

        assert low <= min(current) <= max(current) <= high
        assert 0.25 < sum(len(each) == 3 for each in years.values()) / len(years) < 0.45
        assert {1, 3} == {len(each) for each in years.values()}


def test_entries_projects_and_experts_are_as_many_as_said(many):
    """A tenth of the cities has entries; a city has about four projects and three experts."""
    size = len(many["City"])
    with_entries = {row["code"].rsplit("-", 2)[0] for row in many["Entry"]}

    assert 0.07 < len(with_entries) / size < 0.13
    assert (4 * size, 3 * size) == (len(many["Project"]), len(many["Expert"]))


def test_something_is_missing_everywhere(found):
    """Some values are explicitly not reported, advanced KPIs are reported less, and most kinds have unknowns."""
    reported = collections.Counter(row["status"] for row in found["HasValue"])
    level = {row["code"]: row["level"] for row in found["Kpi"]}
    count = collections.Counter(level[row["to"]] for row in found["HasValue"])
    points = collections.Counter("CORE" if p.core else "ADVANCED" for p in catalogue().points)

    assert {"REPORTED", "REPORTED_IN_TEXT", "NOT_REPORTED", "NOT_VERIFIED", "UNVERIFIABLE"} == set(reported)
    assert count["ADVANCED"] / points["ADVANCED"] < 0.8 * count["CORE"] / points["CORE"]
    for kind, unknown in (("City", "population"), ("Project", "capex"), ("Expert", "dayRate"), ("Instrument", "rate")):
        assert 0 < sum(unknown not in row for row in found[kind]) < len(found[kind])


@pytest.mark.parametrize(("low", "high", "names"), [(0.2, 0.3, ("languages",)), (0.02, 0.06, ("latitude", "longitude"))])
def test_some_cities_do_not_say(many, low, high, names):
    """Of a fourth of the cities the languages are not known, of a few in a hundred the position; then no source is told."""
    source = {"languages": "languagesSource", "latitude": "positionSource"}[names[0]]
    unknown = [row for row in many["City"] if names[0] not in row]

    assert low < len(unknown) / len(many["City"]) < high
    assert [] == [row for row in many["City"] if len({name in row for name in (*names, source)}) > 1]


def test_each_point_has_its_range():
    """Each KPI or data point of the catalogue has a range in one of the tables, and no table has another."""
    tables = [*SHARES, *AMOUNTS, *ANSWERS, *(f"{kpi}|{name}" for kpi, parts in PARTS.items() for name in parts)]

    assert sorted(point.mark for point in catalogue().points) == sorted(tables)
