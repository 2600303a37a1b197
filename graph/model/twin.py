"""The Twin City Program: pairs and their cohorts, practices that can be taught, and what was carried over."""

import enum

from graph.model.city import City
from graph.model.declare import End, node, prop, relation
from graph.model.kpi import Kpi
from graph.model.scalar import Date
from graph.model.sector import EvidenceGrade, Sector
from graph.model.shape import Edge, Offer


class TwinPairStatus(enum.Enum):
    """How far a pair is."""

    PROPOSED = "Suggested to both sides."
    ACCEPTED = "Both sides have agreed."
    ACTIVE = "They work together."
    COMPLETED = "The work is done."
    WITHDRAWN = "One side has left."


class CohortStatus(enum.Enum):
    """How far a cohort is."""

    PLANNED = "Being put together."
    ACTIVE = "Its pairs work together."
    COMPLETED = "Its work is done."


@node(plural="cohorts")
class Cohort:
    """A group of cities that go through the Twin City Program together."""

    code: str = prop("Code of the cohort.", unique=True)
    name: str = prop("Name of the cohort.", index=True, search=True)
    status: CohortStatus = prop("How far it is.")
    startDate: Date | None = prop("Day it starts or started.", index=True)
    endDate: Date | None = prop("Day it is to end.")
    synthetic: bool = prop("True where it is fictional, made for a demonstration.")


@node(plural="twinPairs")
class TwinPair:
    """Two cities coupled by the Twin City Program."""

    code: str = prop("Code of the pair.", unique=True)
    status: TwinPairStatus = prop("How far it is.")
    topic: str | None = prop("What they work on.", search=True)
    startDate: Date | None = prop("Day it starts or started.", index=True)
    endDate: Date | None = prop("Day it is to end.")
    synthetic: bool = prop("True where it is fictional, made for a demonstration.")


@relation(
    "PAIRS",
    source=End(TwinPair, "cities", "The two cities of the pair."),
    target=End(City, "twinPairs", "Pairs of the programme the city is in."),
)
class Pairs(Edge):
    """A pair couples a city with another."""

    side: str = prop("Which of the two it is: A or B.", index=True)


@relation(
    "IN_COHORT",
    source=End(TwinPair, "cohort", "The cohort of the pair.", one=True),
    target=End(Cohort, "pairs", "Pairs of the cohort."),
)
class InCohort(Edge):
    """A pair belongs to a cohort."""


@node(plural="practices")
class Practice(Offer):
    """A proven way of doing something that a city can teach."""

    sector: Sector = prop("What it is for.")
    since: int | None = prop("Year it was introduced.", unit="year", index=True)


@relation(
    "TEACHES",
    source=End(City, "practices", "Practices the city teaches."),
    target=End(Practice, "teachers", "Cities that teach the practice."),
)
class Teaches(Edge):
    """A city teaches a practice."""


@relation(
    "ADDRESSES",
    source=End(Practice, "kpis", "KPIs the practice is about."),
    target=End(Kpi, "practices", "Practices about the KPI."),
)
class Addresses(Edge):
    """A practice is about a KPI."""


@node(plural="transfers")
class Transfer:
    """A practice carried over from one city to another, and what came of it."""

    code: str = prop("Code of the transfer.", unique=True)
    status: str | None = prop("How far it is.", index=True)
    startDate: Date | None = prop("Day it started.", index=True)
    adaptation: str | None = prop("What had to be changed.")
    synthetic: bool = prop("True where it is fictional, made for a demonstration.")


@relation(
    "OF",
    source=End(Transfer, "practice", "The practice that is carried over.", one=True),
    target=End(Practice, "transfers", "Transfers of the practice."),
)
class TransferOf(Edge):
    """A transfer is of a practice."""


@relation(
    "FROM",
    source=End(Transfer, "fromCity", "The city that teaches.", one=True),
    target=End(City, "transfersGiven", "Transfers in which the city teaches."),
)
class TransferFrom(Edge):
    """A practice is carried over from a city."""


@relation(
    "TO",
    source=End(Transfer, "toCity", "The city that learns.", one=True),
    target=End(City, "transfersReceived", "Transfers in which the city learns."),
)
class TransferTo(Edge):
    """A practice is carried over to a city."""

    before: float | None = prop("Value of the KPI before.")
    after: float | None = prop("Value of the KPI after.")
    grade: EvidenceGrade | None = prop("How well the change is known.")
