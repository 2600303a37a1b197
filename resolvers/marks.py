# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false, reportUnknownParameterType=false
# graphql-core's generics are not parametrised in its own signatures
"""What a field of the SDL may be marked as, beside stored; `schema` sets the marks, the selection reads them.

A computed value of an interface type, such as `Node`, needs no mark: it is a `Named`, a stored node of any kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from graphql import GraphQLField

    from resolvers.viewer import Viewer

    Batch = Callable[[Sequence[str | None], Mapping[str, Any], Viewer], Awaitable[Sequence[Any]]]


@dataclass(frozen=True, slots=True)
class Computed:
    """Answered for all parents at once by a batch function; it gets their codes, one None at a root.

    `price` is the formula of its cost in rows read and made, from the arguments; `statements` how many it reads.
    """

    run: Batch
    price: Callable[[Mapping[str, Any]], int]
    statements: int


@dataclass(frozen=True, slots=True)
class Reference:
    """A stored node of one kind that a computed object names by the code in its attribute."""

    kind: str
    attribute: str


def mark_of(field: GraphQLField) -> object:
    """Return the mark `schema` put on a field, None for a stored one."""
    made = field.extensions.get("strawberry-definition")
    return None if made is None else made.metadata.get("mark")
