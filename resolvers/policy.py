"""Who may see what: role x kind -> which rows, and which properties. What is not in the tables is not seen.

Everyone sees the rows of `EVERYONE` with the properties of `resolvers.public`. A role adds rows of its own, which it
sees with all their properties (`OWN`), and rows it comes across in its work, which it sees as if they were published
(`MET`). Who has several roles sees what each of them sees. The table for people: docs/policy.md.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from graph.expression import ALWAYS, Condition, Logic, Param, Reach, Step, Test, Value
from graph.model import MODEL
from graph.model.twin import AGREED
from graph.rules import RuleSet
from resolvers.public import PUBLIC

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graph.expression import Op
    from resolvers.standing import Role, Standing

Rules = dict[str, Condition]


def out(relation: str, c: Condition) -> Condition:
    """Return the condition that a relation leads from a thing to one of which *c* holds."""
    return Reach(Step(relation, "out"), "some", c)


def back(relation: str, c: Condition) -> Condition:
    """Return the condition that a relation leads to a thing from one of which *c* holds."""
    return Reach(Step(relation, "in"), "some", c)


def source(relation: str, c: Condition) -> Rules:
    """Return the rule of a relation that *c* holds of what it leads from."""
    return {relation: Reach(Step(relation, "source"), "some", c)}


def target(relation: str, c: Condition) -> Rules:
    """Return the rule of a relation that *c* holds of what it leads to."""
    return {relation: Reach(Step(relation, "target"), "some", c)}


def among(codes: str) -> Condition:
    """Return the condition that a thing is one of those a standing names."""
    return Test(Value("code"), "in", Param(f"r_{codes}"))


def either(*parts: Condition | None) -> Condition | None:
    """Return the condition that one of the given holds, None where none is given."""
    apart = (p.parts if isinstance(p, Logic) and p.op == "or" else (p,) for p in parts if p is not None)
    kept = tuple(dict.fromkeys(each for some in apart for each in some))
    return None if not kept else ALWAYS if ALWAYS in kept else kept[0] if len(kept) == 1 else Logic("or", kept)


def joined(*tables: Mapping[str, Condition]) -> Rules:
    """Return the rules of several tables: of each kind what one of them holds of."""
    found = {name: either(*(table.get(name) for table in tables)) for table in tables for name in table}
    return {name: rule for name, rule in found.items() if rule is not None}


CONSTANTS: Mapping[str, Any] = {
    "r_true": True,
    "r_published": "PUBLISHED",
    "r_agreed": [status.name for status in AGREED],
    "r_at_work": ["ACTIVE", "COMPLETED"],
    "r_handed_in": ["SUBMITTED", "IN_VERIFICATION", "VERIFIED", "PUBLISHED"],
    "r_draft": "DRAFT",
    "r_promised": ["OFFERED", "COMMITTED", "PAID"],
    "r_considered": "CONSIDERED",
}
"""Values of the rules' parameters that are the same for everyone."""

PUBLISHED = Test(Value("published"), "eq", Param("r_true"))
EVALUATION_PUBLISHED = Test(Value("status"), "eq", Param("r_published"))

