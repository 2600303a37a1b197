"""The fictional countries; their codes are of those ISO 3166 leaves to its users, so that no real country is meant."""

from __future__ import annotations

from dataclasses import dataclass

from graph.model import IncomeGroup


@dataclass(frozen=True, slots=True)
class Land:
    """A fictional country: codes, name, UN M49 sub-region, manner of its names, centre, wealth, language, climate, ISO 4217 currency."""

    alpha2: str
    name: str
    subregion: str
    manner: str
    latitude: float
    longitude: float
    wealth: float
    language: str
    climate: str
    currency: str

    @property
    def code(self) -> str:
        """Its three-letter code."""
        return f"{self.alpha2}A"

    @property
    def income(self) -> IncomeGroup:
        """The income group its wealth puts it in."""
        groups = list(IncomeGroup)
        return groups[sum(self.wealth > limit for limit in (-1.0, -0.2, 0.5))]


LANDS = (
    Land("XA", "Nordvelm", "Northern Europe", "nordic", 62.0, 12.0, 1.2, "no", "Dfc", "NOK"),
    Land("XB", "Costavera", "Southern Europe", "romance", 39.0, -5.0, 0.4, "es", "Csa", "EUR"),
    Land("XC", "Moravenia", "Eastern Europe", "slavic", 50.0, 26.0, 0.0, "pl", "Dfb", "PLN"),
    Land("XD", "Kambeza", "Eastern Africa", "savanna", -6.0, 33.0, -1.3, "sw", "Aw", "KES"),
    Land("XE", "Palaruna", "South-eastern Asia", "island", 2.0, 112.0, -0.3, "ms", "Af", "MYR"),
    Land("XF", "Qasmirah", "Western Asia", "desert", 25.0, 46.0, 0.6, "ar", "BWh", "SAR"),
    Land("XG", "Vestfjell", "Northern Europe", "nordic", 58.0, 16.0, 1.1, "sv", "Dfb", "SEK"),
    Land("XH", "Rivalenta", "South America", "romance", -24.0, -55.0, -0.2, "pt", "Cfa", "BRL"),
    Land("XI", "Zelmark", "Western Europe", "slavic", 48.5, 10.0, 0.9, "de", "Cfb", "EUR"),
    Land("XJ", "Ndaribu", "Western Africa", "savanna", 10.0, -4.0, -1.5, "fr", "BSh", "XOF"),
    Land("XK", "Tamaloa", "Melanesia", "island", -9.0, 158.0, -0.9, "en", "Af", "USD"),
    Land("XL", "Zahrabad", "Northern Africa", "desert", 31.0, 4.0, -0.5, "ar", "BWh", "MAD"),
    Land("XM", "Alvoresa", "Central America", "romance", 14.0, -88.0, -0.6, "es", "Aw", "USD"),
    Land("XN", "Lubovia", "Eastern Europe", "slavic", 46.0, 20.0, -0.1, "sr", "Cfb", "EUR"),
    Land("XO", "Eldmora", "Northern Europe", "nordic", 56.0, 9.0, 1.3, "da", "Cfb", "DKK"),
    Land("XP", "Sundarang", "Southern Asia", "island", 21.0, 80.0, -0.8, "hi", "Aw", "INR"),
    Land("XQ", "Wandeka", "Southern Africa", "savanna", -27.0, 25.0, -0.4, "en", "BSk", "ZAR"),
    Land("XR", "Belcastra", "Western Europe", "romance", 45.0, 3.0, 0.8, "fr", "Cfb", "EUR"),
    Land("XS", "Khordaya", "Central Asia", "desert", 43.0, 68.0, -0.4, "ru", "BSk", "KZT"),
    Land("XT", "Yarinaga", "Eastern Asia", "island", 35.0, 128.0, 1.0, "ko", "Cfa", "KRW"),
)
