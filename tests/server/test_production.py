"""Production refuses to start with what is only for development, and says all of it at once; development is open."""

from __future__ import annotations

import pytest
import structlog
from starlette.testclient import TestClient

from server.production import NotForProductionError
from server.settings import Settings, SettingsError, read_settings
from tests.server.test_cli import run

SAFE = {
    "environment": "production",
    "jwks_url": "https://id.example/keys",
    "issuer": "https://id.example",
    "audience": "u4ssc",
}
FAULTS = {
    "U4SSC_DEVELOPMENT_TOKENS is on": {"development_tokens": True},
    "U4SSC_JWKS_URL is not set": {"jwks_url": ""},
    "U4SSC_JWKS_URL is not https": {"jwks_url": "http://id.example/keys"},
    "U4SSC_ANONYMOUS_INTROSPECTION is on": {"anonymous_introspection": True},
    "U4SSC_QUERY_PAGE is on": {"query_page": True},
}
UNLIMITED = {
    0: "the store lets a transaction run for ever",
    None: "the store does not show",
    601: "the store lets a transaction run for 601 s",
}


def limited(store, limit=60.0):
    """Have a store say that its transactions end."""
    health = store.health

    async def told():
        return {**await health(), "transaction_limit": limit}

    store.health = told
    return store


def starting(app, **changed):
    """What the process says where it refuses to start."""
    with structlog.testing.capture_logs() as logged, pytest.raises(NotForProductionError) as refused, TestClient(app(**changed)):
        pass
    assert [str(refused.value)] == [line["reason"] for line in logged]
    return str(refused.value).splitlines()[1:]


@pytest.mark.parametrize("limit", [1, 600])
def test_production_starts_with_what_is_safe(app, store, limit):
    """With an identity provider and a store that cuts its transactions, the rest is closed by itself."""
    limited(store, limit)
    with TestClient(app(**SAFE)) as client:
        assert "Hello you" == client.get("/graphql", params={"query": "{ hello }"}).json()["data"]["hello"]


@pytest.mark.parametrize("fault", FAULTS)
def test_production_refuses_one_fault(app, store, fault):
    """Each thing that is only for development is refused in one line that says what to set."""
    limited(store)
    (line,) = starting(app, **{**SAFE, **FAULTS[fault]})

    assert line.startswith(fault)


@pytest.mark.parametrize("limit", UNLIMITED)
def test_production_refuses_a_store_without_a_limit(app, store, limit):
    """A store whose transactions may run for ever or longer than ten minutes, or that does not say, is refused."""
    limited(store, limit)
    assert [True] == [line.startswith(UNLIMITED[limit]) for line in starting(app, **SAFE)]


def test_production_lists_every_fault(app, store):
    """Who starts it is told everything at once."""
    limited(store, 0)
    told = starting(app, environment="production", development_tokens=True, anonymous_introspection=True, query_page=True)

    assert 5 == len(told)


def test_embedded_store_needs_no_limit(tmp_path):
    """SQLite ends its own reads: `u4ssc serve` refuses it for the other faults only, before anything is served."""
    address = f"sqlite:///{tmp_path}/store.db"
    run("migrate", "--store", address)
    told = run("serve", "--store", address, U4SSC_ENVIRONMENT="production")

    assert (1, 2) == (told.exit_code, len(told.output.splitlines()))
    assert "U4SSC_JWKS_URL is not set" in told.output


def test_development_is_open(app):
    """In development nothing of this is refused."""
    with TestClient(app()) as client:
        assert 200 == client.get("/").status_code


def test_switches_follow_the_environment():
    """What is open in development is closed in production, each unless it is set."""
    names = ("development_tokens", "anonymous_introspection", "query_page")
    one, other = Settings(), Settings(environment="production", query_page=True)

    assert ([True] * 3, [False, False, True]) == ([getattr(one, n) for n in names], [getattr(other, n) for n in names])


def test_switches_are_read_from_the_environment(monkeypatch):
    """Variables say the same, and one that is set wins."""
    monkeypatch.setenv("U4SSC_ENVIRONMENT", "production")
    monkeypatch.setenv("U4SSC_ANONYMOUS_INTROSPECTION", "yes")
    monkeypatch.setenv("U4SSC_ALGORITHMS", "ES256, EdDSA")
    found = read_settings()

    assert (False, True, ("ES256", "EdDSA")) == (found.development_tokens, found.anonymous_introspection, found.algorithms)


@pytest.mark.parametrize("name", ["U4SSC_ENVIRONMENT", "u4ssc_environment"])
def test_empty_environment_is_no_development(monkeypatch, name):
    """A variable that says nothing, as one whose value was not filled in, opens nothing; one that is not there is development."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(name, "")
        with pytest.raises(SettingsError, match=r"^U4SSC_ENVIRONMENT: found '', expected 'development' or 'production'$"):
            read_settings()
        assert "production" == read_settings(environment="production").environment
    monkeypatch.delenv("U4SSC_ENVIRONMENT", raising=False)

    assert "development" == read_settings().environment


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"jwks_url": "ftp://id.example/keys"}, "expected an address that begins with https://"),
        ({"jwks_url": "file:///etc/passwd"}, "expected an address that begins with https://"),
        ({"jwks_url": "https://id.example/keys"}, "expected U4SSC_ISSUER and U4SSC_AUDIENCE beside it"),
        ({"algorithms": "HS256"}, "expected a comma list among RS256"),
        ({"algorithms": "none,RS256"}, "expected a comma list among RS256"),
        ({"algorithms": ","}, "expected a comma list among RS256"),
        ({"environment": "staging"}, "expected 'development' or 'production'"),
    ],
)
def test_bad_setting_is_told(given, message):
    """Keys come over http, with an issuer and an audience; a symmetric algorithm or none is never allowed."""
    with pytest.raises(SettingsError, match=r"U4SSC|--") as told:
        read_settings(**given)

    assert message in str(told.value)
