"""Orders and keysets in Cypher: pages that start where a cursor ended, and what makes an index serve them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graph.cypher.expression import where
from graph.expression import Condition, Logic, Test, Value, both, never_null
from graph.model import MODEL
from graph.plan import sought

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graph.expression import Expression, Param
    from graph.model import Prop
    from graph.plan import Aggregate, Key, Read

    Write = Callable[[Expression], str]


@dataclass(frozen=True, slots=True)
class Branch:
    """A part of a page's rows: their conditions and the order they come in."""

    conditions: tuple[str, ...]
    order: tuple[Key, ...]


def order_by(order: Sequence[Key], write: Write) -> str:
    """Return the sort keys; Cypher puts nulls last in ASC and first in DESC, a leading flag changes that."""
    out: list[str] = []
    for key in order:
        x = write(key.value)
        if not never_null(key.value) and key.nulls_first != key.descending:
            out.append(f"{x} IS NOT NULL" if key.nulls_first else f"{x} IS NULL")
        out.append(x + (" DESC" if key.descending else ""))
    return ", ".join(out)


def after(order: Sequence[Key], cursor: Sequence[Param | None], write: Write) -> str:
    """Return the condition that a row comes strictly after the cursor; a null in it is part of the text."""
    out = "false"
    for key, param in reversed(list(zip(order, cursor, strict=True))):
        x = write(key.value)
        if param is None:
            later, same = (f"{x} IS NOT NULL" if key.nulls_first else "false"), f"{x} IS NULL"
        else:
            later, same = f"{x} {'<' if key.descending else '>'} ${param.name}", f"{x} = ${param.name}"
            if not key.nulls_first and not never_null(key.value):
                later = f"({later} OR {x} IS NULL)"
        out = later if out == "false" else f"({later} OR ({same} AND {out}))"
    return out


def branches(read: Read, write: Write) -> list[Branch]:
    """Return the parts of a page, in the order they follow each other.

    A list at the root whose first key is indexed is split where nulls begin, since no index of a property holds them:
    each part is then an index seek that is already in order. All other lists are one part.
    """
    first = read.order[0].value
    prop = None if read.step else _indexed(first, read.kind)
    if prop is None:
        return [Branch((after(read.order, read.after, write),) if read.after else (), read.order)]
    if never_null(first):
        bound = after(read.order, read.after, write) if read.after else f"{write(first)} IS NOT NULL"
        return [Branch((bound,), read.order)]
    return _split(read, prop, write)


def _split(read: Read, prop: Prop, write: Write) -> list[Branch]:
    # the null flag of an order would hide that the index is in that order already, and here it is always the same
    first, rest = replace(read.order[0], nulls_first=read.order[0].descending), read.order[1:]
    nulls_first, order = read.order[0].nulls_first, (first, *rest)
    x, ends = write(first.value), f"{write(read.order[-1].value)} IS NOT NULL"
    cursor = read.after[0] if read.after else None
    if read.after and cursor:
        # inside a function, since the planner would make a union of seeks out of indexed keys in an OR, and sort all of it
        then = after(rest, read.after[1:], write)
        tied = f"coalesce({x} <> ${cursor.name} OR {then}, false)"
        bound = (f"{x} {'<=' if first.descending else '>='} ${cursor.name}", tied)
        known = Branch((*bound, ends), order)
    else:
        known = Branch((f"{x} IS NOT NULL", ends), order)
    known = replace(known, conditions=(*known.conditions, *(f"{write(Value(p))} IS NOT NULL" for p in _carried(read.kind))))
    if not prop.nullable:
        return [known]
    tail = after(rest, read.after[1:], write) if read.after and not cursor else ends
    unknown = Branch((f"{x} IS NULL", tail), rest)
    if not read.after:
        return [unknown, known] if nulls_first else [known, unknown]
    if cursor:
        return [known] if nulls_first else [known, unknown]
    return [unknown, known] if nulls_first else [unknown]


def branch(made: Branch, start: str, keep: list[str], write: Write, names: str, end: str) -> str:  # noqa: PLR0913, PLR0917
    """Return the clauses of one part of a page."""
    tests = list(dict.fromkeys([*keep, *made.conditions]))
    return f"{start}{where(tests)} {names} ORDER BY {order_by(made.order, write)}{end}"


