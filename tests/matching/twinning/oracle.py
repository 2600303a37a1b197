"""The whole method once more, slow and obvious, written from the formulas; shares no code with what it judges."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from matching.twinning.inputs import Profile, Target

GRADES = {"MEASURED": 1, "SURVEY": 0.9, "HIGHER_LEVEL": 0.8, "ESTIMATE": 0.65, "PERSONAL_ESTIMATE": 0.5, "UNKNOWN_ORIGIN": 0.4}
GRID = (0.0, 0.3, 0.5, 0.7, 1.0)
Standing = tuple[float, float, str]


def standings(city: Profile, targets: Sequence[Target]) -> dict[str, Standing]:
    """t, q and the key of the value that stands for each target, by the target's key."""
    made: dict[str, Standing] = {}
    for target in targets:
        best = None
        for o in city.observations:
            if (o.kpi, o.data_point) != (target.kpi, target.data_point):
                continue
            if o.value is None or o.status in ("NOT_REPORTED", "NOT_VERIFIED"):
                continue
            if best is None or o.year > best.year or (o.year == best.year and o.key < best.key):
                best = o
        if best is not None:
            made[target.key] = (share(best.value, target), factor(best), best.key)
    return made


def share(value: float, target: Target) -> float:
    """The share of the target reached."""
    if target.improvement == "HIGHER":
        return max(0.0, min(1.0, value / target.target))
    return 1.0 if value <= 0 else max(0.0, min(1.0, target.target / value))


def factor(observation: Any) -> float:
    """The factor of quality."""
    if observation.quality is not None:
        return GRADES[observation.quality]
    return 0.4 if observation.status == "UNVERIFIABLE" else 0.8


def learning(i: Mapping[str, Standing], j: Mapping[str, Standing]) -> float:
    """L of i from j over what both have."""
    top = bottom = 0.0
    for k in i:
        if k in j:
            top += (1 - i[k][0]) * max(0.0, j[k][0] - i[k][0]) * j[k][1]
            bottom += 1 - i[k][0]
    return top / bottom if bottom > 0 else 0.0


def challenge(i: Mapping[str, Standing], j: Mapping[str, Standing]) -> float:
    """C over what both have."""
    top = sum(min(1 - i[k][0], 1 - j[k][0]) for k in i if k in j)
    bottom = sum(max(1 - i[k][0], 1 - j[k][0]) for k in i if k in j)
    return top / bottom if bottom > 0 else 0.0


def features(a: Profile, b: Profile) -> list[float | None]:
    """The similarity of two cities in each feature."""
    made: list[float | None] = []
    for of, ratio in (
        (lambda c: c.population, 5),
        (lambda c: c.gdp_per_capita, 2),
        (lambda c: c.population / c.area if c.population and c.area else None, 4),
    ):
        x, y = of(a), of(b)
        made.append(None if not x or not y else math.exp(-0.5 * (math.log(x / y) / math.log(ratio)) ** 2))
    return made


def harmonic(a: float, b: float) -> float:
    """The harmonic mean."""
    return 0.0 if a == 0 or b == 0 else 2 / (1 / a + 1 / b)


def wish(a: Profile, b: Profile) -> float | None:
    """The wish a has stated about b."""
    return a.wishes[b.code] if a.wishes is not None and b.code in a.wishes else None


def answer(city: Profile, others: Sequence[Profile], targets: Sequence[Target], least: int) -> dict[str, Any]:
    """The ranked candidates with their numbers, and how much evidence the others have."""
    ranked: list[dict[str, Any]] = []
    short: list[tuple[int, str]] = []
    for other in others:
        if other.code == city.code or other.evaluation_published is False:
            continue
        i, j = standings(city, targets), standings(other, targets)
        common = [k for k in i if k in j]
        if len(common) < least:
            short.append((-len(common), other.code))
        else:
            ranked.append(judged(city, other, i, j, len(common) / len(targets)))
    ranked.sort(key=lambda r: (-r["score"], -r["coverage"], r["code"]))
    return {"ranked": ranked, "short": [(code, -count) for count, code in sorted(short)]}


def judged(city: Profile, other: Profile, i: Mapping[str, Standing], j: Mapping[str, Standing], common: float) -> dict[str, Any]:
    """One candidate."""
    learns, teaches = learning(i, j), learning(j, i)
    alike = [x for x in features(city, other) if x is not None]
    wishes = (wish(city, other), wish(other, city))
    parts = [(0.4, harmonic(learns, teaches)), (0.25, challenge(i, j))]
    if alike:
        parts.append((0.2, sum(alike) / len(alike)))
    if wishes[0] is not None and wishes[1] is not None:
        parts.append((0.15, harmonic(*wishes)))
    weight = sum(w for w, _ in parts)
    return {
        "code": other.code,
        "score": sum(w * x for w, x in parts) / weight,
        "coverage": weight * common,
        "learning": learns * teaches**2 / (learns + teaches) ** 2 * 0.8 / weight if learns + teaches else 0.0,
        "learns": {k for k in i if k in j and i[k][0] < 1 and j[k][0] > i[k][0]},
        "teaches": {k for k in i if k in j and j[k][0] < 1 and i[k][0] > j[k][0]},
    }


def completions(
    city: Profile, other: Profile, targets: Sequence[Target], draw: Sequence[float] | None = None
) -> Iterator[tuple[float, float, float]]:
    """L, C and the unscaled score of every completion of what is unknown on a grid, or of the one drawn."""
    i, j = standings(city, targets), standings(other, targets)
    alike, wishes = features(city, other), [wish(city, other), wish(other, city)]
    lacking_i, lacking_j = [t.key for t in targets if t.key not in i], [t.key for t in targets if t.key not in j]
    known = sorted({t for t, _, _ in (*i.values(), *j.values())})
    axes: list[Sequence[float]] = [(*GRID, *known) for _ in (*lacking_i, *lacking_j)]
    axes += [(0.4, 1.0) for _ in (*lacking_i, *lacking_j)]
    axes += [(0.0, 1.0) for x in (*alike, *wishes) if x is None]
    for point in itertools.product(*axes) if draw is None else [scaled(axes, draw)]:
        rest = iter(point)
        ts, qs = [[next(rest) for _ in (*lacking_i, *lacking_j)] for _ in range(2)]
        made = list(zip(ts, qs, itertools.repeat("")))
        full_i, full_j = (
            {**i, **dict(zip(lacking_i, made, strict=False))},
            {**j, **dict(zip(lacking_j, made[len(lacking_i) :], strict=False))},
        )
        x = [next(rest) if value is None else value for value in alike]
        w = [next(rest) if value is None else value for value in wishes]
        learns, shared = learning(full_i, full_j), challenge(full_i, full_j)
        mutual = harmonic(learns, learning(full_j, full_i))
        yield learns, shared, 0.4 * mutual + 0.25 * shared + 0.2 * sum(x) / 3 + 0.15 * harmonic(*w)


def scaled(axes: Sequence[Sequence[float]], draw: Sequence[float]) -> list[float]:
    """A draw from [0, 1] for each unknown, moved into its range."""
    return [min(axis) + (max(axis) - min(axis)) * x for axis, x in zip(axes, itertools.cycle(draw))]
