"""The SDL: described throughout, nullable where a role may not see, and complete."""

from __future__ import annotations

from pathlib import Path

import graphql as g
import pytest

from graph.expression import ALWAYS
from graph.model import MODEL
from resolvers.policy import OWN, rules_of
from schema.build import SCHEMA, sdl

ROOT = Path(__file__).parents[2]
OURS = [
    t
    for name, t in SCHEMA.graphql.type_map.items()
    if not name.startswith("__") and name not in ("Int", "Float", "String", "Boolean", "ID")
]


def test_sdl_in_the_repository_is_the_code():
    """schema.graphql is what the code makes."""
    assert sdl() == (ROOT / "schema.graphql").read_text(encoding="utf-8")


@pytest.mark.parametrize("of", OURS, ids=lambda t: t.name)
def test_everything_is_described(of):
    """A type, its fields, arguments and values each have a description."""
    missing = [] if of.description else [of.name]
    for name, field in getattr(of, "fields", {}).items():
        missing += [] if field.description else [f"{of.name}.{name}"]
        missing += [f"{of.name}.{name}({arg})" for arg, a in getattr(field, "args", {}).items() if not a.description]
    missing += [f"{of.name}.{name}" for name, v in getattr(of, "values", {}).items() if not v.description]

    assert [] == missing


def test_internal_kinds_are_absent():
    """No type and no root field is of a kind that is internal."""
    names = {k.name for k in (*MODEL.kinds.values(), *MODEL.relations.values()) if k.internal}

    assert {"LogEntry", "Principal", "ApiToken", "ApiTokenOf", "ActsForCity"} <= names

    assert not [t.name for t in OURS if any(t.name.startswith(n) for n in names)]
    assert not [f for f in SCHEMA.graphql.query_type.fields if any(f.lower().startswith(n.lower()) for n in names)]


def test_kinds_of_one_shape_share_an_interface():
    """A kind implements the interface of its shape, with the shape's fields, and Node."""
    found = {name: {t.name for t in SCHEMA.graphql.get_possible_types(SCHEMA.graphql.type_map[name])} for name in MODEL.shapes}
    of = SCHEMA.graphql.type_map["Party"]

    assert {"Organisation", "Expert", "Financier"} == found["Party"]
    assert {"Hub", "Lab", "Initiative"} == found["Part"]
    assert {"Project", "Solution", "Practice"} == found["Offer"]
    assert found["Party"] | found["Offer"] < found["Described"]
    assert {"Described", "Node"} == {i.name for i in of.interfaces}
    assert {"id", *MODEL.shapes["Party"].props} == set(of.fields)


def test_root_fields_are_nullable():
    """One failing root field does not null the others."""
    assert not [name for name, f in SCHEMA.graphql.query_type.fields.items() if isinstance(f.type, g.GraphQLNonNull)]


@pytest.mark.parametrize("role", OWN)
def test_what_a_role_may_not_see_is_nullable(role):
    """A property that a role does not see of all rows, of a kind it sees, is nullable on the kind's type."""
    rules = rules_of([role])
    for kind in (k for k in MODEL.kinds.values() if k.name in rules.rows):
        fields = SCHEMA.graphql.type_map[kind.name].fields
        hidden = [name for name in kind.props if rules.shown[kind.name].get(name) != ALWAYS]
        assert not [name for name in hidden if isinstance(fields[name].type, g.GraphQLNonNull)]
