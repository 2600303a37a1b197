"""Twin recommendations for the command line and for jobs: asked through the same GraphQL as a client asks."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from server.query import ask, every

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from resolvers.viewer import Viewer

RECOMMENDATION = """
fragment Value on Evidence { value unit year status quality source scope note published }
fragment Point on LearningPoint {
  kpi { code name } dataPoint share target basis ownAttainment otherAttainment own { ...Value } other { ...Value }
}
fragment Answer on TwinRecommendations {
  city { code name country { name } }
  targetSet { code name illustrative }
  nodes {
    rank score coverage evidenceCount interval { low high } contributions { name value }
    city { code name country { name } }
    learns { ...Point } teaches { ...Point }
    sharedChallenges { kpi { code name } dataPoint share ownAttainment otherAttainment }
    context { feature unit own other similarity }
    gates { name verdict note }
    remarks
  }
  insufficientEvidence { city { code name } evidenceCount required missingCount missing { kpi { code name } dataPoint missingIn } }
  insufficientCount evaluated algorithmVersion inputsDigest dataSeq
}
"""
ONE = "query One($city: String!, $first: Int!) { twinRecommendations(city: $city, first: $first) { ...Answer } }" + RECOMMENDATION
MANY = (
    "query Many($first: Int!) { cities(first: 500) { nodes { twinRecommendations(first: $first) { ...Answer } } } }"
    + RECOMMENDATION
)
BY_NAME = "query ByName($name: String!) { cities(first: 100, where: {name: {eq: $name}}) { nodes { code name } } }"
BY_CODE = "query ByCode($code: String!) { city(code: $code) { code } }"
NAMES = "{ cities(first: 1000) { nodes { name } } }"


class UnknownCityError(LookupError):
    """No city, or more than one, has the given code or name."""


async def find_city(who: Viewer, text: str) -> str:
    """Return the code of the city with that code or name; raises `UnknownCityError` that lists what was meant perhaps."""
    if (await ask(who, BY_CODE, {"code": text}))["city"]:
        return text
    found = [node["code"] for node in (await ask(who, BY_NAME, {"name": text}))["cities"]["nodes"]]
    if len(found) == 1:
        return found[0]
    if found:
        raise UnknownCityError(f"{text!r} names {len(found)} cities; give one of the codes {', '.join(found)}")
    near = difflib.get_close_matches(text, [node["name"] async for node in every(who, NAMES, {})], n=5, cutoff=0.5)
    raise UnknownCityError(f"there is no city with the code or name {text!r}" + (f"; near are {', '.join(near)}" if near else ""))


async def for_city(who: Viewer, code: str, first: int) -> dict[str, Any]:
    """Return the recommendations of a city as the API tells them; raises `UnknownCityError`, `QueryError`."""
    found = (await ask(who, ONE, {"city": code, "first": first}))["twinRecommendations"]
    if found is None:
        raise UnknownCityError(f"there is no city {code!r}")
    return found


async def for_all(who: Viewer, first: int) -> AsyncIterator[dict[str, Any]]:
    """Yield the recommendations of every city, in the order of codes."""
    async for node in every(who, MANY, {"first": first}):
        yield node["twinRecommendations"]
