"""Every call has a deadline on both ends, every connection goes back, and each guard is missed by a check when it is off."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import inspect
import socket
import warnings

import neo4j
import pytest

from graph.cypher import store as cypher
from graph.cypher.store import CypherStore
from graph.store import Applied, OutcomeUnknownError, Store, StoreUnavailableError
from server.bolt_probe import answers
from server.settings import Settings
from tests.security.database import READ, answer, borrowed, city, settled

# the driver leaves a socket to Python where a call ends while it is made: Python closes it, and says so
pytestmark = pytest.mark.filterwarnings("ignore:Exception ignored in. <socket.socket:pytest.PytestUnraisableExceptionWarning")

DEADLOCK = "Neo.TransientError.Transaction.DeadlockDetected"
MEMORY = "Neo.TransientError.General.MemoryPoolOutOfMemoryError"
CONSTRAINT = "Neo.ClientError.Schema.ConstraintValidationFailed"


async def whole_log(store):
    """Read the log to its end."""
    return [entry async for entry in store.log()]


CALLS = {
    "read": lambda store: store.read(READ, {}),
    "seq": lambda store: store.seq(),
    "health": lambda store: store.health(),
    "log": whole_log,
    "apply": lambda store: store.apply(city(), "one"),
    "migrate": lambda store: store.migrate(),
}
"""All that a store asks of its database."""


def timed(run, bolt, store):
    """Check that the server is told with each call how long it may take."""
    for ask in CALLS.values():
        run(answer(ask(store)))
    bolt.plan("RUN", CONSTRAINT, spared=1)
    run(answer(store.apply(city(), "two")))

    assert [] == [told for told in bolt.timeouts if not told[1]]
    assert bolt.seen["BEGIN"] == sum(name == "BEGIN" for name, _ in bolt.timeouts)


def silent(run, bolt, store, asked):
    """Check that a call of a server that falls silent at it is answered in time, and leaves nothing open."""
    bolt.always("RUN", "hang")
    assert StoreUnavailableError is type(run(answer(CALLS[asked](store), within=0.5)))
    run(settled(store, bolt, within=0.5))


def committed(run, bolt, store, how):
    """Check that a commit that breaks is of unknown outcome, in time."""
    store._deadline = 0.15
    bolt.plan("COMMIT", how, after=True)
    assert OutcomeUnknownError is type(run(answer(store.apply(city(), "one"), within=0.5)))


def retried(run, bolt, store):
    """Check that one deadlock is not noticed, by a read or a change, and that the change is written once."""
    for ask, expected in ((CALLS["read"], ["found"]), (CALLS["apply"], Applied(1, city().counts()))):
        bolt.plan("RUN", DEADLOCK)
        assert expected == run(answer(ask(store)))
    assert 1 == len(bolt.log)


def memory(run, bolt, store):
    """Check that what needs too much memory is asked for once."""
    bolt.plan("RUN", MEMORY, times=2)
    assert StoreUnavailableError is type(run(answer(store.read(READ, {}))))
    assert 1 == bolt.seen["RUN"]


def cut(run, bolt, store):
    """Check that a connection that is cut is told as a store that is unavailable."""
    bolt.plan("PULL", "cut")
    assert StoreUnavailableError is type(run(answer(store.read(READ, {}))))


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


def test_every_call_is_looked_at():
    """What a store does with its database is called by the checks here."""
    assert set(CALLS) == {name for name in vars(Store) if not name.startswith("_")} - {"compile", "close"}


def test_server_is_told_each_deadline(run, bolt, database):
    """The server is told with each statement, or with its transaction, how long it may take."""
    timed(run, bolt, database)


@pytest.mark.parametrize("asked", CALLS)
def test_silent_server_is_told_in_time(run, bolt, hasty, monkeypatch, asked):
    """Whatever is asked of a server that falls silent is answered in time."""
    monkeypatch.setattr("graph.cypher.store.DEADLINE", 0.15)
    silent(run, bolt, hasty, asked)


@pytest.mark.parametrize("asked", CALLS)
def test_caller_that_goes_leaves_nothing_open(run, bolt, hasty, asked):
    """A call that is given up by its caller gives its connection back."""
    bolt.always("RUN", "hang")

    async def given_up():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(CALLS[asked](hasty), 0.05)

    run(given_up())
    run(settled(hasty, bolt))


def test_caller_that_goes_at_the_commit_leaves_nothing_open(run, bolt, database):
    """A change whose caller gives up while it is committed gives its connection back."""
    bolt.plan("COMMIT", "hang")

    async def given_up():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(database.apply(city(), "one"), 0.1)

    run(given_up())
    run(settled(database, bolt))


def test_change_waits_no_longer_for_all_its_tries(run, bolt, hasty):
    """The tries of a change that is slow to fail have one deadline together."""
    for _ in range(6):
        bolt.plan("BEGIN", 0.1)
        bolt.plan("RUN", DEADLOCK)

    assert StoreUnavailableError is type(run(answer(hasty.apply(city(), "one"), within=1)))
    run(settled(hasty, bolt))


def test_read_waits_no_longer_for_all_its_tries(run, bolt, hasty, monkeypatch):
    """The tries of a read have one deadline together: the next begins with what the one before has left."""
    monkeypatch.setattr("graph.cypher.store.READ_TRIES", 6)
    for _ in range(6):
        bolt.plan("RUN", 0.12)
        bolt.plan("PULL", DEADLOCK)

    assert StoreUnavailableError is type(run(answer(hasty.read(READ, {}), within=0.6)))
    run(settled(hasty, bolt))


def test_commit_that_breaks_is_of_unknown_outcome(run, bolt, database):
    """A commit that is cut, or not answered, is of unknown outcome."""
    committed(run, bolt, database, "cut")
    bolt.log.clear()
    committed(run, bolt, database, "hang")


def test_deadlock_is_not_noticed(run, bolt, database):
    """A deadlock is tried again."""
    retried(run, bolt, database)


def test_lack_of_memory_is_not_tried_again(run, bolt, database):
    """What needed too much memory would need it again."""
    memory(run, bolt, database)


def test_more_reads_than_connections_are_answered(run, bolt, pooled):
    """Of three times as many slow reads as connections, those that get one are answered, and the others told in time."""
    store = pooled(0.1)
    bolt.always("RUN", 0.4)

    assert 4 == crowd(run, bolt, store, within=2)
    bolt.faults.clear()
    assert 12 == crowd(run, bolt, store, within=2)


def test_reads_that_are_too_slow_are_all_told(run, bolt, hasty):
    """Three times as many reads as connections, of a server that takes five seconds for each, are told in time."""
    bolt.always("RUN", 5.0)

    async def all_at_once():
        return await asyncio.gather(*(answer(hasty.read(READ, {})) for _ in range(60)))

    assert [StoreUnavailableError] * 60 == [type(each) for each in run(all_at_once())]
    assert 20 == bolt.most
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


def test_machine_that_takes_no_connection_is_told(run, deaf, monkeypatch):
    """An address that takes no connection is told after the time for connecting, which is shorter than a read's."""
    monkeypatch.setattr("graph.cypher.store.CONNECTING", 0.2)
    store = CypherStore(f"bolt://127.0.0.1:{deaf}")

    assert StoreUnavailableError is type(run(answer(store.seq(), within=1)))
    assert 0 == borrowed(store)
    run(store.close())


