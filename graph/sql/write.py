"""Writing a change to SQLite, inside a transaction its caller opened."""

from __future__ import annotations

import functools
import json
from typing import TYPE_CHECKING, Any

import apsw

from graph.fold import with_folded
from graph.model import MODEL, Kind, RelationKind
from graph.store import ChangeRefusedError, Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graph.change import Change, Edge, Row


def write(db: apsw.Connection, change: Change) -> None:
    """State and remove what the change says; raises `ChangeRefusedError` naming what does not fit."""
    for name, rows in change.expected.items():
        _expect(db, MODEL.kinds[name], rows)
    for name, keys in change.removed_edges.items():
        _remove(db, _remove_edge(name), name, keys)
    for name, rows in change.nodes.items():
        _state_nodes(db, MODEL.kinds[name], rows)
    for name, edges in change.edges.items():
        _state_edges(db, MODEL.relations[name], edges, change.at)
    for name, codes in change.removed_nodes.items():
        _remove(db, _remove_node(name), name, codes)


def bind(kind: Kind, row: Row) -> list[Any]:
    """Return a row's values in the order of the kind's columns, lists as JSON text."""
    whole = with_folded(kind, row)
    return [json.dumps(whole[p], ensure_ascii=False) if isinstance(whole[p], list) else whole[p] for p in kind.stored]


def _updates(names: Iterable[str]) -> str:
    return ", ".join(f"{n} = excluded.{n}" for n in names)


@functools.cache
def _node(kind: str) -> Statement:
    """Return the statement that states a node of a kind."""
    names = list(MODEL.kinds[kind].stored)
    return Statement(
        f"INSERT INTO {MODEL.kinds[kind].name}({', '.join(names)}) VALUES({', '.join('?' * len(names))})"
        f" ON CONFLICT(code) DO UPDATE SET {_updates(names)}"
    )


@functools.cache
def _as_stored(kind: str) -> Statement:
    """Return the statement for what is stored of a node."""
    return Statement(f"SELECT {', '.join(MODEL.kinds[kind].stored)} FROM {MODEL.kinds[kind].name} WHERE code = ?")


@functools.cache
def _edge(relation: str) -> Statement:
    """Return the statement that states an edge; where its key names one between other nodes it changes nothing."""
    rel = MODEL.relations[relation]
    return Statement(
        f"INSERT INTO {rel.name}(from_pk, to_pk, {', '.join(rel.props)}) VALUES(?, ?, {', '.join('?' * len(rel.props))})"
        f" ON CONFLICT(key) DO UPDATE SET {_updates(rel.props)} WHERE from_pk = excluded.from_pk AND to_pk = excluded.to_pk"
    )


@functools.cache
def _pk(kind: str) -> Statement:
    """Return the statement for the rows' numbers of the nodes that have one of some codes."""
    return Statement(f"SELECT code, pk FROM {MODEL.kinds[kind].name} WHERE code IN (SELECT value FROM json_each(?))")


@functools.cache
def _old(relation: str) -> Statement:
    """Return the statement for the edge that has a key."""
    rel = MODEL.relations[relation]
    return Statement(f"SELECT from_pk, to_pk, {', '.join(rel.props)} FROM {rel.name} WHERE key = ?")


@functools.cache
def _newest(relation: str) -> Statement:
    """Return the statement for the number of an edge's newest revision.

    Keys of revisions begin with `key@`, and `A` is the character after `@`: the index on key finds them.
    """
    past = MODEL.relations[MODEL.relations[relation].history or ""].name
    return Statement(f"SELECT coalesce(max(revision), 0) FROM {past} WHERE key > ? AND key < ? AND key = ? || revision")


@functools.cache
def _revision(relation: str) -> Statement:
    """Return the statement that keeps a revision of an edge."""
    rel = MODEL.relations[relation]
    past = MODEL.relations[rel.history or ""].name
    marks = ", ".join("?" * (len(rel.props) + 4))
    return Statement(f"INSERT INTO {past}(from_pk, to_pk, {', '.join(rel.props)}, revision, supersededAt) VALUES({marks})")


