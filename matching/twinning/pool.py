"""The cities that are compared, held once against the targets for all comparisons."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matching.twinning.attainment import Known, known

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from matching.twinning.inputs import Point, Profile, Target


@dataclass(frozen=True, slots=True)
class Entrant:
    """A city and what is known of it on each targeted data point."""

    profile: Profile
    known: Mapping[Point, Known]


@dataclass(frozen=True, slots=True)
class Pool:
    """All cities by code, the targets by data point, and the SHA-256 of both in an order of their own."""

    entrants: Mapping[str, Entrant]
    targets: Mapping[Point, Target]
    digest: str


def pool(profiles: Iterable[Profile], targets: Sequence[Target]) -> Pool:
    """Return the pool of some cities; raises `ValueError` for two targets of one data point or a target not above 0."""
    by_point = {t.point: t for t in sorted(targets, key=lambda t: t.key)}
    if len(by_point) < len(targets):
        raise ValueError("a data point has more than one target in the set")
    entrants = {p.code: Entrant(p, known(p.observations, targets)) for p in sorted(profiles, key=lambda p: p.code)}
    return Pool(entrants, by_point, digest([*(e.profile for e in entrants.values()), *by_point.values()]))


def digest(parts: Iterable[Any]) -> str:
    """Return the SHA-256 of dataclasses and plain values as canonical JSON, whatever the order of what has none."""
    text = json.dumps([_plain(p) for p in parts], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(part: Any) -> Any:  # noqa: ANN401  # a dataclass or a plain value
    if not hasattr(part, "__dataclass_fields__"):
        return part
    made = {name: getattr(part, name) for name in part.__dataclass_fields__}
    if "observations" in made:
        made["observations"] = [_plain(o) for o in sorted(part.observations, key=lambda o: o.key)]
        made["twinned_with"] = sorted(part.twinned_with)
    return made
