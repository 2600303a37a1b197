"""What a load refuses of a row by itself and of what it leads to: numbers out of bounds, data points no KPI lists."""

from __future__ import annotations

import json

import pytest

from server.load import load
from tests.server.test_load import DATA, put, refused, with_store

OUT_OF_BOUNDS = {
    "City.ndjson": ({"population": -1}, "population", "-1", "at least 0"),
    "City.csv": ({"latitude": 90.5}, "latitude", "90.5", "at most 90"),
    "Goal.ndjson": ({"number": 18}, "number", "18", "at most 17"),
    "Solution.ndjson": ({"priceLow": "-0.5"}, "priceLow", "-0.5", "at least 0"),
}
WHOLE = {
    "City": {"code": "XX-a", "name": "A", "countryCode": "AAA", "published": True, "synthetic": False},
    "Goal": {"code": "G", "name": "A goal"},
    "Solution": {"code": "S", "name": "A solution", "sector": "WATER", "published": True, "synthetic": False},
}


@pytest.mark.parametrize("file", OUT_OF_BOUNDS)
def test_number_out_of_its_bounds_is_told(tmp_path, file):
    """Negative inhabitants and amounts, a latitude beyond the pole and an eighteenth goal are refused by what they can be."""
    given, column, found, expected = OUT_OF_BOUNDS[file]
    kind, suffix = file.split(".")
    row = {**WHOLE[kind], **given}
    cells = [json.dumps(v).strip('"') for v in row.values()]
    text = f"{','.join(row)}\n{','.join(cells)}\n" if suffix == "csv" else json.dumps(row)

    (place,) = refused(tmp_path, put(tmp_path, file, text))

    assert place.endswith(f"({column}) OUT_OF_RANGE: found {found}, expected {expected}")


TARGETS = {
    "improvement": ({"improvement": "NONE", "method": ""}, "NOT_A_MEMBER: found 'NONE', expected HIGHER or LOWER"),
    "method": ({"method": "RATIO_LOWER"}, "OTHER_DIRECTION: found 'RATIO_LOWER', expected the ratio for the way that is better"),
    "target": ({"target": "0", "method": ""}, "OUT_OF_RANGE: found 0.0, expected more than 0"),
    "worst": ({"method": "BETWEEN"}, "OUT_OF_RANGE: found nothing, expected a value worse than the target, which BETWEEN needs"),
}


@pytest.mark.parametrize("column", TARGETS)
def test_target_nothing_can_be_held_against_is_told(tmp_path, column):
    """A target without a direction, a ratio of another, of nothing, or between nothing and something is refused by its place."""
    given, told = TARGETS[column]
    row = {"from": "s", "to": "k", "key": "s|k|", "target": "1", "worst": "", "improvement": "HIGHER", "method": "RATIO_HIGHER"}
    row |= {"basis": "SDG", **given}
    path = put(tmp_path, "Sets.csv", f"{','.join(row)}\n{','.join(row.values())}\n")

    (place,) = refused(tmp_path, path)

    assert place.startswith(f"Sets.csv:2:{list(row).index(column) + 1} ({column}) {told}")


POINTS = {
    ("EC: I: T: 4A", "by sledge"): "found 'by sledge', expected one of ",
    ("EC: I: T: 4A", ""): "found nothing, expected one of ",
    ("EC: I: T: 7A", "by sledge"): "found 'by sledge', expected nothing: it is the only one of 'EC: I: T: 7A'",
}


@pytest.mark.parametrize("stored", [True, False])
@pytest.mark.parametrize(("kpi", "point"), POINTS)
def test_data_point_is_one_of_its_kpi(tmp_path, kpi, point, stored):
    """A value of a data point that its KPI does not list, in the same files or in the store, is refused by its place."""
    line = f"NO-aalesund,{kpi},NO-aalesund|{kpi}|{point}|1999,{point},1999,REPORTED,1\n"
    for name in ("City", "Kpi"):
        put(tmp_path, f"{name}.csv", (DATA / f"{name}.csv").read_bytes())
    if stored:
        with_store(tmp_path, lambda store: load(store, tmp_path))
    path = put(tmp_path, "HasValue.csv", "from,to,key,dataPoint,year,status,value\n" + line)

    (place,) = refused(tmp_path, path if stored else tmp_path)

    assert place.startswith(f"HasValue.csv:2:4 (dataPoint) NOT_LISTED: {POINTS[kpi, point]}")
