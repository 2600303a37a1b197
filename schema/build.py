# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownLambdaType=false, reportUnknownParameterType=false
# graphql-core's and Strawberry's generics are not parametrised in their own signatures
"""The GraphQL schema: derived and hand-written types together, answered by the executor of plans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import graphql as g
import strawberry
from graphql.execution.values import get_variable_values
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule
from strawberry.types import ExecutionResult

from resolvers.document import Document, Documents
from resolvers.errors import Code, placed, refusal
from resolvers.execute import Executor, resolve_reference, resolve_root
from resolvers.limits import admit_variables
from schema import stored
from schema.query import Query
from schema.scalars import SCALARS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from strawberry.types.graphql import OperationType

    from resolvers.viewer import Viewer

NO_INTROSPECTION = "Without a token one may not introspect here; the SDL is published with the program."


class Schema(strawberry.Schema):
    """Strawberry's schema with two executors: plans for queries, graphql-core for what the first refuses."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401  # Strawberry's own
        """Build the schema and the caches of both executors."""
        super().__init__(**options)
        self.graphql: g.GraphQLSchema = self._schema
        self.documents = Documents(self.graphql, [OneOfInputValidationRule])
        self.executor = Executor(self.graphql)
        self.fallbacks = 0

    async def execute(  # noqa: PLR0913, PLR0917  # Strawberry's signature
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any | None = None,  # noqa: ANN401
        root_value: Any | None = None,  # noqa: ANN401
        operation_name: str | None = None,
        allowed_operation_types: Iterable[OperationType] | None = None,
        operation_extensions: dict[str, Any] | None = None,
    ) -> ExecutionResult:
        """Return the answer to one operation; `context_value['viewer']` says under which rules.

        `introspection`, true where it is absent, says whether the viewer may ask for the schema.
        """
        document = self.documents.get(query or "", operation_name)
        if isinstance(document, list):
            return ExecutionResult(data=None, errors=document)
        if document.introspects and not (context_value or {}).get("introspection", True):
            return ExecutionResult(data=None, errors=[refusal(Code.INTROSPECTION_DISABLED, NO_INTROSPECTION)])
        try:
            admit_variables(variable_values or {})
        except g.GraphQLError as error:
            return ExecutionResult(data=None, errors=[error])
        if document.operation.operation is g.OperationType.QUERY:
            answer = await self._planned(document, variable_values or {}, context_value)
            if answer:
                return answer
        self.fallbacks += 1
        viewer: Viewer = (context_value or {})["viewer"]
        viewer.spent = 0  # the other executor begins anew
        context = {
            **(context_value or {}),
            "root": (context_value or {}).get("root") or resolve_root(self.graphql, viewer),
            "reference": (context_value or {}).get("reference") or resolve_reference(self.graphql, viewer),
        }
        made = await super().execute(
            query, variable_values, context, root_value, operation_name, allowed_operation_types, operation_extensions
        )
        return _coded(made)

    async def _planned(self, document: Document, variables: dict[str, Any], context: Any) -> ExecutionResult | None:  # noqa: ANN401
        if "root" in context:  # the oracle of the tests brings its own resolvers
            return None
        coerced: Any = get_variable_values(
            self.graphql, document.operation.variable_definitions or (), variables, hide_suggestions=True
        )
        if isinstance(coerced, list):
            for error in coerced:
                error.extensions = {"code": Code.BAD_USER_INPUT.value, **(error.extensions or {})}
            return ExecutionResult(data=None, errors=coerced)
        answer = await self.executor.execute(document, coerced.coerced, context["viewer"])
        return answer and ExecutionResult(data=answer.data, errors=answer.errors, extensions=_seen(context["viewer"]))


def _seen(viewer: Viewer) -> dict[str, Any] | None:
    """Return what staff see of how a request was answered."""
    return {"statements": len(viewer.trace)} if viewer.rules.name == "programmeStaff" else None


def _coded(result: Any) -> Any:  # noqa: ANN401  # an execution result
    """Give every error of graphql-core's executor its code, and hide what is behind faults of ours."""
    errors = [placed(error, error) for error in result.errors or ()]
    for error in errors:  # what graphql-core itself refuses after validation is an argument
        code = Code.INTERNAL if error.original_error else Code.BAD_USER_INPUT
        error.extensions = error.extensions or {"code": code.value}
    result.errors = errors or None
    return result


def build() -> Schema:
    """Return the schema; the process has one."""
    return Schema(
        query=Query,
        types=stored.types(),
        config=StrawberryConfig(auto_camel_case=True, scalar_map=SCALARS, disable_field_suggestions=True),
    )


SCHEMA = build()


def sdl() -> str:
    """Return the schema as text."""
    return SCHEMA.as_str() + "\n"
