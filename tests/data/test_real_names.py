"""Two thousand real cities, their names in many scripts and their places on the map: loaded, searched, measured and paged."""

from __future__ import annotations

import asyncio
import csv
import itertools
import json
import math
import unicodedata

import pytest

from graph.connect import connect
from resolvers.standing import ANONYMOUS
from resolvers.viewer import viewer
from schema.build import SCHEMA
from server.load import load
from tests.graph.conftest import BOTH
from tests.graph.direct import wipe

RADIUS = 6371.0088
"""Mean radius of the earth in km."""


@pytest.fixture(scope="module")
def cities(test_data):
    """The cities of the UN-Habitat table of access to public transport, one row of each."""
    with (test_data / "unhabitat_pt_access_cities.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["geoname_id"] and row["lat"] and row["lon"]]
    return list({row["geoname_id"]: row for row in rows}.values())


@pytest.fixture(scope="module", params=BOTH)
def ask(request, cities, tmp_path_factory):
    """Ask the public API of a store that holds the cities."""
    folder = tmp_path_factory.mktemp("cities")
    uri = request.getfixturevalue("neo4j_uri") if request.param == "neo4j" else f"sqlite:///{folder}/store.db"
    lines = [
        {
            "code": f"{row['country_iso2']}-{row['geoname_id']}", "name": row["city"], "countryCode": row["country_iso2"] + "X",
            "population": int(float(row["population"])) if row["population"] else None,
            "latitude": float(row["lat"]), "longitude": float(row["lon"]), "published": True, "synthetic": False,
        }
        for row in cities
    ]  # fmt: skip
    path = folder / "City.ndjson"
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    with asyncio.Runner() as runner:
        if request.param == "neo4j":
            wipe(uri)
        store = connect(uri)
        runner.run(store.migrate())
        runner.run(load(store, path))

        def asked(query, **variables):
            result = runner.run(SCHEMA.execute(query, variables, {"viewer": viewer(ANONYMOUS, store)}))
            assert not result.errors
            return result.data

        yield asked
        runner.run(store.close())


def plain(name):
    """A name as somebody types it who has no such keys: small, and without marks."""
    return "".join(c for c in unicodedata.normalize("NFD", name.lower()) if not unicodedata.combining(c))


def test_every_name_is_found_as_it_is_typed(ask, cities, full):
    """Exactly as written, decomposed, in capitals, and small without marks."""
    text = (
        "query($text: String!) { search(text: $text, kinds: [CITY], first: 100) { nodes { node { id ... on City { name } } } } }"
    )
    missed = []
    for row in cities[:: 5 if full else 50]:
        for form in {row["city"], unicodedata.normalize("NFD", row["city"]), row["city"].upper(), plain(row["city"])}:
            found = ask(text, text=form)["search"]["nodes"]
            if row["city"] not in {each["node"]["name"] for each in found}:
                missed.append((row["city"], form))

    assert [] == missed


def kilometres(one, other):
    """Great-circle distance of two rows by the haversine formula."""
    a, b, c, d = (math.radians(float(row[key])) for row in (one, other) for key in ("lat", "lon"))
    return 2 * RADIUS * math.asin(math.sqrt(math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2))


def test_cities_near_a_real_one_are_those_by_haversine(ask, cities, record_property):
    """The cities within 500 km are those an independent formula finds, nearest first, around twenty of them."""
    text = """query($lat: Float!, $lon: Float!) {
      cities(first: 1000, where: { near: { lat: $lat, lon: $lon, km: 500 } }, orderBy: [{ distance: { lat: $lat, lon: $lon, sort: ASC } }])
      { nodes { code } } }"""
    compared = 0
    for middle in cities[::100]:
        far = {f"{row['country_iso2']}-{row['geoname_id']}": kilometres(middle, row) for row in cities}
        sure = {code for code, km in far.items() if km < 499.9}
        found = [node["code"] for node in ask(text, lat=float(middle["lat"]), lon=float(middle["lon"]))["cities"]["nodes"]]
        assert sure <= set(found) <= {code for code, km in far.items() if km < 500.1}
        assert all(far[a] <= far[b] + 0.01 for a, b in itertools.pairwise(found))
        compared += len(found)
    record_property("compared", compared)

    assert compared > 100


def test_pages_by_name_are_the_whole_list(ask, cities):
    """All cities by name and code, a hundred at a time, are each city once, in order."""
    text = """query($after: String) { cities(first: 100, after: $after, orderBy: [{ name: ASC }, { code: ASC }])
      { nodes { code name } pageInfo { hasNextPage endCursor } } }"""
    rows, after, more = [], None, True
    while more:
        page = ask(text, after=after)["cities"]
        rows += [(node["name"], node["code"]) for node in page["nodes"]]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]

    assert sorted((row["city"], f"{row['country_iso2']}-{row['geoname_id']}") for row in cities) == rows
