# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownLambdaType=false, reportUnknownParameterType=false
# graphql-core's and Strawberry's generics are not parametrised in their own signatures
"""Derived types by name, and how one is made: Strawberry reads annotations, ours are strings looked up here.

That lets the types be cyclic. A field must be made *without* `type_annotation`, and the annotation object must stand in
`__annotations__`: Strawberry wraps a text again and would lose the namespace (docs/adr/0002-derived-types.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import strawberry
from strawberry import UNSET, relay
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from graph.model import Date, DateTime, Decimal, Long
from schema.scalars import Sort, closed_lists

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graphql import GraphQLResolveInfo
    from strawberry.types.info import Info

T = TypeVar("T")

TYPES: dict[str, Any] = {
    "ID": strawberry.ID,
    "Node": relay.Node,
    "Sort": Sort,
    "Long": Long,
    "DateTime": DateTime,
    "Date": Date,
    "Decimal": Decimal,
    **closed_lists(),
}
"""Every type an annotation may name."""


def raw_info(info: Info) -> GraphQLResolveInfo[Any]:
    """Return graphql-core's own info: it has the field nodes, which Strawberry's hides."""
    return info._raw_info  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


class Stored(StrawberryField):
    """A field answered from the record: under graphql-core it takes what stands under the client's key."""

    wanted: StrawberryAnnotation

    @property
    def is_basic_field(self) -> bool:
        """Say no: basic fields get no info, and the response key stands in it."""
        return False

    def get_result(self, source: Any, info: Info | None, args: list[Any], kwargs: Any) -> Any:  # noqa: ANN401, ARG002
        """Return the field's value from its parent's record."""
        assert info is not None
        return source[info.path.key] if isinstance(source, dict) else source.read(info)  # a source of its own reads itself


def field(
    name: str,
    annotation: str,
    description: str,
    arguments: Mapping[str, tuple[str, str]] | None = None,
    made: type[Stored] = Stored,
) -> Stored:
    """Return a field; arguments are name -> (annotation, description), with `= value` in the annotation for a default."""
    out = made(python_name=name, graphql_name=name, description=description)
    out.wanted = StrawberryAnnotation(annotation, namespace=TYPES)
    out.arguments = [_argument(arg, of, text) for arg, (of, text) in (arguments or {}).items()]
    return out


def _argument(name: str, of: str, description: str) -> StrawberryArgument:
    annotation, _, default = of.partition(" = ")
    return StrawberryArgument(
        python_name=name,
        graphql_name=name,
        description=description,
        default=_default(default) if default else UNSET,
        type_annotation=StrawberryAnnotation(annotation, namespace=TYPES),
    )


def _default(text: str) -> int | str:
    return int(text) if text.isdigit() else text


def complete(cls: type[T], fields: Iterable[Stored], bases: tuple[type, ...] = (), **options: Any) -> type[T]:  # noqa: ANN401
    """Give a class the fields it lacks and make it a Strawberry type; hand-written fields stay and come first."""
    body = {k: v for k, v in vars(cls).items() if k not in ("__dict__", "__weakref__")}
    body["__annotations__"] = dict(body.get("__annotations__", {}))
    for name, own in body.items():
        if isinstance(own, Stored):
            own.python_name, own.graphql_name = name, to_camel_case(name)
    for made in [*fields, *(v for v in body.values() if isinstance(v, Stored))]:
        body[made.python_name] = made
        body["__annotations__"][made.python_name] = made.wanted  # dataclasses copies it onto the field
    own_bases = tuple(b for b in cls.__bases__ if b is not object)
    out: Any = strawberry.type(type(cls.__name__, (*own_bases, *bases), body), **options)
    _name(options.get("name") or cls.__name__, out)
    return out


def _name(name: str, made: object) -> None:
    """Record a type; raises `TypeError` where the model gives two things one name."""
    if name in TYPES:
        msg = f"two types would be named {name}"
        raise TypeError(msg)
    TYPES[name] = made


def make(name: str, description: str, fields: Iterable[Stored]) -> None:
    """Make a derived type without hand-written fields."""
    complete(type(name, (), {"__module__": __name__}), fields, description=description)


def make_input(
    name: str,
    description: str,
    fields: Mapping[str, tuple[str, str]],
    *,
    one_of: bool = False,
    required: Iterable[str] | bool = (),
) -> None:
    """Make an input type; every field is optional but those required (`True`: all), and of `one_of` exactly one is given."""
    needed = set(fields if required is True else required or ())
    body: dict[str, Any] = {"__module__": __name__, "__annotations__": {}}
    for key, (annotation, text) in sorted(fields.items(), key=lambda each: each[0] not in needed):
        python = key + "_" if key in ("in", "not", "or", "and") else key
        of = annotation if key in needed else f"{annotation} | None"
        body["__annotations__"][python] = StrawberryAnnotation(of, namespace=TYPES)
        default = {} if key in needed else {"default": UNSET}
        body[python] = StrawberryField(python_name=python, graphql_name=key, description=text, **default)
    _name(name, strawberry.input(type(name, (), body), description=description, one_of=one_of))
