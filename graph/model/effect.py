"""In what form an effect on a KPI is stated, and how well it is known."""

import enum

from graph.model.declare import prop, shape
from graph.model.sector import EvidenceGrade
from graph.model.shape import Edge


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


@shape
class Effect(Edge):
    """What something does to a KPI or another outcome, with its range and how well that is known."""

    kind: EffectKind = prop("In what form the effect is given.")
    low: float | None = prop("Lower end of a working 90 % range; null where no number is known.")
    central: float | None = prop("Central value; null where no number is known.")
    high: float | None = prop("Upper end of a working 90 % range; null where no number is known.")
    unit: str | None = prop("Unit of the effect.")
    grade: EvidenceGrade = prop("How well the effect is known.")
    appliesTo: str | None = prop("The base on which the effect acts.")
    note: str | None = prop("Remark on the figures.")
