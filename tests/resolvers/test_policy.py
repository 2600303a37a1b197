"""The table of roles: nothing without a rule, and what each role sees of a small world."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from graph.expression import ALWAYS, NEVER
from graph.model import MODEL
from resolvers.marks import Computed, mark_of
from resolvers.policy import (
    COMPUTED,
    CONFIDENTIAL,
    EVERYONE,
    JOINING,
    MET,
    OPEN,
    OWN,
    PUBLISHABLE,
    WORKING,
    budget_of,
    rule_values,
    rules_of,
)
from resolvers.public import PUBLIC
from resolvers.standing import Role, Standing
from schema.build import SCHEMA

ROOT = Path(__file__).parents[2]
KINDS = {name for name, kind in MODEL.kinds.items() if not kind.internal}
RELATIONS = {name for name, kind in MODEL.relations.items() if not kind.internal}
RULED = {"Evaluation", "Certificate", "Cohort", "TwinPair"}
"""Kinds whose rows everyone sees by a rule of their own."""


def test_every_kind_has_a_rule():
    """Each kind stands in one list that says who sees its rows, and nothing else does."""
    listed = [*OPEN, *PUBLISHABLE, *WORKING, *RULED]

    assert sorted(KINDS) == sorted(listed)


def test_every_relation_has_a_rule():
    """Each relation stands in one list that says who sees its edges."""
    assert sorted(RELATIONS) == sorted([*JOINING, *CONFIDENTIAL, "HasValue"])


def test_every_property_has_a_rule():
    """Each property is listed as everyone's, or the model says it is not for everyone; none is both, none is made up."""
    for name in KINDS | RELATIONS:
        props = MODEL.owner(name).props
        kept = {p.name for p in props.values() if p.sensitivity != "public"}
        assert props.keys() - kept == PUBLIC[name]


def test_every_computed_field_has_a_rule():
    """Each field that is computed says why it may be asked."""
    types = {name: t for name, t in SCHEMA.graphql.type_map.items() if hasattr(t, "fields")}
    found = {f"{name}.{at}" for name, t in types.items() for at, f in t.fields.items() if isinstance(mark_of(f), Computed)}

    assert found == set(COMPUTED)


def test_what_has_no_rule_is_not_seen(monkeypatch):
    """A kind, a relation and a property that nobody wrote a rule for are hidden from all but the programme."""
    monkeypatch.setattr("resolvers.policy.EVERYONE", {k: v for k, v in EVERYONE.items() if k not in ("Kpi", "Measures")})
    monkeypatch.setattr("resolvers.policy.PUBLIC", {**PUBLIC, "Goal": PUBLIC["Goal"] - {"name"}})
    rules = rules_of.__globals__["_rules"].__wrapped__("anonymous")

    assert not {"Kpi", "Measures"} & rules.rows.keys()
    assert "name" not in rules.shown["Goal"]


def test_roles_are_those_of_the_table():
    """Each role has its rows in the table."""
    assert set(get_args(Role)) == OWN.keys() >= MET.keys()


@pytest.mark.parametrize("role", OWN)
def test_every_role_sees_what_everyone_sees(role):
    """No role sees less than the anonymous: their rule is one of the alternatives, or all rows are seen."""
    rules = rules_of([role])
    for name, rule in EVERYONE.items():
        found = rules.rows[name]
        assert found in (ALWAYS, rule) or rule in found.parts


def test_internal_kinds_are_nobodys():
    """No role sees who may sign in, nor the log."""
    internal = {name for name, kind in (*MODEL.kinds.items(), *MODEL.relations.items()) if kind.internal}

    assert internal
    assert not any(internal & rules_of([role]).rows.keys() for role in OWN)


def test_roles_together_see_what_each_sees():
    """Of two roles the rows of both are seen, and a property on the rows of the role that owns them."""
    one, other, both = (rules_of(roles) for roles in (["cityOfficer"], ["expert"], ["expert", "cityOfficer"]))

    assert set(one.rows["Project"].parts) | set(other.rows["Project"].parts) == set(both.rows["Project"].parts)
    assert {one.shown["Project"]["missing"], other.shown["Project"]["missing"]} == set(both.shown["Project"]["missing"].parts)


def test_statements_are_shared_by_all_who_have_the_same_roles():
    """A rule set is one for its roles, in whatever order, and holds no code of what anyone acts for."""
    assert rules_of(["expert", "anonymous", "provider"]) is rules_of(["provider", "expert"])
    assert rules_of(["admin"]) is rules_of(["programmeStaff", "expert"])
    assert rules_of([]) is rules_of(["anonymous"])


def test_scopes_are_parameters():
    """What one acts for comes as lists of codes beside the request's values, empty where there is nothing."""
    values = rule_values(Standing(cities=("NO-a",)))
    scopes = [f.name for f in dataclasses.fields(Standing) if f.name not in ("subject", "roles")]

    assert {f"r_{name}": [] for name in scopes} | {"r_cities": ["NO-a"]} == {
        k: v for k, v in values.items() if k.removeprefix("r_") in scopes
    }


def test_parameters_of_rules_have_values():
    """Every parameter a rule names has a value for everyone."""
    names = set(rule_values(Standing()))
    asked = set()

    def walk(c):
        asked.update([c.param.name] if getattr(c, "param", None) else [])
        for part in (*getattr(c, "parts", ()), *filter(None, [getattr(c, "where", None)])):
            walk(part)

    for role in OWN:
        for rule in (*rules_of([role]).rows.values(), *(r for shown in rules_of([role]).shown.values() for r in shown.values())):
            walk(rule)

    assert len(asked) > 10
    assert asked <= names


def test_no_rule_is_never():
    """What is never seen has no rule, so that no statement asks for it."""
    assert not any(NEVER in rules_of([role]).rows.values() for role in OWN)


def test_the_richest_role_pays():
    """Who has several roles has the budget of the one that may spend most."""
    assert budget_of(["anonymous"]) == budget_of(["expert"]) < budget_of(["expert", "programmeStaff"])


def test_policy_page_is_the_policy():
    """docs/policy.md is what scripts/policy_page would write."""
    done = subprocess.run(
        [sys.executable, "scripts/policy_page", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (0, "") == (done.returncode, done.stderr)
