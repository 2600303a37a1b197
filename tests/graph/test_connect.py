"""From an address to a store, and what a store says when it is not there or too new."""

from __future__ import annotations

import apsw
import pytest

from graph.connect import connect
from graph.model import VERSION
from graph.sql.store import SqlStore
from graph.store import ModelVersionError, StoreUnavailableError
from tests.graph.direct import direct
from tests.graph.small import change, table

BAD = [
    *("", "sqlite", "sqlite://", "sqlite:///", "sqlite://graph.db", "graph.db", "http://localhost", "postgres://localhost/x"),
    *("bolt://", "neo4j://", "neo4j://localhost:port", "bolt://localhost:99999", "neo4j://[::1"),
    *("sqlite:///x#y.db", "sqlite:///x.db?mode=ro"),
]


@pytest.mark.parametrize("address", BAD)
def test_bad_address_is_refused(address, tmp_path, monkeypatch):
    """What is no address of a store is refused at once, and no file is made."""
    monkeypatch.chdir(tmp_path)

    with pytest.raises(StoreUnavailableError):
        connect(address)
    assert [] == list(tmp_path.iterdir())


def test_password_is_never_told():
    """The message about a bad address does not repeat it."""
    with pytest.raises(StoreUnavailableError) as told:
        connect("neo4j://somebody:secret@localhost:port")

    assert "secret" not in str(told.value)


def test_silent_neo4j_is_unavailable(run):
    """A Neo4j that is not there is `StoreUnavailableError`, for reads, changes and health."""
    store = connect("bolt://127.0.0.1:1")
    for asked in (store.health, store.seq, store.migrate, lambda: store.apply(change(), "one")):
        with pytest.raises(StoreUnavailableError):
            run(asked())
    run(store.close())


def test_folder_is_no_sqlite_file(tmp_path):
    """A path that cannot be opened is `StoreUnavailableError`."""
    with pytest.raises(StoreUnavailableError):
        SqlStore(tmp_path)


def test_other_file_is_no_sqlite_file(tmp_path):
    """A file of something else is `StoreUnavailableError`, and stays as it is."""
    file = tmp_path / "notes.txt"
    file.write_text("not a database, but long enough to look like one " * 50)

    with pytest.raises(StoreUnavailableError):
        SqlStore(file)
    assert file.read_text().startswith("not a database")


def test_missing_folders_are_made(run, tmp_path, monkeypatch):
    """Three slashes are a relative path, whose folders are made."""
    monkeypatch.chdir(tmp_path)
    store = connect("sqlite:///deep/er/graph.db")

    assert VERSION == run(store.migrate())
    assert (tmp_path / "deep" / "er" / "graph.db").exists()
    run(store.close())


def test_missing_file_is_not_made(tmp_path):
    """A file that is not there is `StoreUnavailableError` where none may be made, and neither it nor its folder appears."""
    with pytest.raises(StoreUnavailableError, match=r"no SQLite file .*deep/graph\.db"):
        connect(f"sqlite:///{tmp_path}/deep/graph.db", create=False)
    assert [] == list(tmp_path.iterdir())


def make_newer(address):
    """Give a store the version of a model to come."""
    if address.startswith("sqlite"):
        with apsw.Connection(address.removeprefix("sqlite:///")) as db:
            db.pragma("user_version", VERSION + 1)
        db.close()
    else:
        with direct(address) as ask:
            ask("MERGE (m:Migration {code: 'model'}) SET m.version = $v", v=VERSION + 1)


def test_newer_model_is_refused(run, opened, address):
    """A store of a newer model is not migrated, and keeps its version."""
    store = opened()
    make_newer(address)

    with pytest.raises(ModelVersionError):
        run(store.migrate())
    assert VERSION + 1 == run(store.health())["model"]


def test_migration_is_harmless_again(run, opened):
    """A store that is migrated twice, also by another connection, keeps what it holds."""
    store = opened()
    run(store.apply(change(), "one"))

    assert VERSION == run(opened().migrate())
    assert 1 == run(store.seq())
    assert [[1]] == run(table(store, "LogEntry", "seq"))


def test_health_names_store_and_version(run, store):
    """Health tells the store, the model's version and the version of the database."""
    told = run(store.health())

    assert {"store": store.name, "model": VERSION} == {k: told[k] for k in ("store", "model")}
    assert told["version"].count(".") == 2
