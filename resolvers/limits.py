# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownLambdaType=false, reportUnknownParameterType=false
# graphql-core's generics are not parametrised in its own signatures
"""What a request may be like before it is validated, coerced and priced; the figures and their reasons: docs/limits.md.

One walk visits each fragment once: a rule that walks a fragment again at each spread is itself exponential in the
size of the document.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

import graphql as g

from resolvers.errors import Code, refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CHARACTERS = 15_000
"""Characters of a document: it is kept, whatever stands in its comments."""
TOKENS = 1000
OBJECTS = 200
"""Input objects in the variables: each condition is two of them, and a part of the statement."""
VALUES = 10_000
"""Values in the variables, objects and lists included: they are coerced on the event loop, a thousand in a millisecond."""
ENDLESS = 10**9
WRAPPERS = frozenset({"edges", "nodes", "node", "pageInfo", "ofType"})
"""Fields that are no step of their own: Relay's around a list, and introspection's around a type."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large a selection is with its fragments spread out; `roots` are the fields of its own level."""

    depth: int = 0
    selections: int = 0
    aliases: int = 0
    directives: int = 0
    roots: int = 0

    def __add__(self, other: Size) -> Size:
        """Return both beside each other."""
        return Size(
            max(self.depth, other.depth),
            min(ENDLESS, self.selections + other.selections),
            min(ENDLESS, self.aliases + other.aliases),
            min(ENDLESS, self.directives + other.directives),
            min(ENDLESS, self.roots + other.roots),
        )


LARGEST = Size(depth=10, selections=400, aliases=15, directives=50, roots=20)
WORDS = {
    "depth": "levels",
    "selections": "fields and spreads",
    "aliases": "aliases",
    "directives": "directives",
    "roots": "root fields",
}


class _Walk:
    def __init__(self, fragments: Mapping[str, g.FragmentDefinitionNode]) -> None:
        self._fragments = fragments
        self._known: dict[str, Size] = {}
        self._open: set[str] = set()

    def size(self, selections: g.SelectionSetNode | None) -> Size:
        return sum(map(self._one, selections.selections), Size()) if selections else Size()

    def _one(self, node: g.SelectionNode) -> Size:
        directives = len(node.directives or ())
        if isinstance(node, g.FragmentSpreadNode):
            return self._fragment(node.name.value) + Size(selections=1, directives=directives)
        assert isinstance(node, (g.FieldNode, g.InlineFragmentNode))
        below = self.size(node.selection_set)
        if isinstance(node, g.InlineFragmentNode):
            return below + Size(selections=1, directives=directives)
        depth = below.depth + (node.name.value not in WRAPPERS)
        return Size(depth, below.selections + 1, below.aliases + bool(node.alias), below.directives + directives, 1)

    def _fragment(self, name: str) -> Size:
        if name in self._open:
            return Size(ENDLESS, ENDLESS, ENDLESS, ENDLESS, ENDLESS)
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
        if isinstance(definition, g.OperationDefinitionNode):
            declared = sum(len(v.directives or ()) for v in definition.variable_definitions or ())
            _admit(walk.size(definition.selection_set) + Size(directives=declared + len(definition.directives or ())))
        elif isinstance(definition, g.FragmentDefinitionNode):
            found = walk.size(definition.selection_set) + Size(directives=len(definition.directives or ()))
            _admit(replace(found, roots=0))


def _admit(found: Size) -> None:
    for name, word in WORDS.items():
        size, most = getattr(found, name), getattr(LARGEST, name)
        if size > most:
            many = "endless" if size >= ENDLESS else size
            raise refusal(Code.TOO_COMPLEX, f"The document has {many} {word} and {most} are allowed.")


def admit_variables(variables: Mapping[str, Any]) -> None:
    """Refuse variables that hold more than any honest ones; raises QUERY_TOO_COMPLEX."""
    objects = values = 0
    level: list[Any] = list(variables.values())
    while level and objects <= OBJECTS and values <= VALUES:
        objects += sum(isinstance(value, dict) for value in level)
        values += len(level)
        level = [inner for value in level for inner in _inside(value)]
    for found, most, word in ((objects, OBJECTS, "objects"), (values, VALUES, "values")):
        if found > most:
            raise refusal(Code.TOO_COMPLEX, f"The variables hold more than the {most} {word} allowed.")


def _inside(value: Any) -> Iterable[Any]:  # noqa: ANN401  # JSON
    if isinstance(value, dict):
        return cast("dict[str, Any]", value).values()
    return cast("list[Any]", value) if isinstance(value, list) else ()