@functools.cache
def _remove_edge(relation: str) -> Statement:
    return Statement(f"DELETE FROM {MODEL.relations[relation].name} WHERE key = ?")


@functools.cache
def _remove_node(kind: str) -> Statement:
    return Statement(f"DELETE FROM {MODEL.kinds[kind].name} WHERE code = ?")


def _expect(db: apsw.Connection, kind: Kind, rows: Mapping[str, Row | None]) -> None:
    for code, row in rows.items():
        found = next(iter(db.execute(_as_stored(kind.name), (code,))), None)
        if found != (None if row is None else tuple(bind(kind, row))):
            raise ChangeRefusedError(f"{kind.name} {code}: is not as it was read")


def _state_nodes(db: apsw.Connection, kind: Kind, rows: Sequence[Row]) -> None:
    for row in rows:
        try:
            db.execute(_node(kind.name), bind(kind, row))
        except apsw.ConstraintError as error:
            raise ChangeRefusedError(f"{kind.name} {row['code']}: {error}") from None


def _state_edges(db: apsw.Connection, rel: RelationKind, edges: Sequence[Edge], at: str) -> None:
    sources = _pks(db, rel.source.kind.__name__, {e.source for e in edges})
    targets = _pks(db, rel.target.kind.__name__, {e.target for e in edges})
    for edge in edges:
        values = bind(rel, edge.row)
        if rel.history:
            _keep(db, rel, edge.row["key"], values, at)
        try:
            db.execute(_edge(rel.name), [_end(sources, rel, edge, "source"), _end(targets, rel, edge, "target"), *values])
        except apsw.ConstraintError:
            raise ChangeRefusedError(
                f"{rel.name} {edge.row['key']}: {edge.source} or {edge.target} already has another {rel.name}"
            ) from None
        if not db.changes():
            raise ChangeRefusedError(f"{rel.name} {edge.row['key']}: the key names an edge between other nodes")


def _end(pks: dict[str, int], rel: RelationKind, edge: Edge, end: str) -> int:
    code = edge.source if end == "source" else edge.target
    kind = (rel.source if end == "source" else rel.target).kind.__name__
    if code not in pks:
        raise ChangeRefusedError(f"{rel.name} {edge.row['key']}: there is no {kind} {code}")
    return pks[code]


def _pks(db: apsw.Connection, kind: str, codes: Iterable[str]) -> dict[str, int]:
    asked = json.dumps(sorted(codes), ensure_ascii=False)
    return dict(db.execute(_pk(kind), (asked,)))


def _keep(db: apsw.Connection, rel: RelationKind, key: str, values: list[Any], at: str) -> None:
    """Move the revision a correction replaces to the relation's history; an equal row is no correction."""
    old = next(iter(db.execute(_old(rel.name), (key,))), None)
    if old is None or list(old[2:]) == values:
        return
    revision = db.execute(_newest(rel.name), (f"{key}@", f"{key}A", f"{key}@")).get + 1
    row = [*old[:2], *("" if n == "key" else v for n, v in zip(rel.props, old[2:], strict=True))]
    row[2 + list(rel.props).index("key")] = f"{key}@{revision}"
    try:
        db.execute(_revision(rel.name), [*row, revision, at])
    except apsw.ConstraintError:
        raise ChangeRefusedError(f"{rel.history} {key}@{revision}: is there already, as another revision") from None


def _remove(db: apsw.Connection, statement: Statement, name: str, values: Sequence[str]) -> None:
    for value in values:
        try:
            db.execute(statement, (value,))
        except apsw.ConstraintError:
            raise ChangeRefusedError(f"{name} {value}: still has relations") from None
        if not db.changes():
            raise ChangeRefusedError(f"{name} {value}: is not there")
