# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownParameterType=false
# graphql-core's generics are not parametrised in its own signatures
"""Introspection: graphql-core answers it from the schema, in a thread, and each field it tells is paid for.

No rule on the text holds it: the types of a schema of ours times their fields times those fields' types are millions of
fields in a document of a hundred letters.
"""

from __future__ import annotations

from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import graphql as g

from resolvers.errors import bad_input
from resolvers.marks import Computed
from resolvers.stoppable import in_thread

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from resolvers.viewer import Viewer

FIELDS_OF_A_ROW = 20
"""Fields, and items of lists, of introspection that cost what a row costs: the query of client libraries is for everyone."""
BATCH = 5
"""Rows that are paid for together."""
ADVICE = "introspect less at once"
PLAIN = frozenset({"String", "Boolean"})
"""Types of the arguments that introspection takes."""
KEPT = 4
"""Answers that are kept, some megabytes each: clients of one library ask the same."""

_pool = ThreadPoolExecutor(1, "introspection")
"""One thread: the interpreter is shared out among threads, so that ten aliases in ten would leave the event loop a tenth."""
_kept: OrderedDict[object, tuple[Any, int]] = OrderedDict()
"""Answers with what they cost, by schema, text and variables: on nothing else they depend."""


def introspection(
    schema: g.GraphQLSchema,
    operation: g.OperationDefinitionNode,
    nodes: Sequence[g.FieldNode],
    fragments: Mapping[str, g.FragmentDefinitionNode],
) -> tuple[Computed, list[str]]:
    """Return how `__schema` or `__type` is answered, and from which variables.

    It is paid for while it is told, and ended with its request; one that is kept is paid for as a whole.
    """
    variables = tuple(d for d in operation.variable_definitions or () if _plain(d.type))
    selected = g.SelectionSetNode(selections=tuple(nodes))
    asked = g.OperationDefinitionNode(operation=operation.operation, variable_definitions=variables, selection_set=selected)
    document = g.DocumentNode(definitions=(asked, *fragments.values()))
    text = g.print_ast(document)

    async def run(_: Sequence[str | None], arguments: Mapping[str, Any], viewer: Viewer) -> Sequence[Any]:
        key = (schema, text, *sorted(arguments.items()))

        def work(check: Callable[[], None]) -> Any:  # noqa: ANN401  # a part of a response
            if found := _kept.get(key):  # since a request that came before
                return _again(found, viewer)
            made = _kept[key] = _answer(schema, document, arguments, viewer, check)
            if len(_kept) > KEPT:
                _kept.popitem(last=False)
            return made[0]

        found = _kept.get(key)  # once: the thread may let it go meanwhile
        return [_again(found, viewer) if found else await in_thread(work, _pool)]

    return Computed(run, price=lambda _: 0, statements=0), [d.variable.name.value for d in variables]


def _plain(of: g.TypeNode) -> bool:
    """Say whether a variable may stand in introspection."""
    while not isinstance(of, g.NamedTypeNode):
        assert isinstance(of, (g.NonNullTypeNode, g.ListTypeNode))
        of = of.type
    return of.name.value in PLAIN


def _again(found: tuple[Any, int], viewer: Viewer) -> Any:  # noqa: ANN401  # a part of a response
    value, cost = found
    viewer.spend(cost, ADVICE)
    return value


def _answer(
    schema: g.GraphQLSchema,
    document: g.DocumentNode,
    variables: Mapping[str, Any],
    viewer: Viewer,
    check: Callable[[], None],
) -> tuple[Any, int]:
    """Return a part of the response and what it cost; raises the refusal of the budget, BAD_USER_INPUT for a null variable."""
    told = paid = 0
    refused: Exception | None = None

    def pay(following: Callable[..., Any], source: Any, info: Any, **arguments: Any) -> Any:  # noqa: ANN401
        nonlocal told, paid, refused
        if refused:  # graphql-core would go on beside it
            raise refused
        found = following(source, info, **arguments)
        told += 1 + (len(found) if isinstance(found, list) else 0)
        if told >= (paid + BATCH) * FIELDS_OF_A_ROW:
            due = told // FIELDS_OF_A_ROW
            try:
                check()
                viewer.spend(due - paid, ADVICE)
            except Exception as error:
                refused = error
                raise
            paid = due
        return found

    result = g.execute_sync(schema, document, variable_values=dict(variables), middleware=[pay])
    if refused:
        raise refused
    if result.errors:  # a null for what may be none
        raise bad_input(result.errors[0].message)
    assert result.data
    (value,) = result.data.values()
    return value, paid
