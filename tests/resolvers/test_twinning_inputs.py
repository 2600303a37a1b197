# ruff: noqa: D102  # a stand-in does what the store does
"""What twin recommendations are computed from: read at one number of the log, shared, paid for, and let go with the request."""

from __future__ import annotations

import asyncio
import threading

import pytest
from graphql import GraphQLError

from resolvers import twinning, twinning_inputs
from resolvers.standing import ANONYMOUS, alone
from resolvers.twinning import TWIN_RECOMMENDATIONS, recommend_twins
from resolvers.viewer import viewer
from schema.build import SCHEMA
from tests.graph.small import change, node
from tests.resolvers.real import ASKED, apply, find, real_cities, real_targets
from tests.resolvers.working import run_until_stopped


class Interrupted:
    """A store into which somebody writes at the given reads: each time Stavanger has one inhabitant more."""

    def __init__(self, store, reads):
        self._store, self._reads, self.read_count, self.population = store, reads, 0, 1_000_000

    def __getattr__(self, name):
        return getattr(self._store, name)

    async def read(self, statement, parameters, *, small=True):
        found = await self._store.read(statement, parameters, small=small)
        self.read_count += 1
        if self.read_count in self._reads:
            self.population += 1
            city = node("City", "NO-stavanger", population=self.population, published=True)
            await self._store.apply(change(nodes={"City": [city]}), f"write {self.population}")
        return found


def test_the_number_is_that_of_the_newest_change(real):
    """After a change the answer has the change's number, and before it the former one."""
    before = find(real)[0].data_seq
    seq = apply(real, nodes={"City": [node("City", "XX-new", published=True)]})
    assert (seq, seq - 1) == (find(real)[0].data_seq, before)


@pytest.mark.parametrize("at", [1, 2])
def test_a_change_between_two_reads_is_taken_into_account(real, at):
    """Inputs read partly before a change are read anew: the answer has the change and its number, and is paid for once."""
    still, calm = find(real, budget=10**6)
    found, who = find(Interrupted(real, {at}), budget=10**6)
    population = next(d.other for n in found.nodes for d in n.context if n.code == "NO-stavanger" and d.feature == "population")
    assert (1_000_001, still.data_seq + 1) == (population, found.data_seq)
    assert (calm.spent, len(calm.trace) + 3) == (who.spent, len(who.trace))


def test_data_that_never_keep_still_are_told(real):
    """Where each try to read meets a change, the request is refused with what happened, after four tries."""
    busy = Interrupted(real, range(100))
    with pytest.raises(GraphQLError, match="changed at each of 4 tries") as told:
        find(busy)
    assert ("STORE_UNAVAILABLE", 8) == (told.value.extensions["code"], busy.read_count)


def test_statements_are_those_declared(real):
    """The number, the targets, a page of cities, and the number again."""
    assert TWIN_RECOMMENDATIONS.statements == len(find(real)[1].trace)


ALIASES = " ".join(f'a{n}: twinRecommendations(city: "NO-aalesund", first: {n}) {{ dataSeq inputsDigest }}' for n in range(1, 5))


def test_fields_of_a_request_share_what_they_read(real):
    """Four fields read the inputs once: each asks for the number, one reads targets, cities and the number again."""
    who = viewer(alone("programmeStaff"), real)
    result = asyncio.run(SCHEMA.execute(f"{{ {ALIASES} }}", {}, {"viewer": who}))
    assert (None, 4 + 3) == (result.errors, len(who.trace))
    assert 4 == len({each["inputsDigest"] for each in result.data.values()})


def test_what_is_shared_is_left_behind_by_a_change(real):
    """One who asks again after a change, as a job does, gets the new inputs."""

    async def twice():
        who = viewer(ANONYMOUS, real)
        (first,) = await recommend_twins([None], ASKED, who)
        seq = (await real.apply(change(nodes={"City": [node("City", "XX-new", published=True)]}), "new")).seq
        (second,) = await recommend_twins([None], ASKED, who)
        return second.data_seq - seq, second.evaluated - first.evaluated

    assert (0, 1) == asyncio.run(twice())


def test_the_price_is_what_is_read_compared_and_told(real):
    """One for four cities read, 200 values, four cities compared with, and each candidate, data point or four missing ones told of."""
    found, who = find(real)
    targeted = {target.kpi for target in real_targets()}
    values = sum(o.kpi in targeted for city in real_cities() for o in city.observations)
    told = sum(1 + len(n.learns) + len(n.teaches) + len(n.shared_challenges) for n in found.nodes)
    told += sum(1 + len(each.missing) // 4 for each in found.insufficient_evidence)
    assert (34 // 4 + values // 200) + 34 // 4 + told == who.spent
    assert 5 + 50 + 10 == TWIN_RECOMMENDATIONS.price({"first": 5})
    assert 5 + 1 + 2 == TWIN_RECOMMENDATIONS.price({"first": 5, "firstInsufficient": 1, "firstExcluded": 2})


def test_cities_that_cannot_be_paid_for_are_not_read(real, monkeypatch):
    """With pages of ten and a budget for one page, the second is the last that is read."""
    monkeypatch.setattr(twinning_inputs, "PAGE", 10)
    who = viewer(ANONYMOUS, real)
    who.budget = 3
    with pytest.raises(GraphQLError, match="more than your role may ask for at once") as told:
        asyncio.run(recommend_twins([None], ASKED, who))
    assert ("QUERY_TOO_COMPLEX", ["seq", 3]) == (told.value.extensions["code"], [who.trace[0], len(who.trace[1:])])


def test_what_is_told_is_paid_for(real):
    """An answer longer than the budget is refused, however few cities it took."""
    _, who = find(real)
    with pytest.raises(GraphQLError, match="is allowed") as told:
        find(real, budget=who.spent - 1)
    assert "QUERY_TOO_COMPLEX" == told.value.extensions["code"]


def test_pages_make_no_difference(real, monkeypatch):
    """Cities read ten at a time give the same answer as all at once."""
    whole = find(real)[0]
    monkeypatch.setattr(twinning_inputs, "PAGE", 10)
    assert whole == find(real)[0]


def test_a_request_that_is_cut_ends_its_work(real, monkeypatch):
    """A comparison that outlives the request stops at the next candidate."""
    stopped = threading.Event()

    def long(_code, _among, _extent, check):
        run_until_stopped(check, stopped)

    monkeypatch.setattr(twinning, "recommend", long)

    async def ask():
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(recommend_twins([None], ASKED, viewer(ANONYMOUS, real)), 0.5)
        return await asyncio.to_thread(stopped.wait, 2)

    assert asyncio.run(ask())
