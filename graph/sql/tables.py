"""SQLite tables of the model: one per kind and one per relation, with typed columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.model import FOLDED, MODEL, Kind, Prop, RelationKind
from graph.store import Statement

if TYPE_CHECKING:
    from collections.abc import Container


def _column(prop: Prop) -> str:
    return f"{prop.name} {prop.scalar.sql}{'' if prop.nullable else ' NOT NULL'}{' UNIQUE' if prop.unique else ''}"


def _table(kind: Kind) -> list[str]:
    columns = ", ".join(_column(p) for p in kind.stored.values())
    made = [f"CREATE TABLE IF NOT EXISTS {kind.name}(pk INTEGER PRIMARY KEY, {columns}) STRICT"]
    return made + [
        f"CREATE INDEX IF NOT EXISTS {kind.name}_{p.name} ON {kind.name}({p.name}, code)"
        for p in kind.props.values()
        if p.index and not p.unique
    ]


def _search(kind: Kind) -> list[str]:
    """Return what makes the full-text index of a kind, and keeps it like the folded texts within each transaction.

    The tokenizer `ascii` takes every character beyond ASCII as part of a word: folded texts are split at spaces only.
    """
    name, text = f"{kind.name}_search", FOLDED.name
    options = f"content='{kind.name}', content_rowid='pk', tokenize='ascii', detail='none'"
    start = f"CREATE TRIGGER IF NOT EXISTS {name}"
    add = f"INSERT INTO {name}(rowid, {text}) VALUES(new.pk, new.{text})"
    remove = f"INSERT INTO {name}({name}, rowid, {text}) VALUES('delete', old.pk, old.{text})"
    return [
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {name} USING fts5({text}, {options})",
        f"{start}_added AFTER INSERT ON {kind.name} BEGIN {add}; END",
        f"{start}_removed AFTER DELETE ON {kind.name} BEGIN {remove}; END",
        f"{start}_changed AFTER UPDATE OF {text} ON {kind.name} WHEN old.{text} IS NOT new.{text} BEGIN {remove}; {add}; END",
        f"INSERT INTO {name}({name}) VALUES('rebuild')",
    ]


def _end_index(rel: RelationKind, near: str, other: str, *, one: bool) -> str:
    """Return the index that follows a relation from one end; a to-one end has at most one edge."""
    start = f"CREATE {'UNIQUE ' if one else ''}INDEX IF NOT EXISTS {rel.name}_{near} ON {rel.name}"
    return f"{start}({near})" if one else f"{start}({near}, {other})"


def _edges(rel: RelationKind) -> list[str]:
    columns = ", ".join(_column(p) for p in rel.props.values())
    source, target = rel.source.kind.__name__, rel.target.kind.__name__
    ends = f"from_pk INTEGER NOT NULL REFERENCES {source}(pk), to_pk INTEGER NOT NULL REFERENCES {target}(pk)"
    return [
        f"CREATE TABLE IF NOT EXISTS {rel.name}(pk INTEGER PRIMARY KEY, {ends}, {columns}) STRICT",
        _end_index(rel, "from_pk", "to_pk", one=rel.source.one),
        _end_index(rel, "to_pk", "from_pk", one=rel.target.one),
    ]


def known(kind: Kind) -> Statement:
    """Return the statement for the columns that a kind's table has."""
    return Statement(f"PRAGMA table_info({kind.name})")


def tables() -> list[Statement]:
    """Return the statements that make the tables and indexes of the model, in order; what is there already stays."""
    nodes = [s for kind in MODEL.kinds.values() for s in _table(kind)]
    edges = [s for rel in MODEL.relations.values() for s in _edges(rel)]
    search = [s for kind in MODEL.kinds.values() if kind.searched for s in _search(kind)]
    return [Statement(text) for text in (*nodes, *edges, *search)]


def columns(kind: Kind, found: Container[str]) -> list[Statement]:
    """Return the statements that add what is new to a kind of an older model to its table; a new list is empty.

    Raises `TypeError` where a new property may not be unknown: no statement could fill it.
    """
    new = [p for p in kind.stored.values() if p.name not in found]
    for p in new:
        if not p.nullable and not p.scalar.listed:
            msg = f"{kind.name}.{p.name} is new, so it has to be nullable"
            raise TypeError(msg)
    return [Statement(f"ALTER TABLE {kind.name} ADD COLUMN {_column(p)}" + ("" if p.nullable else " DEFAULT '[]'")) for p in new]


def fillings(kind: Kind) -> list[Statement]:
    """Return the statement that folds anew what is searched of each row; `fold_all` is a function of the connection."""
    filled = f"UPDATE {kind.name} SET {FOLDED.name} = fold_all({', '.join(kind.searched)})"
    return [Statement(filled)] if kind.searched else []
