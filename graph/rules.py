"""What a viewer may see, put into a plan before any compiler gets it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NewType

from graph.expression import ALWAYS, NEVER, Condition, Distance, Far, Logic, Reach, Step, Test, Value, both, far, hidden
from graph.model import FOLDED, MODEL, PLACE
from graph.plan import Aggregate, Plan, Read

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graph.expression import Expression

Restricted = NewType("Restricted", Plan)
"""A plan with a viewer's rules in it: the only form the compilers take."""


@dataclass(frozen=True, slots=True, eq=False)
class RuleSet:
    """What a viewer sees: kind or relation -> the condition on its rows, and on each property of those.

    A kind without an entry is not seen at all, nor is a property without one. Conditions are written about the thing
    itself (`Value.edge` and `Reach.edge` false, for relations too) and look freely; their parameters begin with `r`.
    """

    name: str
    rows: Mapping[str, Condition]
    shown: Mapping[str, Mapping[str, Condition]]

    def rule(self, kind: str, step: Step | None) -> Condition | None:
        """Return the condition on rows of a kind, and on the edges of the step that leads to them."""
        own = self.rows.get(kind, NEVER)
        if kind in MODEL.relations:
            return both(own, *self._ends(kind))
        if step is None or step.way in ("source", "target"):
            return both(own)
        return both(own, _on_edge(self.rows.get(step.relation, NEVER)))

    def _ends(self, relation: str) -> list[Condition]:
        rel = MODEL.relations[relation]
        ways = Step(relation, "source"), Step(relation, "target")
        rules = (self.rule(end.kind.__name__, None) for end in (rel.source, rel.target))
        return [Reach(step, "some", visible=rule) for step, rule in zip(ways, rules, strict=True) if rule]

    def admits(self, step: Step) -> bool:
        """Say whether a step may lead the role anywhere: whether it sees any of the relation and of the kind it leads to."""
        return step.relation in self.rows and far(step) in self.rows

    def see(self, value: Value, kind: str, step: Step | None) -> Value:
        """Return the value as the role sees it; the folded text is seen by who sees all that it is made of."""
        if value.edge and step:
            rule = self._sight(step.relation, (value.prop,))
            return replace(value, visible=rule and _on_edge(rule))
        of = MODEL.kinds[kind].searched if value.prop == FOLDED.name else (value.prop,)
        return replace(value, visible=self._sight(kind, of))

    def _sight(self, owner: str, props: Iterable[str]) -> Condition | None:
        """Return the condition that all of the properties are seen, `NEVER` where one is of nothing, None where they always are."""
        shown = self.shown.get(owner, {})
        rules = [shown.get(name, NEVER) for name in props]
        return NEVER if NEVER in rules else both(*dict.fromkeys(rules))

    def express(self, e: Expression, kind: str, step: Step | None) -> Expression:
        """Return an expression over the thing as the role sees it."""
        match e:
            case Value():
                return self.see(e, kind, step)
            case Distance():
                return replace(e, visible=self._sight(kind, PLACE))
            case Far():
                return self.reach(e, None if e.value is None else self.express(e.value, far(e.step), e.step))

    def reach(self, e: Far, value: Expression | None) -> Far:
        """Return what a relation leads to, with the rule of what is reached, for a value the role sees."""
        target = far(e.step)
        where = None if e.where is None else _condition(e.where, target, e.step, self)
        return replace(e, value=value, where=where, visible=self.rule(target, e.step))


EVERYTHING = RuleSet(
    "everything",
    dict.fromkeys([*MODEL.kinds, *MODEL.relations], ALWAYS),
    {name: dict.fromkeys(MODEL.owner(name).props, ALWAYS) for name in [*MODEL.kinds, *MODEL.relations]},
)
"""Sees all there is: for what moves the graph as a whole (loading, copying), never for a request."""


def _on_edge(c: Condition) -> Condition:
    match c:
        case Test(value=Value()):
            return replace(c, value=replace(c.value, edge=True))
        case Logic():
            return Logic(c.op, tuple(_on_edge(p) for p in c.parts))
        case Reach():
            return replace(c, edge=True)
        case _:
            raise TypeError(f"the rule of a relation is about its properties and what it leads to: {c}")


def restrict(plan: Plan, rules: RuleSet) -> Restricted:
    """Put a viewer's rules into a plan.

    Row rules become predicates on every read and reach, a hidden property becomes null in its place (so one builder
    serves all viewers), a test treats it as null, and an order leaves it out.
    """
    if isinstance(plan, Aggregate):
        return Restricted(_groups(plan, rules))
    assert isinstance(plan, Read)
    return Restricted(_rows(plan, rules))


def _rows(read: Read, rules: RuleSet) -> Read:
    seen = [replace(k, value=rules.express(k.value, read.kind, read.step)) for k in read.order]
    end = len(seen) - 1  # the unique end of an order is never hidden: a page needs a total order
    kept = [i for i, k in enumerate(seen) if i == end or not hidden(k.value)]
    return replace(
        read,
        columns=tuple(_rows(c, rules) if isinstance(c, Read) else rules.express(c, read.kind, read.step) for c in read.columns),
        where=None if read.where is None else _condition(read.where, read.kind, read.step, rules),
        order=tuple(read.order[i] if i == end else seen[i] for i in kept),
        after=tuple(read.after[i] for i in kept) if read.after else (),
        visible=rules.rule(read.kind, read.step),
    )


def _groups(plan: Aggregate, rules: RuleSet) -> Aggregate:
    return replace(
        plan,
        keys=tuple(rules.express(key, plan.kind, None) for key in plan.keys),
        measures=tuple(replace(m, value=m.value and rules.see(m.value, plan.kind, None)) for m in plan.measures),
        where=None if plan.where is None else _condition(plan.where, plan.kind, None, rules),
        visible=rules.rule(plan.kind, None),
    )


def _condition(c: Condition, kind: str, step: Step | None, rules: RuleSet) -> Condition:
    match c:
        case Test():
            value = rules.express(c.value, kind, step)
            return replace(c, value=value) if not hidden(value) else ALWAYS if c.op in ("null", "ne", "notIn") else NEVER
        case Logic():
            return Logic(c.op, tuple(_condition(p, kind, step, rules) for p in c.parts))
        case Reach():
            target = far(c.step)
            inner = None if c.where is None else _condition(c.where, target, c.step, rules)
            return replace(c, where=inner, visible=rules.rule(target, c.step))
