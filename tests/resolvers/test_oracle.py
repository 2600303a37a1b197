# ruff: noqa: D103, ARG005, PLR0917  # a planted fault is told by its name and has the signature it replaces
"""Generated documents: the executor of plans on both stores and graphql-core over our records against naive resolvers."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from dataclasses import dataclass, replace

import pytest

import resolvers.condition
import resolvers.execute
import resolvers.pages
import resolvers.rows
from graph import rules
from graph.expression import Value
from graph.plan import Key
from schema.build import SCHEMA, Schema, build
from tests.resolvers import asking
from tests.resolvers.asking import told, viewing
from tests.resolvers.coverage import OFTEN, Lacking
from tests.resolvers.documents import Documents
from tests.resolvers.naive import World

ROLES = ("anonymous", "programmeStaff")
SEED = 7
SAMPLE, FULL, TRIES = 240, 1000, 12000
"""Documents of the sample and, at least, of the full tier, and how many are made until each name is used often enough."""


@dataclass
class Asked:
    """A document with its variables, the role that asks, and the oracle's answer."""

    role: str
    text: str
    variables: dict
    answer: str


@pytest.fixture(scope="module")
def asked(loop, world, embedded, full, report):
    """Generated documents with the oracle's answers; of the full tier as many as use each name of the SDL often enough."""
    rng, out, used, lacking = random.Random(SEED), [], Counter(), Lacking(SCHEMA.graphql)
    for number in range(TRIES):
        if len(out) >= (FULL if full else SAMPLE) and not (full and lacking.of(used)):
            break
        role = ROLES[number % 2]
        naive = World(world[1], role)
        maker = Documents(rng, SCHEMA.graphql, naive, Counter(used), lacking if full and number > SAMPLE else None)
        text, variables = maker.make()
        if len(out) >= FULL and not lacking.helped(used, maker.used):
            continue
        context = {"viewer": viewing(role, embedded), "root": naive.root, "reference": naive.reference}
        answer = loop(SCHEMA.execute(text, variables, context))
        if answer.errors and not honest(answer.errors[0]):
            continue
        assert answer.errors is None, (text, variables, answer.errors)
        out.append(Asked(role, text, variables, told(answer)))
        used = maker.used
    full_ones, names = sum(filled(each.answer) for each in out), lacking.names
    often = sum(used[name] >= OFTEN for name in names)
    figures = {"ofSdl": len(names), "used": sum(used[name] > 0 for name in names), f"used {OFTEN} times": often}
    report("oracle documents", documents=len(out), nonEmpty=f"{full_ones / len(out):.1%}", **figures)
    assert full_ones >= 0.6 * len(out)
    assert not full or [] == lacking.of(used)
    return out


def honest(error):
    """Whether a document is one that is answered: not too large, and without a name that says two things of two types."""
    return error.extensions != {"code": "QUERY_TOO_COMPLEX"} and "they return conflicting types" not in error.message


def filled(answer):
    """Whether an answer tells anything: a value other than null, an empty list, a count of 0 or a type name."""

    def any_value(value, key=""):
        if isinstance(value, dict):
            return any(any_value(v, k) for k, v in value.items())
        if isinstance(value, list):
            return any(any_value(v) for v in value)
        return value not in (None, 0, False) and key != "__typename"

    return any_value(json.loads(answer)[0])


def rows_in(value):
    """How many rows of lists an answer holds, at least: a list that is told as edges and as nodes is counted once."""
    if isinstance(value, list):
        return sum(map(rows_in, value))
    if not isinstance(value, dict):
        return 0
    lists = [v for v in value.values() if isinstance(v, list) and v and isinstance(v[0], dict)]
    return max(len(v) + rows_in(v) for v in lists) if lists else sum(map(rows_in, value.values()))


def planned(loop, store, one, schema: Schema = SCHEMA):
    """The answer of the executor of plans."""
    return loop(asking.planned(store, one.role, one.text, one.variables, schema))


def core(loop, store, one):
    """The answer of graphql-core over our records."""
    return loop(asking.core(store, one.role, one.text, one.variables))


def differences(asked, answer):
    """The documents that are answered otherwise than by the oracle."""
    return [(one.role, one.text, one.variables) for one in asked if answer(one) != one.answer]


def test_plans_on_the_embedded_store(loop, embedded, asked):
    """The executor of plans on SQLite gives the oracle's answer to every document, and leaves none to graphql-core."""
    before = SCHEMA.fallbacks

    assert [] == differences(asked, lambda one: planned(loop, embedded, one))[:3]
    assert before == SCHEMA.fallbacks


def test_plans_on_neo4j(loop, production, asked, full):
    """The executor of plans on Neo4j gives the oracle's answer to every document."""
    assert [] == differences(asked[: FULL if full else 36], lambda one: planned(loop, production, one))[:3]


