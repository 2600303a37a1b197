"""What twin recommendations are computed from: the targets and all cities, read as plans at one number of the log."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from graph.expression import Param, Step, Test, Value
from graph.model import EvaluationStatus
from graph.model.twin import AGREED
from graph.plan import Key, Read
from matching.twinning.inputs import Observation, Profile, Target
from matching.twinning.pool import Pool, pool
from resolvers.errors import Code, bad_input, refusal
from resolvers.stoppable import in_thread

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from resolvers.viewer import Viewer

PAGE = 500
"""Cities read by one statement."""
ALL = 100_000
"""No limit: more edges than a city or a set of targets ever has."""
TRIES = 4
"""Times the inputs are read before it is said that they do not keep still."""
CITIES_OF_A_ROW, VALUES_OF_A_ROW = 4, 200
"""Cities and values that cost what a row costs: they do not hold the event loop (docs/adr/0017-inputs-of-a-recommendation.md)."""

OBSERVED = ("key", "dataPoint", "year", "value", "unit", "status", "quality", "source", "scope", "note", "publishedAt")
KNOWN: dict[str, str] = {
    "code": "code",
    "name": "name",
    "population": "population",
    "populationYear": "population_year",
    "populationSource": "population_source",
    "area": "area",
    "areaSource": "area_source",
    "gdpPerCapita": "gdp_per_capita",
    "gdpYear": "gdp_year",
    "gdpScope": "gdp_scope",
    "gdpSource": "gdp_source",
    "climate": "climate",
    "climateSource": "climate_source",
    "governance": "governance",
    "governanceSource": "governance_source",
    "languages": "languages",
    "languagesSource": "languages_source",
}
"""What is read of a city, and how the method calls it."""
SET: dict[str, str] = {
    "key": "key",
    "dataPoint": "data_point",
    "target": "target",
    "improvement": "improvement",
    "basis": "basis",
    "method": "method",
    "worst": "worst",
    "source": "source",
    "note": "note",
    "comparedValues": "compared_values",
}
"""What is read of a target, and how the method calls it."""
BY_KEY = (Key(Value("key", edge=True)),)

TARGETS = Read(
    "TargetSet",
    (
        Value("code"),
        Read(
            "Kpi",
            (Value("code"), Value("unit"), *(Value(p, edge=True) for p in SET)),
            Step("Sets", "out"),
            order=BY_KEY,
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
        order=BY_KEY,
        limit=Param("p1"),
    )
    is_published = Test(Value("publishedAt", edge=True), "notNull")
    published = Read(
        "Kpi", (), Step("HasValue", "out"), where=is_published, order=BY_KEY, limit=Param("p1"), rows=False, count=True
    )
    evaluations = Read(
        "Evaluation", (Value("status"),), Step("EvaluationOf", "in"), order=(Key(Value("code")),), limit=Param("p1")
    )
    twins = Read("City", (Value("code"),), Step("TwinnedWith", "both"), order=BY_KEY, limit=Param("p1"))
    of_pair = Read("City", (Value("code"),), Step("Pairs", "out"), order=BY_KEY, limit=Param("p1"))
    pairs = Read(
        "TwinPair",
        (of_pair,),
        Step("Pairs", "in"),
        where=Test(Value("status"), "in", Param("p3")),
        order=BY_KEY,
        limit=Param("p1"),
    )
    return Read(
        "City",
        (*(Value(p) for p in KNOWN), published, evaluations, values, twins, pairs),
        order=(Key(Value("code")),),
        limit=Param("p0"),
        after=(Param("p4"),) if after else (),
    )


CITIES, MORE_CITIES = _cities(after=False), _cities(after=True)
"""A page of p0 cities (after the code p4): how many of their values are published, their evaluations, values on the KPIs p2, twins, and the
cities of their pairs in the states p3."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """All cities held against a set of targets, and the number of the newest change taken into account."""

    pool: Pool
    seq: int


async def read_inputs(viewer: Viewer, target_set: str, seq: int) -> Inputs:
    """Return the inputs at one number of the log, *seq* or, where something is written meanwhile, a later one.

    They take more than one statement: where the number has moved after the last, all are read anew. Each page is paid
    for, but only once. Raises a BAD_USER_INPUT refusal where there is no such set or nothing can be held against it, a
    STORE_UNAVAILABLE one where the number moves at each of four tries, a QUERY_TOO_COMPLEX one, `StoreError`.
    """
    paid = 0
    for _ in range(TRIES):
        targets = await read_targets(viewer, target_set)
        if targets is None:
            raise bad_input(f"targetSet: there is no target set {target_set!r}")
        profiles, paid = await _paid_profiles(viewer, sorted({t.kpi for t in targets}), paid)
        newest = await viewer.seq()
        if newest == seq:
            return Inputs(await _pool(profiles, targets, target_set), seq)
        seq = newest
    raise refusal(Code.STORE_UNAVAILABLE, f"The data was changed at each of {TRIES} tries to read it; try again later.")


async def _pool(profiles: list[Profile], targets: list[Target], target_set: str) -> Pool:
    try:
        return await in_thread(partial(pool, profiles, targets))
    except ValueError as error:
        raise bad_input(f"targetSet: {target_set!r} cannot be used: {error}") from None


async def _paid_profiles(viewer: Viewer, kpis: list[str], paid: int) -> tuple[list[Profile], int]:
    """Return all cities and what has been paid for them, where *paid* was before."""
    profiles: list[Profile] = []
    cost = 0
    async for page in read_profiles(viewer, kpis):
        profiles += page
        cost += len(page) // CITIES_OF_A_ROW + sum(len(city.observations) for city in page) // VALUES_OF_A_ROW
        viewer.spend(max(0, cost - paid), "all cities are compared, which is more than your role may ask for at once")
        paid = max(paid, cost)
    return profiles, paid


async def read_targets(viewer: Viewer, code: str) -> list[Target] | None:
    """Return the targets of a set, None where the viewer sees no such set."""
    found = await viewer.read(TARGETS, {"p0": code, "p1": ALL})
    if found is None:
        return None
    return [Target(kpi=kpi, unit=unit, **dict(zip(SET.values(), edge, strict=True))) for kpi, unit, *edge in found[1]]


async def read_profiles(viewer: Viewer, kpis: list[str]) -> AsyncIterator[list[Profile]]:
    """Yield all cities the viewer sees, with their values on some KPIs, a page at a time."""
    parameters: dict[str, Any] = {"p0": PAGE, "p1": ALL, "p2": kpis, "p3": [status.name for status in AGREED]}
    rows: list[Any] = await viewer.read(CITIES, parameters, small=False)
    while rows:
        yield [_profile(row) for row in rows[:PAGE]]
        last = rows[:PAGE][-1][0]
        rows = await viewer.read(MORE_CITIES, {**parameters, "p4": last}, small=False) if len(rows) > PAGE else []


def _profile(row: list[Any]) -> Profile:
    *features, (_, published), evaluations, values, twins, pairs = row
    known: dict[str, Any] = dict(zip(KNOWN.values(), features, strict=True))
    known["languages"] = tuple(known["languages"] or ())
    return Profile(
        **known,
        observations=tuple(_observation(*value) for value in values),
        twinned_with=frozenset(twin for (twin,) in twins),
        paired_with=frozenset(city for (cities,) in pairs for (city,) in cities) - {known["code"]},
        wishes=None,
        evaluation_published=_published(published, [status for (status,) in evaluations]),
    )


def _published(values: int, evaluations: list[str]) -> bool | None:
    """Say whether a city's KPI evaluation is published; None where there is neither a published value nor an evaluation."""
    if values or EvaluationStatus.PUBLISHED.name in evaluations:
        return True
    return False if evaluations else None


def _observation(kpi: str, *rest: Any) -> Observation:  # noqa: ANN401  # a positional row
    key, point, year, value, unit, status, quality, source, scope, note, published_at = rest
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
        published=published_at is not None,
    )
