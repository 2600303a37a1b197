"""Every call has a deadline on both ends and every failure its type; each guard that is switched off is missed by a check."""

from __future__ import annotations

import asyncio
import contextlib

import neo4j
import pytest

from graph.store import Applied, OutcomeUnknownError, Store, StoreUnavailableError
from server.bolt_probe import answers
from tests.security.database import CALLS, DEADLOCK, HUSHED, MEMORY, READ, answer, city, settled

pytestmark = HUSHED

CONSTRAINT = "Neo.ClientError.Schema.ConstraintValidationFailed"


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
    """Check that one deadlock or cut is not noticed, by a read, a number or a change; the change is written once."""
    calls = (
        (CALLS["read"], DEADLOCK, ["found"]),
        (CALLS["read"], "cut", ["found"]),
        (CALLS["seq"], DEADLOCK, 0),
        (CALLS["seq"], "cut", 0),
        (CALLS["apply"], DEADLOCK, Applied(1, city().counts())),
        (lambda store: store.apply(city(), "two"), "cut", Applied(2, city().counts())),
    )
    for ask, fault, expected in calls:
        bolt.plan("RUN", fault)
        assert expected == run(answer(ask(store)))
    assert 2 == len(bolt.log)


def cut_change(run, bolt, store):
    """Check that a change that is cut once before its commit is written once."""
    bolt.plan("RUN", "cut", spared=1)
    assert Applied(1, city().counts()) == run(answer(store.apply(city(), "one")))
    assert 1 == len(bolt.log)


def sent_again(run, bolt, store):
    """Check that a change whose commit was made but not answered has one effect when it is sent again with its key."""
    bolt.found = []
    bolt.plan("COMMIT", "cut", after=True)
    assert OutcomeUnknownError is type(run(answer(store.apply(city(), "one"))))
    assert Applied(1, city().counts(), again=True) == run(answer(store.apply(city(), "one")))
    assert 1 == len(bolt.log)


def memory(run, bolt, store):
    """Check that what needs too much memory is asked for once."""
    bolt.plan("RUN", MEMORY, times=2)
    assert StoreUnavailableError is type(run(answer(store.read(READ, {}))))
    assert 1 == bolt.seen["RUN"]


def slow_change(run, bolt, store):
    """Check that a change that is slow to fail at each try is given up in the time of one."""
    for _ in range(6):
        bolt.plan("BEGIN", 0.1)
        bolt.plan("RUN", DEADLOCK)
    assert StoreUnavailableError is type(run(answer(store.apply(city(), "one"), within=0.6)))
    run(settled(store, bolt))


def slow_read(run, bolt, store):
    """Check that a read that is slow to fail at each of six tries is given up in the time of one."""
    for _ in range(6):
        bolt.plan("RUN", 0.1)
        bolt.plan("PULL", DEADLOCK)
    assert StoreUnavailableError is type(run(answer(store.read(READ, {}), within=0.5)))
    run(settled(store, bolt))


def cut(run, bolt, store):
    """Check that a connection that is cut is told as a store that is unavailable."""
    bolt.plan("PULL", "cut", times=2)
    assert StoreUnavailableError is type(run(answer(store.read(READ, {}))))


def nonsense(run, bolt, store):
    """Check that a server that speaks no Bolt after its handshake is told as a store that is unavailable."""
    bolt.plan("HELLO", "garbage")
    assert StoreUnavailableError is type(run(answer(store.read(READ, {}))))


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


def test_tries_of_a_change_have_one_deadline(run, bolt, hasty):
    """The tries of a change that is slow to fail have one deadline together."""
    slow_change(run, bolt, hasty)


def test_tries_of_a_read_have_one_deadline(run, bolt, hasty, monkeypatch):
    """The tries of a read have one deadline together: the next begins with what the one before has left."""
    monkeypatch.setattr("graph.cypher.store.READ_TRIES", 6)
    slow_read(run, bolt, hasty)


def test_commit_that_breaks_is_of_unknown_outcome(run, bolt, database):
    """A commit that is cut, or not answered, is of unknown outcome."""
    committed(run, bolt, database, "cut")
    bolt.log.clear()
    committed(run, bolt, database, "hang")


