"""The parts of the programme, who runs them and where."""

from graph.model.city import City
from graph.model.country import Country
from graph.model.declare import node, relation
from graph.model.kinds import End
from graph.model.office import Hub, Lab
from graph.model.party import Organisation
from graph.model.shape import Edge, Part


@node(plural="initiatives")
class Initiative(Part):
    """One of the undertakings the programme consists of, as the Twin City Program."""


@relation(
    "RUN_BY",
    source=End(Initiative, "organisations", "Organisations that run it."),
    target=End(Organisation, "initiatives", "Parts of the programme the organisation runs."),
)
class RunBy(Edge):
    """An organisation runs a part of the programme."""


@relation(
    "IN",
    source=End(Initiative, "countries", "Countries it is in, where not everywhere."),
    target=End(Country, "initiatives", "Parts of the programme in the country."),
)
class InitiativeInCountry(Edge):
    """A part of the programme is in a country."""


@relation(
    "IN",
    source=End(Initiative, "cities", "Cities it is in, where not everywhere."),
    target=End(City, "initiatives", "Parts of the programme in the city."),
)
class InitiativeInCity(Edge):
    """A part of the programme is in a city."""


@relation(
    "PART_OF",
    source=End(Hub, "initiative", "The part of the programme the hub belongs to.", one=True),
    target=End(Initiative, "hubs", "Hubs that belong to it."),
)
class HubPartOf(Edge):
    """A hub belongs to a part of the programme."""


@relation(
    "PART_OF",
    source=End(Lab, "initiative", "The part of the programme the lab belongs to.", one=True),
    target=End(Initiative, "labs", "Labs that belong to it."),
)
class LabPartOf(Edge):
    """A lab belongs to a part of the programme."""
