"""A database that is cut, falls silent or fails at any message of Bolt: a typed answer, nothing half done, nothing left open."""

from __future__ import annotations

import asyncio
from math import inf

import pytest

from graph.model import VERSION
from graph.store import (
    Applied,
    ChangeRefusedError,
    OutcomeUnknownError,
    StoreSlowError,
    StoreUnavailableError,
)
from tests.graph.small import change, node
from tests.security.bolt_faults import GARBLED
from tests.security.database import CALLS, DEADLOCK, HUSHED, MEMORY, READ, answer, city, recovered, settled

pytestmark = HUSHED

CONNECTING = ("HANDSHAKE", "HELLO", "LOGON", "TELEMETRY")
MOMENTS = [(how, after) for how in ("cut", "hang") for after in (False, True)]
WRITING = [(at, spared) for at in ("RUN", "PULL") for spared in (0, 2)]
"""The first and the last statement of a change: is it known, and its entry in the log."""


@pytest.fixture(params=MOMENTS, ids=lambda moment: f"{moment[0]}-{'after' if moment[1] else 'before'}")
def moment(request):
    """How a message breaks, and whether that is after the server acted on it; the store waits for none that hangs."""
    if request.param[0] == "hang":
        request.getfixturevalue("hasty")
    return request.param


@pytest.mark.parametrize("at", [*CONNECTING, "RUN", "PULL"])
def test_read_is_answered_whatever_breaks(run, bolt, database, at, moment):
    """A read whose server is gone or silent at any message says so in time, leaves nothing open, and the next one is answered."""
    how, after = moment
    bolt.plan(at, how, after=after, times=2 if how == "cut" else 1)

    assert StoreUnavailableError is type(run(answer(database.read(READ, {}))))
    run(settled(database, bolt))
    run(recovered(lambda: database.read(READ, {}), ["found"]))
    run(settled(database, bolt))


@pytest.mark.parametrize("at", [*CONNECTING, "RUN", "PULL"])
@pytest.mark.parametrize("after", [False, True])
def test_read_that_is_cut_once_is_not_noticed(run, bolt, database, at, after):
    """A read whose connection is cut is tried again, by another connection."""
    bolt.plan(at, "cut", after=after)

    assert ["found"] == run(answer(database.read(READ, {})))
    assert 2 == bolt.opened
    run(settled(database, bolt))


ANSWERS = {
    "read": ["found"],
    "seq": 0,
    "health": {"store": "neo4j", "model": VERSION, "version": "5.26.0", "transaction_limit": 30},
    "log": [],
    "apply": Applied(1, city().counts()),
    "migrate": VERSION,
}


@pytest.mark.parametrize("asked", CALLS)
def test_idle_connection_that_is_cut_is_not_noticed(run, bolt, database, asked):
    """A call by a connection that turns out to have been cut while it was idle is answered all the same."""
    run(database.read(READ, {}))
    bolt.plan("ANY", "cut")

    assert ANSWERS[asked] == run(answer(CALLS[asked](database)))
    run(settled(database, bolt))


@pytest.mark.parametrize("asked", ["seq", "health", "log", "apply"])
def test_cut_that_stays_is_told(run, bolt, database, asked):
    """What is cut at both its tries is told so, and is not tried a third time."""
    bolt.always("PULL", "cut")

    assert StoreUnavailableError is type(run(answer(CALLS[asked](database))))
    assert 2 == bolt.seen["RUN"]
    run(settled(database, bolt))


@pytest.mark.parametrize(
    "place", [*((at, 0) for at in (*CONNECTING, "BEGIN")), *WRITING], ids=lambda place: f"{place[0]}{place[1]}"
)
def test_change_is_not_written_whatever_breaks(run, bolt, database, place, moment):
    """A change whose server is gone or silent before the commit is not written, and is written when it is sent again."""
    (at, spared), (how, after) = place, moment
    bolt.plan(at, how, after=after, spared=spared, times=2 if how == "cut" else 1)

    assert StoreUnavailableError is type(run(answer(database.apply(city(), "one"))))
    run(settled(database, bolt))
    assert {} == bolt.log

    run(recovered(lambda: database.apply(city(), "one"), Applied(1, city().counts())))
    assert 1 == len(bolt.log)
    run(settled(database, bolt))


