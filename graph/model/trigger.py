"""Triggers: rules that say which event starts which simulation."""

import enum

from graph.model.city import City
from graph.model.declare import node, prop, relation
from graph.model.intervention import Intervention
from graph.model.kinds import End
from graph.model.kpi import Kpi
from graph.model.scenario import Applied
from graph.model.shape import Edge, Record


class TriggerEvent(enum.Enum):
    """Something that happens in the graph, or a time that comes."""

    KPI_VERIFIED = "A value was verified."
    BAND_CROSSED = "A value moved to another band of its target."
    PROJECT_SUBMITTED = "A project was handed in."
    PILOT_CLOSED = "A pilot ended."
    TWIN_PAIR_ACCEPTED = "Two cities agreed to work together."
    EVIDENCE_CHANGED = "An effect in the library changed."
    SCHEDULED = "A set time came."


@node(plural="triggers")
class Trigger(Record):
    """A rule that says which event starts which simulation."""

    name: str = prop("What it is for.", index=True, search=True)
    event: TriggerEvent = prop("The event that starts it.", index=True)
    horizon: int | None = prop("Last year looked at.", unit="year")
    enabled: bool = prop("Whether it starts anything.")
    priority: int | None = prop("Which goes first where several start at once; 1 is the first.", index=True, least=1)
    coolDownDays: int | None = prop("Days before it starts for the same city again.", unit="days")
    quotaPerMonth: int | None = prop("How often a month it starts at most.", least=0)


for kind, plural in {City: "cities", Kpi: "kpis"}.items():
    relation(
        "WATCHES",
        source=End(Trigger, plural, f"What it is limited to, of the {plural}; none is all."),
        target=End(kind, "triggers", "Triggers limited to it."),
    )(type(f"Watches{kind.__name__}", (Edge,), {"__doc__": f"A trigger is limited to some of the {plural}."}))


@relation(
    "APPLIES",
    source=End(Trigger, "interventions", "Measures it simulates."),
    target=End(Intervention, "triggers", "Triggers that simulate the measure."),
)
class TriggerApplies(Applied):
    """A trigger simulates a measure."""

    delayMonths: int | None = prop("Months from the event until the measure starts.", unit="months")
