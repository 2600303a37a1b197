"""Seeded random data for every kind and relation of the model, made from the model alone."""

from __future__ import annotations

import functools
import itertools
import math
from typing import TYPE_CHECKING, Any

from graph import rows
from graph.change import Change, Edge, Row
from graph.model import MODEL, Date, DateTime, Decimal, Kind, Long, Prop, RelationKind
from graph.model.scalar import PLACES

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

AT = DateTime("2026-01-02T03:04:05.006Z")
LATER = DateTime("2026-02-03T04:05:06.007Z")
NULLS = 0.35
"""Share of nulls in what may be null."""
DRAWS = 200
"""Rows drawn until one keeps the rules of its kind."""

NAMES = (
    *("Ålesund", "ålesund", "A", "a", "Oslo", "Oslo", "Oslo", "Oslo by", "Zürich", "é", "e\u0301", "ß", "İ", "京都", "ꙮ"),
    *("😀", "😀a", "\U0001d49c", "\U0010ffff", "\ud7ff", "100%", "_", "it's", 'say "hi"', "\\", "$p0", "{n}", "a\nb", " "),
    *("N" * 1990, "N" * 1990 + "æ"),
)
"""Sortable texts: ties, prefixes of each other, astral beside BMP, quotes, and the longest an index takes."""

REMARKS = ("\ue000", "\ufffd", "\ufffd😀", "ﬀ", "\uffff", "O" * 5000 + "ø")
"""Texts that only what is never sorted may hold."""

WHOLE = (0, 1, -1, 3, 7, 2**31 - 1, -(2**31), 2015, 2019, 2020, 2020, 2020, 2021, 2022)
BEYOND = (*WHOLE, 2**53 + 1, 2**53, 2**63 - 1, -(2**63))
NUMBERS = (
    *(0.0, 1.0, 1.0, 2.0, 100.0, 0.1, 0.1 + 0.2, 0.3, 1 / 3, 1e20, -1e-7, 5e-324, 1.7976931348623157e308, -1.5),
    *(9007199254740994.0, 123456789.12345678),
)
DEGREES = (62.4722, 62.4722, 59.9139, -33.8688, 0.0, 1e-9, 89.999, -90.0, 51.0, 7.5)
MOMENTS = tuple(f"20{y}-0{m}-1{m}T00:00:0{m}.00{m}Z" for y, m in itertools.product((19, 24), (1, 2, 3)))
DAYS = ("0001-01-01", "1999-12-31", "2024-02-29", "2024-02-29", "2026-11-24", "9999-12-31")


def value(rng: random.Random, prop: Prop) -> Any:
    """Return a value of a property's type."""
    if prop.nullable and rng.random() < NULLS:
        return None
    if prop.choice:
        members = list(prop.choice.__members__)
        return rng.sample(members, k=rng.choice((0, 1, 2))) if prop.scalar.listed else rng.choice(members)
    if prop.scalar.listed:
        return rng.choices(NAMES, k=rng.choice((0, 1, 1, 2, 3)))
    if prop.type is bool:
        return rng.random() < 0.7
    return rng.choice(_pool(prop))


@functools.cache
def _pool(prop: Prop) -> tuple[Any, ...]:
    if prop.type is str:
        return NAMES if prop.groupable else NAMES * 2 + REMARKS
    if prop.unit == "degrees":
        return DEGREES
    low, high = (-math.inf if prop.least is None else prop.least), (math.inf if prop.most is None else prop.most)
    scale = 10**PLACES if prop.type is Decimal else 1
    return tuple(v for v in _values(prop) if isinstance(v, str) or low <= v / scale <= high)


def _values(prop: Prop) -> tuple[Any, ...]:
    return {int: WHOLE, Long: BEYOND, Decimal: BEYOND, float: NUMBERS, DateTime: MOMENTS, Date: DAYS}[prop.type]


def identity(kind: Kind, number: int) -> str:
    """Return the code or key of the thing of that number; keys begin with the kind, since some labels are shared."""
    mark = ("", "ø", "😀", "京", "'")[number % 5]
    return f"{kind.name}:{mark}{number % 7}-{number}"


def fill(rng: random.Random, kind: Kind, unique: str, **given: Any) -> Row:
    """Return a row of a kind with what is given, not yet checked; whatever has to be unique is its code or key.

    It keeps the rules of its kind, where that is possible with what is given.
    """
    made: Row = {}
    for _ in range(DRAWS):
        made = {p.name: unique if p.unique else value(rng, p) for p in kind.props.values()} | given
        if all(rule.holds(made) for rule in kind.rules):
            break
    return made


WRITTEN = [kind for kind in MODEL.kinds.values() if kind.name != "LogEntry"]
"""The kinds that changes write: all but the log, which the stores write themselves."""


def nodes(rng: random.Random) -> dict[str, list[Row]]:
    """Return nodes of every kind that changes write; more where more relations meet."""
    made = {}
    for kind in WRITTEN:
        met = sum(kind.cls in (rel.source.kind, rel.target.kind) for rel in MODEL.relations.values())
        made[kind.name] = [rows.row(kind, fill(rng, kind, identity(kind, n))) for n in range(8 * met)]
    return made


def skewed(rng: random.Random, codes: list[str]) -> str:
    """Return one of the codes, the first ones far more often; the last are never taken."""
    return codes[int(len(codes) * 0.9 * rng.random() ** 2)]


def edges(rng: random.Random, found: dict[str, list[Row]]) -> dict[str, list[Edge]]:
    """Return edges of every relation but histories, with to-one ends respected and parallel edges elsewhere."""
    histories = {rel.history for rel in MODEL.relations.values()}
    codes = {name: [r["code"] for r in part] for name, part in found.items()}
    return {rel.name: list(_edges(rng, rel, codes)) for rel in MODEL.relations.values() if rel.name not in histories}


def _edges(rng: random.Random, rel: RelationKind, codes: dict[str, list[str]]) -> Iterator[Edge]:
    sources, targets = codes[rel.source.kind.__name__], codes[rel.target.kind.__name__]
    taken: set[str] = set()
    for number in range((2 + len(rel.props)) * max(len(sources), len(targets)) // 2):
        source, target = skewed(rng, sources), skewed(rng, targets)
        if rel.symmetric:
            source, target = sorted((source, target))
        once = {f"s{source}" * rel.source.one, f"t{target}" * rel.target.one} - {""}
        if once & taken or (rel.symmetric and source == target):
            continue
        taken |= once
        yield Edge(source, target, rows.edge(rel, source, target, fill(rng, rel, identity(rel, number))))


def corrections(rng: random.Random, found: dict[str, list[Edge]]) -> Iterator[Change]:
    """Yield changes that correct values of relations with a history, some of them more than once."""
    for number in range(3):
        parts = {}
        for name, part in found.items():
            rel = MODEL.relations[name]
            if rel.history:
                chosen = [e for e in part if rng.random() < 0.25]
                parts[name] = [Edge(e.source, e.target, rows.row(rel, fill(rng, rel, e.row["key"]))) for e in chosen]
        yield Change(actor="test", reason=f"correction {number}", at=MOMENTS[number], edges=parts)


def build(rng: random.Random) -> list[Change]:
    """Return the changes that make a world: nodes, edges, then corrections."""
    found = nodes(rng)
    tied = edges(rng, found)
    made = functools.partial(Change, actor="test", at=AT)
    return [made(reason="nodes", nodes=found), made(reason="edges", edges=tied), *corrections(rng, tied)]
