"""What to write: one change is one transaction and one entry of the log."""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graph.model import DateTime

Row = dict[str, Any]
"""Every property of a kind by name; None where unknown. Made by `graph.rows`, which refuses what no store may hold."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A relation's row and the codes of its ends."""

    source: str
    target: str
    row: Row


@dataclass(frozen=True, kw_only=True)
class Change:
    """Nodes to state by code, edges to state by key, edges and nodes to remove; and who asks, why and when.

    Stating is replacing: a row names every property. Where a relation keeps history, the row it replaces is moved
    there. Edges are removed first, so that a change can move one; nodes last, and none that still has edges. No part
    names a thing twice.

    `expected` has nodes as they were read, by kind and code, None where there was none: where one is another by now, the
    change is refused. So what was read cannot be restated over what somebody else wrote meanwhile.
    """

    actor: str
    reason: str
    at: DateTime
    nodes: Mapping[str, Sequence[Row]] = field(default_factory=dict[str, "Sequence[Row]"])
    edges: Mapping[str, Sequence[Edge]] = field(default_factory=dict[str, "Sequence[Edge]"])
    removed_edges: Mapping[str, Sequence[str]] = field(default_factory=dict[str, "Sequence[str]"])
    removed_nodes: Mapping[str, Sequence[str]] = field(default_factory=dict[str, "Sequence[str]"])
    expected: Mapping[str, Mapping[str, Row | None]] = field(default_factory=dict[str, "Mapping[str, Row | None]"])

    @functools.cached_property
    def digest(self) -> str:
        """The SHA-256 of what is written, whoever asks and whenever."""
        edges = {name: [[e.source, e.target, e.row] for e in rows] for name, rows in self.edges.items()}
        parts = [self.nodes, edges, self.removed_edges, self.removed_nodes]
        return _sha([{k: list(v) for k, v in part.items()} for part in parts])

    @property
    def request_hash(self) -> str:
        """The SHA-256 of the request: what is written, by whom and why; a retry may come at another time."""
        return _sha([self.digest, self.actor, self.reason])

    def counts(self) -> dict[str, int]:
        """Return how many rows of each kind the change states or removes: the answer to it."""
        parts = (self.nodes, self.edges, self.removed_edges, self.removed_nodes)
        return {name: len(rows) for part in parts for name, rows in part.items() if rows}


def _sha(value: Any) -> str:  # noqa: ANN401  # anything JSON can say
    return hashlib.sha256(orjson.dumps(value, option=orjson.OPT_SORT_KEYS)).hexdigest()
