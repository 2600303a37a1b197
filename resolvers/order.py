"""From `orderBy` to the keys of a plan, and what a cursor is bound to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from graph.expression import Expression, Far, Step, Value, far
from graph.model import MODEL, Prop
from graph.plan import Key
from resolvers.arguments import Fields, Items, Leaf, Tree
from resolvers.condition import Conditions, distance, entries, step_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from resolvers.arguments import Getter
    from resolvers.condition import Bind

WHOLE = Prop(
    name="", type=int, nullable=True, description="", unit=None, unique=False, index=False, search=False, sensitivity="public"
)
"""What a cursor holds of a count or of a distance."""


@dataclass(frozen=True, slots=True)
class Order:
    """The keys of a list, what kind of value each is, and which list in which order it is as text.

    `given` are the values in the keys, as parameters: a cursor holds them too, so that it fits no other list.
    """

    keys: tuple[Key, ...]
    props: tuple[Prop, ...]
    signature: str
    given: tuple[tuple[str, Getter], ...]


def order(tree: Tree | None, kind: str, step: Step | None, bind: Bind) -> Order:
    """Return the order of a list; it always ends in the unique code, over a relation in the edge's key."""
    made = _Keys(bind)
    edged = step is not None
    unique = Value("key", edged) if edged or kind in MODEL.relations else Value("code")
    kept, told = list[Key](), list[str]()
    for key, text in chain(made.of(tree, kind, step), [(Key(unique), f"{'edge' if edged else 'node'}.{unique.prop}")]):
        kept.append(key)
        told.append(f"{text}{'-' if key.descending else '+'}{'0' if key.nulls_first else ''}")
        if key.value == unique:
            break
    signature = f"{_place(kind, step)} {','.join(told)}"
    return Order(tuple(kept), tuple(_prop(k.value, kind, step) for k in kept), signature, tuple(made.given))


def _place(kind: str, step: Step | None) -> str:
    """Return which list it is: all lists in the order of their codes would else take each other's cursors."""
    if step is None:
        return kind
    relation = MODEL.relations[step.relation]
    end = relation.target if step.way == "in" else relation.source
    return f"{end.kind.__name__}.{end.field}"


class _Keys:
    def __init__(self, bind: Bind) -> None:
        self.bind = bind
        self.given: list[tuple[str, Getter]] = []

    def note(self, *trees: Tree) -> None:
        """Note the values in a key."""
        self.given += [(self.bind(leaf.get).name, leaf.get) for tree in trees for leaf in leaves(tree)]

    def of(self, tree: Tree | None, kind: str, step: Step | None) -> Iterator[tuple[Key, str]]:
        """Yield the keys in their order, each with its name in the signature."""
        for item in tree.of if isinstance(tree, Items) else [tree] if tree else []:
            if step is None:
                yield from self.keys(item, kind, "node")
                continue
            for side, sub in entries(item):
                yield from self.keys(sub, kind if side == "node" else step.relation, side)

    def keys(self, tree: Tree, kind: str, path: str) -> Iterator[tuple[Key, str]]:
        for name, sub in entries(tree):
            at = f"{path}.{name}"
            if name in MODEL.owner(kind).props:
                yield _key(Value(name, path == "edge"), sub), at
            elif name == "distance":
                assert isinstance(sub, Fields)
                self.note(sub.of["lat"], sub.of["lon"])
                yield _key(distance(sub.of, self.bind), sub.of["sort"]), at
            else:
                yield from self.followed(sub, kind, name, at)

    def followed(self, tree: Tree, kind: str, name: str, at: str) -> Iterator[tuple[Key, str]]:
        follow = MODEL.follows(kind)[name]
        step = step_of(follow)
        if follow.end.one:
            for key, path in self.keys(tree, follow.kind, at):
                yield replace(key, value=Far(step, key.value)), path
            return
        assert isinstance(tree, Fields)
        found = tree.of.get("where")
        where = Conditions(self.bind).where(found, follow.kind, step) if found else None
        self.note(*([found] if found else []))
        yield _key(Far(step, where=where), tree.of["count"]), f"{at}#{outline(found) if found else ''}"


def _key(value: Expression, leaf: Tree) -> Key:
    assert isinstance(leaf, Leaf)
    sort: str = leaf.now
    return Key(value, sort.startswith("DESC"), sort.endswith("FIRST"))


def _prop(e: Expression, kind: str, step: Step | None) -> Prop:
    if isinstance(e, Value):
        return MODEL.owner(step.relation if step and e.edge else kind).props[e.prop]
    if isinstance(e, Far) and e.value:
        return replace(_prop(e.value, far(e.step), None), nullable=True, unique=False)
    return WHOLE


def _name(entry: tuple[str, Tree]) -> str:
    return entry[0]


def outline(tree: Tree) -> str:
    """Return a filter as text without its values: what of it a cursor's order says."""
    match tree:
        case Leaf():
            return str(tree.now) if isinstance(tree.now, bool) else "?"
        case Fields():
            return f"{{{' '.join(f'{name}:{outline(sub)}' for name, sub in sorted(tree.of.items(), key=_name))}}}"
        case Items():
            return f"[{' '.join(map(outline, tree.of))}]" if tree.of else "?"


def leaves(tree: Tree) -> Iterator[Leaf]:
    """Yield the values of a filter that its outline leaves out."""
    match tree:
        case Leaf():
            yield from () if isinstance(tree.now, bool) else (tree,)
        case Fields():
            for _, sub in sorted(tree.of.items(), key=_name):
                yield from leaves(sub)
        case Items():
            for sub in tree.of or [Leaf(lambda _: [], [])]:
                yield from leaves(sub)


def values_of(given: tuple[tuple[str, Getter], ...], variables: Any) -> list[Any]:  # noqa: ANN401
    """Return the values given in an order in a request."""
    return [get(variables) for _, get in given]
