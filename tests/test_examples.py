"""The shipped examples: each answers for its role, alike on both stores and both executors, with the statements it states."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path

import pytest

import resolvers.explore
from graph.connect import connect
from resolvers.execute import resolve_root
from resolvers.standing import alone
from resolvers.viewer import viewer
from schema.build import SCHEMA
from server.load import load
from server.world.make import make_world

ROOT = Path(__file__).parent.parent
REAL = ROOT / "data"
EXAMPLES = sorted((ROOT / "docs" / "examples").glob("*.graphql"))
MAY_BE_EMPTY = {"reasons", "skipped", "requires", "ownTerms", "otherTerms"}
"""Lists of limits that were met, of what an instrument asks for and of what is known of a city: an honest answer may have nothing in them."""


def answers(address, *folders, examples=EXAMPLES, wipe=False):
    """The answers to examples from a store loaded with some folders."""

    async def work():
        store = connect(address)
        try:
            if wipe:
                await store._run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS")
            await store.migrate()
            for folder in folders:
                await load(store, folder)
            return {path.stem: await one(path.read_text(encoding="utf-8"), store) for path in examples}
        finally:
            await store.close()

    return asyncio.run(work())


async def one(text, store):
    """An example's answer from both executors, and how many statements the first took."""
    role = re.search(r"^# Role: (\w+)$", text, re.MULTILINE)[1]
    planned, core = viewer(alone(role), store), viewer(alone(role), store)
    first = await SCHEMA.execute(text, {}, {"viewer": planned})
    second = await SCHEMA.execute(text, {}, {"viewer": core, "root": resolve_root(SCHEMA.graphql, core)})
    assert (first.errors, second.errors) == (None, None)
    return json.dumps(first.data), json.dumps(second.data), len(planned.trace)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """The folder of a small world, which has what the real data lacks: projects, money, entries, pairs, corrections."""
    folder = tmp_path_factory.mktemp("world") / "world"
    make_world(folder, cities=40, seed=3, values=12)
    return folder


@pytest.fixture(scope="module")
def embedded(world, tmp_path_factory):
    """The answers of the embedded store with that world and the real data."""
    return answers(f"sqlite:///{tmp_path_factory.mktemp('examples')}/store.db", world, REAL)


@pytest.fixture(scope="module")
def production(world, neo4j_uri):
    """The answers of Neo4j, which plans each new statement first: paths may take the time that needs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(resolvers.explore, "SECONDS", 60)
        return answers(neo4j_uri, world, REAL, wipe=True)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_example_answers_for_its_role(embedded, path):
    """The example gives data without errors, the same from the executor of plans and from graphql-core."""
    planned, core, _ = embedded[path.stem]

    assert planned == core


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_example_finds_something(embedded, path):
    """No root field is null or counts nothing, and each list of the answer has something in it at least once."""
    assert [] == empty(json.loads(embedded[path.stem][0]))


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ({"cities": {"nodes": [], "totalCount": 0}}, [".cities.nodes", ".cities.totalCount"]),
        ({"city": None}, [".city"]),
        ({"cities": {"nodes": [{"values": {"edges": []}}, {"values": {"edges": []}}]}}, [".cities.nodes.values.edges"]),
        ({"cities": {"nodes": [{"values": {"edges": []}}, {"values": {"edges": [{"year": 0}]}}]}, "path": {"skipped": []}}, []),
    ],
)
def test_answer_that_says_nothing_is_noticed(answer, found):
    """A null root field, a list that is always empty and a root count of 0 are told by where they stand."""
    assert found == empty(answer)


def empty(answer):
    """Where an answer says nothing: root fields that are null, lists that are empty wherever they stand, root counts of 0."""
    filled = {}
    for at, found in parts(answer):
        if isinstance(found, list) or at.count(".") == 1 or (at.count(".") == 2 and at.endswith(".totalCount")):
            filled[at] = filled.get(at, False) or bool(found)
    return [at for at, found in filled.items() if not found and at.rpartition(".")[2] not in MAY_BE_EMPTY]


def parts(value, at=""):
    """All that is in an answer, each with where it stands; the rows of a list stand where the list stands."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield f"{at}.{name}", each
            yield from parts(each, f"{at}.{name}")
    elif isinstance(value, list):
        for each in value:
            yield from parts(each, at)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_example_takes_the_statements_it_states(embedded, path):
    """One statement per stored root field; a computed field takes those it declares, and one per reference below it."""
    stated = int(re.search(r"^# Statements: (\d+)$", path.read_text(encoding="utf-8"), re.MULTILINE)[1])

    assert stated == embedded[path.stem][2]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_example_is_the_same_on_neo4j(embedded, production, path):
    """Both stores give the same answer, byte for byte."""
    assert embedded[path.stem] == production[path.stem]


def test_twins_of_aalesund_are_the_honest_ones(tmp_path):
    """In the real data Ålesund has two candidates with wide intervals; its values are for the region, all others lack evidence."""
    told = answers(f"sqlite:///{tmp_path}/store.db", REAL, examples=EXAMPLES[:1])
    found = json.loads(told["01-twins-of-a-city"][0])["twinRecommendations"]
    intervals = [node["interval"]["high"] - node["interval"]["low"] for node in found["nodes"]]

    assert ["Stavanger", "Riyadh"] == [node["city"]["name"] for node in found["nodes"]]
    assert min(intervals) > 0.5
    assert all("Ålesund region" in " ".join(node["remarks"]) for node in found["nodes"])
    assert 31 == len(found["insufficientEvidence"])
