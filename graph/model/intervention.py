"""Measures and what they do: interventions, their effects on KPIs, the publications that say so, and pilots."""

import enum

from graph.model.city import City
from graph.model.declare import End, node, prop, relation, shape
from graph.model.kpi import Kpi
from graph.model.scalar import Date, Decimal
from graph.model.sector import EvidenceGrade, Sector
from graph.model.shape import Edge


class InterventionStatus(enum.Enum):
    """Whether an intervention can be simulated."""

    USABLE = "At least one effect has a number."
    INSUFFICIENT_EVIDENCE = "No effect has a usable number."


class EffectKind(enum.Enum):
    """In what form an effect is given."""

    RELATIVE_CHANGE = "Per cent of the base."
    ABSOLUTE_CHANGE = "In the unit of the effect."
    ELASTICITY = "Per cent of change for one per cent of change of what is set."
    DECAY_RATE = "Share lost in a time."
    LEVEL = "The state that is reached, not an effect."
    MULTIPLIER = "Factor on the base."
    INPUT = "Set by the plan."
    DERIVED = "Computed from local inputs."


class Verification(enum.Enum):
    """How a figure came into the library."""

    SEEN = "Read in a stored text."
    RECALL = "Attributed to a publication from memory; to be checked before release."
    DERIVED = "Computed from local inputs."


@node(plural="interventions")
class Intervention:
    """A measure a city can take, with what is known of its effects."""

    code: str = prop("Code of the measure, as in led_street_lighting.", unique=True)
    name: str = prop("What is done.", index=True, search=True)
    sector: Sector = prop("What it is for.")
    status: InterventionStatus = prop("Whether it can be simulated.")
    grade: EvidenceGrade = prop("How well its effects are known.")
    design: str | None = prop("How they were studied.")
    firstEffectMonths: float | None = prop("Months until the first effect.", unit="months")
    fullEffectMonths: float | None = prop("Months until the full effect.", unit="months")
    lagNote: str | None = prop("Remark on the time it takes.")
    persistence: str | None = prop("How long the effect lasts.")
    costKind: str | None = prop("What the cost is counted in; null where it is not known.")
    costLow: float | None = prop("Least it costs, in the unit of the cost.")
    costHigh: float | None = prop("Most it costs, in the unit of the cost.")
    costUnit: str | None = prop("Unit of the cost.")
    costNote: str | None = prop("Remark on the cost.")
    costVerification: Verification | None = prop("How the cost came into the library.")
    preconditions: tuple[str, ...] = prop("What must be so for it to work.")
    interactions: tuple[str, ...] = prop("How it meets other measures.")
    caveats: tuple[str, ...] = prop("What to mind when using its numbers.")
    libraryVersion: str = prop("Version of the library it was read in.")


@node(plural="outcomes")
class Outcome:
    """Something a measure changes that no KPI of U4SSC measures."""

    code: str = prop("Code of the outcome.", unique=True)
    name: str = prop("What is measured.", index=True, search=True)


@shape
class Effect(Edge):
    """What a measure does, with its range."""

    metric: str = prop("What exactly was measured.")
    kind: EffectKind = prop("In what form the effect is given.")
    low: float | None = prop("Lower end of a working 90 % range; null where no number is known.")
    central: float | None = prop("Central value; null where no number is known.")
    high: float | None = prop("Upper end of a working 90 % range; null where no number is known.")
    unit: str | None = prop("Unit of the effect.")
    appliesTo: str | None = prop("The base on which the effect acts.")
    centralIsPublished: bool | None = prop("Whether the central value is a published figure, or was chosen inside the range.")
    verification: Verification = prop("How the figure came into the library.")
    note: str | None = prop("Remark on the figures.")


@relation(
    "AFFECTS",
    source=End(Intervention, "kpis", "KPIs the measure affects, one edge per metric."),
    target=End(Kpi, "interventions", "Measures that affect the KPI."),
)
class AffectsKpi(Effect):
    """A measure affects a KPI."""


@relation(
    "AFFECTS",
    source=End(Intervention, "outcomes", "Outcomes the measure affects that no KPI measures."),
    target=End(Outcome, "interventions", "Measures that affect the outcome."),
)
class AffectsOutcome(Effect):
    """A measure affects an outcome that no KPI measures."""


@node(plural="publications")
class Publication:
    """A paper, report or page that a figure was read in."""

    code: str = prop("Code of the publication.", unique=True)
    title: str = prop("Title, or who reported what.", index=True, search=True)
    year: int | None = prop("Year it appeared.", unit="year", index=True)
    url: str | None = prop("Where it can be read.")


@relation(
    "CITES",
    source=End(Intervention, "publications", "Publications the measure's figures were read in."),
    target=End(Publication, "interventions", "Measures whose figures were read in it."),
)
class Cites(Edge):
    """A measure's figures were read in a publication."""

    supports: str | None = prop("Which figures it supports.")
    verification: Verification = prop("How the figures came into the library.")


@node(plural="scenarios")
class Scenario:
    """A set of measures a city considers."""

    code: str = prop("Code of the scenario.", unique=True)
    name: str = prop("Name of the scenario.", index=True, search=True)
    horizon: int | None = prop("Last year looked at.", unit="year", index=True)
    synthetic: bool = prop("True where it is fictional, made for a demonstration.")


@relation(
    "FOR",
    source=End(Scenario, "city", "The city the scenario is for.", one=True),
    target=End(City, "scenarios", "Scenarios for the city."),
)
class ScenarioFor(Edge):
    """A scenario is for a city."""


@relation(
    "APPLIES",
    source=End(Scenario, "interventions", "Measures of the scenario."),
    target=End(Intervention, "scenarios", "Scenarios with the measure."),
)
class Applies(Edge):
    """A scenario applies a measure."""

    coverage: float = prop("Share of the base that is covered, 0 to 1.")
    startYear: int = prop("Year it starts.", unit="year", index=True)


@node(plural="pilots")
class Pilot:
    """A trial of a measure in a city, with what it showed."""

    code: str = prop("Code of the pilot.", unique=True)
    name: str = prop("Name of the pilot.", index=True, search=True)
    summary: str | None = prop("What was tried.", search=True)
    startDate: Date | None = prop("Day it started.", index=True)
    endDate: Date | None = prop("Day it ended.")
    budget: Decimal | None = prop("What it cost.")
    currency: str | None = prop("ISO 4217 code of the budget.")
    effect: float | None = prop("Change that was measured.", unit="%")
    standardError: float | None = prop("Standard error of the change.", unit="%")
    comparison: bool | None = prop("Whether there was a comparison group.")
    grade: EvidenceGrade | None = prop("How well the change is known.")
    synthetic: bool = prop("True where it is fictional, made for a demonstration.")


@relation(
    "TESTS",
    source=End(Pilot, "intervention", "The measure that is tried.", one=True),
    target=End(Intervention, "pilots", "Pilots of the measure."),
)
class Tests(Edge):
    """A pilot tries a measure."""


@relation(
    "IN",
    source=End(Pilot, "city", "The city of the pilot.", one=True),
    target=End(City, "pilots", "Pilots in the city."),
)
class PilotIn(Edge):
    """A pilot is in a city."""
