"""Small rows and changes written by hand, and the whole of a graph read by plans."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from graph import rows
from graph.change import Change, Edge, Row
from graph.expression import Param, Step, Test, Value
from graph.fold import words
from graph.model import FOLDED, MODEL
from graph.plan import Key, Read
from graph.rules import EVERYTHING, restrict
from tests.graph.world import AT, fill

if TYPE_CHECKING:
    from graph.rules import RuleSet
    from graph.store import Store
    from tests.graph.truth import Truth

ALL = {"n": 10**6}


def node(kind: str, code: str, **given: Any) -> Row:
    """Return a node's row: the same values for all but what is given."""
    return rows.row(MODEL.kinds[kind], fill(random.Random(1), MODEL.kinds[kind], code, **given))


def edge(relation: str, key: str, source: str, target: str, **given: Any) -> Edge:
    """Return an edge: the same values for all but what is given."""
    rel = MODEL.relations[relation]
    return Edge(source, target, rows.edge(rel, source, target, fill(random.Random(1), rel, key, **given)))


def change(**parts: Any) -> Change:
    """Return a change by the same actor, for the same reason, at the same time."""
    return Change(**{"actor": "test", "reason": "because", "at": AT, **parts})


def start() -> Change:
    """Return two countries, two cities in one of them, a KPI and its value in the first city."""
    return change(
        nodes={
            "Country": [node("Country", "NO"), node("Country", "SE")],
            "City": [node("City", "a"), node("City", "b")],
            "Kpi": [node("Kpi", "k")],
        },
        edges={
            "CityInCountry": [edge("CityInCountry", f"CityInCountry:{c}", c, "NO") for c in "ab"],
            "HasValue": [edge("HasValue", "v", "a", "k", year=2020, value=1.0, note="first")],
        },
    )


def corrected(**given: Any) -> Change:
    """Return a correction of the value."""
    return change(edges={"HasValue": [edge("HasValue", "v", "a", "k", **given)]})


def wholes() -> dict[str, Read]:
    """Return a plan for all of each kind and relation, with the codes of the ends."""
    found = {}
    for name in [*MODEL.kinds, *MODEL.relations]:
        ends = ("source", "target") if name in MODEL.relations else ()
        columns = [Value(p) for p in MODEL.owner(name).props]
        columns += [Read(_end(name, way), (Value("code"),), Step(name, way)) for way in ends]
        unique = Value("key" if ends else "code")
        found[name] = Read(name, tuple(columns), order=(Key(unique),), limit=Param("n"))
    return found


def _end(relation: str, way: str) -> str:
    rel = MODEL.relations[relation]
    return (rel.source if way == "source" else rel.target).kind.__name__


async def whole(store: Store) -> dict[str, str]:
    """Return all a store holds, as texts that tell types apart."""
    return {name: repr(await fetch(store, read, **ALL)) for name, read in wholes().items()}


def whole_truth(truth: Truth) -> dict[str, str]:
    """Return all the truth holds, in the same form."""
    return {name: repr(truth.viewer(EVERYTHING, ALL).read(read)) for name, read in wholes().items()}


async def fetch(store: Store, read: Read, rules: RuleSet = EVERYTHING, **parameters: Any) -> Any:
    """Return a store's answer to a plan."""
    return await store.read(store.compile(restrict(read, rules)), parameters)


async def table(store: Store, name: str, *props: str) -> list[list[Any]]:
    """Return properties of all of a kind or relation, by code or key."""
    unique = Value("key" if name in MODEL.relations else "code")
    return await fetch(store, Read(name, tuple(map(Value, props)), order=(Key(unique),), limit=Param("n")), **ALL)


async def found(store: Store, kind: str, text: str, rules: RuleSet = EVERYTHING) -> list[str]:
    """Return the codes of what a search of a kind finds."""
    where = Test(Value(FOLDED.name), "search", Param("p0"))
    read = Read(kind, (Value("code"),), where=where, order=(Key(Value("code")),), limit=Param("n"))
    return [row[0] for row in await fetch(store, read, rules, p0=words(text), **ALL)]
