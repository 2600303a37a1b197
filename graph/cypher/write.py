"""Writing a change to Neo4j, inside a transaction its caller opened: texts of the model, values as parameters."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Protocol

from graph.fold import with_folded
from graph.model import MODEL, RelationKind
from graph.store import ChangeRefusedError, Statement

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from graph.change import Change, Edge, Row


class Transaction(Protocol):
    """An open transaction."""

    async def run(self, statement: Statement, **parameters: Any) -> list[Any]:  # noqa: ANN401
        """Return the first value of each record."""
        ...


async def write(tx: Transaction, change: Change) -> None:
    """State and remove what the change says; raises `ChangeRefusedError` naming what does not fit."""
    for name, rows in change.expected.items():
        await _expect(tx, name, rows)
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
    return Statement(f"UNWIND $rows AS row MERGE (n:{MODEL.kinds[kind].name} {{code: row.code}}) SET n = row")


@functools.cache
def _held(kind: str) -> Statement:
    """Return the statement for what is stored of some nodes, which are locked first: writing to a node locks it."""
    return Statement(
        f"UNWIND $codes AS code MATCH (n:{MODEL.kinds[kind].name} {{code: code}}) SET n.code = code RETURN properties(n) AS v"
    )


@functools.cache
def _made(kind: str) -> Statement:
    """Return the statement that makes nodes: what another makes at the same time is found by its constraint."""
    return Statement(f"UNWIND $codes AS code CREATE (n:{MODEL.kinds[kind].name} {{code: code}})")


def _ends(rel: RelationKind) -> tuple[str, str]:
    return rel.source.kind.__name__, rel.target.kind.__name__


@functools.cache
def _edges(name: str) -> Statement:
    """Return the statement that states edges: one list of the keys written, and of a node too many edges have at a to-one end.

    That a key names an edge between other nodes is found by its constraint.
    """
    rel = MODEL.relations[name]
    source, target = _ends(rel)
    crowded = [f"[n IN sources WHERE COUNT {{ (n)-[:{rel.label}]->(:{target}) }} > 1 | n.code]"] * rel.source.one
    crowded += [f"[n IN targets WHERE COUNT {{ (n)<-[:{rel.label}]-(:{source}) }} > 1 | n.code]"] * rel.target.one
    return Statement(
        f"UNWIND $rows AS row MATCH (a:{source} {{code: row.source}}) MATCH (b:{target} {{code: row.target}})"
        f" MERGE (a)-[r:{rel.label} {{key: row.key}}]->(b) SET r = row.row"
        " WITH collect(row.key) AS keys, collect(DISTINCT a) AS sources, collect(DISTINCT b) AS targets"
        f" RETURN [keys, {' + '.join(crowded) or '[]'}] AS v"
    )


@functools.cache
def _taken(name: str) -> Statement:
    """Return the statement for one list of the edges that have some of the keys already, with the codes of their ends."""
    label = MODEL.relations[name].label
    return Statement(f"UNWIND $keys AS key MATCH (a)-[r:{label} {{key: key}}]->(b) RETURN collect([key, a.code, b.code]) AS v")


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
def _remove_edges(name: str) -> Statement:
    rel = MODEL.relations[name]
    return Statement(f"UNWIND $values AS value MATCH ()-[r:{rel.label} {{key: value}}]->() DELETE r RETURN value")


@functools.cache
def _remove_nodes(name: str) -> Statement:
    return Statement(
        f"UNWIND $values AS value MATCH (n:{MODEL.kinds[name].name} {{code: value}}) WHERE NOT EXISTS {{ (n)--() }} DELETE n RETURN value"
    )


async def _expect(tx: Transaction, kind: str, rows: Mapping[str, Row | None]) -> None:
    found = {row["code"]: row for row in await tx.run(_held(kind), codes=list(rows))}
    for code, row in rows.items():
        if found.get(code) != (None if row is None else _known(with_folded(MODEL.kinds[kind], row))):
            raise ChangeRefusedError(f"{kind} {code}: is not as it was read")
    await tx.run(_made(kind), codes=[code for code, row in rows.items() if row is None])


async def _state_edges(tx: Transaction, rel: RelationKind, edges: Sequence[Edge], at: str) -> None:
    rows = [{"source": e.source, "target": e.target, "key": e.row["key"], "row": _known(e.row)} for e in edges]
    if rel.history:
        (found,) = await tx.run(_taken(rel.name), keys=[row["key"] for row in rows])
        taken = {key for key, _, _ in found}
        if taken:
            await tx.run(_keep(rel.name), rows=[row for row in rows if row["key"] in taken], at=at)
    ((keys, crowded),) = await tx.run(_edges(rel.name), rows=rows)
    written = set(keys)
    for edge in edges:
        if edge.row["key"] not in written:
            source, target = _ends(rel)
            raise ChangeRefusedError(
                f"{rel.name} {edge.row['key']}: there is no {source} {edge.source} or no {target} {edge.target}"
            )
    for code in crowded:
        raise ChangeRefusedError(f"{rel.name}: {code} already has another {rel.name}")


async def misplaced(run: Callable[..., Awaitable[list[Any]]], change: Change) -> str | None:
    """Say which key of a change names an edge between other nodes, for a change that broke a constraint."""
    for name, edges in change.edges.items():
        stated = {edge.row["key"]: [edge.source, edge.target] for edge in edges}
        (found,) = await run(_taken(name), keys=list(stated))
        for key, *ends in found:
            if ends != stated[key]:
                return f"{name} {key}: the key names an edge between other nodes"
    return None


async def _remove(tx: Transaction, statement: Statement, name: str, values: Sequence[str]) -> None:
    gone = set(await tx.run(statement, values=list(values)))
    for value in values:
        if value not in gone:
            raise ChangeRefusedError(f"{name} {value}: is not there, or still has relations")
