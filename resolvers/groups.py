# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownLambdaType=false, reportUnknownParameterType=false
# graphql-core's generics are not parametrised in its own signatures
"""Aggregates: the groups of a kind's rows, their keys and their measures."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

from graph.expression import Expression, Far, Value
from graph.model import MODEL, Decimal
from graph.plan import SPLIT, Aggregate, Measure
from resolvers.arguments import Fields, Items, Leaf, Tree, given
from resolvers.condition import Conditions, entries, step_of
from resolvers.errors import bad_input
from resolvers.pages import size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import graphql as g

    from graph.expression import Param, Part
    from graph.model import Prop
    from resolvers.arguments import Getter
    from resolvers.rows import Rows

DIGITS = 12
"""Significant digits of sums, means and percentiles of fractions: stores add in different orders."""


def rounded(value: float | None) -> float | None:
    """Return a number to the digits both stores agree on."""
    return None if value is None else float(f"{value:.{DIGITS}g}")


def total(high: int, low: int, known: int) -> int | None:
    """Return the exact sum of whole numbers from the sums of their quotients and remainders; of none it is unknown."""
    return high * SPLIT + low if known else None


def mean(of: float | None, known: int) -> float | None:
    """Return the mean of numbers from their sum."""
    return None if of is None else rounded(of / known)


def exact_mean(of: int | None, known: int) -> int | None:
    """Return the mean of exact numbers, to their four decimals, halves to even."""
    return None if of is None else round(Fraction(of, known))


def as_text(value: Any) -> str | None:  # noqa: ANN401  # a value of a key
    """Return a group's key as text, null where it is unknown."""
    return None if value is None else str(value).lower() if isinstance(value, bool) else str(value)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "rounded": rounded,
    "total": total,
    "mean": mean,
    "exact_mean": exact_mean,
    "as_text": as_text,
}


