"""How a kind of node or relation is declared: a frozen dataclass whose fields carry their meaning."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, TypeVar, Union, dataclass_transform, get_args, get_origin, get_type_hints

from graph.model.kinds import FOLDED, MODEL, End, Kind, Prop, RelationKind, Rule, Sensitivity
from graph.model.scalar import scalar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")
BOUNDS: Mapping[str, tuple[float | None, float | None]] = {
    "year": (1, 9999),
    **dict.fromkeys(("years", "months", "days", "inhabitants", "people", "km2"), (0, None)),
}
"""The least and the most a number of a unit can be."""
PAIR = ("from", "to")
"""The identity of a relation that states a pair once."""


def prop(  # noqa: PLR0913  # one keyword for each thing the model says of a property
    description: str,
    *,
    unit: str | None = None,
    unique: bool = False,
    index: bool = False,
    search: bool = False,
    group: bool = False,
    sensitivity: Sensitivity = "public",
    least: float | None = None,
    most: float | None = None,
    among: str = "",
    carried: bool = False,
) -> Any:  # noqa: ANN401  # the declared annotation is the type, as with dataclasses.field
    """Declare a property; its annotation is its type, `| None` makes it nullable. `group`: a text things are grouped by.

    Without bounds of its own a number has those of its unit.
    """
    low, high = BOUNDS.get(unit or "", (None, None))
    return dataclasses.field(
        metadata={
            "description": description,
            "unit": unit,
            "unique": unique,
            "index": index,
            "search": search,
            "group": group,
            "sensitivity": sensitivity,
            "least": low if least is None else least,
            "most": high if most is None else most,
            "among": among,
            "carried": carried,
        },
    )


def _props(cls: type[Any]) -> dict[str, Prop]:
    hints = get_type_hints(cls)
    out: dict[str, Prop] = {}
    for each in dataclasses.fields(cls):
        hint = hints[each.name]
        nullable = get_origin(hint) in (UnionType, Union) and NoneType in get_args(hint)
        if nullable:
            (hint,) = (a for a in get_args(hint) if a is not NoneType)
        out[each.name] = Prop(name=each.name, type=hint, nullable=nullable, **each.metadata)
        scalar(hint)
        _searchable(cls, out[each.name])
        _carriable(cls, out[each.name])
    return out


def _searchable(cls: type[Any], of: Prop) -> None:
    """Refuse a searched property that is no text, or that not everybody may see: finding a node would tell what it says."""
    if of.name == FOLDED.name or (of.search and (of.type is not str or of.sensitivity != "public")):
        msg = f"{cls.__name__}.{of.name}: only public texts are searched, and none may be called `{FOLDED.name}`"
        raise TypeError(msg)


def _carriable(cls: type[Any], of: Prop) -> None:
    """Refuse an index to end in what may be unknown: it would not hold all things of the kind."""
    if of.carried and of.nullable:
        msg = f"{cls.__name__}.{of.name} may be unknown, so no index can carry it"
        raise TypeError(msg)


def _new(kind: type[Any], field: str) -> None:
    if field and (field in MODEL.follows(kind.__name__) or field in MODEL.kinds[kind.__name__].props):
        msg = f"{kind.__name__} has a field `{field}` already"
        raise TypeError(msg)


def _unique(cls: type[Any], props: dict[str, Prop], name: str) -> None:
    if name not in props or not props[name].unique:
        msg = f"{cls.__name__} needs a unique property `{name}`"
        raise TypeError(msg)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(prop,))
def shape(cls: type[T]) -> type[T]:
    """Make a class a shape: properties that several kinds share by deriving from it."""
    return dataclass(frozen=True, kw_only=True)(cls)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(prop,))
def interface(cls: type[T]) -> type[T]:
    """Make a class a shape of nodes that clients know as an interface; its docstring is the description they read.

    Raises `TypeError` without a unique `code`.
    """
    made = shape(cls)
    props = _props(made)
    _unique(made, props, "code")
    name = cls.__name__
    MODEL.shapes[name] = Kind(name=name, description=cls.__doc__ or "", plural="", props=props, cls=made)
    return made


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(prop,))
def node(*, plural: str, internal: bool = False) -> Callable[[type[T]], type[T]]:
    """Make a class a kind of node; its docstring is the description clients read.

    Raises `TypeError` without a unique `code`.
    """

    def declare(cls: type[T]) -> type[T]:
        made = dataclass(frozen=True, kw_only=True)(cls)
        props = _props(made)
        _unique(made, props, "code")
        MODEL.kinds[cls.__name__] = Kind(
            name=cls.__name__, description=cls.__doc__ or "", plural=plural, props=props, cls=made, internal=internal
        )
        return made

    return declare


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(prop,))
def relation(  # noqa: PLR0913  # one keyword for each thing the model says of a relation
    label: str,
    *,
    source: End,
    target: End,
    symmetric: bool = False,
    history: str | None = None,
    node: str | None = None,
    plural: str = "",
    identity: tuple[str, ...] = (),
    once: bool = False,
    rules: tuple[Rule, ...] = (),
) -> Callable[[type[T]], type[T]]:
    """Make a class a relation from one kind to another; one that says nothing but that it holds states a pair once.

    `once`: two things are joined by one edge at most, where the identity does not say so already.

    Raises `TypeError` without a unique `key`, and where one of its fields is there already.
    """

    def declare(cls: type[T]) -> type[T]:
        made = dataclass(frozen=True, kw_only=True)(cls)
        props = _props(made)
        _unique(made, props, "key")
        _new(source.kind, source.field)
        if not symmetric:
            _new(target.kind, target.field)
        bare = len(props) == 1 and not source.one and not target.one
        MODEL.relations[cls.__name__] = RelationKind(
            name=cls.__name__,
            description=cls.__doc__ or "",
            plural=plural,
            props=props,
            cls=made,
            label=label,
            source=source,
            target=target,
            symmetric=symmetric,
            history=history,
            node=node,
            identity=identity or (PAIR if bare else ()),
            once=once or bare or identity == PAIR,
            rules=rules,
            internal=any(MODEL.kinds[end.kind.__name__].internal for end in (source, target)),
        )
        return made

    return declare
