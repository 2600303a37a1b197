"""What a set of targets may not be like."""

from __future__ import annotations

import asyncio
import random

import pytest

from graph.change import Edge
from graph.connect import connect
from graph.model import MODEL
from resolvers.standing import alone
from resolvers.viewer import viewer
from schema.build import SCHEMA
from tests.graph.small import change, edge, node
from tests.graph.world import fill

ASKED = '{ twinRecommendations(city: "a", first: 1, targetSet: "t") { evaluated } }'
UNUSABLE = {
    "a data point has more than one target": [{"target": 1.0}, {"target": 2.0}],
    "target of 's0': found 0.0, expected more than 0": [{"target": 0.0}],
    "improvement of 's0': found NONE, expected HIGHER or LOWER": [{"improvement": "NONE"}],
    "method of 's0': found RATIO_LOWER, expected the ratio for the way that is better": [{"method": "RATIO_LOWER"}],
    "worst of 's0': found None, expected a value worse than the target": [{"method": "BETWEEN"}],
}
"""Sets as a store may hold them that was filled before such rows were refused."""


def target(number, given):
    """A target of the set for the KPI, unchecked."""
    usual = {"dataPoint": None, "target": 1.0, "improvement": "HIGHER", "method": None, "worst": None}
    return Edge("t", "k", {**fill(random.Random(1), MODEL.relations["Sets"], f"s{number}"), **usual, **given})


@pytest.mark.parametrize("told", UNUSABLE)
def test_unusable_targets_are_told(told, tmp_path):
    """A set of targets that no value can be held against is refused as the argument it is, with the reason."""
    sets = [target(number, given) for number, given in enumerate(UNUSABLE[told])]
    value = edge("HasValue", "v", "a", "k", value=1.0, dataPoint=None, status="REPORTED", quality=None)
    nodes = {"City": [node("City", "a")], "Kpi": [node("Kpi", "k")], "TargetSet": [node("TargetSet", "t")]}

    async def answer():
        store = connect(f"sqlite:///{tmp_path}/store.db")
        await store.migrate()
        await store.apply(change(nodes=nodes, edges={"Sets": sets, "HasValue": [value]}), "one")
        found = await SCHEMA.execute(ASKED, {}, {"viewer": viewer(alone("programmeStaff"), store)})
        await store.close()
        return found

    (error,) = asyncio.run(answer()).errors

    assert "BAD_USER_INPUT" == error.extensions["code"]
    assert error.message.startswith(f"targetSet: 't' cannot be used: {told}")
