# pyright: reportUnknownMemberType=false
# the driver leaves its **config untyped
"""The production store: Neo4j 5.26 or newer, Community is enough."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import traceback
from typing import TYPE_CHECKING, Any, LiteralString, cast

import neo4j
from neo4j import exceptions as e

from graph.cypher.compile import compile_cypher
from graph.cypher.limit import LIMIT, limit_seconds
from graph.cypher.migrate import COUNTER, DEADLINE, FOUND, MIGRATED, fillings, schema, searched
from graph.cypher.write import misplaced, write
from graph.entry import again, entry, named_once, well_formed
from graph.fold import folded
from graph.model import MODEL, VERSION
from graph.store import (
    Applied,
    ChangeRefusedError,
    ModelVersionError,
    OutcomeUnknownError,
    Statement,
    StoreError,
    StoreSlowError,
    StoreUnavailableError,
)

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Generator, Mapping

    from graph.change import Change
    from graph.model import Kind
    from graph.rules import Restricted

MEMORY = "Neo.TransientError.General.MemoryPoolOutOfMemoryError"
LOG_PAGE = 500
READ_TRIES, TRIES, CUTS = 2, 6, 1
"""Times a read and a change are tried, and times a change may be cut before its commit."""
CUT = (e.ServiceUnavailable, e.SessionExpired)
CLOSED = (".DatabaseNotFound", ".Forbidden", ".ProcedureCallFailed", ".Security.", ".Transaction.")
"""Parts of the codes by which a server says that it is not as we need it, or that it ended a transaction, as one does that stops;
the only procedures called wait for indexes and tell versions."""
WRITE_DEADLINE = 60.0
"""Seconds a change may take, with all its tries, until it is committed."""
GRACE = 1.0
"""Seconds our own deadline lies behind the one the server is told: one that answers says itself that it was too slow."""
CONNECTING, ACQUIRING, POOL = 1.5, 5.0, 20
"""Seconds for connecting (less than a probe of readiness takes), seconds a call waits for a connection, and how many there are."""
KNOWN = Statement("MATCH (l:LogEntry {requestKey: $key}) RETURN l {.seq, .requestHash, .result} AS v")
# the counter is written last: its lock is held to the commit, so numbers are in the order of commits and no lock comes after it
NUMBERED = Statement(
    "MATCH (c:Counter {code: 'log'}) SET c.value = c.value + 1 WITH c CREATE (l:LogEntry) SET l = $row"
    " SET l.seq = c.value, l.code = right('000000000000000000' + toString(c.value), 19) RETURN c.value AS v"
)
NEWEST = Statement("MATCH (c:Counter {code: 'log'}) RETURN c.value AS v")
ENTRIES = Statement(f"MATCH (l:LogEntry) WHERE l.seq > $after RETURN properties(l) AS v ORDER BY l.seq LIMIT {LOG_PAGE}")
VERSIONS = Statement("CALL dbms.components() YIELD name, versions WHERE name = 'Neo4j Kernel' RETURN versions[0] AS v")


logging.getLogger("neo4j").addHandler(logging.NullHandler())  # our errors say it: without a handler Python prints it as well


class _Transaction:
    """An open transaction that runs our statements and returns the first value of each record."""

    def __init__(self, tx: neo4j.AsyncTransaction) -> None:
        self._tx = tx

    async def run(self, statement: Statement, **parameters: Any) -> list[Any]:  # noqa: ANN401
        try:
            result = await self._tx.run(_text(statement), parameters)
            return [record[0] async for record in result]
        except Exception as error:
            if _nonsense(error):
                self._tx.cancel()
            raise


def _nonsense(error: Exception) -> bool:
    """Return whether it is what the driver raises of an answer that is no Bolt, which has no public name and may be any error.

    So what the driver has no name for is that where it comes out of the driver, and a fault of ours where it does not.
    A session or transaction has to be cancelled then: to close it, the driver would read on for ever, without a pause.
    """
    if isinstance(error, (e.Neo4jError, e.DriverError)):
        return False
    frames = (frame for frame, _ in traceback.walk_tb(error.__traceback__))
    return any(frame.f_globals.get("__name__", "").startswith("neo4j.") for frame in frames)


def _text(statement: Statement) -> LiteralString:
    """Return the text for the driver: the one cast, sound because a `Statement` is made of the model's names only."""
    return cast("LiteralString", statement)


@contextlib.contextmanager
def _told(deadline: float) -> Generator[None]:
    """Raise what the driver says of a server that is silent, gone, closed to us, broken or slow as `StoreUnavailableError`.

    Transient errors pass: who can try again does.
    """
    try:
        yield
    except TimeoutError:
        raise StoreUnavailableError("Neo4j did not answer in time") from None
    except (e.ServiceUnavailable, e.SessionExpired, e.ConnectionPoolError, e.UnsupportedServerProduct, OSError) as error:
        raise StoreUnavailableError(f"Neo4j cannot be reached: {' '.join(str(error).split())}") from None
    except e.Neo4jError as error:
        if told := _said(error, deadline):
            raise told from None
        raise
    except Exception as error:
        if _nonsense(error):
            raise StoreUnavailableError(f"Neo4j answered what is no Bolt: {error!r}") from error
        raise


