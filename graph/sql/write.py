"""Writing a change to SQLite, inside a transaction its caller opened."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import apsw

from graph.fold import with_folded
from graph.model import MODEL, Kind, RelationKind
from graph.store import ChangeRefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graph.change import Change, Edge, Row


def write(db: apsw.Connection, change: Change) -> None:
    """State and remove what the change says; raises `ChangeRefusedError` naming what does not fit."""
    for name, keys in change.removed_edges.items():
        _remove(db, name, "key", keys)
    for name, rows in change.nodes.items():
        _state_nodes(db, MODEL.kinds[name], rows)
    for name, edges in change.edges.items():
        _state_edges(db, MODEL.relations[name], edges, change.at)
    for name, codes in change.removed_nodes.items():
        _remove(db, name, "code", codes)


def bind(kind: Kind, row: Row) -> list[Any]:
    """Return a row's values in the order of the kind's columns, lists as JSON text."""
    whole = with_folded(kind, row)
    return [json.dumps(whole[p], ensure_ascii=False) if isinstance(whole[p], list) else whole[p] for p in kind.stored]


def _state_nodes(db: apsw.Connection, kind: Kind, rows: Sequence[Row]) -> None:
    names = list(kind.stored)
    updates = ", ".join(f"{n} = excluded.{n}" for n in names)
    text = (
        f"INSERT INTO {kind.name}({', '.join(names)}) VALUES({', '.join('?' * len(names))})"
        f" ON CONFLICT(code) DO UPDATE SET {updates}"
    )
    for row in rows:
        try:
            db.execute(text, bind(kind, row))
        except apsw.ConstraintError as error:
            raise ChangeRefusedError(f"{kind.name} {row['code']}: {error}") from None


def _state_edges(db: apsw.Connection, rel: RelationKind, edges: Sequence[Edge], at: str) -> None:
    sources = _pks(db, rel.source.kind.__name__, {e.source for e in edges})
    targets = _pks(db, rel.target.kind.__name__, {e.target for e in edges})
    names = list(rel.props)
    updates = ", ".join(f"{n} = excluded.{n}" for n in names)
    text = (
        f"INSERT INTO {rel.name}(from_pk, to_pk, {', '.join(names)}) VALUES(?, ?, {', '.join('?' * len(names))})"
        f" ON CONFLICT(key) DO UPDATE SET {updates} WHERE from_pk = excluded.from_pk AND to_pk = excluded.to_pk"
    )
    for edge in edges:
        values = bind(rel, edge.row)
        if rel.history:
            _keep(db, rel, edge.row["key"], values, at)
        try:
            db.execute(text, [_end(sources, rel, edge, "source"), _end(targets, rel, edge, "target"), *values])
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
    return dict(db.execute(f"SELECT code, pk FROM {kind} WHERE code IN (SELECT value FROM json_each(?))", (asked,)))


def _keep(db: apsw.Connection, rel: RelationKind, key: str, values: list[Any], at: str) -> None:
    """Move the revision a correction replaces to the relation's history; an equal row is no correction."""
    names = ", ".join(rel.props)
    old = next(iter(db.execute(f"SELECT from_pk, to_pk, {names} FROM {rel.name} WHERE key = ?", (key,))), None)
    if old is None or list(old[2:]) == values:
        return
    # keys of revisions begin with `key@`, and `A` is the character after `@`: the index on key finds them
    newest = f"SELECT coalesce(max(revision), 0) FROM {rel.history} WHERE key > ? AND key < ? AND key = ? || revision"
    revision = db.execute(newest, (f"{key}@", f"{key}A", f"{key}@")).get + 1
    row = [*old[:2], *("" if n == "key" else v for n, v in zip(rel.props, old[2:], strict=True))]
    row[2 + list(rel.props).index("key")] = f"{key}@{revision}"
    marks = ", ".join("?" * (len(row) + 2))
    text = f"INSERT INTO {rel.history}(from_pk, to_pk, {names}, revision, supersededAt) VALUES({marks})"
    try:
        db.execute(text, [*row, revision, at])
    except apsw.ConstraintError:
        raise ChangeRefusedError(f"{rel.history} {key}@{revision}: is there already, as another revision") from None


def _remove(db: apsw.Connection, name: str, unique: str, values: Sequence[str]) -> None:
    for value in values:
        try:
            db.execute(f"DELETE FROM {name} WHERE {unique} = ?", (value,))
        except apsw.ConstraintError:
            raise ChangeRefusedError(f"{name} {value}: still has relations") from None
        if not db.changes():
            raise ChangeRefusedError(f"{name} {value}: is not there")
