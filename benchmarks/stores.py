"""Stores to measure: filled with a fictional world, and watched while they answer."""

from __future__ import annotations

import contextlib
import hashlib
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import apsw
import neo4j

from graph.connect import connect
from graph.rules import RuleSet
from resolvers.policy import BUDGETS, rule_values
from resolvers.standing import ANONYMOUS, Standing, alone
from resolvers.viewer import Viewer, viewer
from schema.build import SCHEMA
from server.load import load
from server.local_neo4j import LocalNeo4j, available

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator, Mapping, Sequence

    from graph.store import Statement, Store
    from resolvers.standing import Role

    Asker = Role | Standing | RuleSet

SEED = 1
DATA = Path(__file__).parent.parent / "data"


def code() -> str:
    """Return what names the code that makes worlds and fills stores: another makes and fills them anew."""
    trees = subprocess.run(["git", "rev-parse", "HEAD:graph", "HEAD:server"], capture_output=True, check=True, cwd=DATA.parent)
    return hashlib.sha256(trees.stdout).hexdigest()[:8]


def world(folder: Path, cities: int, values: int | None = None) -> Path:
    """Return a folder with a world of that many cities, made where it is not there yet."""
    out = folder / f"world-{code()}-{cities}-{values or 'all'}"
    if not out.exists():
        command = [sys.executable, "-m", "server", "world", "--cities", str(cities), "--seed", str(SEED), "--output", str(out)]
        subprocess.run([*command, *(["--values", str(values)] if values else [])], check=True, stdout=subprocess.DEVNULL)
    return out


def part(data: Path, kinds: Sequence[str]) -> Path:
    """Return a folder with the files of some kinds and relations of a world."""
    out = data.with_name(f"{data.name}-part")
    out.mkdir(exist_ok=True)
    for file in data.iterdir():
        if file.stem in kinds and not (out / file.name).exists():
            (out / file.name).hardlink_to(file)
    return out


def asking(asker: Asker, store: Store | Watched) -> Viewer:
    """Return the viewer of a role that acts for nobody, of a standing, or of a rule set with the budget of staff."""
    given: Any = store
    if isinstance(asker, RuleSet):
        return Viewer(given, asker, rule_values(ANONYMOUS), BUDGETS["admin"])
    return viewer(asker if isinstance(asker, Standing) else alone(asker), given)


class Watched:
    """A store that keeps the statements it was asked, with their parameters."""

    def __init__(self, store: Store) -> None:
        """Watch a store."""
        self._store = store
        self.asked: list[tuple[Statement, dict[str, Any]]] = []

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return getattr(self._store, name)

    async def read(self, statement: Statement, parameters: Mapping[str, Any], *, small: bool = True) -> Any:  # noqa: ANN401
        """Read, and keep what was asked."""
        self.asked.append((statement, dict(parameters)))
        return await self._store.read(statement, parameters, small=small)


