"""The whole method once more, slow and obvious, written from the formulas; shares no code with what it judges."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.matching.twinning.features import FLOORS, features

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from matching.twinning.inputs import Profile, Target

GRADES = {"MEASURED": 1, "SURVEY": 0.9, "HIGHER_LEVEL": 0.8, "ESTIMATE": 0.65, "PERSONAL_ESTIMATE": 0.5, "UNKNOWN_ORIGIN": 0.4}
GRID = (0.0, 0.3, 0.5, 0.7, 1.0)
FACTORS = (0.4, 1.0)
Standing = tuple[float, float, Any]
SPELT = {
    "% GDP": "% of city GDP",
    "% city GDP": "% of city GDP",
    "services": "number",
    "index": "coefficient 0-1",
    "ratio female:male": "ratio (female:male)",
    "per 100 000 inhabitants / year": "per 100 000 inhabitants",
    "degree holders / 100 000 inhabitants": "per 100 000 inhabitants",
    "per 100000 inhabitants": "per 100 000 inhabitants",
    "kWh/yr per capita": "kWh / capita / year",
    "GJ/yr per capita": "GJ / capita / year",
    "ekWh/m2 per year": "ekWh / m2 / year",
    "tonnes eCO2 per capita": "t CO2e / capita / year",
    "litres/day per capita": "litres / day / capita",
    "FTE per 100 000 inhabitants": "FTE / 100 000 inhabitants",
    "µg/m3": "ug/m3 (annual mean)",
    "\N{NO-BREAK SPACE}% ": "%",
}
"""Units that are the same, each spelling told by hand."""
UNCERTAIN = {"% and number"}
"""Units of KPIs whose data points have different ones, so that nobody knows that of a target."""


def standings(city: Profile, targets: Sequence[Target]) -> dict[str, Standing]:
    """t, q and the value that stands for each target, by the target's key."""
    made: dict[str, Standing] = {}
    for target in targets:
        best = None
        for o in city.observations:
            if (o.kpi, o.data_point) != (target.kpi, target.data_point):
                continue
            if o.value is None or o.status in ("NOT_REPORTED", "NOT_VERIFIED") or not fits(o.value, o.unit, target.unit):
                continue
            if best is None or o.year > best.year or (o.year == best.year and o.key < best.key):
                best = o
        if best is not None:
            made[target.key] = (share(best.value, target), GRADES.get(best.quality, 0.8), best)
    return made


def called(unit: str | None) -> str | None:
    """A unit by its one spelling."""
    return None if unit is None else SPELT.get(unit, unit)


def fits(value: float, unit: str | None, expected: str | None) -> bool:
    """Whether a value is in the unit of a target."""
    if expected in UNCERTAIN or (expected == "coefficient 0-1" and (value < 0 or value > 1)):
        return False
    return called(unit) == called(expected) or (unit is None and expected is not None)


def odd(city: Profile, targets: Sequence[Target]) -> dict[str, Any]:
    """The newest value of each target that is newer than the one that stands for it, but for its unit."""
    made: dict[str, Any] = {}
    for target in targets:
        for o in sorted(city.observations, key=lambda o: (-o.year, o.key)):
            if (o.kpi, o.data_point) != (target.kpi, target.data_point):
                continue
            if o.value is not None and o.status not in ("NOT_REPORTED", "NOT_VERIFIED"):
                if not fits(o.value, o.unit, target.unit):
                    made[target.key] = o
                break
    return made


def share(value: float, target: Target) -> float:
    """The share of the target reached."""
    if target.method == "BETWEEN":
        return max(0.0, min(1.0, (value - target.worst) / (target.target - target.worst)))
    if target.method == "YES_NO":
        return 1.0 if value == target.target or (value > target.target) == (target.improvement == "HIGHER") else 0.0
    if target.improvement == "HIGHER":
        return max(0.0, min(1.0, value / target.target))
    return 1.0 if value <= 0 else max(0.0, min(1.0, target.target / value))


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


