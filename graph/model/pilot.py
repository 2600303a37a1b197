"""Pilots: trials of a measure, with what was to be shown and what was."""

import enum

from graph.model.city import City
from graph.model.declare import node, prop, relation
from graph.model.intervention import Intervention
from graph.model.kinds import End
from graph.model.scalar import Decimal
from graph.model.sector import EvidenceGrade
from graph.model.shape import Described, Edge, Period


class PilotStatus(enum.Enum):
    """How far a pilot is."""

    PLANNED = "Hypothesis, comparison and stop rule are being set."
    RUNNING = "Being tried."
    CLOSED = "Ended as planned; its result stands."
    STOPPED = "Ended by its stop rule, or given up."


@node(plural="pilots")
class Pilot(Period, Described):
    """A trial of a measure in a city, with what it showed."""

    status: PilotStatus = prop("How far it is.", index=True)
    hypothesis: str | None = prop("What was expected, written down before the start.", search=True)
    stopRule: str | None = prop("When it was to be stopped, written down before the start.")
    comparison: bool | None = prop("Whether there was a comparison group.")
    sampleSize: int | None = prop("How many were measured, the comparison group included.", least=0)
    effectKey: str | None = prop("Key of the effect of the measure that it estimates.", index=True)
    effect: float | None = prop("Change that was measured, in the unit and form of that effect.")
    standardError: float | None = prop("Standard error of the change, in the same unit.", least=0)
    unit: str | None = prop("Unit of the change.")
    grade: EvidenceGrade | None = prop("How well the change is known.", index=True)
    budget: Decimal | None = prop("What it cost.", least=0)
    currency: str | None = prop("ISO 4217 code of the budget.")


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
