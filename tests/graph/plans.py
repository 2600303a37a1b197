"""A seeded generator of plan shapes, and of bindings drawn from the data so that most answers are not empty."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from graph.expression import Distance, Expression, Far, Logic, Param, Reach, Step, Test, Value, both, far
from graph.model import MODEL
from graph.plan import Key, Read
from tests.graph.world import WRITTEN, value

if TYPE_CHECKING:
    import random

    from graph.expression import Condition
    from graph.model import Prop
    from graph.plan import Plan
    from graph.rules import RuleSet
    from tests.graph.truth import Item, Viewer

EQUALITY = ("eq", "ne", "in", "notIn")
RANGES = ("lt", "lte", "gt", "gte")
NULLS = ("null", "notNull")
EMPTIES = ("empty", "notEmpty")
SEARCHES = 0.25
"""Share of tests of a searched kind that search it."""
DEEPEST = 3
MANY = 40
"""Items kept as examples of what a read may meet."""


@dataclass(slots=True)
class Shape:
    """A plan, the rule set it is asked under, and what its parameters stand for."""

    read: Plan
    rules: RuleSet
    props: dict[str, Prop | None] = field(default_factory=dict)


def ops(prop: Prop) -> tuple[str, ...]:
    """Return the operators clients have for a property, which are those that stores must agree on."""
    if prop.scalar.listed:
        return ("has", *EMPTIES, *NULLS)
    if prop.type is bool or prop.choice:
        return (*EQUALITY, *NULLS)
    texts = ("contains", "startsWith") if prop.type is str else ()
    return (*EQUALITY, *(RANGES if prop.sortable else ()), *texts, *NULLS)


def steps(kind: str) -> list[tuple[Step, bool]]:
    """Return the steps from a kind of node or relation, and whether each leads to one thing at most.

    Ends without a field are followed too: what is internal is read by plans.
    """
    if kind in MODEL.relations:
        return [(Step(kind, "source"), True), (Step(kind, "target"), True)]
    found = []
    for rel in MODEL.relations.values():
        if rel.source.kind.__name__ == kind:
            found.append((Step(rel.name, "both" if rel.symmetric else "out"), rel.source.one))
        if rel.target.kind.__name__ == kind and not rel.symmetric:
            found.append((Step(rel.name, "in"), rel.target.one))
    return found


def props(kind: str, step: Step | None) -> list[tuple[Value, Prop]]:
    """Return what may be read of a thing and of the edge that led to it."""
    own = [(Value(n), p) for n, p in MODEL.owner(kind).props.items()]
    edged = step is not None and step.way not in ("source", "target")
    return own + [(Value(n, edge=True), p) for n, p in (MODEL.relations[step.relation].props if edged else {}).items()]


class Maker:
    """Makes shapes over one truth; the same seed makes the same ones."""

    def __init__(self, rng: random.Random, viewer: Viewer) -> None:
        """Begin a shape for a viewer."""
        self.rng, self.viewer = rng, viewer
        self.shape = Shape(Read("", ()), viewer.rules)

    def make(self) -> Shape:
        """Return a shape: mostly a list at the root, sometimes one thing by its code, a list of codes or a search."""
        kinds = [k.name for k in WRITTEN]
        kind = self.rng.choice(kinds * 2 + list(MODEL.relations) + ["City", "HasValue"] * 2)
        kind = kind if self.viewer.items(kind, None, None) or self.rng.random() < 0.5 else "Kpi"
        read = self.read(kind, None, DEEPEST, self.viewer.items(kind, None, None))
        unique = Value("key" if kind in MODEL.relations else "code")
        form = self.rng.random()
        if form < 0.08:
            test = Test(unique, "eq", self.param(MODEL.owner(kind).props[unique.prop]))
            read = replace(read, where=test, order=(), after=(), limit=None, rows=True, count=False)
        elif form < 0.16:
            test = Test(unique, "in", self.param(MODEL.owner(kind).props[unique.prop]))
            read = replace(read, where=test, order=(Key(unique),), after=())
        elif form < 0.26 and MODEL.owner(kind).searched:
            read = replace(read, where=both(self.search(), read.where))
        self.shape.read = read
        return self.shape

    def param(self, prop: Prop | None = None) -> Param:
        """Return a new parameter that stands for a value of a property, a size or a count."""
        name = f"p{len(self.shape.props)}"
        self.shape.props[name] = prop
        return Param(name)

    def read(self, kind: str, step: Step | None, deep: int, items: list[Item], *, one: bool = False) -> Read:
        """Return a read of a kind; *items* are examples of what it meets."""
        rng = self.rng
        where = self.condition(kind, step, 2) if rng.random() < 0.5 else None
        of = dict(props(kind, step))
        columns = rng.sample(list(of), min(len(of), rng.randint(1, 5)))
        columns += [self.distance()] if MODEL.owner(kind).place and rng.random() < 0.3 else []
        columns += [self.below(kind, deep, items) for _ in range(rng.choice((0, 1, 1, 2)[: deep + 1]))] if deep else []
        rng.shuffle(columns)
        if one:
            return Read(kind, tuple(columns), step, where if rng.random() < 0.2 else None)
        order = self.order(kind, step)
        after = self.after(order, items, of) if rng.random() < 0.35 else ()
        count, rows = rng.random() < 0.3, rng.random() < 0.95
        return Read(kind, tuple(columns), step, where, order, self.param(), after, rows, count or not rows)

    def below(self, kind: str, deep: int, items: list[Item]) -> Read:
        """Return a read of what one of the kind's steps leads to."""
        step, one = self.rng.choice(steps(kind))
        found = [x for thing, _ in items for x in self.viewer.reached(thing, step)]
        return self.read(far(step), step, deep - 1, sample(self.rng, found), one=one)

    def order(self, kind: str, step: Step | None) -> tuple[Key, ...]:
        """Return up to two keys and the unique end."""
        rng = self.rng
        unique = Value("code") if step is None and kind in MODEL.kinds else Value("key", edge=step is not None)
        sortable = [v for v, p in props(kind, step) if p.sortable and v != unique]
        chosen = rng.sample(sortable, min(len(sortable), rng.choice((0, 1, 1, 2))))
        chosen = [self.worked_out(kind) or v if rng.random() < 0.45 else v for v in chosen]
        keys = (Key(v, rng.random() < 0.5, rng.random() < 0.5) for v in chosen)
        return (*keys, Key(unique, rng.random() < 0.3))

    def worked_out(self, kind: str) -> Expression | None:
        """Return a value that is no property: of what a relation leads to, a number of things, a distance."""
        found = [*steps(kind), *([None] * 2 if MODEL.owner(kind).place else [])]
        chosen = self.rng.choice(found) if found else None
        if chosen is None:
            return self.distance() if MODEL.owner(kind).place else None
        step, one = chosen
        if not one:
            return Far(step, where=self.condition(far(step), step, 0) if self.rng.random() < 0.4 else None)
        inner = self.worked_out(far(step)) if self.rng.random() < 0.3 else None
        return Far(step, inner or self.rng.choice([v for v, p in props(far(step), None) if p.sortable]))

    def distance(self) -> Distance:
        """Return the distance from a point."""
        lat, lon = (self.param(MODEL.kinds["City"].props[name]) for name in ("latitude", "longitude"))
        return Distance(lat, lon)

    def after(self, order: tuple[Key, ...], items: list[Item], of: dict[Value, Prop]) -> tuple[Param | None, ...]:
        """Return a parameter for each key that is not null in a row that is there."""
        if not items:
            return ()
        item = self.rng.choice(items)
        Binder(self.rng, self.viewer, self.shape).order(order, items)
        shown = [(k, self.viewer.value(k.value, item, free=k is order[-1])) for k in order]
        return tuple(None if v is None else self.param(of.get(k.value)) for k, v in shown)

    def condition(self, kind: str, step: Step | None, deep: int) -> Condition:
        """Return a condition: a test, or one made of others, or one on what a relation leads to."""
        rng, form = self.rng, self.rng.random()
        if deep and form < 0.25:
            op = rng.choice(("and", "or", "or", "not"))
            size = 1 if op == "not" else rng.choice((0, 1, 2, 2, 3))
            return Logic(op, tuple(self.condition(kind, step, deep - 1) for _ in range(size)))
        if deep and form < 0.6 and steps(kind):
            return self.reach(kind, deep)
        if MODEL.owner(kind).place and form < 0.75:
            return Test(self.distance(), self.rng.choice(RANGES), self.param())
        if MODEL.owner(kind).searched and rng.random() < SEARCHES:
            return self.search()
        v, prop = rng.choice(props(kind, step))
        op = rng.choice(ops(prop))
        return Test(v, op, None if op in NULLS + EMPTIES else self.param(prop))

    def search(self) -> Test:
        """Return a test of the folded text."""
        return Test(Value("folded"), "search", self.param())

    def reach(self, kind: str, deep: int) -> Condition:
        """Return a condition on what a step leads to, or on how many there are."""
        step, _ = self.rng.choice(steps(kind))
        quantifier = self.rng.choice(("some", "none", "all", "all", "count"))
        where = self.condition(far(step), step, deep - 1) if self.rng.random() < 0.8 else None
        if quantifier == "count":
            return Test(Far(step, where=where), self.rng.choice(EQUALITY + RANGES), self.param())
        return Reach(step, quantifier, where)


