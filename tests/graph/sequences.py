"""Seeded random sequences of changes: statements, corrections, removals, moves, and some that must be refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph import rows
from graph.change import Change, Edge
from graph.model import MODEL
from tests.graph.world import MOMENTS, WRITTEN, fill, identity

if TYPE_CHECKING:
    import random

    from graph.model import RelationKind
    from tests.graph.truth import Thing, Truth

Part = tuple[str, str, list[Any]]
"""A field of a change, a kind or relation, and what stands there."""


class Author:
    """Draws one change after the other from what the truth holds at that time."""

    def __init__(self, rng: random.Random, truth: Truth) -> None:
        """Begin over a truth that the caller keeps up to date."""
        self.rng, self.truth, self.made = rng, truth, 1000
        self.kinds = WRITTEN
        self.relations = list(MODEL.relations.values())

    def draw(self) -> Change:
        """Return a change of one to four parts, each of another kind or relation."""
        parts: dict[str, dict[str, list[Any]]] = {"nodes": {}, "edges": {}, "removed_edges": {}, "removed_nodes": {}}
        forms = (self.state_nodes, self.state_edges, self.state_edges, self.remove_edges, self.remove_nodes, self.move)
        bad = (self.no_end, self.other_ends, self.still_tied, self.not_there, self.twice)
        chosen = self.rng.choices(forms, k=self.rng.randint(1, 3)) + self.rng.choices(bad, k=self.rng.random() < 0.2)
        for form in chosen:
            for name, of, found in form():
                parts[name].setdefault(of, found)
        return Change(actor="test", reason="drawn", at=self.rng.choice(MOMENTS), **parts)

    def number(self) -> int:
        """Return a number not used before."""
        self.made += 1
        return self.made

    def some(self, name: str) -> list[Thing]:
        """Return up to four things of a kind or relation."""
        found = list(self.truth.things[name].values())
        return self.rng.sample(found, min(len(found), self.rng.randint(1, 4)))

    def state_nodes(self) -> list[Part]:
        """State some nodes again, most of them changed, and perhaps a new one."""
        kind = self.rng.choice(self.kinds)
        found = [t.row if self.rng.random() < 0.2 else fill(self.rng, kind, t.row["code"]) for t in self.some(kind.name)]
        found += [fill(self.rng, kind, identity(kind, self.number()))] if self.rng.random() < 0.5 else []
        return [("nodes", kind.name, [rows.row(kind, r) for r in found])]

    def state_edges(self) -> list[Part]:
        """State some edges again, some of them equal, and perhaps a new one, which may be one too many."""
        rel = self.rng.choice(self.relations)
        made = [self.edge(rel, t.row["key"], t.source, t.target, t) for t in self.some(rel.name)]
        made += self.new(rel) if self.rng.random() < 0.5 else []
        return [("edges", rel.name, made)]

    def new(self, rel: RelationKind) -> list[Edge]:
        """Return a new edge between nodes that are there."""
        ends = [list(self.truth.things[end.kind.__name__]) for end in (rel.source, rel.target)]
        source, target = (self.rng.choice(codes) for codes in ends)
        if rel.symmetric and source >= target:
            return []
        return [self.edge(rel, identity(rel, self.number()), source, target)]

    def edge(self, rel: RelationKind, key: str, source: str, target: str, old: Thing | None = None) -> Edge:
        """Return an edge with new values, or with the old ones."""
        row = old.row if old and self.rng.random() < 0.3 else fill(self.rng, rel, key)
        return Edge(source, target, rows.edge(rel, source, target, row))

    def remove_edges(self) -> list[Part]:
        """Remove some edges."""
        rel = self.rng.choice(self.relations)
        return [("removed_edges", rel.name, [t.row["key"] for t in self.some(rel.name)][:2])]

    def remove_nodes(self) -> list[Part]:
        """Remove a node that nothing is tied to, where there is one."""
        kind = self.rng.choice(self.kinds)
        tied = {c for rel in self.relations for e in self.truth.things[rel.name].values() for c in (e.source, e.target)}
        free = [code for code in self.truth.things[kind.name] if code not in tied]
        return [("removed_nodes", kind.name, free[:1])] if free else []

    def move(self) -> list[Part]:
        """Move an edge to other ends: remove it and state its key anew, where a to-one end stays the same."""
        rel = self.rng.choice(self.relations)
        found = self.some(rel.name)[:1]
        targets = [c for t in found for c in self.truth.things[rel.target.kind.__name__] if not rel.symmetric or c > t.source]
        if not targets or rel.target.one:
            return []
        old = found[0]
        made = self.edge(rel, old.row["key"], old.source, self.rng.choice(targets))
        return [("removed_edges", rel.name, [old.row["key"]]), ("edges", rel.name, [made])]

    def no_end(self) -> list[Part]:
        """State an edge to a node that is not there."""
        rel = self.rng.choice(self.relations)
        source = self.rng.choice(list(self.truth.things[rel.source.kind.__name__]))
        return [("edges", rel.name, [self.edge(rel, identity(rel, self.number()), source, "\U0010ffff nowhere")])]

    def other_ends(self) -> list[Part]:
        """State an edge under the key of another one."""
        rel = self.rng.choice(self.relations)
        for old in self.some(rel.name)[:1]:
            for made in self.new(rel):
                key = old.row["key"]
                return [("edges", rel.name, [Edge(made.source, made.target, {**made.row, "key": key})])]
        return []

    def still_tied(self) -> list[Part]:
        """Remove a node that has relations."""
        rel = self.rng.choice(self.relations)
        return [("removed_nodes", rel.source.kind.__name__, [t.source for t in self.some(rel.name)[:1]])]

    def not_there(self) -> list[Part]:
        """Remove what is not there."""
        rel = self.rng.choice(self.relations)
        return [("removed_edges", rel.name, ["nothing"])]

    def twice(self) -> list[Part]:
        """Name a thing twice."""
        rel = self.rng.choice(self.relations)
        return [("removed_edges", rel.name, [t.row["key"] for t in self.some(rel.name)[:1]] * 2)]
