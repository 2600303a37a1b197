"""Practices that a city can teach, and what was carried over to others."""

import enum

from graph.model.city import City
from graph.model.declare import node, prop, relation
from graph.model.kinds import End
from graph.model.kpi import Kpi
from graph.model.sector import EvidenceGrade
from graph.model.shape import Edge, OfDataPoint, Offer, Period, Published


class TransferStatus(enum.Enum):
    """How far a transfer is."""

    PLANNED = "Agreed by both cities."
    ADAPTING = "Being fitted to the city that learns."
    IN_USE = "In use there."
    STOPPED = "Given up."


@node(plural="practices")
class Practice(Offer):
    """A proven way of doing something that a city can teach."""

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
class Addresses(OfDataPoint):
    """A practice is about a KPI."""


@node(plural="transfers")
class Transfer(Period, Published):
    """A practice carried over from one city to another."""

    status: TransferStatus | None = prop("How far it is.", index=True)
    adaptation: str | None = prop("What had to be changed.")


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


@relation(
    "MEASURED_BY",
    source=End(Transfer, "kpis", "KPIs the transfer is judged by, with their values before and after."),
    target=End(Kpi, "transfers", "Transfers that are judged by the KPI."),
)
class MeasuredBy(OfDataPoint):
    """A transfer is judged by a KPI of the city that learns."""

    before: float | None = prop("Value before, in the unit of the KPI.")
    after: float | None = prop("Value after, in the unit of the KPI.")
    beforeKey: str | None = prop("Key of the published value before, where there is one.", index=True)
    afterKey: str | None = prop("Key of the published value after, where there is one.", index=True)
    grade: EvidenceGrade | None = prop("How well it is known that the transfer made the change.")
