"""Long computations and what they produced: recommendations and forecasts, and the triggers that start them."""

import enum

from graph.model.city import City
from graph.model.declare import End, node, prop, relation, shape
from graph.model.finance import Instrument
from graph.model.intervention import Intervention, Scenario
from graph.model.kpi import Kpi
from graph.model.party import Expert, Organisation
from graph.model.project import Project
from graph.model.scalar import DateTime, Long
from graph.model.shape import Edge
from graph.model.solution import Solution


class RunStatus(enum.Enum):
    """How far a run is."""

    QUEUED = "Waiting for a worker."
    RUNNING = "A worker is at it."
    DONE = "It has its result."
    FAILED = "It ended with an error."
    CANCELLED = "It was stopped on request."


class RunKind(enum.Enum):
    """What a run computes."""

    TWINNING = "Whom cities should twin with."
    MATCHING = "Which solutions, experts and money fit."
    SIMULATION = "What would happen if."
    INDEX = "The city index."
    IMPORT = "Loading data."


@node(plural="runs")
class Run:
    """A long computation, with what it needs to be repeated."""

    code: str = prop("Code of the run.", unique=True)
    kind: RunKind = prop("What it computes.")
    status: RunStatus = prop("How far it is.")
    algorithmVersion: str = prop("Version of the method.")
    inputsDigest: str | None = prop("SHA-256 of what it was computed from.")
    dataSeq: Long | None = prop("Number of the newest change it takes into account.")
    seed: Long | None = prop("Seed of its random numbers.")
    startedAt: DateTime | None = prop("When it was started.", index=True)
    endedAt: DateTime | None = prop("When it ended.", index=True)
    synthetic: bool = prop("True where it is fictional, made for a demonstration.")


@node(plural="recommendations")
class Recommendation:
    """A suggestion a run made."""

    code: str = prop("Code of the recommendation.", unique=True)
    purpose: RunKind = prop("What it is for.")
    madeAt: DateTime | None = prop("When it was made.", index=True)
    synthetic: bool = prop("True where it is fictional, made for a demonstration.")


@node(plural="forecasts")
class Forecast:
    """What a run expects of a KPI in a city and year, kept to be scored when the value is published."""

    code: str = prop("Code of the forecast.", unique=True)
    dataPoint: str | None = prop("Data point of the KPI; null where it has just one.")
    year: int = prop("Year it is for.", unit="year", index=True)
    median: float = prop("Median, in the unit of the KPI.")
    low90: float | None = prop("Lower end of the 90 % fan.")
    high90: float | None = prop("Upper end of the 90 % fan.")
    valueKey: str | None = prop("Key of the published value it is scored against, once there is one.", index=True)
    score: float | None = prop("Continuous ranked probability score, once it is known.")
    synthetic: bool = prop("True where it is fictional, made for a demonstration.")


@relation(
    "PRODUCED",
    source=End(Run, "recommendations", "Recommendations the run made."),
    target=End(Recommendation, "run", "The run that made it.", one=True),
)
class ProducedRecommendation(Edge):
    """A run made a recommendation."""


@relation(
    "PRODUCED",
    source=End(Run, "forecasts", "Forecasts the run made."),
    target=End(Forecast, "run", "The run that made it.", one=True),
)
class ProducedForecast(Edge):
    """A run made a forecast."""


@relation(
    "FOR",
    source=End(Forecast, "city", "The city it is for.", one=True),
    target=End(City, "forecasts", "Forecasts for the city."),
)
class ForecastForCity(Edge):
    """A forecast is for a city."""


@relation(
    "OF",
    source=End(Forecast, "kpi", "The KPI that is forecast.", one=True),
    target=End(Kpi, "forecasts", "Forecasts of the KPI."),
)
class ForecastOf(Edge):
    """A forecast is of a KPI."""


@relation(
    "ASSUMES",
    source=End(Forecast, "scenario", "The scenario it assumes; none is the baseline.", one=True),
    target=End(Scenario, "forecasts", "Forecasts that assume the scenario."),
)
class ForecastAssumes(Edge):
    """A forecast assumes a scenario."""


for kind, name in {City: "city", Project: "project"}.items():
    relation(
        "FOR",
        source=End(Recommendation, name, f"The {name} it is for, where it is for one.", one=True),
        target=End(kind, "recommendations", f"Recommendations for the {name}."),
    )(type(f"RecommendationFor{kind.__name__}", (Edge,), {"__doc__": f"A recommendation is for a {name}."}))


@shape
class Suggests(Edge):
    """A recommendation suggests something."""

    rank: int = prop("Its place among the suggestions, from 1.", index=True)
    score: float | None = prop("Its score, 0 to 1.", index=True)


for kind, name, plural in (
    (City, "City", "cities"),
    (Solution, "Solution", "solutions"),
    (Expert, "Expert", "experts"),
    (Organisation, "Organisation", "organisations"),
    (Instrument, "Instrument", "instruments"),
    (Intervention, "Intervention", "interventions"),
):
    relation(
        "SUGGESTS",
        source=End(Recommendation, plural, f"{plural.capitalize()} that are suggested."),
        target=End(kind, "suggestedBy", "Recommendations that suggest it."),
    )(type(f"Suggests{name}", (Suggests,), {"__doc__": f"A recommendation suggests one of the {plural}."}))


@node(plural="triggers")
class Trigger:
    """A rule that says which event starts which simulation."""

    code: str = prop("Code of the trigger.", unique=True)
    name: str = prop("What it is for.", index=True, search=True)
    event: str = prop("Name of the event that starts it.", index=True)
    horizon: int | None = prop("Last year looked at.", unit="year")
    enabled: bool = prop("Whether it starts anything.")
    synthetic: bool = prop("True where it is fictional, made for a demonstration.")


@relation(
    "WATCHES",
    source=End(Trigger, "cities", "Cities it is limited to; none is all."),
    target=End(City, "triggers", "Triggers limited to the city."),
)
class TriggerWatches(Edge):
    """A trigger is limited to a city."""


@relation(
    "APPLIES",
    source=End(Trigger, "interventions", "Measures it simulates."),
    target=End(Intervention, "triggers", "Triggers that simulate the measure."),
)
class TriggerApplies(Edge):
    """A trigger simulates a measure."""
