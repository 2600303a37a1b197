"""Country hubs and co-creation labs, where they are and whom they serve."""

import enum

from graph.model.city import City
from graph.model.country import Country
from graph.model.declare import node, prop, relation
from graph.model.kinds import End
from graph.model.party import Expert, Organisation
from graph.model.shape import Edge, Part


class Helix(enum.Enum):
    """A side that works together with the others in a lab."""

    BUSINESS = "Companies."
    GOVERNMENT = "Cities, ministries and agencies."
    ACADEMIA = "Universities and research."
    CIVIL_SOCIETY = "Inhabitants and their associations."
    FINANCE = "Banks, funds and foundations."


@node(plural="hubs")
class Hub(Part):
    """A country hub: the programme's entry point for the cities of a country."""


@node(plural="labs")
class Lab(Part):
    """An innovation and co-creation lab, where business, cities, academia and finance work together."""

    stakeholders: int | None = prop("Bodies that take part, at least.", least=0)
    services: tuple[str, ...] = prop("What it offers to cities and others.")
    methods: tuple[str, ...] = prop("Methods it works with, as living lab or hackathon.")
    accreditation: str | None = prop("Network or body that has accredited it, as ENoLL.")
    fundingModel: str | None = prop("How it is paid for.")


@relation(
    "SERVES",
    source=End(Hub, "countries", "Countries the hub serves."),
    target=End(Country, "hubs", "Hubs that serve the country."),
)
class HubServesCountry(Edge):
    """A hub serves a country."""


@relation(
    "SERVES",
    source=End(Hub, "cities", "Cities the hub serves one by one."),
    target=End(City, "hubs", "Hubs that serve the city by name."),
)
class HubServesCity(Edge):
    """A hub serves a city."""


@relation(
    "LOCATED_IN",
    source=End(Hub, "locatedIn", "The city the hub is in.", one=True),
    target=End(City, "hubsHere", "Hubs that are in the city."),
)
class HubInCity(Edge):
    """A hub is in a city."""


@relation(
    "LOCATED_IN",
    source=End(Lab, "locatedIn", "The city the lab is in.", one=True),
    target=End(City, "labsHere", "Labs that are in the city."),
)
class LabInCity(Edge):
    """A lab is in a city."""


@relation(
    "HOSTED_BY",
    source=End(Hub, "hosts", "Organisations that host the hub."),
    target=End(Organisation, "hubs", "Hubs the organisation hosts."),
)
class HubHostedBy(Edge):
    """An organisation hosts a hub."""


@relation(
    "HOSTED_BY",
    source=End(Lab, "hosts", "Organisations that host the lab."),
    target=End(Organisation, "labs", "Labs the organisation hosts."),
)
class LabHostedBy(Edge):
    """An organisation hosts a lab."""


@relation(
    "MEMBER_OF",
    source=End(Organisation, "memberOf", "Labs the organisation is a member of."),
    target=End(Lab, "organisations", "Organisations that are members of the lab."),
)
class OrganisationInLab(Edge):
    """An organisation is a member of a lab."""

    helix: Helix | None = prop("The side it takes part for.", index=True)
    since: int | None = prop("Year it became a member.", unit="year", index=True)


@relation(
    "MEMBER_OF",
    source=End(Expert, "memberOf", "Labs the expert is a member of."),
    target=End(Lab, "experts", "Experts who are members of the lab."),
)
class ExpertInLab(OrganisationInLab):
    """An expert is a member of a lab."""
