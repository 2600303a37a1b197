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
from resolvers.viewer import viewer
from schema.build import SCHEMA
from server.load import load

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted((ROOT / "docs" / "examples").glob("*.graphql"))


def answers(address, *, wipe=False):
    """The answers to all examples from a store loaded with the real data."""

    async def work():
        store = connect(address)
        try:
            if wipe:
                await store._run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS")
            await store.migrate()
            await load(store, ROOT / "data")
            return {path.stem: await one(path.read_text(encoding="utf-8"), store) for path in EXAMPLES}
        finally:
            await store.close()

    return asyncio.run(work())


async def one(text, store):
    """An example's answer from both executors, and how many statements the first took."""
    role = re.search(r"^# Role: (\w+)$", text, re.MULTILINE)[1]
    planned, core = viewer(role, store), viewer(role, store)
    first = await SCHEMA.execute(text, {}, {"viewer": planned})
    second = await SCHEMA.execute(text, {}, {"viewer": core, "root": resolve_root(SCHEMA.graphql, core)})
    assert (first.errors, second.errors) == (None, None)
    return json.dumps(first.data), json.dumps(second.data), len(planned.trace)


@pytest.fixture(scope="module")
def embedded(tmp_path_factory):
    """The answers of the embedded store."""
    return answers(f"sqlite:///{tmp_path_factory.mktemp('examples')}/store.db")


@pytest.fixture(scope="module")
def production(neo4j_uri):
    """The answers of Neo4j, which plans each new statement first: paths may take the time that needs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(resolvers.explore, "SECONDS", 60)
        return answers(neo4j_uri, wipe=True)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_example_answers_for_its_role(embedded, path):
    """The example gives data without errors, the same from the executor of plans and from graphql-core."""
    planned, core, _ = embedded[path.stem]

    assert planned == core
    assert any(value for value in json.loads(planned).values())


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_example_takes_the_statements_it_states(embedded, path):
    """One statement per stored root field; a computed field takes those it declares, and one per reference below it."""
    stated = int(re.search(r"^# Statements: (\d+)$", path.read_text(encoding="utf-8"), re.MULTILINE)[1])

    assert stated == embedded[path.stem][2]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_example_is_the_same_on_neo4j(embedded, production, path):
    """Both stores give the same answer, byte for byte."""
    assert embedded[path.stem] == production[path.stem]


def test_twins_of_aalesund_are_the_honest_ones(embedded):
    """Ålesund has two ranked candidates with wide intervals; its values are for the region, all others lack evidence."""
    found = json.loads(embedded["01-twins-of-a-city"][0])["twinRecommendations"]
    intervals = [node["interval"]["high"] - node["interval"]["low"] for node in found["nodes"]]

    assert ["Stavanger", "Riyadh"] == [node["city"]["name"] for node in found["nodes"]]
    assert min(intervals) > 0.5
    assert all("Ålesund region" in " ".join(node["remarks"]) for node in found["nodes"])
    assert 31 == len(found["insufficientEvidence"])
