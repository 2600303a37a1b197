"""The parts of the programme, who runs them and where."""

from graph.model.city import City
from graph.model.country import Country
from graph.model.declare import End, node, relation
from graph.model.party import Organisation
from graph.model.shape import Edge, Office


@node(plural="initiatives")
class Initiative(Office):
    """A part of the programme, as the Twin City Program."""


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
