"""Cursors and global IDs: opaque texts for clients, checked when they come back."""

from __future__ import annotations

import base64
import binascii
import json
import sys
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from graph.model import MODEL, Prop
from resolvers.errors import Code, refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_ORDER = 100
"""Keys an order may have and still be told apart."""
NOT_A_CURSOR = "This is not a cursor of this list in this order."


class Named(NamedTuple):
    """A stored node by its kind and code, or an edge that is a node by its relation kind and key."""

    kind: str
    code: str


def encode_cursor(order: str, keys: list[Any]) -> str:
    """Return the cursor of a row: the order it was made for, the row's values of its keys, and the values given in them."""
    return base64.urlsafe_b64encode(json.dumps([order, *keys], ensure_ascii=False, separators=(",", ":")).encode()).decode()


def cursor_nulls(text: str, order: str, props: Sequence[Prop], given: int) -> list[bool]:
    """Return which keys of a cursor are null; raises a BAD_CURSOR refusal if it was made for another order.

    Only what `cursor_shape` says of a cursor is looked at: a plan is kept by it, and so is a refusal to plan.
    """
    parts = _parts(text)
    if parts is None or parts[0] != order or len(parts) != 1 + len(props) + given:
        raise refusal(Code.BAD_CURSOR, NOT_A_CURSOR)
    nulls = [key is None for key in parts[1 : len(props) + 1]]
    if any(null and prop.unique for null, prop in zip(nulls, props, strict=True)):
        raise refusal(Code.BAD_CURSOR, NOT_A_CURSOR)
    return nulls


def decode_cursor(text: str, props: Sequence[Prop], given: list[Any]) -> list[Any]:
    """Return the values of the keys of a cursor of the right order.

    Raises a BAD_CURSOR refusal if it was made by hand, or for other values in the order than those given.
    """
    _, *parts = _parts(text) or [None]
    keys = parts[: len(props)]
    if parts[len(props) :] != given or not all(_fits(v, p) for v, p in zip(keys, props, strict=True)):
        raise refusal(Code.BAD_CURSOR, NOT_A_CURSOR)
    return [float(v) if p.type is float and v is not None else v for v, p in zip(keys, props, strict=True)]


def _parts(text: str) -> list[Any] | None:
    try:
        parts: Any = json.loads(base64.b64decode(text, altchars=b"-_", validate=True).decode())
    except (ValueError, binascii.Error, RecursionError):
        return None
    return cast("list[Any]", parts) if isinstance(parts, list) and parts else None


def _fits(value: Any, prop: Prop) -> bool:  # noqa: ANN401  # from outside
    if value is None:
        return True
    if prop.scalar.sql == "INTEGER":
        return type(value) is int and -(2**63) <= value < 2**63
    if prop.type is float:
        return type(value) in (int, float) and abs(value) <= sys.float_info.max
    return isinstance(value, str) and _storable(value)


def _storable(value: str) -> bool:
    return "\0" not in value and not any("\ud800" <= c <= "\udfff" for c in value)


def cursor_shape(text: str) -> object:
    """Return what of a cursor a statement's text depends on: its order and which keys are null; None of what is none.

    It is kept as part of a key, so it is small whatever a client sends.
    """
    parts = _parts(text)
    if parts is None or not isinstance(parts[0], str) or len(parts) > LONGEST_ORDER:
        return None
    return (hash(parts[0]), *(k is None for k in parts[1:]))


def global_id(kind: str, code: str) -> str:
    """Return the Relay ID of a node: its kind and its code."""
    return base64.b64encode(f"{kind}:{code}".encode()).decode()


def read_id(text: str) -> tuple[str, str]:
    """Return the kind and code of a Relay ID, two empty texts where it is none."""
    try:
        kind, _, code = base64.b64decode(text, validate=True).decode().partition(":")
    except (ValueError, binascii.Error):
        return "", ""
    known = kind in MODEL.kinds or kind in MODEL.relations
    return (kind, code) if known and _storable(code) else ("", "")


def named(text: str) -> Named | None:
    """Return what a Relay ID names, None where no client could have got it for a node."""
    kind, code = read_id(text)
    node = kind in MODEL.kinds or (kind in MODEL.relations and MODEL.relations[kind].node)
    return Named(kind, code) if node and not MODEL.owner(kind).internal else None
