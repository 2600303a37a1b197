# ruff: noqa: D102, ARG002  # a generator walks what the SDL has
"""Seeded documents over the whole SDL, with codes, keys, values and cursors that are in the data."""

from __future__ import annotations

from typing import Any

import graphql as g

from graph.model import MODEL
from resolvers.cursor import global_id
from tests.resolvers.inputs import Inputs

POINT = (("lat", "latitude"), ("lon", "longitude"))
ROOTS = {
    name: (form, kind)
    for kind in (*(k for k in MODEL.kinds.values() if not k.internal), MODEL.relations["HasValue"])
    for name, form in ((kind.field, "one"), (kind.plural, "list"), (f"{kind.field}Aggregate", "groups"))
}
"""The stored root fields: what each gives, of which kind."""
PROPS = {(kind.name, name): prop for kind in MODEL.kinds.values() for name, prop in kind.props.items()}


class Documents(Inputs):
    """Makes documents of them; with `lacking` mostly at the root whose types lack most of being used often enough."""

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

    def root(self, number):
        fields = self.schema.query_type.fields
        pick = self.rng.random()
        if pick < 0.15:
            return self.by_id(number)
        names = [n for n, root in ROOTS.items() if root[0] == ("one" if pick < 0.25 else "groups" if pick < 0.4 else "list")]
        if self.lacking and self.chance(0.85):
            names = [self.lacking.root(self.rng, self.used)]
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
            arguments["groupBy"] = [self.group_key(of, kind.name, 0) for _ in range(self.many(1, 1, 2, 3))]
        if self.chance(0.5):
            arguments["first"] = self.rng.choice((1, 2, 5, 1000))
        if self.chance(0.5):
            arguments["order"] = self.rng.choice(("KEY", "COUNT"))
        for each in arguments:
            self.used[f"argument {each}"] += 1
        given = ", ".join(f"{n}: {self.given(field.args[n].type, v)}" for n, v in arguments.items())
        of = self.schema.type_map[f"{kind.typename}Group"]
        told = [self.numbers(of, n, kind) for n in self.pick(of.name, of.fields, self.many(4, 8, 16))]
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
            found, place = self.world.listed(kind), kind
        else:
            near = follow.relation.source if follow.direction != "in" else follow.relation.target
            parents = [t for t in self.world.things[near.kind.__name__].values() if self.world.node_seen(t)]
            found = self.world.follow(self.rng.choice(parents), follow.end.field)[2] if parents else []
            place = f"{near.kind.__name__}.{follow.end.field}"
        rows = self.world.page(found, arguments, place)
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
        for name in self.pick(of.name, own, self.many(0, 2, 6, 14)):
            self.used[f"{of.name}.{name}"] += 1
            parts.append(name)
        if not parts or self.chance(0.6):
            parts.append(f"node {self.selection(MODEL.owner(kind).typename, depth + 1)}")
        return " ".join(parts)

    def selection(self, typename, depth):
        """What is selected of a node: properties, relations, fragments, aliases, directives, fields named twice."""
        of = self.schema.type_map[typename]
        names = [n for n in of.fields if n != "twinRecommendations"]
        names = self.pick(typename, names, self.many(2, 4, 6, 9))
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
        if self.deepest(depth):
            return ""
        if not of.fields[name].args:
            return f"{name} {self.selection(inner.name, depth + 1)}"
        follow = MODEL.follows(typename)[name]
        return self.listed(name, of.fields[name], follow.kind, follow, depth)
