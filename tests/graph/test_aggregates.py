"""Aggregates: both stores give the groups of the truth, to 1e-12 where fractions are added."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from graph.cypher.compile import compile_cypher
from graph.expression import Far, Param, Value, far
from graph.model import MODEL
from graph.plan import Aggregate, Measure
from graph.rules import EVERYTHING, restrict
from graph.sql.compile import compile_sql
from tests.graph.faults import planted
from tests.graph.plans import Binder, Maker, steps
from tests.graph.rulesets import RULE_SETS, VALUES

SEED = 11
PARTS = ("year", "quarter", "month", "day")
LARGE = 1e290
"""Sums of numbers beyond this overflow in one order and not in another."""


class Groups(Maker):
    """Makes aggregates."""

    def make(self):
        """An aggregate of a kind of node, or of relations, with keys, measures and a filter."""
        rng = self.rng
        kind = rng.choice([k.name for k in MODEL.kinds.values() if not k.internal] + ["HasValue", "City"] * 3)
        where = self.condition(kind, None, 1) if rng.random() < 0.4 else None
        keys = tuple(self.key(kind, 2) for _ in range(rng.choice((0, 1, 1, 2, 3))))
        measures = tuple(m for _ in range(rng.randint(1, 6)) for m in self.measures(kind))
        self.shape.read = Aggregate(kind, keys, (Measure("count"), *measures), self.param(), where, rng.random() < 0.3)
        return self.shape

    def key(self, kind, deep):
        """A property, a part of a moment, or one of what a to-one relation leads to."""
        ones = [step for step, one in steps(kind) if one]
        if ones and deep and self.rng.random() < 0.4:
            step = self.rng.choice(ones)
            return Far(step, self.key(far(step), deep - 1))
        prop = self.rng.choice([p for p in MODEL.owner(kind).props.values() if p.groupable])
        dated = prop.scalar.graphql in ("Date", "DateTime") and self.rng.random() < 0.8
        return Value(prop.name, part=self.rng.choice(PARTS) if dated else None)

    def measures(self, kind):
        """Measures of a property that its type allows."""
        prop = self.rng.choice([p for p in MODEL.owner(kind).props.values() if not p.scalar.listed and not p.unique])
        whole, value = prop.scalar.sql == "INTEGER" and prop.type is not bool, Value(prop.name)
        names = ["known", "distinct", *["min", "max"] * prop.sortable, *["sum", "percentile"] * (prop.type is float)]
        name = self.rng.choice([*names, *["high", "percentile"] * whole])
        if name == "high":
            return (Measure("high", value), Measure("low", value))
        return (Measure(name, value, self.param() if name == "percentile" else None),)


class GroupsBinder(Binder):
    """Draws the values of an aggregate."""

    def bind(self):
        """Values for all parameters."""
        plan, items = self.shape.read, self.viewer.items(self.shape.read.kind, None, None)
        if plan.where:
            self.condition(plan.where, self.rng.choice(items) if items else None)
        self.put(plan.limit, self.rng.choice((1, 2, 5, 1000)))
        for measure in plan.measures:
            self.put(measure.param, self.rng.choice((0, 0.25, 0.5, 0.9, 1)))
        return dict(self.viewer.parameters)


@pytest.fixture(scope="module")
def aggregates(truth, full):
    """Aggregates with their bindings and the truth's answers, the rule sets in turn."""
    viewers, made = [truth.viewer(rules, dict(VALUES)) for rules in RULE_SETS], []
    for number in range(1000 if full else 200):
        rng, viewer = random.Random(f"{SEED} {number}"), viewers[number % len(viewers)]
        viewer.parameters = dict(VALUES)
        shape = Groups(rng, viewer).make()
        for _ in range(20 if full else 3):
            viewer.parameters = dict(VALUES)
            binding = GroupsBinder(rng, viewer, shape).bind()
            answer = viewer.read(shape.read)
            made.append((shape, binding, answer, tolerances(viewer, shape.read, answer)))
    return made


def tolerances(viewer, plan, answer):
    """How far each measure of each group may be off: none but for sums and percentiles of fractions."""
    largest = {
        m: sum(abs(v) for x in viewer.items(plan.kind, None, None) if (v := viewer.value(m.value, x)) is not None)
        for m in plan.measures
        if m.what in ("sum", "percentile")
    }
    return [largest.get(m, 0) for m in plan.measures] if answer else []