def harmonic(a: float, b: float) -> float:
    """The harmonic mean."""
    return 0.0 if a == 0 or b == 0 else 2 / (1 / a + 1 / b)


def wish(a: Profile, b: Profile) -> float | None:
    """The wish a has stated about b."""
    return a.wishes[b.code] if a.wishes is not None and b.code in a.wishes else None


def answer(city: Profile, others: Sequence[Profile], targets: Sequence[Target], least: int) -> dict[str, Any]:
    """The whole answer but for its intervals and digest, in the form of the method's own."""
    ranked, few, out = [], [], []
    for other in sorted(others, key=lambda o: o.code):
        if other.code == city.code:
            continue
        if other.evaluation_published is False:
            out.append({"code": other.code, "gates": gates(city, other)})
            continue
        i, j = standings(city, targets), standings(other, targets)
        u, v = odd(city, targets), odd(other, targets)
        common = [t for t in sorted(targets, key=lambda t: t.key) if t.key in i and t.key in j]
        if len(common) >= least:
            ranked.append(judged(city, other, i, j, common, targets, (u, v), others))
        else:
            few.append(lacking(city, other, i, j, len(common), least, targets, (u, v)))
    ranked.sort(key=lambda r: (-r["score"], -r["coverage"], r["code"]))
    few.sort(key=lambda f: (-f["evidence_count"], f["code"]))
    return {
        "city": city.code,
        "nodes": [{"rank": rank, **each} for rank, each in enumerate(ranked, 1)],
        "insufficient_evidence": few,
        "insufficient_count": len(few),
        "excluded": out,
        "excluded_count": len(out),
        "evaluated": len(ranked) + len(few) + len(out),
    }


def judged(  # noqa: PLR0917  # a plain function of what it takes
    city: Profile, other: Profile, i: Any, j: Any, common: list[Target], targets: Sequence[Target], unlike: Any, everyone: Any
) -> dict[str, Any]:
    """One candidate."""
    learns, teaches = learning(i, j), learning(j, i)
    alike = [f["similarity"] for f in features(city, other) if f["similarity"] is not None]
    mine, theirs = wish(city, other), wish(other, city)
    harmony = {"learning": 0.0, "teaching": 0.0}
    if learns + teaches:
        harmony["learning"] = learns * 2 * teaches**2 / (learns + teaches) ** 2
        harmony["teaching"] = teaches * 2 * learns**2 / (learns + teaches) ** 2
    parts = [(0.4, harmony), (0.25, {"sharedChallenge": challenge(i, j)})]
    if alike:
        parts.append((0.2, {"context": sum(alike) / len(alike)}))
    if mine is not None and theirs is not None:
        parts.append((0.15, {"wishes": harmonic(mine, theirs)}))
    weight = sum(w for w, _ in parts)
    told = [(name, w * x / weight) for w, of in parts for name, x in of.items()]
    return {
        "code": other.code,
        "score": sum(x for _, x in told),
        "coverage": weight * len(common) / len(targets),
        "contributions": [{"name": name, "value": x} for name, x in told],
        "evidence_count": len(common),
        "learns": lessons(common, i, j, i, j),
        "teaches": lessons(common, j, i, i, j),
        "shared_challenges": challenges(common, i, j),
        "context": features(city, other),
        "gates": gates(city, other),
        "remarks": [
            text
            for who, has, odd_ones in zip((city, other), (i, j), unlike, strict=True)
            for text in remarks(who, [has[t.key][2] for t in common], odd_ones)
        ]
        + outdone(everyone, common),
    }


