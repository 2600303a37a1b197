"""Who may see what: role x kind -> which rows, and which properties. What is not in the table is not seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from graph.model import MODEL
from graph.plan import ALWAYS, Condition, Param, Test, Value
from graph.rules import RuleSet

if TYPE_CHECKING:
    from collections.abc import Mapping

Role = Literal["anonymous", "programmeStaff"]

PUBLISHED_CITY = Test(Value("published"), "eq", Param("r0"))
PUBLISHED_VALUE = Test(Value("publishedAt"), "notNull")

RULE_VALUES: Mapping[str, object] = {"r0": True}
"""Values of the rules' parameters, the same for every viewer until viewers have scopes."""

ROWS: Mapping[Role, Mapping[str, Condition]] = {
    "anonymous": {
        "Country": ALWAYS,
        "Region": ALWAYS,
        "City": PUBLISHED_CITY,
        "Kpi": ALWAYS,
        "Goal": ALWAYS,
        "TargetSet": ALWAYS,
        "RegionInCountry": ALWAYS,
        "CityInRegion": ALWAYS,
        "CityInCountry": ALWAYS,
        "TwinnedWith": ALWAYS,
        "Measures": ALWAYS,
        "Sets": ALWAYS,
        "HasValue": PUBLISHED_VALUE,
    },
    "programmeStaff": {name: ALWAYS for name, kind in (*MODEL.kinds.items(), *MODEL.relations.items()) if not kind.internal},
}
"""The anonymous see published cities and published values, and no value a correction has replaced; staff see all."""

SENSITIVITIES: Mapping[Role, frozenset[str]] = {
    "anonymous": frozenset({"public"}),
    "programmeStaff": frozenset({"public", "programme", "personal"}),
}
"""Which properties a role sees, by the sensitivity the model gives them."""


def _rule_set(role: Role) -> RuleSet:
    shown = {
        name: frozenset(p.name for p in MODEL.owner(name).props.values() if p.sensitivity in SENSITIVITIES[role])
        for name in ROWS[role]
    }
    return RuleSet(role, ROWS[role], shown)


RULES: Mapping[Role, RuleSet] = {role: _rule_set(role) for role in ROWS}
"""The rule set of each role."""

BUDGETS: Mapping[Role, int] = {"anonymous": 10_000, "programmeStaff": 100_000}
"""What one request may cost, by the formula of `resolvers.cost`."""
