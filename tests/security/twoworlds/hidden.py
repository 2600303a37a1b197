"""Changes that somebody who may not see what they are made to cannot see: values, names, whole nodes, edges, former values."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from graph import rows
from graph.model import MODEL
from tests.graph.truth import Thing
from tests.graph.world import fill, value

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from tests.graph.truth import Viewer

Things = dict[str, dict[str, Thing]]
Step = dict[tuple[str, str], Thing | None]
"""What comes in the place of a thing, None where it goes."""
RULED = ("published", "status", "publishedAt", "countryCode")
"""Properties that rules ask for: most hidden things keep them, or they might be seen."""
FEW = 4
"""Hidden nodes of each kind that go, are renamed and are new."""
MANY = 60
"""Hidden nodes of a kind, and edges of a relation, that are changed."""

UNTIED = ("properties", "nodes renamed", "nodes new")
"""Proposals the viewer cannot be asked about before they are made: what they are of is seen, or not there yet."""
LEAST = 4
"""Changes that are left out together where one of them would be seen."""


class Hidden:
    """Makes such changes of a world for one viewer; `counts` says how many of each sort were kept."""

    def __init__(self, rng: random.Random, things: Things, viewer: Viewer) -> None:
        """Find what the viewer does not see, and propose changes to it."""
        self.rng, self.things, self.viewer = rng, things, viewer
        self.hidden = {n: [u for u, t in found.items() if not viewer.seen(t)] for n, found in things.items()}
        self.edges: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for name, rel in MODEL.relations.items():
            for key, t in things[name].items():
                self.edges.setdefault((rel.source.kind.__name__, t.source), []).append((name, key))
                self.edges.setdefault((rel.target.kind.__name__, t.target), []).append((name, key))
        self.kept: list[Thing] = []
        self.taken: set[tuple[str, str]] = set()
        self.busy: set[str] = set()
        self.steps: list[tuple[str, Step]] = []
        self.counts: Counter[str] = Counter()
        for name in MODEL.kinds:
            if name != "LogEntry":
                self.nodes(name)
        for name in MODEL.relations:
            self.relation(name)
        for name in (*MODEL.kinds, *MODEL.relations):
            self.properties(name)

    # proposing

    def propose(self, sort: str, step: Step) -> None:
        """Propose a change of things that no other proposal changes, unless it shows a thing that was hidden."""
        self.kept += [thing for thing in step.values() if thing]  # the viewer knows what it saw by its place in memory
        if sort not in UNTIED and any(thing and self.viewer.seen(thing) for thing in step.values()):
            self.counts["left out"] += 1
            return
        self.taken |= step.keys()
        self.steps.append((sort, step))

    def free(self, name: str, unique: str) -> bool:
        """Say whether no proposal changes a thing."""
        return (name, unique) not in self.taken

    def nodes(self, kind: str) -> None:
        """Propose that hidden nodes go, get another code, come, and hold something else."""
        codes = self.rng.sample(self.hidden[kind], k=len(self.hidden[kind]))
        for code in codes[:FEW]:
            ties = [tie for tie in self.edges.get((kind, code), ()) if self.free(*tie)]
            self.busy.add(code)
            self.propose("nodes gone", {(kind, code): None, **dict.fromkeys(ties)})
        for code in codes[FEW : 2 * FEW]:
            self.rename(kind, code)
        for number, code in enumerate(codes[2 * FEW : 3 * FEW]):
            self.new_node(kind, code, f"{kind}:new{number}")
        for code in codes[3 * FEW : 3 * FEW + MANY]:
            old = self.things[kind][code].row
            kept = {p: old[p] for p in RULED if p in old and (p != "status" or self.rng.random() < 0.7)}
            self.propose(
                "rows changed", {(kind, code): Thing(kind, rows.row(MODEL.kinds[kind], self.fill(MODEL.kinds[kind], code, kept)))}
            )

    def fill(self, kind: Any, unique: str, kept: dict[str, Any]) -> dict[str, Any]:
        """Return a row with some of its properties kept."""
        return fill(self.rng, kind, unique, **kept)

    def new_node(self, kind: str, like: str, code: str) -> None:
        """Propose another node like a hidden one, with some edges like its."""
        step: Step = {(kind, code): Thing(kind, {**self.things[kind][like].row, "code": code})}
        for name, key in self.edges.get((kind, like), [])[:FEW]:
            rel, t = MODEL.relations[name], self.things[name][key]
            out = (rel.source.kind.__name__, t.source) == (kind, like)
            far, one = (t.target, rel.target.one) if out else (t.source, rel.source.one)
            if not one and far not in self.busy and not rel.symmetric:
                ends = (code, far) if out else (far, code)
                row = rows.edge(rel, *ends, {**t.row, "key": f"{key}:{code}"})
                step[name, row["key"]] = Thing(name, row, *ends)
        self.propose("nodes new", step)

    def rename(self, kind: str, code: str) -> None:
        """Propose that a node gets another code and name, with its edges."""
        ties, new = self.edges.get((kind, code), []), f"{kind}:{self.rng.choice('ABxyz')}{len(self.steps)}"
        if not all(self.free(*tie) for tie in ties):
            return
        row = {**self.things[kind][code].row, "code": new}
        if "name" in row:
            row["name"] = f"renamed {len(self.steps)}"
        step: Step = {(kind, code): None, (kind, new): Thing(kind, row)}
        for name, key in ties:
            rel, t = MODEL.relations[name], self.things[name][key]
            source = new if (rel.source.kind.__name__, t.source) == (kind, code) else t.source
            target = new if (rel.target.kind.__name__, t.target) == (kind, code) else t.target
            step[name, key] = Thing(name, t.row, source, target)
        self.busy.add(code)
        self.propose("nodes renamed", step)

    def relation(self, name: str) -> None:
        """Propose that hidden edges go, come and hold something else."""
        rel = MODEL.relations[name]
        keys = [k for k in self.rng.sample(self.hidden[name], k=len(self.hidden[name])) if self.free(name, k)]
        for number, key in enumerate(keys[:MANY]):
            t = self.things[name][key]
            if number % 4 == 0:
                self.propose("edges gone", {(name, key): None})
                continue
            kept = {p: t.row[p] for p in RULED if p in t.row}
            row = rows.edge(rel, t.source, t.target, self.fill(rel, key, kept))
            if row != t.row:
                self.propose(
                    "former values" if name == "HadValue" else "edges changed",
                    {(name, key): Thing(name, row, t.source, t.target)},
                )
        for number in range(MANY // 4):
            self.new_edge(name, f"{name}:new{number}")

    def new_edge(self, name: str, key: str) -> None:
        """Propose an edge where it would not be seen: at a hidden end, or without what makes it seen."""
        rel = MODEL.relations[name]
        kinds = rel.source.kind.__name__, rel.target.kind.__name__
        ends = [self.end(kinds[0]), self.end(kinds[1])]
        if not all(ends) or (rel.symmetric and ends[0] == ends[1]):
            return
        if rel.symmetric:
            ends.sort()
        for way, one, end in (("source", rel.source.one, ends[0]), ("target", rel.target.one, ends[1])):
            others = (*self.things[name].values(), *(t for t in self.kept if t.kind == name)) if one else ()
            if any(getattr(t, way) == end for t in others):
                return
        given = {"publishedAt": None} if "publishedAt" in rel.props else {}
        row = rows.edge(rel, *ends, self.fill(rel, key, given))
        if row["key"] in self.things[name]:
            return
        made = Thing(name, row, *ends)
        self.propose("edges new", {(name, row["key"]): made})

    def end(self, kind: str) -> str | None:
        """Return the code of a node that stays, mostly one that has many edges."""
        codes = [code for code in self.things[kind] if code not in self.busy]
        return codes[int(len(codes) * self.rng.random() ** 2)] if codes else None

    def properties(self, name: str) -> None:
        """Propose other values of hidden properties of what is seen."""
        props = MODEL.owner(name).props
        for unique, t in self.things[name].items():
            if self.free(name, unique) and self.viewer.seen(t):
                given = {p: value(self.rng, props[p]) for p in t.row if not self.viewer.shows(t, p)}
                if any(t.row[p] != v for p, v in given.items()):
                    self.propose("properties", {(name, unique): Thing(name, {**t.row, **given}, t.source, t.target)})

    # trying

    def admitted(self, alike: Callable[[Things], bool]) -> Things:
        """Return the world with all proposals but those by which the viewer would see something else."""
        self.steps.sort(key=lambda each: each[0])
        return self.admit({n: dict(f) for n, f in self.things.items()}, self.steps, alike)

    def admit(self, things: Things, steps: list[tuple[str, Step]], alike: Callable[[Things], bool]) -> Things:
        """Return the world with those of some proposals that leave it alike: all, or those of either half."""
        tried = {name: dict(found) for name, found in things.items()}
        for _, step in steps:
            for (name, unique), thing in step.items():
                tried[name].pop(unique, None)
                if thing:
                    tried[name][unique] = thing
        if whole(tried) and alike(tried):
            self.counts.update(sort for sort, _ in steps)
            return tried
        if len(steps) <= LEAST:
            self.counts["left out"] += len(steps)
            return things
        half = len(steps) // 2
        return self.admit(self.admit(things, steps[:half], alike), steps[half:], alike)


def whole(things: Things) -> bool:
    """Say whether every edge has both its ends."""
    for name, rel in MODEL.relations.items():
        sources, targets = things[rel.source.kind.__name__], things[rel.target.kind.__name__]
        if not all(t.source in sources and t.target in targets for t in things[name].values()):
            return False
    return True
