# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownLambdaType=false, reportUnknownParameterType=false
# graphql-core's generics are not parametrised in its own signatures
"""Parsed and validated documents, kept by text: validation is the price of a new text, not the plan."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import graphql as g

from resolvers.errors import Code, refusal
from resolvers.limits import CHARACTERS, TOKENS, admit_document

if TYPE_CHECKING:
    from collections.abc import Sequence

WATCHED = ("after", "before", "id")
"""Arguments of which part of the value decides the statement: cursors and global IDs."""

INTROSPECTION = ("__schema", "__type")
"""Fields of introspection; `__typename` tells a client what it holds, and is none."""


@dataclass(frozen=True, slots=True)
class Document:
    """One operation of a valid document; `watched` are its variables used as a cursor or a global ID,
    `introspects` says whether any operation of the document asks for the schema.
    """

    text: str
    name: str | None
    ast: g.DocumentNode
    operation: g.OperationDefinitionNode
    fragments: dict[str, g.FragmentDefinitionNode]
    watched: frozenset[str]
    introspects: bool


class _Watch(g.Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.introspects = False

    def enter_field(self, node: g.FieldNode, *_: Any) -> None:  # noqa: ANN401
        self.introspects |= node.name.value in INTROSPECTION

    def enter_argument(self, node: g.ArgumentNode, *_: Any) -> None:  # noqa: ANN401
        if node.name.value in WATCHED and isinstance(node.value, g.VariableNode):
            self.names.add(node.value.name.value)


class Documents:
    """The `size` most recently used valid operations."""

    def __init__(self, schema: g.GraphQLSchema, rules: Sequence[type[g.ASTValidationRule]] = (), size: int = 1000) -> None:
        """Begin with none; *rules* are held beside those of the specification."""
        self._schema, self._rules, self._size = schema, (*g.specified_rules, *rules), size
        self._known: OrderedDict[tuple[str, str | None], Document] = OrderedDict()

    def get(self, text: str, name: str | None) -> Document | list[g.GraphQLError]:
        """Return the operation of that name, or what is wrong with the document."""
        key = (text, name)
        found = self._known.get(key)
        if found:
            self._known.move_to_end(key)
            return found
        made = self._make(text, name)
        if isinstance(made, Document):
            self._known[key] = made
            if len(self._known) > self._size:
                self._known.popitem(last=False)
        return made

    def _make(self, text: str, name: str | None) -> Document | list[g.GraphQLError]:
        try:
            ast = _parsed(text)
        except g.GraphQLError as error:
            return [error]
        errors = g.validate(self._schema, ast, self._rules, max_errors=20, hide_suggestions=True)
        if errors:
            return [_coded(e, Code.VALIDATION_FAILED) for e in errors]
        operation = g.get_operation_ast(ast, name)
        if operation is None:
            expected = f"an operation named {name!r}" if name else "operationName, since there is more than one operation"
            return [refusal(Code.BAD_REQUEST, f"The document has no such operation: expected {expected}.")]
        fragments = {d.name.value: d for d in ast.definitions if isinstance(d, g.FragmentDefinitionNode)}
        watch = _Watch()
        g.visit(ast, watch)
        return Document(text, name, ast, operation, fragments, frozenset(watch.names), watch.introspects)


def _parsed(text: str) -> g.DocumentNode:
    """Return the document of a text; raises a coded `GraphQLError` for one that is no document or too large."""
    if len(text) > CHARACTERS:
        raise refusal(Code.TOO_COMPLEX, f"The document has {len(text)} characters and {CHARACTERS} are allowed.")
    try:
        ast = g.parse(text, max_tokens=TOKENS)
        admit_document(ast)
    except g.GraphQLSyntaxError as error:
        large = error.message.endswith("Parsing aborted.")  # too many tokens, or too deep for the parser
        raise _coded(error, Code.TOO_COMPLEX if large else Code.PARSE_FAILED) from None
    except RecursionError:
        raise refusal(Code.TOO_COMPLEX, "The document is nested too deeply.") from None
    return ast


def _coded(error: g.GraphQLError, code: Code) -> g.GraphQLError:
    error.extensions = {"code": code.value}
    return error
