# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownLambdaType=false, reportUnknownParameterType=false
# graphql-core's and Strawberry's generics are not parametrised in their own signatures
"""The stored part of the SDL, derived from the model: nodes, edges, connections and root fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from strawberry import relay

from graph.model import MODEL, Follow, Kind, Prop, RelationKind
from resolvers.roots import roots
from schema.filters import (
    make_kind_inputs,
    make_list_inputs,
    make_operators,
    make_places,
    make_relation_inputs,
    operators_of,
    text_of,
)
from schema.groups import group_arguments, make_groups, make_shared
from schema.registry import TYPES, Stored, complete, field, make, raw_info

if TYPE_CHECKING:
    from collections.abc import Callable

    from strawberry.types.info import Info

T = TypeVar("T")

PAGE = {
    "first": ("int | None", "How many to read from the start, 1 to 1000; either first or last is required."),
    "after": ("str | None", "Cursor to read on after; goes with first."),
    "last": ("int | None", "How many to read from the end, 1 to 1000."),
    "before": ("str | None", "Cursor to read on before; goes with last."),
}
POINT = {
    "lat": ("float", "Latitude of the point. Unit: degrees, north positive."),
    "lon": ("float", "Longitude of the point. Unit: degrees, east positive."),
}
ANNOTATIONS = {"String": "str", "Int": "int", "Float": "float", "Boolean": "bool"}

_computed: dict[str, type[Any]] = {}


def stored(model: type[Any]) -> Callable[[type[T]], type[T]]:
    """Record a class that holds the computed fields of a kind; `derive` completes it with what the model says."""

    def record(cls: type[T]) -> type[T]:
        _computed[model.__name__] = cls
        return cls

    return record


def annotation(prop: Prop, *, nullable: bool) -> str:
    """Return a property's type; what some role may not see is nullable."""
    of = ANNOTATIONS.get(prop.scalar.graphql, prop.scalar.graphql)
    of = f"list[{of}]" if prop.scalar.listed else of
    return f"{of} | None" if nullable or prop.nullable or prop.sensitivity != "public" else of


def prop_fields(kind: Kind, *, nullable: bool = False) -> list[Stored]:
    """Return the fields of a kind's properties."""
    return [field(p.name, annotation(p, nullable=nullable), text_of(p)) for p in kind.props.values()]


def prefix_of(kind: str, name: str) -> str:
    """Return the name that the types of a relation field begin with."""
    return f"{kind}{name[0].upper()}{name[1:]}"


def list_arguments(prefix: str) -> dict[str, tuple[str, str]]:
    """Return the arguments of a list."""
    return {
        **PAGE,
        "where": (f"{prefix}Where | None", "Only those for which this holds."),
        "orderBy": (f"list[{prefix}OrderBy] | None", "Sort keys, the first counts most; the code or key ends every order."),
    }


def derive() -> None:
    """Make every derived type; call it once, after all `stored` classes were recorded."""
    kinds = [k for k in MODEL.kinds.values() if not k.internal]
    relations = [r for r in MODEL.relations.values() if not r.internal]
    owners = (*kinds, *relations)
    make_operators({operators_of(p) for o in owners for p in o.props.values()})
    make(
        "PageInfo",
        "Where a page stands in the whole.",
        [
            field("hasNextPage", "bool", "Whether more follows; true whenever the page was read with before."),
            field("hasPreviousPage", "bool", "Whether more stands before; true whenever the page was read with after."),
            field("startCursor", "str | None", "Cursor of the first edge."),
            field("endCursor", "str | None", "Cursor of the last edge."),
        ],
    )
    make_places()
    for relation in relations:
        make_relation_inputs(relation)
    _make_interfaces()
    for kind in kinds:
        _make_kind(kind)
    for relation in relations:
        if relation.plural:
            _make_page(relation)
            make_kind_inputs(relation, _follows(relation))
    for name in dict.fromkeys(r.node for r in relations if r.node):
        _make_edge_node(name)
    make_shared()
    for root in roots().values():
        if root.form == "groups":
            make_groups(root.kind)


def _make_kind(kind: Kind) -> None:
    for name, follow in MODEL.follows(kind.name).items():
        if not follow.end.one:
            _make_list(prefix_of(kind.name, name), follow)
    make_kind_inputs(kind, _follows(kind))
    _make_page(kind)
    _make_node(kind)


def _follows(kind: Kind) -> dict[str, tuple[str, Follow]]:
    """Return the relation fields of a kind, each with the name its inputs begin with."""
    follows = MODEL.follows(kind.name).items()
    return {name: (follow.kind if follow.end.one else prefix_of(kind.name, name), follow) for name, follow in follows}


def _make_page(kind: Kind) -> None:
    name = kind.typename
    cursor = field("cursor", "str", "Where this edge stands in the order asked for.")
    make(f"{name}Edge", f"One {name} of a page.", [cursor, field("node", name, f"The {name}.")])
    _make_connection(name, f"A page of {kind.plural}.", name)


