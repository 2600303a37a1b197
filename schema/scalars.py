# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownLambdaType=false, reportUnknownParameterType=false
# graphql-core's and Strawberry's generics are not parametrised in their own signatures
"""The scalars and the closed lists of the API."""

from __future__ import annotations

import enum
from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

from graph.model import MODEL, Date, DateTime, Decimal, Long, Scalar, scalar


def _definition(of: Scalar, description: str) -> ScalarDefinition:
    def parse(value: Any) -> Any:  # noqa: ANN401  # from a client
        assert of.read
        # a whole number may come as JSON's own: what it means is not in doubt
        text = str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
        try:
            return of.read(text)
        except ValueError as error:
            raise GraphQLError(f"Expected {error}, as a string.") from None

    return strawberry.scalar(name=of.graphql, description=description, serialize=of.show or str, parse_value=parse)


SCALARS: dict[object, ScalarDefinition] = {
    of: _definition(scalar(of), description)
    for of, description in {
        Long: "A whole number of 64 bits, as a string.",
        Decimal: "An exact number with at most four decimals, as a string, as in 1250.5; a currency stands beside an amount of money.",
        DateTime: "A moment in UTC, as in 2026-11-24T09:30:00.000Z.",
        Date: "A day, as in 2026-11-24.",
    }.items()
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
    found = [p.choice for o in owners if not o.internal for p in o.props.values() if p.choice]
    return {of.__name__: closed_list(of) for of in dict.fromkeys(found)}


@strawberry.enum(description="Direction of a sort key, and where unknown values stand.")
class Sort(enum.Enum):
    """Direction of a sort key, and where unknown values stand."""

    ASC = strawberry.enum_value("ASC", description="Smallest first, unknown last.")
    DESC = strawberry.enum_value("DESC", description="Largest first, unknown last.")
    ASC_NULLS_FIRST = strawberry.enum_value("ASC_NULLS_FIRST", description="Unknown first, then smallest.")
    DESC_NULLS_FIRST = strawberry.enum_value("DESC_NULLS_FIRST", description="Unknown first, then largest.")
