"""Random cases: a few fictional cities with gaps in their data, some targets."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from matching.twinning.inputs import Observation, Profile, Target
from tests.matching.twinning.oracle import GRADES

UNITS = {
    "%": ("%",) * 8 + (None, "\N{NO-BREAK SPACE}% ", "per 1000"),
    "% and number": ("%", "%", "number", "services", "% and number", None, "years"),
    "per 100 000 inhabitants": ("per 100000 inhabitants", "per 100 000 inhabitants", "per 1000 inhabitants"),
    "coefficient 0-1": ("index", "coefficient 0-1", None),
    None: ("%", None, None, None),
}
"""Units of KPIs, and of values of them; some cannot be compared."""
STATUSES = ("REPORTED",) * 6 + ("REPORTED_IN_TEXT", "UNVERIFIABLE", "NOT_REPORTED", "NOT_VERIFIED")
CLIMATES = ("temperate", "Cfb", "Cfb", "Cfa", "Csb", "Dfb", "BSk", "Aw", "Af", "ET")
"""Classes of climate; the first is none."""
GOVERNANCE = ("mayor-council", "Mayor council", "commission", "council-manager", "\u0915\u0940", "\u0915\u0947")
LANGUAGES = (("en",), ("no", "en"), ("EN", "fr", "de"), ("de", "fr"), ("nn", "Norwegian"), ("nb",))


@dataclass(frozen=True)
class Case:
    """Cities, targets, and the least evidence asked for."""

    cities: tuple[Profile, ...]
    targets: tuple[Target, ...]
    least: int


def case(seed: int) -> Case:
    """A case of 3 to 6 cities and 6 to 14 targets; often one of them has an echo, which may tie with it."""
    rng = random.Random(seed)
    units = ("%",) * 4 + tuple(UNITS)
    targets = tuple(replace(target(rng, k), unit=rng.choice(units)) for k in range(rng.randint(6, 14)))
    codes = [f"XX-{c}" for c in "abcdef"[: rng.randint(3, 6)]]
    missing = rng.choice((0.0, 0.1, 0.3, 0.6))
    cities = [city(rng, code, codes, targets, missing) for code in codes]
    if rng.random() < 0.6:
        cities.append(echo(rng, rng.choice(cities)))
    return Case(tuple(cities), targets, rng.randint(1, 6))


def echo(rng: random.Random, of: Profile) -> Profile:
    """A city equal to another, but that one of its data points may be missing."""
    dropped = rng.choice((None, *of.observations))
    kept = [o for o in of.observations if dropped is None or (o.kpi, o.data_point) != (dropped.kpi, dropped.data_point)]
    return replace(of, code=rng.choice(("XX-A", "XX-z")), observations=tuple(kept))


SORTS = ("value", "grade", "population", "area", "gdp_per_capita", "climate", "governance", "languages", "wishes")
"""What may be unknown of a city."""


def small(seed: int, unknowns: int, sorts: tuple[str, ...] = SORTS) -> tuple[Profile, Profile, tuple[Target, ...]]:
    """Two cities of which all is known but so many things of the given sorts."""
    rng = random.Random(seed)
    targets = tuple(replace(target(rng, k), unit="%") for k in range(rng.randint(1, 4)))
    codes = ("XX-a", "XX-b")
    holes = [(c, sort, t.key) for c in codes for sort in ("value", "grade") for t in targets]
    holes += [(c, sort, None) for c in codes for sort in SORTS[2:]]
    possible = [hole for hole in holes if hole[1] in sorts]
    chosen = set(rng.sample(possible, min(unknowns, len(possible))))
    made = []
    for code, other in zip(codes, reversed(codes), strict=True):
        values = [replace(observation(rng, code, t, 2020), quality=rng.choice(tuple(GRADES))) for t in targets]
        hidden = [(code, "grade", t.key) in chosen for t in targets]
        seen = [replace(o, quality=None) if h else o for o, h in zip(values, hidden, strict=True)]
        known = {
            "population": rng.randint(1000, 10**6),
            "area": rng.uniform(1, 500),
            "gdp_per_capita": rng.uniform(1e3, 1e5),
            "climate": rng.choice(CLIMATES[1:]),
            "governance": rng.choice(GOVERNANCE),
            "languages": rng.choice(LANGUAGES),
            "wishes": {other: rng.choice((0.0, 0.4, 1.0))},
        }
        kept = tuple(o for o, t in zip(seen, targets, strict=True) if (code, "value", t.key) not in chosen)
        nothing = {"languages": ()}
        of = {name: nothing.get(name) if (code, name, None) in chosen else value for name, value in known.items()}
        made.append(Profile(code=code, name=code, observations=kept, **of))
    return made[0], made[1], targets


def target(rng: random.Random, k: int) -> Target:
    """A target; some KPIs have two data points."""
    part = rng.choice((None, "x")) if k % 2 else "y"
    better = rng.choice(("HIGHER", "LOWER"))
    aim = rng.choice((1.0, 10.0, 100.0))
    method = rng.choice((None, None, f"RATIO_{better}", f"RATIO_{better}", "BETWEEN", "YES_NO"))
    return Target(
        key=f"t{k}",
        kpi=f"K{k // 2}",
        data_point=part,
        target=aim,
        improvement=better,
        basis=rng.choice(("SDG", "LEADING_CITY", "LEADING_CITY")),
        method=method,
        worst=aim * rng.choice((0.0, -1.0, 0.5) if better == "HIGHER" else (2.0, 5.0)) if method == "BETWEEN" else None,
        source=rng.choice((None, "https://example.org/t")),
        note=rng.choice((None, "a remark")),
        compared_values=rng.choice((None, 1, 7)),
    )


def observation(rng: random.Random, code: str, aim: Target, year: int, status: str = "REPORTED") -> Observation:
    """A value near its target; often at, beyond or at nothing of it."""
    value = (
        None
        if status == "NOT_REPORTED"
        else aim.target * rng.choice((0.0, 1.0, -0.5, rng.uniform(0, 2), rng.uniform(0, 2), rng.uniform(1, 9)))
    )
    return Observation(
        key=f"{code}|{aim.key}|{year}|{rng.random()}",
        kpi=aim.kpi,
        data_point=aim.data_point,
        year=year,
        value=value,
        unit="%",
        status=status,
        quality=rng.choice((*GRADES, None, None)),
        scope=rng.choice((None, None, None, "the region")),
        source=rng.choice((None, "https://example.org/a", "https://example.org/b")),
        note=rng.choice((None, "a note")),
        published=rng.random() < 0.9,
    )


def city(rng: random.Random, code: str, codes: list[str], targets: tuple[Target, ...], missing: float) -> Profile:
    """A city with several years of values, some missing or without a value."""
    years = [(t, y) for t in targets if rng.random() >= missing for y in rng.sample(range(2015, 2020), rng.randint(1, 2))]
    seen = [observation(rng, code, t, y, rng.choice(STATUSES)) for t, y in years]
    seen += [observation(rng, code, t, y) for t, y in years[::4]]
    units = {(t.kpi, t.data_point): UNITS[t.unit] for t in targets}
    seen = [replace(o, unit=rng.choice(units[o.kpi, o.data_point])) for o in seen]
    return Profile(
        code=code,
        name=code.upper(),
        observations=tuple(rng.sample(seen, len(seen))),
        population=rng.choice((None, rng.randint(500, 10**7))),
        population_year=rng.choice((None, 2015, 2020)),
        population_source=rng.choice((None, "https://example.org/people")),
        area=rng.choice((None, rng.uniform(1, 2000))),
        area_source=rng.choice((None, "https://example.org/land")),
        gdp_year=rng.choice((None, 2018)),
        gdp_source=rng.choice((None, "https://example.org/money")),
        gdp_per_capita=rng.choice((None, rng.uniform(500, 1e5))),
        gdp_scope=rng.choice((None, None, "the county")),
        climate=rng.choice((None, *CLIMATES)),
        climate_source=rng.choice((None, "https://example.org/weather")),
        governance=rng.choice((None, *GOVERNANCE, "?")),
        governance_source=rng.choice((None, "https://example.org/hall")),
        languages=rng.choice(((), *LANGUAGES)),
        languages_source=rng.choice((None, "https://example.org/tongue")),
        twinned_with=frozenset(rng.sample(codes, 1)) - {code},
        paired_with=frozenset(rng.sample(codes, rng.randint(0, 1))) - {code},
        wishes=rng.choice((None, {c: rng.choice((0.0, 0.5, 1.0)) for c in codes if c != code and rng.random() < 0.7})),
        evaluation_published=rng.choice((None, None, True, True, False)),
    )
