"""A question put to two stores by one who has a standing, and what tells their answers apart."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

from resolvers.viewer import viewer
from schema.build import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.store import Store
    from resolvers.standing import Standing
    from schema.build import Schema

BOUNDLESS = 10**12
Query = tuple[str, dict[str, Any]]
"""A document and its variables."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a client gets as bytes, what it paid, and the statements given to the store, in no order: its fields are read at once."""

    body: bytes
    spent: int
    statements: tuple[str, ...]

    @property
    def data(self) -> Any:
        """The data of the answer."""
        return orjson.loads(self.body)[0]

    @property
    def errors(self) -> list[Any]:
        """The errors of the answer, each with its message, path and code."""
        return orjson.loads(self.body)[1]


async def ask(store: Store, standing: Standing, query: Query, schema: Schema = SCHEMA, budget: int = BOUNDLESS) -> Answer:
    """Return the answer of the executor that serves."""
    who = viewer(standing, store)
    who.budget = budget
    found = await schema.execute(query[0], query[1], {"viewer": who})
    errors = [[e.message, e.path, e.extensions] for e in found.errors or ()]
    return Answer(orjson.dumps([found.data, errors, found.extensions]), who.spent, tuple(sorted(who.trace)))


def filled(value: Any, key: str = "") -> bool:
    """Say whether an answer tells anything: a value other than null, an empty list, a count of 0 or a type name."""
    if isinstance(value, dict):
        return any(filled(v, k) for k, v in value.items())
    if isinstance(value, list):
        return any(map(filled, value))
    return value not in (None, 0, False) and key != "__typename"


@dataclass
class Told:
    """What came of asking two worlds the same: how many answers, of them told something or were errors, and those that differ."""

    queries: int = 0
    told: int = 0
    refused: int = 0
    different: list[tuple[Query, Answer, Answer]] = field(default_factory=list)

    @property
    def share(self) -> str:
        """The share of answers that told something."""
        return f"{self.told / max(1, self.queries):.1%}"


async def compare(stores: tuple[Store, Store], standing: Standing, queries: Iterable[Query], schema: Schema = SCHEMA) -> Told:
    """Return how the answers of two worlds differ; what is refused before it is read is told apart."""
    found = Told()
    for query in queries:
        one, other = [await ask(store, standing, query, schema) for store in stores]
        found.queries += 1
        found.told += filled(one.data)
        found.refused += bool(one.errors)
        if one != other:
            found.different.append((query, one, other))
    return found


async def leaks(stores: tuple[Store, Store], standing: Standing, queries: Iterable[Query], schema: Schema) -> bool:
    """Say whether some answer differs; a question that a planted fault only breaks proves nothing."""
    for query in queries:
        with contextlib.suppress(Exception):
            one, other = [await ask(store, standing, query, schema) for store in stores]
            if one.body != other.body and not one.errors:
                return True
    return False
