"""Writing a change to Neo4j, inside a transaction its caller opened: texts of the model, values as parameters."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Protocol

from graph.fold import with_folded
from graph.model import MODEL, RelationKind
from graph.store import ChangeRefusedError, Statement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.change import Change, Edge, Row


class Transaction(Protocol):
    """An open transaction."""

    async def run(self, statement: Statement, **parameters: Any) -> list[Any]:  # noqa: ANN401
        """Return the first value of each record."""
        ...


async def write(tx: Transaction, change: Change) -> None:
    """State and remove what the change says; raises `ChangeRefusedError` naming what does not fit."""
    for name, keys in change.removed_edges.items():
        await _remove(tx, _remove_edges(name), name, keys)
    for name, rows in change.nodes.items():
        await tx.run(_nodes(name), rows=[_known(with_folded(MODEL.kinds[name], row)) for row in rows])
    for name, edges in change.edges.items():
        await _state_edges(tx, MODEL.relations[name], edges, change.at)
    for name, codes in change.removed_nodes.items():
        await _remove(tx, _remove_nodes(name), name, codes)


def _known(row: Row) -> Row:
    """Return a row without its nulls: Neo4j stores none, and maps are compared without."""
    return {k: v for k, v in row.items() if v is not None}


@functools.cache
def _nodes(kind: str) -> Statement:
    return Statement(f"UNWIND $rows AS row MERGE (n:{kind} {{code: row.code}}) SET n = row")


def _ends(rel: RelationKind) -> tuple[str, str]:
    return rel.source.kind.__name__, rel.target.kind.__name__


@functools.cache
def _edges(name: str) -> Statement:
    rel = MODEL.relations[name]
    source, target = _ends(rel)
    return Statement(
        f"UNWIND $rows AS row MATCH (a:{source} {{code: row.source}}) MATCH (b:{target} {{code: row.target}})"
        f" MERGE (a)-[r:{rel.label} {{key: row.key}}]->(b) SET r = row.row RETURN row.key"
    )


@functools.cache
def _other_ends(name: str) -> Statement:
    """Return the statement for edges whose key is taken by an edge between other nodes."""
    rel = MODEL.relations[name]
    return Statement(
        f"UNWIND $rows AS row MATCH (a)-[r:{rel.label} {{key: row.key}}]->(b)"
        " WHERE a.code <> row.source OR b.code <> row.target RETURN row.key LIMIT 1"
    )


@functools.cache
def _keep(name: str) -> Statement:
    """Return the statement that moves revisions a correction replaces to the relation's history."""
    rel = MODEL.relations[name]
    past = MODEL.relations[rel.history or ""].label
    return Statement(
        f"UNWIND $rows AS row MATCH (a)-[old:{rel.label} {{key: row.key}}]->(b) WHERE properties(old) <> row.row"
        f" WITH a, b, old, COLLECT {{ MATCH ()-[p:{past}]->() WHERE p.key STARTS WITH old.key + '@'"
        " AND p.key = old.key + '@' + toString(p.revision) RETURN max(p.revision) } AS newest"
        " WITH a, b, old, coalesce(newest[0], 0) + 1 AS revision"
        f" CREATE (a)-[h:{past}]->(b) SET h = properties(old)"
        " SET h.revision = revision, h.supersededAt = $at, h.key = old.key + '@' + toString(revision)"
    )


@functools.cache
def _crowded(name: str, end: str) -> Statement:
    """Return the statement for nodes with more than one edge at a to-one end."""
    rel = MODEL.relations[name]
    source, target = _ends(rel)
    near = f"(n:{source} {{code: code}})" if end == "source" else f"(n:{target} {{code: code}})"
    path = f"(n)-[:{rel.label}]->(:{target})" if end == "source" else f"(n)<-[:{rel.label}]-(:{source})"
    return Statement(f"UNWIND $codes AS code MATCH {near} WHERE COUNT {{ {path} }} > 1 RETURN code LIMIT 1")


@functools.cache
def _remove_edges(name: str) -> Statement:
    rel = MODEL.relations[name]
    return Statement(f"UNWIND $values AS value MATCH ()-[r:{rel.label} {{key: value}}]->() DELETE r RETURN value")


@functools.cache
def _remove_nodes(name: str) -> Statement:
    return Statement(
        f"UNWIND $values AS value MATCH (n:{name} {{code: value}}) WHERE NOT EXISTS {{ (n)--() }} DELETE n RETURN value"
    )


async def _state_edges(tx: Transaction, rel: RelationKind, edges: Sequence[Edge], at: str) -> None:
    rows = [{"source": e.source, "target": e.target, "key": e.row["key"], "row": _known(e.row)} for e in edges]
    for key in await tx.run(_other_ends(rel.name), rows=rows):
        raise ChangeRefusedError(f"{rel.name} {key}: the key names an edge between other nodes")
    if rel.history:
        await tx.run(_keep(rel.name), rows=rows, at=at)
    written = set(await tx.run(_edges(rel.name), rows=rows))
    for edge in edges:
        if edge.row["key"] not in written:
            source, target = _ends(rel)
            raise ChangeRefusedError(
                f"{rel.name} {edge.row['key']}: there is no {source} {edge.source} or no {target} {edge.target}"
            )
    for end, one in (("source", rel.source.one), ("target", rel.target.one)):
        codes = sorted({e.source if end == "source" else e.target for e in edges}) if one else []
        for code in await tx.run(_crowded(rel.name, end), codes=codes) if codes else ():
            raise ChangeRefusedError(f"{rel.name}: {code} already has another {rel.name}")


async def _remove(tx: Transaction, statement: Statement, name: str, values: Sequence[str]) -> None:
    gone = set(await tx.run(statement, values=list(values)))
    for value in values:
        if value not in gone:
            raise ChangeRefusedError(f"{name} {value}: is not there, or still has relations")
