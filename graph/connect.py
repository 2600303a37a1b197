"""From an address to a store."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from graph.cypher.store import CypherStore
from graph.sql.store import SqlStore
from graph.store import Store, StoreUnavailableError

SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
EXPECTED = "expected sqlite:///path or neo4j://user:password@host:port/database"


def connect(address: str, *, create: bool = True) -> Store:
    """Return the store at `sqlite:///path` or `neo4j://user:password@host:port/database` (`bolt://` for one server).

    A path after three slashes is relative, after four absolute; a file that is not there is made, and its folders, if
    *create* says so. Raises `StoreUnavailableError` for another address, or no file.
    """
    try:
        parts = urlsplit(address)
        port = parts.port or 7687
    except ValueError:
        raise StoreUnavailableError(f"this is no address: {EXPECTED}") from None
    if parts.scheme == "sqlite" and not parts.netloc and len(parts.path) > 1:
        if "?" in address or "#" in address:
            raise StoreUnavailableError(f"the address of an SQLite file has no ? and no #: {EXPECTED}")
        path = Path(parts.path[1:])
        if not create and not path.exists():
            raise StoreUnavailableError(f"there is no SQLite file {str(path)!r}: `u4ssc migrate` makes one")
        path.parent.mkdir(parents=True, exist_ok=True)
        return SqlStore(path)
    if parts.scheme in SCHEMES and parts.hostname:
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        auth = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
        return CypherStore(f"{parts.scheme}://{host}:{port}", auth, parts.path.strip("/") or None)
    shown = f"{parts.scheme}://..." if parts.scheme else repr(address)
    raise StoreUnavailableError(f"{shown} is no address of a store: {EXPECTED}")
