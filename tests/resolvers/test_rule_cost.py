"""What rules cost: the hits of a client's usual reads under each role, for one of the same read without rules.

Hits are Neo4j's database hits and SQLite's virtual machine steps, the same on every machine. The reads are those of
`benchmarks.policy.USUAL`, as pages show them; what rules make dearer than the goal is named here and in docs/bench-policy.md.
"""

from __future__ import annotations

import asyncio

import pytest

from benchmarks.policy import DEAR, FORBIDDEN, GOAL, NOWHERE, USUAL, cases, hits, people
from benchmarks.stores import Bench, world
from graph.expression import Logic, Reach, Step
from graph.rules import RuleSet
from resolvers.policy import rules_of
from resolvers.standing import ANONYMOUS
from tests.graph.conftest import BOTH
from tests.graph.direct import wipe

CITIES = 60
OVER = {
    ("neo4j", "evaluations", "verifier"): 1.25,
    ("neo4j", "evaluations", "cityOfficer"): 1.25,
    ("neo4j", "experts", "cityOfficer"): 1.25,
    ("neo4j", "experts", "hubStaff"): 1.25,
    ("neo4j", "cities by country", "cityOfficer"): 1.25,
    ("neo4j", "cities by country", "hubStaff"): 1.25,
    ("neo4j", "cities from the middle", "cityOfficer"): 1.2,
    ("sqlite", "evaluations", "cityOfficer"): 1.25,
    ("sqlite", "experts", "cityOfficer"): 1.25,
    ("sqlite", "experts", "hubStaff"): 1.3,
    ("sqlite", "cities from the middle", "cityOfficer"): 1.2,
    ("sqlite", "evaluations", "verifier"): 1.25,
    ("sqlite", "evaluations", "hubStaff"): 1.2,
    ("sqlite", "projects", "cityOfficer"): 1.2,
    ("sqlite", "cities from the middle", "verifier"): 1.2,
}
"""What is dearer than the goal, and how dear it may be: a row that is not published is asked whether it is one's own, or met."""


@pytest.fixture(scope="module", params=BOTH)
def bench(request, tmp_path_factory):
    """Each store with a small world and the real data."""
    folder = tmp_path_factory.mktemp("cost")
    address = request.getfixturevalue("neo4j_uri") if request.param == "neo4j" else f"sqlite:///{folder}/graph.db"
    if request.param == "neo4j":
        wipe(address)
    with asyncio.Runner() as run:
        made = Bench(request.param, address, run)
        made.fill(world(folder, CITIES))
        yield made
        made.close()
    if request.param == "neo4j":
        wipe(address)


def over(bench, reads, askers):
    """Return what is dearer than the goal, and than is known of it, by store, read and role."""
    found = hits(bench, reads, askers).items()
    told = {(bench.name, name, who): share for name, shares in found for who, share in shares.items()}
    return {key: round(share, 2) for key, share in told.items() if share > OVER.get(key, GOAL)}


def test_usual_reads_cost_little_more(bench, report):
    """Under each role a usual page takes at most 1.15 times the hits of the same page without rules."""
    reads, askers = cases(bench, USUAL), people(bench)

    assert {} == over(bench, reads, askers)
    report(f"hits with rules, {bench.name}", reads=len(reads), roles=len(askers), over=len(OVER))


def test_a_costly_rule_is_found(bench):
    """A rule that first asks what lies farther away is seen to cost more than the goal."""
    rules = rules_of(["anonymous"])
    far = Reach(Step("CityInCountry", "out"), "some", Reach(Step("CityInCountry", "in"), "some"))
    planted = RuleSet("planted", {**rules.rows, "City": Logic("and", (far, rules.rows["City"]))}, rules.shown)

    assert over(bench, cases(bench, {"cities": USUAL["cities"]}), {"planted": planted})


def test_dear_reads_are_answered(bench):
    """What the benchmark tells beside the usual reads is answered too, and a count is among what is dearer than the goal."""
    found = hits(bench, cases(bench, DEAR), {"anonymous": ANONYMOUS})

    assert DEAR.keys() == found.keys()
    assert found["a count"]["anonymous"] > GOAL


@pytest.mark.parametrize("name", FORBIDDEN)
def test_hidden_takes_the_work_of_missing(bench, name):
    """What is hidden from the anonymous is answered with the statements of what is missing, and at most one test more."""
    text, listed = FORBIDDEN[name]
    rows = bench.ask(f"{{ {listed}(first: 1, where: {{ published: {{ eq: false }} }}) {{ nodes {{ code }} }} }}", {})
    hidden, missing = rows[listed]["nodes"][0]["code"], NOWHERE
    told = [bench.ask(text, {"code": code}, ANONYMOUS) for code in (hidden, missing)]
    (some, seen), (as_many, unseen) = (bench.work(text, {"code": code}, ANONYMOUS) for code in (hidden, missing))

    assert told[0] == told[1]
    assert some == as_many
    assert seen - unseen <= {"neo4j": 0, "sqlite": 3}[bench.name]
