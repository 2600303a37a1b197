# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownLambdaType=false, reportUnknownParameterType=false
# graphql-core's generics are not parametrised in its own signatures
"""Which fields a selection asks for: CollectFields of the GraphQL specification (6.3.2), over merged selection sets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import graphql as g

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Groups = dict[str, list[g.FieldNode]]


class Collector:
    """Collects fields within one document, for one shape of variables."""

    def __init__(
        self, schema: g.GraphQLSchema, fragments: Mapping[str, g.FragmentDefinitionNode], variables: Mapping[str, Any]
    ) -> None:
        """Keep what type conditions, spreads and directives refer to."""
        self._schema, self._fragments, self._variables = schema, fragments, variables

    def below(self, nodes: Iterable[g.FieldNode], typename: str) -> Groups:
        """Return the fields selected below some fields, by the client's key, in the order of the answer."""
        return self.fields((n.selection_set for n in nodes), typename)

    def fields(self, sets: Iterable[g.SelectionSetNode | None], typename: str) -> Groups:
        """Return the fields of merged selection sets on an object type."""
        out: Groups = {}
        seen: set[str] = set()
        for one in sets:
            if one:
                self._collect(one, typename, out, seen)
        return out

    def _collect(self, selections: g.SelectionSetNode, typename: str, out: Groups, seen: set[str]) -> None:
        for node in selections.selections:
            if not self._included(node):
                continue
            if isinstance(node, g.FieldNode):
                out.setdefault(node.alias.value if node.alias else node.name.value, []).append(node)
                continue
            if isinstance(node, g.FragmentSpreadNode):
                if node.name.value in seen:
                    continue
                seen.add(node.name.value)
                fragment: Any = self._fragments[node.name.value]
            else:
                fragment = node
            if self._applies(fragment.type_condition, typename):
                self._collect(fragment.selection_set, typename, out, seen)

    def _applies(self, condition: g.NamedTypeNode | None, typename: str) -> bool:
        if condition is None or condition.name.value == typename:
            return True
        wide, narrow = self._schema.type_map[condition.name.value], self._schema.type_map[typename]
        return g.is_abstract_type(wide) and isinstance(narrow, g.GraphQLObjectType) and self._schema.is_sub_type(wide, narrow)

    def _included(self, node: g.SelectionNode) -> bool:
        return all(self._passes(d) for d in node.directives or () if d.name.value in ("skip", "include"))

    def _passes(self, directive: g.DirectiveNode) -> bool:
        value = g.value_from_ast(next(iter(directive.arguments or ())).value, g.GraphQLBoolean, dict(self._variables))
        return bool(value) == (directive.name.value == "include")
