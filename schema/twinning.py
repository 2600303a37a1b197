"""Twin recommendations: whom a city should twin with, and why."""

from __future__ import annotations

import enum

from resolvers.twinning import DEFAULTS, TARGET_SET, TWIN_RECOMMENDATIONS
from schema.computed import attribute, closed, computed, reference, written


@closed
class GateVerdict(enum.Enum):
    """Answer of a gate."""

    PASS = "The condition holds."  # noqa: S105  # a verdict
    FAIL = "The condition does not hold."
    UNKNOWN = "It cannot be said; unknown never excludes."


@closed
class MissingSide(enum.Enum):
    """Which side of a comparison lacks a usable value."""

    CITY = "The city asked for."
    CANDIDATE = "The candidate."
    BOTH = "Both."


@written
class Interval:
    """Bounds of the unscaled score over every completion of what is unknown."""

    low = attribute("float", "Lowest possible value, 0 to 1.")
    high = attribute("float", "Highest possible value, 0 to 1.")


@written
class Contribution:
    """A named part of a score; the parts add up to it."""

    name = attribute("str", "learning, teaching, sharedChallenge, context or wishes.")
    value = attribute("float", "Its part of the score.")


@written
class Evidence:
    """A value as evidence of a comparison."""

    key = attribute("str", "Key of the value.")
    value = attribute("float | None", "The value in its unit, yes/no as 1/0.")
    unit = attribute("str | None", "Unit as published.")
    year = attribute("int", "Year the value describes. Unit: year.")
    status = attribute("ValueStatus", "What is known of the value.")
    quality = attribute("DataQuality | None", "Grade of the data; null where it is not known.")
    source = attribute("str | None", "Page the value was read on.")
    scope = attribute("str | None", "Area the value holds for, where that is not the city itself.")
    note = attribute("str | None", "Remark of the publication or of whoever read it.")
    published = attribute("bool", "Whether it is published; if not, only the programme sees it.")


@written
class LearningPoint:
    """A data point on which one side could learn from the other."""

    kpi = reference("Kpi", "kpi", "The KPI.")
    data_point = attribute("str | None", "Its data point; null where it has just one.")
    share = attribute("float", "Its part of what could be learnt in all, 0 to 1.")
    target = attribute("float", "The target both are held against, in the unit of the KPI.")
    basis = attribute("TargetBasis", "Where the target comes from.")
    target_source = attribute("str | None", "Page or document the target was read in.")
    target_note = attribute("str | None", "Remark on how the target was chosen.")
    compared_values = attribute("int | None", "How many published values it is the best of, where it is the leading city's.")
    own_attainment = attribute("float", "Share of the target that the city asked for reaches, 0 to 1.")
    other_attainment = attribute("float", "Share of the target that the candidate reaches, 0 to 1.")
    own = attribute("Evidence", "The value of the city asked for.")
    other = attribute("Evidence", "The value of the candidate.")


@written
class SharedChallenge:
    """A data point on which both are short of the target."""

    kpi = reference("Kpi", "kpi", "The KPI.")
    data_point = attribute("str | None", "Its data point; null where it has just one.")
    share = attribute("float", "Its part of the shared challenge, 0 to 1.")
    own_attainment = attribute("float", "Share of the target that the city asked for reaches, 0 to 1.")
    other_attainment = attribute("float", "Share of the target that the candidate reaches, 0 to 1.")


@written
class ContextDifference:
    """A feature of both cities."""

    feature = attribute("str", "population, gdpPerCapita, density, climate, governance or languages.")
    unit = attribute("str", "Unit of both values, or of what kind the terms are.")
    own = attribute("float | None", "Value of the city asked for; null where it is unknown, and of a feature that is no number.")
    own_terms = attribute(
        "list[str]", "The city's climate, form of government or languages; empty where unknown, and of a number."
    )
    own_year = attribute(
        "int | None", "Year it holds for, of a density that of the population; null where not known. Unit: year."
    )
    own_sources = attribute("list[str]", "Where it was read; of a density the population and the area.")
    other = attribute("float | None", "Value of the candidate, as `own`.")
    other_terms = attribute("list[str]", "Terms of the candidate, as `ownTerms`.")
    other_year = attribute("int | None", "Year it holds for, as `ownYear`. Unit: year.")
    other_sources = attribute("list[str]", "Where it was read, as `ownSources`.")
    similarity = attribute("float | None", "How alike they are, 0 to 1; null where that cannot be said.")


@written
class Gate:
    """A condition of a pair that holds, does not hold, or cannot be said."""

    name = attribute("str", "anotherCity, evaluationPublished or notYetTwinned.")
    verdict = attribute("GateVerdict", "Whether it holds.")
    note = attribute("str", "Why.")
    excludes = attribute("bool", "Whether failing it excludes the candidate; otherwise it only informs.")