def test_what_may_go_well_next_time_is_tried_again(run, bolt, database):
    """A deadlock is tried again, and so is what is cut."""
    retried(run, bolt, database)


def test_change_that_is_sent_again_has_one_effect(run, bolt, database):
    """A change that is sent again since its outcome is unknown is known by its key."""
    sent_again(run, bolt, database)


def test_change_that_is_cut_is_tried_again(run, bolt, database):
    """A change that is cut before its commit is tried again."""
    cut_change(run, bolt, database)


def test_lack_of_memory_is_not_tried_again(run, bolt, database):
    """What needed too much memory would need it again."""
    memory(run, bolt, database)


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


async def six_reads(store, statement, parameters):
    """Read up to six times, each time for a second."""
    for _ in range(6):
        with contextlib.suppress(neo4j.exceptions.TransientError):
            return await store._in_time(lambda: store._read(statement, parameters), 1)
    raise StoreUnavailableError


async def untimed_begin(session, begin=neo4j.AsyncSession.begin_transaction, **_):
    """Begin a transaction and do not say how long it may take."""
    return await begin(session)


STORE = "graph.cypher.store."
SILENCE = "no answer within"
GUARDS = {
    "our deadline of a read": (STORE + "CypherStore._in_time", no_deadline, lambda *a: silent(*a, "read"), SILENCE),
    "our deadline of a number": (STORE + "CypherStore._in_time", no_deadline, lambda *a: silent(*a, "seq"), SILENCE),
    "our deadline of a change": (STORE + "WRITE_DEADLINE", 60, lambda *a: silent(*a, "apply"), SILENCE),
    "our deadline of a commit": (STORE + "CypherStore._commit", bare_commit, lambda *a: committed(*a, "hang"), SILENCE),
    "one deadline of all reads": (STORE + "CypherStore.read", six_reads, slow_read, SILENCE),
    "one deadline of all changes": ("asyncio.timeout_at", lambda _: asyncio.timeout(0.18), slow_change, SILENCE),
    "unknown outcome": (STORE + "CypherStore._commit", bare_commit, lambda *a: committed(*a, "cut"), "Applied"),
    "the server's deadline of a statement": ("neo4j.Query", lambda text, **_: text, timed, "RETURN"),
    "the server's deadline of a change": ("neo4j.AsyncSession.begin_transaction", untimed_begin, timed, "BEGIN"),
    "typed errors": (STORE + "_told", lambda _: contextlib.nullcontext(), cut, "untyped: ServiceUnavailable"),
    "typed nonsense": (STORE + "_nonsense", lambda _: False, nonsense, "untyped: BoltProtocolError"),
    "second try of a read": (STORE + "READ_TRIES", 1, retried, "could not do it now"),
    "second try of a change": (STORE + "TRIES", 1, retried, "could not apply"),
    "the key of a change": (STORE + "KNOWN", READ, sent_again, "seq=2"),
    "second try of a change that is cut": (STORE + "CUTS", 0, cut_change, "cannot be reached"),
    "no second try for memory": (STORE + "MEMORY", "", memory, "1 == 2"),
    "connections that go back": (
        "neo4j.AsyncSession._handle_cancellation",
        lambda *_, **__: None,
        lambda *a: silent(*a, "read"),
        r"connections taken, and waited for by the server: \(1, 0\)",
    ),
}
"""Of each guard: what stands in its place when it is off, the check that has to miss it, and what that says."""


@pytest.mark.parametrize("guard", GUARDS)
def test_guard_is_missed(run, bolt, hasty, monkeypatch, guard):
    """A guard that is switched off makes its check fail."""
    name, instead, check, said = GUARDS[guard]
    monkeypatch.setattr(name, instead)

    with pytest.raises(AssertionError, match=said):
        check(run, bolt, hasty)


def test_fault_of_the_server_itself_is_missed(bolt):
    """A fault server that fails in itself is not taken for a database that does."""
    bolt.records = None
    assert not answers("127.0.0.1", bolt.port, timeout=0.5)

    assert [TypeError] == [type(error) for error in bolt.broken]
    bolt.broken.clear()