class Binder:
    """Draws values for a shape's parameters from things that are there."""

    def __init__(self, rng: random.Random, viewer: Viewer, shape: Shape) -> None:
        """Bind into the parameters of the viewer, whose rules' values are there."""
        self.rng, self.viewer, self.shape = rng, viewer, shape

    def bind(self) -> dict[str, Any]:
        """Return values for all parameters."""
        self.read(self.shape.read, self.viewer.items(self.shape.read.kind, None, None))
        return dict(self.viewer.parameters)

    def put(self, param: Param | None, drawn: Any) -> None:
        """Give a parameter its value."""
        if param:
            self.viewer.parameters[param.name] = drawn

    def read(self, read: Read, items: list[Item]) -> None:
        """Bind a read and those below, of which *items* are examples."""
        if read.where:
            self.condition(read.where, self.rng.choice(items) if items else None)
        self.put(read.limit, self.rng.choice((1, 1, 2, 2, 3, 4, 30)))
        self.order(read.order, items)
        for column in read.columns:
            if isinstance(column, Distance):
                self.expression(column, items)
        if read.after:
            self.after(read, items)
        for column in read.columns:
            if isinstance(column, Read):
                self.read(column, sample(self.rng, [x for t, _ in items for x in self.viewer.reached(t, column.step)]))

    def order(self, order: tuple[Key, ...], items: list[Item]) -> None:
        """Bind the values in the keys of an order."""
        for key in order:
            self.expression(key.value, items)

    def expression(self, e: Expression, items: list[Item]) -> None:
        """Bind the values in an expression over some items."""
        if isinstance(e, Distance):
            placed = [x[0].row for x in items if x[0].row.get("latitude") is not None]
            near = self.rng.choice(placed) if placed and self.rng.random() < 0.6 else {}
            for param, name in ((e.latitude, "latitude"), (e.longitude, "longitude")):
                self.put(param, near.get(name) or value(self.rng, known(self.shape.props[param.name])))
        elif isinstance(e, Far):
            found = sample(self.rng, [x for t, _ in items for x in self.viewer.reached(t, e.step)])
            if e.where:
                self.condition(e.where, self.rng.choice(found) if found else None)
            if e.value:
                self.expression(e.value, found)

    def after(self, read: Read, items: list[Item]) -> None:
        """Bind a cursor: of a row the list holds, where one has its nulls."""
        keys = [(k, p) for k, p in zip(read.order, read.after, strict=True) if p]

        def of(item: Item) -> list[Any]:
            return [self.viewer.value(k.value, item, free=k is read.order[-1]) for k, _ in keys]

        close = [x for x in items if None not in of(x)]
        found = [x for x in close if self.viewer.holds(read.where, x)] or close
        drawn = of(self.rng.choice(found)) if found else [self.any_value(self.shape.props[p.name], k) for k, p in keys]
        for (_, param), one in zip(keys, drawn, strict=True):
            self.put(param, one)

    def any_value(self, prop: Prop | None, key: Key) -> Any:
        """Return some value for a key of a cursor, of which there is no row to take it from."""
        e = key.value
        while isinstance(e, Far) and e.value:
            prop, e = MODEL.owner(far(e.step)).props[e.value.prop] if isinstance(e.value, Value) else None, e.value
        return 1 if prop is None else value(self.rng, known(prop))

    def condition(self, c: Condition, item: Item | None) -> None:
        """Bind a condition so that it mostly holds of an item."""
        if isinstance(c, Test) and not isinstance(c.value, Value):
            self.worked_out(c, item)
        elif isinstance(c, Test):
            if c.param:
                self.put(c.param, self.drawn(c, item))
        elif isinstance(c, Logic):
            for part in c.parts:
                self.condition(part, item)
        else:
            self.reach(c, self.viewer.reached(item[0], c.step) if item else [])

    def reach(self, c: Reach, found: list[Item]) -> None:
        """Bind a condition on what a step leads to, here these items."""
        if c.where:
            self.condition(c.where, self.rng.choice(found) if found else None)

    def worked_out(self, c: Test, item: Item | None) -> None:
        """Bind a test of a number of things or of a distance, near to what an item has."""
        self.expression(c.value, [item] if item else [])
        own = self.viewer.value(c.value, item) if item else None
        number = max(0, (own or 0) + self.rng.choice((-1, 0, 0, 1)))
        self.put(c.param, [number, number + 1] if c.op in ("in", "notIn") else number)

    def drawn(self, c: Test, item: Item | None) -> Any:
        """Return a value for a test, near to what an item has."""
        if c.op == "search":
            return self.words(self.viewer.folded(item[0], free=True) if item else None)
        prop = known(self.shape.props[c.param.name])
        own = self.viewer.value(c.value, item, free=True) if item else None
        if c.op == "has":
            return self.rng.choice(own or ["Oslo"])
        other = [self.other(c, prop, item) for _ in range(self.rng.randint(1, 4))]
        one = other[0] if own is None or self.rng.random() < 0.2 else own
        if c.op in ("in", "notIn"):
            return [one, *other[1:]]
        if c.op in ("contains", "startsWith"):
            return one[: self.rng.randint(1, 3)]
        if c.op in ("lt", "gt"):
            return (max if c.op == "lt" else min)(one, *other)
        return one

    def words(self, text: str | None) -> list[str]:
        """Return the beginnings of one or two words of a text, sometimes words of no text."""
        rng, there = self.rng, (text or "").split()
        if not there or rng.random() < 0.1:
            return rng.choice((["_"], ["nowhere"], ["oslo", "a"], ["o"]))
        return [word[: rng.choice((1, 2, 3, 5, 100))] for word in rng.choices(there, k=rng.choice((1, 1, 2)))]

    def other(self, c: Test, prop: Prop, item: Item | None) -> Any:
        """Return some value of the property, of a unique one that of another thing."""
        if item and prop.unique:
            return self.rng.choice(list(self.viewer.truth.things[item[c.value.edge].kind]))
        return value(self.rng, prop)


def known(prop: Prop) -> Prop:
    """Return a property as one that is never null."""
    return replace(prop, nullable=False)


def sample(rng: random.Random, items: list[Item]) -> list[Item]:
    """Return some of the items."""
    return items if len(items) <= MANY else rng.sample(items, MANY)


def empty(read: Read, answer: Any) -> bool:
    """Return whether an answer says nothing: no thing, no rows, and none counted."""
    return not (any(answer) if read.limit and read.count else answer)
