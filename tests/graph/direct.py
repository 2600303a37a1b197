"""Statements of the tests' own, sent to Neo4j past the store."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import neo4j

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WIPE = "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS"

LONG = 600.0
"""Seconds a statement may take: the server's own setting ends a removal on a busy machine."""


@contextlib.contextmanager
def direct(address: str) -> Iterator[Callable[..., tuple[list[neo4j.Record], neo4j.ResultSummary]]]:
    """Give a function that runs a statement and returns its records and summary; takes the addresses stores take."""
    parts = urlsplit(address)
    auth = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    server = f"{parts.scheme}://{parts.hostname}:{parts.port or 7687}"
    with neo4j.GraphDatabase.driver(server, auth=auth, notifications_min_severity="OFF") as driver:

        def ask(text: str, **parameters: Any) -> tuple[list[neo4j.Record], neo4j.ResultSummary]:
            with driver.session(database=parts.path.strip("/") or None) as session:
                result = session.run(neo4j.Query(text, timeout=LONG), parameters)
                return list(result), result.consume()

        yield ask


def wipe(address: str) -> None:
    """Remove all data of a Neo4j, and leave its constraints."""
    with direct(address) as ask:
        ask(WIPE)