def _said(error: e.Neo4jError, deadline: float) -> StoreUnavailableError | None:
    """Return what the server says of itself or of our rights; None for what it says of our statement, and to be tried again."""
    code = error.code or ""
    if isinstance(error, e.AuthError):
        return StoreUnavailableError("Neo4j refused the user name or password")
    if isinstance(error, e.DatabaseError):
        return StoreUnavailableError(f"Neo4j failed: {code}: {error.message}")
    if isinstance(error, e.ClientError) and "TransactionTimedOut" in code:
        return StoreSlowError(f"it took longer than {deadline} s")
    if isinstance(error, e.ClientError) and any(part in code for part in CLOSED):
        return StoreUnavailableError(f"Neo4j refused: {code}: {error.message}")
    return None


class CypherStore:
    """A Neo4j database; `neo4j://` routes within a cluster (not tested on one), bookmarks let a reader see its writes."""

    name = "neo4j"

    def __init__(
        self, uri: str, auth: tuple[str, str] | None = None, database: str | None = None, *, deadline: float = 8.0
    ) -> None:
        """Connect lazily to *uri*; each read may take *deadline* seconds.

        The driver does not try idle connections before it uses them (`liveness_check_timeout`): one that is not answered
        while its caller's time runs out would stay taken for ever.
        """
        self._deadline, self._database = deadline, database
        self._driver: neo4j.AsyncDriver = neo4j.AsyncGraphDatabase.driver(
            uri,
            auth=auth,
            connection_timeout=CONNECTING,
            connection_acquisition_timeout=ACQUIRING,
            max_connection_pool_size=POOL,
            notifications_min_severity="OFF",
        )
        self._bookmarks = neo4j.AsyncGraphDatabase.bookmark_manager()

    def compile(self, plan: Restricted) -> Statement:
        """Return the Cypher of a plan."""
        return compile_cypher(plan)

    @contextlib.asynccontextmanager
    async def _session(self, mode: str) -> AsyncGenerator[neo4j.AsyncSession]:
        opened = self._driver.session(database=self._database, default_access_mode=mode, bookmark_manager=self._bookmarks)
        async with opened as session:
            try:
                yield session
            except Exception as error:
                if _nonsense(error):
                    session.cancel()
                raise

    async def read(self, statement: Statement, parameters: Mapping[str, Any], *, small: bool = True) -> Any:  # noqa: ANN401, ARG002
        """Return the list of a compiled statement's one record.

        It runs without an explicit transaction, which saves two round trips.
        """
        return await self._tried(lambda: self._read(statement, parameters), self._deadline)

    async def _tried(self, work: Callable[[], Awaitable[Any]], within: float) -> Any:  # noqa: ANN401
        """Await work that may be done twice, under our deadline.

        The driver does not retry what runs without an explicit transaction, so a transient error or a connection that is cut,
        as an idle one may be by what lies between, is retried here, once and within the same deadline, but never an error of
        memory, which would come again.
        """

        async def tries() -> Any:  # noqa: ANN401
            for _ in range(READ_TRIES - 1):
                with contextlib.suppress(e.TransientError, *CUT):
                    return await self._unless_memory(work)
            return await self._unless_memory(work)

        try:
            return await self._in_time(tries, within)
        except e.TransientError as error:
            raise StoreUnavailableError(f"Neo4j could not do it now: {error.code}") from None

    @staticmethod
    async def _unless_memory(work: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401
        try:
            return await work()
        except e.TransientError as error:
            if error.code == MEMORY:
                raise StoreUnavailableError("it needs more memory than the database allows") from None
            raise

    async def _read(self, statement: Statement, parameters: Mapping[str, Any]) -> Any:  # noqa: ANN401
        async with self._session(neo4j.READ_ACCESS) as session:
            result = await session.run(neo4j.Query(_text(statement), timeout=self._deadline), dict(parameters))
            record = await result.single()
            return None if record is None else record[0]

    async def _in_time(self, work: Callable[[], Awaitable[Any]], deadline: float | None = None) -> Any:  # noqa: ANN401
        """Await work under our own deadline: a server that falls silent would hang the driver for ever."""
        within = self._deadline if deadline is None else deadline
        with _told(within):
            return await asyncio.wait_for(work(), within + GRACE)

    async def migrate(self) -> int:
        """Make the constraints and indexes of the model; raises `ModelVersionError` for a newer one."""
        found = await self._run(FOUND, deadline=DEADLINE)
        if found and found[0] > VERSION:
            raise ModelVersionError(f"the store holds model {found[0]}, this program knows {VERSION}: use a newer program")
        older = bool(found) and 0 < found[0] < VERSION
        for statement in (*schema(), *(fillings() if older else ()), COUNTER):
            await self._run(statement, deadline=DEADLINE)
        for kind in MODEL.kinds.values() if older else ():
            await self._fold(kind)
        await self._run(MIGRATED, deadline=DEADLINE)
        return VERSION

    async def _fold(self, kind: Kind) -> None:
        """Fold anew what is searched of each node of a kind, page by page; it may be run again."""
        if not kind.searched:
            return
        read, write_ = searched(kind)
        rows = await self._run(read, deadline=DEADLINE, after="")
        while rows:
            await self._run(write_, deadline=DEADLINE, rows=[[code, folded(texts)] for code, texts in rows])
            rows = await self._run(read, deadline=DEADLINE, after=rows[-1][0])

    async def _run(self, statement: Statement, *, deadline: float | None = None, **parameters: Any) -> list[Any]:  # noqa: ANN401
        """Return the first values of a statement's records, whose work may be done twice, as each of ours may.

        It may take what a read may, or *deadline* seconds.

        The server is told as well: it would end what takes longer than its own `db.transaction.timeout`.
        """
        within = self._deadline if deadline is None else deadline
        return await self._tried(lambda: self._values(statement, within, parameters), within)

    async def _values(self, statement: Statement, within: float, parameters: Mapping[str, Any]) -> list[Any]:
        async with self._session(neo4j.WRITE_ACCESS) as session:
            result = await session.run(neo4j.Query(_text(statement), timeout=within), dict(parameters))
            return [record[0] async for record in result]

    async def apply(self, change: Change, key: str) -> Applied:
        """Apply a change and its log entry in one transaction.

        Transient errors are retried but not those of memory, and once a connection that is cut before the commit.
        """
        well_formed(change, key)
        until, cuts = asyncio.get_running_loop().time() + WRITE_DEADLINE, 0
        with _told(WRITE_DEADLINE):
            for tried in range(TRIES):
                try:
                    return await self._apply(change, key, until)
                except e.TransientError as error:
                    if error.code == MEMORY or tried == TRIES - 1:
                        raise StoreUnavailableError(f"Neo4j could not apply the change: {error.code}") from None
                except CUT:
                    if (cuts := cuts + 1) > CUTS:
                        raise
                except e.ConstraintError as error:
                    # another try with this key may have won the race, then its answer is ours
                    if tried == TRIES - 1 or not await self._run(KNOWN, key=key):
                        raise ChangeRefusedError(await misplaced(self._run, change) or str(error.message)) from None
                await asyncio.sleep(random.uniform(0.5, 1) * 0.05 * 2**tried)  # noqa: S311  # spreads retries, guards nothing
        raise StoreError("unreachable")

    async def _apply(self, change: Change, key: str, until: float) -> Applied:
        """Apply a change once; nothing of it was written where this raises, unless the commit's outcome is unknown."""
        now = asyncio.get_running_loop().time
        left = max(until - now(), 0.001)  # the server takes 0 for no limit
        async with (
            asyncio.timeout_at(until + GRACE) as limit,
            self._session(neo4j.WRITE_ACCESS) as session,
            await session.begin_transaction(timeout=left) as opened,
        ):
            tx = _Transaction(opened)
            try:
                for known in await tx.run(KNOWN, key=key):
                    return again(change, key, known)
                named_once(change)
                await write(tx, change)
                (seq,) = await tx.run(NUMBERED, row=entry(change, key, 0))
            except Exception:
                if not limit.expired():  # the rollback has a limit of its own too: a change's is long
                    limit.reschedule(now() + self._deadline)
                raise
            limit.reschedule(None)  # the commit has a limit of its own, after which the outcome is unknown
            await self._commit(opened)
            return Applied(seq, change.counts())

    async def _commit(self, tx: neo4j.AsyncTransaction) -> None:
        try:
            await asyncio.wait_for(tx.commit(), self._deadline)
        except (e.TransientError, e.ClientError):
            raise  # the server says that it was not made
        except Exception:  # noqa: BLE001  # whatever else comes, nobody knows
            raise OutcomeUnknownError(
                "the connection or the server broke during the commit: send the change again with the same key"
            ) from None

    async def log(self, after: int = 0) -> AsyncIterator[dict[str, Any]]:
        """Yield the log's entries above a number, in order."""
        while rows := await self._run(ENTRIES, after=after):
            for row in rows:
                yield row
            after = rows[-1]["seq"]

    async def seq(self) -> int:
        """Return the number of the newest log entry, 0 where there is none."""
        return next(iter(await self._run(NEWEST)), 0)

    async def health(self) -> dict[str, Any]:
        """Return the model's version, Neo4j's, and the seconds after which it ends any transaction by itself.

        The last is 0 where it never does, and None where it does not let us see that.
        """
        (model,), (version,) = await self._run(FOUND), await self._run(VERSIONS)
        return {"store": self.name, "model": model, "version": version, "transaction_limit": await self._transaction_limit()}

    async def _transaction_limit(self) -> int | None:
        async def work() -> list[Any]:
            try:
                return await self._values(LIMIT, self._deadline, {})
            except (e.Forbidden, e.CypherSyntaxError):
                return []

        shown = await self._tried(work, self._deadline)
        return limit_seconds(shown[0]) if shown else None

    async def close(self) -> None:
        """Close the driver's connections."""
        await self._driver.close()
