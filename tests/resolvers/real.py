"""The real data: in the files, as the method takes them, and as changes to a store that holds them."""

from __future__ import annotations

import asyncio
import csv
import itertools
from pathlib import Path

from graph import rows
from graph.change import Edge
from graph.model import MODEL
from matching.twinning.inputs import Observation, Profile, Target
from resolvers.standing import alone
from resolvers.twinning import recommend_twins
from resolvers.viewer import viewer
from tests.graph.small import change

DATA = Path(__file__).parents[2] / "data"


ASKED = {"city": "NO-aalesund", "first": 5}


NUMBERS = itertools.count()


def find(store, role="anonymous", budget=None, **asked):
    """The recommendations of Ålesund, and who asked."""
    who = viewer(alone(role), store)
    who.budget = budget or who.budget
    (found,) = asyncio.run(recommend_twins([None], {**ASKED, **asked}, who))
    return found, who


def table(name):
    """The rows of a file of the real data; an empty cell is None."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [{k: v or None for k, v in row.items()} for row in csv.DictReader(file)]


def number(text):
    """A number that may be unknown."""
    return None if text is None else float(text)


def real_cities():
    """The real cities with their values, read from the files."""
    seen = {}
    for row in table("HasValue"):
        seen.setdefault(row["from"], []).append(
            Observation(
                key=row["key"],
                kpi=row["to"],
                data_point=row["dataPoint"],
                year=int(row["year"]),
                value=number(row["value"]),
                **{name: row[name] for name in ("unit", "status", "quality", "source", "scope", "note")},
                published=row["publishedAt"] is not None,
            )
        )
    return [
        Profile(
            code=row["code"],
            name=row["name"],
            observations=tuple(seen.get(row["code"], ())),
            population=row["population"] and int(row["population"]),
            population_year=row["populationYear"] and int(row["populationYear"]),
            population_source=row["populationSource"],
            area=number(row["area"]),
            area_source=row["areaSource"],
            gdp_year=row["gdpYear"] and int(row["gdpYear"]),
            gdp_source=row.get("gdpSource"),
            gdp_per_capita=number(row["gdpPerCapita"]),
            gdp_scope=row["gdpScope"],
            evaluation_published=True if row["code"] in seen else None,
        )
        for row in table("City")
    ]


def real_targets():
    """The illustrative targets, read from the file."""
    units = {row["code"]: row["unit"] for row in table("Kpi")}
    return [
        Target(
            key=row["key"],
            kpi=row["to"],
            data_point=row["dataPoint"],
            target=float(row["target"]),
            worst=number(row["worst"]),
            unit=units[row["to"]],
            compared_values=row["comparedValues"] and int(row["comparedValues"]),
            **{name: row[name] for name in ("improvement", "basis", "method", "source", "note")},
        )
        for row in table("Sets")
    ]


def has_value(row, **given):
    """A published value from a row of the file, with what is given instead."""
    relation = MODEL.relations["HasValue"]
    plain = {name: value for name, value in row.items() if name not in ("from", "to")}
    return Edge(row["from"], row["to"], rows.edge(relation, row["from"], row["to"], {**plain, **given}))


def apply(store, **parts):
    """Apply a change; return its number."""
    return asyncio.run(store.apply(change(**parts), f"change {next(NUMBERS)}")).seq
