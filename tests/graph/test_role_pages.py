"""Pages stay index-backed under the rules of every role: on Neo4j their plans read an index in its order, and sort nothing.

Also where a part of a rule could use another index: the planner would seek each part and sort all a role may see.
"""

from __future__ import annotations

import pytest

from graph.cypher.compile import compile_cypher
from graph.expression import Param, Value
from graph.model import MODEL
from graph.plan import Key, Read
from graph.rules import restrict
from resolvers.policy import OWN, rules_of
from tests.graph.test_explain import _indexed, grown, operators, scans  # noqa: F401  # a fixture

ROLES = tuple(rules_of([role]) for role in OWN)


def disordered(ask, read):
    """Yield what of a page's plan is not in the order of an index."""
    found = operators(ask, compile_cypher(read))
    yield from scans(found, allowed=False)
    first = f"`n1.{read.order[0].value.prop}"
    yield from (f"{name} {told}" for name, told, _ in found if name in ("Sort", "Top") and told.startswith(first))
    yield from (f"{name} {told}" for name, told, _ in found if name == "Distinct")


def pages(kind, rules, *, all_of_them=True):
    """Yield pages of a kind under some rules: the first by its code and by another index, and then a later one."""
    code, (cursor, limit) = Key(Value("code")), (Param("p0"), Param("n"))
    other = next((name for name in MODEL.kinds[kind].props if name != "code" and _indexed(kind, name)), None)
    orders = [((code,), ()), *([((Key(Value(other)), code), ())] if other else []), ((code,), (cursor,))]
    for order, after in orders if all_of_them else orders[:-1]:
        yield restrict(Read(kind, (Value("code"),), order=order, after=after, limit=limit), rules)


def distinct(kind):
    """Return one of the roles for each rule a kind has."""
    return list({rules.rows[kind]: rules for rules in ROLES if kind in rules.rows}.values())


@pytest.mark.parametrize("kind", [kind for kind in MODEL.kinds if distinct(kind)])
def test_pages_are_in_the_order_of_an_index(grown, kind, full):  # noqa: F811  # a fixture
    """The pages of each kind under each rule of it are read from an index, in its order."""
    asked = [(rules.name, page) for rules in distinct(kind) for page in pages(kind, rules, all_of_them=full)]

    assert [] == [f"{name}: {fault}" for name, page in asked for fault in disordered(grown, page)]


def test_a_rule_before_the_order_is_found(grown, monkeypatch):  # noqa: F811  # a fixture
    """Were the rule of an expert tested with the conditions of the page, all experts would be read and sorted."""
    page = next(pages("Expert", rules_of(["expert"])))
    assert [] == list(disordered(grown, page))

    monkeypatch.setattr("graph.cypher.compile.lazily", written_as_it_is)
    monkeypatch.setattr("graph.cypher.compile.late", never)
    assert [] != list(disordered(grown, page))


def written_as_it_is(c, kind, write):
    """Write a rule as every other condition."""
    assert kind
    return write(c)


def never(read):
    """Test no rule after the order."""
    return not read
