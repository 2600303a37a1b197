"""Scenarios: sets of measures a city considers."""

from graph.model.city import City
from graph.model.declare import node, prop, relation, shape
from graph.model.intervention import Intervention
from graph.model.kinds import End
from graph.model.shape import Described, Edge


@node(plural="scenarios")
class Scenario(Described):
    """A set of measures a city considers."""

    baseYear: int | None = prop("Year whose values it starts from.", unit="year", index=True)
    horizon: int | None = prop("Last year looked at.", unit="year", index=True)
    targetSet: str | None = prop("Code of the target set its results are held against.", index=True)


@relation(
    "FOR",
    source=End(Scenario, "city", "The city the scenario is for.", one=True),
    target=End(City, "scenarios", "Scenarios for the city."),
)
class ScenarioFor(Edge):
    """A scenario is for a city."""


@shape
class Applied(Edge):
    """A measure is applied."""

    coverage: float = prop("Share of the base that is covered, 0 to 1.", least=0, most=1)


@relation(
    "APPLIES",
    source=End(Scenario, "interventions", "Measures of the scenario."),
    target=End(Intervention, "scenarios", "Scenarios with the measure."),
)
class Applies(Applied):
    """A scenario applies a measure."""

    startYear: int = prop("Year it starts.", unit="year", index=True)
