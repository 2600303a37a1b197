"""A restricted plan as one SQL statement that returns one row with one JSON array."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.expression import NEVER, Condition, Distance, Far, Logic, Reach, Step, Test, Value, far
from graph.model import MODEL
from graph.plan import Aggregate, Read, sought
from graph.sql.aggregate import aggregate
from graph.sql.expression import MATCHING, as_json, distance, part, test, unsought, where
from graph.sql.keyset import after, order_by
from graph.store import Statement

if TYPE_CHECKING:
    from graph.expression import Expression
    from graph.plan import Plan
    from graph.rules import Restricted

ENDS = {"source": "from_pk", "target": "to_pk"}


def compile_sql(plan: Restricted) -> Statement:
    """Return the statement of a plan; the text is canonical, so SQLite's statement cache finds it again."""
    return Statement(f"SELECT {_text(plan)}")


def _text(plan: Plan) -> str:
    if isinstance(plan, Aggregate):
        return aggregate(plan, _Sql())
    assert isinstance(plan, Read)
    return _Sql().read(plan, "")


class _Sql:
    """The names given so far in one statement."""

    def __init__(self) -> None:
        self.names = 0

    def fresh(self) -> str:
        self.names += 1
        return str(self.names)

    def start(self, plan: Read | Aggregate, i: str) -> tuple[str, list[str]]:
        """Return the tables read at the root, and the conditions that go with them: those of the full-text index."""
        table, words = f"{plan.kind} n{i}", sought(plan)
        if not words:
            return table, []
        match = f"s{i}.{plan.kind}_search MATCH {MATCHING.format(p=words.name)}"
        return f"{plan.kind}_search s{i} CROSS JOIN {table} ON n{i}.pk = s{i}.rowid", [match]

    def source(self, kind: str, step: Step, at: str, i: str) -> tuple[str, str]:
        """Return the tables a step leads to from a row `n<i>` or an edge `r<i>`, and the condition that ties them to it."""
        if step.way in ("source", "target"):
            return f"{kind} n{i}", f"n{i}.pk = {at}.{ENDS[step.way]}"
        if step.way == "both":
            tie = f"(r{i}.from_pk = {at}.pk OR r{i}.to_pk = {at}.pk)"
            end = f"iif(r{i}.from_pk = {at}.pk, r{i}.to_pk, r{i}.from_pk)"
            return f"{step.relation} r{i} CROSS JOIN {kind} n{i} ON n{i}.pk = {end}", tie
        near, end = ("from_pk", "to_pk") if step.way == "out" else ("to_pk", "from_pk")
        return f"{step.relation} r{i} CROSS JOIN {kind} n{i} ON n{i}.pk = r{i}.{end}", f"r{i}.{near} = {at}.pk"

    def expression(self, e: Expression, i: str) -> str:
        """Return the expression of a value of row `n<i>` or of the edge `r<i>` that led to it."""
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
        return x if rule is None else "NULL" if rule == NEVER else f"CASE WHEN {self.condition(rule, i)} THEN {x} END"

    def far(self, e: Far, above: str) -> str:
        i = self.fresh()
        tables, tie = self.source(far(e.step), e.step, f"n{above}", i)
        keep = [tie, *(self.condition(c, i) for c in (e.where, e.visible) if c)]
        x = self.expression(e.value, i) if e.value else "count(*)"
        return f"(SELECT {x} FROM {tables}{where(keep)})"

    def condition(self, c: Condition, i: str) -> str:
        match c:
            case Logic("not", (part,)):
                return f"NOT coalesce({self.condition(part, i)}, 0)"
            case Logic():
                joined = f" {c.op.upper()} ".join(self.condition(p, i) for p in c.parts)
                return f"({joined})" if c.parts else "1" if c.op == "and" else "0"
            case Test():
                return test(c, self.expression(c.value, i))
            case Reach():
                return self.reach(c, i)

    def reach(self, c: Reach, above: str) -> str:
        i = self.fresh()
        seen = [self.condition(c.visible, i)] if c.visible else []
        inner = [self.condition(c.where, i)] if c.where else []
        if c.quantifier == "all":
            inner = [f"NOT coalesce({inner[0]}, 0)"] if inner else ["0"]
        tables, tie = self.source(far(c.step), c.step, f"{'r' if c.edge else 'n'}{above}", i)
        word = "EXISTS" if c.quantifier == "some" else "NOT EXISTS"
        return f"{word} (SELECT 1 FROM {tables}{where([tie, *inner, *seen])})"

    def read(self, read: Read, above: str) -> str:
        tables, keep = self.start(read, i := self.fresh())
        if read.step:
            tables, tie = self.source(read.kind, read.step, f"n{above}", i)
            keep = [tie]
        keep += [self.condition(read.where, i)] if read.where else []
        keep += [unsought(read.visible, self.condition(read.visible, i))] if read.visible else []
        if not read.limit:
            made = (
                self.read(c, i) if isinstance(c, Read) else as_json(c, self.expression(c, i), read.kind, read.step)
                for c in read.columns
            )
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
            if isinstance(c, Read):
                outer.append(self.read(c, i))
            else:
                inner.append(f"{self.expression(c, i)} AS c{at}")
                outer.append(as_json(c, f"n{i}.c{at}", read.kind, read.step))

        def write(e: Expression) -> str:
            return self.expression(e, i)

        tests = [*keep, after(read.order, read.after, write)] if read.after else keep
        page = (
            f"SELECT {', '.join(inner)} FROM {tables}{where(tests)}"
            f" ORDER BY {order_by(read.order, write)} LIMIT :{read.limit.name} + 1"
        )
        return f"json((SELECT json_group_array(json_array({', '.join(outer)})) FROM ({page}) n{i}))"
