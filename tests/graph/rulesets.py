"""Rule sets plans are asked under: those of the roles, the one that sees all, and two harsher ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.expression import ALWAYS, Logic, Param, Reach, Step, Test, Value
from graph.model import MODEL
from graph.rules import EVERYTHING, RuleSet
from resolvers.policy import rule_values, rules_of
from resolvers.standing import Role, Standing
from tests.graph.world import identity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph.expression import Condition

SHOWN = EVERYTHING.shown


def without(kind: str, *props: str) -> dict[str, Condition]:
    """Return what is shown of a kind but for some properties."""
    return {name: rule for name, rule in SHOWN[kind].items() if name not in props}


NARROW = RuleSet(
    "narrow",
    {
        **{name: ALWAYS for name in EVERYTHING.rows if name not in ("TargetSet", "TwinnedWith", "LogEntry")},
        "City": Logic("or", (Test(Value("population"), "gte", Param("r7")), Test(Value("contact"), "null"))),
        "Region": Reach(Step("RegionInCountry", "out"), "some"),
        "HasValue": Logic("not", (Test(Value("quality"), "eq", Param("r8")),)),
        "Measures": Test(Value("targets"), "has", Param("r9")),
    },
    {
        **SHOWN,
        "City": without("City", "contact"),
        "Kpi": without("Kpi", "name"),
        "HasValue": without("HasValue", "quality", "year"),
    },
)
"""Rows by parameters, by a null and by a relation; a kind and a relation nobody sees; what rules ask for is hidden itself,
and so is a name that could be searched.
"""

BLIND = RuleSet(
    "blind",
    dict.fromkeys(EVERYTHING.rows, ALWAYS),
    {name: {p: ALWAYS for n, p in enumerate(MODEL.owner(name).props) if n == 0 or n % 2} for name in SHOWN},
)
"""All rows, but every other property hidden: filters, orders and pages that name them go on as if they were null."""

OWNED = Test(Value("population"), "gte", Param("r7"))
PARTLY = RuleSet(
    "partly",
    {
        **EVERYTHING.rows,
        "HasValue": Logic("or", (Test(Value("publishedAt"), "notNull"), Reach(Step("HasValue", "source"), "some", OWNED))),
        "TwinnedWith": Reach(Step("TwinnedWith", "target"), "none", OWNED),
        "CityInRegion": Logic("not", (Reach(Step("CityInRegion", "target"), "all", Test(Value("source"), "null")),)),
    },
    {
        **SHOWN,
        "City": {
            **SHOWN["City"],
            "name": Test(Value("contact"), "notNull"),
            "population": Reach(Step("CityInRegion", "out"), "some"),
            "latitude": OWNED,
            "published": Test(Value("population"), "notNull"),
        },
        "HasValue": {
            **SHOWN["HasValue"],
            "value": Reach(Step("HasValue", "source"), "some", OWNED),
            "year": Test(Value("quality"), "eq", Param("r8")),
        },
        "TwinnedWith": {**SHOWN["TwinnedWith"], "since": Reach(Step("TwinnedWith", "source"), "some", OWNED)},
    },
)
"""Edges by what is at their ends, and properties of some rows only: by a property, by a relation, by an end of the edge."""


def some(kind: str) -> tuple[str, ...]:
    """Return the codes of half of the things of a kind, those with most edges among them."""
    return tuple(identity(MODEL.kinds[kind], number) for number in range(0, 120, 2))


ACTING = Standing(
    cities=some("City"),
    labs=some("Lab"),
    hubs=some("Hub"),
    served_cities=some("City")[:3],
    served_countries=("NOR", "Oslo"),
    organisations=some("Organisation"),
    experts=some("Expert"),
    verifiers=some("Expert"),
    financiers=some("Financier"),
)
TOGETHER: tuple[tuple[Role, ...], ...] = (
    ("anonymous",),
    ("programmeStaff",),
    ("cityOfficer", "verifier"),
    ("hubStaff", "provider"),
    ("expert", "financier"),
)
ROLES = tuple(map(rules_of, TOGETHER))
RULE_SETS: tuple[RuleSet, ...] = (*ROLES, EVERYTHING, NARROW, BLIND, PARTLY)
VALUES: Mapping[str, Any] = {**rule_values(ACTING), "r7": 0, "r8": "MEASURED", "r9": "Oslo"}
