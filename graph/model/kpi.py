"""The indicators of U4SSC."""

import enum

from graph.model.declare import node, prop


class KpiLevel(enum.Enum):
    """Whether every city is expected to report a KPI."""

    CORE = "Every city is expected to report it."
    ADVANCED = "Reported by cities that can."


class KpiType(enum.Enum):
    """What a KPI is about, as the U4SSC methodology sorts them."""

    SMART = "Use of information and communication technology."
    STRUCTURAL = "Infrastructure and services."
    SUSTAINABLE = "Sustainability."


class Improvement(enum.Enum):
    """Which way a value has to move to get better."""

    HIGHER = "A higher value is better."
    LOWER = "A lower value is better."
    NONE = "Neither way is better in itself."


@node(plural="kpis")
class Kpi:
    """One of the 91 key performance indicators of U4SSC."""

    code: str = prop("Code in the U4SSC catalogue, as in EN: EN: AQ: 1C.", unique=True)
    name: str = prop("Name of the indicator.", index=True, search=True)
    definition: str = prop("What is measured, in our words.")
    dimension: str = prop("Economy, Environment, or Society and Culture.", index=True)
    subDimension: str = prop("Sub-dimension within the dimension.", index=True)
    category: str = prop("Category within the sub-dimension.", index=True)
    level: KpiLevel = prop("Core or advanced.")
    unit: str | None = prop("Unit of its values; where its data points have different ones, these with `and` between.")
    dataPoints: tuple[str, ...] = prop("Names of its data points; empty where it has just one value.")
    improvement: Improvement = prop("Which way is better.")
    numerator: str | None = prop("What is counted, where the KPI is a share.")
    denominator: str | None = prop("What it is divided by, where the KPI is a share.")
    multiplier: float | None = prop("What the quotient is multiplied by.")
    source: str | None = prop("Page the definition was read on.")
    type: KpiType | None = prop("What it is about: technology, structure or sustainability.")
    physicalLow: float | None = prop("Least a value can be, in the unit of the KPI; null where not stated.")
    physicalHigh: float | None = prop("Most a value can be, in the unit of the KPI; null where not stated.")
    optimum: float | None = prop("Best value, where neither way is better in itself.")
    checks: tuple[str, ...] = prop("What a verifier looks at.")
    validYears: int | None = prop("Years after which a value is stale; null where not stated.", unit="years")
    note: str | None = prop("Remark on the KPI.")