def _make_node(kind: Kind) -> None:
    fields = [field("id", "ID", "Global ID: kind and code."), *prop_fields(kind)]
    if kind.place:
        fields.append(field("distance", "int | None", "Great-circle distance from a point. Unit: metres.", POINT))
    for name, follow in MODEL.follows(kind.name).items():
        if follow.end.one:
            fields.append(field(name, f"{follow.kind} | None", follow.end.description))
        else:
            prefix = prefix_of(kind.name, name)
            fields.append(field(name, f"{prefix}Connection", follow.end.description, list_arguments(prefix)))
    cls = _computed.get(kind.name) or type(kind.name, (), {"__module__": __name__})
    _node_type(cls, kind.name, kind.description, fields, _interfaces(kind))


def _interfaces(kind: Kind) -> tuple[type[Any], ...]:
    return tuple(TYPES[shape.name] for shape in MODEL.shapes_of(kind.cls)) or (relay.Node,)


def _make_interfaces() -> None:
    """Make the interfaces of kinds that have a shape in common."""
    for shape in MODEL.shapes.values():
        fields = [field("id", "ID", "Global ID: kind and code."), *prop_fields(shape)]
        cls = type(shape.name, (), {"__module__": __name__, "_id_attr": "code"})
        complete(cls, fields, _interfaces(shape), name=shape.name, description=shape.description, is_interface=True)


def _node_type(
    cls: type[Any], name: str, description: str, fields: list[Stored], interfaces: tuple[type[Any], ...] = (relay.Node,)
) -> None:
    cls.is_type_of = classmethod(lambda _, row, _info: _kind_of(row) == name)  # pyright: ignore[reportAttributeAccessIssue]
    cls._id_attr = "code"  # pyright: ignore[reportAttributeAccessIssue]  # else Strawberry looks for a NodeID annotation
    complete(cls, fields, interfaces, name=name, description=description)


def _kind_of(row: Any) -> str:  # noqa: ANN401  # a record, or a source of its own
    return row[""][0]


def _make_edge_node(name: str) -> None:
    """Make the type under which edges are nodes: all properties of the relations that share it, and both ends."""
    relations = [r for r in MODEL.relations.values() if r.node == name]
    fields = {"id": field("id", "ID", "Global ID: kind and key.")}
    for relation in relations:
        for made in prop_fields(relation):
            everywhere = all(made.python_name in r.props for r in relations)
            fields[made.python_name] = made if everywhere else prop_fields_nullable(relation, made.python_name)
    for end, follow in MODEL.follows(relations[0].name).items():
        fields[end] = field(end, f"{follow.kind} | None", follow.end.description)
    _node_type(type(name, (), {"__module__": __name__}), name, relations[0].description, list(fields.values()))


def prop_fields_nullable(relation: RelationKind, name: str) -> Stored:
    """Return the field of a property that not every edge of the type has."""
    return next(f for f in prop_fields(relation, nullable=True) if f.python_name == name)


def _make_list(prefix: str, follow: Follow) -> None:
    relation = follow.relation
    own = [field("id", "ID", "Global ID of the edge as a node.")] if relation.node else []
    fields = [
        field("cursor", "str", "Where this edge stands in the order asked for."),
        field("node", follow.kind, f"The {follow.kind} at the other end."),
        *own,
        *prop_fields(relation),
    ]
    make(f"{prefix}Edge", relation.description, fields)
    _make_connection(prefix, f"A page of: {follow.end.description}", follow.kind)
    make_list_inputs(prefix, follow.kind, relation.name)


def _make_connection(prefix: str, description: str, kind: str) -> None:
    fields = [
        field("edges", f"list[{prefix}Edge]", "The edges of the page."),
        field("nodes", f"list[{kind}]", "The nodes of the page, without their edges."),
        field("pageInfo", "PageInfo", "Where the page stands."),
        field("totalCount", "int", "How many there are in all, whatever the page; counted only when asked for."),
    ]
    make(f"{prefix}Connection", description, fields)


class Root(Stored):
    """A stored field of the query type: under graphql-core, `context['root']` answers it."""

    def get_result(self, source: Any, info: Info | None, args: list[Any], kwargs: Any) -> Any:  # noqa: ANN401, ARG002
        """Return the root field's record."""
        assert info is not None
        return info.context["root"](raw_info(info))


def query(cls: type[T]) -> type[T]:
    """Complete the query type: `node`, and for each kind one by its code, a list, and its groups."""
    any_node = field(
        "node", "Node | None", "Any node by its global ID, null where there is none.", {"id": ("ID", "Its global ID.")}, Root
    )
    stored_roots = [_root(name, root.form, root.kind) for name, root in roots().items()]
    return complete(cls, [any_node, *stored_roots], name="Query", description="What can be read.")


def _root(name: str, form: str, kind: Kind) -> Stored:
    of = kind.typename
    match form:
        case "one":
            text = f"One {of} by its {kind.unique}, null where there is none."
            return field(name, f"{of} | None", text, {kind.unique: ("str", f"Its {kind.unique}.")}, Root)
        case "list":
            return field(name, f"{of}Connection | None", f"All {kind.plural}.", list_arguments(of), Root)
        case _:
            return field(name, f"{of}Aggregate | None", f"The {kind.plural} in groups.", group_arguments(kind), Root)


def types() -> list[Any]:
    """Return the types that no field of the query names: those behind the `Node` interface."""
    names = [k.name for k in MODEL.kinds.values() if not k.internal]
    return [TYPES[n] for n in dict.fromkeys([*names, *(r.node for r in MODEL.relations.values() if r.node)])]
