"""Who asks, of which store."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar, cast

from graph.rules import RuleSet, restrict
from resolvers.errors import Code, refusal
from resolvers.policy import budget_of, rule_values, rules_of

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

    from graph.plan import Plan
    from graph.store import Statement, Store
    from resolvers.standing import Standing

T = TypeVar("T")

STATEMENTS = 2000
"""Statements kept per process; the oldest goes first."""

_statements: dict[tuple[Plan, str, str], Statement] = {}


@dataclass(slots=True)
class Viewer:
    """Who asks in one request: a rule set with the values of its parameters, the store read under it, and a budget.

    `budget` is what the request may cost and `spent` what it did; `lasting` is false where the clock cut something short,
    so that a moment later there may be more to tell; `trace` is what was read, the log's number as `seq`;
    `shared` is what its fields share, by a name, with the log's number they asked at.
    """

    store: Store
    rules: RuleSet
    values: Mapping[str, Any]
    budget: int
    spent: int = 0
    lasting: bool = True
    trace: list[str] = field(default_factory=list[str])
    shared: dict[str, tuple[int, asyncio.Task[Any]]] = field(default_factory=dict[str, "tuple[int, asyncio.Task[Any]]"])

    def spend(self, cost: int, advice: str = "ask for shorter pages or fewer levels") -> None:
        """Refuse what the request cannot pay for any more, before it is read or computed; raises QUERY_TOO_COMPLEX."""
        if self.spent + cost > self.budget:
            raise refusal(Code.TOO_COMPLEX, f"This costs {self.spent + cost} and {self.budget} is allowed: {advice}.")
        self.spent += cost

    def statement(self, plan: Plan) -> Statement:
        """Return the store's statement for a plan under the viewer's rules, from a bounded cache."""
        key = (plan, self.rules.name, self.store.name)
        found = _statements.get(key)
        if found is None:
            if len(_statements) >= STATEMENTS:
                _statements.pop(next(iter(_statements)), None)
            found = _statements[key] = self.store.compile(restrict(plan, self.rules))
        return found

    async def read(self, plan: Plan, parameters: Mapping[str, Any], *, small: bool = True) -> Any:  # noqa: ANN401  # a positional list
        """Return the record of a plan under the viewer's rules; raises `StoreError`."""
        statement = self.statement(plan)
        self.trace.append(statement)
        return await self.store.read(statement, {**parameters, **self.values}, small=small)

    async def seq(self) -> int:
        """Return the number of the newest change; raises `StoreError`."""
        self.trace.append("seq")
        return await self.store.seq()

    async def once(self, name: str, seq: int, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Return what *work* returns, done once for all fields that ask for it while the log's number is *seq*."""
        at, task = self.shared.get(name, (None, None))
        if task is None or at != seq:
            task = asyncio.create_task(work())
            self.shared[name] = seq, task
        return cast("T", await task)


def viewer(standing: Standing, store: Store) -> Viewer:
    """Return the viewer of one who has a standing."""
    return Viewer(store, rules_of(standing.roles), rule_values(standing), budget_of(standing.roles))
