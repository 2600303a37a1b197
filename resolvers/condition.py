"""From `where` to the conditions of a plan."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, cast

from graph.expression import ALWAYS, RADIUS, Condition, Distance, Far, Logic, Param, Reach, Step, Test, Value, both
from graph.fold import words
from graph.model import FOLDED, MODEL, PLACE, Follow, Kind, Prop
from graph.rows import UNSORTABLE
from resolvers.arguments import Fields, Items, Leaf, Tree
from resolvers.errors import bad_input

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from graph.expression import Op, Quantifier
    from resolvers.arguments import Getter

    Bind = Callable[[Getter], Param]

LOGIC = ("and", "or", "not")
LONGEST_SEARCH, MOST_WORDS = 200, 32
"""Characters and different words a text that is searched for may have."""
RANGES = ("lt", "lte", "gt", "gte")
QUESTIONS: Mapping[str, tuple[Op, Op]] = {"isNull": ("null", "notNull"), "isEmpty": ("empty", "notEmpty")}
"""Operators that ask yes or no: the test of each answer."""
FARTHEST = 20_100.0
"""Kilometres between the two ends of the Earth, and a little more."""


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


def degrees(leaf: Tree, name: str) -> Getter:
    """Return a getter of a latitude or longitude; it refuses what is on no map."""
    assert isinstance(leaf, Leaf)
    most = 90.0 if name in ("lat", "south", "north") else 180.0

    def value(variables: Any) -> float:  # noqa: ANN401
        found = float(leaf.get(variables))
        if not -most <= found <= most:
            raise bad_input(f"{name}: found {found}, expected {-most:g} to {most:g} degrees")
        return found

    return value


def _beyond(south: Getter, north: Getter) -> Getter:
    """Return the getter of a box's north; it refuses one that lies south of its south."""

    def value(variables: Any) -> float:  # noqa: ANN401
        low, high = south(variables), north(variables)
        if low > high:
            raise bad_input(f"within: found south {low:g} and north {high:g}, expected south to be no more than north")
        return high

    return value


def distance(arguments: Mapping[str, Tree], bind: Bind) -> Distance:
    """Return the distance from the point given as `lat` and `lon`."""
    lat, lon = (bind(degrees(arguments[name], name)) for name in ("lat", "lon"))
    return Distance(lat, lon)


def _metres(leaf: Tree) -> Getter:
    assert isinstance(leaf, Leaf)

    def value(variables: Any) -> int:  # noqa: ANN401
        found = float(leaf.get(variables))
        if not 0 < found <= FARTHEST:
            raise bad_input(f"km: found {found}, expected more than 0 and at most {FARTHEST:g}")
        return round(found * 1000)

    return value


def searched(text: str, name: str = "search") -> list[str]:
    """Return the words that the text of an argument is searched by; raises BAD_USER_INPUT where it is too long."""
    if len(text) > LONGEST_SEARCH:
        raise bad_input(f"{name}: found {len(text)} characters, expected at most {LONGEST_SEARCH}")
    found = words(text)
    if len(found) > MOST_WORDS:
        raise bad_input(f"{name}: found {len(found)} words, expected at most {MOST_WORDS}")
    return found


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
            elif name == "search":
                assert isinstance(sub, Leaf)
                yield Test(Value(FOLDED.name), "search", self._bind(lambda given, get=sub.get: searched(get(given))))
            elif name in kind.props:
                yield both(*self._tests(sub, kind.props[name], edge=edge))
            elif name in ("near", "within"):
                assert isinstance(sub, Fields)
                yield both(*(self._near(sub) if name == "near" else self._within(sub)))
            else:
                yield both(*self._reaches(sub, follows[name]))

    def _near(self, tree: Fields) -> Iterator[Condition]:
        lat, lon, metres = degrees(tree.of["lat"], "lat"), degrees(tree.of["lon"], "lon"), _metres(tree.of["km"])
        place = Value(PLACE[0])  # its index narrows the circle to a band

        def band(sign: int) -> Getter:
            return lambda v: lat(v) + sign * math.degrees((metres(v) + 1) / RADIUS)

        yield Test(place, "gte", self._bind(band(-1)))
        yield Test(place, "lte", self._bind(band(1)))
        yield Test(Distance(self._bind(lat), self._bind(lon)), "lte", self._bind(metres))

    def _within(self, tree: Fields) -> Iterator[Condition]:
        south, west, north, east = (degrees(tree.of[n], n) for n in ("south", "west", "north", "east"))
        yield Test(Value(PLACE[0]), "gte", self._bind(south))
        yield Test(Value(PLACE[0]), "lte", self._bind(_beyond(south, north)))
        # a box over the 180th meridian is two boxes; any other is the same box twice
        split: tuple[tuple[Getter, Getter], ...] = (
            (west, lambda v: east(v) if west(v) <= east(v) else 180.0),
            (lambda v: west(v) if west(v) <= east(v) else -180.0, east),
        )
        around = ((Test(Value(PLACE[1]), "gte", self._bind(a)), Test(Value(PLACE[1]), "lte", self._bind(b))) for a, b in split)
        yield Logic("or", tuple(Logic("and", each) for each in around))

    def _logic(self, name: str, parts: list[Condition | None]) -> Condition:
        made = tuple(p or ALWAYS for p in parts)
        return Logic("not", made) if name == "not" else Logic("and" if name == "and" else "or", made)

    def _tests(self, tree: Tree, prop: Prop, *, edge: bool) -> Iterator[Condition]:
        assert isinstance(tree, Fields)
        for op, leaf in tree.of.items():
            assert isinstance(leaf, Leaf)
            if leaf.now is None:
                meant = "is no answer: expected true or false" if op in QUESTIONS else "compares with nothing; use isNull"
                raise bad_input(f"{prop.name}: {op} null {meant}")
            value = Value(prop.name, edge)
            if op in QUESTIONS:
                yes, no = QUESTIONS[op]
                yield Test(value, yes if leaf.now else no)
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
        counted = Far(step, where=self.where(tree.of["where"], kind, step) if "where" in tree.of else None)
        for op, leaf in tree.of.items():
            if op == "where":
                continue
            assert isinstance(leaf, Leaf)
            if leaf.now is None:
                raise bad_input(f"count: {op} null compares with nothing")
            yield Test(counted, cast("Op", op), self._bind(leaf.get))
