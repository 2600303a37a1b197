"""What the model is made of: properties, kinds of nodes and relations, and the fields that lead from one to another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from graph.model.scalar import Scalar, choice, scalar

if TYPE_CHECKING:
    import enum
    from collections.abc import Callable, Mapping

Sensitivity = Literal["public", "programme", "personal"]
PLACE = ("latitude", "longitude")
"""The properties that are the place of a thing, in degrees."""
Direction = Literal["out", "in", "both", "source", "target"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prop:
    """One property of a kind: what the compilers, the SDL, the stores and the docs read.

    `least` and `most`: bounds of a number, themselves allowed. `among`: of an edge, the property of the node it leads to
    that lists what this one may be. `carried`: what who sees a thing hangs on; each index of its kind ends in it, so that a
    rule is tested without a look at the thing.
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
    carried: bool = False

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
    def carried(self) -> tuple[str, ...]:
        """The properties that each index of things of this kind ends in."""
        return tuple(p.name for p in self.props.values() if p.carried)

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
    `identity`: what the key of an edge in a file is made of, `from` and `to` being the codes of its ends.
    `once`: two things are joined by one edge at most.
    """

    label: str
    source: End
    target: End
    symmetric: bool = False
    history: str | None = None
    node: str | None = None
    identity: tuple[str, ...] = ()
    once: bool = False

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
