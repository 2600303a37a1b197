"""`scripts/bench read`: every example at 5 000 cities on both stores, and how reads grow from 1 000 to 100 000 cities."""

from __future__ import annotations

import argparse
import asyncio
import math
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.stores import filled, part, world

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.stores import Bench

ROOT = Path(__file__).parent.parent
PAGE = 10
FAR = 5000
"""The page that is read far down a list."""
VALUES = 10

PAGES = (
    "query($n: Int!, $after: String) { cities(first: $n, after: $after, orderBy: [{ code: ASC }])"
    " { nodes { name } pageInfo { endCursor } } }"
)
GROWTH = {
    "point": ("query($code: String!) { city(code: $code) { name population country { name } } }", {"code": "{middle}"}),
    "page": (PAGES, {"after": "{begin}"}),
    "page 5 000": (PAGES, {"after": "{far}"}),
    "page by population": ("query($n: Int!) { cities(first: $n, orderBy: [{ population: DESC }]) { nodes { name } } }", {}),
    "nested list": (
        "query($n: Int!) { cities(first: $n) { nodes { name values(first: 5) { edges { value year node { name } } } } } }",
        {},
    ),
    "count": ("{ cities(first: 1) { totalCount } }", {}),
    "filter by index": ('query($n: Int!) { cities(first: $n, where: { name: { startsWith: "Ka" } }) { nodes { name } } }', {}),
    "filter by relation": (
        "query($n: Int!) { cities(first: $n, where: { values: { some: { edge: { year: { gte: 2024 } } } } }) { nodes { name } } }",
        {},
    ),
}
"""What is read at each size, by staff; n is ten. A client pages with one document, so the first page has a null for its cursor."""

GROWN = ("City", "Country", "Region", "Kpi", "CityInCountry", "CityInRegion", "RegionInCountry", "HasValue")
"""What of the world is there at each size: all that these reads touch."""


