"""Regions: parts of a country that hold several cities."""

from graph.model.country import Country
from graph.model.declare import node, prop, relation
from graph.model.kinds import End
from graph.model.shape import Edge


@node(plural="regions")
class Region:
    """A part of a country that holds several cities, as a Norwegian county does."""

    code: str = prop("ISO 3166-2 code where there is one, as in NO-15.", unique=True)
    name: str = prop("Name in the region's own language.", index=True, search=True)
    source: str | None = prop("Where the region's extent is defined.")
    synthetic: bool | None = prop("True where it is fictional; null: it is not.")


@relation(
    "IN",
    source=End(Region, "country", "The country the region lies in.", one=True),
    target=End(Country, "regions", "Regions of the country."),
)
class RegionInCountry(Edge):
    """A region lies in a country."""
