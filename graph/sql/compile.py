"""A restricted plan as one SQL statement that returns one row with one JSON array."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.model import MODEL
from graph.plan import Condition, Logic, Param, Reach, Read, Step, Test, Value
from graph.rules import Restricted, far
from graph.store import Statement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.plan import Key

TESTS = {
    "eq": "{x} = {p}",
    "lt": "{x} < {p}",
    "lte": "{x} <= {p}",
    "gt": "{x} > {p}",
    "gte": "{x} >= {p}",
    "ne": "({x} <> {p} OR {x} IS NULL)",
    "in": "{x} IN (SELECT value FROM json_each({p}))",
    "notIn": "({x} IS NULL OR {x} NOT IN (SELECT value FROM json_each({p})))",
    "contains": "instr({x}, {p}) > 0",
    "startsWith": "substr({x}, 1, length({p})) = {p}",
    "has": "{p} IN (SELECT value FROM json_each({x}))",
    "null": "{x} IS NULL",
    "notNull": "{x} IS NOT NULL",
}
UNIQUE = ("code", "key")
ENDS = {"source": "from_pk", "target": "to_pk"}


def compile_sql(read: Restricted) -> Statement:
    """Return the statement of a plan; the text is canonical, so SQLite's statement cache finds it again."""
    return Statement(f"SELECT {_Sql().read(read, '')}")


def value(v: Value, i: str) -> str:
    """Return the expression of a property of row `n<i>` or of the edge `r<i>` that led to it."""
    return "NULL" if v.hidden else f"{'r' if v.edge else 'n'}{i}.{v.prop}"


def test(c: Test | Reach, x: str) -> str:
    """Return the comparison of an expression with a condition's parameter."""
    return TESTS[c.op].format(x=x, p=f":{c.param.name}" if c.param else "")


def where(parts: list[str]) -> str:
    """Return the WHERE clause of conditions that must all hold."""
    return f" WHERE {' AND '.join(parts)}" if parts else ""


def as_json(v: Value, x: str, read: Read) -> str:
    """Return the expression whose JSON is the property's: SQLite keeps booleans as 1 and 0 and lists as text."""
    owner = read.step.relation if v.edge and read.step else read.kind
    prop = MODEL.owner(owner).props[v.prop]
    if prop.type is bool:
        return f"CASE {x} WHEN 1 THEN json('true') WHEN 0 THEN json('false') END"
    return f"json({x})" if prop.scalar.listed else x


def after(order: Sequence[Key], cursor: Sequence[Param | None], i: str) -> str:
    """Return the condition that a row comes strictly after the cursor; a null in it is part of the text."""
    out = "0"
    for at, (key, param) in reversed(list(enumerate(zip(order, cursor, strict=True)))):
        x = value(key.value, i)
        if param is None:
            later, same = (f"{x} IS NOT NULL" if key.nulls_first else "0"), f"{x} IS NULL"
        else:
            later, same = f"{x} {'<' if key.descending else '>'} :{param.name}", f"{x} = :{param.name}"
            if not key.nulls_first and key.value.prop not in UNIQUE:
                later = f"({later} OR {x} IS NULL)"
        out = later if out == "0" and at == len(order) - 1 else f"({later} OR ({same} AND {out}))"
    return out


def order_by(order: Sequence[Key], i: str) -> str:
    """Return the sort keys; the end of every order is unique and never null."""
    out: list[str] = []
    for key in order:
        nulls = "" if key.value.prop in UNIQUE else f" NULLS {'FIRST' if key.nulls_first else 'LAST'}"
        out.append(f"{value(key.value, i)}{' DESC' if key.descending else ''}{nulls}")
    return ", ".join(out)