OPEN = (
    *("Country", "Region", "Kpi", "Goal", "TargetSet", "Hub", "Lab", "Initiative"),
    *("Intervention", "Outcome", "Publication"),
)
"""Kinds all see."""
PUBLISHABLE = (
    *("City", "Organisation", "Expert", "Financier", "Instrument", "Project", "Call", "Solution", "Practice", "Bundle"),
    *("Document", "Pilot", "Transfer", "Scenario"),
)
"""Kinds whose rows all see once they are published."""
WORKING = ("Entry", "Question", "Proposal", "Trigger", "Run", "Recommendation", "Forecast")
"""Kinds of which nobody sees rows but those that are its own: what is being worked on.

What a run produced is nobody's but the programme's until a run records under whose rights it read.
"""
JOINING = (
    *("RegionInCountry", "CityInRegion", "CityInCountry", "TwinnedWith", "Measures", "Sets"),
    *("HubServesCountry", "HubServesCity", "HubInCity", "LabInCity", "HubHostedBy", "LabHostedBy", "HubPartOf", "LabPartOf"),
    *("OrganisationInLab", "ExpertInLab", "WorksFor", "SkilledIn", "RunBy", "InitiativeInCountry", "InitiativeInCity"),
    *("EvaluationOf", "EntryIn", "EntryFor", "QuestionAbout", "Certifies", "AwardedTo"),
    *("ProjectInCity", "LedBy", "Targets", "CallFor", "Makes", "ProposalTo", "Provides", "Groups"),
    *("Offers", "Improves", "DeployedIn", "Teaches", "Addresses", "TransferOf", "TransferFrom", "TransferTo", "MeasuredBy"),
    *("AffectsKpi", "AffectsOutcome", "Cites", "ScenarioFor", "Applies", "Tests", "PilotIn", "Pairs", "InCohort"),
    *("SupportsCity", "SupportsEvaluation", "SupportsEntry", "SupportsQuestion", "SupportsCertificate", "SupportsTargetSet"),
    *("SupportsProject", "SupportsCall", "SupportsProposal", "SupportsInstrument", "SupportsSolution", "SupportsPractice"),
    *("SupportsTransfer", "SupportsPilot"),
    *("ProducedForecast", "ForecastForCity", "ForecastOf", "ForecastAssumes", "ProducedRecommendation"),
    *("RecommendationForCity", "RecommendationForProject", "RecommendationForSolution", "RecommendationForExpert"),
    *("RecommendationForOrganisation", "RecommendationForInstrument", "RecommendationForCohort"),
    *("SuggestsCity", "SuggestsSolution", "SuggestsExpert", "SuggestsOrganisation", "SuggestsInstrument"),
    *("SuggestsIntervention", "SuggestsProject", "SuggestsPractice", "SuggestsTwinPair", "SuggestsBundle"),
    *("WatchesCity", "WatchesKpi", "TriggerApplies"),
)
"""Relations all see wherever they see both ends."""
CONFIDENTIAL = ("HadValue", "Advises", "Funds", "Verifies", "WishesFor", "Prioritises")
"""Relations of which nobody sees edges but those that are its own."""

EVERYONE: Rules = {
    **dict.fromkeys(OPEN, ALWAYS),
    **dict.fromkeys(PUBLISHABLE, PUBLISHED),
    "Evaluation": EVALUATION_PUBLISHED,
    "Certificate": out("Certifies", EVALUATION_PUBLISHED),
    "Cohort": Test(Value("status"), "in", Param("r_at_work")),
    "TwinPair": Test(Value("status"), "in", Param("r_agreed")),
    **dict.fromkeys(JOINING, ALWAYS),
    "HasValue": Test(Value("publishedAt"), "notNull"),
}
"""What the anonymous see: what is published, and no value a correction has replaced."""


NO_DRAFT = Logic("not", (Test(Value("status"), "eq", Param("r_draft")),))
"""Of an entry or a proposal: whoever writes it has handed it in."""


def _sent_to(city: Condition) -> Condition:
    """Return what proposals for a city's projects are, once they are sent."""
    return Logic("and", (NO_DRAFT, out("ProposalTo", out("CallFor", out("ProjectInCity", city)))))