@pytest.mark.parametrize(
    "place", [*((at, 0) for at in (*CONNECTING, "BEGIN")), *WRITING], ids=lambda place: f"{place[0]}{place[1]}"
)
@pytest.mark.parametrize("after", [False, True])
def test_change_that_is_cut_once_is_not_noticed(run, bolt, database, place, after):
    """A change whose connection is cut before the commit is tried again by another connection, and written once."""
    at, spared = place
    bolt.plan(at, "cut", after=after, spared=spared)

    assert Applied(1, city().counts()) == run(answer(database.apply(city(), "one")))
    assert (1, 1, 2) == (len(bolt.log), bolt.seen["COMMIT"], bolt.opened)
    run(settled(database, bolt))


@pytest.mark.parametrize("asked", sorted(set(CALLS) - {"apply"}))
@pytest.mark.parametrize("how", ["cut", DEADLOCK])
def test_what_may_be_asked_twice_is(run, bolt, database, asked, how):
    """Whatever leaves nothing behind that a second time would double is asked again, after a cut and a transient error."""
    expected = run(answer(CALLS[asked](database)))
    bolt.plan("PULL", how)

    assert expected == run(answer(CALLS[asked](database)))
    run(settled(database, bolt))


@pytest.mark.parametrize("asked", ["read", "apply"])
def test_all_idle_connections_that_are_cut_are_replaced(run, bolt, database, asked):
    """Of ten connections that were cut while they were idle none is noticed: where one is found to be, all are given up."""
    bolt.always("RUN", 0.1)

    async def ten():
        return await asyncio.gather(*(database.read(READ, {}) for _ in range(10)))

    run(ten())
    bolt.faults.clear()
    assert 10 == bolt.opened
    bolt.stop()
    bolt.start()

    expected = {"read": ["found"], "apply": Applied(1, city().counts())}[asked]
    assert expected == run(answer(CALLS[asked](database)))
    run(settled(database, bolt))


@pytest.mark.parametrize(("how", "after"), [*MOMENTS, *((how, after) for how in GARBLED for after in (False, True))])
def test_commit_is_settled_by_its_key(run, bolt, database, how, after):
    """A commit whose server is gone or silent is of unknown outcome, made or not; sent again with its key it is made once."""
    database._deadline = 0.15
    bolt.plan("COMMIT", how, after=after)

    assert OutcomeUnknownError is type(run(answer(database.apply(city(), "one"))))
    run(settled(database, bolt))
    assert int(after) == len(bolt.log)

    run(recovered(lambda: database.apply(city(), "one"), Applied(1, city().counts(), again=after)))
    assert 1 == len(bolt.log)
    run(settled(database, bolt))


@pytest.mark.parametrize("how", ["cut", "hang", *GARBLED])
def test_outcome_stays_unknown_whatever_breaks_next(run, bolt, database, how):
    """A commit of unknown outcome is told as such also where the connection breaks when it is given back."""
    database._deadline = 0.15
    bolt.plan("COMMIT", "Neo.DatabaseError.General.UnknownError")
    bolt.plan("RESET", how)

    assert OutcomeUnknownError is type(run(answer(database.apply(city(), "one"), within=0.6)))
    run(settled(database, bolt))


def test_refused_change_is_told_whatever_breaks(run, bolt, database, moment):
    """A change that is refused has an answer, and is not written: where the server goes at the rollback it is tried again."""
    how, after = moment
    bolt.plan("ROLLBACK", how, after=after)
    twice = change(nodes={"City": [node("City", "a"), node("City", "a")]})

    told = run(answer(database.apply(twice, "one")))
    assert type(told) is (ChangeRefusedError if how == "cut" else StoreUnavailableError)
    run(settled(database, bolt))
    assert ChangeRefusedError is type(run(answer(database.apply(twice, "one"))))
    assert {} == bolt.log


@pytest.mark.parametrize("how", ["hang", *GARBLED])
def test_rollback_has_the_time_of_a_read(run, bolt, database, how):
    """A rollback that is answered by no answer is given up after a read's time, not after a change's."""
    database._deadline = 0.15
    bolt.plan("ROLLBACK", how)
    twice = change(nodes={"City": [node("City", "a"), node("City", "a")]})

    assert StoreUnavailableError is type(run(answer(database.apply(twice, "one"), within=0.5)))
    run(settled(database, bolt))


