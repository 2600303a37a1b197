"""Whether an answer is what the SDL promises, by graphql-core and the SDL alone."""

from __future__ import annotations

import json
import re
from pathlib import Path

import graphql as g

SDL = (Path(__file__).parents[2] / "schema.graphql").read_text(encoding="utf-8")
LOOKS = {
    "Date": r"\d{4}-\d\d-\d\d",
    "DateTime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z",
    "Decimal": r"-?\d+(\.\d{1,4})?",
    "Long": r"-?\d+",
}
"""What a scalar of ours looks like; any other is a string."""


def _serialize(name):
    def serialize(value):
        if not isinstance(value, str) or not re.fullmatch(LOOKS.get(name, r"(?s).*"), value):
            raise g.GraphQLError(f"{value!r} is no {name}")
        return value

    return serialize


def promised():
    """The schema of the SDL for reading answers: no arguments, and scalars take only what looks like them."""
    schema = g.build_schema(SDL)
    for name, of in schema.type_map.items():
        if g.is_introspection_type(of):  # all schemas of a process share them
            continue
        if isinstance(of, g.GraphQLScalarType) and not g.is_specified_scalar_type(of):
            of.serialize = _serialize(name)
        for field in of.fields.values() if isinstance(of, (g.GraphQLObjectType, g.GraphQLInterfaceType)) else ():
            field.args = {}
    return schema


def differences(schema, document, data):
    """What is wrong with the data of an answer.

    graphql-core runs the document with the answer as its source, under the keys of the answer. What comes out is the
    answer, to the letter, or the answer lacks a field, has one too many, or has a value its type does not allow.
    A request that was refused as a whole has no data.
    """
    if data is None:
        return []
    made = g.execute_sync(
        schema,
        document,
        data,
        field_resolver=lambda source, info, **_: source[info.path.key],
        type_resolver=lambda value, *_: value["__typename"],
    )
    found = [f"{e.path}: {e.message}" for e in made.errors or ()]
    return found or ([] if json.dumps(made.data) == json.dumps(data) else [f"{json.dumps(made.data)} is not {json.dumps(data)}"])
