"""Start and end of the process, and its settings."""

from __future__ import annotations

import asyncio
import gc

import pydantic
import pytest
import structlog
from starlette.testclient import TestClient

from graph.connect import connect
from graph.model import VERSION
from graph.store import ModelVersionError, StoreUnavailableError
from server.app import NotMigratedError, create_app
from server.settings import Settings


def start(app):
    """Start and stop an application."""
    with TestClient(app):
        pass


@pytest.mark.parametrize(
    ("model", "error", "told"), [(0, NotMigratedError, "u4ssc migrate"), (VERSION + 1, ModelVersionError, "newer")]
)
def test_other_model(app, store, model, error, told):
    """The process does not start on a store of another model, and says what to do."""
    store.model = model
    with structlog.testing.capture_logs() as logged, pytest.raises(error, match=told):
        start(app())

    assert [told in line["reason"] for line in logged] == [True]


def test_new_file(settings, schema, tmp_path):
    """A store file that was never migrated is refused."""
    (tmp_path / "new.db").touch()
    with pytest.raises(NotMigratedError, match="u4ssc migrate"):
        start(create_app(settings(store=f"sqlite:///{tmp_path}/new.db"), schema))


def test_no_address(settings, schema):
    """An address of no store is refused."""
    with pytest.raises(StoreUnavailableError):
        start(create_app(settings(store="http://example"), schema))


def test_own_store(settings, schema, tmp_path):
    """The process opens the store of its settings, and closes it."""
    address = f"sqlite:///{tmp_path}/ours.db"
    asyncio.run(migrated(address))
    with TestClient(create_app(settings(store=address), schema)) as client:
        assert client.get("/readyz").json()["store"] == "sqlite"


async def migrated(address):
    """Make and migrate a store."""
    store = connect(address)
    await store.migrate()
    await store.close()


def test_given_store_stays_open(app, store):
    """A store that was handed in is closed by who opened it."""
    start(app())

    assert not store.closed


def test_collector(settings, schema, store):
    """While the process runs the collector leaves what was there at the start alone, and afterwards it is as before."""
    before = gc.get_threshold()
    with TestClient(create_app(settings(), schema, store)):
        assert gc.get_freeze_count() > 0
        assert gc.get_threshold() == (50_000, 50, 100)

    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, 0)


def test_settings_from_environment(monkeypatch, tmp_path):
    """Settings come from variables that begin with U4SSC_; an empty one is none; those of the tests are not read."""
    given = {
        "STORE": "neo4j://u:canary@h:7687/d",
        "PORT": "9",
        "ORIGINS": "https://a.example,https://b.example",
        "REQUIRE": "node",
    }
    for name, value in {**given, "HOST": "", "EXECUTOR": "tcp://scheduler:8786"}.items():
        monkeypatch.setenv(f"U4SSC_{name}", value)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    made = Settings()

    assert (made.store, made.port, made.host) == (given["STORE"], 9, "127.0.0.1")
    assert made.origins == ("https://a.example", "https://b.example")
    assert made.executor == "tcp://scheduler:8786"
    assert made.key_file == tmp_path / "u4ssc" / "token.key"
    assert "canary" not in repr(made)


@pytest.mark.parametrize(
    "wrong",
    [{"port": 70000}, {"port": "x"}, {"deadline": 0}, {"admitted": 0}, {"log_level": "loud"}, {"origins": "*"},
     {"origins": "https://*.example"}, {"origins": "https://a.example/path"}, {"origins": "a.example"}],
)  # fmt: skip
def test_wrong_settings(wrong):
    """A setting that cannot be meant is refused at the start."""
    with pytest.raises(pydantic.ValidationError):
        Settings(**wrong)
