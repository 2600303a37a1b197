"""From `where` and `orderBy` to the conditions and keys of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from graph.model import MODEL, Follow, Kind, Prop
from graph.plan import ALWAYS, Condition, Key, Logic, Param, Reach, Step, Test, Value, both
from graph.rows import UNSORTABLE
from resolvers.arguments import Fields, Items, Leaf, Tree
from resolvers.errors import bad_input

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from graph.plan import Op, Quantifier
    from resolvers.arguments import Getter

    Bind = Callable[[Getter], Param]

LOGIC = ("and", "or", "not")
RANGES = ("lt", "lte", "gt", "gte")


def parts_of(tree: Tree, name: str) -> Iterator[Tree]:
    """Yield the objects of a logical key: the items of `and` and `or`, the one object of `not`."""
    match tree:
        case Items():
            yield from tree.of
        case Fields():
            yield tree
        case Leaf():
            if tree.now:
                raise bad_input(f"{name} takes objects")


def entries(tree: Tree) -> Iterator[tuple[str, Tree]]:
    """Yield the keys of an input object whose value is not null; a null filter is no filter."""
    if isinstance(tree, Fields):
        for name, sub in tree.of.items():
            if not (isinstance(sub, Leaf) and sub.now is None):
                yield name, sub


def step_of(follow: Follow) -> Step:
    """Return the step of a relation field."""
    return Step(follow.relation.name, follow.direction)


def checked(get: Getter, prop: Prop, *, ranged: bool = False) -> Getter:
    """Return a getter that refuses texts no store holds, and makes numbers of the property's type."""

    def one(value: Any) -> Any:  # noqa: ANN401
        if prop.type is float:
            return float(value)
        if isinstance(value, str):
            if "\0" in value or any("\ud800" <= c <= "\udfff" for c in value):
                raise bad_input(f"{prop.name}: expected text without NUL and without lone surrogates")
            if ranged and UNSORTABLE.search(value):
                raise bad_input(f"{prop.name}: expected text without U+E000 to U+FFFF in a comparison of order")
        return value

    def value(variables: Any) -> Any:  # noqa: ANN401
        found = get(variables)
        return [one(v) for v in cast("list[Any]", found)] if isinstance(found, list) else one(found)

    return value


class Conditions:
    """Makes conditions of one statement; every value becomes one of its parameters."""

    def __init__(self, bind: Bind) -> None:
        """Keep how a value becomes a parameter."""
        self._bind = bind

    def where(self, tree: Tree, kind: str, step: Step | None) -> Condition | None:
        """Return the condition of a list's `where`: over a relation it has `node` and `edge` sides."""
        if step is None or step.way in ("source", "target"):
            return self.node(tree, MODEL.owner(kind))
        return both(*self._sides(tree, kind, step))

    def _sides(self, tree: Tree, kind: str, step: Step) -> Iterator[Condition | None]:
        for name, sub in entries(tree):
            if name in LOGIC:
                yield self._logic(name, [self.where(t, kind, step) for t in parts_of(sub, name)])
            elif name == "node":
                yield self.node(sub, MODEL.kinds[kind])
            else:
                yield self.node(sub, MODEL.relations[step.relation], edge=True)

    def node(self, tree: Tree, kind: Kind, *, edge: bool = False) -> Condition | None:
        """Return the condition on the properties of a kind and on what its relations lead to."""
        return both(*self._keys(tree, kind, edge=edge))

    def _keys(self, tree: Tree, kind: Kind, *, edge: bool) -> Iterator[Condition | None]:
        follows = {} if edge else MODEL.follows(kind.name)
        for name, sub in entries(tree):
            if name in LOGIC:
                yield self._logic(name, [self.node(t, kind, edge=edge) for t in parts_of(sub, name)])
            elif name in kind.props:
                yield both(*self._tests(sub, kind.props[name], edge=edge))
            else:
                yield both(*self._reaches(sub, follows[name]))

    def _logic(self, name: str, parts: list[Condition | None]) -> Condition:
        made = tuple(p or ALWAYS for p in parts)
        return Logic("not", made) if name == "not" else Logic("and" if name == "and" else "or", made)

    def _tests(self, tree: Tree, prop: Prop, *, edge: bool) -> Iterator[Condition]:
        assert isinstance(tree, Fields)
        for op, leaf in tree.of.items():
            assert isinstance(leaf, Leaf)
            if leaf.now is None:
                raise bad_input(f"{prop.name}: {op} null compares with nothing; use isNull")
            value = Value(prop.name, edge)
            if op == "isNull":
                yield Test(value, "null" if leaf.now else "notNull")
            else:
                yield Test(value, cast("Op", op), self._bind(checked(leaf.get, prop, ranged=op in RANGES)))

    def _reaches(self, tree: Tree, follow: Follow) -> Iterator[Condition]:
        step = step_of(follow)
        if follow.end.one:
            yield Reach(step, "some", self.node(tree, MODEL.kinds[follow.kind]))
            return
        for quantifier, sub in entries(tree):
            if quantifier == "count":
                yield from self._counts(sub, follow.kind, step)
            else:
                yield Reach(step, cast("Quantifier", quantifier), self.where(sub, follow.kind, step))

    def _counts(self, tree: Tree, kind: str, step: Step) -> Iterator[Condition]:
        assert isinstance(tree, Fields)
        counted = self.where(tree.of["where"], kind, step) if "where" in tree.of else None
        for op, leaf in tree.of.items():
            if op == "where":
                continue
            assert isinstance(leaf, Leaf)
            if leaf.now is None:
                raise bad_input(f"count: {op} null compares with nothing")
            yield Reach(step, "count", counted, op=cast("Any", op), param=self._bind(leaf.get))


def order(tree: Tree | None, kind: str, step: Step | None) -> tuple[Key, ...]:
    """Return the keys of an order; it always ends in the unique code, over a relation in the edge's key."""
    keys: list[Key] = []
    for item in tree.of if isinstance(tree, Items) else [tree] if tree else []:
        for side, sub in entries(item):
            if isinstance(sub, Leaf):
                keys.append(_key(side, sub, edge=False))
            else:
                keys += [_key(name, leaf, edge=side == "edge") for name, leaf in entries(sub)]
    edged = step is not None
    unique = Value("key", edged) if edged or kind in MODEL.relations else Value("code")
    for at, key in enumerate(keys):
        if key.value == unique:
            return tuple(keys[: at + 1])
    return (*keys, Key(unique))


def _key(name: str, leaf: Tree, *, edge: bool) -> Key:
    assert isinstance(leaf, Leaf)
    sort: str = leaf.now
    return Key(Value(name, edge), sort.startswith("DESC"), sort.endswith("FIRST"))


def signature(keys: tuple[Key, ...]) -> str:
    """Return an order as text: what a cursor is bound to."""
    return ",".join(
        f"{'edge' if k.value.edge else 'node'}.{k.value.prop}{'-' if k.descending else '+'}{'0' if k.nulls_first else ''}"
        for k in keys
    )
