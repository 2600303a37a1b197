"""Recommendations: what a run suggests, and to whom."""

import enum

from graph.model.city import City
from graph.model.declare import PAIR, node, prop, relation, shape
from graph.model.finance import Bundle, Instrument
from graph.model.intervention import Intervention
from graph.model.kinds import End
from graph.model.party import Expert, Organisation
from graph.model.practice import Practice
from graph.model.project import Project
from graph.model.run import Run
from graph.model.scalar import DateTime
from graph.model.shape import Edge, Record
from graph.model.solution import Solution
from graph.model.twin import Cohort, TwinPair


class Purpose(enum.Enum):
    """What a recommendation helps to find."""

    TWIN = "A city to twin with."
    COHORT = "Cities that go through the Twin City Program together."
    SOLUTION = "A solution."
    EXPERT = "An expert."
    ORGANISATION = "An organisation."
    FINANCE = "Money."
    PROJECT = "A project to take part in."
    INTERVENTION = "A measure to take."


@node(plural="recommendations")
class Recommendation(Record):
    """A suggestion a run made."""

    purpose: Purpose = prop("What it helps to find.", index=True)
    madeAt: DateTime | None = prop("When it was made.", index=True)


@relation(
    "PRODUCED",
    source=End(Run, "recommendations", "Recommendations the run made."),
    target=End(Recommendation, "run", "The run that made it.", one=True),
)
class ProducedRecommendation(Edge):
    """A run made a recommendation."""


for kind in (City, Project, Solution, Expert, Organisation, Instrument, Cohort):
    name = kind.__name__.lower()
    relation(
        "FOR",
        source=End(Recommendation, name, f"The {name} it is for, where it is for one.", one=True),
        target=End(kind, "recommendations", f"Recommendations for the {name}."),
    )(type(f"RecommendationFor{kind.__name__}", (Edge,), {"__doc__": f"A recommendation is for one {name}."}))


@shape
class Suggests(Edge):
    """A recommendation suggests something."""

    rank: int = prop("Its place among the suggestions, from 1.", index=True, least=1)
    score: float | None = prop("Its score, 0 to 1.", index=True, least=0, most=1)
    scoreLow: float | None = prop("Least the score can be, whatever is not known.", index=True, least=0, most=1)
    scoreHigh: float | None = prop("Most the score can be, whatever is not known.", index=True, least=0, most=1)
    coverage: float | None = prop("Share of the score's weight that rests on what is known, 0 to 1.", index=True, least=0, most=1)


for kind, plural in {
    City: "cities",
    Solution: "solutions",
    Expert: "experts",
    Organisation: "organisations",
    Instrument: "instruments",
    Intervention: "interventions",
    Project: "projects",
    Practice: "practices",
    TwinPair: "twinPairs",
    Bundle: "bundles",
}.items():
    relation(
        "SUGGESTS",
        source=End(Recommendation, plural, f"Of the {plural}, those that are suggested."),
        target=End(kind, "suggestedBy", "Recommendations that suggest it."),
        identity=PAIR,
    )(type(f"Suggests{kind.__name__}", (Suggests,), {"__doc__": f"A recommendation suggests one of the {plural}."}))
