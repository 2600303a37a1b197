# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownLambdaType=false, reportUnknownParameterType=false
# graphql-core's generics are not parametrised in its own signatures
"""The stored part of a selection: columns to read, and the text of the builder that makes the answer from them.

One walk makes both, so a column's position in a row and its use in the builder cannot differ.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import graphql as g

from graph.expression import Expression, Param, Step, Value
from graph.model import MODEL, Kind
from graph.plan import Read
from resolvers.arguments import given
from resolvers.condition import distance, step_of
from resolvers.marks import Computed, mark_of
from resolvers.pages import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graph.model import Prop
    from resolvers.arguments import Getter
    from resolvers.selection import Selection
    from resolvers.slot import Slot

Columns = list[Expression | Read]


class Rows:
    """One statement and its builder in the making."""

    def __init__(self, selection: Selection) -> None:
        """Begin with no parameter, no slot and no name."""
        self.of = selection
        self.bindings: dict[str, Getter] = {}
        self.slots: list[Slot] = []
        self.converters: dict[str, Callable[[Any], Any]] = {}
        self._names = self._parameters = 0

    def name(self, letter: str) -> str:
        """Return a fresh name for the builder."""
        self._names += 1
        return f"{letter}{self._names}"

    def later(self) -> Param:
        """Return a parameter whose value is not in the request."""
        self._parameters += 1
        return Param(f"p{self._parameters - 1}")

    def bind(self, get: Getter) -> Param:
        """Return a parameter that takes its value from the request's variables."""
        param = self.later()
        self.bindings[param.name] = get
        return param

    def node(self, kind: str, nodes: Sequence[g.FieldNode], columns: Columns, x: str) -> str:
        """Add the columns of a node (or of an edge that is one); return the text that builds it from row *x*."""
        owner = MODEL.owner(kind)
        typename = owner.typename
        fields: dict[str, g.GraphQLField] = self.of.schema.type_map[typename].fields  # pyright: ignore[reportAttributeAccessIssue]
        parts: list[str] = []
        for key, group in self.of.collector.below(nodes, typename).items():
            name = group[0].name.value
            if name == "__typename":
                parts.append(f"{key!r}: {typename!r}")
            elif name == "id":
                parts.append(f"{key!r}: {self.identity(kind, columns, x)}")
            elif name in fields:
                text = self.field(owner, name, group, fields[name], columns, x)
                parts += [f"{key!r}: {text}"] if text else []
        if self.of.records:
            parts.append(f"'': ({typename!r}, {self.column(Value(owner.unique), columns, x)})")
        return f"{{{', '.join(parts)}}}"

    def column(self, value: Expression | Read, columns: Columns, x: str) -> str:
        """Add a column; return the text that takes it from row *x*."""
        columns.append(value)
        return f"{x}[{len(columns) - 1}]"

    def identity(self, kind: str, columns: Columns, x: str, *, edge: bool = False) -> str:
        """Add the column a global ID is made of."""
        return f"gid({kind!r}, {self.column(Value(MODEL.owner(kind).unique, edge), columns, x)})"

    def field(  # noqa: PLR0913, PLR0917  # where it stands, what it is, and what is being made
        self, owner: Kind, name: str, group: Sequence[g.FieldNode], field: g.GraphQLField, columns: Columns, x: str
    ) -> str:
        """Add the columns of one field; return its text, empty for a computed field that graphql-core resolves."""
        mark = mark_of(field)
        if isinstance(mark, Computed):
            return "" if self.of.records else self.computed(group, field, mark, columns, x)
        if name in owner.props:
            return self.prop(owner.props[name], field, columns, x)
        if name == "distance":
            return self.distance(group, field, columns, x)
        follow = MODEL.follows(owner.name).get(name)
        if follow is None:  # a property that only other edges of the type have
            return "None"
        if follow.end.one:
            return self.one(follow.kind, step_of(follow), group, columns, x)
        typename = f"{owner.name}{name[0].upper()}{name[1:]}Connection"
        read, code = self.connection(follow.kind, step_of(follow), group, field, typename)
        return code(self.column(read, columns, x))

    def prop(self, prop: Prop, field: g.GraphQLField, columns: Columns, x: str, *, edge: bool = False) -> str:
        """Add the column of a property; a null where the SDL has none makes the builder give up."""
        at = self.column(Value(prop.name, edge), columns, x)
        text = at
        if prop.scalar.show and not self.of.records:
            self.converters[f"show_{prop.scalar.graphql}"] = prop.scalar.show
            text = f"(None if {at} is None else show_{prop.scalar.graphql}({at}))"
        guarded = isinstance(field.type, g.GraphQLNonNull) and not self.of.records
        return f"({text} if {at} is not None else null())" if guarded else text

    def distance(self, group: Sequence[g.FieldNode], field: g.GraphQLField, columns: Columns, x: str) -> str:
        """Add the column of the distance from the point given."""
        arguments = given(group[0], field, self.of.variables)
        return self.column(distance(arguments, self.bind), columns, x)

    def computed(self, group: Sequence[g.FieldNode], field: g.GraphQLField, mark: Computed, columns: Columns, x: str) -> str:
        """Add the code a computed field is asked for by; its slot answers for all rows at once."""
        at = self.column(Value("code"), columns, x)
        self.slots.append(self.of.computed(group, field, mark))
        return f"s[{len(self.slots) - 1}]({at})"

    def one(self, kind: str, step: Step, group: Sequence[g.FieldNode], columns: Columns, x: str) -> str:
        """Add a to-one read."""
        y, inner = self.name("x"), list[Expression | Read]()
        text = self.node(kind, group, inner, y)
        at = self.column(Read(kind, tuple(inner), step), columns, x)
        return f"(None if ({y} := {at}) is None else {text})"

    def connection(
        self, kind: str, step: Step | None, group: Sequence[g.FieldNode], field: g.GraphQLField, typename: str
    ) -> tuple[Read, Callable[[str], str]]:
        """Return the read of a list and the text that builds its connection from where the read's result stands."""
        arguments = given(group[0], field, self.of.variables)
        return Page(self, kind, step, arguments, typename).connection(group)