def lessons(common: list[Target], pupil: Any, teacher: Any, i: Any, j: Any) -> list[dict[str, Any]]:
    """What the pupil could learn of the teacher on each data point, the most first."""
    gaps = sum(1 - pupil[t.key][0] for t in common)
    made = []
    for t in common:
        gap, better, factor = 1 - pupil[t.key][0], teacher[t.key][0] - pupil[t.key][0], teacher[t.key][1]
        if gap > 0 and better > 0:
            of = {"kpi": t.kpi, "data_point": t.data_point, "share": gap * better * factor / gaps}
            of |= {"target_source": t.source, "target_note": t.note, "compared_values": t.compared_values}
            of |= {"target": t.target, "basis": t.basis, "own_attainment": i[t.key][0], "other_attainment": j[t.key][0]}
            made.append({**of, "own": vars_of(i[t.key][2]), "other": vars_of(j[t.key][2])})
    return most_first(made)


def challenges(common: list[Target], i: Any, j: Any) -> list[dict[str, Any]]:
    """The data points on which both fall short, the most first."""
    made = []
    widest = sum(max(1 - i[t.key][0], 1 - j[t.key][0]) for t in common)
    for t in common:
        both = min(1 - i[t.key][0], 1 - j[t.key][0])
        if both > 0:
            of = {"kpi": t.kpi, "data_point": t.data_point, "share": both / widest}
            made.append({**of, "own_attainment": i[t.key][0], "other_attainment": j[t.key][0]})
    return most_first(made)


