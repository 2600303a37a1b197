"""The server's own limit to transactions: what it shows, what is read of it, and who is refused for it."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.connect import connect
from graph.cypher.limit import LIMIT, UNITS, limit_seconds
from graph.store import StoreUnavailableError
from server import local_neo4j
from server.production import NotForProductionError, check_production, faults
from server.settings import Settings
from tests.security.database import HUSHED, answer, settled

pytestmark = HUSHED

READY = Settings(
    environment="production", jwks_url="https://id.example.org/keys", issuer="https://id.example.org", audience="u4ssc"
)


@pytest.mark.parametrize(
    ("shown", "seconds"),
    [
        ("0s", 0),
        ("30s", 30),
        ("1m30s", 90),
        ("1h30m", 5400),
        ("2d", 172_800),
        ("1ms", 1),
        ("1s500ms", 2),
        ("", None),
        ("soon", None),
    ],
)
def test_duration_is_whole_seconds(shown, seconds):
    """A duration as Neo4j shows it is rounded up to seconds; what is none is unknown."""
    assert seconds == limit_seconds(shown)


@given(st.dictionaries(st.sampled_from(sorted(UNITS)), st.integers(0, 999)))
def test_only_no_limit_is_nothing(parts):
    """Only a duration of nothing is 0 seconds: the shortest limit is one."""
    seconds = limit_seconds("".join(f"{number}{unit}" for unit, number in parts.items()))

    assert (None if not parts else any(parts.values())) == (seconds if seconds is None else seconds > 0)


@pytest.mark.parametrize(("shown", "seconds"), [(["30s"], 30), (["0s"], 0), (["1m"], 60), ([], None)])
def test_health_tells_the_limit(run, bolt, database, shown, seconds):
    """Health tells the limit the server shows, and that it shows none."""
    bolt.limit = shown

    assert seconds == run(database.health())["transaction_limit"]


@pytest.mark.parametrize("code", ["Neo.ClientError.Security.Forbidden", "Neo.ClientError.Statement.SyntaxError"])
@pytest.mark.parametrize("at", ["RUN", "PULL"])
def test_limit_that_may_not_be_seen_is_unknown(run, bolt, database, code, at):
    """A server that refuses to show its settings, or has no words for that, is healthy and its limit unknown."""
    bolt.plan(at, code, spared=2)

    assert None is run(answer(database.health()))["transaction_limit"]
    run(settled(database, bolt))


@pytest.mark.parametrize(
    "how", ["cut", "Neo.DatabaseError.General.UnknownError", "Neo.TransientError.General.DatabaseUnavailable"]
)
def test_server_that_fails_at_the_limit_is_told(run, bolt, database, how):
    """A server that is gone or failing when it is asked for its limit is no healthy one with an unknown limit."""
    bolt.plan("RUN", how, spared=2, times=inf)

    assert StoreUnavailableError is type(run(answer(database.health())))
    run(settled(database, bolt))


def test_limit_is_asked_for_by_a_fixed_statement(run, bolt, database):
    """The server is asked by a statement without parameters, with a deadline, and nothing is set."""
    run(database.health())

    assert [seconds for text, seconds in bolt.timeouts if text == LIMIT] == [8000]
    assert LIMIT.startswith("SHOW SETTINGS 'db.transaction.timeout' ")


@pytest.mark.parametrize(
    ("told", "refused"),
    [
        ({"transaction_limit": 0}, "lets a transaction run for ever"),
        ({"transaction_limit": None}, "does not show"),
        ({"transaction_limit": 1}, ""),
        ({"transaction_limit": 30}, ""),
        ({}, ""),
    ],
)
def test_database_without_a_limit_is_refused(told, refused):
    """A server without a limit, or that does not tell it, is refused with what to do; the embedded store needs none."""
    lines = [line for line in faults(READY, told) if "transaction" in line]

    assert [refused] * bool(refused) == [part for line in lines for part in (refused,) if part in line]
    assert len(lines) == bool(refused)


def test_embedded_store_has_no_such_limit(run, tmp_path):
    """The embedded store says nothing of a limit: it is no server, and ends its reads by itself."""
    store = connect(f"sqlite:///{tmp_path}/store.db")
    run(store.migrate())

    assert "transaction_limit" not in run(store.health())
    run(store.close())


@pytest.mark.full
@pytest.mark.neo4j
@pytest.mark.parametrize(("setting", "seconds"), [("0", 0), ("90s", 90)])
def test_real_server_tells_its_limit(run, request, monkeypatch, setting, seconds):
    """A real server shows the limit it was started with, and that it has none."""
    started = local_neo4j.SETTINGS.replace("db.transaction.timeout=30s", f"db.transaction.timeout={setting}")
    monkeypatch.setattr("server.local_neo4j.SETTINGS", started)
    store = connect(request.getfixturevalue("own_neo4j").uri)

    assert seconds == run(store._transaction_limit())
    run(store.close())


def refused_at_no_limit(run, bolt, database):
    """Check that a server without a limit is refused."""
    bolt.limit = ["0s"]
    with pytest.raises(NotForProductionError, match="for ever"):
        check_production(READY, run(database.health()))


def test_server_without_a_limit_is_refused(run, bolt, database):
    """What a server without a limit says of itself leads to a refusal."""
    refused_at_no_limit(run, bolt, database)


def test_limit_that_is_not_asked_for_is_missed(run, bolt, database, monkeypatch):
    """A store that does not look at the server's limit lets one without any pass, which the check finds."""

    async def unasked(_store):
        return 30

    monkeypatch.setattr("graph.cypher.store.CypherStore._transaction_limit", unasked)
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        refused_at_no_limit(run, bolt, database)
