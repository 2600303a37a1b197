"""Solutions: what organisations offer, which KPIs it improves, and where it is in use."""

from graph.model.city import City
from graph.model.declare import node, prop, relation
from graph.model.effect import Effect
from graph.model.kinds import End
from graph.model.kpi import Kpi
from graph.model.party import Organisation
from graph.model.scalar import Decimal
from graph.model.shape import Edge, OfDataPoint, Offer, Terms


@node(plural="solutions")
class Solution(Terms, Offer):
    """A product, service or method that a city can take up."""

    technologies: tuple[str, ...] = prop("Technologies it rests on.")
    readinessLevel: int | None = prop("Technology readiness level, 1 to 9.", index=True, least=1, most=9)
    priceLow: Decimal | None = prop("Least it costs.", index=True, least=0)
    priceHigh: Decimal | None = prop("Most it costs.", least=0)
    currency: str | None = prop("ISO 4217 code of its prices.")


@relation(
    "OFFERS",
    source=End(Organisation, "solutions", "Solutions the organisation offers."),
    target=End(Solution, "organisations", "Organisations that offer the solution."),
)
class Offers(Edge):
    """An organisation offers a solution."""


@relation(
    "IMPROVES",
    source=End(Solution, "kpis", "KPIs the solution improves."),
    target=End(Kpi, "solutions", "Solutions that improve the KPI."),
)
class Improves(Effect, OfDataPoint):
    """A solution improves a KPI."""

    source: str | None = prop("Where the effect is stated.")


@relation(
    "DEPLOYED_IN",
    source=End(Solution, "cities", "Cities where the solution is in use."),
    target=End(City, "solutions", "Solutions in use in the city."),
)
class DeployedIn(Edge):
    """A solution is in use in a city."""

    year: int | None = prop("Year it was introduced.", unit="year", index=True)
    result: str | None = prop("What came of it.")
    source: str | None = prop("Where this is recorded.")