@written
class TwinRecommendation:
    """A city to twin with, and why."""

    rank = attribute("int", "Place among the candidates, from 1.")
    city = reference("City", "code", "The candidate.")
    score = attribute("float", "0 to 1, over the components that are known; the exact sum of the contributions.")
    coverage = attribute("float", "Known weight times the share of targeted data points that both have, 0 to 1.")
    interval = attribute("Interval", "Bounds of the score with all its weights, over every completion of what is unknown.")
    contributions = attribute("list[Contribution]", "The parts of the score.")
    evidence_count = attribute("int", "Targeted data points that both have.")
    learns = attribute("list[LearningPoint]", "What the city asked for could learn, the most first.")
    teaches = attribute("list[LearningPoint]", "What the city asked for could teach, the most first.")
    shared_challenges = attribute("list[SharedChallenge]", "Where both are short of the target, the most first.")
    context = attribute("list[ContextDifference]", "How alike the two are in what makes a practice transferable.")
    gates = attribute("list[Gate]", "Conditions of the pair.")
    remarks = attribute("list[str]", "What a reader must know of the values compared.")


@written
class MissingPoint:
    """A targeted data point that cannot be compared."""

    kpi = reference("Kpi", "kpi", "The KPI.")
    data_point = attribute("str | None", "Its data point; null where it has just one.")
    missing_in = attribute("MissingSide", "Where a usable value is missing.")
    city_unit = attribute(
        "str | None",
        "Unit of the value of the city asked for, where it has one but in another unit than the target or the candidate.",
    )
    candidate_unit = attribute(
        "str | None", "Unit of the candidate's value, where it has one but in another unit, as `cityUnit`."
    )


@written
class InsufficientEvidence:
    """A city that is not ranked, because too few data points can be compared."""

    city = reference("City", "code", "The city.")
    evidence_count = attribute("int", "Targeted data points that both have.")
    required = attribute("int", "How many it takes to be ranked.")
    missing = attribute("list[MissingPoint]", "The targeted data points that cannot be compared, at most `firstMissing` of them.")
    missing_count = attribute("int", "How many targeted data points cannot be compared, listed or not.")
    gates = attribute("list[Gate]", "Conditions of the pair.")


@written
class ExcludedCity:
    """A city that is not ranked, whatever its values, because it fails a gate that excludes."""

    city = reference("City", "code", "The city.")
    gates = attribute("list[Gate]", "Conditions of the pair, the failed one among them.")


@written
class TwinRecommendations:
    """Whom a city should twin with: the ranked, those with too little evidence to rank, and those a gate excludes."""

    city = reference("City", "city", "The city asked for.")
    target_set = reference("TargetSet", "target_set", "The targets values are held against.")
    nodes = attribute("list[TwinRecommendation]", "The best candidates, best first: by score, then coverage, then code.")
    insufficient_evidence = attribute(
        "list[InsufficientEvidence]", "Candidates that are not ranked, the most evidence first, at most `firstInsufficient`."
    )
    insufficient_count = attribute("int", "How many candidates are not ranked, listed or not.")
    excluded = attribute("list[ExcludedCity]", "Cities that a gate excludes, in the order of codes, at most `firstExcluded`.")
    excluded_count = attribute("int", "How many cities a gate excludes, listed or not.")
    evaluated = attribute("int", "How many other cities were looked at: ranked, with too little evidence, and excluded.")
    algorithm_version = attribute("str", "Version of the method.")
    inputs_digest = attribute("str", "SHA-256 of all the answer depends on: equal digests, equal answers.")
    data_seq = attribute("Long", "Number of the newest change the answer takes into account.")


ARGUMENTS = {
    "first": ("int", "How many to rank, 1 to 1000."),
    "minEvidence": (f"int = {DEFAULTS['minEvidence']}", "Data points both must have to be ranked, 1 to 1000."),
    "firstInsufficient": (
        f"int = {DEFAULTS['firstInsufficient']}",
        "How many of those with too little evidence to list, 0 to 1000.",
    ),
    "firstMissing": (f"int = {DEFAULTS['firstMissing']}", "How many missing data points to list of each of these, 0 to 1000."),
    "firstExcluded": (f"int = {DEFAULTS['firstExcluded']}", "How many of the cities that a gate excludes to list, 0 to 1000."),
    "targetSet": (f"str = {TARGET_SET}", "Code of the set of targets."),
}
RESULT = "TwinRecommendations | None"


def of_root() -> object:
    """Return the root field."""
    text = "Cities that one should twin with, best first, with the evidence; null where there is no such city."
    return computed(TWIN_RECOMMENDATIONS, RESULT, text, {"city": ("str", "Code of the city."), **ARGUMENTS})


def of_city() -> object:
    """Return the field of a city."""
    return computed(
        TWIN_RECOMMENDATIONS, RESULT, "Cities that this one should twin with, best first, with the evidence.", ARGUMENTS
    )
