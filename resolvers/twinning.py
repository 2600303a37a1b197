"""`twinRecommendations`: reads its inputs as plans under the viewer's rules, calls the pure method once per city."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graph.plan import Key, Param, Read, Step, Test, Value
from matching.twinning.inputs import Observation, Profile, Target
from matching.twinning.pool import pool
from matching.twinning.recommend import InsufficientEvidence, TwinRecommendation, recommend
from resolvers.errors import bad_input
from resolvers.marks import Computed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matching.twinning.recommend import TwinRecommendations as Found
    from resolvers.viewer import Viewer

TARGET_SET = "illustrative"
"""The target set used where none is named."""
MIN_EVIDENCE = 5
"""Shared data points below which a city is not ranked, where the viewer does not say."""
PAGE = 500
"""Cities read by one statement."""
MOST = 1000
"""The most cities that may be ranked, and the most evidence that may be asked for."""
ALL = 100_000
"""No limit: more edges than a city or a set of targets ever has."""

OBSERVED = ("key", "dataPoint", "year", "value", "unit", "status", "quality", "source", "scope", "note")
KNOWN = ("code", "name", "population", "area", "gdpPerCapita", "gdpScope")
SET = ("key", "dataPoint", "target", "improvement", "basis")

TARGETS = Read(
    "TargetSet",
    (
        Value("code"),
        Read(
            "Kpi",
            (Value("code"), *(Value(p, edge=True) for p in SET)),
            Step("Sets", "out"),
            order=(Key(Value("key", edge=True)),),
            limit=Param("p1"),
        ),
    ),
    where=Test(Value("code"), "eq", Param("p0")),
)
"""A set by its code p0, with at most p1 targets."""


def _cities(*, after: bool) -> Read:
    values = Read(
        "Kpi",
        (Value("code"), *(Value(p, edge=True) for p in OBSERVED)),
        Step("HasValue", "out"),
        where=Test(Value("code"), "in", Param("p2")),
        order=(Key(Value("key", edge=True)),),
        limit=Param("p1"),
    )
    published = Read(
        "Kpi", (), Step("HasValue", "out"), order=(Key(Value("key", edge=True)),), limit=Param("p1"), rows=False, count=True
    )
    twins = Read("City", (Value("code"),), Step("TwinnedWith", "both"), order=(Key(Value("key", edge=True)),), limit=Param("p1"))
    return Read(
        "City",
        (*(Value(p) for p in KNOWN), published, values, twins),
        order=(Key(Value("code")),),
        limit=Param("p0"),
        after=(Param("p3"),) if after else (),
    )


CITIES, MORE_CITIES = _cities(after=False), _cities(after=True)
"""A page of p0 cities (after the code p3) with the number of their published values, those on the KPIs p2, and their twins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TwinRecommendations:
    """The recommendations of one city, with what they were computed from: the set of targets and the log's number."""

    city: str
    target_set: str
    nodes: tuple[TwinRecommendation, ...]
    insufficient_evidence: tuple[InsufficientEvidence, ...]
    evaluated: int
    algorithm_version: str
    inputs_digest: str
    data_seq: int


async def recommend_twins(
    parents: Sequence[str | None], arguments: Mapping[str, Any], viewer: Viewer
) -> list[TwinRecommendations | None]:
    """Return the recommendations of each parent city (at the root: of the argument `city`), None for one not seen.

    One set of reads serves all parents: the number of the log, the targets, and the cities page by page.
    Raises a BAD_USER_INPUT refusal for arguments out of range and a set of targets nothing can be held against, `StoreError`.
    """
    first, least = arguments["first"], arguments.get("minEvidence", MIN_EVIDENCE)
    if not 1 <= first <= MOST:
        raise bad_input(f"first: found {first}, expected 1 to {MOST}")
    if not 1 <= least <= MOST:
        raise bad_input(f"minEvidence: found {least}, expected 1 to {MOST}")
    code = arguments.get("targetSet", TARGET_SET)
    seq = await viewer.store.seq()
    targets = await read_targets(viewer, code)
    if targets is None:
        raise bad_input(f"targetSet: there is no target set {code!r}")
    profiles = await read_profiles(viewer, sorted({t.kpi for t in targets}))
    asked = [arguments["city"] if parent is None else parent for parent in parents]

    def compute() -> list[TwinRecommendations | None]:
        try:
            among = pool(profiles, targets)
        except ValueError as error:
            raise bad_input(f"targetSet: {code!r} cannot be used: {error}") from None
        found = (recommend(c, among, first=first, min_evidence=least) if c in among.entrants else None for c in asked)
        return [_answer(each, code, seq) if each else None for each in found]

    return await asyncio.to_thread(compute)


def _answer(found: Found, target_set: str, seq: int) -> TwinRecommendations:
    return TwinRecommendations(
        city=found.city,
        target_set=target_set,
        nodes=found.nodes,
        insufficient_evidence=found.insufficient_evidence,
        evaluated=found.evaluated,
        algorithm_version=found.algorithm_version,
        inputs_digest=found.inputs_digest,
        data_seq=seq,
    )


async def read_targets(viewer: Viewer, code: str) -> list[Target] | None:
    """Return the targets of a set, None where the viewer sees no such set."""
    found = await viewer.read(TARGETS, {"p0": code, "p1": ALL})
    if found is None:
        return None
    return [
        Target(kpi=kpi, key=key, data_point=point, target=target, improvement=improvement, basis=basis)
        for kpi, key, point, target, improvement, basis in found[1]
    ]


async def read_profiles(viewer: Viewer, kpis: list[str]) -> list[Profile]:
    """Return all cities the viewer sees, with their values on some KPIs."""
    out: list[Profile] = []
    parameters: dict[str, Any] = {"p0": PAGE, "p1": ALL, "p2": kpis}
    rows: list[Any] = await viewer.read(CITIES, parameters, small=False)
    while rows:
        out += [_profile(row) for row in rows[:PAGE]]
        last = rows[:PAGE][-1][0]
        rows = await viewer.read(MORE_CITIES, {**parameters, "p3": last}, small=False) if len(rows) > PAGE else []
    return out


def _profile(row: list[Any]) -> Profile:
    code, name, population, area, gdp, scope, (_, published), values, twins = row
    observations = tuple(_observation(*value) for value in values)
    return Profile(
        code=code,
        name=name,
        population=population,
        area=area,
        gdp_per_capita=gdp,
        gdp_scope=scope,
        observations=observations,
        twinned_with=frozenset(twin for (twin,) in twins),
        wishes=None,
        evaluation_published=True if published else None,
    )


def _observation(kpi: str, *rest: Any) -> Observation:  # noqa: ANN401  # a positional row
    key, point, year, value, unit, status, quality, source, scope, note = rest
    return Observation(
        kpi=kpi,
        key=key,
        data_point=point,
        year=year,
        value=value,
        unit=unit,
        status=status,
        quality=quality,
        source=source,
        scope=scope,
        note=note,
    )


def _price(arguments: Mapping[str, Any]) -> int:
    """Return the price: one city is compared with all others, whatever `first` is."""
    del arguments
    return 1000


TWIN_RECOMMENDATIONS = Computed(recommend_twins, price=_price, statements=3)
"""Statements: the log's number, the targets, and one for each 500 cities."""
