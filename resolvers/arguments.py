# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownLambdaType=false, reportUnknownParameterType=false
# graphql-core's generics are not parametrised in its own signatures
"""Arguments as they stand in the document, with every value replaced by where it comes from.

A plan holds no values, so that one plan serves all requests of one *shape*: the keys of input objects, nulls, booleans,
enum values and whether a list of objects has one or two are part of it; texts, numbers and lists of them are not.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import graphql as g

from resolvers.cursor import cursor_shape, read_id
from resolvers.errors import bad_input

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Variables = Mapping[str, Any]
    Getter = Callable[[Variables], Any]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value that is not part of the plan: how to get it from the variables, and what it is in this request."""

    get: Getter
    now: Any


@dataclass(frozen=True, slots=True)
class Fields:
    """An input object: the arguments that were given."""

    of: dict[str, Tree]


@dataclass(frozen=True, slots=True)
class Items:
    """A list of input objects."""

    of: list[Tree]


Tree = Leaf | Fields | Items


def plain(value: Any) -> Any:  # noqa: ANN401  # a coerced value
    """Return a coerced value with enum members as their names."""
    if isinstance(value, enum.Enum):
        return value.name
    return [plain(v) for v in value] if isinstance(value, list) else value


def _at(path: tuple[str | int, ...]) -> Getter:
    def get(variables: Variables) -> Any:  # noqa: ANN401
        value: Any = variables
        for step in path:
            value = value[step]
        return plain(value)

    return get


def from_value(value: Any, path: tuple[str | int, ...]) -> Tree:  # noqa: ANN401  # a coerced value
    """Return the tree of a variable's value."""
    if isinstance(value, dict):
        return Fields({k: from_value(v, (*path, k)) for k, v in value.items()})
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return Items([from_value(v, (*path, i)) for i, v in enumerate(value)])
    return Leaf(_at(path), plain(value))


def from_ast(node: g.ValueNode, of: g.GraphQLInputType, variables: Variables) -> Tree | None:
    """Return the tree of an argument in the document; None for a variable that was not given."""
    of = of.of_type if isinstance(of, g.GraphQLNonNull) else of
    if isinstance(node, g.VariableNode):
        name = node.name.value
        return _listed(from_value(variables[name], (name,)), of) if name in variables else None
    if isinstance(node, g.NullValueNode):
        return Leaf(lambda _: None, None)
    if isinstance(of, g.GraphQLList) and isinstance(g.get_named_type(of), g.GraphQLInputObjectType):
        nodes = node.values if isinstance(node, g.ListValueNode) else (node,)
        made = [from_ast(v, of.of_type, variables) for v in nodes]
        return Items([m for m in made if m is not None])
    if isinstance(of, g.GraphQLInputObjectType) and isinstance(node, g.ObjectValueNode):
        fields = {f.name.value: from_ast(f.value, of.fields[f.name.value].type, variables) for f in node.fields}
        return Fields({k: v for k, v in fields.items() if v is not None})
    if isinstance(node, g.ListValueNode) and any(isinstance(v, g.VariableNode) for v in node.values):
        return _mixed(node, of, variables)
    found = g.value_from_ast(node, of)
    if found is g.Undefined:
        raise bad_input(f"Expected a value of type {of}, found {g.print_ast(node)[:80]}.")
    value = plain(found)
    return Leaf(lambda _: value, value)


def _mixed(node: g.ListValueNode, of: g.GraphQLInputType, variables: Variables) -> Leaf:
    """Return a list of scalars in which variables stand beside constants."""
    item = of.of_type if isinstance(of, g.GraphQLList) else of
    parts = [p for p in (from_ast(v, item, variables) for v in node.values) if isinstance(p, Leaf)]
    return Leaf(lambda given: [p.get(given) for p in parts], [p.now for p in parts])


def _listed(tree: Tree, of: g.GraphQLInputType) -> Tree:
    """Return a single object as a list of one where a list is expected."""
    return Items([tree]) if isinstance(of, g.GraphQLList) and isinstance(tree, Fields) else tree


def given(node: g.FieldNode, field: g.GraphQLField, variables: Variables) -> dict[str, Tree]:
    """Return the arguments of a field that were given and are not null, defaults included."""
    asts = {a.name.value: a.value for a in node.arguments or ()}
    out: dict[str, Tree] = {}
    for name, argument in field.args.items():
        tree = from_ast(asts[name], argument.type, variables) if name in asts else None
        if tree is None and argument.default_value is not g.Undefined:
            default = plain(argument.default_value)
            tree = Leaf(lambda _, default=default: default, default)
        missing = tree is None or (isinstance(tree, Leaf) and tree.now is None)
        if tree is not None and not missing:
            out[name] = tree
        elif missing and isinstance(argument.type, g.GraphQLNonNull):  # a variable that may be null, where a default stands
            raise bad_input(f"{name}: found null, expected {argument.type}")
    return out


def values(tree: Tree, variables: Variables) -> Any:  # noqa: ANN401  # what a computed field gets
    """Return a tree's values in this request."""
    match tree:
        case Leaf():
            return tree.get(variables)
        case Fields():
            return {k: values(v, variables) for k, v in tree.of.items()}
        case Items():
            return [values(v, variables) for v in tree.of]


def values_given(info: g.GraphQLResolveInfo[Any]) -> dict[str, Any]:
    """Return the arguments that graphql-core's executor has for a field, as a computed field gets them."""
    variables: Any = getattr(info.variable_values, "coerced", info.variable_values)
    trees = given(info.field_nodes[0], info.parent_type.fields[info.field_name], variables)
    return {name: values(tree, variables) for name, tree in trees.items()}


def shape(value: Any, *, watched: bool = False) -> object:  # noqa: ANN401  # one line for each form of value
    """Return what of a variable's value the statement's text depends on; `watched`: it is a cursor or a global ID."""
    match value:
        case None | bool():
            return value
        case enum.Enum():
            return value.name
        case dict():
            return tuple((k, shape(v)) for k, v in value.items())
        case list():
            return tuple(shape(v) for v in value) if value and isinstance(value[0], dict) else "list"
        case str() if watched:
            return cursor_shape(value) or read_id(value)[0]
        case _:
            return "value"
