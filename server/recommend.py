"""Twin recommendations for the command line and for jobs: asked through the same GraphQL as a client asks."""

from __future__ import annotations

import difflib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from graph.store import StoreError
from resolvers.viewer import Viewer, viewer
from schema.build import SCHEMA

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from graph.store import Store
    from resolvers.policy import Role

PAGE = 500
"""Cities asked for at a time."""
UNLIMITED = 10**12
"""A job on this machine is not held to a client's budget."""

RECOMMENDATION = """
fragment Value on Evidence { value unit year status quality source scope note }
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
  insufficientEvidence { city { code name } evidenceCount required missing { kpi { code name } dataPoint missingIn } }
  evaluated algorithmVersion inputsDigest dataSeq
}
"""
ONE = "query One($city: String!, $first: Int!) { twinRecommendations(city: $city, first: $first) { ...Answer } }" + RECOMMENDATION
MANY = (
    "query Many($first: Int!, $page: Int!, $after: String) { cities(first: $page, after: $after) { "
    "nodes { twinRecommendations(first: $first) { ...Answer } } pageInfo { hasNextPage endCursor } } }" + RECOMMENDATION
)
BY_NAME = "query ByName($name: String!) { cities(first: 100, where: {name: {eq: $name}}) { nodes { code name } } }"
BY_CODE = "query ByCode($code: String!) { city(code: $code) { code } }"
NAMES = "query Names($after: String) { cities(first: 1000, after: $after) { nodes { name } pageInfo { hasNextPage endCursor } } }"


class UnknownCityError(LookupError):
    """No city, or more than one, has the given code or name."""


class QueryError(StoreError):
    """The API refused or failed to answer."""


async def ask(who: Viewer, query: str, **variables: Any) -> dict[str, Any]:  # noqa: ANN401  # JSON
    """Return the data of a query; raises `QueryError`."""
    answer = await SCHEMA.execute(query, variables, {"viewer": who})
    if answer.errors or answer.data is None:
        raise QueryError("; ".join(e.message for e in answer.errors or ()) or "there is no answer")
    return answer.data


def asking(role: Role, store: Store) -> Viewer:
    """Return a viewer of a role without a budget."""
    return replace(viewer(role, store), budget=UNLIMITED)


async def find_city(who: Viewer, text: str) -> str:
    """Return the code of the city with that code or name; raises `UnknownCityError` that lists what was meant perhaps."""
    if (await ask(who, BY_CODE, code=text))["city"]:
        return text
    found = [node["code"] for node in (await ask(who, BY_NAME, name=text))["cities"]["nodes"]]
    if len(found) == 1:
        return found[0]
    if found:
        raise UnknownCityError(f"{text!r} names {len(found)} cities; give one of the codes {', '.join(found)}")
    near = difflib.get_close_matches(text, [name async for name in _names(who)], n=5, cutoff=0.5)
    raise UnknownCityError(f"there is no city with the code or name {text!r}" + (f"; near are {', '.join(near)}" if near else ""))


async def _names(who: Viewer) -> AsyncIterator[str]:
    page: dict[str, Any] = {"hasNextPage": True, "endCursor": None}
    while page["hasNextPage"]:
        found = (await ask(who, NAMES, after=page["endCursor"]))["cities"]
        for node in found["nodes"]:
            yield node["name"]
        page = found["pageInfo"]


async def for_city(who: Viewer, code: str, first: int) -> dict[str, Any]:
    """Return the recommendations of a city as the API tells them; raises `UnknownCityError`, `QueryError`."""
    found = (await ask(who, ONE, city=code, first=first))["twinRecommendations"]
    if found is None:
        raise UnknownCityError(f"there is no city {code!r}")
    return found


async def for_all(who: Viewer, first: int) -> AsyncIterator[dict[str, Any]]:
    """Yield the recommendations of every city, in the order of codes."""
    page: dict[str, Any] = {"hasNextPage": True, "endCursor": None}
    while page["hasNextPage"]:
        found = (await ask(who, MANY, first=first, page=PAGE, after=page["endCursor"]))["cities"]
        for node in found["nodes"]:
            yield node["twinRecommendations"]
        page = found["pageInfo"]
