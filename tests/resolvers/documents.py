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


class Documents:
    """Makes documents from a seed; `used` counts every field, argument, operator and directive that was used."""

    def __init__(self, rng, schema, world):
        self.rng, self.schema, self.world = rng, schema, world
        self.used = Counter()

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
        for op in self.rng.sample(sorted(of.fields), k=self.rng.choice((1, 1, 2))):
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
        for name in self.rng.sample(sorted(of.fields), k=self.rng.choice((1, 1, 2))):
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
        if name in MODEL.owner(kind).props:
            return self.operators(field, kind, name) or None
        follow = MODEL.follows(kind)[name]
        if depth >= DEEPEST:
            return None
        if follow.end.one:
            return self.where(field, follow.kind, None, depth + 1)
        out = {}
        for quantifier in self.rng.sample(("some", "none", "all", "count"), k=1):
            inner = g.get_named_type(field.fields[quantifier].type)
            if quantifier == "count":
                op = self.rng.choice(sorted(set(inner.fields) - {"where"}))
                out["count"] = {op: [0, 1, 2] if op in LISTED else self.rng.choice((0, 1, 2, 3))}
                if self.chance(0.5):
                    of_where = g.get_named_type(inner.fields["where"].type)
                    out["count"]["where"] = self.where(of_where, follow.kind, follow.relation.name, depth + 1)
                self.used[f"count.{op}"] += 1
            else:
                out[quantifier] = self.where(inner, follow.kind, follow.relation.name, depth + 1)
        return out

    def order(self, of, edged):
        """One to three sort keys."""
        out = []
        for _ in range(self.rng.choice((1, 1, 2, 3))):
            name = self.rng.choice(sorted(of.fields))
            inner = g.get_named_type(of.fields[name].type)
            if edged:
                name = self.rng.choice(("node", "edge"))
                inner = g.get_named_type(of.fields[name].type)
                field = self.rng.choice(sorted(inner.fields))
                out.append({name: {field: self.direction()}})
                self.used[f"{inner.name}.{field}"] += 1
            else:
                out.append({name: self.direction()})
                self.used[f"{of.name}.{name}"] += 1
        return out

    def direction(self):
        return self.rng.choice(("ASC", "DESC", "ASC_NULLS_FIRST", "DESC_NULLS_FIRST"))

    # selections

    def root(self, number):
        query = self.schema.query_type
        kinds = [k for k in MODEL.kinds.values() if not k.internal]
        kind = self.rng.choice(kinds)
        pick = self.rng.random()
        if pick < 0.15:
            return self.by_id(number)
        if pick < 0.3:
            name = kind.name[0].lower() + kind.name[1:]
            code = self.sample(kind.name, "code") if self.chance(0.9) else "no such code"
            self.used[f"Query.{name}"] += 1
            argument = self.given(query.fields[name].args["code"].type, code)
            return f"r{number}: {name}(code: {argument}) {self.selection(kind.name, 0)}"
        self.used[f"Query.{kind.plural}"] += 1
        return f"r{number}: {self.listed(kind.plural, query.fields[kind.plural], kind.name, None, 0)}"

    def by_id(self, number):
        names = [k for k in MODEL.kinds if not MODEL.kinds[k].internal] + ["HasValue", "HadValue"]
        kind = self.rng.choice(names)
        code = self.sample(kind, "code" if kind in MODEL.kinds else "key")
        text = (
            self.rng.choice(("", "nonsense", global_id("LogEntry", "1"), global_id("City", "?")))
            if self.chance(0.1)
            else global_id(kind, code or "")
        )
        typename = MODEL.relations[kind].node if kind in MODEL.relations else kind
        self.used["Query.node"] += 1
        argument = self.given(self.schema.query_type.fields["node"].args["id"].type, text)
        return f"r{number}: node(id: {argument}) {{ __typename id ... on {typename} {self.selection(typename, 1)} }}"

    def listed(self, name, field, kind, follow, depth):
        """A list field with its arguments and what is selected of it."""
        arguments = {}
        if self.chance(0.55):
            of = field.args["where"].type
            where = self.where(g.get_named_type(of), kind, follow.relation.name if follow else None)
            if where:
                arguments["where"] = where
        if self.chance(0.6):
            arguments["orderBy"] = self.order(g.get_named_type(field.args["orderBy"].type), bool(follow))
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
            found = [(t, None) for t in self.world.things[kind].values() if self.world.node_seen(t)]
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
                parts.append(f"nodes {self.selection(kind, depth + 1)}")
            else:
                parts.append(f"edges {{ {self.edge(g.get_named_type(of.fields['edges'].type), kind, depth)} }}")
        if self.chance(0.1):
            parts.append("__typename")
        return f"{{ {' '.join(parts)} }}"

    def edge(self, of, kind, depth):
        parts = ["cursor"] if self.chance(0.4) else []
        own = [n for n in of.fields if n not in ("cursor", "node")]
        for name in self.rng.sample(own, k=min(len(own), self.rng.choice((0, 1, 3)))):
            self.used[f"{of.name}.{name}"] += 1
            parts.append(name)
        if not parts or self.chance(0.6):
            parts.append(f"node {self.selection(kind, depth + 1)}")
        return " ".join(parts)

    def selection(self, typename, depth):
        """What is selected of a node: properties, relations, fragments, aliases, directives, fields named twice."""
        of = self.schema.type_map[typename]
        names = [n for n in of.fields if n != "twinRecommendations"]
        parts = []
        for name in self.rng.sample(names, k=min(len(names), self.rng.choice((1, 2, 3, 5)))):
            text = self.field(of, typename, name, depth)
            if text:
                self.used[f"{typename}.{name}"] += 1
                parts.append(self.dressed(text, name))
        if self.chance(0.15):
            parts.append("__typename")
        if self.chance(0.1):
            parts.append("... on Node { id }")
        if self.chance(0.1):
            fragment = f"F{len(self.fragments)}"
            self.fragments.append(f"fragment {fragment} on {typename} {{ id __typename }}")
            parts.append(f"...{fragment}")
        return f"{{ {' '.join(parts or ['id'])} }}"

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
            return name
        if depth >= DEEPEST:
            return ""
        if not of.fields[name].args:
            return f"{name} {self.selection(inner.name, depth + 1)}"
        follow = MODEL.follows(typename)[name]
        return self.listed(name, of.fields[name], follow.kind, follow, depth)
