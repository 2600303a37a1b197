"""Connections are made, waited for and given back in time, whoever gives up: the server, the store or its caller."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import socket

import neo4j
import pytest

from graph.cypher import store as cypher
from graph.cypher.store import CypherStore
from graph.store import StoreUnavailableError
from server.settings import Settings
from tests.security.database import CALLS, HUSHED, READ, answer, borrowed, city, settled

pytestmark = HUSHED


def crowd(run, bolt, store, within):
    """Check that three times as many reads as there are connections are answered, and return the answers."""

    async def all_at_once():
        return await asyncio.gather(*(answer(store.read(READ, {}), within) for _ in range(3 * 4)))

    found = run(all_at_once())
    assert 4 == bolt.most
    assert {StoreUnavailableError} >= {type(each) for each in found if each != ["found"]}
    run(settled(store, bolt))
    return sum(each == ["found"] for each in found)


@pytest.fixture
def pooled(run, bolt, monkeypatch):
    """How to make a store of four connections, for which a read waits so many seconds."""
    made = []

    def make(acquiring):
        monkeypatch.setattr("graph.cypher.store.POOL", 4)
        monkeypatch.setattr("graph.cypher.store.ACQUIRING", acquiring)
        made.append(CypherStore(bolt.uri))
        return made[-1]

    yield make
    for store in made:
        run(store.close())


@pytest.fixture
def deaf():
    """The port of a machine that takes no more connections and refuses none."""
    with contextlib.ExitStack() as stack:
        listening = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(8):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listening.getsockname())
        yield listening.getsockname()[1]


def idle(run, bolt, store):
    """Check that an idle connection whose server fell silent is given up in time and goes back."""
    run(answer(store.read(READ, {})))
    store._deadline = 0.12
    bolt.always("ANY", "hang")
    assert StoreUnavailableError is type(run(answer(store.read(READ, {}), within=0.5)))
    run(settled(store, bolt, within=0.5))


@pytest.mark.parametrize("asked", CALLS)
def test_caller_that_goes_leaves_nothing_open(run, bolt, hasty, asked):
    """A call that is given up by its caller gives its connection back."""
    bolt.always("RUN", "hang")

    async def given_up():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(CALLS[asked](hasty), 0.05)

    run(given_up())
    run(settled(hasty, bolt))


@pytest.mark.parametrize("asked", ["read", "apply"])
def test_caller_that_goes_at_any_step_leaves_nothing_open(run, bolt, database, asked):
    """A call that is given up after any number of steps, by a connection that is there or one that is being made, gives it back."""

    async def given_up(steps):
        task = asyncio.ensure_future(CALLS[asked](database))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        found, *_ = await asyncio.gather(task, return_exceptions=True)
        return isinstance(found, asyncio.CancelledError)

    cut_off = 0
    for steps in range(60):
        if steps % 3 == 0:
            bolt.stop()
            bolt.start()
        cut_off += run(given_up(steps))
    assert cut_off > 40
    run(settled(database, bolt))


def test_caller_that_goes_at_the_commit_leaves_nothing_open(run, bolt, database):
    """A change whose caller gives up while it is committed gives its connection back."""
    bolt.plan("COMMIT", "hang")

    async def given_up():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(database.apply(city(), "one"), 0.1)

    run(given_up())
    run(settled(database, bolt))


def test_more_reads_than_connections_are_answered(run, bolt, pooled):
    """Of three times as many slow reads as connections, those that get one are answered, and the others told in time."""
    store = pooled(0.5)
    bolt.always("RUN", 2.0)

    assert 4 == crowd(run, bolt, store, within=5)
    bolt.faults.clear()
    assert 12 == crowd(run, bolt, store, within=5)


def test_reads_that_are_too_slow_are_all_told(run, bolt, hasty):
    """Three times as many reads as connections, of a server that takes five seconds for each, are told in time."""
    bolt.always("RUN", 5.0)

    async def all_at_once():
        return await asyncio.gather(*(answer(hasty.read(READ, {})) for _ in range(60)))

    assert [StoreUnavailableError] * 60 == [type(each) for each in run(all_at_once())]
    assert bolt.most <= 20
    run(settled(hasty, bolt))


@pytest.mark.full
def test_pool_as_it_is_set_is_enough_for_its_own(run, bolt):
    """With the deadlines as they are set, sixty reads of five seconds each are answered or told within ten."""
    store = CypherStore(bolt.uri)
    bolt.always("RUN", 5.0)

    async def all_at_once():
        return await asyncio.gather(*(answer(store.read(READ, {}), within=10) for _ in range(60)))

    found = run(all_at_once())
    assert 20 <= sum(each == ["found"] for each in found)
    assert {StoreUnavailableError} >= {type(each) for each in found if each != ["found"]}
    run(settled(store, bolt))
    run(store.close())


def test_machine_that_takes_no_connection_is_told(run, deaf, monkeypatch):
    """An address that takes no connection is told after the time for connecting, which is shorter than a read's."""
    monkeypatch.setattr("graph.cypher.store.CONNECTING", 0.2)
    store = CypherStore(f"bolt://127.0.0.1:{deaf}")

    assert StoreUnavailableError is type(run(answer(store.seq(), within=1)))
    assert 0 == borrowed(store)
    run(store.close())


def test_idle_connection_goes_back(run, bolt, hasty):
    """A connection that fell silent while it was idle goes back when the read by it is given up."""
    idle(run, bolt, hasty)


def test_deadlines_lie_within_one_another():
    """The parts of a call have less time than the whole: what is slow is told by the part that knows it, not cut by the next."""
    settings, told = Settings(), inspect.signature(CypherStore).parameters["deadline"].default

    assert cypher.CONNECTING < cypher.ACQUIRING < told < told + cypher.GRACE < settings.deadline
    assert cypher.CONNECTING < settings.ready_within
    assert settings.admitted < cypher.POOL


def test_time_for_a_connection_is_missed(run, bolt, pooled):
    """Without a limit to waiting for a connection, a read waits for those before it."""
    bolt.always("RUN", 0.4)

    with pytest.raises(AssertionError, match="no answer"):
        crowd(run, bolt, pooled(60), within=0.6)


def test_trial_of_idle_connections_is_found(run, bolt, monkeypatch):
    """The driver's own trial of idle connections keeps one for ever whose trial is given up, which the check finds."""
    driver = neo4j.AsyncGraphDatabase.driver
    monkeypatch.setattr(
        "neo4j.AsyncGraphDatabase.driver", lambda *uri, **more: driver(*uri, **more | {"liveness_check_timeout": 0})
    )
    monkeypatch.setattr("graph.cypher.store.GRACE", 0.03)
    store = CypherStore(bolt.uri)

    with pytest.raises(AssertionError, match=r"connections taken, and waited for by the server: \(1, 0\)"):
        idle(run, bolt, store)
    run(store.close())


def test_time_for_connecting_is_missed(run, deaf, monkeypatch):
    """Without a limit to connecting, an address that takes no connection is told after a read's time only."""
    monkeypatch.setattr("graph.cypher.store.CONNECTING", 60)
    store = CypherStore(f"bolt://127.0.0.1:{deaf}")

    with pytest.raises(AssertionError, match="no answer"):
        run(answer(store.seq(), within=0.4))
    run(store.close())