class Groups:
    """One aggregate with its arguments."""

    def __init__(self, rows: Rows, kind: str, arguments: dict[str, Tree]) -> None:
        """Read the arguments; raises a BAD_USER_INPUT refusal where they are not as they should be."""
        self.rows, self.kind = rows, kind
        self.where = Conditions(rows.bind).where(arguments["where"], kind, None) if "where" in arguments else None
        tree = arguments.get("groupBy")
        items = tree.of if isinstance(tree, Items) else [tree] if isinstance(tree, Fields) else []
        self.keys = [key for item in items for key in _keys(item, kind)]
        first, order = arguments["first"], arguments["order"]
        assert isinstance(first, Leaf)
        assert isinstance(order, Leaf)
        self.limit, self.largest_first = rows.bind(size(first.get, "first")), order.now == "COUNT"
        self.measures: list[Measure] = []
        rows.converters |= FUNCTIONS

    def groups(self, nodes: Sequence[g.FieldNode]) -> tuple[Aggregate, str]:
        """Return the plan and the text that builds the answer."""
        typename, limit = MODEL.owner(self.kind).typename, f"p[{self.limit.name!r}]"
        parts: list[str] = []
        for key, group in self.rows.of.collector.below(nodes, f"{typename}Aggregate").items():
            match group[0].name.value:
                case "__typename":
                    text = repr(f"{typename}Aggregate")
                case "hasMore":
                    text = f"len(v) > {limit}"
                case _:
                    text = f"[{self.group(group)} for x in v[:{limit}]]"
            parts.append(f"{key!r}: {text}")
        keys = tuple(expression for expression, _, _ in self.keys)
        plan = Aggregate(self.kind, keys, tuple(self.measures), self.limit, self.where, self.largest_first)
        return plan, f"{{{', '.join(parts)}}}"

    def group(self, nodes: Sequence[g.FieldNode]) -> str:
        """Return the text of one group."""
        owner = MODEL.owner(self.kind)
        typename = f"{owner.typename}Group"
        parts: list[str] = []
        for key, group in self.rows.of.collector.below(nodes, typename).items():
            name = group[0].name.value
            if name == "__typename":
                text = repr(typename)
            elif name == "keys":
                text = f"[{', '.join(self.key(at, group) for at in range(len(self.keys)))}]"
            elif name == "count":
                text = self.measure(Measure("count"))
            else:
                text = self.numbers(owner.props[name], group)
            parts.append(f"{key!r}: {text}")
        return f"{{{', '.join(parts)}}}"

    def key(self, at: int, nodes: Sequence[g.FieldNode]) -> str:
        """Return the text of one key of a group."""
        _, path, prop = self.keys[at]
        value = f"x[{at}]"
        if prop.scalar.show:
            value = f"(None if {value} is None else {self.show(prop)}({value}))"
        texts = {"__typename": "'GroupKey'", "field": repr(path), "value": f"as_text({value})"}
        fields = self.rows.of.collector.below(nodes, "GroupKey")
        return f"{{{', '.join(f'{key!r}: {texts[group[0].name.value]}' for key, group in fields.items())}}}"

    def show(self, prop: Prop) -> str:
        """Return the name of the function that shows a property's values to clients."""
        name = f"show_{prop.scalar.graphql}"
        self.rows.converters[name] = cast("Any", prop.scalar.show)
        return name

    def measure(self, measure: Measure) -> str:
        """Add a measure; return the text that takes it from a group."""
        if measure not in self.measures:
            self.measures.append(measure)
        return f"x[{len(self.keys) + self.measures.index(measure)}]"

    def numbers(self, prop: Prop, nodes: Sequence[g.FieldNode]) -> str:
        """Return the text of the numbers of one property."""
        typename = family(prop)
        parts: list[str] = []
        for key, group in self.rows.of.collector.below(nodes, typename).items():
            name = group[0].name.value
            text = repr(typename) if name == "__typename" else self.number(prop, typename, name, group[0])
            parts.append(f"{key!r}: {text}")
        return f"{{{', '.join(parts)}}}"

    def number(self, prop: Prop, typename: str, name: str, node: g.FieldNode) -> str:
        """Return the text of one number."""
        value = Value(prop.name)
        if name in ("known", "distinct"):
            return self.measure(Measure(cast("Any", name), value))
        if name == "percentile":
            field = cast("Any", self.rows.of.schema.type_map[typename]).fields[name]
            text = self.measure(Measure("percentile", value, self.rank(given(node, field, self.rows.of.variables)["p"])))
            text = f"rounded({text})"
            text = f"(None if {text} is None else round({text}))" if prop.type is Decimal else text
        elif name in ("min", "max"):
            text = self.measure(Measure(cast("Any", name), value))
        else:
            text = self.sum(prop, value) if name == "sum" else self.mean(prop, value)
        if prop.scalar.show and not self.rows.of.records:
            return f"(None if {text} is None else {self.show(prop)}({text}))"
        return f"(None if {text} is None else float({text}))" if typename == "NumberAggregate" else text

    def sum(self, prop: Prop, value: Value) -> str:
        """Return the text of a sum, exact for whole and exact numbers."""
        if prop.type is float:
            return f"rounded({self.measure(Measure('sum', value))})"
        parts = (self.measure(Measure(cast("Any", what), value)) for what in ("high", "low", "known"))
        return f"total({', '.join(parts)})"

    def mean(self, prop: Prop, value: Value) -> str:
        """Return the text of a mean."""
        known = self.measure(Measure("known", value))
        if prop.type is float:
            return f"mean({self.measure(Measure('sum', value))}, {known})"
        return f"{'exact_mean' if prop.type is Decimal else 'mean'}({self.sum(prop, value)}, {known})"

    def rank(self, tree: Tree) -> Param:
        """Return the parameter of a percentile's rank."""
        assert isinstance(tree, Leaf)
        get: Getter = tree.get

        def rank(variables: Any) -> float:  # noqa: ANN401
            found = float(get(variables))
            if not 0 <= found <= 1:
                raise bad_input(f"p: found {found:g}, expected 0 to 1, as in 0.5 for the median")
            return found

        return self.rows.bind(rank)


def family(prop: Prop) -> str:
    """Return the type of what is told of a property in a group."""
    if prop.type in (int, float):
        return "NumberAggregate"
    return f"{prop.scalar.graphql}Aggregate" if prop.sortable and prop.choice is None else "ValueAggregate"


def _keys(tree: Tree, kind: str) -> Iterator[tuple[Expression, str, Prop]]:
    """Yield the keys of one item of `groupBy`: what is read, its name, and the property it is."""
    for name, sub in entries(tree):
        prop = MODEL.owner(kind).props.get(name)
        if prop:
            assert isinstance(sub, Leaf)
            part = None if sub.now == "VALUE" else cast("Part", sub.now.lower())
            yield Value(name, part=part), name, prop
            continue
        follow = MODEL.follows(kind)[name]
        for expression, path, of in _keys(sub, follow.kind):
            yield Far(step_of(follow), expression), f"{name}.{path}", of
