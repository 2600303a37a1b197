# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownLambdaType=false, reportUnknownParameterType=false
# graphql-core's generics are not parametrised in its own signatures
"""The executor of plans: answers a query operation from records; what it refuses, it leaves to graphql-core."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import graphql as g

from resolvers.arguments import shape, values
from resolvers.cost import SMALL, admit_depth, at_once, price
from resolvers.cursor import Named
from resolvers.errors import placed
from resolvers.selection import Selection
from resolvers.slot import NullInNonNullError, Slot

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from resolvers.document import Document
    from resolvers.viewer import Viewer

Roots = list[tuple[str, Slot]]


class Executor:
    """Keeps what was made of an operation by its text, its name and the shape of its variables.

    `plans` of them are kept, the least recently used goes first: a client that sends unique texts or shapes costs
    parsing and planning, never memory.
    """

    def __init__(self, schema: g.GraphQLSchema, plans: int = 1000) -> None:
        """Begin with no plan."""
        self._schema, self._size = schema, plans
        self._plans: OrderedDict[object, Roots] = OrderedDict()

    async def execute(self, document: Document, variables: Mapping[str, Any], viewer: Viewer) -> g.ExecutionResult | None:
        """Return the answer to a query operation with coerced variables; None leaves it to graphql-core."""
        roots = self._roots(document, variables)
        done: dict[str, Any] = {}
        for late in (False, True):  # introspection takes what is left of the budget, whatever the clock
            part = {at: slot for at, slot in roots if slot.introspects is late}
            found = await asyncio.gather(*(answer(slot, variables, viewer) for slot in part.values()), return_exceptions=True)
            done.update(zip(part, found, strict=True))
        return _result(roots, done)

    def _roots(self, document: Document, variables: Mapping[str, Any]) -> Roots:
        shapes = tuple((k, shape(v, watched=k in document.watched)) for k, v in variables.items())
        key = (document.text, document.name, shapes)
        found = self._plans.get(key)
        if found is None:
            found = Selection(self._schema, document.fragments, variables).roots(document.operation)
            if all(isinstance(slot.error, g.GraphQLError | None) for _, slot in found):  # a fault of ours is not kept
                self._plans[key] = found
            if len(self._plans) > self._size:
                self._plans.popitem(last=False)
        else:
            self._plans.move_to_end(key)
        return found


async def answer(slot: Slot, variables: Mapping[str, Any], viewer: Viewer) -> Any:  # noqa: ANN401  # a part of a response
    """Return the part of the response a root slot stands for; raises `GraphQLError`, `StoreError`."""
    if slot.error:
        raise slot.error.with_traceback(None)  # it is kept, and would keep every traceback it was raised with
    if slot.read:
        return await _stored(slot, variables, viewer)
    if not slot.computed:
        return slot.build(None, (), {})
    found = await _computed(slot, {None: 1}, variables, viewer)
    (made,) = await _fill(slot, found, variables, viewer, {})
    return made


async def _stored(
    slot: Slot, variables: Mapping[str, Any], viewer: Viewer, keys: Mapping[str, int] = MappingProxyType({})
) -> Any:  # noqa: ANN401
    assert slot.read
    admit_depth(slot.read)
    parameters = {name: get(variables) for name, get in slot.bindings.items()}
    if slot.keys:
        codes, count = slot.keys
        parameters |= {codes: list(keys), count: sum(keys.values())}
    cost = price(slot.read, parameters)
    viewer.spend(sum(cost), cost.advice)
    record = await viewer.read(slot.read, parameters, small=viewer.spent <= SMALL and at_once(slot.read))
    (made,) = await _fill(slot, [record], variables, viewer, parameters)
    return made


async def _computed(slot: Slot, keys: Mapping[str | None, int], variables: Mapping[str, Any], viewer: Viewer) -> Sequence[Any]:
    assert slot.computed
    arguments = {name: values(tree, variables) for name, tree in slot.arguments.items()}
    viewer.spend(sum(keys.values()) * slot.computed.price(arguments))
    return await slot.computed.run(list(keys), arguments, viewer)


async def _fill(
    slot: Slot, found: Sequence[Any], variables: Mapping[str, Any], viewer: Viewer, parameters: Mapping[str, Any]
) -> list[Any]:
    """Build twice where slots are below: the first pass asks for their keys, the second has the answers, read for all at once."""
    if not slot.slots:
        return [slot.build(each, (), parameters) for each in found]
    asked: list[Counter[Any]] = [Counter() for _ in slot.slots]
    for each in found:
        slot.build(each, [_asking(a) for a in asked], parameters)
    below = (_below(s, a, variables, viewer) for s, a in zip(slot.slots, asked, strict=True))
    answers = [a.get for a in await asyncio.gather(*below)]
    return [slot.build(each, answers, parameters) for each in found]


def _asking(asked: Counter[Any]) -> Callable[[Any], Any]:
    """Return what a builder asks in the first pass: each key is counted, for each time it is told is paid for."""

    def ask(key: Any) -> Any:  # noqa: ANN401
        if key is not None:
            asked[key] += 1
        return ...  # no null, which might be refused

    return ask


async def _below(slot: Slot, keys: Mapping[Any, int], variables: Mapping[str, Any], viewer: Viewer) -> dict[Any, Any]:
    if not keys:
        return {}
    if slot.named:
        return await _named(slot, keys, variables, viewer)
    if slot.read:
        return await _stored(slot, variables, viewer, keys)
    made = await _computed(slot, keys, variables, viewer)
    return dict(zip(keys, await _fill(slot, made, variables, viewer, {}), strict=True))


async def _named(slot: Slot, keys: Mapping[Named, int], variables: Mapping[str, Any], viewer: Viewer) -> dict[Named, Any]:
    """Return nodes of any kind, each kind by one read."""
    codes: dict[str, dict[str, int]] = {}
    for (kind, code), times in keys.items():
        codes.setdefault(kind, {})[code] = times
    reads = (_stored(slot.of_kind(kind, variables), variables, viewer, part) for kind, part in codes.items())
    found = await asyncio.gather(*reads)
    return {Named(kind, code): value for kind, part in zip(codes, found, strict=True) for code, value in part.items()}


def _result(roots: Roots, done: Mapping[str, Any]) -> g.ExecutionResult | None:
    """Put the roots together; a root that failed is null beside an error with its path, or the whole answer where it may not be.

    None leaves a null in a non-null field to graphql-core, but beside introspection, which it would tell unpaid.
    """
    data: dict[str, Any] = {}
    whole = True
    errors: list[g.GraphQLError] = []
    told = any(slot.introspects for _, slot in roots)
    for at, slot in roots:
        value = done[at]
        if isinstance(value, NullInNonNullError) and not told:
            return None
        if isinstance(value, BaseException):
            if not isinstance(value, Exception):
                raise value
            errors.append(placed(value, g.GraphQLError("", nodes=slot.node, path=[at])))
            data[at] = None
            whole &= slot.nullable
        else:
            data[at] = value
    return g.ExecutionResult(data=data if whole else None, errors=errors or None)


def resolve_root(executor_schema: g.GraphQLSchema, viewer: Viewer) -> Callable[[g.GraphQLResolveInfo[Any]], Any]:
    """Return how graphql-core gets one stored root field: a record under the client's keys."""

    async def root(info: g.GraphQLResolveInfo[Any]) -> Any:  # noqa: ANN401
        variables: Any = getattr(info.variable_values, "coerced", info.variable_values)
        selection = Selection(executor_schema, info.fragments, variables, records=True)
        return await answer(selection.root(list(info.field_nodes)), variables, viewer)

    return root


def resolve_reference(
    executor_schema: g.GraphQLSchema, viewer: Viewer
) -> Callable[[g.GraphQLResolveInfo[Any], Sequence[Named | None]], Any]:
    """Return how graphql-core gets the stored nodes that a computed object names, None for one that is not seen."""

    async def reference(info: g.GraphQLResolveInfo[Any], asked: Sequence[Named | None]) -> list[Any]:
        variables: Any = getattr(info.variable_values, "coerced", info.variable_values)
        selection = Selection(executor_schema, info.fragments, variables, records=True)
        keys = Counter(name for name in asked if name)
        found = await _below(selection.named(list(info.field_nodes)), keys, variables, viewer)
        return [name and found.get(name) for name in asked]

    return reference
