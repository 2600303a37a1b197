# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownLambdaType=false, reportUnknownParameterType=false
# graphql-core's generics are not parametrised in its own signatures
"""The computed part of a selection: the text of the builder that makes the answer from frozen dataclasses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import graphql as g

from resolvers.marks import Reference, mark_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from resolvers.selection import Selection
    from resolvers.slot import Slot

PLAIN = {"Int", "String", "Boolean", "ID"}


class Objects:
    """One computed field's builder in the making."""

    def __init__(self, selection: Selection) -> None:
        """Begin with no slot and no name."""
        self.of = selection
        self.slots: list[Slot] = []
        self.converters: dict[str, Callable[[Any], Any]] = {}
        self._names = 0

    def value(self, of: g.GraphQLOutputType, nodes: Sequence[g.FieldNode], x: str) -> str:
        """Return the text that builds the answer for a computed value *x* of an SDL type."""
        if g.is_abstract_type(g.get_nullable_type(of)):
            return self._named(of, nodes, x)
        if isinstance(of, g.GraphQLNonNull):
            return f"({self.value(of.of_type, nodes, x)} if {x} is not None else null())"
        if isinstance(of, g.GraphQLList):
            y = self._name()
            return f"(None if {x} is None else [{self.value(of.of_type, nodes, y)} for {y} in {x}])"
        if isinstance(of, g.GraphQLObjectType):
            return f"(None if {x} is None else {{{', '.join(self._fields(of, nodes, x))}}})"
        return self._leaf(of, x)

    def _leaf(self, of: g.GraphQLNamedOutputType, x: str) -> str:
        if of.name in PLAIN or isinstance(of, g.GraphQLEnumType):
            return x
        if of.name == "Float":  # Python's float may be an int, JSON's 1 is not 1.0
            return f"(None if {x} is None else float({x}))"
        assert isinstance(of, g.GraphQLScalarType)
        self.converters[f"as_{of.name}"] = of.serialize
        return f"(None if {x} is None else as_{of.name}({x}))"

    def _name(self) -> str:
        self._names += 1
        return f"o{self._names}"

    def _named(self, of: g.GraphQLOutputType, nodes: Sequence[g.FieldNode], x: str) -> str:
        self.slots.append(self.of.named(nodes))
        y, text = self._name(), f"s[{len(self.slots) - 1}]({x})"
        return f"({y} if ({y} := {text}) is not None else null())" if isinstance(of, g.GraphQLNonNull) else text

    def _fields(self, of: g.GraphQLObjectType, nodes: Sequence[g.FieldNode], x: str) -> list[str]:
        parts: list[str] = []
        for key, group in self.of.collector.below(nodes, of.name).items():
            name = group[0].name.value
            if name == "__typename":
                parts.append(f"{key!r}: {of.name!r}")
                continue
            mark = mark_of(of.fields[name])
            if isinstance(mark, Reference):
                self.slots.append(self.of.referenced(mark.kind, group))
                parts.append(f"{key!r}: s[{len(self.slots) - 1}]({x}.{mark.attribute})")
            else:
                attribute = of.fields[name].extensions["strawberry-definition"].python_name
                parts.append(f"{key!r}: {self.value(of.fields[name].type, group, f'{x}.{attribute}')}")
        return parts