def percentile(times: Sequence[float], share: float) -> float:
    """Return the time that share of the answers stayed under."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def rounds(
    benches: Sequence[Bench], cases: dict[str, tuple[str, dict[str, Any], Any]], count: int
) -> dict[str, list[list[float]]]:
    """Return the times of each case on each store; stores and cases take turns, the first round is not counted.

    A case that is refused or fails has no times.
    """
    out: dict[str, list[list[float]]] = {name: [[] for _ in benches] for name in cases}
    failed: set[tuple[str, str]] = set()
    for number in range(count + 1):
        for name, (text, variables, role) in cases.items():
            for at, bench in enumerate(benches):
                if (name, bench.name) in failed:
                    continue
                try:
                    took = bench.timed(text, variables, role)
                except RuntimeError as error:
                    print(f"{name}: {error}", file=sys.stderr)
                    failed.add((name, bench.name))
                    continue
                if number:
                    out[name][at].append(took)
    return out


def examples() -> dict[str, tuple[str, dict[str, Any], Any]]:
    """Return the shipped examples with the role each is for."""
    out: dict[str, tuple[str, dict[str, Any], Any]] = {}
    for path in sorted((ROOT / "docs" / "examples").glob("*.graphql")):
        text = path.read_text(encoding="utf-8")
        found = re.search(r"^# Role: (\w+)$", text, re.MULTILINE)
        assert found
        out[path.stem] = (text, {}, found[1])
    return out


def example_table(folder: Path, run: asyncio.Runner, cities: int, count: int) -> list[str]:
    """Return the table of all examples."""
    lines = ["| example | store | statements | database hits | p50 ms | p95 ms |", "| --- | --- | --- | --- | --- | --- |"]
    with filled(folder, world(folder, cities), run) as benches:
        loading = ", ".join(f"{b.name} {b.loading:.0f} s" for b in benches)
        cases = examples()
        times = rounds(benches, cases, count)
        for name, case in cases.items():
            for bench, took in zip(benches, times[name], strict=True):
                if not took:
                    lines.append(f"| {name} | {bench.name} | refused or failed | | | |")
                    continue
                statements, hits = bench.work(*case)
                told = f"{hits:,}".replace(",", " ")
                lines.append(
                    f"| {name} | {bench.name} | {statements} | {told} | {statistics.median(took):.1f} | {percentile(took, 0.95):.1f} |"
                )
    return [f"Loading the world took: {loading}.", "", *lines]


def growth_cases(bench: Bench, cities: int) -> dict[str, tuple[str, dict[str, Any], Any]]:
    """Return what is read at a size, with a code in the middle and the cursor before the far page."""
    rows = _rows(bench)
    at = min(FAR * PAGE, cities - PAGE) - 1
    filling = {"{middle}": rows[len(rows) // 2]["node"]["code"], "{begin}": None, "{far}": rows[at]["cursor"]}
    out: dict[str, tuple[str, dict[str, Any], Any]] = {}
    for name, (text, variables) in GROWTH.items():
        given = {k: filling[v] for k, v in variables.items()} | ({"n": PAGE} if "$n" in text else {})
        out[name] = (text, given, "programmeStaff")
    return out


def _rows(bench: Bench) -> list[dict[str, Any]]:
    more_of = "pageInfo { hasNextPage endCursor }"
    text = f"query($after: String) {{ cities(first: 1000, after: $after) {{ edges {{ cursor node {{ code }} }} {more_of} }} }}"
    out: list[dict[str, Any]] = []
    after, more = None, True
    while more:
        page = bench.ask(text, {"after": after})["cities"]
        out += page["edges"]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    return out


def growth_table(folder: Path, run: asyncio.Runner, sizes: list[int], count: int) -> list[str]:
    """Return how the median and the hits of each read grow with the number of cities; a read that fails ends it there."""
    found: dict[tuple[str, str], list[tuple[float, int]]] = {}
    for cities in sizes:
        with filled(folder, part(world(folder, cities, VALUES), GROWN), run) as benches:
            cases = growth_cases(benches[0], cities)
            times = rounds(benches, cases, count)
            for name, case in cases.items():
                for bench, took in zip(benches, times[name], strict=True):
                    measured = (statistics.median(took), bench.work(*case)[1]) if took else (math.nan, 0)
                    found.setdefault((name, bench.name), []).append(measured)
    head = "| read | store | " + " | ".join(f"{n} cities: ms, hits" for n in sizes) + " | last to first |"
    lines = [head, "|" + " --- |" * (len(sizes) + 3)]
    for (name, store), cells in found.items():
        told = " | ".join(f"{took:.2f}, {hits}" for took, hits in cells)
        lines.append(f"| {name} | {store} | {told} | {cells[-1][0] / cells[0][0]:.2f} |")
    for store in dict.fromkeys(store for _, store in found):
        ratio = found["page 5 000", store][-1][0] / found["page", store][-1][0]
        point = found["point", store]
        lines += ["", f"Page 5 000 to page 1 at {sizes[-1]} cities, {store}: {ratio:.2f} (goal: at most 1.2)."]
        lines += [
            "",
            f"Point at {sizes[-1]} to {sizes[0]} cities, {store}: {point[-1][0] / point[0][0]:.2f} (goal: at most 1.5).",
        ]
    return lines


ABOUT = (
    "Times are of one process from the text of a query to its data, both stores and all queries in turn; hits are Neo4j's "
    "database hits and SQLite's virtual machine steps."
)


def write(file: str, title: str, command: str, started: float, lines: list[str]) -> None:
    """Write a page of figures with the command, the day and the commit they are of."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout.strip()
    made = (
        f"Written by `scripts/bench {command}` on {datetime.now(UTC):%Y-%m-%d %H:%M} UTC at {commit}, in "
        f"{time.monotonic() - started:.0f} s, on {platform.system()} {platform.machine()}, Python {platform.python_version()}."
    )
    (ROOT / "docs" / file).write_text("\n".join([f"# {title}", "", made, ABOUT, "", *lines]) + "\n", encoding="utf-8")


def main() -> None:
    """Measure and write docs/bench-examples.md and docs/bench-growth.md, each as soon as it is measured."""
    parser = argparse.ArgumentParser(description="Reads on both stores: every example, and growth.")
    parser.add_argument("--cities", type=int, default=5000, help="cities of the world the examples are asked of; 0: no examples")
    parser.add_argument(
        "--growth", default="1000,10000,100000", help="sizes at which growth is measured, 10 values a city; empty: no growth"
    )
    parser.add_argument("--rounds", type=int, default=30, help="counted rounds, interleaved")
    parser.add_argument("--folder", type=Path, help="where worlds and filled stores are kept for the next run of the same code")
    given = parser.parse_args()
    sizes = [int(n) for n in given.growth.split(",") if n]
    with asyncio.Runner() as run, tempfile.TemporaryDirectory() as temporary:
        folder: Path = given.folder or Path(temporary)
        if given.cities:
            started, options = time.monotonic(), f"read --growth '' --cities {given.cities} --rounds {given.rounds}"
            made = example_table(folder, run, given.cities, given.rounds)
            write("bench-examples.md", f"Every example with {given.cities} cities, measured", options, started, made)
        if sizes:
            started, options = time.monotonic(), f"read --cities 0 --growth {given.growth} --rounds {given.rounds}"
            made = [f"Of the world only {', '.join(GROWN)}, {VALUES} values a city.", ""]
            made += growth_table(folder, run, sizes, given.rounds)
            write("bench-growth.md", "Growth of reads, measured", options, started, made)


if __name__ == "__main__":
    main()
