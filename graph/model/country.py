"""Countries."""

from graph.model.declare import node, prop


@node(plural="countries")
class Country:
    """A country with cities in the programme."""

    code: str = prop("ISO 3166-1 alpha-3 code.", unique=True)
    name: str = prop("English short name.", index=True, search=True)
    subregion: str | None = prop("Sub-region of the world after UN M49, as in Northern Europe.", index=True)
