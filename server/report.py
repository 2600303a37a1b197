"""Twin recommendations as tables a person reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from server.console import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    Json = dict[str, Any]

POINTS = 3
"""Data points told of each side."""
UNKNOWN = "unknown"
"""What is said of a feature that is not known."""
BOUNDS = (
    "Bounds: where the score could lie if all that is unknown today were known. "
    "The score counts only what is known, so it may lie outside."
)
"""Said below the ranking, whose two columns rest on different weights."""


def print_recommendations(console: Console, found: Json) -> None:
    """Print the recommendations of a city."""
    city, target_set = found["city"], found["targetSet"]
    console.print("\n", plain(f"Whom should {city['name']} twin with?", "bold"), sep="")
    note = "illustrative: U4SSC has not published its own targets" if target_set["illustrative"] else "as published"
    console.print(plain(f"Targets: {target_set['name']} ({note}). {found['evaluated']} cities looked at."), "\n", sep="")
    if found["nodes"]:
        console.print(_ranked(found["nodes"]))
        console.print(BOUNDS)
        for node in found["nodes"]:
            _explain(console, city["name"], node)
    else:
        console.print("No city shares enough published values to be ranked.")
    _insufficient(console, found["insufficientEvidence"], found["insufficientCount"])
    _excluded(console, found["excluded"], found["excludedCount"])
    made = f"{found['algorithmVersion']}, data number {found['dataSeq']}, inputs {found['inputsDigest'][:16]}"
    console.print(plain(made, "dim"))


def _ranked(nodes: list[Json]) -> Table:
    table = _table("", "city", "score", "bounds", "coverage", "data points", left=("city", "bounds"))
    for node in nodes:
        bounds = f"{node['interval']['low']:.2f} to {node['interval']['high']:.2f}"
        count = str(node["evidenceCount"])
        _row(table, str(node["rank"]), _city(node["city"]), f"{node['score']:.3f}", bounds, f"{node['coverage']:.0%}", count)
    return table


def _table(*columns: str, left: tuple[str, ...]) -> Table:
    table = Table()
    for name in columns:
        table.add_column(plain(name), justify="left" if name in left else "right")
    return table


def _row(table: Table, *cells: str) -> None:
    table.add_row(*map(plain, cells))


def _explain(console: Console, name: str, node: Json) -> None:
    other = node["city"]["name"]
    made = " + ".join(f"{c['name']} {c['value']:.3f}" for c in node["contributions"])
    console.print("\n", plain(f"{name} and {other}", "bold"), plain(f": {node['score']:.3f} = {made}"), sep="")
    table = _table("", "KPI", name, other, "target", left=("", "KPI"))
    for verb in ("learns", "teaches"):
        for point in node[verb][:POINTS]:
            _row(table, verb, _kpi(point), _value(point["own"]), _value(point["other"]), _target(point))
    console.print(table)
    neither = list[str]()
    for feature in node["context"]:
        sides = [_feature(feature, end) for end in ("own", "other")]
        if sides == [UNKNOWN, UNKNOWN]:
            neither.append(feature["feature"])
        else:
            console.print(plain(f"  {feature['feature']}: {' and '.join(sides)} ({feature['unit']})"))
    if neither:
        console.print(plain(f"  Unknown of both: {', '.join(neither)}"))
    for remark in node["remarks"]:
        console.print(Text("  Note: ", style="yellow"), plain(remark), sep="", soft_wrap=True)
    for source in _sources(node):
        console.print(plain(f"  {source}", "dim"), soft_wrap=True)


def _number(value: float) -> str:
    """Return a number with all its digits.

    >>> _number(1234567.0), _number(10849.86)
    ('1234567', '10849.86')
    """
    return repr(value).removesuffix(".0")


def _kpi(point: Json) -> str:
    name = point["kpi"]["name"] + (f", {point['dataPoint']}" if point["dataPoint"] else "")
    return f"{name} ({point['own']['unit']})" if point["own"]["unit"] else name


def _target(point: Json) -> str:
    basis = point["basis"].replace("_", " ").lower() if "_" in point["basis"] else point["basis"]
    of = f" of {point['comparedValues']}" if point["comparedValues"] is not None else ""
    return f"{_number(point['target'])}, {basis}{of}"


def _sources(node: Json) -> Iterator[str]:
    points = [p for side in ("learns", "teaches") for p in node[side][:POINTS]]
    told: list[str | None] = [p[end]["source"] for p in points for end in ("own", "other")] + [p["targetSource"] for p in points]
    told += [source for feature in node["context"] for end in ("own", "other") for source in feature[f"{end}Sources"]]
    yield from dict.fromkeys(filter(None, told))


def _value(value: Json) -> str:
    """Return a value with its year, and with what makes it less than measured, verified and public, as far as that is known."""
    doubts = [value["status"]] * (value["status"] != "REPORTED") + [value["quality"]] * (value["quality"] is not None)
    doubts += ["NOT_PUBLISHED"] * (not value["published"])
    return f"{_number(value['value'])} ({', '.join([str(value['year']), *(d.replace('_', ' ').lower() for d in doubts)])})"


def _feature(feature: Json, end: str) -> str:
    """Return a feature of a city, a number with its year as far as both are known."""
    value, year, terms = feature[end], feature[f"{end}Year"], feature[f"{end}Terms"]
    if value is None:
        return "/".join(terms) or UNKNOWN
    return f"{value:,.0f}" + (f" in {year}" if year is not None else ", year unknown")


def _city(city: Json) -> str:
    return f"{city['name']} ({city['country']['name']})" if city["country"] else city["name"]


def _insufficient(console: Console, found: list[Json], count: int) -> None:
    if not found:
        return
    told = ", ".join(f"{each['city']['name']} ({each['evidenceCount']})" for each in found)
    told += f", and {count - len(found)} more" * (count > len(found))
    needed = f"with the number of shared data points of {found[0]['required']} needed"
    console.print("\n", plain(f"Insufficient evidence, {needed}: {told}."), "\n", sep="")


def _excluded(console: Console, found: list[Json], count: int) -> None:
    if not count:
        return
    told = [f"{each['city']['name']} ({' '.join(_why(each))})" for each in found] + [f"{count - len(found)} more"] * (
        count > len(found)
    )
    console.print(plain(f"Excluded by a gate: {'; '.join(told)}."), "\n", sep="", soft_wrap=True)


def _why(city: Json) -> Iterator[str]:
    return (gate["note"].rstrip(".") for gate in city["gates"] if gate["excludes"] and gate["verdict"] == "FAIL")
