"""The demonstration: real cities in a store of their own, the twins of one of them, and the API to ask on."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from typing import TYPE_CHECKING

from graph.connect import connect
from graph.store import ModelVersionError, StoreUnavailableError
from server.load import LoadError, load
from server.local_neo4j import LocalNeo4j, available
from server.query import asking
from server.recommend import find_city, for_city
from server.report import print_recommendations

if TYPE_CHECKING:
    from collections.abc import Generator

    from rich.console import Console

ROOT = Path(__file__).parent.parent
DATA = ROOT / "data"
EMBEDDED = ROOT / ".cache" / "demo.db"
CITY = "NO-aalesund"
RANKED = 5


@contextlib.contextmanager
def store_address(console: Console, given: str | None, *, neo4j: bool) -> Generator[str]:
    """Yield the address to use: the given one, else a file or with *neo4j* a server of the demonstration's own.

    Raises `StoreUnavailableError` where Neo4j is wanted and there is none.
    """
    if not neo4j:
        yield given or f"sqlite:///{EMBEDDED}"
        return
    if given:
        if not given.startswith(("bolt", "neo4j")):
            raise StoreUnavailableError("--neo4j needs a bolt:// or neo4j:// address in U4SSC_STORE or --store, or none")
        yield given
        return
    if reason := available():
        raise StoreUnavailableError(f"no Neo4j can be started here: {reason}; set U4SSC_STORE to the address of one")
    console.print("Starting Neo4j from its Maven artifacts ...")
    with LocalNeo4j() as server:
        yield server.uri


async def show(console: Console, address: str) -> None:
    """Show it on a store; the demonstration's own file, where another version made it, is made anew."""
    try:
        await _shown(console, address)
    except (LoadError, ModelVersionError):
        if address != f"sqlite:///{EMBEDDED}":
            raise
        console.print("What is stored there does not go with this version: the demonstration's file is made anew.")
        for end in ("", "-wal", "-shm"):
            EMBEDDED.with_name(EMBEDDED.name + end).unlink(missing_ok=True)
        await _shown(console, address)


async def _shown(console: Console, address: str) -> None:
    """Migrate the store, load the data and print the recommendations; raises `StoreError`, `LoadError`."""
    began = time.monotonic()
    store = connect(address)
    try:
        await store.migrate()
        loaded = await load(store, DATA, actor="u4ssc demo")
        console.print(f"{store.name}: {loaded.stated.total()} rows stated, {loaded.unchanged.total()} unchanged.")
        who = await asking(store)
        found = await for_city(who, await find_city(who, CITY), {"first": RANKED})
        print_recommendations(console, found)
        console.print(f"First recommendation after {time.monotonic() - began:.1f} s.")
    finally:
        await store.close()
