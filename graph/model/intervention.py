"""Measures and what they do: interventions, their effects on KPIs, and the publications that say so."""

import enum

from graph.model.declare import node, prop, relation, shape
from graph.model.effect import Effect
from graph.model.kinds import End
from graph.model.kpi import Kpi
from graph.model.sector import EvidenceGrade, Sector
from graph.model.shape import Edge, OfDataPoint, Record


class InterventionStatus(enum.Enum):
    """Whether an intervention can be simulated."""

    USABLE = "At least one effect has a number."
    INSUFFICIENT_EVIDENCE = "No effect has a usable number."


class Verification(enum.Enum):
    """How a figure came into the library."""

    SEEN = "Read in a stored text."
    RECALL = "Attributed to a publication from memory; to be checked before release."
    DERIVED = "Computed from local inputs."


@node(plural="interventions")
class Intervention(Record):
    """A measure a city can take, with what is known of its effects."""

    code: str = prop("Code of the measure, as in led_street_lighting.", unique=True)
    name: str = prop("What is done.", index=True, search=True)
    sector: Sector = prop("What it is for.", index=True)
    status: InterventionStatus = prop("Whether it can be simulated.", index=True)
    grade: EvidenceGrade = prop("How well its effects are known on the whole; each effect has its own grade.", index=True)
    design: str | None = prop("How they were studied.")
    firstEffectMonths: float | None = prop("Months until the first effect.", unit="months")
    fullEffectMonths: float | None = prop("Months until the full effect.", unit="months")
    lagNote: str | None = prop("Remark on the time it takes.")
    persistence: str | None = prop("How long the effect lasts.")
    costKind: str | None = prop("What the cost is counted in; null where it is not known.")
    costLow: float | None = prop("Least it costs, in the unit of the cost.", least=0)
    costHigh: float | None = prop("Most it costs, in the unit of the cost.", least=0)
    costUnit: str | None = prop("Unit of the cost.")
    costNote: str | None = prop("Remark on the cost.")
    costVerification: Verification | None = prop("How the cost came into the library.")
    preconditions: tuple[str, ...] = prop("What must be so for it to work.")
    interactions: tuple[str, ...] = prop("How it meets other measures.")
    caveats: tuple[str, ...] = prop("What to mind when using its numbers.")
    libraryVersion: str = prop("Version of the library it was read in.")


@node(plural="outcomes")
class Outcome(Record):
    """Something a measure changes that no KPI of U4SSC measures."""

    name: str = prop("What is measured.", index=True, search=True)


@shape
class LibraryEffect(Effect):
    """What a measure does, as the library of interventions states it."""

    metric: str = prop("What exactly was measured.")
    centralIsPublished: bool | None = prop("Whether the central value is a published figure, or was chosen inside the range.")
    verification: Verification = prop("How the figure came into the library.")


@relation(
    "AFFECTS",
    source=End(Intervention, "kpis", "KPIs the measure affects, one edge per metric."),
    target=End(Kpi, "interventions", "Measures that affect the KPI."),
)
class AffectsKpi(LibraryEffect, OfDataPoint):
    """A measure affects a KPI."""


@relation(
    "AFFECTS",
    source=End(Intervention, "outcomes", "Outcomes the measure affects that no KPI measures."),
    target=End(Outcome, "interventions", "Measures that affect the outcome."),
)
class AffectsOutcome(LibraryEffect):
    """A measure affects an outcome that no KPI measures."""


@node(plural="publications")
class Publication(Record):
    """A paper, report or page that a figure was read in."""

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
