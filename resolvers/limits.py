# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownLambdaType=false, reportUnknownParameterType=false
# graphql-core's generics are not parametrised in its own signatures
"""What a document may be like before it is validated: one walk that visits each fragment once.

A rule that walks a fragment again at each spread is itself exponential in the size of the document.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import graphql as g

from resolvers.errors import Code, refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

TOKENS = 2000
ENDLESS = 10**9


@dataclass(frozen=True, slots=True)
class Size:
    """How large a selection is with its fragments spread out."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0

    def __add__(self, other: Size) -> Size:
        """Return both beside each other."""
        return Size(
            max(self.depth, other.depth),
            min(ENDLESS, self.fields + other.fields),
            min(ENDLESS, self.aliases + other.aliases),
            min(ENDLESS, self.directives + other.directives),
        )


LARGEST = Size(depth=40, fields=1000, aliases=100, directives=50)
"""Introspection, the deepest document a stock client sends, is 26 deep."""


class _Walk:
    def __init__(self, fragments: Mapping[str, g.FragmentDefinitionNode]) -> None:
        self._fragments = fragments
        self._known: dict[str, Size] = {}
        self._open: set[str] = set()

    def size(self, selections: g.SelectionSetNode | None) -> Size:
        total = Size()
        for node in selections.selections if selections else ():
            total += Size(directives=len(node.directives or ()))
            if isinstance(node, g.FragmentSpreadNode):
                total += self.fragment(node.name.value)
                continue
            assert isinstance(node, (g.FieldNode, g.InlineFragmentNode))
            below = self.size(node.selection_set)
            if isinstance(node, g.FieldNode):
                below = Size(below.depth + 1, below.fields + 1, below.aliases + bool(node.alias), below.directives)
            total += below
        return total

    def fragment(self, name: str) -> Size:
        if name in self._open:
            return Size(ENDLESS, ENDLESS, ENDLESS, ENDLESS)
        if name not in self._fragments:
            return Size()
        if name not in self._known:
            self._open.add(name)
            self._known[name] = self.size(self._fragments[name].selection_set)
            self._open.discard(name)
        return self._known[name]


def admit_document(document: g.DocumentNode) -> None:
    """Refuse a document that is larger than any honest one; raises QUERY_TOO_COMPLEX."""
    walk = _Walk({d.name.value: d for d in document.definitions if isinstance(d, g.FragmentDefinitionNode)})
    for definition in document.definitions:
        if not isinstance(definition, (g.OperationDefinitionNode, g.FragmentDefinitionNode)):
            continue
        found = walk.size(definition.selection_set)
        for name in ("depth", "fields", "aliases", "directives"):
            if getattr(found, name) > getattr(LARGEST, name):
                raise refusal(Code.TOO_COMPLEX, f"The document has too many {name}: {getattr(LARGEST, name)} are allowed.")
