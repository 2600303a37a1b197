"""A restricted plan as one Cypher statement that returns one record with one list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.cypher.keyset import branches, order_by, root
from graph.model import MODEL
from graph.plan import Condition, Logic, Reach, Read, Step, Test, Value
from graph.rules import Restricted, far
from graph.store import Statement

if TYPE_CHECKING:
    from graph.cypher.keyset import Branch

TESTS = {
    "eq": "{x} = {p}",
    "lt": "{x} < {p}",
    "lte": "{x} <= {p}",
    "gt": "{x} > {p}",
    "gte": "{x} >= {p}",
    "ne": "({x} <> {p} OR {x} IS NULL)",
    "in": "{x} IN {p}",
    "notIn": "({x} IS NULL OR NOT {x} IN {p})",
    "contains": "{x} CONTAINS {p}",
    "startsWith": "{x} STARTS WITH {p}",
    "has": "{p} IN {x}",
    "null": "{x} IS NULL",
    "notNull": "{x} IS NOT NULL",
}


def compile_cypher(read: Restricted) -> Statement:
    """Return the statement of a plan.

    The text is canonical: names are numbered in depth-first order and every value is a parameter, so that Neo4j,
    which plans each new text for 60 to 290 ms, sees one text per plan and rule set.
    """
    return Statement(f"RETURN {_Cypher().read(read, '')} AS v")


def value(v: Value, i: str) -> str:
    """Return the expression of a property of node `n<i>` or of the edge `r<i>` that led to it."""
    return "null" if v.hidden else f"{'r' if v.edge else 'n'}{i}.{v.prop}"


def test(c: Test | Reach, x: str) -> str:
    """Return the comparison of an expression with a condition's parameter."""
    return TESTS[c.op].format(x=x, p=f"${c.param.name}" if c.param else "")


def where(parts: list[str]) -> str:
    """Return the WHERE clause of conditions that must all hold."""
    return f" WHERE {' AND '.join(parts)}" if parts else ""


class _Cypher:
    """The names given so far in one statement."""

    def __init__(self) -> None:
        self.names = 0

    def fresh(self) -> str:
        self.names += 1
        return str(self.names)

    def pattern(self, kind: str, step: Step | None, above: str, i: str) -> str:
        if step is None:
            # without the kinds of its ends a relation is read by its key and counted in one step
            return f"()-[n{i}:{MODEL.relations[kind].label}]->()" if kind in MODEL.relations else f"(n{i}:{kind})"
        if step.way == "source":
            return f"(n{i}:{kind})-[n{above}]->()"
        if step.way == "target":
            return f"()-[n{above}]->(n{i}:{kind})"
        left, right = {"out": ("-", "->"), "in": ("<-", "-"), "both": ("-", "-")}[step.way]
        return f"(n{above}){left}[r{i}:{MODEL.relations[step.relation].label}]{right}(n{i}:{kind})"

    def condition(self, c: Condition, i: str) -> str:
        match c:
            case Logic("not", (part,)):
                return f"NOT coalesce({self.condition(part, i)}, false)"
            case Logic():
                joined = f" {c.op.upper()} ".join(self.condition(p, i) for p in c.parts)
                return f"({joined})" if c.parts else "true" if c.op == "and" else "false"
            case Test():
                return test(c, value(c.value, i))
            case Reach():
                return self.reach(c, i)

    def reach(self, c: Reach, above: str) -> str:
        i = self.fresh()
        seen = [self.condition(c.visible, i)] if c.visible else []
        inner = [self.condition(c.where, i)] if c.where else []
        if c.quantifier == "all":
            inner = [f"NOT coalesce({inner[0]}, false)"] if inner else ["false"]
        match = f"MATCH {self.pattern(far(c.step), c.step, above, i)}{where([*seen, *inner])}"
        if c.quantifier == "count":
            return test(c, f"COUNT {{ {match} }}")
        return f"{'EXISTS' if c.quantifier == 'some' else 'NOT EXISTS'} {{ {match} }}"

    def read(self, read: Read, above: str) -> str:
        i = self.fresh()
        start = self.pattern(read.kind, read.step, above, i)
        keep = [self.condition(c, i) for c in (read.where, read.visible) if c]
        keep += [] if read.step else root(read, i)
        count = f"COUNT {{ MATCH {start}{where(keep)} }}" if read.count else ""
        rows = f"COLLECT {{ {self.page(read, start, keep, i)} RETURN [{self.columns(read, i)}] }}" if read.rows else "null"
        if not read.limit:
            return f"{rows}[0]"
        return f"[{rows}, {count}]" if read.count else rows

    def columns(self, read: Read, i: str) -> str:
        return ", ".join(value(c, i) if isinstance(c, Value) else self.read(c, i) for c in read.columns)

    def page(self, read: Read, start: str, keep: list[str], i: str) -> str:
        """Return the clauses that leave the rows of the page in their order."""
        if not read.limit:
            return f"MATCH {start}{where(keep)}"
        names = f"n{i}, r{i}" if read.step else f"n{i}"
        limit = f"LIMIT ${read.limit.name} + 1"
        made = [self.branch(b, start, keep, i, names, limit) for b in branches(read)]
        if len(made) == 1:
            return made[0]
        # each branch is backed by an index; the second starts only when the first has not filled the page
        return f"CALL () {{ {' UNION ALL '.join(f'{b} RETURN {names}' for b in made)} }} WITH {names} {limit}"

    def branch(self, branch: Branch, start: str, keep: list[str], i: str, names: str, limit: str) -> str:  # noqa: PLR0913, PLR0917
        tests = list(dict.fromkeys([*keep, *branch.tests(i)]))
        return f"MATCH {start}{where(tests)} WITH {names} ORDER BY {order_by(branch.order, i)} {limit}"