def _of_cities(city: Condition, *, drafts: bool) -> Rules:
    """Return what is a city's own: its working values, projects and wishes, and what hangs on them."""
    evaluation, project, proposal = out("EvaluationOf", city), out("ProjectInCity", city), _sent_to(city)
    entry, call = out("EntryIn", evaluation), out("CallFor", project)
    entry = entry if drafts else Logic("and", (NO_DRAFT, entry))
    question = out("QuestionAbout", entry)
    return {
        "City": city,
        "Evaluation": evaluation,
        "Entry": entry,
        "Question": question,
        "Certificate": out("AwardedTo", city),
        "Project": project,
        "Call": call,
        "Proposal": proposal,
        "Scenario": out("ScenarioFor", city),
        "Pilot": out("PilotIn", city),
        "Practice": back("Teaches", city),
        "Transfer": Logic("or", (out("TransferFrom", city), out("TransferTo", city))),
        "TwinPair": out("Pairs", city),
        "Document": Logic(
            "or",
            (
                out("SupportsCity", city),
                out("SupportsEvaluation", evaluation),
                out("SupportsEntry", entry),
                out("SupportsQuestion", question),
                out("SupportsProject", project),
                out("SupportsCall", call),
                out("SupportsProposal", proposal),
            ),
        ),
        **source("HasValue", city),
        **source("HadValue", city),
        **source("WishesFor", city),
        **source("Prioritises", city),
        **target("Advises", project),
        **target("Funds", project),
        **target("Verifies", evaluation),
    }


def _met_by_cities(city: Condition) -> Rules:
    """Return who stands behind what is a city's own: bidders, who funds, advises or verifies, and partner cities."""
    project = out("ProjectInCity", city)
    funding = out("Funds", project)
    partners = (
        back("Pairs", out("Pairs", city)),
        back("TransferFrom", out("TransferTo", city)),
        back("TransferTo", out("TransferFrom", city)),
        back("WishesFor", city),
    )
    return {
        "City": Logic("or", partners),
        "Organisation": out("Makes", _sent_to(city)),
        "Instrument": funding,
        "Financier": out("Provides", funding),
        "Expert": Logic("or", (out("Advises", project), out("Verifies", out("EvaluationOf", city)))),
    }


OFFICERS = among("cities")
SERVED = Logic("or", (among("served_cities"), Test(Value("countryCode"), "in", Param("r_served_countries"))))
MEMBERS = {"Organisation": out("OrganisationInLab", among("labs")), "Expert": out("ExpertInLab", among("labs"))}


HANDED_IN = Test(Value("status"), "in", Param("r_handed_in"))
TO_VERIFY = Logic("and", (HANDED_IN, back("Verifies", among("verifiers"))))
"""An evaluation that a verifier is to judge, once the city has handed it in."""


def _of_verifiers() -> Rules:
    """Return what is a verifier's own: its record, the evaluations it judges, and what hangs on them."""
    entry = Logic("and", (NO_DRAFT, out("EntryIn", TO_VERIFY)))
    question = out("QuestionAbout", entry)
    documents = (out("SupportsEvaluation", TO_VERIFY), out("SupportsEntry", entry), out("SupportsQuestion", question))
    return {
        "Expert": among("verifiers"),
        "Evaluation": TO_VERIFY,
        "Entry": entry,
        "Question": question,
        "Document": Logic("or", documents),
        **source("Verifies", among("verifiers")),
    }


ADVISED = back("Advises", among("experts"))
OFFERED = back("Makes", among("organisations"))


def _funded(op: Op, statuses: str) -> Condition:
    """Return the condition that a thing is a project with funding of such a status from the instruments of a financier."""
    of_status = Test(Value("status", edge=True), op, Param(f"r_{statuses}"))
    return back("Funds", Logic("and", (of_status, back("Provides", among("financiers")))))


FUNDED, CONSIDERED = _funded("in", "promised"), _funded("eq", "considered")

STAFF: Rules = {name: ALWAYS for name, kind in (*MODEL.kinds.items(), *MODEL.relations.items()) if not kind.internal}

