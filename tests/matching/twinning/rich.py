"""A rich set: seven fictional cities, fourteen targeted data points, wishes and features, nearly everything known."""

from __future__ import annotations

from matching.twinning.inputs import Observation, Profile, Target

AIMS = {  # KPI: target, which way is better
    "R1": (100.0, "HIGHER"), "R2": (100.0, "HIGHER"), "R3": (100.0, "HIGHER"), "R4": (42.5, "HIGHER"), "R5": (3.0, "HIGHER"),
    "R6": (60.0, "HIGHER"), "R7": (250.0, "HIGHER"), "R8": (5.0, "LOWER"), "R9": (10.0, "LOWER"), "R10": (15.0, "LOWER"),
    "R11": (2.0, "LOWER"), "R12": (70.0, "LOWER"), "R13": (1.0, "HIGHER"), "R14": (5.0, "LOWER"),
}  # fmt: skip
VALUES = {
    "QQ-fjord": (95, 60, 80, 70, 1.0, 15, 300, 4, 8, 12, 2.5, 40, 1, 9),
    "QQ-port": (90, 95, 98, 15, 2.8, 55, 120, 12, 22, 30, 6, 60, 1, 4),
    "QQ-twin": (95, 60, 80, 70, 1.0, 15, 300, 4, 8, 12, 2.5, 40, 1, 9),
    "QQ-capital": (99, 97, 96, 30, 3.5, 50, 90, 15, 30, 40, 7, 90, 1, 6),
    "QQ-model": (100, 100, 100, 60, 3.2, 65, 260, 5, 9, 14, 2, 30, 1, 4),
    "QQ-young": (60, 40, 50, 10, 0.2, 10, 30, 40, 45, 80, 12, 300, 0, 20),
    "QQ-quiet": (90, None, None, 20, None, None, None, None, None, None, 5, None, 1, None),
}
KINDS = {  # climate, form of government, languages
    "QQ-fjord": ("Cfb", "mayor-council", ("no", "en")),
    "QQ-port": ("Cfb", "council-manager", ("no", "en")),
    "QQ-twin": ("Cfb", "mayor-council", ("no",)),
    "QQ-capital": ("BWh", "commission", ("ar", "en")),
    "QQ-model": ("Dfb", "council-manager", ("sv", "en")),
    "QQ-young": ("Aw", "mayor-council", ("pt",)),
    "QQ-quiet": (None, None, ()),
}
PLACES = {  # population, area, GDP per capita, wishes
    "QQ-fjord": (60_000, 370.0, 52_000.0, {"QQ-port": 1.0, "QQ-model": 0.8, "QQ-twin": 0.2}),
    "QQ-port": (130_000, 260.0, 48_000.0, {"QQ-fjord": 0.9, "QQ-capital": 0.5}),
    "QQ-twin": (58_000, 350.0, 50_000.0, {"QQ-fjord": 0.6}),
    "QQ-capital": (2_400_000, 700.0, 61_000.0, {"QQ-fjord": 0.1, "QQ-port": 0.7}),
    "QQ-model": (220_000, 180.0, 60_000.0, {"QQ-fjord": 0.5}),
    "QQ-young": (900_000, 120.0, 6_000.0, {"QQ-model": 1.0}),
    "QQ-quiet": (70_000, None, None, None),
}
TARGETS = tuple(
    Target(key=k, kpi=k, data_point=None, target=t, improvement=way, basis="SDG", unit="1") for k, (t, way) in AIMS.items()
)


def _city(code: str) -> Profile:
    seen = tuple(
        Observation(
            key=f"{code}|{kpi}", kpi=kpi, data_point=None, year=2023, value=value, unit="1", status="REPORTED", quality="MEASURED"
        )
        for kpi, value in zip(AIMS, VALUES[code], strict=True)
        if value is not None
    )
    population, area, gdp, wishes = PLACES[code]
    climate, governance, languages = KINDS[code]
    return Profile(
        code=code,
        name=code,
        observations=seen,
        population=population,
        area=area,
        gdp_per_capita=gdp,
        climate=climate,
        governance=governance,
        languages=languages,
        wishes=wishes,
        evaluation_published=True,
    )


CITIES = tuple(_city(code) for code in VALUES)