def late(read: Read) -> bool:
    """Say whether the rule of a page is tested row by row once they are in order, until the page is full.

    So it is where an index has them in order, which the planner then cannot give up for an index that a part of the rule
    may use, and where a step leads to them: a sort reads one value of each, a rule often more. At the root, where a sort
    is of all rows of a kind, the rule comes first: what is only sorted until the page is full needs no memory. So does a
    rule that names the things it lets see.
    """
    ordered = read.step or _indexed(read.order[0].value, read.kind)
    return read.visible is not None and bool(ordered) and not seekable(read.visible, read.kind, unique=True)


def lazily(c: Condition, kind: str, write: Callable[[Condition], str]) -> str:
    """Return a rule that asks for its first alternative first, as the planner would not: mostly it is that which holds.

    One that an index may serve is left to the planner.
    """
    match c:
        case Logic("and", parts) if parts:
            return " AND ".join(lazily(part, kind, write) for part in parts)
        case Logic("or", (Test() as first, *rest)) if rest and not seekable(c, kind):
            tests = [p for p in rest if isinstance(p, Test)]
            later = [write(p) for p in rest if not isinstance(p, Test)]
            head = f"CASE WHEN {write(first)} THEN true ELSE {write(Logic('or', tuple(tests)))} END" if tests else write(first)
            return f"({' OR '.join([head, *later])})"
        case _:
            return write(c)


def hint(read: Read, i: str) -> str:
    """Return the index of a page in the order of the codes that starts in the middle: the one that carries what its rule asks for.

    For a range the planner takes the one of the codes alone, whatever else is asked.
    """
    first, carried = read.order[0].value, _carried(read.kind)
    if read.step or not read.after or not never_null(first) or seekable(read.where, read.kind):
        return ""
    return f" USING INDEX n{i}:{read.kind}({', '.join(('code', *carried))})" if _tested(read.visible, carried) else ""


def root(read: Read | Aggregate, i: str) -> list[str]:
    """Return what a read or an aggregate at the root must say beside its conditions.

    An index of a property holds the code and what the kind carries, and serves only where those are asked for too.
    Relations that share a label are told apart by their keys, which begin with the relation's name.
    """
    if read.kind in MODEL.relations:
        return [f"n{i}.key STARTS WITH '{read.kind}:'"] if _shared(read.kind) else []
    carried = _carried(read.kind) if read.limit and not sought(read) else ()
    if seekable(both(read.where, read.visible), read.kind) or _tested(read.visible, carried):
        return [f"n{i}.{name} IS NOT NULL" for name in ("code", *carried)]
    return []


def seekable(c: Condition | None, kind: str, *, unique: bool = False) -> bool:
    """Say whether an indexed (or unique) property is among what must hold, or in each part of an `or` that must."""
    if isinstance(c, Logic):
        found = (seekable(p, kind, unique=unique) for p in c.parts)
        return c.op != "not" and bool(c.parts) and (any if c.op == "and" else all)(found)
    prop = _indexed(c.value, kind) if isinstance(c, Test) else None
    return prop is not None and (prop.unique or not unique)


def _carried(kind: str) -> tuple[str, ...]:
    return MODEL.owner(kind).carried


def _tested(c: Condition | None, names: Sequence[str]) -> bool:
    """Say whether a condition asks for one of the properties of the thing itself."""
    if isinstance(c, Logic):
        return any(_tested(part, names) for part in c.parts)
    return isinstance(c, Test) and isinstance(c.value, Value) and not c.value.edge and c.value.prop in names


def _indexed(e: Expression, kind: str) -> Prop | None:
    """Return the property whose index holds a value of a kind: none holds what is seen of some rows only."""
    if not isinstance(e, Value) or e.edge or e.visible:
        return None
    prop = MODEL.owner(kind).stored[e.prop]
    return prop if prop.index or prop.unique else None


def _shared(relation: str) -> bool:
    label = MODEL.relations[relation].label
    return sum(rel.label == label for rel in MODEL.relations.values()) > 1
