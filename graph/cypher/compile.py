"""A restricted plan as one Cypher statement that returns one record with one list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.cypher.aggregate import aggregate
from graph.cypher.expression import distance, part, test, where
from graph.cypher.keyset import branch, branches, hint, late, lazily, root
from graph.cypher.label import far_label
from graph.expression import NEVER, Condition, Distance, Far, Logic, Reach, Step, Test, Value, both, far
from graph.model import MODEL
from graph.plan import Aggregate, Read, sought
from graph.store import Statement

if TYPE_CHECKING:
    from graph.expression import Expression
    from graph.plan import Plan
    from graph.rules import Restricted

MATCHING = "reduce(q = '', word IN ${p} | q + ' +' + word + '*')"
"""What Lucene looks for: words that begin with each of those given, which hold letters and numbers only."""


def compile_cypher(plan: Restricted) -> Statement:
    """Return the statement of a plan.

    The text is canonical: names are numbered in depth-first order and every value is a parameter, so that Neo4j,
    which plans each new text for 60 to 290 ms, sees one text per plan and rule set.
    """
    return Statement(f"RETURN {_text(plan)} AS v")


def _text(plan: Plan) -> str:
    if isinstance(plan, Aggregate):
        return aggregate(plan, _Cypher())
    assert isinstance(plan, Read)
    return _Cypher().read(plan, "")


class _Cypher:
    """The names given so far in one statement."""

    def __init__(self) -> None:
        self.names = 0

    def fresh(self) -> str:
        self.names += 1
        return str(self.names)

    def start(self, plan: Read | Aggregate, i: str) -> str:
        """Return the clause that finds things at the root: a call of the full-text index, where it serves."""
        if words := sought(plan):
            match = MATCHING.format(p=words.name)
            return f"CALL db.index.fulltext.queryNodes('{plan.kind}_search', {match}) YIELD node AS n{i}"
        return f"MATCH {self.pattern(plan.kind, None, '', i)}"

    def pattern(self, kind: str, step: Step | None, at: str, i: str, c: Condition | None = None) -> str:
        """Return the pattern of things of a kind, at the root or where a step leads to from a node `n<i>` or an edge `r<i>`."""
        if step is None:
            # without the kinds of its ends a relation is read by its key and counted in one step
            return f"()-[n{i}:{MODEL.relations[kind].label}]->()" if kind in MODEL.relations else f"(n{i}:{kind})"
        end = f"(n{i}{far_label(kind, step, c)})"
        if step.way in ("source", "target"):
            return f"{end}-[{at}]->()" if step.way == "source" else f"()-[{at}]->{end}"
        left, right = {"out": ("-", "->"), "in": ("<-", "-"), "both": ("-", "-")}[step.way]
        return f"({at}){left}[r{i}:{MODEL.relations[step.relation].label}]{right}{end}"

    def expression(self, e: Expression, i: str) -> str:
        """Return the expression of a value of node `n<i>` or of the edge `r<i>` that led to it."""
        match e:
            case Value():
                x = f"{'r' if e.edge else 'n'}{i}.{e.prop}"
                return self.sight(e.visible, part(x, e.part) if e.part else x, i)
            case Distance():
                return self.sight(e.visible, distance(e, f"n{i}"), i)
            case Far():
                return self.far(e, i)

    def sight(self, rule: Condition | None, x: str, i: str) -> str:
        """Return the expression of what is seen of a value."""
        return x if rule is None else "null" if rule == NEVER else f"CASE WHEN {self.condition(rule, i)} THEN {x} END"

    def far(self, e: Far, above: str) -> str:
        i = self.fresh()
        keep = [self.condition(c, i) for c in (e.where, e.visible) if c]
        match = f"MATCH {self.pattern(far(e.step), e.step, f'n{above}', i, both(e.visible, e.where))}{where(keep)}"
        return f"COLLECT {{ {match} RETURN {self.expression(e.value, i)} }}[0]" if e.value else f"COUNT {{ {match} }}"

    def condition(self, c: Condition, i: str) -> str:
        match c:
            case Logic("not", (part,)):
                return f"NOT coalesce({self.condition(part, i)}, false)"
            case Logic():
                joined = f" {c.op.upper()} ".join(self.condition(p, i) for p in c.parts)
                return f"({joined})" if c.parts else "true" if c.op == "and" else "false"
            case Test():
                return test(c, self.expression(c.value, i))
            case Reach():
                return self.reach(c, i)

    def reach(self, c: Reach, above: str) -> str:
        i = self.fresh()
        seen = [self.condition(c.visible, i)] if c.visible else []
        inner = [self.condition(c.where, i)] if c.where else []
        if c.quantifier == "all":
            inner = [f"NOT coalesce({inner[0]}, false)"] if inner else ["false"]
        must = c.visible if c.quantifier == "all" else both(c.where, c.visible)
        at = f"{'r' if c.edge else 'n'}{above}"
        match = f"MATCH {self.pattern(far(c.step), c.step, at, i, must)}{where([*inner, *seen])}"
        return f"{'EXISTS' if c.quantifier == 'some' else 'NOT EXISTS'} {{ {match} }}"

    def read(self, read: Read, above: str) -> str:
        i = self.fresh()
        held = both(read.where, read.visible)
        start = f"MATCH {self.pattern(read.kind, read.step, f'n{above}', i, held)}" if read.step else self.start(read, i)
        keep = [self.condition(read.where, i)] if read.where else []
        keep += [] if read.step else root(read, i)
        rule = [lazily(read.visible, read.kind, lambda c: self.condition(c, i))] if read.visible else []
        # a pattern has no RETURN, else it would not be counted from the count store; a call needs one
        end = f" RETURN n{i}" if sought(read) else ""
        count = f"COUNT {{ {start}{where([*keep, *rule])}{end} }}" if read.count else ""
        rows = f"COLLECT {{ {self.page(read, start, keep, rule, i)} RETURN [{self.columns(read, i)}] }}" if read.rows else "null"
        if not read.limit:
            return f"{rows}[0]"
        return f"[{rows}, {count}]" if read.count else rows

    def columns(self, read: Read, i: str) -> str:
        return ", ".join(self.read(c, i) if isinstance(c, Read) else self.expression(c, i) for c in read.columns)

    def page(self, read: Read, start: str, keep: list[str], rule: list[str], i: str) -> str:
        """Return the clauses that leave the rows of the page in their order."""
        if not read.limit:
            return f"{start}{where([*keep, *rule])}"
        start, names = start + hint(read, i), f"n{i}, r{i}" if read.step else f"n{i}"
        limit = f" LIMIT ${read.limit.name} + 1"
        keep, end = ([*keep, *rule], limit) if not late(read) else (keep, f"{where(rule)} WITH {names}{limit}")

        def write(e: Expression) -> str:
            return self.expression(e, i)

        made = [branch(b, start, keep, write, f"WITH {names}", end) for b in branches(read, write)]
        if len(made) == 1:
            return made[0]
        # each branch is backed by an index; the second starts only when the first has not filled the page
        return f"CALL () {{ {' UNION ALL '.join(f'{b} RETURN {names}' for b in made)} }} WITH {names}{limit}"
