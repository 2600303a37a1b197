"""Amounts of money: exact, ordered as numbers, and refused where they are not exact."""

from __future__ import annotations

import asyncio

import pytest

from graph.connect import connect
from tests.graph.small import change, node
from tests.resolvers.test_executor import ask, codes


@pytest.fixture(scope="module")
def projects(tmp_path_factory):
    """A store with three projects that cost 0.1, 10.5 and 9 million."""
    made = connect(f"sqlite:///{tmp_path_factory.mktemp('projects')}/graph.db")
    costs = {"P1": 1_000, "P2": 105_000_000_000, "P3": 90_000_000_000}
    rows = [
        node("Project", code, capex=cost, sector="WATER", stage="CONCEPT", status="OPEN", published=True)
        for code, cost in costs.items()
    ]

    async def fill():
        await made.migrate()
        await made.apply(change(nodes={"Project": rows}), "projects")

    asyncio.run(fill())
    yield made
    asyncio.run(made.close())


COSTS = "query ($w: ProjectWhere) { projects(first: 9, where: $w, orderBy: [{ capex: DESC }]) { nodes { capex } } }"


def test_amounts_are_texts_ordered_as_numbers(projects):
    """An amount is shown as an exact text, and sorted and compared as a number."""
    result = ask(projects, COSTS, w={"capex": {"lt": "10500000.0001"}})

    assert [{"capex": "10500000"}, {"capex": "9000000"}, {"capex": "0.1"}] == result.data["projects"]["nodes"]


@pytest.mark.parametrize("amount", ["1.00001", "ten", 1.5, True, None])
def test_inexact_amount_is_a_bad_input(projects, amount):
    """An amount that is not exact is refused by name."""
    assert ["BAD_USER_INPUT"] == [code for code, _ in codes(ask(projects, COSTS, w={"capex": {"eq": amount}}))]
