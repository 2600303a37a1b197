"""Twin recommendations for the command line and for jobs: asked through the same GraphQL as a client asks."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from graph.fold import fold
from server.query import ask, every

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from resolvers.viewer import Viewer

RECOMMENDATION = """
fragment Value on Evidence { value unit year status quality source scope note published }
fragment Point on LearningPoint {
  kpi { code name } dataPoint share target basis targetSource targetNote comparedValues ownAttainment otherAttainment own { ...Value } other { ...Value }
}
fragment Answer on TwinRecommendations {
  city { code name country { name } }
  targetSet { code name illustrative }
  nodes {
    rank score coverage evidenceCount interval { low high } contributions { name value }
    city { code name country { name } }
    learns { ...Point } teaches { ...Point }
    sharedChallenges { kpi { code name } dataPoint share ownAttainment otherAttainment }
    context { feature unit own ownTerms ownYear ownSources other otherTerms otherYear otherSources similarity }
    gates { name verdict note }
    remarks
  }
  insufficientEvidence {
    city { code name } evidenceCount required missingCount
    missing { kpi { code name } dataPoint missingIn cityUnit candidateUnit }
  }
  insufficientCount excluded { city { code name } gates { name verdict note excludes } } excludedCount evaluated algorithmVersion inputsDigest dataSeq
}
"""
VARIABLES = "$first: Int!, $minEvidence: Int, $targetSet: String"
ARGUMENTS = "first: $first, minEvidence: $minEvidence, targetSet: $targetSet"
ONE = (
    f"query One($city: String!, {VARIABLES}) {{ twinRecommendations(city: $city, {ARGUMENTS}) {{ ...Answer }} }}" + RECOMMENDATION
)
MANY = (
    f"query Many({VARIABLES}) {{ cities(first: 500) {{ nodes {{ twinRecommendations({ARGUMENTS}) {{ ...Answer }} }} }} }}"
    + RECOMMENDATION
)
BY_NAME = "query ByName($name: String!) { cities(first: 100, where: {name: {eq: $name}}) { nodes { code name } } }"
BY_CODE = "query ByCode($code: String!) { city(code: $code) { code } }"
LIKE = "query Like($name: String!) { cities(first: 1000, where: {search: $name}) { nodes { code name } } }"
NAMES = "{ cities(first: 1000) { nodes { name } } }"


class UnknownCityError(LookupError):
    """No city, or more than one, has the given code or name."""


async def find_city(who: Viewer, text: str) -> str:
    """Return the code of the city with that code or name, exactly or else but for case, accents and marks between words.

    Raises `UnknownCityError` that lists the codes of an ambiguous name, or what was meant perhaps.
    """
    if any("\ud800" <= c <= "\udfff" for c in text):  # how Python keeps the bytes of an argument it cannot read
        raise UnknownCityError(f"the name {text!r} is not UTF-8")
    if (await ask(who, BY_CODE, {"code": text}))["city"]:
        return text
    found = [node["code"] for node in (await ask(who, BY_NAME, {"name": text}))["cities"]["nodes"]]
    if not found and fold(text):
        found = [node["code"] async for node in every(who, LIKE, {"name": text}) if fold(node["name"]) == fold(text)]
    if len(found) == 1:
        return found[0]
    if found:
        raise UnknownCityError(f"{text!r} names {len(found)} cities; give one of the codes {', '.join(found)}")
    near = difflib.get_close_matches(text, [node["name"] async for node in every(who, NAMES, {})], n=5, cutoff=0.5)
    raise UnknownCityError(f"there is no city with the code or name {text!r}" + (f"; near are {', '.join(near)}" if near else ""))


async def for_city(who: Viewer, code: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return the recommendations of a city as the API tells them, for `first` and other arguments of the field.

    Raises `UnknownCityError`, `QueryError`.
    """
    found = (await ask(who, ONE, {"city": code, **asked}))["twinRecommendations"]
    if found is None:
        raise UnknownCityError(f"there is no city {code!r}")
    return found


async def for_all(who: Viewer, asked: Mapping[str, Any]) -> AsyncIterator[dict[str, Any]]:
    """Yield the recommendations of every city, in the order of codes."""
    async for node in every(who, MANY, asked):
        yield node["twinRecommendations"]
