"""What the database says of its file or server is told as `StoreUnavailableError`; what it says of our text is a fault."""

from __future__ import annotations

import apsw
import pytest
from neo4j import exceptions

from graph.connect import connect
from graph.cypher.migrate import DEADLINE, schema
from graph.cypher.store import CypherStore
from graph.expression import Param, Value
from graph.model import VERSION
from graph.plan import Key, Read
from graph.sql.store import SqlStore
from graph.store import OutcomeUnknownError, Statement, StoreError, StoreUnavailableError
from tests.graph.small import change, fetch, node, start

CITIES = Read("City", (Value("name"),), order=(Key(Value("code")),), limit=Param("n"))


@pytest.fixture
def file(tmp_path):
    """The path of a SQLite store."""
    return tmp_path / "graph.db"


@pytest.fixture
def sqlite(run, file):
    """A small SQLite store."""
    store = SqlStore(file)
    run(store.migrate())
    run(store.apply(start(), "start"))
    yield store
    run(store.close())


def many():
    """A change that needs room."""
    return change(nodes={"City": [node("City", f"c{n}", name="x" * 1000) for n in range(500)]})


@pytest.mark.parametrize(
    ("limit", "cause"), [("PRAGMA max_page_count = 1", "disk is full"), ("PRAGMA query_only = 1", "readonly database")]
)
def test_file_that_takes_nothing_is_unavailable(run, sqlite, limit, cause):
    """A disk that is full and a file that is read-only are told with SQLite's words; nothing is written, reads go on."""
    sqlite._write_db.execute(limit).fetchall()

    with pytest.raises(StoreUnavailableError, match=cause):
        run(sqlite.apply(many(), "many"))
    assert (1, 2) == (run(sqlite.seq()), len(run(fetch(sqlite, CITIES, n=9))))


def test_damaged_file_is_unavailable(run, sqlite, file):
    """A file whose pages were overwritten is told to be damaged, by reads, changes, the log and its number."""
    size = sqlite._inline.execute("PRAGMA page_size").get
    tables = "SELECT rootpage FROM sqlite_master WHERE rootpage > 0 AND tbl_name IN ('City', 'LogEntry')"
    roots = [page for (page,) in sqlite._inline.execute(tables)]
    run(sqlite.close())
    with file.open("r+b") as pages:
        for root in roots:
            pages.seek((root - 1) * size)
            pages.write(b"\x5a" * size)
    damaged = SqlStore(file)

    async def log():
        return [entry async for entry in damaged.log()]

    for asked in (lambda: fetch(damaged, CITIES, n=9), lambda: damaged.apply(many(), "many"), log, damaged.seq):
        with pytest.raises(StoreUnavailableError, match="malformed"):
            run(asked())
    run(damaged.close())


@pytest.mark.parametrize("small", [True, False])
def test_wrong_sql_is_a_fault(run, sqlite, small):
    """A statement that SQLite cannot read is a fault of ours, not of the store's."""
    with pytest.raises(apsw.SQLError):
        run(sqlite.read(Statement("SELECT nothing FROM nowhere"), {}, small=small))


CAUSES = {
    "Neo.ClientError.Database.DatabaseNotFound": StoreUnavailableError,
    "Neo.ClientError.Security.Forbidden": StoreUnavailableError,
    "Neo.ClientError.General.ForbiddenOnReadOnlyDatabase": StoreUnavailableError,
    "Neo.ClientError.Procedure.ProcedureCallFailed": StoreUnavailableError,
    "Neo.DatabaseError.General.UnknownError": StoreUnavailableError,
    "Neo.TransientError.General.DatabaseUnavailable": StoreUnavailableError,
    "Neo.ClientError.Statement.SyntaxError": exceptions.ClientError,
}


def said(code):
    """What the driver raises for an error of the server."""
    return exceptions.Neo4jError._hydrate_neo4j(code=code, message="as told")


@pytest.mark.parametrize("code", CAUSES)
@pytest.mark.parametrize("asked", ["read", "seq", "health", "migrate", "apply"])
def test_what_the_server_says_is_told(run, monkeypatch, code, asked):
    """What Neo4j says of itself or of our rights is unavailability with its code, whatever was asked; a bad statement is a fault."""
    store = CypherStore("bolt://127.0.0.1:1")
    monkeypatch.setattr("graph.cypher.store.TRIES", 1)

    def refuse(_mode):
        raise said(code)

    monkeypatch.setattr(store, "_session", refuse)
    given = {"read": (Statement("RETURN [1] AS v"), {}), "apply": (change(), "one")}

    with pytest.raises(CAUSES[code], match=code):
        run(getattr(store, asked)(*given.get(asked, ())))
    run(store.close())


def test_server_that_breaks_in_the_commit_leaves_it_open(run):
    """Nobody knows whether a commit that the server failed at was made."""
    store = CypherStore("bolt://127.0.0.1:1")

    class Failing:
        """A transaction whose commit fails."""

        async def commit(self):
            raise said("Neo.DatabaseError.Transaction.TransactionCommitFailed")

    with pytest.raises(OutcomeUnknownError):
        run(store._commit(Failing()))
    run(store.close())


@pytest.mark.neo4j
def test_missing_database_is_unavailable(run, neo4j_uri):
    """A database that the server does not have is told by its name."""
    store = connect(neo4j_uri.rstrip("/").removesuffix("/neo4j") + "/nosuch")

    for asked in (
        store.seq,
        store.health,
        store.migrate,
        lambda: store.apply(change(), "one"),
        lambda: fetch(store, CITIES, n=1),
    ):
        with pytest.raises(StoreUnavailableError, match="nosuch"):
            run(asked())
    run(store.close())


@pytest.mark.neo4j
def test_migration_has_its_own_deadline(run, neo4j_uri):
    """A migration takes longer than a read may; it waits for indexes as long as a statement of it may take."""
    store = connect(neo4j_uri)
    store._deadline = -1.0

    with pytest.raises(StoreError):
        run(store.seq())
    run(store.migrate())
    run(store.close())


@pytest.mark.parametrize(("asked", "seconds"), [("migrate", DEADLINE), ("seq", 8.0)])
def test_server_is_told_how_long_a_statement_may_take(run, monkeypatch, asked, seconds):
    """Each statement of a migration carries ten minutes, another what a read may take: else the server ends it by its own setting."""
    store, carried = CypherStore("bolt://127.0.0.1:1"), set()

    class Records:
        """The newest number, or the model's version."""

        async def __aiter__(self):
            yield [VERSION]

    class Session:
        """A session that keeps how long each statement may take."""

        async def __aenter__(self):
            return self

        async def __aexit__(self, *_):
            pass

        async def run(self, query, _parameters):
            carried.add(getattr(query, "timeout", None))
            return Records()

    monkeypatch.setattr(store, "_session", lambda _mode: Session())
    run(getattr(store, asked)())
    run(store.close())

    assert {seconds} == carried


def test_migration_waits_for_indexes():
    """The last statement of the schema waits as long as a statement of a migration may take: ten minutes."""
    assert (600, f"CALL db.awaitIndexes({DEADLINE})") == (DEADLINE, schema()[-1])
