"""The shipped data beside the collection it was made from, which is not ours to copy."""

from __future__ import annotations

import csv
import json

import pytest

from tests.resolvers.real import table

STATUS = {"reported_unverifiable": "UNVERIFIABLE"}
COLUMNS = {
    "city": "name",
    "iso3": "countryCode",
    "population": "population",
    "area_km2": "area",
    "lat": "latitude",
    "lon": "longitude",
    "gdp_per_capita_usd_ppp2015": "gdpPerCapita",
}


@pytest.fixture(scope="module")
def collected(test_data):
    """A table of the collection by its name; an empty cell is None."""

    def read(name):
        with (test_data / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return [{k: v or None for k, v in row.items()} for row in csv.DictReader(file)]

    return read


def test_every_collected_value_is_shipped_and_no_other(collected):
    """Number, year, unit, status and page of each published value are those that were collected; yes and no are 1 and 0."""
    expected = {
        (
            row["city_code"], row["kpi_code"], row["data_point"], row["year"], {"No": "0", "Yes": "1"}.get(row["value"], row["value"]),
            row["unit"], STATUS.get(row["status"], row["status"].upper()), row["source_url"],
        )
        for row in collected("city_kpis")
    }  # fmt: skip
    columns = ("from", "to", "dataPoint", "year", "value", "unit", "status", "source")

    assert expected == {tuple(row[c] for c in columns) for row in table("HasValue")}


def test_profiles_of_cities_are_those_collected(collected):
    """Name, country, inhabitants, area, place and product of each city are as collected; Stavanger's area is left out as doubtful."""
    shipped = {row["code"]: row for row in table("City")}
    differing = {
        (row["code"], ours)
        for row in collected("city_profiles")
        for theirs, ours in COLUMNS.items()
        if row[theirs] != shipped[row["code"]][ours]
    }

    assert differing <= {("NO-stavanger", "area")}


def test_catalogue_is_the_collected_one(test_data):
    """All 91 KPIs have the collected name, definition, level, unit, direction and data points."""
    kpis = json.loads((test_data / "kpi_catalogue.json").read_text(encoding="utf-8"))["kpis"]
    expected = {(k["code"], k["name"], k["definition"], k["level"].upper(), k["unit"], len(k["data_points"])) for k in kpis}
    shipped = {
        (
            k["code"],
            k["name"],
            k["definition"],
            k["level"],
            k["unit"],
            len((k["dataPoints"] or "").split("|")) * bool(k["dataPoints"]),
        )
        for k in table("Kpi")
    }

    assert (91, expected) == (len(shipped), shipped)
