"""Who sees which rows, in plain words and plain Python: an oracle that shares nothing with the table of roles.

It says so of some kinds and relations for each role; of those it does not name it says nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from resolvers.standing import Role, Standing
    from tests.graph.truth import Thing

Says = Callable[["Thing"], bool]
HANDED_IN = {"SUBMITTED", "IN_VERIFICATION", "VERIFIED", "PUBLISHED"}
AGREED = {"ACCEPTED", "ACTIVE", "COMPLETED"}
PUBLISHED = (
    *("City", "Organisation", "Expert", "Financier", "Instrument", "Project", "Call", "Solution", "Practice"),
    *("Bundle", "Document", "Pilot", "Transfer", "Scenario"),
)
NOBODYS = ("Entry", "Question", "Proposal", "Trigger", "Run", "Recommendation", "Forecast", "HadValue", "Advises", "Funds")


class Plain:
    """What one who acts for somebody sees of a world."""

    def __init__(self, things: dict[str, dict[str, Thing]], standing: Standing) -> None:
        """Note which things lead to which."""
        self.things, self.standing = things, standing
        self.out: dict[tuple[str, str], set[str]] = {}
        self.back: dict[tuple[str, str], set[str]] = {}
        for name, found in things.items():
            for edge in found.values():
                if edge.source:
                    self.out.setdefault((name, edge.source), set()).add(edge.target)
                    self.back.setdefault((name, edge.target), set()).add(edge.source)

    def to(self, relation: str, code: str) -> set[str]:
        """Return what a relation leads to from a thing."""
        return self.out.get((relation, code), set())

    def of(self, relation: str, code: str) -> set[str]:
        """Return what leads to a thing by a relation."""
        return self.back.get((relation, code), set())

    def follow(self, code: str, *relations: str) -> set[str]:
        """Return what several relations lead to, one after the other."""
        found = {code}
        for relation in relations:
            found = {far for each in found for far in self.to(relation, each)}
        return found

    def row(self, kind: str, code: str) -> dict:
        """Return the row of a thing."""
        return self.things[kind][code].row

    def supports(self, document: str, what: dict[str, Callable[[str], object]]) -> bool:
        """Say whether a document supports one of some things."""
        return any(says(code) for relation, says in what.items() for code in self.to(relation, document))

    def everyones(self) -> dict[str, Says]:
        """Return what everyone sees: what is published."""
        found: dict[str, Says] = dict.fromkeys(NOBODYS, lambda _: False)
        found |= dict.fromkeys(PUBLISHED, lambda t: t.row["published"])
        found["Evaluation"] = lambda t: t.row["status"] == "PUBLISHED"
        found["TwinPair"] = lambda t: t.row["status"] in AGREED
        found["Cohort"] = lambda t: t.row["status"] in ("ACTIVE", "COMPLETED")
        found["Certificate"] = lambda t: any(
            self.row("Evaluation", code)["status"] == "PUBLISHED" for code in self.to("Certifies", t.row["code"])
        )
        return found

    def of_cities(self, mine: set[str], *, drafts: bool = True) -> dict[str, Says]:
        """Return what is a city's own, and who stands behind it."""
        evaluations = {c for c in self.things["Evaluation"] if self.to("EvaluationOf", c) & mine}
        entries = self.entries(evaluations, drafts=drafts)
        cities = {
            "SupportsCity": lambda c: c in mine,
            "SupportsEvaluation": lambda c: c in evaluations,
            "SupportsEntry": lambda c: c in entries,
            "SupportsQuestion": lambda c: self.to("QuestionAbout", c) & entries,
            "SupportsProject": lambda c: self.to("ProjectInCity", c) & mine,
            "SupportsCall": lambda c: self.follow(c, "CallFor", "ProjectInCity") & mine,
            "SupportsProposal": lambda c: (
                self.row("Proposal", c)["status"] != "DRAFT" and self.follow(c, "ProposalTo", "CallFor", "ProjectInCity") & mine
            ),
        }
        projects = {c for c in self.things["Project"] if self.to("ProjectInCity", c) & mine}
        calls = {c for c in self.things["Call"] if self.to("CallFor", c) & projects}
        sent = {c for c, t in self.things["Proposal"].items() if t.row["status"] != "DRAFT" and self.to("ProposalTo", c) & calls}
        bidders = {o for c in sent for o in self.of("Makes", c)}
        instruments = {i for p in projects for i in self.of("Funds", p)}
        financiers = {f for i in instruments for f in self.of("Provides", i)}
        experts = {e for p in projects for e in self.of("Advises", p)} | {e for v in evaluations for e in self.of("Verifies", v)}
        return {
            "City": lambda t: t.row["code"] in mine | self.partners(mine),
            "Organisation": lambda t: t.row["code"] in bidders,
            "Instrument": lambda t: t.row["code"] in instruments,
            "Financier": lambda t: t.row["code"] in financiers,
            "Expert": lambda t: t.row["code"] in experts,
            "Evaluation": lambda t: t.row["code"] in evaluations,
            "Entry": lambda t: t.row["code"] in entries,
            "Question": lambda t: bool(self.to("QuestionAbout", t.row["code"]) & entries),
            "Certificate": lambda t: bool(self.follow(t.row["code"], "AwardedTo") & mine),
            "Project": lambda t: bool(self.follow(t.row["code"], "ProjectInCity") & mine),
            "Call": lambda t: bool(self.follow(t.row["code"], "CallFor", "ProjectInCity") & mine),
            "Proposal": lambda t: (
                t.row["status"] != "DRAFT" and bool(self.follow(t.row["code"], "ProposalTo", "CallFor", "ProjectInCity") & mine)
            ),
            "Pilot": lambda t: bool(self.follow(t.row["code"], "PilotIn") & mine),
            "Practice": lambda t: bool(self.of("Teaches", t.row["code"]) & mine),
            "Transfer": lambda t: bool((self.to("TransferFrom", t.row["code"]) | self.to("TransferTo", t.row["code"])) & mine),
            "TwinPair": lambda t: bool(self.to("Pairs", t.row["code"]) & mine),
            "Scenario": lambda t: bool(self.to("ScenarioFor", t.row["code"]) & mine),
            "Document": lambda t: self.supports(t.row["code"], cities),
            "HadValue": lambda t: t.source in mine,
            "Advises": lambda t: bool(self.to("ProjectInCity", t.target) & mine),
            "Funds": lambda t: bool(self.to("ProjectInCity", t.target) & mine),
        }

    def entries(self, evaluations: set[str], *, drafts: bool) -> set[str]:
        """Return the entries of some evaluations, with or without those that are being written."""
        found = self.things["Entry"].items()
        return {c for c, t in found if self.to("EntryIn", c) & evaluations and (drafts or t.row["status"] != "DRAFT")}

    def partners(self, mine: set[str]) -> set[str]:
        """Return the cities that some cities are paired with, give to, take from or wish for."""
        found = {c for mine_ in mine for c in self.to("WishesFor", mine_)}
        for pair in self.things["TwinPair"]:
            found |= self.to("Pairs", pair) if self.to("Pairs", pair) & mine else set()
        for each in self.things["Transfer"]:
            given, taken = self.to("TransferFrom", each), self.to("TransferTo", each)
            found |= (given if taken & mine else set()) | (taken if given & mine else set())
        return found

    def served(self) -> set[str]:
        """Return the cities a hub serves: those named, and those in a country it serves."""
        countries, named = set(self.standing.served_countries), set(self.standing.served_cities)
        return named | {code for code, t in self.things["City"].items() if t.row["countryCode"] in countries}

    def judged(self) -> set[str]:
        """Return the evaluations a verifier judges, once they are handed in."""
        mine = set(self.standing.verifiers)
        return {c for c, t in self.things["Evaluation"].items() if t.row["status"] in HANDED_IN and self.of("Verifies", c) & mine}

    def funded(self, *statuses: str) -> set[str]:
        """Return the projects that instruments of a financier fund, as far as the statuses say."""
        instruments = {i for f in self.standing.financiers for i in self.to("Provides", f)}
        edges = self.things["Funds"].values()
        return {e.target for e in edges if e.source in instruments and e.row["status"] in statuses}

    def adds(self, role: Role) -> dict[str, Says]:
        """Return what a role sees besides."""
        found: dict[Role, Callable[[], dict[str, Says]]] = {
            "cityOfficer": lambda: self.of_cities(set(self.standing.cities)),
            "hubStaff": self.of_hubs,
            "verifier": self.of_verifiers,
            "expert": self.of_experts,
            "provider": self.of_providers,
            "financier": self.of_financiers,
        }
        return found[role]() if role in found else {}

    def of_hubs(self) -> dict[str, Says]:
        """Return what the staff of hubs and labs see besides."""
        lab = set(self.standing.labs)
        found = self.of_cities(self.served(), drafts=False)
        bidder, expert = found["Organisation"], found["Expert"]
        return found | {
            "Organisation": lambda t: bidder(t) or bool(self.to("OrganisationInLab", t.row["code"]) & lab),
            "Expert": lambda t: expert(t) or bool(self.to("ExpertInLab", t.row["code"]) & lab),
        }

    def of_experts(self) -> dict[str, Says]:
        """Return what an expert sees besides."""
        mine = self.standing.experts
        advised = {p for e in mine for p in self.to("Advises", e)}
        return {
            "Expert": lambda t: t.row["code"] in mine,
            "Project": lambda t: t.row["code"] in advised,
            "Document": lambda t: self.supports(t.row["code"], {"SupportsProject": lambda c: c in advised}),
            "Advises": lambda t: t.source in mine,
            "City": lambda t: bool(self.of("ProjectInCity", t.row["code"]) & advised),
        }

    def of_financiers(self) -> dict[str, Says]:
        """Return what a financier sees besides."""
        mine, funded = set(self.standing.financiers), self.funded("OFFERED", "COMMITTED", "PAID")
        looked_at = self.funded("CONSIDERED")
        documents = {"SupportsProject": lambda c: c in funded, "SupportsInstrument": lambda c: self.of("Provides", c) & mine}
        return {
            "Financier": lambda t: t.row["code"] in mine,
            "Instrument": lambda t: bool(self.of("Provides", t.row["code"]) & mine),
            "Project": lambda t: t.row["code"] in funded | looked_at,
            "Document": lambda t: self.supports(t.row["code"], documents),
            "Funds": lambda t: bool(self.of("Provides", t.source) & mine),
            "City": lambda t: bool(self.of("ProjectInCity", t.row["code"]) & funded),
        }

    def of_verifiers(self) -> dict[str, Says]:
        """Return what a verifier sees besides."""
        mine, judged = self.standing.verifiers, self.judged()
        entries = self.entries(judged, drafts=False)
        return {
            "Expert": lambda t: t.row["code"] in mine,
            "Evaluation": lambda t: t.row["code"] in judged,
            "Entry": lambda t: t.row["code"] in entries,
            "Question": lambda t: bool(self.to("QuestionAbout", t.row["code"]) & entries),
            "City": lambda t: bool(self.of("EvaluationOf", t.row["code"]) & judged),
            "Document": lambda t: self.supports(
                t.row["code"],
                {
                    "SupportsEvaluation": lambda c: c in judged,
                    "SupportsEntry": lambda c: c in entries,
                    "SupportsQuestion": lambda c: self.to("QuestionAbout", c) & entries,
                },
            ),
        }

    def of_providers(self) -> dict[str, Says]:
        """Return what a provider sees besides."""
        mine = set(self.standing.organisations)
        made = {p for o in mine for p in self.to("Makes", o)}
        calls = {c for p in made for c in self.to("ProposalTo", p)}
        return {
            "Organisation": lambda t: t.row["code"] in mine,
            "Expert": lambda t: bool(self.to("WorksFor", t.row["code"]) & mine),
            "Solution": lambda t: bool(self.of("Offers", t.row["code"]) & mine),
            "Proposal": lambda t: t.row["code"] in made,
            "Call": lambda t: t.row["code"] in calls,
            "Project": lambda t: bool(self.of("CallFor", t.row["code"]) & calls),
            "Document": lambda t: self.supports(
                t.row["code"],
                {"SupportsProposal": lambda c: c in made, "SupportsSolution": lambda c: self.of("Offers", c) & mine},
            ),
        }

    def seen(self, role: Role) -> dict[str, set[str]]:
        """Return what a role sees of each kind and relation it says something of; of a relation, only where it sees both ends."""
        if role in ("programmeStaff", "admin"):
            return {name: set(self.things[name]) for name in (*PUBLISHED, *NOBODYS, "Evaluation", "TwinPair", "Certificate")}
        common, own = self.everyones(), self.adds(role)
        return {
            name: {unique for unique, t in self.things[name].items() if says(t) or (name in own and own[name](t))}
            for name, says in common.items()
        }