def same(plan, expected, found, allowed):
    """Whether a store's groups are the truth's."""
    if len(expected) != len(found):
        return False
    size = len(plan.keys)
    for ours, theirs in zip(expected, found, strict=True):
        if repr(ours[:size]) != repr(theirs[:size]):
            return False
        for x, y, large in zip(ours[size:], theirs[size:], allowed, strict=True):
            if large > LARGE:
                continue
            close = large and x is not None and y is not None and abs(x - y) <= 1e-12 * large
            if not close and repr(x) != repr(y):
                return False
    return True


def differences(run, store, aggregates, compiled):
    """The aggregates a store answers otherwise than the truth."""
    for shape, binding, expected, allowed in aggregates:
        found = run(store.read(compiled(shape), binding))
        if not same(shape.read, expected, found, allowed):
            yield shape.rules.name, shape.read, binding, expected, found


def test_groups_say_something(aggregates, report):
    """At least 60 % of the aggregates have a group with a row in it."""
    share = sum(any(g[len(s.read.keys)] for g in answer) for s, _, answer, _ in aggregates) / len(aggregates)

    assert share >= 0.6
    report("aggregates", shapes=len({id(s) for s, *_ in aggregates}), answers=len(aggregates), non_empty=f"{share:.1%}")


def test_sqlite_groups_as_the_truth(run, aggregates, sqlite_world):
    """SQLite gives the truth's groups under every rule set."""
    assert [] == list(differences(run, sqlite_world, aggregates, lambda s: compile_sql(restrict(s.read, s.rules))))[:1]


def test_neo4j_groups_as_the_truth(run, aggregates, neo4j_world, full):
    """Neo4j gives the truth's groups under every rule set."""
    chosen = aggregates if full else aggregates[:90]

    assert [] == list(differences(run, neo4j_world, chosen, lambda s: compile_cypher(restrict(s.read, s.rules))))[:1]


AGGREGATE, RULES = "graph.sql.aggregate", "graph.rules"
FAULTS = {
    "rows of a rule counted": (
        RULES,
        "where=None if plan.where is None else _condition(plan.where, plan.kind, None, rules),\n        visible=rules.rule(plan.kind, None),",
        "where=None if plan.where is None else _condition(plan.where, plan.kind, None, rules),",
    ),
    "hidden key shown": (RULES, "keys=tuple(rules.express(key, plan.kind, None) for key in plan.keys),", "keys=plan.keys,"),
    "hidden property measured": (RULES, "m.value and rules.see(m.value, plan.kind, None)", "m.value"),
    "filter left out": (
        RULES,
        "where=None if plan.where is None else _condition(plan.where, plan.kind, None, rules),\n        visible",
        "where=None,\n        visible",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_fault_in_rules_of_groups_is_found(run, aggregates, sqlite_world, name):
    """A fault in what a viewer's groups hold makes an answer differ."""
    made = planted(FAULTS[name], RULES)

    def faulty(shape):
        return compile_sql(made.restrict(shape.read, made.RuleSet(shape.rules.name, shape.rules.rows, shape.rules.shown)))

    assert any(differences(run, sqlite_world, aggregates, faulty))


@pytest.mark.parametrize("fault", ["largest_first", "keys", "measures"])
def test_fault_in_a_plan_of_groups_is_found(run, aggregates, sqlite_world, fault):
    """An order, a key or a measure that is not the one asked for makes an answer differ."""

    def faulty(shape):
        plan = shape.read
        wrong = {
            "largest_first": {"largest_first": not plan.largest_first},
            "keys": {"keys": tuple(Value("code" if plan.kind in MODEL.kinds else "key") for _ in plan.keys)},
            "measures": {"measures": tuple(Measure("count") for _ in plan.measures)},
        }[fault]
        return compile_sql(restrict(replace(plan, **wrong), shape.rules))

    assert any(differences(run, sqlite_world, aggregates, faulty))


def test_sum_of_whole_numbers_is_exact_beyond_64_bits(run, truth, sqlite_world):
    """The sums of quotients and remainders make a sum that 64 bits do not hold."""
    plan = Aggregate("Expert", (), (Measure("high", Value("dayRate")), Measure("low", Value("dayRate"))), Param("p0"))
    viewer = truth.viewer(EVERYTHING, {"p0": 1})
    rates = [x[0].row["dayRate"] for x in viewer.items("Expert", None, None) if x[0].row["dayRate"] is not None]
    ((high, low),) = run(sqlite_world.read(compile_sql(restrict(plan, EVERYTHING)), {"p0": 1}))

    assert sum(rates) == high * 1_000_000_000 + low
