"""The API over a database at fault: codes a client can act on, probes that say so, and all well again without a restart of ours."""

from __future__ import annotations

import contextlib

import pytest

from graph.model import VERSION
from graph.store import StoreUnavailableError
from tests.security import database
from tests.security.database import DEADLOCK, HUSHED, MEMORY, asked, settle, well

pytestmark = HUSHED

FAULTS = {
    "falls silent": ("RUN", "hang"),
    "is silent from the start": ("HANDSHAKE", "hang"),
    "is cut": ("PULL", "cut"),
    "speaks no Bolt": ("PULL", "garbage"),
    "fails": ("RUN", "Neo.DatabaseError.General.UnknownError"),
    "is stopping": ("RUN", "Neo.TransientError.General.DatabaseUnavailable"),
    "ends transactions": ("PULL", "Neo.ClientError.Transaction.Terminated"),
    "is in a deadlock": ("RUN", DEADLOCK),
    "lacks memory": ("RUN", MEMORY),
    "knows us no more": ("RUN", "Neo.ClientError.Security.CredentialsExpired"),
    "is down": None,
}


def breaks(bolt, fault):
    """Begin a fault, at connections that are open and at those to come."""
    bolt.stop()
    if fault:
        bolt.start()
        bolt.always(*fault)


def mends(bolt, fault):
    """End it."""
    bolt.faults.clear()
    if not fault:
        bolt.start()


def told(client, bolt, fault):
    """Check that a fault is told by its code and by the probe of readiness, and is over when it is over."""
    breaks(bolt, fault)
    assert (200, "STORE_UNAVAILABLE") == asked(client)
    ready = client.get("/readyz")
    assert (503, "not ready") == (ready.status_code, ready.json()["status"])
    assert 200 == client.get("/healthz").status_code
    settle(client, bolt)

    mends(bolt, fault)
    well(client)
    settle(client, bolt)


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_told_and_gets_over(bolt, serve, name):
    """A database that is down, silent or failing is told by a code, makes us not ready, and is used again when it is well."""
    with serve() as client:
        told(client, bolt, FAULTS[name])


def test_ready_says_what_it_found(bolt, serve):
    """The probe of readiness tells the model and the number of the newest change."""
    bolt.log = {"one": {"seq": 1}}
    with serve() as client:
        found = client.get("/readyz").json()

    assert {"status": "ready", "store": "neo4j", "model": VERSION, "expectedModel": VERSION, "dataSeq": 1} == found


def test_read_that_is_too_slow_is_a_deadline(bolt, serve):
    """A read that the database ends is no fault of it: the client is to ask for less."""
    with serve() as client:
        bolt.always("PULL", "Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration")
        assert (200, "DEADLINE") == asked(client)
        settle(client, bolt)


def test_request_that_ends_before_its_read_leaves_nothing_open(bolt, serve):
    """The deadline of a request ends the read it waits for, whose connection goes back."""
    with serve(seconds=8, deadline=0.2) as client:
        bolt.always("RUN", "hang")
        assert (504, "DEADLINE") == asked(client)
        settle(client, bolt)


def test_probe_does_not_wait_for_a_read(bolt, serve):
    """The probe of readiness answers in its own time, also where a read may take longer, and leaves nothing open."""
    with serve(seconds=8, ready_within=0.2) as client:
        bolt.always("RUN", "hang")
        assert 503 == client.get("/readyz").status_code
        settle(client, bolt)


@pytest.mark.parametrize("name", ["is silent from the start", "is down", "fails"])
def test_start_is_refused_in_time(bolt, serve, name):
    """A process whose database is at fault when it starts does not start, and says why."""
    breaks(bolt, FAULTS[name])

    with pytest.raises(StoreUnavailableError, match="Neo4j"), serve():
        pass


def test_error_without_a_type_is_missed(bolt, serve, monkeypatch):
    """A driver's error that is not made one of the store's is a fault of the server, which the check finds."""
    monkeypatch.setattr("graph.cypher.store._told", lambda _: contextlib.nullcontext())
    with serve() as client, pytest.raises(AssertionError, match="INTERNAL"):
        told(client, bolt, FAULTS["is cut"])


def test_connection_that_stays_out_is_missed(bolt, serve, monkeypatch):
    """A driver that does not give back the connection of a read that was ended is found by the check."""
    monkeypatch.setattr("neo4j.AsyncSession._handle_cancellation", lambda *_, **__: None)
    monkeypatch.setattr(database, "IN_TIME", 0.5)
    with serve() as client, pytest.raises(AssertionError, match="connections taken"):
        told(client, bolt, FAULTS["falls silent"])


def test_probe_that_looks_at_nothing_is_missed(bolt, serve, monkeypatch):
    """A probe that does not ask the database would say that we are ready when we are not."""

    async def unasked(store):
        return {"store": store.name, "model": VERSION, "dataSeq": 0}

    monkeypatch.setattr("server.status._state", unasked)
    with serve() as client, pytest.raises(AssertionError):
        told(client, bolt, FAULTS["fails"])
