"""Projects of cities: what they are for, what they cost, and who is asked to help."""

import enum

from graph.model.city import City
from graph.model.declare import node, prop, relation
from graph.model.kinds import End
from graph.model.kpi import Kpi
from graph.model.party import Expert, Organisation
from graph.model.scalar import Date, Decimal
from graph.model.sector import LegalForm, ProjectStage
from graph.model.shape import Described, Edge, OfDataPoint, Offer, Period, Record


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


class ReadinessItem(enum.Enum):
    """Something a project has to have ready before money is given."""

    BUSINESS_CASE = "A business case."
    MANAGEMENT_PLAN = "A management plan."
    DEMAND_STUDY = "A study of the demand."
    MASTER_PLAN_LINK = "Its place in a master plan of the city."
    GOVERNMENT_SUPPORT = "Proof of support by the government."
    FEASIBILITY_STUDY = "A feasibility study."
    ENVIRONMENTAL_ASSESSMENT = "An assessment of its effect on the environment."
    FINANCIAL_MODEL = "A financial model."
    PERMITS = "The permits it needs."
    LAND = "The land it needs."


class DeliveryMode(enum.Enum):
    """Who builds and runs a project."""

    PUBLIC = "The city itself."
    WORKS_CONTRACT = "A contractor builds, the city runs it."
    DESIGN_BUILD_OPERATE = "One contractor designs, builds and runs it."
    CONCESSION = "A private partner builds and runs it and earns from its users."
    AVAILABILITY_PAYMENT = "A private partner builds and runs it and is paid for keeping it available."
    PRIVATE = "A private owner."


@node(plural="projects")
class Project(Period, Offer):
    """Something a city plans or does, usually to close a gap its KPIs show."""

    subsector: str | None = prop("What it is for, in more detail than its sector.", index=True)
    stage: ProjectStage = prop("How far it is.", index=True)
    status: ProjectStatus = prop("Whether it is being worked on.", index=True)
    legalForm: LegalForm | None = prop("Who signs for it.", index=True)
    deliveryMode: DeliveryMode | None = prop("Who builds and runs it.")
    capex: Decimal | None = prop("Capital it needs.", index=True, least=0)
    opex: Decimal | None = prop("What it costs a year once in use.", least=0)
    fundingSought: Decimal | None = prop("Money that is still sought.", index=True, least=0)
    currency: str | None = prop("ISO 4217 code of its amounts.", index=True)
    revenueModel: str | None = prop("What it earns from, once in use.")
    beneficiaries: int | None = prop("People it is to serve.", unit="people", index=True)
    readiness: tuple[ReadinessItem, ...] = prop("What is ready; what is neither here nor missing is not known.")
    missing: tuple[ReadinessItem, ...] = prop("What is known to be missing.", sensitivity="programme")


@relation(
    "IN_CITY",
    source=End(Project, "city", "The city the project is in.", one=True),
    target=End(City, "projects", "Projects in the city."),
)
class ProjectInCity(Edge):
    """A project is in a city."""


@relation(
    "LED_BY",
    source=End(Project, "leader", "The organisation that answers for the project.", one=True),
    target=End(Organisation, "leads", "Projects the organisation answers for."),
)
class LedBy(Edge):
    """An organisation answers for a project."""


@relation(
    "TARGETS",
    source=End(Project, "kpis", "KPIs the project is to improve."),
    target=End(Kpi, "projects", "Projects that are to improve the KPI."),
)
class Targets(OfDataPoint):
    """A project is to improve a KPI."""

    priority: int | None = prop("Its rank among the project's KPIs, from 1.", index=True, least=1)
    expected: float | None = prop("Change that is expected, in the unit of the KPI.")


@node(plural="calls")
class Call(Described):
    """A request for proposals to a project."""

    status: CallStatus = prop("Whether it can be answered.", index=True)
    opens: Date | None = prop("First day for proposals.", index=True)
    closes: Date | None = prop("Last day for proposals.", index=True)
    budget: Decimal | None = prop("What may be spent.", least=0)
    currency: str | None = prop("ISO 4217 code of the budget.")


@relation(
    "FOR",
    source=End(Call, "project", "The project the call is for.", one=True),
    target=End(Project, "calls", "Calls for the project."),
)
class CallFor(Edge):
    """A call is for a project."""


@node(plural="proposals")
class Proposal(Record):
    """An organisation's answer to a call."""

    name: str = prop("Short title.", index=True, search=True)
    summary: str | None = prop("What is offered.", sensitivity="programme")
    status: ProposalStatus = prop("How it fared.", index=True)
    submittedOn: Date | None = prop("Day it was sent.", index=True)
    price: Decimal | None = prop("What it would cost.", sensitivity="programme", least=0)
    currency: str | None = prop("ISO 4217 code of the price.", sensitivity="programme")


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
    daysPerMonth: float | None = prop("Days a month they give to it.", unit="days", index=True)
    since: Date | None = prop("Day they began.", index=True)
    until: Date | None = prop("Last day they give to it.", index=True)
