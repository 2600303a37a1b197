"""A random world with cities that can be compared, and another that differs from it only in what somebody may not see."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from graph import rows
from graph.change import Change, Edge
from graph.expression import ALWAYS
from graph.model import MODEL
from resolvers.policy import rule_values, rules_of
from tests.graph import world
from tests.graph.small import node
from tests.graph.truth import Truth
from tests.graph.world import AT, build
from tests.security.twoworlds.hidden import Hidden

if TYPE_CHECKING:
    from graph.store import Store
    from resolvers.standing import Role, Standing
    from tests.graph.truth import Thing, Viewer

Things = dict[str, "dict[str, Thing]"]
SEED = 11
COMPARED, POINTS = 24, 6
"""Cities with values that twin recommendations compare, and on how many KPIs."""
PARTS = 12
"""Changes in which the edges of a world are written."""
MOMENT = "2026-01-01T00:00:00.000Z"


def tied(relation: str, key: str, ends: tuple[str, str], **given: Any) -> Edge:
    """Return an edge: the same values for all but what is given."""
    rel = MODEL.relations[relation]
    return Edge(*ends, rows.edge(rel, *ends, world.fill(random.Random(1), rel, key, **given)))


def comparable(rng: random.Random, things: Things) -> Change:
    """Return a change that makes recommendations of twins possible: a set of targets, and values held against it."""
    cities, kpis = list(things["City"])[:COMPARED], [f"Kpi:twin-{n}" for n in range(POINTS)]
    sets = [
        tied(
            "Sets", f"Sets:twin-{n}", ("illustrative", kpi), dataPoint=None, target=100.0, worst=None, improvement="HIGHER",
            method="RATIO_HIGHER", basis="SDG",
        )
        for n, kpi in enumerate(kpis)
    ]  # fmt: skip
    values = [
        tied(
            "HasValue", f"HasValue:twin-{city}-{kpi}-{turn}", (city, kpi), dataPoint=None, year=2020 + turn, unit="%",
            value=float(rng.randrange(1, 100)), status="REPORTED", publishedAt=MOMENT if rng.random() < 0.6 else None,
        )
        for city in cities for kpi in kpis for turn in range(2) if rng.random() < 0.9
    ]  # fmt: skip
    nodes = {
        "TargetSet": [node("TargetSet", "illustrative")],
        "Kpi": [node("Kpi", kpi, unit="%", improvement="HIGHER", dataPoints=[]) for kpi in kpis],
    }
    return Change(actor="test", reason="twins", at=AT, nodes=nodes, edges={"Sets": sets, "HasValue": values})


def first_world() -> Truth:
    """Return the world that all roles ask."""
    rng, truth = random.Random(SEED), Truth()
    for number, change in enumerate(build(rng)):
        truth.apply(change, str(number))
    truth.apply(comparable(rng, truth.things), "twins")
    truth.things["LogEntry"].clear()
    return truth


def truth_of(things: Things) -> Truth:
    """Return things as one who can be asked who sees what."""
    made = Truth()
    made.things = things
    made._index()
    return made


def sight(viewer: Viewer, name: str) -> dict[str, Any]:
    """Return all a viewer sees of a kind or relation: the rows with the values shown, edges with their ends."""
    partly = [p for p in MODEL.owner(name).props if viewer.rules.shown.get(name, {}).get(p) is not ALWAYS]
    return {
        unique: (t.source, t.target, {**t.row, **{p: "hidden" for p in partly if not viewer.shows(t, p)}})
        for unique, t in viewer.truth.things[name].items()
        if viewer.seen(t)
    }


@dataclass
class Pair:
    """Two worlds that look alike to a role, the ways in which they differ, and what stands in one of them only."""

    role: Role
    standing: Standing
    zero: Things
    one: Things
    counts: dict[str, int]
    secrets: dict[tuple[str, str], list[Any]] = field(default_factory=dict)
    stores: tuple[Store, Store] | None = None

    def viewer(self, things: Things | None = None) -> Viewer:
        """Return who says what of a world the role sees, by the truth's own evaluation of the rules."""
        return truth_of(things or self.zero).viewer(rules_of(self.standing.roles), rule_values(self.standing))

    def hidden(self, kind: str) -> list[str]:
        """Return the codes of what the role sees in neither world, those that stand in one of them only first."""
        seen = {code for code, t in self.zero[kind].items() if self._zero.seen(t)}
        codes = [*self.zero[kind], *self.one[kind]]
        return sorted(set(codes) - seen, key=lambda code: ((code in self.zero[kind]) == (code in self.one[kind]), code))

    def seen(self, kind: str) -> list[str]:
        """Return the codes of what the role sees."""
        return [code for code, t in self.zero[kind].items() if self._zero.seen(t)]

    def __post_init__(self) -> None:
        """Gather the values that only one of the worlds holds."""
        self._zero = self.viewer()
        for name, found in self.zero.items():
            other = self.one[name]
            for unique in found.keys() | other.keys():
                rows = [t.row for t in (found.get(unique), other.get(unique)) if t]
                for row, against in zip(rows, rows[::-1] if len(rows) > 1 else [{}], strict=True):
                    for prop, value in row.items():
                        if value is not None and value != against.get(prop):
                            self.secrets.setdefault((name, prop), []).append(value)
        self.secrets = {key: sorted(found, key=repr) for key, found in self.secrets.items()}


def second_world(zero: Truth, role: Role, standing: Standing) -> Pair:
    """Return both worlds; raises where they look different to the role, or where they do not differ."""
    rules, values = rules_of(standing.roles), rule_values(standing)
    viewer = zero.viewer(rules, values)
    before = {name: sight(viewer, name) for name in zero.things}

    def alike(things: Things) -> bool:
        looks = truth_of(things).viewer(rules, values)
        return all(sight(looks, name) == found for name, found in before.items())

    made = Hidden(random.Random(f"{SEED}{role}"), zero.things, viewer)
    one = made.admitted(alike)
    assert alike(one)
    return Pair(role, standing, zero.things, one, made.counts)


def changes(things: Things) -> list[Change]:
    """Return the changes that make a store of a world: as many for each, and none too large for a busy Neo4j."""
    nodes = {name: [t.row for t in found.values()] for name, found in things.items() if name in MODEL.kinds}
    nodes.pop("LogEntry")
    made = [Change(actor="test", reason="nodes", at=AT, nodes=nodes)]
    names = list(MODEL.relations)
    for part in range(PARTS):
        edges = {name: [Edge(t.source, t.target, t.row) for t in things[name].values()] for name in names[part::PARTS]}
        made.append(Change(actor="test", reason=f"edges {part}", at=AT, edges=edges))
    return made


async def fill(store: Store, things: Things) -> None:
    """Put a world into an empty store."""
    await store.migrate()
    for number, change in enumerate(changes(things)):
        await store.apply(change, f"world {number}")
