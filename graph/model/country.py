"""Countries."""

import enum

from graph.model.declare import node, prop


class IncomeGroup(enum.Enum):
    """Income group of the World Bank."""

    LOW = "Low income."
    LOWER_MIDDLE = "Lower middle income."
    UPPER_MIDDLE = "Upper middle income."
    HIGH = "High income."


@node(plural="countries")
class Country:
    """A country with cities in the programme."""

    code: str = prop("ISO 3166-1 alpha-3 code.", unique=True)
    name: str = prop("English short name.", index=True, search=True)
    subregion: str | None = prop("Sub-region of the world after UN M49, as in Northern Europe.", index=True)
    currency: str | None = prop("ISO 4217 code of its currency.", index=True)
    incomeGroup: IncomeGroup | None = prop("Income group of the World Bank; the income of a city is its own product.", index=True)
    incomeGroupYear: int | None = prop("Year the income group holds for.", unit="year")
    incomeSource: str | None = prop("Where the income group was read.")
    synthetic: bool | None = prop("True where it is fictional; null: it is not.")
