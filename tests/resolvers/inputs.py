# ruff: noqa: D102, PLR0911, C901  # a generator walks what the SDL has
"""Seeded arguments over the whole SDL: filters, orders and groups, with values that are in the data."""

from __future__ import annotations

import json
from collections import Counter

import graphql as g

from graph.model import MODEL
from graph.model.scalar import SCALARS

DEEPEST = 3
ENOUGH = 250
"""Names after which a document goes no deeper and takes the least of everything: a larger one would be refused."""
LISTED = {"in", "notIn"}
SHOWN = {s.graphql: s.show for s in SCALARS.values() if s.show}


def written(of, value):
    """A stored value as a client writes it in a variable of that type."""
    of = of.of_type if isinstance(of, g.GraphQLNonNull) else of
    if value is None or value is ...:
        return value
    if isinstance(of, g.GraphQLList):
        return [written(of.of_type, v) for v in value] if isinstance(value, list) else written(of.of_type, value)
    if isinstance(of, g.GraphQLInputObjectType):
        return {name: written(of.fields[name].type, sub) for name, sub in value.items()}
    return SHOWN[of.name](value) if of.name in SHOWN else value


class Inputs:
    """Makes arguments from a seed; `used` counts every field, argument, operator and directive that was used so far.

    What was used least is mostly taken first, so that a few hundred documents reach the whole SDL. `lacking` says what was
    not used often enough: then as much as may be is taken at once.
    """

    def __init__(self, rng, schema, world, used=None, lacking=None):
        self.rng, self.schema, self.world = rng, schema, world
        self.used = Counter() if used is None else used
        self.lacking = lacking
        self.taken = 0

    def pick(self, of, names, k):
        """Some of the names of a type, mostly those used least."""
        names = self.rng.sample(sorted(names), k=len(names))
        if self.chance(0.8):
            names.sort(key=lambda name: self.used[f"{of}.{name}"])
        self.taken += len(names[:k])
        return names[:k]

    def many(self, *numbers):
        """One of some numbers, mostly the greatest where much is lacking, and the least once there is enough."""
        if self.taken > ENOUGH:
            return min(numbers)
        return max(numbers) if self.lacking and self.chance(0.7) else self.rng.choice(numbers)

    def deepest(self, depth):
        """Whether nothing is to be nested in what is so deep."""
        return depth >= DEEPEST or self.taken > ENOUGH

    def chance(self, share):
        return self.rng.random() < share

    # values

    def given(self, of, value):
        """A value as a variable or as a literal."""
        if self.chance(0.4):
            name = f"v{len(self.variables)}"
            self.variables[name] = (str(of), written(of, value))
            return f"${name}"
        return self.literal(of, value)

    def literal(self, of, value):
        of = of.of_type if isinstance(of, g.GraphQLNonNull) else of
        if value is None:
            return "null"
        if isinstance(of, g.GraphQLList):
            if not isinstance(value, list):
                return self.literal(of.of_type, value)
            return f"[{', '.join(self.literal(of.of_type, v) for v in value)}]"
        if isinstance(of, g.GraphQLInputObjectType):
            parts = []
            for name, sub in value.items():
                field = of.fields[name].type
                lifted = self.chance(0.15) and not of.extensions["strawberry-definition"].is_one_of
                parts.append(f"{name}: {self.given(field, sub) if lifted else self.literal(field, sub)}")
            return f"{{{', '.join(parts)}}}"
        return value if isinstance(of, g.GraphQLEnumType) else json.dumps(written(of, value))

    def sample(self, owner, name):
        """A value some row has, not null."""
        found = [t.row[name] for t in self.world.things[owner].values() if t.row[name] is not None]
        return self.rng.choice(found) if found else None

    def operators(self, of, owner, name):
        """Tests of a property, with values of the data."""
        out = {}
        for op in self.pick(of.name, of.fields, self.many(1, 1, 2)):
            value = self.operand(op, owner, name)
            if value is not None:
                out[op] = value
                self.used[f"{of.name}.{op}"] += 1
        return out

    def operand(self, op, owner, name):
        if op in ("isNull", "isEmpty"):
            return self.chance(0.4)
        found = self.sample(owner, name)
        if found is None:
            return None
        if op == "has":
            return self.rng.choice(found) if found else None
        if op in LISTED:
            return [v for v in (self.sample(owner, name) for _ in range(self.rng.choice((0, 1, 2, 4)))) if v is not None]
        if op in ("contains", "startsWith"):
            cut = max(1, len(found) // 2)
            return found[:cut] or None
        if op in ("lt", "lte", "gt", "gte") and isinstance(found, str) and any("\ue000" <= c <= "\uffff" for c in found):
            return None
        return found

    def where(self, of, kind, relation=None, depth=0):
        """A filter of a kind, or of the list a relation leads to."""
        out = {}
        if depth == 0 and self.chance(0.6):  # many keys, and still something is found
            self.used[f"{of.name}.or"] += 1
            return {"or": [self.where(of, kind, relation, 1) for _ in range(self.many(3, 5, 7))]}
        for name in self.pick(of.name, of.fields, self.many(1, 1, 2)):
            field = of.fields[name].type
            sub = self.key(of, name, g.get_named_type(field), kind, relation, depth)
            if sub is not None:
                out[name] = sub
                self.used[f"{of.name}.{name}"] += 1
        return out

    def key(self, of, name, field, kind, relation, depth):  # noqa: PLR0917
        if name in ("and", "or"):
            return (
                [self.where(of, kind, relation, depth + 1) for _ in range(self.rng.choice((0, 1, 2)))]
                if not self.deepest(depth)
                else None
            )
        if name == "not":
            return None if self.deepest(depth) else self.where(of, kind, relation, depth + 1)
        if relation and name in ("node", "edge") and field.name in (f"{kind}Where", f"{relation}Where"):
            owner = kind if name == "node" else relation
            return None if self.deepest(depth) else self.where(field, owner, None, depth + 1)
        if name == "search":
            return self.searched(kind)
        if name in MODEL.owner(kind).props:
            return self.operators(field, kind, name) or None
        if name in ("near", "within"):
            return self.place(name)
        follow = MODEL.follows(kind)[name]
        if self.deepest(depth):
            return None
        if follow.end.one:
            return self.where(field, follow.kind, None, depth + 1)
        out = {}
        for quantifier in self.pick(field.name, ("some", "none", "all", "count"), 1):
            self.used[f"{field.name}.{quantifier}"] += 1
            inner = g.get_named_type(field.fields[quantifier].type)
            if quantifier == "count":
                op = self.pick("count", set(inner.fields) - {"where"}, 1)[0]
                out["count"] = {op: [0, 1, 2] if op in LISTED else self.rng.choice((0, 1, 2, 3))}
                if self.chance(0.5):
                    of_where = g.get_named_type(inner.fields["where"].type)
                    out["count"]["where"] = self.where(of_where, follow.kind, follow.relation.name, depth + 1)
                self.used[f"count.{op}"] += 1
            else:
                out[quantifier] = self.where(inner, follow.kind, follow.relation.name, depth + 1)
        return out

    def place(self, name):
        """A circle or a box around some city."""
        lat, lon = self.sample("City", "latitude"), self.sample("City", "longitude")
        if name == "near":
            return {"lat": lat, "lon": lon, "km": self.rng.choice((1.0, 500.0, 20000.0))}
        self.used[f"Within.{name}"] += 1
        west, east = self.rng.choice(((lon - 5, lon + 5), (-180.0, 180.0), (170.0, -60.0), (lon, lon)))
        return {"south": max(-90.0, lat - 10), "north": min(90.0, lat + 10), "west": max(-180.0, west), "east": min(180.0, east)}

    def searched(self, kind):
        """A text that finds something: the beginnings of words of a name, or what no name has."""
        names = [p.name for p in MODEL.kinds[kind].props.values() if p.search]
        text = self.sample(kind, self.rng.choice(names)) or ""
        return self.rng.choice((text[:20], text[:3].upper(), " ".join(w[:2] for w in text.split()[:2]), "* nowhere", ""))

    def order(self, of, kind, relation):
        """One to four sort keys."""
        out = []
        for _ in range(self.many(1, 1, 2, 4)):
            if relation:
                side = self.rng.choice(("node", "edge"))
                out.append({side: self.sort(g.get_named_type(of.fields[side].type), kind if side == "node" else relation, 0)})
            else:
                out.append(self.sort(of, kind, 0))
        return out

    def sort(self, of, kind, depth):
        """One sort key: a property, one of what is related, a number of things, a distance."""
        props, follows = MODEL.owner(kind).props, MODEL.follows(kind)
        names = of.fields if depth < 2 else [n for n in of.fields if n not in follows or not follows[n].end.one]
        (name,) = self.pick(of.name, names, 1)
        self.used[f"{of.name}.{name}"] += 1
        if name in props:
            return {name: self.direction()}
        if name == "distance":
            lat, lon = self.sample("City", "latitude"), self.sample("City", "longitude")
            return {name: {"lat": lat, "lon": lon, "sort": self.direction()}}
        inner, follow = g.get_named_type(of.fields[name].type), follows[name]
        if follow.end.one:
            return {name: self.sort(inner, follow.kind, depth + 1)}
        out = {"count": self.direction()}
        if self.chance(0.3):
            out["where"] = self.where(g.get_named_type(inner.fields["where"].type), follow.kind, follow.relation.name, 2)
        return {name: out}

    def group_key(self, of, kind, depth):
        """One key of groups."""
        follows = MODEL.follows(kind)
        names = [n for n in of.fields if n not in follows or depth < 2]
        (name,) = self.pick(of.name, names, 1)
        self.used[f"{of.name}.{name}"] += 1
        inner = g.get_named_type(of.fields[name].type)
        if isinstance(inner, g.GraphQLEnumType):
            return {name: self.rng.choice(sorted(inner.values))}
        return {name: self.group_key(inner, follows[name].kind, depth + 1)}

    def direction(self):
        return self.rng.choice(("ASC", "DESC", "ASC_NULLS_FIRST", "DESC_NULLS_FIRST"))
