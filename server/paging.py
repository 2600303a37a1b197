# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownLambdaType=false, reportUnknownParameterType=false
# graphql-core's generics are not parametrised in its own signatures
"""Rewrites a document so that one of its connections can be read to its end: a cursor that is a variable, and page info."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import graphql as g

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Found = dict[tuple[str, ...], list[g.FieldNode]]

ROWS = ("edges", "nodes")


class PagingError(ValueError):
    """The document has no connection to read to its end, or it is not clear which one."""


@dataclass(frozen=True, slots=True)
class Paged:
    """A document of one operation that reads a page of the connection at *path* from the cursor in the variable *cursor*.

    `rows` is the key of its edges or nodes and `info` that of its page info, `start` what the variable is on the first page
    where the client did not declare it.
    """

    text: str
    path: tuple[str, ...]
    rows: str
    info: str
    backward: bool
    cursor: str
    start: dict[str, str | None]

    def page(self, data: Any) -> tuple[list[Any], str | None]:  # noqa: ANN401  # JSON
        """Return the rows of an answer and the cursor to go on from, None at the end; raises `PagingError`.

        Backwards the last row comes first, so that the rows of all pages are in one order.
        """
        for at, key in enumerate(self.path):
            data = data.get(key)
            if data is None:
                raise PagingError(f"{'.'.join(self.path[: at + 1])} is null: there is nothing to page through")
        rows, info = data.get(self.rows), data[self.info]
        if rows is None:
            raise PagingError(f"{'.'.join((*self.path, self.rows))} is left out by a directive: there is nothing to page through")
        if self.backward:
            return rows[::-1], info["startCursor"] if info["hasPreviousPage"] else None
        return rows, info["endCursor"] if info["hasNextPage"] else None


def paged(
    schema: g.GraphQLSchema,
    text: str,
    variables: Mapping[str, Any],
    operation: str | None = None,
    connection: str | None = None,
) -> Paged:
    """Return a valid document rewritten for one connection, which *connection* names as in `city.values`; raises `PagingError`.

    It is read backwards where `last` is given and `first` is not, be it in the document, its variables or their defaults.
    """
    chosen = g.get_operation_ast(g.parse(text), operation)
    assert chosen
    document = g.separate_operations(g.parse(text))[chosen.name.value if chosen.name else ""]
    found = _connections(schema, document)
    path = _chosen(found, connection)
    nodes = found[path]
    rows = _rows(document, nodes, path)
    backward = {"first", "last"} & _given(document, nodes[0], variables) == {"last"}
    argument = "before" if backward else "after"
    given = [a.value for node in nodes for a in node.arguments or () if a.name.value == argument]
    value = given[0] if given else None
    shared = isinstance(value, g.VariableNode) and _uses(document, value.name.value) > len(given)  # it pages something else too
    variable = value.name.value if isinstance(value, g.VariableNode) and not shared else None
    rewriting = _Rewriting(document, nodes, argument, variable)
    start = {} if variable else {rewriting.cursor: _value(document, value, variables)}
    text = g.strip_ignored_characters(g.print_ast(g.visit(document, rewriting)))
    return Paged(text, path, rows, rewriting.info, backward, rewriting.cursor, start)


class _Rewriting(g.Visitor):
    """Gives the fields their cursor as a variable, declared where there is none yet, and asks for page info."""

    def __init__(self, document: g.DocumentNode, nodes: list[g.FieldNode], argument: str, variable: str | None) -> None:
        super().__init__()
        taken = {v.variable.name.value for v in _operation(document).variable_definitions or ()}
        free = ("cursor", *(f"cursor{i}" for i in range(len(taken))))
        self.cursor = variable or next(name for name in free if name not in taken)
        self._nodes, self._argument, self._declared = {id(node) for node in nodes}, argument, variable is not None
        self.info = _info(document, nodes)
        told = "hasPreviousPage startCursor" if argument == "before" else "hasNextPage endCursor"
        asked = "pageInfo" if self.info == "pageInfo" else f"{self.info}: pageInfo"
        text = f"query (${self.cursor}: String) {{ x({argument}: ${self.cursor}) {{ {asked} {{ {told} }} }} }}"
        self._wanted = _operation(g.parse(text))

    def enter_operation_definition(self, node: g.OperationDefinitionNode, *_: Any) -> g.OperationDefinitionNode:  # noqa: ANN401
        added = () if self._declared else self._wanted.variable_definitions or ()
        return replace(node, variable_definitions=(*(node.variable_definitions or ()), *added))

    def enter_field(self, node: g.FieldNode, *_: Any) -> g.FieldNode | None:  # noqa: ANN401
        if id(node) not in self._nodes:
            return None
        (wanted,) = self._wanted.selection_set.selections
        assert isinstance(wanted, g.FieldNode)
        assert wanted.selection_set
        assert node.selection_set
        others = [a for a in node.arguments or () if a.name.value != self._argument]
        selections = (*node.selection_set.selections, *wanted.selection_set.selections)
        return replace(
            node,
            arguments=(*others, *(wanted.arguments or ())),
            selection_set=replace(node.selection_set, selections=selections),
        )


def _operation(document: g.DocumentNode) -> g.OperationDefinitionNode:
    found = g.get_operation_ast(document, None)
    assert found
    return found


def _given(document: g.DocumentNode, node: g.FieldNode, variables: Mapping[str, Any]) -> set[str]:
    """Return the names of a field's arguments that are not null."""
    return {a.name.value for a in node.arguments or () if _value(document, a.value, variables) is not None}


