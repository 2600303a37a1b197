# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownParameterType=false
# graphql-core's generics are not parametrised in its own signatures
"""Introspection: graphql-core answers it from the schema, in a thread, and each field it tells is paid for.

No rule on the text holds it: the types of a schema of ours times their fields times those fields' types are millions of
fields in a document of a hundred letters.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import graphql as g

from resolvers.marks import Computed
from resolvers.stoppable import in_thread

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from resolvers.viewer import Viewer

FIELDS_OF_A_ROW = 15
"""Fields of introspection that cost what a row costs: the query of client libraries, 120 000 of them, is for everyone."""
BATCH = 5 * FIELDS_OF_A_ROW
"""Fields that are paid for together."""
PLAIN = frozenset({"String", "Boolean"})
"""Types of the arguments that introspection takes."""

_POOL = ThreadPoolExecutor(1, "introspection")
"""One thread: the interpreter is shared out among threads, so that ten aliases in ten would leave the event loop a tenth."""


def introspection(
    schema: g.GraphQLSchema,
    operation: g.OperationDefinitionNode,
    nodes: Sequence[g.FieldNode],
    fragments: Mapping[str, g.FragmentDefinitionNode],
) -> Computed:
    """Return how `__schema` or `__type` is answered: it is paid for while it is, and ended with its request."""
    variables = tuple(d for d in operation.variable_definitions or () if _plain(d.type))
    selected = g.SelectionSetNode(selections=tuple(nodes))
    asked = g.OperationDefinitionNode(operation=operation.operation, variable_definitions=variables, selection_set=selected)
    document = g.DocumentNode(definitions=(asked, *fragments.values()))

    async def run(_: Sequence[str | None], arguments: Mapping[str, Any], viewer: Viewer) -> Sequence[Any]:
        return [await in_thread(lambda check: _answer(schema, document, arguments, viewer, check), _POOL)]

    return Computed(run, price=lambda _: 0, statements=0)


def _plain(of: g.TypeNode) -> bool:
    """Say whether a variable may stand in introspection; others are coerced to what is not JSON."""
    while not isinstance(of, g.NamedTypeNode):
        assert isinstance(of, (g.NonNullTypeNode, g.ListTypeNode))
        of = of.type
    return of.name.value in PLAIN


def _answer(
    schema: g.GraphQLSchema,
    document: g.DocumentNode,
    variables: Mapping[str, Any],
    viewer: Viewer,
    check: Callable[[], None],
) -> Any:  # noqa: ANN401  # a part of a response
    told = 0
    refused: Exception | None = None

    def pay(following: Callable[..., Any], source: Any, info: Any, **arguments: Any) -> Any:  # noqa: ANN401
        nonlocal told, refused
        if refused:  # graphql-core would go on beside it
            raise refused
        told += 1
        if told % BATCH == 0:
            try:
                check()
                viewer.spend(BATCH // FIELDS_OF_A_ROW, "introspect less at once")
            except Exception as error:
                refused = error
                raise
        return following(source, info, **arguments)

    result = g.execute_sync(schema, document, variable_values=dict(variables), middleware=[pay])
    errors = [refused] if refused else result.errors
    if errors:
        raise errors[0]
    assert result.data
    (value,) = result.data.values()
    return value
