"""`scripts/bench policy`: what rules cost. The same reads under each role and without rules; what is missing and what is hidden."""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.read import write
from benchmarks.stores import filled, world
from graph.rules import EVERYTHING
from resolvers.standing import ANONYMOUS, Standing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmarks.stores import Asker, Bench
    from resolvers.standing import Role

    Case = tuple[str, dict[str, Any]]

GOAL = 1.15
TOLD = "nodes { id name population stage country { name } } pageInfo { hasNextPage endCursor }"
USUAL = {
    "a city": "query($city: String!) { city(code: $city) { id name population stage country { name } } }",
    "cities": f"{{ cities(first: 20) {{ {TOLD} }} }}",
    "cities from the middle": f"query($after: String) {{ cities(first: 20, after: $after) {{ {TOLD} }} }}",
    "cities by population": f"{{ cities(first: 20, orderBy: [{{ population: DESC }}]) {{ {TOLD} }} }}",
    "cities by the beginning of a name": f'{{ cities(first: 20, where: {{ name: {{ startsWith: "K" }} }}) {{ {TOLD} }} }}',
    "cities with recent values": (
        f"{{ cities(first: 20, where: {{ values: {{ some: {{ edge: {{ year: {{ gte: 2024 }} }} }} }} }}) {{ {TOLD} }} }}"
    ),
    "cities by words": f'{{ cities(first: 20, where: {{ search: "ka" }}) {{ {TOLD} }} }}',
    "cities with values": (
        "{ cities(first: 20) { nodes { id name country { name }"
        " values(first: 5) { edges { value unit year status node { code name } } } } } }"
    ),
    "values of a city": (
        "query($city: String!) { city(code: $city) { name"
        " values(first: 100) { edges { value unit year status quality source node { code name } } } } }"
    ),
    "projects": "{ projects(first: 20) { nodes { id name summary sector stage capex currency status city { name country { name } } } } }",
    "evaluations": "{ evaluations(first: 20) { nodes { id year status publishedOn city { name } } } }",
    "experts": "{ experts(first: 20) { nodes { id name summary organisation { name } } } }",
    "cities by country": (
        "{ cityAggregate(groupBy: [{ country: { name: VALUE } }], order: COUNT)"
        " { groups { keys { value } count population { sum } } } }"
    ),
}
"""What clients ask for page by page; `tests/resolvers/test_rule_cost.py` holds them to the goal."""
DEAR = {
    "values of a KPI": (
        '{ kpi(code: "EN: EN: WS: 4C") { name values(first: 20) { edges { value unit year status node { code name } } } } }'
    ),
    "a count": "{ cities(first: 1) { totalCount } }",
    "a count below each row": "{ kpis(first: 20) { nodes { name values(first: 1) { totalCount } } } }",
    "groups of values": "{ kpiValueAggregate(groupBy: [{ year: VALUE }]) { groups { keys { value } count } } }",
    "ranking of a KPI": (
        '{ kpiValues(first: 20, where: { kpi: { code: { eq: "EN: EN: WS: 4C" } } }, orderBy: [{ value: DESC }])'
        " { nodes { value unit year city { name } } } }"
    ),
    "documents": "{ documents(first: 20) { nodes { id title date } } }",
    "certificates": "{ certificates(first: 20) { nodes { id issuedOn validUntil standard level city { name } } } }",
    "search": '{ search(text: "ka", first: 8) { nodes { score kind node { id } } } }',
}
"""Beside them what rules cannot but make dearer: what is counted without a look at it, and rules on what is farther away."""
FORBIDDEN = {
    "a city": ("query($code: String!) { city(code: $code) { id name country { name } } }", "cities"),
    "a project": ("query($code: String!) { project(code: $code) { id name city { name } } }", "projects"),
    "a document": ("query($code: String!) { document(code: $code) { id title } }", "documents"),
}
"""What may be hidden: how one is asked for, and the list of all."""
NOWHERE = "XX-nowhere"


