"""How a kind of node or relation is declared: a frozen dataclass whose fields carry their meaning."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, TypeVar, Union, dataclass_transform, get_args, get_origin, get_type_hints

from graph.model.scalar import Scalar, choice, scalar

if TYPE_CHECKING:
    import enum
    from collections.abc import Callable, Mapping

T = TypeVar("T")
Sensitivity = Literal["public", "programme", "personal"]
PLACE = ("latitude", "longitude")
"""The properties that are the place of a thing, in degrees."""
BOUNDS: Mapping[str, tuple[float | None, float | None]] = {
    "year": (1, 9999),
    **dict.fromkeys(("years", "months", "days", "inhabitants", "people", "km2"), (0, None)),
}
"""The least and the most a number of a unit can be."""
PAIR = ("from", "to")
"""The identity of a relation that states a pair once."""
Direction = Literal["out", "in", "both", "source", "target"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prop:
    """One property of a kind: what the compilers, the SDL, the stores and the docs read.

    `least` and `most`: bounds of a number, themselves allowed. `among`: of an edge, the property of the node it leads to
    that lists what this one may be.
    """

    name: str
    type: Any
    nullable: bool
    description: str
    unit: str | None
    unique: bool
    index: bool
    search: bool
    sensitivity: Sensitivity
    group: bool = False
    least: float | None = None
    most: float | None = None
    among: str = ""

    @property
    def scalar(self) -> Scalar:
        """How clients and stores call its type."""
        return scalar(self.type)

    @property
    def choice(self) -> type[enum.Enum] | None:
        """The closed list its values are taken from, if they are."""
        return choice(self.type)

    @property
    def groupable(self) -> bool:
        """Whether things may be grouped by it: what is ordered but not a fraction, closed lists, yes and no."""
        return (
            (self.sortable and self.type is not float)
            or self.type is bool
            or (self.choice is not None and not self.scalar.listed)
        )

    @property
    def sortable(self) -> bool:
        """Whether lists may be ordered by it: of texts only those held to characters that sort alike in both stores."""
        return self.scalar.ordered and (self.type is not str or self.index or self.unique)


@dataclass(frozen=True, slots=True)
class Rule:
    """What the properties of one row have to be like together.

    `holds` says it of a row with every property; where it does not, `column` is at fault by `code`: expected is `expected`.
    """

    column: str
    code: str
    expected: str
    holds: Callable[[Mapping[str, Any]], bool]


FOLDED = Prop(
    name="folded",
    type=str,
    nullable=True,
    description="Folded words of what is searched of a node; the stores keep it, no row has it and nobody reads it.",
    unit=None,
    unique=False,
    index=False,
    search=False,
    sensitivity="public",
)
"""The property that full-text indexes are made of, beside those of the model, on each kind that is searched."""


@dataclass(frozen=True, slots=True)
class End:
    """One end of a relation: the kind there, and the GraphQL field that leads from it to the other end.

    `one`: the field leads to at most one node. An empty `field`: nobody would ask from this end.
    """

    kind: type[Any]
    field: str
    description: str
    one: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of node. `internal` kinds are stored but never in the SDL, nor is a relation that has one at an end."""

    name: str
    description: str
    plural: str
    props: dict[str, Prop]
    cls: type[Any]
    internal: bool = False
    rules: tuple[Rule, ...] = ()

    @property
    def unique(self) -> str:
        """The property that names a thing of this kind: `code`, of a relation `key`."""
        return "code"

    @property
    def typename(self) -> str:
        """The GraphQL type of things of this kind."""
        return self.name

    @property
    def field(self) -> str:
        """The GraphQL field that leads to one thing of this kind."""
        return self.typename[0].lower() + self.typename[1:]

    @property
    def place(self) -> bool:
        """Whether things of this kind have a place on the map."""
        return self.props.keys() >= set(PLACE)

    @property
    def searched(self) -> tuple[str, ...]:
        """The properties that `search` looks into, the name first; none where the kind is not searched."""
        return tuple(p.name for p in self.props.values() if p.search)

    @property
    def stored(self) -> dict[str, Prop]:
        """What a store keeps of a node or edge: its properties and, where it is searched, their folded words."""
        return {**self.props, FOLDED.name: FOLDED} if self.searched else self.props


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationKind(Kind):
    """A kind of relation: one pair of node kinds under a Neo4j label that several pairs may share.

    `symmetric`: source and target mean the same, so one field follows it both ways.
    `history`: the relation kind that keeps the revisions a correction replaces.
    `node`: the GraphQL type under which an edge is itself a node, found by its key; `plural`: the list of all of them.
    `identity`: what the key of an edge in a file is made of, `from` and `to` being the codes of its ends; of these two
    alone where a pair is stated once.
    """

    label: str
    source: End
    target: End
    symmetric: bool = False
    history: str | None = None
    node: str | None = None
    identity: tuple[str, ...] = ()

    @property
    def unique(self) -> str:
        """The property that names an edge."""
        return "key"

    @property
    def typename(self) -> str:
        """The GraphQL type under which an edge is itself a node."""
        return self.node or self.name


