# ruff: noqa: D102, PLR0911, C901, ARG002  # a generator walks what the SDL has
"""Seeded documents over the whole SDL, with codes, keys, values and cursors that are in the data."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import graphql as g

from graph.model import MODEL
from graph.model.scalar import SCALARS
from resolvers.cursor import global_id

DEEPEST = 3
POINT = (("lat", "latitude"), ("lon", "longitude"))
LISTED = {"in", "notIn"}
ROOTS = {
    name: (form, kind)
    for kind in (*(k for k in MODEL.kinds.values() if not k.internal), MODEL.relations["HasValue"])
    for name, form in ((kind.field, "one"), (kind.plural, "list"), (f"{kind.field}Aggregate", "groups"))
}
"""The stored root fields: what each gives, of which kind."""
PROPS = {(kind.name, name): prop for kind in MODEL.kinds.values() for name, prop in kind.props.items()}
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


class Documents:
    """Makes documents from a seed; `used` counts every field, argument, operator and directive that was used so far.

    What was used least is mostly taken first, so that a few hundred documents reach the whole SDL.
    """

    def __init__(self, rng, schema, world, used=None):
        self.rng, self.schema, self.world = rng, schema, world
        self.used = Counter() if used is None else used

    def make(self):
        """A document, its variables, and nothing that depends on what it answers."""
        self.variables: dict[str, tuple[str, Any]] = {}
        self.fragments: list[str] = []
        roots = [self.root(n) for n in range(self.rng.choice((1, 1, 1, 2, 3)))]
        if self.rng.random() < 0.1:
            roots.append("__typename")
        header = ", ".join(f"${n}: {t}" for n, (t, _) in self.variables.items())
        text = f"query Q{f'({header})' if header else ''} {{ {' '.join(roots)} }} " + " ".join(self.fragments)
        return text, {n: v for n, (_, v) in self.variables.items() if v is not ...}

    def pick(self, of, names, k):
        """Some of the names of a type, mostly those used least."""
        names = self.rng.sample(sorted(names), k=len(names))
        if self.chance(0.8):
            names.sort(key=lambda name: self.used[f"{of}.{name}"])
        return names[:k]

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
        for op in self.pick(of.name, of.fields, self.rng.choice((1, 1, 2))):
            value = self.operand(op, owner, name)
            if value is not None:
                out[op] = value
                self.used[f"{of.name}.{op}"] += 1
        return out

    def operand(self, op, owner, name):
        if op == "isNull":
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
            return {"or": [self.where(of, kind, relation, 1) for _ in range(self.rng.choice((2, 3, 5)))]}
        for name in self.pick(of.name, of.fields, self.rng.choice((1, 1, 2))):
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
                if depth < DEEPEST
                else None
            )
        if name == "not":
            return self.where(of, kind, relation, depth + 1) if depth < DEEPEST else None
        if relation and name in ("node", "edge") and field.name in (f"{kind}Where", f"{relation}Where"):
            owner = kind if name == "node" else relation
            return self.where(field, owner, None, depth + 1) if depth < DEEPEST else None
        if name == "search":
            return self.searched(kind)
        if name in MODEL.owner(kind).props:
            return self.operators(field, kind, name) or None
        if name in ("near", "within"):
            return self.place(name)
        follow = MODEL.follows(kind)[name]
        if depth >= DEEPEST:
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
        self.used["where search"] += 1
        return self.rng.choice((text[:20], text[:3].upper(), " ".join(w[:2] for w in text.split()[:2]), "* nowhere", ""))

    def order(self, of, kind, relation):
        """One to four sort keys."""
        out = []
        for _ in range(self.rng.choice((1, 1, 2, 4))):
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

    # selections

    def root(self, number):
        fields = self.schema.query_type.fields
        pick = self.rng.random()
        if pick < 0.15:
            return self.by_id(number)
        names = [n for n, root in ROOTS.items() if root[0] == ("one" if pick < 0.25 else "groups" if pick < 0.4 else "list")]
        (name,) = self.pick("Query", names, 1)
        self.used[f"Query.{name}"] += 1
        form, kind = ROOTS[name]
        if form == "list":
            return f"r{number}: {self.listed(name, fields[name], kind.name, None, 0)}"
        if form == "groups":
            return f"r{number}: {self.groups(name, fields[name], kind)}"
        code = self.sample(kind.name, kind.unique) if self.chance(0.9) else "no such code"
        argument = self.given(fields[name].args[kind.unique].type, code)
        return f"r{number}: {name}({kind.unique}: {argument}) {self.selection(kind.typename, 0)}"

    def groups(self, name, field, kind):
        """An aggregate with its arguments and what is told of each group."""
        arguments = {}
        if self.chance(0.4):
            arguments["where"] = self.where(g.get_named_type(field.args["where"].type), kind.name)
        if self.chance(0.8):
            of = g.get_named_type(field.args["groupBy"].type)
            arguments["groupBy"] = [self.group_key(of, kind.name, 0) for _ in range(self.rng.choice((1, 1, 2, 3)))]
        if self.chance(0.5):
            arguments["first"] = self.rng.choice((1, 2, 5, 1000))
        if self.chance(0.5):
            arguments["order"] = self.rng.choice(("KEY", "COUNT"))
        for each in arguments:
            self.used[f"argument {each}"] += 1
        given = ", ".join(f"{n}: {self.given(field.args[n].type, v)}" for n, v in arguments.items())
        of = self.schema.type_map[f"{kind.typename}Group"]
        told = [self.numbers(of, n, kind) for n in self.pick(of.name, of.fields, self.rng.choice((2, 5, 9)))]
        return f"{name}{f'({given})' if given else ''} {{ hasMore groups {{ {' '.join(told)} }} }}"

    def numbers(self, of, name, kind):
        """What is told of one property of a group."""
        self.used[f"{of.name}.{name}"] += 1
        if name == "count":
            return name
        inner = g.get_named_type(of.fields[name].type)
        wild = name in kind.props and kind.props[name].type is float and name not in ("latitude", "longitude")
        names = [n for n in inner.fields if not (wild and n in ("sum", "mean", "percentile"))]
        out = []
        for each in self.pick(inner.name, names, self.rng.choice((1, 2, 4))):
            self.used[f"{inner.name}.{each}"] += 1
            ranked = [self.rng.choice((0, 0.25, 0.5, 0.9, 1.0))] if each == "percentile" else []
            out += [f"{each}(p: {self.given(inner.fields[each].args['p'].type, p)})" for p in ranked] or [each]
        return f"{name} {{ {' '.join(out)} }}"

    def by_id(self, number):
        """A node by its global ID, or several, some of them named twice."""
        name, listed = ("nodes", "ids") if self.chance(0.4) else ("node", "id")
        kind, text = self.identity()
        if listed == "ids":
            text = [text, *(self.identity()[1] for _ in range(self.rng.choice((0, 1, 3)))), *self.rng.choice(([], [text]))]
        typename = MODEL.relations[kind].node if kind in MODEL.relations else kind
        self.used[f"Query.{name}"] += 1
        argument = self.given(self.schema.query_type.fields[name].args[listed].type, text)
        return f"r{number}: {name}({listed}: {argument}) {{ {self.any_node(typename)} }}"

    def identity(self):
        """A kind, and mostly the global ID of one of it."""
        names = [k for k in MODEL.kinds if not MODEL.kinds[k].internal] + ["HasValue", "HadValue"]
        kind = self.rng.choice(names)
        code = self.sample(kind, "code" if kind in MODEL.kinds else "key")
        if self.chance(0.1):
            return kind, self.rng.choice(("", "nonsense", global_id("LogEntry", "1"), global_id("City", "?")))
        return kind, global_id(kind, code or "")

    def any_node(self, typename):
        """What is selected where the kind is not known before: of every kind, of some shapes, and of one type."""
        shapes = self.rng.sample(sorted(MODEL.shapes), k=self.rng.choice((0, 1, 2)))
        return " ".join(("__typename id", *map(self.shaped, shapes), f"... on {typename} {self.selection(typename, 1)}"))

    def listed(self, name, field, kind, follow, depth):
        """A list field with its arguments and what is selected of it."""
        arguments = {}
        if self.chance(0.55):
            of = field.args["where"].type
            where = self.where(g.get_named_type(of), kind, follow.relation.name if follow else None)
            if where:
                arguments["where"] = where
        if self.chance(0.6):
            arguments["orderBy"] = self.order(
                g.get_named_type(field.args["orderBy"].type), kind, follow.relation.name if follow else None
            )
        forward = self.chance(0.7)
        cursor = self.cursor(kind, follow, arguments) if self.chance(0.35) else None
        if cursor:
            arguments["after" if forward else "before"] = cursor
        arguments["first" if forward else "last"] = self.rng.choice((1, 2, 3, 7, 50))
        for each in arguments:
            self.used[f"argument {each}"] += 1
        given = ", ".join(f"{n}: {self.given(field.args[n].type, v)}" for n, v in arguments.items())
        return f"{name}({given}) {self.connection(g.get_named_type(field.type), kind, follow, depth)}"

    def cursor(self, kind, follow, arguments):
        """The cursor of some row of such a list, at the root or below some node."""
        if follow is None:
            found = self.world.listed(kind)
        else:
            near = follow.relation.source if follow.direction != "in" else follow.relation.target
            parents = [t for t in self.world.things[near.kind.__name__].values() if self.world.node_seen(t)]
            found = self.world.follow(self.rng.choice(parents), follow.end.field)[2] if parents else []
        rows = self.world.page(found, arguments, edged=follow is not None)
        return self.rng.choice(rows)[2] if rows else None

    def connection(self, of, kind, follow, depth):
        parts = []
        for name in self.rng.sample(("edges", "nodes", "pageInfo", "totalCount"), k=self.rng.choice((1, 2, 3))):
            self.used[f"Connection.{name}"] += 1
            if name == "totalCount":
                parts.append(name)
            elif name == "pageInfo":
                parts.append(
                    "pageInfo { "
                    + " ".join(self.rng.sample(("hasNextPage", "hasPreviousPage", "startCursor", "endCursor"), k=2))
                    + " }"
                )
            elif name == "nodes":
                parts.append(f"nodes {self.selection(MODEL.owner(kind).typename, depth + 1)}")
            else:
                parts.append(f"edges {{ {self.edge(g.get_named_type(of.fields['edges'].type), kind, depth)} }}")
        if self.chance(0.1):
            parts.append("__typename")
        return f"{{ {' '.join(parts)} }}"

    def edge(self, of, kind, depth):
        parts = ["cursor"] if self.chance(0.4) else []
        own = [n for n in of.fields if n not in ("cursor", "node")]
        for name in self.pick(of.name, own, self.rng.choice((0, 1, 3, 9))):
            self.used[f"{of.name}.{name}"] += 1
            parts.append(name)
        if not parts or self.chance(0.6):
            parts.append(f"node {self.selection(MODEL.owner(kind).typename, depth + 1)}")
        return " ".join(parts)

    def selection(self, typename, depth):
        """What is selected of a node: properties, relations, fragments, aliases, directives, fields named twice."""
        of = self.schema.type_map[typename]
        names = [n for n in of.fields if n != "twinRecommendations"]
        names = self.pick(typename, names, self.rng.choice((2, 4, 6, 9)))
        if self.chance(0.3):  # they are few, and a rule forgotten on them has to show
            names += [n for n in of.fields if (p := PROPS.get((typename, n))) and p.sensitivity != "public"]
        parts = []
        for name in names:
            text = self.field(of, typename, name, depth)
            if text:
                self.used[f"{typename}.{name}"] += 1
                parts.append(self.dressed(text, name))
        if self.chance(0.15):
            parts.append("__typename")
        if self.chance(0.1):
            parts.append("... on Node { id }")
        if self.chance(0.25):
            parts += [self.shaped(i.name) for i in of.interfaces if i.name in MODEL.shapes]
        if self.chance(0.1):
            fragment = f"F{len(self.fragments)}"
            self.fragments.append(f"fragment {fragment} on {typename} {{ id __typename }}")
            parts.append(f"...{fragment}")
        return f"{{ {' '.join(parts or ['id'])} }}"

    def shaped(self, shape):
        """Properties of a shape that a node has, or may have."""
        names = self.pick(shape, MODEL.shapes[shape].props, 2)
        self.used.update(f"{shape}.{name}" for name in names)
        return f"... on {shape} {{ {' '.join(names)} }}"

    def dressed(self, text, name):
        """A field under an alias, in an inline fragment, twice, or with a directive."""
        simple = text == name
        if simple and self.chance(0.15):
            self.used["alias"] += 1
            return f"a{self.rng.randrange(100)}_{name}: {text}"
        if simple and self.chance(0.1):
            return f"{text} {text}"
        if self.chance(0.1):
            return f"... {{ {text} }}"
        if simple and self.chance(0.15):
            word, value = self.rng.choice(("include", "skip")), self.chance(0.5)
            self.used[f"@{word}"] += 1
            return f"{text} @{word}(if: {self.given(g.GraphQLNonNull(g.GraphQLBoolean), value)}) id"
        return text

    def field(self, of, typename, name, depth):
        inner = g.get_named_type(of.fields[name].type)
        if not isinstance(inner, g.GraphQLObjectType):
            if name != "distance":
                return name
            lat, lon = (self.given(of.fields[name].args[n].type, self.sample("City", long)) for n, long in POINT)
            return f"distance(lat: {lat}, lon: {lon})"
        if depth >= DEEPEST:
            return ""
        if not of.fields[name].args:
            return f"{name} {self.selection(inner.name, depth + 1)}"
        follow = MODEL.follows(typename)[name]
        return self.listed(name, of.fields[name], follow.kind, follow, depth)
