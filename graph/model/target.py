"""Targets: what a KPI's value is compared with."""

import enum
import math
from collections.abc import Mapping
from typing import Any

from graph.model.declare import node, prop, relation
from graph.model.kinds import End, Rule
from graph.model.kpi import Improvement, Kpi
from graph.model.scalar import Date


class TargetBasis(enum.Enum):
    """Where a target comes from, as U4SSC names its benchmarks."""

    SDG = "Full achievement of the aligned Sustainable Development Goal."
    WHO = "A guideline of the World Health Organization."
    ITU = "A goal of the International Telecommunication Union."
    EU = "A goal of the European Union."
    OECD = "A goal of the Organisation for Economic Co-operation and Development."
    OTHER_GOAL = "Another citable goal, named in the source."
    LEADING_CITY = "The best published value in the data when the target was set."


class AttainmentMethod(enum.Enum):
    """How the share of a target that a value v reaches is computed, from the target T and the worst value W."""

    RATIO_HIGHER = "v / T, for what is better higher."
    RATIO_LOWER = "T / v, for what is better lower and has a natural zero."
    BETWEEN = "(v - W) / (T - W), for what has a stated worst value."
    YES_NO = "1 where the target is met, else 0."


def _method_fits(row: Mapping[str, Any]) -> bool:
    """Say whether a ratio is the one for the way that is better."""
    ways = {
        AttainmentMethod.RATIO_HIGHER.name: Improvement.HIGHER.name,
        AttainmentMethod.RATIO_LOWER.name: Improvement.LOWER.name,
    }
    return ways.get(row["method"], row["improvement"]) == row["improvement"]


def _share_defined(row: Mapping[str, Any]) -> bool:
    """Say whether a ratio, which no method is too, has a target above 0."""
    return row["target"] > 0 or row["method"] in {AttainmentMethod.BETWEEN.name, AttainmentMethod.YES_NO.name}


def _worst_is_worse(row: Mapping[str, Any]) -> bool:
    """Say whether `BETWEEN` has a worst value on the worse side of the target."""
    if row["method"] != AttainmentMethod.BETWEEN.name:
        return True
    worst, sign = row["worst"], 1 if row["improvement"] == Improvement.HIGHER.name else -1
    return worst is not None and 0 < sign * (row["target"] - worst) < math.inf


@node(plural="targetSets")
class TargetSet:
    """A set of targets that values are compared with."""

    code: str = prop("Code of the set, as in illustrative.", unique=True)
    name: str = prop("Name of the set.", index=True, search=True)
    description: str | None = prop("What the set is for and how it was made.")
    illustrative: bool = prop("True where it is made for demonstration: U4SSC has not published its own targets.")
    version: str | None = prop("Version of the set.")
    owner: str | None = prop("Who answers for the set.")
    validFrom: Date | None = prop("Day from which it holds.", index=True)
    source: str | None = prop("Where the set is published.")
    synthetic: bool | None = prop("True where it is fictional; null: it is not.")


@relation(
    "SETS",
    source=End(TargetSet, "kpis", "KPIs the set has targets for, one edge per data point."),
    target=End(Kpi, "targets", "Targets set for the KPI, one per set and data point."),
    identity=("from", "to", "dataPoint"),
    rules=(
        Rule("improvement", "NOT_A_MEMBER", "HIGHER or LOWER", lambda row: row["improvement"] != Improvement.NONE.name),
        Rule("method", "OTHER_DIRECTION", "the ratio for the way that is better", _method_fits),
        Rule("target", "OUT_OF_RANGE", "more than 0: of no other is a ratio defined", _share_defined),
        Rule("worst", "OUT_OF_RANGE", "a value worse than the target, which BETWEEN needs", _worst_is_worse),
    ),
)
class Sets:
    """A set has a target for a KPI or one of its data points."""

    key: str = prop("Unique key of the target: set, KPI and data point.", unique=True)
    dataPoint: str | None = prop("Data point of the KPI; null where it has just one.", among="dataPoints")
    target: float = prop("Value at which the target is reached, in the unit of the KPI or its data point.")
    worst: float | None = prop("Value at which nothing of the target is reached; null where not defined.")
    improvement: Improvement = prop("Which way is better; NONE is refused here.")
    method: AttainmentMethod | None = prop(
        "How the share of the target that is reached is computed; null: by the ratio for the way that is better."
    )
    basis: TargetBasis = prop("Where the target comes from.")
    comparedValues: int | None = prop("How many published values a leading city is the best of.", least=0)
    source: str | None = prop("Page or document the target was read in.")
    note: str | None = prop("Remark on how the target was chosen.")
