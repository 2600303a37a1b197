"""The contract finds faults planted in the rules and in each compiler."""

from __future__ import annotations

import pytest

from graph.cypher.compile import compile_cypher
from graph.rules import restrict
from graph.sql.compile import compile_sql
from tests.graph.cases import ask
from tests.graph.faults import CYPHER, IN_CYPHER, IN_RULES, IN_SQL, RULES, SQL, planted


def finds(run, store, contract, compiler, faulty):
    """Return whether a case shows the fault; only statements it changes are asked for."""
    for case in contract:
        text = faulty(case.shape)
        if text != compiler(restrict(case.shape.read, case.shape.rules)) and run(ask(store, text, case)):
            return True
    return False


@pytest.mark.parametrize("name", IN_RULES)
def test_fault_in_rules_is_found(run, contract, sqlite_world, name):
    """A fault in what a viewer may see makes an answer differ."""
    made = planted(IN_RULES[name], RULES)

    def faulty(shape):
        rules = made.RuleSet(shape.rules.name, shape.rules.rows, shape.rules.shown)
        return compile_sql(made.restrict(shape.read, rules))

    assert finds(run, sqlite_world, contract, compile_sql, faulty)


@pytest.mark.parametrize("name", IN_SQL)
def test_fault_in_sql_is_found(run, contract, sqlite_world, name):
    """A fault in the SQL makes an answer differ."""
    made = planted(IN_SQL[name], SQL)

    assert finds(run, sqlite_world, contract, compile_sql, lambda s: made.compile_sql(restrict(s.read, s.rules)))


@pytest.mark.parametrize("name", IN_CYPHER)
def test_fault_in_cypher_is_found(run, contract, neo4j_world, name):
    """A fault in the Cypher makes an answer differ."""
    made = planted(IN_CYPHER[name], CYPHER)

    assert finds(run, neo4j_world, contract, compile_cypher, lambda s: made.compile_cypher(restrict(s.read, s.rules)))