@pytest.mark.parametrize("at", ["HANDSHAKE", "HELLO", "RUN", "PULL"])
@pytest.mark.parametrize("how", ["cut", "hang"])
def test_probe_of_a_starting_server_ends(bolt, at, how):
    """The probe that asks whether a server has started says no to one that is cut or silent, and yes to the next."""
    bolt.plan(at, how)

    assert not answers("127.0.0.1", bolt.port, timeout=0.1)
    assert answers("127.0.0.1", bolt.port, timeout=2)


async def no_deadline(_store, work, _deadline=None):
    """Await work for as long as it takes."""
    return await work()


async def bare_commit(_store, tx):
    """Commit, without saying what a failure means."""
    await tx.commit()


async def untimed_begin(session, begin=neo4j.AsyncSession.begin_transaction, **_):
    """Begin a transaction and do not say how long it may take."""
    return await begin(session)


STORE = "graph.cypher.store."
GUARDS = {
    "our deadline of a read": (STORE + "CypherStore._in_time", no_deadline, lambda *a: silent(*a, "read")),
    "our deadline of a number": (STORE + "CypherStore._in_time", no_deadline, lambda *a: silent(*a, "seq")),
    "our deadline of a change": (STORE + "WRITE_DEADLINE", 60, lambda *a: silent(*a, "apply")),
    "our deadline of a commit": (STORE + "CypherStore._commit", bare_commit, lambda *a: committed(*a, "hang")),
    "unknown outcome": (STORE + "CypherStore._commit", bare_commit, lambda *a: committed(*a, "cut")),
    "the server's deadline of a statement": ("neo4j.Query", lambda text, **_: text, timed),
    "the server's deadline of a change": ("neo4j.AsyncSession.begin_transaction", untimed_begin, timed),
    "typed errors": (STORE + "_told", lambda _: contextlib.nullcontext(), cut),
    "second try of a read": (STORE + "READ_TRIES", 1, retried),
    "second try of a change": (STORE + "TRIES", 1, retried),
    "no second try for memory": (STORE + "MEMORY", "", memory),
    "connections that go back": (
        "neo4j.AsyncSession._handle_cancellation",
        lambda *_, **__: None,
        lambda *a: silent(*a, "read"),
    ),
}
"""Of each guard: what stands in its place when it is off, and the check that has to miss it."""