class Bench:
    """One filled store: how long it takes to answer, and what the database does for it."""

    def __init__(self, name: str, address: str, run: asyncio.Runner, server: int | None = None) -> None:
        """Open the store; *server* is the process that holds it, if it is not this one."""
        self.name, self.address, self._run, self._server = name, address, run.run, server
        self.store = connect(address)
        self.loading = 0.0

    def fill(self, folder: Path) -> None:
        """Migrate, load a world and take the time; then the real data, which the examples ask for.

        The time is kept beside the world, and says in a later run that this store, which was kept too, is filled.
        """
        done = folder.with_name(f"{folder.name}-{self.name}.seconds")
        if done.exists():
            self.loading = float(done.read_text())
            return

        async def work() -> None:
            await self.store.migrate()
            started = time.perf_counter()
            await load(self.store, folder)
            self.loading = time.perf_counter() - started
            await load(self.store, DATA)

        self._run(work())
        done.write_text(str(self.loading))

    def ask(self, text: str, variables: Mapping[str, Any], role: Asker = "programmeStaff") -> dict[str, Any]:
        """Return the data of a query; raises `RuntimeError` where it is refused."""
        result = self._run(SCHEMA.execute(text, dict(variables), {"viewer": asking(role, self.store)}))
        if result.errors or result.data is None:
            msg = f"{self.name}: {result.errors}"
            raise RuntimeError(msg)
        return result.data

    def timed(self, text: str, variables: Mapping[str, Any], role: Asker = "programmeStaff") -> float:
        """Return the milliseconds one answer takes, from text to data."""
        started = time.perf_counter()
        self.ask(text, variables, role)
        return (time.perf_counter() - started) * 1000

    def spent(self, text: str, variables: Mapping[str, Any], role: Asker, times: int) -> float:
        """Return the milliseconds of CPU one answer takes here and in the server: the mean of some in a row."""
        started = self._cpu()
        for _ in range(times):
            self.ask(text, variables, role)
        return (self._cpu() - started) * 1000 / times

    def _cpu(self) -> float:
        # Linux names the clock of another process by its number: MAKE_PROCESS_CPUCLOCK(pid, CPUCLOCK_SCHED)
        there = time.clock_gettime(~self._server << 3 | 2) if self._server else 0.0
        return time.process_time() + there

    def work(self, text: str, variables: Mapping[str, Any], role: Asker = "programmeStaff") -> tuple[int, int]:
        """Return how many statements an answer takes, and the hits (SQLite: virtual machine steps) of all of them."""
        watched: Any = Watched(self.store)
        result = self._run(SCHEMA.execute(text, dict(variables), {"viewer": asking(role, watched)}))
        assert not result.errors, result.errors
        hits = sum(self.hits(statement, parameters) for statement, parameters in watched.asked)
        return len(watched.asked), hits

    def hits(self, statement: Statement, parameters: dict[str, Any]) -> int:
        """Return what the database counts while it runs a statement."""
        return _hits(self.address, statement, parameters) if self.name == "neo4j" else _steps(self.store, statement, parameters)

    def close(self) -> None:
        """Close the store."""
        self._run(self.store.close())


def _hits(address: str, statement: str, parameters: dict[str, Any]) -> int:
    def total(plan: Any) -> int:  # noqa: ANN401
        return plan.get("dbHits", 0) + sum(total(child) for child in plan.get("children", ()))

    with neo4j.GraphDatabase.driver(address, notifications_min_severity="OFF") as driver, driver.session() as session:
        return total(session.run(f"PROFILE {statement}", parameters).consume().profile)  # pyright: ignore[reportArgumentType]


def _steps(store: Any, statement: str, parameters: dict[str, Any]) -> int:  # noqa: ANN401
    from graph.sql.store import _bound  # noqa: PLC0415  # as the store binds them

    # a connection of its own: the statements inside a full-text index are kept by theirs, and their steps add up
    db: apsw.Connection = store._open()  # noqa: SLF001
    seen: dict[int, int] = {}

    def told(event: dict[str, Any]) -> None:
        seen[event["id"]] = event["stmt_status"]["SQLITE_STMTSTATUS_VM_STEP"]

    db.trace_v2(apsw.SQLITE_TRACE_PROFILE, told)
    try:
        db.execute(statement, {k: _bound(v) for k, v in parameters.items()}).fetchall()
    finally:
        db.close()
    return sum(seen.values())


@contextlib.contextmanager
def filled(folder: Path, data: Path, run: asyncio.Runner) -> Iterator[list[Bench]]:
    """Give both stores filled with a world; Neo4j where this machine has what it takes."""
    with contextlib.ExitStack() as stack:
        found = [Bench("sqlite", f"sqlite:///{folder / data.name}.db", run)]
        if available() is None:
            server = stack.enter_context(LocalNeo4j(folder / f"{data.name}-neo4j"))
            found.append(Bench("neo4j", server.uri, run, server.pid))
        for bench in found:
            bench.fill(data)
            stack.callback(bench.close)
        yield found