def test_fault_of_ours_is_not_told_as_the_servers(run, bolt, database, monkeypatch):
    """An error of our own code while a transaction is open stays what it is, and the transaction is rolled back."""

    def wrong(_change):
        raise ValueError("ours")

    monkeypatch.setattr("graph.cypher.store.named_once", wrong)
    with pytest.raises(AssertionError, match="untyped: ValueError"):
        run(answer(database.apply(city(), "one")))
    assert 1 == bolt.seen["ROLLBACK"]
    run(settled(database, bolt))


def test_reset_that_breaks_is_survived(run, bolt, database, moment):
    """After a deadlock the connection is reset: one that is cut there is replaced, one that hangs there is given up in time."""
    how, after = moment
    bolt.plan("RUN", DEADLOCK)
    bolt.plan("RESET", how, after=after)

    told = run(answer(database.read(READ, {})))
    assert (how == "cut") == (told == ["found"])
    assert (how == "hang") == isinstance(told, StoreUnavailableError)
    run(settled(database, bolt))
    run(recovered(lambda: database.read(READ, {}), ["found"]))


def test_store_closes_whatever_breaks(run, bolt, database, moment):
    """A store is closed in time where its server goes or falls silent at the farewell."""
    how, after = moment
    bolt.plan("GOODBYE", how, after=after)
    run(database.read(READ, {}))

    assert run(answer(database.close())) is None
    run(settled(database, bolt))


def test_messages_are_those_that_break_above(run, bolt, database):
    """A read, a change and a refused one send the messages that are broken above, and no other: results are read to their end."""
    twice = change(nodes={"City": [node("City", "a"), node("City", "a")]})
    run(database.read(READ, {}))
    run(database.apply(city(), "one"))
    run(answer(database.apply(twice, "two")))
    bolt.plan("RUN", DEADLOCK)
    run(database.read(READ, {}))
    run(database.close())

    async def left():
        return len(bolt.links)

    run(recovered(left, 0))  # the server reads the farewell in a thread of its own
    assert {*CONNECTING, "RUN", "PULL", "BEGIN", "COMMIT", "ROLLBACK", "RESET", "GOODBYE"} - {"HANDSHAKE"} == set(bolt.seen)


FAILURES = {
    DEADLOCK: (StoreUnavailableError, True),
    "Neo.TransientError.Transaction.LockAcquisitionTimeout": (StoreUnavailableError, True),
    "Neo.TransientError.General.DatabaseUnavailable": (StoreUnavailableError, True),
    MEMORY: (StoreUnavailableError, False),
    "Neo.ClientError.Transaction.TransactionTimedOut": (StoreSlowError, False),
    "Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration": (StoreSlowError, False),
    "Neo.ClientError.Transaction.Terminated": (StoreUnavailableError, False),
    "Neo.TransientError.Transaction.Terminated": (StoreUnavailableError, False),
    "Neo.ClientError.Transaction.LockClientStopped": (StoreUnavailableError, False),
    "Neo.ClientError.Security.Unauthorized": (StoreUnavailableError, False),
    "Neo.ClientError.Security.CredentialsExpired": (StoreUnavailableError, False),
    "Neo.ClientError.Security.AuthenticationRateLimit": (StoreUnavailableError, False),
    "Neo.ClientError.Security.Forbidden": (StoreUnavailableError, False),
    "Neo.ClientError.Database.DatabaseNotFound": (StoreUnavailableError, False),
    "Neo.DatabaseError.General.UnknownError": (StoreUnavailableError, False),
    "Neo.DatabaseError.Statement.ExecutionFailed": (StoreUnavailableError, False),
}
"""Code of a failure: what is told where it stays, and whether another try is made."""


@pytest.mark.parametrize("at", ["RUN", "PULL"])
@pytest.mark.parametrize("code", FAILURES)
def test_failure_of_a_read_is_told(run, bolt, database, code, at):
    """A failure is told by its kind; a transient one is tried again once, one of memory is not."""
    error, retried = FAILURES[code]
    bolt.plan(at, code)

    first = run(answer(database.read(READ, {})))
    assert ["found"] == first if retried else error is type(first)
    run(settled(database, bolt))

    bolt.seen.clear()
    bolt.plan(at, code, times=inf)
    assert error is type(run(answer(database.read(READ, {}))))
    assert (2 if retried else 1) == bolt.seen["RUN"]
    run(settled(database, bolt))


