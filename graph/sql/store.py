"""The embedded store: one SQLite file, read by many, written by one at a time."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

import apsw
import orjson

from graph.entry import again, entry, named_once, well_formed
from graph.fold import folded
from graph.model import MODEL, VERSION
from graph.sql.compile import compile_sql
from graph.sql.prefix import after
from graph.sql.tables import columns, fillings, known, tables
from graph.sql.write import bind, write
from graph.store import Applied, ModelVersionError, Statement, StoreSlowError, StoreUnavailableError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Generator, Mapping
    from pathlib import Path

    from graph.change import Change
    from graph.rules import Restricted

T = TypeVar("T")

PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=5000; PRAGMA cache_size=-65536"
)
STEPS = 20_000
"""Virtual machine steps between two looks at the deadline: about a millisecond."""
INLINE = 50_000
"""Steps a small read may take on the event loop, where nobody may be held for long; with more it starts anew in a thread."""
LOG_PAGE = 500
ENTRY = list(MODEL.kinds["LogEntry"].props)
ENTERED = Statement(f"INSERT INTO LogEntry({', '.join(ENTRY)}) VALUES({', '.join('?' * len(ENTRY))})")
ENTRIES = Statement(f"SELECT {', '.join(ENTRY)} FROM LogEntry WHERE seq > ? ORDER BY seq LIMIT {LOG_PAGE}")
KNOWN = Statement("SELECT seq, requestHash, result FROM LogEntry WHERE requestKey = ?")
NEWEST = Statement("SELECT coalesce(max(seq), 0) FROM LogEntry")
FOUND = Statement("PRAGMA user_version")
MIGRATED = Statement(f"PRAGMA user_version = {VERSION}")

UNAVAILABLE = (
    apsw.BusyError,
    apsw.CantOpenError,
    apsw.CorruptError,
    apsw.FullError,
    apsw.IOError,
    apsw.LockedError,
    apsw.NoMemError,
    apsw.NotADBError,
    apsw.PermissionsError,
    apsw.ProtocolError,
    apsw.ReadOnlyError,
)
"""What SQLite says of its file and the machine; all else it says is a fault of ours."""


@contextlib.contextmanager
def _told(path: str) -> Generator[None]:
    """Raise what SQLite says of a file that is locked, damaged, read-only or without room as `StoreUnavailableError`."""
    try:
        yield
    except UNAVAILABLE as error:
        raise StoreUnavailableError(f"the SQLite file {path!r} cannot be used: {error}") from None


class SqlStore:
    """One SQLite file in WAL mode; more throughput comes from more processes, not threads."""

    name = "sqlite"

    def __init__(self, path: Path | str, *, deadline: float = 8.0, readers: int = 2) -> None:
        """Open or create the file at *path*; a read may take *deadline* seconds."""
        self._path, self._deadline = str(path), deadline
        self._inline = self._open()
        self._local = threading.local()
        self._readers = ThreadPoolExecutor(readers, "sqlite-read")
        self._writer = ThreadPoolExecutor(1, "sqlite-write")
        self._write_db: apsw.Connection | None = None

    def _open(self) -> apsw.Connection:
        try:
            db = apsw.Connection(self._path, statementcachesize=500)
            db.execute(PRAGMAS).fetchall()  # apsw runs a text only as far as its rows are taken
            db.create_scalar_function("after", after, 1, deterministic=True)  # pyright: ignore[reportArgumentType]  # one argument
        except apsw.Error as error:
            raise StoreUnavailableError(f"cannot open the SQLite file {self._path!r}: {error}") from None
        return db

    def compile(self, plan: Restricted) -> Statement:
        """Return the SQL of a plan."""
        return compile_sql(plan)

    async def read(self, statement: Statement, parameters: Mapping[str, Any], *, small: bool = True) -> Any:  # noqa: ANN401
        """Return the list of a compiled statement; a small read runs at once, another in a thread."""
        bound = {k: _bound(v) for k, v in parameters.items()}
        if small:
            with contextlib.suppress(apsw.InterruptError):
                return self._read(self._inline, statement, bound, lambda: True, INLINE)
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read_in_thread, statement, bound)

    def _read_in_thread(self, statement: Statement, bound: dict[str, Any]) -> Any:  # noqa: ANN401
        if not hasattr(self._local, "db"):
            self._local.db = self._open()
        end = time.monotonic() + self._deadline
        try:
            return self._read(self._local.db, statement, bound, lambda: time.monotonic() > end, STEPS)
        except apsw.InterruptError:
            raise StoreSlowError(f"the read took longer than {self._deadline} s") from None

    def _read(
        self, db: apsw.Connection, statement: Statement, bound: dict[str, Any], stop: Callable[[], bool], steps: int
    ) -> Any:  # noqa: ANN401
        db.set_progress_handler(stop, steps)
        try:
            with _told(self._path):
                text = db.execute(statement, bound).get
        finally:
            db.set_progress_handler(None)
        return None if text is None else orjson.loads(text)

    async def migrate(self) -> int:
        """Bring the file to this model, in one transaction; raises `ModelVersionError` for a file of a newer one."""
        return await self._written(self._migrate)

    def _migrate(self, db: apsw.Connection) -> int:
        with db:
            found: int = db.execute(FOUND).get
            if found > VERSION:
                raise ModelVersionError(f"the store holds model {found}, this program knows {VERSION}: use a newer program")
            if found < VERSION:
                db.create_scalar_function("fold_all", _fold_all)
                for kind in (*MODEL.kinds.values(), *MODEL.relations.values()) if found else ():
                    there = {row[1] for row in db.execute(known(kind))}
                    for text in (*columns(kind, there), *fillings(kind)) if there else ():
                        db.execute(text)
                for text in tables():
                    db.execute(text)
                db.execute(MIGRATED)
        return VERSION

    async def apply(self, change: Change, key: str) -> Applied:
        """Apply a change and its log entry in one transaction, in the writer's thread."""
        return await self._written(lambda db: self._apply(db, change, key))

    def _apply(self, db: apsw.Connection, change: Change, key: str) -> Applied:
        well_formed(change, key)
        db.execute("BEGIN IMMEDIATE")
        try:
            applied = next(iter(db.execute(KNOWN, (key,))), None)
            if applied:
                db.execute("ROLLBACK")
                return again(change, key, {"seq": applied[0], "requestHash": applied[1], "result": applied[2]})
            named_once(change)
            write(db, change)
            seq: int = db.execute(NEWEST).get + 1
            db.execute(ENTERED, bind(MODEL.kinds["LogEntry"], entry(change, key, seq)))
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
        return Applied(seq, change.counts())

    async def _written(self, work: Callable[[apsw.Connection], T]) -> T:
        def run() -> T:
            self._write_db = self._write_db or self._open()
            with _told(self._path):
                return work(self._write_db)

        return await asyncio.get_running_loop().run_in_executor(self._writer, run)

    async def log(self, after: int = 0) -> AsyncIterator[dict[str, Any]]:
        """Yield the log's entries above a number, in order."""
        while rows := self._asked(ENTRIES, after):
            for row in rows:
                yield dict(zip(ENTRY, row, strict=True))
            after = rows[-1][ENTRY.index("seq")]

    async def seq(self) -> int:
        """Return the number of the newest log entry, 0 where there is none."""
        return self._asked(NEWEST)[0][0]

    async def health(self) -> dict[str, Any]:
        """Return the model's version and SQLite's."""
        return {
            "store": self.name,
            "model": self._asked(FOUND)[0][0],
            "version": apsw.sqlite_lib_version(),
        }

    def _asked(self, statement: Statement, *bound: int) -> list[Any]:
        with _told(self._path):
            return list(self._inline.execute(statement, bound))

    async def close(self) -> None:
        """Close the connections of this thread and of the writer."""
        self._readers.shutdown()
        if self._write_db:
            await self._written(lambda db: db.close())
        self._writer.shutdown()
        self._inline.close()


def _bound(value: Any) -> Any:  # noqa: ANN401  # a parameter
    return orjson.dumps(value).decode() if isinstance(value, list) else value


def _fold_all(*texts: Any) -> str:  # noqa: ANN401  # values of SQLite, here texts and nulls
    return folded(texts)
