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
from matching.twinning.unit import comparable

DATA = Path(__file__).parents[3] / "data"


def table(name):
    """The rows of a file of the real data."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_all_units_of_the_real_data_are_those_of_their_kpis():
    """Each published value with a unit can be held against a target in the unit of its KPI, but for the KPI that has two."""
    units = {row["code"]: row["unit"] for row in table("Kpi")}
    values = [(row["to"], float(row["value"]), row["unit"], units[row["to"]]) for row in table("HasValue") if row["unit"]]
    assert ["EC: ICT: PS: 1A"] * 2 == [told[0] for told in values if not comparable(*told[1:])]
    assert 100 < len(values)


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("%", "%"), (" % ", "%"), ("kWh/yr per capita", "kWh / capita / year"), ("\N{MICRO SIGN}g/m3", "ug/m3 (annual mean)"),
        ("\N{GREEK SMALL LETTER MU}g/m\N{SUPERSCRIPT THREE}", "ug/m3 (annual mean)"), (None, "%"), (None, None), ("Number", "number"),
        ("index", "coefficient 0-1"), ("per 100\N{NO-BREAK SPACE}000 inhabitants", "per 100000 inhabitants"),
    ],
)  # fmt: skip
def test_one_unit_is_spelt_in_several_ways(unit, expected):
    """Spaces around `/`, `per` for it and the spellings of the table make no difference; no unit is that of the KPI."""
    assert comparable(0.5, unit, expected)


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("per 1000", "%"), ("%", "per 100 000 inhabitants"), ("per 1 000 inhabitants", "per 100 000 inhabitants"),
        ("MWh / capita / year", "kWh / capita / year"), ("years", "% and number"), ("FTE / 100 000 inhabitants", "per 100 000 inhabitants"),
        ("Mg/m3", "mg/m3"), ("MW", "mW"), ("10\N{SUPERSCRIPT THREE} m3", "103 m3"), ("10 3 m3", "103 m3"), ("m s", "ms"),
    ],
)  # fmt: skip
def test_another_unit_is_another(unit, expected):
    """Another scale, or another thing that is counted, is another unit: capitals, raised digits and spaces can make it so."""
    assert not comparable(0.5, unit, expected)


@pytest.mark.parametrize("unit", ["%", "number", "% and number", None])
def test_nothing_is_held_against_a_target_in_one_of_several_units(unit):
    """Of 30 and 1200 *number* neither is a share of a target of 100, which may be in %."""
    assert [False] * 2 == [comparable(value, unit, "% and number") for value in (30.0, 1200.0)]


def test_nothing_with_a_unit_is_held_against_a_target_without_one():
    """Where the KPI has no unit it is not known whether a target of 10 is 10 %."""
    assert not comparable(5.0, "%", None)


@pytest.mark.parametrize("unit", ["index", "coefficient 0-1", None])
def test_a_coefficient_lies_from_0_to_1(unit):
    """A Gini index of 38 is on the scale to 100, whatever its unit is called."""
    assert [True, True, False, False] == [comparable(value, unit, "coefficient 0-1") for value in (0.0, 1.0, 38.0, -0.1)]


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


SAID = "Not compared of {}, for a unit that is not known to be the target's: {}."


def test_a_value_that_is_not_compared_for_its_unit_is_remarked():
    """The score rests on the other data point, and the remark names KPI and unit."""
    (node,) = answer(("%", "%"), ("per 1000", "%"), targets=(target(0, "%"), target(1, "%"))).nodes
    assert (1, (SAID.format("B", "K0 (per 1000)"),)) == (node.evidence_count, node.remarks)


@pytest.mark.parametrize("units", [("number", "number"), (None, "number"), ("%", None)])
def test_values_of_a_kpi_with_several_units_are_no_evidence(units):
    """The answer is that of two cities that lack them, and says of both why."""
    (node,) = answer(("%", units[0]), ("%", units[1])).nodes
    alone = [dataclasses.replace(c, observations=c.observations[:1]) for c in (city("a", "%", "%"), city("b", "%", "%"))]
    (without,) = recommend("a", pool(alone, TARGETS), Extent(first=1, min_evidence=1)).nodes
    told = [SAID.format(name, f"K1, x ({unit or 'without a unit'})") for name, unit in zip("AB", units, strict=True)]
    assert tuple(told) == node.remarks
    assert (1, without.score, without.interval) == (node.evidence_count, node.score, node.interval)


def test_what_is_missing_tells_the_units_it_is_missing_for():
    """The side whose value is in another unit lacks a usable one; where the target's is not known, both do."""
    (few,) = answer(("%", "%"), ("per 1000", "number"), least=2).insufficient_evidence
    told = [(p.kpi, p.missing_in, p.city_unit, p.candidate_unit) for p in few.missing]
    assert [("K0", "CANDIDATE", None, "per 1000"), ("K1", "BOTH", "%", "number")] == told


def test_a_remark_names_five_values_and_counts_the_rest():
    """Of seven values in another unit five are named."""
    many = tuple(target(number, "%") for number in range(8))
    (node,) = answer(("%",) * 8, ("x",) * 7 + ("%",), targets=many).nodes
    assert node.remarks[0].endswith(": K0 (x); K1 (x); K2 (x); K3 (x); K4 (x) and 2 more.")