def test_graphql_core_over_records(loop, embedded, asked):
    """The fallback gives the oracle's answer to every document."""
    assert [] == differences(asked, lambda one: core(loop, embedded, one))[:3]


def test_no_answer_holds_more_than_was_paid_for(loop, embedded, asked, report):
    """The price of a document is at least the number of rows in its answer."""
    paid = []
    for one in asked:
        who = viewing(one.role, embedded)
        loop(SCHEMA.execute(one.text, one.variables, {"viewer": who}))
        paid.append((who.spent, rows_in(json.loads(one.answer)[0])))
    report("prices", documents=len(paid), rows=sum(rows for _, rows in paid), most=max(rows for _, rows in paid))

    assert [] == [(cost, rows) for cost, rows in paid if rows > cost]
    assert sum(rows > 1 for _, rows in paid) > len(paid) / 4


def dropped_where(monkeypatch):
    monkeypatch.setattr(resolvers.condition.Conditions, "where", lambda *_: None)


def ignored_order(monkeypatch):
    real = resolvers.pages.order

    def planted(tree, kind, step, bind):
        made = real(tree, kind, step, bind)
        return replace(made, keys=tuple(Key(made.keys[-1].value) for _ in made.keys))

    monkeypatch.setattr(resolvers.pages, "order", planted)


def wrong_operator(monkeypatch):
    real = resolvers.condition.Test
    monkeypatch.setattr(
        resolvers.condition, "Test", lambda value, op, param=None: real(value, "gt" if op == "gte" else op, param)
    )


def rule_skipped_in_reaches(monkeypatch):
    real = rules._condition

    def planted(c, kind, step, given):
        made = real(c, kind, step, given)
        return rules.replace(made, visible=None) if isinstance(made, rules.Reach) else made

    monkeypatch.setattr(rules, "_condition", planted)


def hidden_property_shown(monkeypatch):
    monkeypatch.setattr(rules.RuleSet, "see", lambda self, value, kind, step: value)


def rows_of_the_wrong_kind_of_viewer(monkeypatch):
    monkeypatch.setattr(rules.RuleSet, "rule", lambda self, kind, step: None)


def wrong_column(monkeypatch):
    real = resolvers.rows.Rows.column

    def planted(self, value, columns, x):
        text = real(self, value, columns, x)
        return text if len(columns) < 3 or not isinstance(value, Value) else f"{x}[{len(columns) - 2}]"

    monkeypatch.setattr(resolvers.rows.Rows, "column", planted)


def last_not_reversed(monkeypatch):
    real = resolvers.pages.Page.connection

    def planted(self, group):
        read, code = real(self, group)
        return read, lambda at: code(at).replace("[::-1])", ")")

    monkeypatch.setattr(resolvers.pages.Page, "connection", planted)


def count_of_the_page(monkeypatch):
    real = resolvers.pages.Page.field

    def planted(self, nodes, columns, x, kept, cursor, found, wanted, c):
        name = nodes[0].name.value
        return f"len({kept})" if name == "totalCount" else real(self, nodes, columns, x, kept, cursor, found, wanted, c)

    monkeypatch.setattr(resolvers.pages.Page, "field", planted)


def one_row_too_many(monkeypatch):
    real = resolvers.pages.Page.connection

    def planted(self, group):
        read, code = real(self, group)
        return read, lambda at: re.sub(r"\[:p\['(p\d+)'\]\]", r"[:p['\1'] + 1]", code(at))

    monkeypatch.setattr(resolvers.pages.Page, "connection", planted)


def skip_ignored(monkeypatch):
    import resolvers.collect  # noqa: PLC0415  # only here

    monkeypatch.setattr(resolvers.collect.Collector, "_passes", lambda *_: True)


def query_not_folded(monkeypatch):
    monkeypatch.setattr(resolvers.condition, "words", lambda text: text.split() or ["_"])


FAULTS = [
    dropped_where,
    ignored_order,
    wrong_operator,
    rule_skipped_in_reaches,
    hidden_property_shown,
    rows_of_the_wrong_kind_of_viewer,
    wrong_column,
    last_not_reversed,
    count_of_the_page,
    one_row_too_many,
    skip_ignored,
    query_not_folded,
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.__name__)
def test_planted_fault_is_found(loop, embedded, asked, fault, monkeypatch):
    """A fault planted in selection, rules or builder makes some document's answer differ from the oracle's; a crash is none."""
    fault(monkeypatch)
    monkeypatch.setattr("resolvers.viewer._statements", {})
    damaged = build()

    def differs(one):
        try:
            return planned(loop, embedded, one, damaged) != one.answer
        except Exception:  # noqa: BLE001  # a fault that only breaks what it is planted in proves nothing
            return False

    assert any(differs(one) for one in asked)