def people(bench: Bench) -> dict[str, Standing]:
    """Return one of each role that differs in its rules, who acts for something in this world."""
    told = bench.ask("{ cities(first: 300) { nodes { code countryCode } } }", {})["cities"]["nodes"]
    judged = bench.ask("{ experts(first: 2, where: { verifies: { some: {} } }) { nodes { code } } }", {})["experts"]["nodes"]
    some = tuple(told[len(told) * part // 4] for part in (1, 2, 3))
    cities = tuple(city["code"] for city in some)

    def who(role: Role, **scopes: tuple[str, ...]) -> Standing:
        return Standing(roles=frozenset(("anonymous", role)), **scopes)

    return {
        "anonymous": ANONYMOUS,
        "cityOfficer": who("cityOfficer", cities=cities),
        "hubStaff": who("hubStaff", served_cities=cities, served_countries=(some[1]["countryCode"],), labs=("LAB",)),
        "verifier": who("verifier", verifiers=tuple(each["code"] for each in judged)),
        "programmeStaff": who("programmeStaff"),
    }


def cases(bench: Bench, texts: Mapping[str, str]) -> dict[str, Case]:
    """Return reads with what their variables are in this world: a city that everyone sees, and a cursor."""
    page = bench.ask("{ cities(first: 300) { edges { cursor node { code published } } } }", {})["cities"]["edges"]
    half = page[len(page) // 2 :]
    city = next(edge["node"]["code"] for edge in half if edge["node"]["published"])
    given = {"city": city, "after": half[0]["cursor"]}
    return {name: (text, {key: value for key, value in given.items() if f"${key}" in text}) for name, text in texts.items()}


def hits(bench: Bench, reads: Mapping[str, Case], askers: Mapping[str, Asker]) -> dict[str, dict[str, float]]:
    """Return for each read and asker the hits for one of the same read without rules."""
    out: dict[str, dict[str, float]] = {}
    for name, case in reads.items():
        plain = bench.work(*case, EVERYTHING)[1]
        out[name] = {who: bench.work(*case, asker)[1] / plain for who, asker in askers.items()}
    return out


def shares(
    bench: Bench, reads: Mapping[str, Case], askers: Mapping[str, Asker], count: int, times: int
) -> dict[str, dict[str, list[float]]]:
    """Return for each read and asker, of each round, the CPU for one of the same read without rules, asked beside it.

    Who is asked first finds things cold, so each round another one is. The first round is not counted.
    """
    out = {name: {who: list[float]() for who in askers} for name in reads}
    asked: list[tuple[str, Asker]] = [("", EVERYTHING), *askers.items()]
    for number in range(count + 1):
        first = number % len(asked)
        for name, case in reads.items():
            took = {who: bench.spent(*case, asker, times) for who, asker in asked[first:] + asked[:first]}
            for who in askers if number else ():
                out[name][who].append(took[who] / took[""])
    return out


def spread(numbers: Sequence[float]) -> str:
    """Return the median of numbers and, in brackets, between what half of them lie."""
    low, middle, high = statistics.quantiles(numbers, n=4, method="inclusive")
    return f"{middle:.2f} ({low:.2f}-{high:.2f})"


def cost_table(benches: Sequence[Bench], count: int, times: int) -> list[str]:
    """Return what each read costs each role, in hits and in CPU, for one of the same read without rules."""
    who = ["anonymous", "cityOfficer", "hubStaff", "verifier", "programmeStaff"]
    lines = [f"| read | store | {' | '.join(f'{each}: hits, CPU' for each in who)} |", "|" + " --- |" * (len(who) + 2)]
    over: list[str] = []
    for bench in benches:
        reads, askers = cases(bench, USUAL | DEAR), people(bench)
        found, took = hits(bench, reads, askers), shares(bench, reads, askers, count, times)
        for name in reads:
            told = " | ".join(f"{found[name][each]:.2f}, {spread(took[name][each])}" for each in who)
            lines.append(f"| {name} | {bench.name} | {told} |")
        usual = [took[name][each] for name in USUAL for each in who]
        over.append(
            f"CPU of the usual reads, {bench.name}: the median of all roles and reads is"
            f" {statistics.median(statistics.median(each) for each in usual):.2f}, the dearest"
            f" {max(statistics.median(each) for each in usual):.2f} (goal: {GOAL});"
            f" hits at most {max(found[name][each] for name in USUAL for each in who):.2f} (goal: {GOAL})."
        )
    return [*lines, *(line for each in over for line in ("", each))]


def hidden_table(benches: Sequence[Bench], count: int) -> list[str]:
    """Return what it takes to be told that there is nothing, of what is missing and of what is hidden from the anonymous."""
    lines = [
        "| asked for | store | missing: statements, hits, ms | hidden: statements, hits, ms | hidden to missing, ms |",
        "| --- | --- | --- | --- | --- |",
    ]
    for bench in benches:
        for name, (text, listed) in FORBIDDEN.items():
            rows = bench.ask(f"{{ {listed}(first: 1, where: {{ published: {{ eq: false }} }}) {{ nodes {{ code }} }} }}", {})
            codes = {"missing": NOWHERE, "hidden": rows[listed]["nodes"][0]["code"]}
            took: dict[str, list[float]] = {each: [] for each in codes}
            for number in range(count * 10 + 1):
                for each in sorted(codes, reverse=bool(number % 2)):  # who is asked second finds things warm
                    spent = bench.timed(text, {"code": codes[each]}, ANONYMOUS)
                    took[each] += [spent] if number else []
            told = {each: bench.work(text, {"code": code}, ANONYMOUS) for each, code in codes.items()}
            cells = [f"{told[each][0]}, {told[each][1]}, {spread(took[each])}" for each in codes]
            ratio = spread([b / a for a, b in zip(took["missing"], took["hidden"], strict=True)])
            lines.append(f"| {name} | {bench.name} | {' | '.join(cells)} | {ratio} |")
    return lines


ABOUT = (
    "Each figure is one for which the same read without rules (`graph.rules.EVERYTHING`) is 1.00. CPU is that of this process "
    "and, with Neo4j, of its server: the median of interleaved rounds, each of them some answers beside as many without "
    "rules, with the quarters of the rounds in brackets. Roles act for three cities, what two verifiers verify, or a country."
)


WHY = """## Why some reads are dearer

- A count without rules is one look at what Neo4j keeps of a label or a node; with rules each row is looked at, in an index where that holds what the rule asks for.
- Groups of values, and rankings of a KPI, test each value and the city it is of.
- A rule that asks what is farther away (certificates, an officer's documents) is asked of each row that is not published.
- What a page passes over because it is hidden was looked at too."""


def main() -> None:
    """Measure and write docs/bench-policy.md."""
    parser = argparse.ArgumentParser(description="What rules cost, and what missing and hidden differ in, on both stores.")
    parser.add_argument("--cities", type=int, default=300, help="cities of the world")
    parser.add_argument("--rounds", type=int, default=15, help="counted rounds, interleaved")
    parser.add_argument("--times", type=int, default=5, help="answers of a read in a row in each round")
    parser.add_argument("--folder", type=Path, help="where worlds and filled stores are kept for the next run of the same code")
    given = parser.parse_args()
    started = time.monotonic()
    options = f"policy --cities {given.cities} --rounds {given.rounds} --times {given.times}"
    with asyncio.Runner() as run, tempfile.TemporaryDirectory() as temporary:
        folder: Path = given.folder or Path(temporary)
        with filled(folder, world(folder, given.cities), run) as benches:
            made = [ABOUT, "", *cost_table(benches, given.rounds, given.times), "", "## Missing and hidden", ""]
            made += [*hidden_table(benches, given.rounds), "", *WHY.splitlines()]
    write("bench-policy.md", "What rules cost, measured", options, started, made)


if __name__ == "__main__":
    main()
