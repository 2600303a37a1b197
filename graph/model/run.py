"""Long computations, and the forecasts they make."""

import enum

from graph.model.city import City
from graph.model.declare import node, prop, relation
from graph.model.kinds import End
from graph.model.kpi import Kpi
from graph.model.scalar import DateTime, Long
from graph.model.scenario import Scenario
from graph.model.sector import EvidenceGrade
from graph.model.shape import Edge, Record


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
    COHORT = "Which cities go through the Twin City Program together."
    MATCHING = "Which solutions, experts and money fit."
    SIMULATION = "What would happen if."
    INDEX = "The city index."
    IMPORT = "Loading data."


@node(plural="runs")
class Run(Record):
    """A long computation, with what it needs to be repeated."""

    kind: RunKind = prop("What it computes.", index=True)
    status: RunStatus = prop("How far it is.", index=True)
    algorithmVersion: str = prop("Version of the method.")
    parameters: str | None = prop("What it was asked for, as JSON.")
    inputsDigest: str | None = prop("SHA-256 of what it was computed from.")
    dataSeq: Long | None = prop("Number of the newest change it takes into account.")
    seed: Long | None = prop("Seed of its random numbers.")
    requestedBy: str | None = prop("Who asked for it.", sensitivity="programme")
    queuedAt: DateTime | None = prop("When it was asked for.", index=True)
    startedAt: DateTime | None = prop("When it was started.", index=True)
    endedAt: DateTime | None = prop("When it ended.", index=True)
    error: str | None = prop("Why it failed, where it did.")


@node(plural="forecasts")
class Forecast(Record):
    """What a run expects of a KPI in a city and year, kept to be scored when the value is published."""

    dataPoint: str | None = prop("Data point of the KPI; null where it has just one.", index=True)
    year: int = prop("Year it is for.", unit="year", index=True)
    median: float = prop("Median, in the unit of the forecast.")
    low50: float | None = prop("Lower end of the 50 % fan.")
    high50: float | None = prop("Upper end of the 50 % fan.")
    low90: float | None = prop("Lower end of the 90 % fan.")
    high90: float | None = prop("Upper end of the 90 % fan.")
    unit: str | None = prop("Unit of the forecast.")
    grade: EvidenceGrade | None = prop("How well what it rests on is known.", index=True)
    madeAt: DateTime | None = prop("When it was made.", index=True)
    valueKey: str | None = prop("Key of the published value it is scored against, once there is one.", index=True)
    score: float | None = prop("Continuous ranked probability score, once it is known.", least=0)


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