def _value(document: g.DocumentNode, value: g.ValueNode | None, variables: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """Return the value of an argument, None where it is null or not given."""
    if isinstance(value, g.VariableNode) and value.name.value not in variables:
        defaults = {v.variable.name.value: v.default_value for v in _operation(document).variable_definitions or ()}
        value = defaults.get(value.name.value)
    return None if value is None else g.value_from_ast_untyped(value, dict(variables))


def _uses(document: g.DocumentNode, variable: str) -> int:
    """Return how often a variable is used."""
    found = list[str]()

    class Uses(g.Visitor):
        def enter_variable(self, node: g.VariableNode, *_: Any) -> None:  # noqa: ANN401
            found.append(node.name.value)

    g.visit(document, Uses())
    return found.count(variable) - 1  # it is declared once


def _info(document: g.DocumentNode, nodes: list[g.FieldNode]) -> str:
    """Return a key under which page info can be asked for beside what is selected: its own name, unless aliases stand in the way."""
    fields = [field for node in nodes for field, _ in _fields(document, node.selection_set, "")]
    inside = [f for field in fields if field.name.value == "pageInfo" for f, _ in _fields(document, field.selection_set, "")]
    taken = {field.alias.value for field in fields if field.alias}
    if "pageInfo" not in taken and not any(field.alias for field in inside):
        return "pageInfo"
    return next(name for name in ("page", *(f"page{i}" for i in range(len(taken)))) if name not in taken)


def _fragments(document: g.DocumentNode) -> dict[str, g.FragmentDefinitionNode]:
    return {d.name.value: d for d in document.definitions if isinstance(d, g.FragmentDefinitionNode)}


def _fields(document: g.DocumentNode, selections: g.SelectionSetNode | None, of: Any) -> Iterator[tuple[g.FieldNode, Any]]:  # noqa: ANN401
    """Yield the fields of a selection, fragments spread out, each with the name of the type it is selected on."""
    for node in selections.selections if selections else ():
        if isinstance(node, g.FieldNode):
            yield node, of
            continue
        part: Any = _fragments(document)[node.name.value] if isinstance(node, g.FragmentSpreadNode) else node
        yield from _fields(document, part.selection_set, part.type_condition.name.value if part.type_condition else of)


def _connections(schema: g.GraphQLSchema, document: g.DocumentNode) -> Found:
    """Return the connections below single objects by their path: the client's keys from the root."""
    found: Found = {}

    def walk(selections: g.SelectionSetNode | None, of: str, path: tuple[str, ...]) -> None:
        for node, owner in _fields(document, selections, of):
            field = getattr(schema.type_map[owner], "fields", {}).get(node.name.value)
            made = g.get_nullable_type(field.type) if field else None
            at = (*path, node.alias.value if node.alias else node.name.value)
            if isinstance(made, g.GraphQLObjectType) and "pageInfo" in made.fields:
                found.setdefault(at, []).append(node)
            elif g.is_composite_type(made):
                walk(node.selection_set, made.name, at)

    assert schema.query_type
    walk(_operation(document).selection_set, schema.query_type.name, ())
    return found


def _chosen(found: Found, connection: str | None) -> tuple[str, ...]:
    """Return the path of the connection that was named, else of the only one, else of the only one written to be paged."""
    names = ", ".join(".".join(path) for path in found)
    if not found:
        raise PagingError(
            "the document has no connection below single objects: expected one as in { cities(first: 100) { nodes { code } } }"
        )
    if connection is not None:
        path = tuple(connection.split("."))
        if path not in found:
            raise PagingError(f"there is no connection {connection}: expected one of {names}")
        return path
    ready = [path for path, nodes in found.items() if _is_ready(nodes)]
    if len(found) == 1 or len(ready) == 1:
        return (ready or list(found))[0]
    raise PagingError(f"the document has {len(found)} connections: choose one with --connection: {names}")


def _is_ready(nodes: list[g.FieldNode]) -> bool:
    given = [a for node in nodes for a in node.arguments or () if a.name.value in ("after", "before")]
    asked = [
        s.name.value for node in nodes if node.selection_set for s in node.selection_set.selections if isinstance(s, g.FieldNode)
    ]
    return any(isinstance(a.value, g.VariableNode) for a in given) and "pageInfo" in asked


def _rows(document: g.DocumentNode, nodes: list[g.FieldNode], path: tuple[str, ...]) -> str:
    """Return the key under which the connection's rows are selected; raises `PagingError` unless there is one."""
    keys = {
        field.alias.value if field.alias else field.name.value
        for node in nodes
        for field, _ in _fields(document, node.selection_set, "")
        if field.name.value in ROWS
    }
    if len(keys) != 1:
        raise PagingError(f"{'.'.join(path)} selects {' and '.join(sorted(keys)) or 'no rows'}: expected either edges or nodes")
    return keys.pop()