@pytest.mark.parametrize("at", ["BEGIN", "RUN", "PULL", "COMMIT"])
@pytest.mark.parametrize("code", FAILURES)
def test_failure_of_a_change_is_told(run, bolt, database, code, at):
    """A transient failure is tried again and the change written once; another is told, and nothing is written."""
    error, retried = FAILURES[code]
    unknown = at == "COMMIT" and code.startswith("Neo.DatabaseError")
    bolt.plan(at, code)

    first = run(answer(database.apply(city(), "one")))
    assert first == Applied(1, city().counts()) if retried else type(first) is (OutcomeUnknownError if unknown else error)
    assert (int(retried), 1 + retried) == (len(bolt.log), bolt.seen["BEGIN"])
    run(settled(database, bolt))


def test_deadlock_that_stays_is_told(run, bolt, database):
    """A change that is in a deadlock at each of its six tries is told so, and is not written."""
    bolt.plan("RUN", DEADLOCK, times=inf)

    told = run(answer(database.apply(city(), "one"), within=5))
    assert (StoreUnavailableError, {}) == (type(told), bolt.log)
    assert 6 == bolt.seen["BEGIN"]
    run(settled(database, bolt))


def test_change_in_the_way_is_refused(run, bolt, database):
    """A constraint that is broken is a refusal, made once."""
    bolt.plan("RUN", "Neo.ClientError.Schema.ConstraintValidationFailed", spared=1)

    assert ChangeRefusedError is type(run(answer(database.apply(city(), "one"))))
    assert ({}, 1) == (bolt.log, bolt.seen["BEGIN"])
    run(settled(database, bolt))


@pytest.mark.parametrize(
    ("at", "how"),
    [*((at, how) for at in ("HELLO", "RUN", "PULL", "BEGIN") for how in GARBLED), ("HANDSHAKE", "garbage")],
)
def test_answer_that_is_no_answer_is_told(run, bolt, hasty, at, how):
    """An answer that stops in its midst, or that is no message of Bolt, is told in time, and its connection is given up."""
    bolt.plan(at, how, times=2)

    for asked in (hasty.apply(city(), "one"), *([hasty.read(READ, {})] if at != "BEGIN" else [])):
        assert StoreUnavailableError is type(run(answer(asked)))
        run(settled(hasty, bolt))
    bolt.faults.clear()
    run(recovered(lambda: hasty.read(READ, {}), ["found"]))


@pytest.mark.parametrize("at", ["HELLO", "LOGON"])
@pytest.mark.parametrize("code", ["Neo.ClientError.Security.Unauthorized", "Neo.ClientError.Security.AuthenticationRateLimit"])
def test_refused_log_in_is_told(run, bolt, database, at, code):
    """A server that refuses us when we log in is unavailable, to reads and to changes."""
    bolt.plan(at, code, times=inf)

    for asked in (database.read(READ, {}), database.apply(city(), "one")):
        assert StoreUnavailableError is type(run(answer(asked, within=5)))
        run(settled(database, bolt))


@pytest.mark.parametrize("handshake", [bytes(4), b"HTTP", bytes([0, 0, 0, 9])])
def test_other_server_is_told(run, bolt, database, handshake):
    """A server that speaks no Bolt of ours, or is one of web pages, is unavailable."""
    bolt.handshake = handshake

    for asked in (database.read(READ, {}), database.apply(city(), "one")):
        assert StoreUnavailableError is type(run(answer(asked)))
        run(settled(database, bolt))


def test_restart_is_not_noticed_between_reads(run, bolt, database):
    """Connections that the server closed while they were idle are replaced: the next read is answered at once."""
    run(database.read(READ, {}))
    bolt.stop()
    bolt.start()

    assert ["found"] == run(answer(database.read(READ, {})))
    assert 2 == bolt.opened


def test_server_that_refuses_connections_is_told(run, bolt, database):
    """A server that is down is told to be for as long as it is, and is used again as soon as it is up."""
    bolt.stop()

    for asked in (database.read(READ, {}), database.seq(), database.apply(city(), "one")):
        assert StoreUnavailableError is type(run(answer(asked)))
    bolt.start()
    assert Applied(1, city().counts()) == run(answer(database.apply(city(), "one")))
    run(settled(database, bolt))