def most_first(made: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The points by share, then by KPI and data point."""
    return sorted(made, key=lambda p: (-p["share"], p["kpi"], p["data_point"] or ""))


def vars_of(observation: Any) -> dict[str, Any]:
    """All fields of a value."""
    return {name: getattr(observation, name) for name in type(observation).__dataclass_fields__}


def gates(city: Profile, other: Profile) -> list[dict[str, Any]]:
    """The three gates of a candidate that is another city."""
    published = {True: "PASS", None: "UNKNOWN", False: "FAIL"}[other.evaluation_published]
    twins = any(b.code in {*a.twinned_with, *a.paired_with} for a, b in ((city, other), (other, city)))
    verdicts = (("anotherCity", "PASS", True), ("evaluationPublished", published, True))
    found = (*verdicts, ("notYetTwinned", "FAIL" if twins else "PASS", False))
    return [{"name": name, "verdict": verdict, "excludes": excludes} for name, verdict, excludes in found]


def remarks(city: Profile, seen: list[Any], unlike: Mapping[str, Any]) -> list[str]:
    """What is remarked of one side."""
    made = []
    for o in seen:
        text = f"Values of {city.name} hold for another area: {o.scope}."
        if o.scope is not None and text not in made:
            made.append(text)
    if city.gdp_per_capita is not None and city.gdp_scope is not None:
        made.append(f"The income of {city.name} holds for another area: {city.gdp_scope}.")
    doubtful = [o for o in seen if o.status == "UNVERIFIABLE"]
    hidden = [o for o in seen if not o.published]
    whole = f"Of the {len(seen)} values compared of {city.name}, "
    made += [f"{whole}{len(doubtful)} could not be verified."] if doubtful else []
    made += [f"{whole}{len(hidden)} are not published: only the programme sees this answer."] if hidden else []
    units = [(o.kpi, o.data_point, o.unit or "without a unit") for o in unlike.values()]
    made += [f"Not compared of {city.name}, for a unit that is not known to be the target's: {five(units)}."] if units else []
    return made


def five(told: list[tuple[str, str | None, str]]) -> str:
    """The first five data points with a text, and the count of the others."""
    told = sorted(told, key=lambda each: (each[0], each[1] or ""))
    named = "; ".join(f"{kpi}, {part} ({text})" if part else f"{kpi} ({text})" for kpi, part, text in told[:5])
    return named + (f" and {len(told) - 5} more" if len(told) > 5 else "")


def outdone(cities: Sequence[Profile], common: list[Target]) -> list[str]:
    """The remark on targets of a leading city that is the leading one no more."""
    told = []
    for t in common:
        rivals = []
        for city, value in ((c, o) for c in cities for o in c.observations):
            if not standings(replace(city, observations=(value,)), [t]) or not value.published or value.status == "UNVERIFIABLE":
                continue
            if value.value > t.target if t.improvement == "HIGHER" else value.value < t.target:
                worth = -value.value if t.improvement == "HIGHER" else value.value
                rivals.append((worth, city.code, value.key, city.name, value))
        if rivals and t.basis == "LEADING_CITY":
            *_, name, value = min(rivals)
            shown = int(value.value) if value.value == int(value.value) else value.value
            told.append((t.kpi, t.data_point, f"{name} has {shown} in {value.year}"))
    return [f"The target is no longer the best published value of: {five(told)}."] if told else []


def lacking(  # noqa: PLR0917  # a plain function of what it takes
    city: Profile, other: Profile, i: Any, j: Any, common: int, least: int, targets: Sequence[Target], unlike: Any
) -> dict[str, Any]:
    """One candidate with too little evidence."""
    sides = {(False, False): "BOTH", (False, True): "CITY", (True, False): "CANDIDATE"}
    missing = [
        {
            "kpi": t.kpi,
            "data_point": t.data_point,
            "missing_in": sides[t.key in i, t.key in j],
            "city_unit": unlike[0][t.key].unit if t.key in unlike[0] and t.key not in i else None,
            "candidate_unit": unlike[1][t.key].unit if t.key in unlike[1] and t.key not in j else None,
        }
        for t in sorted(targets, key=lambda t: t.key)
        if not (t.key in i and t.key in j)
    ]
    told = {"code": other.code, "evidence_count": common, "required": least, "gates": gates(city, other)}
    return {**told, "missing": missing, "missing_count": len(targets) - common}


def completions(
    city: Profile, other: Profile, targets: Sequence[Target], draw: Sequence[float] | None = None
) -> Iterator[tuple[float, float, float]]:
    """L, C and the unscaled score of every completion of what is unknown on a grid, or of the one drawn."""
    i, j = standings(city, targets), standings(other, targets)
    alike = [f["similarity"] for f in features(city, other)]
    wishes = [wish(city, other), wish(other, city)]
    lacking = [(side, t.key) for side in (i, j) for t in targets if t.key not in side]
    ungraded = [(side, key) for side in (i, j) for key, (_, _, of) in side.items() if of.quality is None]
    known = sorted({t for t, _, _ in (*i.values(), *j.values())})
    axes: list[Sequence[float]] = [(*GRID, *known) for _ in lacking]
    axes += [FACTORS for _ in (*lacking, *ungraded)]
    axes += [(floor, 1.0) for floor, x in zip(FLOORS, alike, strict=True) if x is None]
    axes += [(0.0, 1.0) for x in wishes if x is None]
    for point in itertools.product(*axes) if draw is None else [scaled(axes, draw)]:
        rest = iter(point)
        full_i, full_j = dict(i), dict(j)
        shares = [next(rest) for _ in lacking]
        for (side, key), t in zip(lacking, shares, strict=True):
            (full_i if side is i else full_j)[key] = (t, next(rest), None)
        for side, key in ungraded:
            (full_i if side is i else full_j)[key] = (side[key][0], next(rest), None)
        x = [next(rest) if value is None else value for value in alike]
        w = [next(rest) if value is None else value for value in wishes]
        learns, shared = learning(full_i, full_j), challenge(full_i, full_j)
        mutual = harmonic(learns, learning(full_j, full_i))
        yield learns, shared, 0.4 * mutual + 0.25 * shared + 0.2 * sum(x) / 6 + 0.15 * harmonic(*w)


def scaled(axes: Sequence[Sequence[float]], draw: Sequence[float]) -> list[float]:
    """A draw from [0, 1] for each unknown, moved into its range."""
    return [min(axis) + (max(axis) - min(axis)) * x for axis, x in zip(axes, itertools.cycle(draw))]
