# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownLambdaType=false, reportUnknownParameterType=false
# graphql-core's and Strawberry's generics are not parametrised in their own signatures
"""The scalars and the closed lists of the API."""

from __future__ import annotations

import enum
import re
from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

from graph.model import MODEL, DateTime, Long, is_choice
from graph.rows import MOMENT


def _long(value: Any) -> int:  # noqa: ANN401  # from a client
    text = str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
    if not re.fullmatch(r"-?(0|[1-9]\d{0,18})", text, re.ASCII) or not -(2**63) <= int(text) < 2**63:
        raise GraphQLError("Expected a whole number of 64 bits, as a string.")
    return int(text)


def _moment(value: Any) -> str:  # noqa: ANN401  # from a client
    if not isinstance(value, str) or not re.fullmatch(MOMENT, value, re.ASCII):
        raise GraphQLError("Expected a moment in UTC such as 2026-11-24T09:30:00.000Z.")
    return value


SCALARS: dict[object, ScalarDefinition] = {
    Long: strawberry.scalar(name="Long", description="A whole number of 64 bits, as a string.", serialize=str, parse_value=_long),
    DateTime: strawberry.scalar(
        name="DateTime", description="A moment in UTC, as in 2026-11-24T09:30:00.000Z.", serialize=str, parse_value=_moment
    ),
}


def closed_list(of: type[enum.Enum]) -> Any:  # noqa: ANN401  # a Strawberry enum
    """Return the GraphQL enum of a closed list: the name of a member is what is stored, its value the description."""
    made: Any = enum.Enum(
        of.__name__, {name: strawberry.enum_value(name, description=m.value) for name, m in of.__members__.items()}
    )
    return strawberry.enum(made, description=of.__doc__)


def closed_lists() -> dict[str, Any]:
    """Return the GraphQL enums of all closed lists in the model, by name."""
    owners = (*MODEL.kinds.values(), *MODEL.relations.values())
    return {p.type.__name__: closed_list(p.type) for o in owners if not o.internal for p in o.props.values() if is_choice(p.type)}


@strawberry.enum(description="Direction of a sort key, and where unknown values stand.")
class Sort(enum.Enum):
    """Direction of a sort key, and where unknown values stand."""

    ASC = strawberry.enum_value("ASC", description="Smallest first, unknown last.")
    DESC = strawberry.enum_value("DESC", description="Largest first, unknown last.")
    ASC_NULLS_FIRST = strawberry.enum_value("ASC_NULLS_FIRST", description="Unknown first, then smallest.")
    DESC_NULLS_FIRST = strawberry.enum_value("DESC_NULLS_FIRST", description="Unknown first, then largest.")
