# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownLambdaType=false, reportUnknownParameterType=false
# graphql-core's generics are not parametrised in its own signatures
"""From a validated operation to slots: the root fields, each with its plan and its builder."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

from graph.expression import Param, Test, Value
from graph.model import MODEL
from graph.plan import Key, Read
from resolvers.arguments import Leaf, given
from resolvers.collect import Collector
from resolvers.cursor import named, read_id
from resolvers.groups import Groups
from resolvers.introspection import introspection
from resolvers.marks import Computed, mark_of
from resolvers.objects import Objects
from resolvers.roots import roots
from resolvers.rows import Columns, Rows
from resolvers.slot import Slot, builder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import graphql as g

    from graph.plan import Plan
    from resolvers.arguments import Tree, Variables


class Selection:
    """One operation with one shape of variables.

    `records`: build what graphql-core's executor resolves from, with the kind and code of every node under the key "",
    which no client can use, and without computed fields.
    """

    def __init__(
        self,
        schema: g.GraphQLSchema,
        fragments: Mapping[str, g.FragmentDefinitionNode],
        variables: Mapping[str, Any],
        *,
        records: bool = False,
    ) -> None:
        """Keep what the fields of the operation refer to."""
        self.schema, self.fragments, self.variables, self.records = schema, fragments, variables, records
        self.collector = Collector(schema, fragments, variables)

    def roots(self, operation: g.OperationDefinitionNode) -> list[tuple[str, Slot]]:
        """Return the slots of the root fields by the client's key."""
        groups = self.collector.fields([operation.selection_set], "Query")
        return [(key, self.guarded(operation, nodes)) for key, nodes in groups.items()]

    def guarded(self, operation: g.OperationDefinitionNode, nodes: Sequence[g.FieldNode]) -> Slot:
        """Return a root field's slot; a bad argument refuses this field only, and so does a fault of ours."""
        try:
            introspects = nodes[0].name.value in ("__schema", "__type")
            slot = self.introspected(operation, nodes) if introspects else self.root(nodes)
        except Exception as error:  # noqa: BLE001  # it is raised where the field is answered
            slot = Slot(build=lambda *_: None, error=error)
        slot.node = nodes[0]
        return slot

    def root(self, nodes: Sequence[g.FieldNode]) -> Slot:
        """Return a root field's slot; raises `GraphQLError` for a bad argument."""
        query = self.schema.query_type
        assert query
        name = nodes[0].name.value
        if name == "__typename":
            return Slot(build=lambda *_: query.name)
        field = query.fields[name]
        mark = mark_of(field)
        if isinstance(mark, Computed):
            return self.computed(nodes, field, mark)
        arguments = given(nodes[0], field, self.variables)
        rows = Rows(self)
        root = roots().get(name)
        if root is None:
            return self.node(rows, nodes, arguments["id"])
        kind = root.kind
        if root.form == "list":
            read, code = rows.connection(kind.name, None, nodes, field, f"{kind.typename}Connection")
            return self.slot(rows, read, code("v"))
        if root.form == "groups":
            plan, text = Groups(rows, kind.name, arguments).groups(nodes)
            return self.slot(rows, plan, text)
        leaf = arguments[kind.unique]
        assert isinstance(leaf, Leaf)
        return self.one(rows, kind.name, nodes, rows.bind(leaf.get))

    def introspected(self, operation: g.OperationDefinitionNode, nodes: Sequence[g.FieldNode]) -> Slot:
        """Return the slot of `__schema` or `__type`."""
        mark, names = introspection(self.schema, operation, nodes, self.fragments)
        arguments: dict[str, Tree] = {name: Leaf(itemgetter(name), None) for name in names if name in self.variables}
        nullable = nodes[0].name.value != "__schema"
        return Slot(build=lambda v, *_: v, computed=mark, arguments=arguments, nullable=nullable, introspects=True)

    def node(self, rows: Rows, nodes: Sequence[g.FieldNode], leaf: Any) -> Slot:  # noqa: ANN401  # a tree
        """Return the slot of `node(id)`: the ID's kind is part of the shape; an ID of no kind is no node."""
        found = named(leaf.now)
        if found is None:
            return Slot(build=lambda *_: None)
        return self.one(rows, found.kind, nodes, rows.bind(lambda v: read_id(leaf.get(v))[1]))

    def one(self, rows: Rows, kind: str, nodes: Sequence[g.FieldNode], code: Param) -> Slot:
        """Return the slot of one node named by its code, or of one edge that is a node, by its key."""
        columns: Columns = []
        text = rows.node(kind, nodes, columns, "v")
        read = Read(kind, tuple(columns), where=Test(Value(MODEL.owner(kind).unique), "eq", code))
        return self.slot(rows, read, f"None if v is None else {text}")

    def slot(self, rows: Rows, read: Plan, code: str) -> Slot:
        """Return the slot of a stored root field."""
        return Slot(build=builder(code, rows.converters), slots=rows.slots, read=read, bindings=rows.bindings)

    def computed(self, nodes: Sequence[g.FieldNode], field: g.GraphQLField, mark: Computed) -> Slot:
        """Return the slot of a computed field."""
        objects = Objects(self)
        code = objects.value(field.type, nodes, "v")
        return Slot(
            build=builder(code, objects.converters),
            slots=objects.slots,
            computed=mark,
            arguments=given(nodes[0], field, self.variables),
        )

    def referenced(self, kind: str, nodes: Sequence[g.FieldNode]) -> Slot:
        """Return the slot of stored nodes of a kind that computed objects name: one read for all of them."""
        rows = Rows(self)
        codes, count = rows.later(), rows.later()
        unique = Value(MODEL.owner(kind).unique)
        columns: Columns = [unique]
        text = rows.node(kind, nodes, columns, "x")
        read = Read(kind, tuple(columns), where=Test(unique, "in", codes), order=(Key(unique),), limit=count)
        made = self.slot(rows, read, f"{{x[0]: {text} for x in v}}")
        made.keys = (codes.name, count.name)
        return made

    def named(self, nodes: Sequence[g.FieldNode]) -> Slot:
        """Return the slot of stored nodes of any kind that computed objects name: one read for each kind that occurs.

        It is kept, so it holds on to no variable of this request.
        """
        schema, fragments, records = self.schema, self.fragments, self.records

        def of(kind: str, variables: Variables) -> Slot:
            return Selection(schema, fragments, variables, records=records).referenced(kind, nodes)

        return Slot(build=lambda *_: None, named=of)