@dataclass(frozen=True, slots=True)
class Follow:
    """A relation field of a kind: the relation, the way it is followed, and the kind it leads to.

    From a node `out`, `in` or `both`; from an edge that is itself a node to its ends, `source` and `target`.
    """

    relation: RelationKind
    direction: Direction
    end: End
    kind: str


@dataclass(frozen=True, slots=True)
class Model:
    """All kinds and relations that were declared, by name, and the shapes that are interfaces."""

    kinds: dict[str, Kind] = field(default_factory=dict[str, Kind])
    relations: dict[str, RelationKind] = field(default_factory=dict[str, RelationKind])
    shapes: dict[str, Kind] = field(default_factory=dict[str, Kind])

    def owner(self, name: str) -> Kind:
        """Return a kind of node or of relation by its name; raises `KeyError`."""
        return self.kinds.get(name) or self.relations[name]

    def prefix(self, relation: str) -> str:
        """Return what the keys of a relation begin with: its name where others have its label, as keys are unique per label."""
        label = self.relations[relation].label
        return f"{relation}:" if sum(r.label == label for r in self.relations.values()) > 1 else ""

    def shapes_of(self, cls: type[Any]) -> list[Kind]:
        """Return the interfaces a class of nodes has besides those that come with another of them."""
        found = [each for each in self.shapes.values() if issubclass(cls, each.cls) and cls is not each.cls]
        return [each for each in found if not any(issubclass(o.cls, each.cls) and o is not each for o in found)]

    def follows(self, kind: str) -> dict[str, Follow]:
        """Return the relation fields of a kind by field name; of an edge that is itself a node, those of its ends."""
        if kind in self.relations:
            return self._ends(self.relations[kind])
        out: dict[str, Follow] = {}
        for rel in self.relations.values():
            source, target = rel.source.kind.__name__, rel.target.kind.__name__
            if source == kind and rel.source.field:
                out[rel.source.field] = Follow(rel, "both" if rel.symmetric else "out", rel.source, target)
            if target == kind and rel.target.field and not rel.symmetric:
                out[rel.target.field] = Follow(rel, "in", rel.target, source)
        return out

    def _ends(self, rel: RelationKind) -> dict[str, Follow]:
        out: dict[str, Follow] = {}
        ways: tuple[tuple[Direction, End], ...] = (("source", rel.source), ("target", rel.target))
        for way, end in ways if rel.node else ():
            kind = MODEL.kinds[end.kind.__name__]
            text = f"The {kind.name} it belongs to."
            out[kind.field] = Follow(rel, way, End(rel.cls, kind.field, text, one=True), kind.name)
        return out


MODEL = Model()


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
    return out


def _searchable(cls: type[Any], of: Prop) -> None:
    """Refuse a searched property that is no text, or that not everybody may see: finding a node would tell what it says."""
    if of.name == FOLDED.name or (of.search and (of.type is not str or of.sensitivity != "public")):
        msg = f"{cls.__name__}.{of.name}: only public texts are searched, and none may be called `{FOLDED.name}`"
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
    rules: tuple[Rule, ...] = (),
) -> Callable[[type[T]], type[T]]:
    """Make a class a relation from one kind to another; one that says nothing but that it holds states a pair once.

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
            rules=rules,
            internal=any(MODEL.kinds[end.kind.__name__].internal for end in (source, target)),
        )
        return made

    return declare
