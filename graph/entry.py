"""The log entry of a change, the same in both stores."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from graph.model import MODEL
from graph.rows import RowError, row
from graph.store import Applied, ChangeRefusedError, KeyConflictError

if TYPE_CHECKING:
    from graph.change import Change, Row


PLAIN = {"code": "0", "seq": 0, "requestHash": "0", "digest": "0", "result": "0"}
"""What a log entry has beside what its sender gives."""


def log_code(seq: int) -> str:
    """Return the code of an entry: its number, padded so that the order of texts is the order of numbers."""
    return f"{seq:019d}"


def entry(change: Change, key: str, seq: int) -> Row:
    """Return the row of the log entry that a change leaves behind."""
    return {
        "code": log_code(seq),
        "seq": seq,
        "at": change.at,
        "actor": change.actor,
        "reason": change.reason,
        "requestKey": key,
        "requestHash": change.request_hash,
        "digest": change.digest,
        "result": json.dumps(change.counts(), sort_keys=True),
    }


def again(change: Change, key: str, stored: dict[str, Any]) -> Applied:
    """Return the first answer to a change sent again; raises `KeyConflictError` if the key was used for another."""
    if stored["requestHash"] != change.request_hash:
        raise KeyConflictError(f"another change was applied under the key {key!r}, as number {stored['seq']}")
    return Applied(stored["seq"], json.loads(stored["result"]), again=True)


def well_formed(change: Change, key: str) -> None:
    """Raise `ChangeRefusedError` for a key, actor, reason or moment that a log entry may not hold."""
    given = {"requestKey": key, "actor": change.actor, "reason": change.reason, "at": change.at}
    try:
        row(MODEL.kinds["LogEntry"], {**PLAIN, **given})
    except RowError as error:
        raise ChangeRefusedError(str(error)) from None


def named_once(change: Change) -> None:
    """Raise `ChangeRefusedError` where a change states or removes a thing twice: which comes last would decide."""
    stated = [(name, [row["code"] for row in rows]) for name, rows in change.nodes.items()]
    stated += [(name, [edge.row["key"] for edge in edges]) for name, edges in change.edges.items()]
    for name, found in (*stated, *change.removed_edges.items(), *change.removed_nodes.items()):
        if len(set(found)) < len(found):
            twice = next(each for n, each in enumerate(found) if each in found[:n])
            raise ChangeRefusedError(f"{name} {twice}: is named twice in one change")