@pytest.mark.parametrize("guard", GUARDS)
def test_guard_is_missed(run, bolt, hasty, monkeypatch, guard):
    """A guard that is switched off makes its check fail."""
    name, instead, check = GUARDS[guard]
    monkeypatch.setattr(name, instead)

    with pytest.raises(AssertionError):
        check(run, bolt, hasty)


def test_time_for_a_connection_is_missed(run, bolt, pooled):
    """Without a limit to waiting for a connection, a read waits for those before it."""
    bolt.always("RUN", 0.4)

    with pytest.raises(AssertionError, match="no answer"):
        crowd(run, bolt, pooled(60), within=0.6)


def test_time_for_connecting_is_missed(run, deaf, monkeypatch):
    """Without a limit to connecting, an address that takes no connection is told after a read's time only."""
    monkeypatch.setattr("graph.cypher.store.CONNECTING", 60)
    store = CypherStore(f"bolt://127.0.0.1:{deaf}")

    with pytest.raises(AssertionError, match="no answer"):
        run(answer(store.seq(), within=0.4))
    run(store.close())
    with warnings.catch_warnings(action="ignore"):  # the socket that was being connected
        gc.collect()


def test_deadlines_lie_within_one_another():
    """The parts of a call have less time than the whole: what is slow is told by the part that knows it, not cut by the next."""
    settings, told = Settings(), inspect.signature(CypherStore).parameters["deadline"].default

    assert cypher.CONNECTING < cypher.ACQUIRING < told < told + cypher.GRACE < settings.deadline
    assert cypher.CONNECTING < settings.ready_within
    assert settings.admitted < cypher.POOL


def test_fault_of_the_server_itself_is_missed(bolt):
    """A fault server that fails in itself is not taken for a hasty that does."""
    bolt.records = None
    assert not answers("127.0.0.1", bolt.port, timeout=0.5)

    assert [TypeError] == [type(error) for error in bolt.broken]
    bolt.broken.clear()
