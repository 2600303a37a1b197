"""The Twin City Program: pairs of cities, their cohorts, and what a city states it wishes for."""

import enum

from graph.model.city import City
from graph.model.declare import PAIR, node, prop, relation, shape
from graph.model.kinds import End
from graph.model.kpi import Kpi
from graph.model.scalar import Date
from graph.model.shape import Edge, Period, Record


class TwinPairStatus(enum.Enum):
    """How far a pair is."""

    PROPOSED = "Suggested to both sides."
    ACCEPTED = "Both sides have agreed."
    ACTIVE = "They work together."
    COMPLETED = "The work is done."
    WITHDRAWN = "One side has left."


AGREED = (TwinPairStatus.ACCEPTED, TwinPairStatus.ACTIVE, TwinPairStatus.COMPLETED)
"""States of a pair to which both sides have said yes: such cities are twins of the programme."""


class CohortStatus(enum.Enum):
    """How far a cohort is."""

    PLANNED = "Being put together."
    ACTIVE = "Its pairs work together."
    COMPLETED = "Its work is done."


@node(plural="cohorts")
class Cohort(Period, Record):
    """A group of cities that go through the Twin City Program together."""

    name: str = prop("Name of the cohort.", index=True, search=True)
    status: CohortStatus = prop("How far it is.", index=True, carried=True)


class PairSide(enum.Enum):
    """The two places of a pair: so it has no third."""

    A = "The first."
    B = "The second."


@node(plural="twinPairs")
class TwinPair(Period, Record):
    """Two cities coupled by the Twin City Program."""

    status: TwinPairStatus = prop("How far it is.", index=True, carried=True)
    topic: str | None = prop("What they work on.", search=True)


@relation(
    "PAIRS",
    source=End(TwinPair, "cities", "The two cities of the pair."),
    target=End(City, "twinPairs", "Pairs of the programme the city is in."),
    identity=("from", "side"),
    once=True,
)
class Pairs(Edge):
    """A pair couples a city with another."""

    side: PairSide = prop("Which of the two it is.", index=True)


@relation(
    "IN_COHORT",
    source=End(TwinPair, "cohort", "The cohort of the pair.", one=True),
    target=End(Cohort, "pairs", "Pairs of the cohort."),
)
class InCohort(Edge):
    """A pair belongs to a cohort."""


@shape
class Stated(Edge):
    """Something a city has stated about what it wants."""

    statedOn: Date | None = prop("Day it was stated.", index=True)
    source: str | None = prop("Where it was stated, or who wrote it down.")


@relation(
    "WISHES_FOR",
    source=End(City, "wishesFor", "Cities this one would like to twin with."),
    target=End(City, "wishedForBy", "Cities that would like to twin with this one."),
    identity=PAIR,
)
class WishesFor(Stated):
    """A city would like to twin with another."""

    score: float = prop("How much, 0 to 1.", index=True, least=0, most=1)
    topic: str | None = prop("What they would work on.")


@relation(
    "PRIORITISES",
    source=End(City, "priorities", "KPIs that matter most to the city."),
    target=End(Kpi, "prioritisedBy", "Cities to which the KPI matters most."),
    identity=PAIR,
)
class Prioritises(Stated):
    """A KPI matters to a city more than others."""

    weight: float = prop("How much; 1 is as much as a KPI without a priority.", index=True, least=0)
