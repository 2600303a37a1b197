"""A place of an answer that is read or computed as one, and the function that builds its part of the response."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from resolvers.cursor import encode_cursor, global_id

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from graphql import FieldNode

    from graph.plan import Plan
    from resolvers.arguments import Getter, Tree, Variables
    from resolvers.marks import Computed


class Build(Protocol):
    """Builds the response from a record `v`, asking `s[i](key)` for slot i, with the statement's parameters `p`."""

    def __call__(self, v: Any, s: Sequence[Callable[[Any], Any]], p: Mapping[str, Any], /) -> Any:  # noqa: ANN401
        """Return the part of the response."""
        ...


class NullInNonNullError(Exception):
    """A null where the SDL promises none: graphql-core answers then, and propagates it as the specification says."""


def null() -> Any:  # noqa: ANN401  # never returns
    """Raise: called by a builder that meets a null where there may be none."""
    raise NullInNonNullError


@dataclass(slots=True, kw_only=True)
class Slot:
    """A root field, a computed field below its parents, or stored nodes that computed objects name.

    `node` is where it stands in the document, `nullable` whether its root field may be null,
    `introspects` whether it tells of the schema, `keys` names the parameter that takes the parents' codes, `error` refuses the field in every request of its shape.
    `named` makes the slot of one kind, of nodes of any kind; `kinds` keeps those of the kinds that occurred.
    """

    build: Build
    node: FieldNode | None = None
    slots: list[Slot] = field(default_factory=list["Slot"])
    read: Plan | None = None
    bindings: dict[str, Getter] = field(default_factory=dict[str, "Getter"])
    keys: tuple[str, str] | None = None
    computed: Computed | None = None
    arguments: dict[str, Tree] = field(default_factory=dict[str, "Tree"])
    nullable: bool = True
    introspects: bool = False
    error: Exception | None = None
    named: Callable[[str, Variables], Slot] | None = None
    kinds: dict[str, Slot] = field(default_factory=dict[str, "Slot"])

    def of_kind(self, kind: str, variables: Variables) -> Slot:
        """Return the slot of nodes of one kind; raises `GraphQLError` for a bad argument below it."""
        if kind not in self.kinds:
            assert self.named
            self.kinds[kind] = self.named(kind, variables)
        return self.kinds[kind]


def builder(code: str, converters: Mapping[str, Callable[[Any], Any]]) -> Build:
    """Return the function that builds an answer, from an expression of `v`, `s` and `p`.

    The expression is generated: it holds names of the SDL and the `repr` of the client's keys, nothing else.
    """
    scope: dict[str, Any] = {"null": null, "gid": global_id, "cur": encode_cursor, **converters}
    exec(f"def build(v, s, p):\n return {code}", scope)  # noqa: S102  # the generated expression above
    return scope["build"]