class _Sql:
    """The names given so far in one statement."""

    def __init__(self) -> None:
        self.names = 0

    def fresh(self) -> str:
        self.names += 1
        return str(self.names)

    def source(self, kind: str, step: Step | None, above: str, i: str) -> tuple[str, str]:
        """Return the tables read and the condition that ties them to the row above."""
        if step is None:
            return f"{kind} n{i}", ""
        if step.way in ("source", "target"):
            return f"{kind} n{i}", f"n{i}.pk = n{above}.{ENDS[step.way]}"
        if step.way == "both":
            tie = f"(r{i}.from_pk = n{above}.pk OR r{i}.to_pk = n{above}.pk)"
            end = f"iif(r{i}.from_pk = n{above}.pk, r{i}.to_pk, r{i}.from_pk)"
            return f"{step.relation} r{i} CROSS JOIN {kind} n{i} ON n{i}.pk = {end}", tie
        near, end = ("from_pk", "to_pk") if step.way == "out" else ("to_pk", "from_pk")
        return f"{step.relation} r{i} CROSS JOIN {kind} n{i} ON n{i}.pk = r{i}.{end}", f"r{i}.{near} = n{above}.pk"

    def condition(self, c: Condition, i: str) -> str:
        match c:
            case Logic("not", (part,)):
                return f"NOT coalesce({self.condition(part, i)}, 0)"
            case Logic():
                joined = f" {c.op.upper()} ".join(self.condition(p, i) for p in c.parts)
                return f"({joined})" if c.parts else "1" if c.op == "and" else "0"
            case Test():
                return test(c, value(c.value, i))
            case Reach():
                return self.reach(c, i)

    def reach(self, c: Reach, above: str) -> str:
        i = self.fresh()
        seen = [self.condition(c.visible, i)] if c.visible else []
        inner = [self.condition(c.where, i)] if c.where else []
        if c.quantifier == "all":
            inner = [f"NOT coalesce({inner[0]}, 0)"] if inner else ["0"]
        tables, tie = self.source(far(c.step), c.step, above, i)
        body = f"FROM {tables}{where([tie, *seen, *inner])}"
        if c.quantifier == "count":
            return test(c, f"(SELECT count(*) {body})")
        return f"{'EXISTS' if c.quantifier == 'some' else 'NOT EXISTS'} (SELECT 1 {body})"

    def read(self, read: Read, above: str) -> str:
        i = self.fresh()
        tables, tie = self.source(read.kind, read.step, above, i)
        keep = [tie] if tie else []
        keep += [self.condition(c, i) for c in (read.where, read.visible) if c]
        if not read.limit:
            made = (as_json(c, value(c, i), read) if isinstance(c, Value) else self.read(c, i) for c in read.columns)
            return f"json((SELECT json_array({', '.join(made)}) FROM {tables}{where(keep)}))"
        rows = self.page(read, tables, keep, i) if read.rows else "NULL"
        return f"json_array({rows}, (SELECT count(*) FROM {tables}{where(keep)}))" if read.count else rows

    def page(self, read: Read, tables: str, keep: list[str], i: str) -> str:
        """Return the page's rows as a JSON array.

        Values leave the sorted sub-select as columns and the array is made outside: made inside, it would be made for
        every candidate before the sort, and parsed again after it (measured: half the time).
        """
        assert read.limit
        inner, outer = [f"n{i}.pk AS pk"], list[str]()
        if read.kind in MODEL.relations:
            inner += [f"n{i}.from_pk", f"n{i}.to_pk"]
        for at, c in enumerate(read.columns):
            if isinstance(c, Value):
                inner.append(f"{value(c, i)} AS c{at}")
                outer.append(as_json(c, f"n{i}.c{at}", read))
            else:
                outer.append(self.read(c, i))
        tests = [*keep, after(read.order, read.after, i)] if read.after else keep
        page = (
            f"SELECT {', '.join(inner)} FROM {tables}{where(tests)}"
            f" ORDER BY {order_by(read.order, i)} LIMIT :{read.limit.name} + 1"
        )
        return f"json((SELECT json_group_array(json_array({', '.join(outer)})) FROM ({page}) n{i}))"
