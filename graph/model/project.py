"""Projects of cities: what they are for, what they cost, and who is asked to help."""

import enum

from graph.model.city import City
from graph.model.declare import End, node, prop, relation
from graph.model.kpi import Kpi
from graph.model.party import Expert, LegalForm, Organisation
from graph.model.scalar import Date, Decimal
from graph.model.sector import ProjectStage, Sector
from graph.model.shape import Edge, Offer, Published


class ProjectStatus(enum.Enum):
    """Whether a project is being worked on."""

    DRAFT = "Being written."
    OPEN = "Looking for help or money."
    IN_PROGRESS = "Being carried out."
    DONE = "Completed."
    STOPPED = "Given up."


class CallStatus(enum.Enum):
    """Whether a call can be answered."""

    OPEN = "Proposals are welcome."
    CLOSED = "The deadline has passed."
    AWARDED = "A proposal was chosen."
    CANCELLED = "Withdrawn."


class ProposalStatus(enum.Enum):
    """How a proposal fared."""

    DRAFT = "Being written."
    SUBMITTED = "Sent."
    SHORTLISTED = "Among those being considered."
    ACCEPTED = "Chosen."
    DECLINED = "Not chosen."
    WITHDRAWN = "Taken back."


@node(plural="projects")
class Project(Offer):
    """Something a city plans or does, usually to close a gap its KPIs show."""

    sector: Sector = prop("What it is for.")
    stage: ProjectStage = prop("How far it is.")
    status: ProjectStatus = prop("Whether it is being worked on.")
    legalForm: LegalForm | None = prop("Who signs for it.")
    capex: Decimal | None = prop("Capital it needs.", index=True)
    opex: Decimal | None = prop("What it costs a year once in use.")
    currency: str | None = prop("ISO 4217 code of its amounts.", index=True)
    startDate: Date | None = prop("Day it starts or started.", index=True)
    endDate: Date | None = prop("Day it is to be completed.")
    readiness: tuple[str, ...] = prop(
        "What is ready: business case, management plan, demand study, permits, land, support letter."
    )
    missing: tuple[str, ...] = prop("What is known to be missing.")


@relation(
    "IN_CITY",
    source=End(Project, "city", "The city the project is in.", one=True),
    target=End(City, "projects", "Projects in the city."),
)
class ProjectInCity(Edge):
    """A project is in a city."""


@relation(
    "TARGETS",
    source=End(Project, "kpis", "KPIs the project is to improve."),
    target=End(Kpi, "projects", "Projects that are to improve the KPI."),
)
class Targets(Edge):
    """A project is to improve a KPI."""

    priority: int | None = prop("Its rank among the project's KPIs, from 1.", index=True)
    expected: float | None = prop("Change that is expected, in the unit of the KPI.")


@node(plural="calls")
class Call(Published):
    """A request for proposals to a project."""

    code: str = prop("Code of the call.", unique=True)
    name: str = prop("Short title.", index=True, search=True)
    summary: str | None = prop("What is asked for.", search=True)
    status: CallStatus = prop("Whether it can be answered.")
    opens: Date | None = prop("First day for proposals.", index=True)
    closes: Date | None = prop("Last day for proposals.", index=True)
    budget: Decimal | None = prop("What may be spent.")
    currency: str | None = prop("ISO 4217 code of the budget.")


@relation(
    "FOR",
    source=End(Call, "project", "The project the call is for.", one=True),
    target=End(Project, "calls", "Calls for the project."),
)
class CallFor(Edge):
    """A call is for a project."""


@node(plural="proposals")
class Proposal:
    """An organisation's answer to a call."""

    code: str = prop("Code of the proposal.", unique=True)
    name: str = prop("Short title.", index=True, search=True)
    summary: str | None = prop("What is offered.", sensitivity="programme")
    status: ProposalStatus = prop("How it fared.")
    submittedOn: Date | None = prop("Day it was sent.", index=True)
    price: Decimal | None = prop("What it would cost.", sensitivity="programme")
    currency: str | None = prop("ISO 4217 code of the price.", sensitivity="programme")
    synthetic: bool = prop("True where it is fictional, made for a demonstration.")


@relation(
    "MAKES",
    source=End(Organisation, "proposals", "Proposals of the organisation."),
    target=End(Proposal, "organisation", "The organisation that makes the proposal.", one=True),
)
class Makes(Edge):
    """An organisation makes a proposal."""


@relation(
    "TO",
    source=End(Proposal, "call", "The call the proposal answers.", one=True),
    target=End(Call, "proposals", "Proposals to the call."),
)
class ProposalTo(Edge):
    """A proposal answers a call."""


@relation(
    "ADVISES",
    source=End(Expert, "advises", "Projects the expert advises."),
    target=End(Project, "advisers", "Experts who advise the project."),
)
class Advises(Edge):
    """An expert advises a project."""

    role: str | None = prop("Part they have in it.", index=True)
    since: Date | None = prop("Day they began.", index=True)
