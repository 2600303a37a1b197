"""Shapes that several kinds share: what is alike is declared once."""

from graph.model.declare import interface, prop, shape
from graph.model.scalar import Date
from graph.model.sector import LegalForm, ProjectStage, Sector


@shape
class Edge:
    """A relation that says nothing but that it holds; every relation has a key."""

    key: str = prop("Unique key of the relation.", unique=True)


@shape
class OfDataPoint(Edge):
    """A relation to a KPI, or to one of its data points."""

    dataPoint: str | None = prop(
        "Data point of the KPI; null where it has just one, or for the KPI as a whole.", index=True, among="dataPoints"
    )


@shape
class Record:
    """Something with a code, marked where it is made for a demonstration."""

    code: str = prop("Its code.", unique=True)
    synthetic: bool = prop("True where it is fictional, made for a demonstration.")


@shape
class Published(Record):
    """Something shown to the public only once it is published."""

    published: bool = prop("Whether it is shown to the public.", carried=True)


@interface
class Described(Published):
    """Something published under a name, with a few sentences about it."""

    name: str = prop("Its name or short title.", index=True, search=True)
    summary: str | None = prop("What it is or does, in a few sentences.", search=True)


@interface
class Party(Described):
    """A person or body that takes part: an organisation, an expert, a financier."""

    countryCode: str | None = prop("ISO 3166-1 alpha-3 code of the country it works from.", index=True)
    languages: tuple[str, ...] = prop("Languages it works in, as ISO 639-1 codes; empty where that is not said.")
    website: str | None = prop("Page of its own.")
    source: str | None = prop("Where this was read, or who stated it.")
    contact: str | None = prop("How the programme reaches it.", sensitivity="personal")


@interface
class Part(Record):
    """A part of the programme: an initiative, a hub, a lab."""

    name: str = prop("Its name.", index=True, search=True)
    status: str | None = prop("How far it is, in the programme's words.", index=True)
    statusNote: str | None = prop("Remark on how far it is.")
    startYear: int | None = prop("Year it began.", unit="year", index=True)
    endYear: int | None = prop("Year it is planned to end.", unit="year")
    purpose: str | None = prop("What it is for.", search=True)
    focusAreas: tuple[str, ...] = prop("Areas it works on.")
    website: str | None = prop("Page of its own.")
    source: str | None = prop("Where this was read.")


@interface
class Offer(Described):
    """Something that can be taken up elsewhere: a project, a solution, a practice."""

    sector: Sector = prop("What it is for.", index=True)
    source: str | None = prop("Where this was read, or who stated it.")


@shape
class Period:
    """Something that has a first and a last day."""

    startDate: Date | None = prop("Day it starts or started.", index=True)
    endDate: Date | None = prop("Day it ended or is to end.", index=True)


@shape
class Terms:
    """What something is limited to, each a gate of matchmaking; an empty list limits nothing."""

    sectors: tuple[Sector, ...] = prop("Sectors it is limited to; empty where to none.")
    stages: tuple[ProjectStage, ...] = prop("Stages of a project it is limited to; empty where to none.")
    countryCodes: tuple[str, ...] = prop("ISO 3166-1 alpha-3 codes of the countries it is limited to; empty where to none.")
    legalForms: tuple[LegalForm, ...] = prop("Legal forms it is limited to; empty where to none.")
    languages: tuple[str, ...] = prop("Languages it works in, as ISO 639-1 codes; empty where that is not said.")
