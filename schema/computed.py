# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownLambdaType=false, reportUnknownParameterType=false
# graphql-core's and Strawberry's generics are not parametrised in their own signatures
"""Fields whose value is computed: a batch function of their parents, or a stored node a computed object names."""

from __future__ import annotations

import enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

import graphql as g

from resolvers.arguments import values_given
from resolvers.cursor import Named
from resolvers.errors import shown
from resolvers.marks import Computed, Reference
from schema.registry import TYPES, Stored, complete, field, raw_info
from schema.scalars import closed_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    from strawberry.types.info import Info

    from resolvers.viewer import Viewer

T = TypeVar("T")


class ComputedField(Stored):
    """Under graphql-core it calls the batch function for its one parent."""

    def get_result(self, source: Any, info: Info | None, args: list[Any], kwargs: Any) -> Any:  # noqa: ANN401, ARG002
        """Return the awaitable of the field's value."""
        assert info is not None
        mark: Computed = self.metadata["mark"]
        viewer: Viewer = info.context["viewer"]

        async def one() -> Any:  # noqa: ANN401
            try:
                arguments = values_given(raw_info(info))
                viewer.spend(mark.price(arguments))
                (value,) = await mark.run([source[""][1] if source else None], arguments, viewer)
            except Exception as error:
                raise shown(error) from error
            return await _nodes(info, value) if _names(info) else value

        return one()


class AttributeField(Stored):
    """A field of a computed object: the attribute of the same name, or the nodes it names."""

    def get_result(self, source: Any, info: Info | None, args: list[Any], kwargs: Any) -> Any:  # noqa: ANN401, ARG002
        """Return the attribute, for an interface the awaitable of the records."""
        assert info is not None
        value = getattr(source, self.python_name)
        return _nodes(info, value) if _names(info) else value


class ReferenceField(Stored):
    """Under graphql-core it asks `context['reference']` for the node."""

    def get_result(self, source: Any, info: Info | None, args: list[Any], kwargs: Any) -> Any:  # noqa: ANN401, ARG002
        """Return the awaitable of the node's record."""
        assert info is not None
        mark: Reference = self.metadata["mark"]
        code = getattr(source, mark.attribute)
        return _nodes(info, None if code is None else Named(mark.kind, code))


def _names(info: Info) -> bool:
    """Say whether a field is of an interface: its value names stored nodes."""
    return g.is_abstract_type(g.get_named_type(raw_info(info).return_type))


async def _nodes(info: Info, value: Named | Sequence[Named | None] | None) -> Any:  # noqa: ANN401  # records
    """Return the records of what a value names."""
    one = value is None or isinstance(value, Named)
    found = await info.context["reference"](raw_info(info), [value] if one else value)
    return found[0] if one else found


def attribute(of: str, description: str) -> Any:  # noqa: ANN401  # a class attribute
    """Return a field of a computed object; where it is of an interface, the attribute holds what is `Named`."""
    return field("", of, description, None, AttributeField)


def computed(mark: Computed, of: str, description: str, arguments: dict[str, tuple[str, str]]) -> Any:  # noqa: ANN401  # a class attribute
    """Return a field answered by a batch function."""
    made = field("", of, description, arguments, ComputedField)
    made.metadata = MappingProxyType({"mark": mark})
    return made


def reference(kind: str, attribute: str, description: str) -> Any:  # noqa: ANN401  # a class attribute
    """Return a field that leads from a computed object to the stored node it names by its code."""
    made = field("", f"{kind} | None", description, None, ReferenceField)
    made.metadata = MappingProxyType({"mark": Reference(kind, attribute)})
    return made


def written(cls: type[T]) -> type[T]:
    """Make a hand-written type of computed objects; its docstring is the description clients read."""
    return complete(cls, (), description=cls.__doc__)


def closed(cls: type[enum.Enum]) -> type[enum.Enum]:
    """Make a closed list of computed objects; its docstring and its members' values are the descriptions clients read."""
    TYPES[cls.__name__] = closed_list(cls)
    return cls
