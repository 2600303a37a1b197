"""Shapes that several kinds share: what is alike is declared once."""

from graph.model.declare import prop, shape


@shape
class Edge:
    """A relation that says nothing but that it holds; every relation has a key."""

    key: str = prop("Unique key of the relation.", unique=True)


@shape
class Published:
    """Something shown to the public only once it is published, and marked where it is made for a demonstration."""

    published: bool = prop("Whether it is shown to the public.")
    synthetic: bool = prop("True where it is fictional, made for a demonstration.")


@shape
class Party(Published):
    """A person or body that takes part: an organisation, an expert, a financier."""

    code: str = prop("Code of the party.", unique=True)
    name: str = prop("Name as the party writes it.", index=True, search=True)
    countryCode: str | None = prop("ISO 3166-1 alpha-3 code of the country it works from.", index=True)
    languages: tuple[str, ...] = prop("Languages it works in, as ISO 639-1 codes.")
    summary: str | None = prop("What it does, in a few sentences.", search=True)
    website: str | None = prop("Page of its own.")
    source: str | None = prop("Where this was read, or who stated it.")
    contact: str | None = prop("How the programme reaches it.", sensitivity="personal")


@shape
class Office:
    """An office of the programme in a country or city: a hub or a lab."""

    code: str = prop("Code of the office.", unique=True)
    name: str = prop("Name of the office.", index=True, search=True)
    status: str | None = prop("How far it is, in the programme's words.", index=True)
    statusNote: str | None = prop("Remark on how far it is.")
    startYear: int | None = prop("Year it began.", unit="year", index=True)
    endYear: int | None = prop("Year it is planned to end.", unit="year")
    purpose: str | None = prop("What it is for.", search=True)
    focusAreas: tuple[str, ...] = prop("Areas it works on.")
    website: str | None = prop("Page of its own.")
    source: str | None = prop("Where this was read.")
    synthetic: bool = prop("True where it is fictional, made for a demonstration.")


@shape
class Offer(Published):
    """Something that can be taken up elsewhere: a project, a solution, a practice."""

    code: str = prop("Code of the offer.", unique=True)
    name: str = prop("Short title.", index=True, search=True)
    summary: str | None = prop("What it is, in a few sentences.", search=True)
    source: str | None = prop("Where this was read, or who stated it.")
