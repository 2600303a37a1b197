"""Units: which spellings are the same, and what a KPI of several units leaves to be compared."""

from __future__ import annotations

import csv
import dataclasses
from pathlib import Path

import pytest

from matching.twinning.answer import Extent
from matching.twinning.inputs import Observation, Profile, Target
from matching.twinning.pool import pool
from matching.twinning.recommend import recommend
from matching.twinning.unit import comparable, stated

DATA = Path(__file__).parents[3] / "data"


def table(name):
    """The rows of a file of the real data."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_all_units_of_the_real_data_are_those_of_their_kpis():
    """Each published value that has a unit can be held against a target in the unit of its KPI."""
    units = {row["code"]: row["unit"] for row in table("Kpi")}
    values = [(row["to"], row["unit"], units[row["to"]]) for row in table("HasValue") if row["unit"]]
    assert [] == [told for told in values if not comparable(*told[1:])]
    assert 100 < len(values)


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("%", "%"), (" % ", "%"), ("kWh/yr per capita", "kWh / capita / year"), ("\N{MICRO SIGN}g/m3", "ug/m3 (annual mean)"),
        ("\N{GREEK SMALL LETTER MU}G/M3", "ug/m3 (annual mean)"), (None, "%"), ("%", None), ("number", "% and number"),
        ("% and number", "% and number"),
    ],
)  # fmt: skip
def test_one_unit_is_spelt_in_several_ways(unit, expected):
    """Capitals, spaces, `per` for `/` and the spellings of the table make no difference; no unit is that of the KPI."""
    assert comparable(unit, expected)


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("per 1000", "%"), ("%", "per 100 000 inhabitants"), ("per 1 000 inhabitants", "per 100 000 inhabitants"),
        ("MWh / capita / year", "kWh / capita / year"), ("years", "% and number"), ("FTE / 100 000 inhabitants", "per 100 000 inhabitants"),
    ],
)  # fmt: skip
def test_another_unit_is_another(unit, expected):
    """Another scale, or another thing that is counted, is another unit."""
    assert not comparable(unit, expected)


@pytest.mark.parametrize(
    ("unit", "expected", "told"),
    [
        ("services", "% and number", "number"), ("% and number", "% and number", None), ("%", "%", None), ("%", None, "%"),
        (None, "%", None),
    ],
)  # fmt: skip
def test_a_unit_is_stated_where_that_of_the_kpi_does_not_say_it(unit, expected, told):
    """Of a KPI with several units or none, the value says which it is in."""
    assert told == stated(unit, expected)


def target(number, unit, point=None):
    """A target of 10 for a KPI."""
    key = f"K{number}"
    return Target(key=key, kpi=key, data_point=point, target=10.0, improvement="HIGHER", basis="SDG", unit=unit)


TARGETS = (target(0, "%"), target(1, "% and number", "x"))


def city(code, *units, targets=TARGETS):
    """A city with a value for each target."""
    seen = [
        Observation(key=f"{code}|{t.key}", kpi=t.kpi, data_point=t.data_point, year=2020, value=5.0, unit=unit, status="REPORTED")
        for t, unit in zip(targets, units, strict=True)
    ]
    return Profile(code=code, name=code.upper(), observations=tuple(seen))


def answer(own, other, least=1, targets=TARGETS):
    """What is said of two cities with values in such units."""
    among = pool([city("a", *own, targets=targets), city("b", *other, targets=targets)], targets)
    return recommend("a", among, Extent(first=1, min_evidence=least))


def test_a_value_that_is_not_compared_for_its_unit_is_remarked():
    """The score rests on the other data point, and the remark names KPI and unit."""
    (node,) = answer(("%", "%"), ("per 1000", "%")).nodes
    said = "Not compared of B, for a unit other than the target's or the other city's: K0 (per 1000)."
    assert (1, (said,)) == (node.evidence_count, node.remarks)


def test_values_in_two_units_of_one_kpi_are_not_compared_with_each_other():
    """Each is in a unit of the KPI, but not in the same: neither is evidence, and the interval is that of two unknown values."""
    (node,) = answer(("%", "%"), ("%", "number")).nodes
    alone = [dataclasses.replace(c, observations=c.observations[:1]) for c in (city("a", "%", "%"), city("b", "%", "%"))]
    (without,) = recommend("a", pool(alone, TARGETS), Extent(first=1, min_evidence=1)).nodes
    remark = "Not compared of {}, for a unit other than the target's or the other city's: K1, x ({})."
    assert (remark.format("A", "%"), remark.format("B", "number")) == node.remarks
    assert (1, without.score, without.interval) == (node.evidence_count, node.score, node.interval)


def test_values_that_say_no_more_than_the_kpi_are_compared():
    """A value without a unit, or with that of the KPI as a whole, is taken to be in that of its data point."""
    assert [2, 2] == [answer(("%", "%"), ("%", unit)).nodes[0].evidence_count for unit in (None, "% and number")]


def test_what_is_missing_tells_the_units_it_is_missing_for():
    """The side whose value is in another unit lacks a usable one; of two units neither is known to be right."""
    (few,) = answer(("%", "%"), ("per 1000", "number"), least=2).insufficient_evidence
    told = [(p.kpi, p.missing_in, p.city_unit, p.candidate_unit) for p in few.missing]
    assert [("K0", "CANDIDATE", None, "per 1000"), ("K1", "BOTH", "%", "number")] == told


def test_a_remark_names_five_values_and_counts_the_rest():
    """Of seven values in another unit five are named."""
    many = tuple(target(number, "%") for number in range(8))
    (node,) = answer(("%",) * 8, ("x",) * 7 + ("%",), targets=many).nodes
    assert node.remarks[0].endswith(": K0 (x); K1 (x); K2 (x); K3 (x); K4 (x) and 2 more.")