OWN: Mapping[Role, Rules] = {
    "anonymous": {},
    "cityOfficer": _of_cities(OFFICERS, drafts=True),
    "hubStaff": {**_of_cities(SERVED, drafts=False), **MEMBERS},
    "verifier": _of_verifiers(),
    "expert": {
        "Expert": among("experts"),
        "Project": ADVISED,
        "Document": out("SupportsProject", ADVISED),
        **source("Advises", among("experts")),
    },
    "provider": {
        "Organisation": among("organisations"),
        "Expert": out("WorksFor", among("organisations")),
        "Solution": back("Offers", among("organisations")),
        "Proposal": OFFERED,
        "Document": Logic(
            "or", (out("SupportsProposal", OFFERED), out("SupportsSolution", back("Offers", among("organisations"))))
        ),
    },
    "financier": {
        "Financier": among("financiers"),
        "Instrument": back("Provides", among("financiers")),
        "Project": FUNDED,
        "Document": Logic(
            "or", (out("SupportsInstrument", back("Provides", among("financiers"))), out("SupportsProject", FUNDED))
        ),
        **source("Funds", back("Provides", among("financiers"))),
    },
    "programmeStaff": STAFF,
    "admin": STAFF,
}
"""Rows a role sees with all their properties."""

MET: Mapping[Role, Rules] = {
    "cityOfficer": _met_by_cities(OFFICERS),
    "hubStaff": _met_by_cities(SERVED),
    "verifier": {"City": back("EvaluationOf", TO_VERIFY)},
    "expert": {"City": back("ProjectInCity", ADVISED)},
    "provider": {"Call": back("ProposalTo", OFFERED), "Project": back("CallFor", back("ProposalTo", OFFERED))},
    "financier": {"City": back("ProjectInCity", FUNDED), "Project": CONSIDERED},
}
"""Rows a role comes across in its work, published or not: of these it sees what all see of published ones."""

ALL_SEEING = frozenset({"programmeStaff", "admin"})


def rules_of(roles: Iterable[Role]) -> RuleSet:
    """Return the rule set of one who has these roles; it is the same for all who have them, whomever they act for."""
    held = frozenset(roles) - {"anonymous"}
    return _rules("programmeStaff" if held & ALL_SEEING else "+".join(sorted(held)) or "anonymous")


@functools.cache
def _rules(name: str) -> RuleSet:
    roles: list[Any] = name.split("+")
    own = joined(*(OWN[role] for role in roles))
    rows = joined(EVERYONE, own, *(MET.get(role, {}) for role in roles))
    return RuleSet(name, rows, {kind: _shown(kind, own.get(kind)) for kind in rows})


def _shown(kind: str, own: Condition | None) -> Rules:
    rules = {name: ALWAYS if name in PUBLIC[kind] else own for name in MODEL.owner(kind).props}
    return {name: rule for name, rule in rules.items() if rule is not None}


def rule_values(standing: Standing) -> Mapping[str, Any]:
    """Return the values of the rules' parameters: what everyone's are, and the codes of what a viewer acts for."""
    return {**CONSTANTS, **{f"r_{name}": list(codes) for name, codes in standing.scopes().items()}}


BUDGETS: Mapping[Role, int] = {**dict.fromkeys(OWN, 10_000), "programmeStaff": 25_000, "admin": 25_000}
"""What one request may cost, by the formula of `resolvers.cost`; the reasons: docs/limits.md."""


def budget_of(roles: Iterable[Role]) -> int:
    """Return what a request of one who has these roles may cost."""
    return max(BUDGETS[role] for role in roles)


COMPUTED: Mapping[str, str] = {
    "Query.nodes": "any node by its ID; each is read as a list of its kind is.",
    "Query.neighbourhood": "a node and how many edges of each relation it has; all counts are of what is seen.",
    "Query.paths": "each step is compiled with the rules, so a path leads through nothing that is hidden.",
    "Query.search": "only properties everyone sees are searched, and only rows that are seen are found.",
    "Query.twinRecommendations": "cities, values, evaluations, twinnings and targets are read as lists of them are.",
    "City.twinRecommendations": "as at the root.",
}
"""Computed fields, and why each may be asked by everyone: what it is made of is read under the asker's own rules."""
