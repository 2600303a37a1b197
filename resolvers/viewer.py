"""Who asks, of which store."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from graph.rules import RuleSet, restrict
from resolvers.errors import Code, refusal
from resolvers.policy import BUDGETS, RULE_VALUES, RULES, Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph.plan import Plan
    from graph.store import Statement, Store

STATEMENTS = 2000
"""Statements kept per process; the oldest goes first."""

_statements: dict[tuple[Plan, str, str], Statement] = {}


@dataclass(slots=True)
class Viewer:
    """Who asks in one request: a rule set with the values of its parameters, the store read under it, and a budget.

    `budget` is what the request may cost and `spent` what it did; `trace` is what was read.
    """

    store: Store
    rules: RuleSet
    values: Mapping[str, Any]
    budget: int
    spent: int = 0
    trace: list[Statement] = field(default_factory=list["Statement"])

    def spend(self, cost: int) -> None:
        """Refuse what the request cannot pay for any more, before it is read or computed; raises QUERY_TOO_COMPLEX."""
        if self.spent + cost > self.budget:
            told = f"This costs {self.spent + cost} and {self.budget} is allowed: ask for shorter pages or fewer levels."
            raise refusal(Code.TOO_COMPLEX, told)
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


def viewer(role: Role, store: Store) -> Viewer:
    """Return a viewer of a role."""
    return Viewer(store, RULES[role], RULE_VALUES, BUDGETS[role])
