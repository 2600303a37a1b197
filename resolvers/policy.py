"""Who may see what: role x kind -> which rows, and which properties. What is not in the table is not seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from graph.expression import ALWAYS, Condition, Param, Reach, Step, Test, Value
from graph.model import MODEL
from graph.model.twin import AGREED
from graph.rules import RuleSet

if TYPE_CHECKING:
    from collections.abc import Mapping

Role = Literal["anonymous", "programmeStaff"]

PUBLISHED = Test(Value("published"), "eq", Param("r0"))
PUBLISHED_VALUE = Test(Value("publishedAt"), "notNull")
PUBLISHED_EVALUATION = Test(Value("status"), "eq", Param("r1"))
OF_PUBLISHED_EVALUATION = Reach(Step("Certifies", "out"), "some", PUBLISHED_EVALUATION)
AGREED_PAIR = Test(Value("status"), "in", Param("r2"))
COHORT_AT_WORK = Test(Value("status"), "in", Param("r3"))

RULE_VALUES: Mapping[str, object] = {
    "r0": True,
    "r1": "PUBLISHED",
    "r2": [status.name for status in AGREED],
    "r3": ["ACTIVE", "COMPLETED"],
}
"""Values of the rules' parameters, the same for every viewer until viewers have scopes."""

OPEN_KINDS = (
    *("Country", "Region", "Kpi", "Goal", "TargetSet", "Hub", "Lab", "Initiative"),
    *("Intervention", "Outcome", "Publication"),
)
PUBLISHED_KINDS = (
    *("City", "Organisation", "Expert", "Financier", "Instrument", "Project", "Call", "Solution", "Practice", "Bundle"),
    *("Document", "Pilot", "Transfer", "Scenario"),
)
OPEN_RELATIONS = (
    *("RegionInCountry", "CityInRegion", "CityInCountry", "TwinnedWith", "Measures", "Sets"),
    *("HubServesCountry", "HubServesCity", "HubInCity", "LabInCity", "HubHostedBy", "LabHostedBy"),
    *("OrganisationInLab", "ExpertInLab", "WorksFor", "SkilledIn", "RunBy", "InitiativeInCountry", "InitiativeInCity"),
    *(
        "HubPartOf",
        "LabPartOf",
        "ProjectInCity",
        "LedBy",
        "Targets",
        "CallFor",
        "Offers",
        "Improves",
        "DeployedIn",
        "Provides",
        "Groups",
    ),
    *("EvaluationOf", "Certifies", "AwardedTo", "Pairs", "InCohort", "Teaches", "Addresses"),
    *("AffectsKpi", "AffectsOutcome", "Cites", "ScenarioFor", "Applies", "Tests", "PilotIn"),
    *("TransferOf", "TransferFrom", "TransferTo", "MeasuredBy"),
    *("SupportsCity", "SupportsTargetSet", "SupportsEvaluation", "SupportsCertificate", "SupportsProject", "SupportsCall"),
    *("SupportsInstrument", "SupportsSolution", "SupportsPractice", "SupportsTransfer", "SupportsPilot"),
)
"""Relations seen wherever both their ends are."""

CLOSED: Mapping[Role, frozenset[str]] = {
    "anonymous": frozenset(
        (
            *("Entry", "Question", "Proposal", "Trigger", "Run", "Recommendation", "Forecast"),
            *("HadValue", "Advises", "Funds", "Verifies", "WishesFor", "Prioritises"),
        )
    ),
    "programmeStaff": frozenset(),
}
"""Kinds and relations of which a role sees nothing; the relations of a closed kind are closed with it."""

ROWS: Mapping[Role, Mapping[str, Condition]] = {
    "anonymous": {
        **dict.fromkeys((*OPEN_KINDS, *OPEN_RELATIONS), ALWAYS),
        **dict.fromkeys(PUBLISHED_KINDS, PUBLISHED),
        "HasValue": PUBLISHED_VALUE,
        "Evaluation": PUBLISHED_EVALUATION,
        "Certificate": OF_PUBLISHED_EVALUATION,
        "Cohort": COHORT_AT_WORK,
        "TwinPair": AGREED_PAIR,
    },
    "programmeStaff": {name: ALWAYS for name, kind in (*MODEL.kinds.items(), *MODEL.relations.items()) if not kind.internal},
}
"""The anonymous see what is published, and no value a correction has replaced; not who verifies, advises or funds what,
whom or what a city wishes for, nor what is being worked on: entries, questions, proposals, runs. Staff see all.
"""

SENSITIVITIES: Mapping[Role, frozenset[str]] = {
    "anonymous": frozenset({"public"}),
    "programmeStaff": frozenset({"public", "programme", "personal"}),
}
"""Which properties a role sees, by the sensitivity the model gives them."""


def _rule_set(role: Role) -> RuleSet:
    shown = {
        name: {p.name: ALWAYS for p in MODEL.owner(name).props.values() if p.sensitivity in SENSITIVITIES[role]}
        for name in ROWS[role]
    }
    return RuleSet(role, ROWS[role], shown)


RULES: Mapping[Role, RuleSet] = {role: _rule_set(role) for role in ROWS}
"""The rule set of each role."""

BUDGETS: Mapping[Role, int] = {"anonymous": 10_000, "programmeStaff": 25_000}
"""What one request may cost, by the formula of `resolvers.cost`; the reasons: docs/limits.md."""
