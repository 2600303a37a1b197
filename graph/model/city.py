"""Cities, where they lie, and whom they are twinned with."""

import enum

from graph.model.country import Country
from graph.model.declare import PAIR, node, prop, relation
from graph.model.kinds import End
from graph.model.region import Region
from graph.model.shape import Edge


class DevelopmentStage(enum.Enum):
    """How far a city is on its way to being smart and sustainable: the five levels of Recommendation ITU-T Y.4904."""

    PLANNING = "It is planning: a strategy and goals are being set."
    ALIGNMENT = "It is aligning: projects, budgets and bodies follow the strategy."
    DEVELOPMENT = "It is developing: services and infrastructure are being built."
    INTEGRATION = "It is integrating: systems and data of its sectors work together."
    OPTIMIZATION = "It is optimising: it improves by what its data shows."


@node(plural="cities")
class City:
    """A city that takes part in the programme, or that could be compared with one that does."""

    code: str = prop("ISO 3166-1 alpha-2 country and name, as in NO-aalesund.", unique=True)
    name: str = prop("Name in the city's own language or as commonly written.", index=True, search=True)
    countryCode: str = prop("ISO 3166-1 alpha-3 code of its country.", index=True)
    population: int | None = prop("Inhabitants.", unit="inhabitants", index=True)
    populationYear: int | None = prop("Year the population holds for.", unit="year")
    populationSource: str | None = prop("Where the population was read.")
    area: float | None = prop("Land area.", unit="km2")
    areaSource: str | None = prop("Where the area was read.")
    latitude: float | None = prop("Latitude, north positive.", unit="degrees", index=True, least=-90, most=90)
    longitude: float | None = prop("Longitude, east positive.", unit="degrees", least=-180, most=180)
    positionSource: str | None = prop("Where the position was read.")
    gdpPerCapita: float | None = prop("Gross domestic product per inhabitant.", unit="USD, PPP, 2015 prices", least=0)
    gdpYear: int | None = prop("Year the gross domestic product holds for.", unit="year")
    gdpScope: str | None = prop("Area the gross domestic product holds for, where that is not the city itself.")
    gdpSource: str | None = prop("Where the gross domestic product was read.")
    stage: DevelopmentStage | None = prop("How far the city is; null where nobody has said.", index=True)
    stageDefinition: str | None = prop("By which definition.")
    stageSource: str | None = prop("Who said so, or where it was read.")
    governance: str | None = prop("Form of its government, as in mayor-council.", index=True)
    governanceSource: str | None = prop("Where the form of government was read.")
    climate: str | None = prop("Class of its climate after Koeppen and Geiger, as in Cfb.", index=True)
    climateSource: str | None = prop("Where the climate was read.")
    languages: tuple[str, ...] = prop("Languages of its administration, as ISO 639-1 codes.")
    languagesSource: str | None = prop("Where the languages were read.")
    published: bool = prop("Whether the city is shown to the public.", carried=True)
    synthetic: bool = prop("True for a fictional city made for a demonstration.")
    contact: str | None = prop("The programme's contact in the city.", sensitivity="programme")


@relation(
    "IN",
    source=End(City, "region", "The region the city lies in, where known.", one=True),
    target=End(Region, "cities", "Cities of the region."),
)
class CityInRegion(Edge):
    """A city lies in a region."""


@relation(
    "IN",
    source=End(City, "country", "The country the city lies in.", one=True),
    target=End(Country, "cities", "Cities of the country."),
)
class CityInCountry(Edge):
    """A city lies in a country."""


@relation(
    "TWINNED_WITH",
    source=End(City, "twinnedWith", "Cities this one is already twinned with."),
    target=End(City, "twinnedWith", "Cities this one is already twinned with."),
    symmetric=True,
    identity=PAIR,
)
class TwinnedWith(Edge):
    """Two cities have a twinning agreement."""

    since: int | None = prop("Year the agreement began.", unit="year", index=True)
    source: str | None = prop("Where the agreement is recorded.")
