"""Sustainable Development Goals, and which KPIs measure them."""

from graph.model.declare import PAIR, node, prop, relation
from graph.model.kinds import End
from graph.model.kpi import Kpi
from graph.model.shape import Edge


@node(plural="goals")
class Goal:
    """One of the 17 Sustainable Development Goals of the United Nations."""

    code: str = prop("Code, as in SDG-11.", unique=True)
    number: int = prop("Number of the goal, 1 to 17.", index=True, least=1, most=17)
    name: str = prop("Short title of the goal.", index=True, search=True)


@relation(
    "MEASURES",
    source=End(Kpi, "goals", "Goals the KPI measures."),
    target=End(Goal, "kpis", "KPIs that measure the goal."),
    identity=PAIR,
)
class Measures(Edge):
    """A KPI measures a goal."""

    targets: tuple[str, ...] = prop("Targets of the goal it is aligned with, as in 11.6.")
    indicators: tuple[str, ...] = prop("Indicators of the goal it is aligned with, as in 11.6.2.")
