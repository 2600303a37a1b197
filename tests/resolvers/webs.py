"""Small random graphs in one store, and all their paths by going through them: slow and obvious."""

from __future__ import annotations

import itertools
from fractions import Fraction

from graph.model import MODEL
from resolvers.cursor import global_id
from tests.graph.small import change, edge, node
from tests.resolvers.naive import World

WEBS = 40
SIZES = {"City": 4, "Kpi": 2, "Project": 2, "Document": 1, "Country": 1, "Region": 1, "Evaluation": 1, "Certificate": 1}
TIES = {
    "HasValue": 6,
    "HadValue": 1,
    "TwinnedWith": 3,
    "CityInRegion": 2,
    "CityInCountry": 2,
    "RegionInCountry": 1,
    "ProjectInCity": 2,
    "Targets": 2,
    "SupportsProject": 2,
    "EvaluationOf": 1,
    "Certifies": 1,
}
MOMENT = "2026-01-01T00:00:00.000Z"


def codes(web, kind):
    """The codes of a kind in one of the graphs."""
    return [f"{kind}-{web}-{n}" for n in range(SIZES[kind])]


def build(rng):
    """A change that makes all the graphs, a few of their nodes and edges not shown to everyone."""
    nodes = {kind: [node(kind, code, **shown(rng, kind)) for web in range(WEBS) for code in codes(web, kind)] for kind in SIZES}
    edges = {name: [e for web in range(WEBS) for e in tied(rng, web, name)] for name in TIES}
    return change(nodes=nodes, edges={name: found for name, found in edges.items() if name != "HadValue"}), change(
        edges={
            "HasValue": [
                edge("HasValue", e.row["key"], e.source, e.target, year=1, publishedAt=MOMENT) for e in edges["HasValue"][::9]
            ]
        }
    )


def shown(rng, kind):
    """Whether a node is published, for kinds that say so."""
    return {"published": rng.random() < 0.85} if "published" in MODEL.kinds[kind].props else {}


def tied(rng, web, name):
    """Edges of a relation in one graph; ends that lead to one node lead to no more."""
    rel = MODEL.relations[name]
    taken = set()
    for number in range(TIES[name]):
        source, target = (rng.choice(codes(web, end.kind.__name__)) for end in (rel.source, rel.target))
        if rel.symmetric:
            source, target = sorted((source, target))
        if source == target or (rel.source.one and source in taken):
            continue
        taken.add(source)
        given = (
            {"year": rng.choice((2019, 2020)), "publishedAt": rng.choice((None, MOMENT, MOMENT))} if name == "HasValue" else {}
        )
        yield edge(name, f"{name}:{web}-{number}", source, target, **given)


class Paths:
    """The paths of one role: every simple path, from the definitions."""

    def __init__(self, things, role):
        self.things, self.world = things, World(things, role)

    def steps(self, thing, via):
        """What leads from a node: weight, relation, direction, key and field, and the node it leads to."""
        for name, follow in MODEL.follows(thing.kind).items():
            rel = follow.relation
            use = {} if via is None else via.get(rel.name[0].lower() + rel.name[1:])
            way = "BOTH" if rel.symmetric else "OUT" if follow.end is rel.source else "IN"
            if use is None or (use.get("direction", "BOTH") not in ("BOTH", way) and way != "BOTH"):
                continue
            for far, tie in self.world.follow(thing, name)[2]:
                if self.world.holds(use.get("where"), far, tie, "edge"):
                    yield (Fraction(use.get("weight", 1)), rel.name, way, tie.row["key"], name), far

    def walk(self, path, target, via, hops, out):
        """Go on from the end of a path in all ways, and note where that is the target."""
        if path[-1] is target:
            out.append(tuple(path))
        elif len(path) <= hops:
            for far in {id(f): f for _, f in self.steps(path[-1], via)}.values():
                if far not in path:
                    self.walk([*path, far], target, via, hops, out)

    def answer(self, source, target, via, hops):
        """All paths as clients are told of them, in order; None where an end is not seen."""
        ends = [self.world.one(kind, code) for kind, code in (source, target)]
        if None in ends:
            return None
        found = []
        self.walk([ends[0].thing], ends[1].thing, via, hops, found)
        told = [self.told(path, via) for path in found]
        return [path for _, path in sorted(told, key=lambda each: each[0])]

    def told(self, path, via):
        """A path with what it is ordered by."""
        steps, cost = [], Fraction(0)
        for tail, head in itertools.pairwise(path):
            options = sorted(step for step, far in self.steps(tail, via) if far is head)
            weight, relation, way, key, field = options[0]
            cost += weight
            rel = MODEL.relations[relation]
            steps.append(
                {
                    "relation": relation,
                    "label": rel.label,
                    "field": field,
                    "direction": way,
                    "edgeKey": key,
                    "edge": {"id": global_id(relation, key)} if rel.node else None,
                    "alternatives": len(options) - 1,
                }
            )
        names = [(t.kind, t.row["code"]) for t in path]
        nodes = [{"__typename": kind, "id": global_id(kind, code)} for kind, code in names]
        return (cost, len(steps), names), {"length": len(steps), "cost": float(cost), "nodes": nodes, "steps": steps}
