"""Questions made from the SDL: each filter, sort key, group, measure, search and computed field, with values that are hidden."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import graphql as g

from graph.model import MODEL
from resolvers.cursor import global_id
from schema.build import SCHEMA
from tests.resolvers.documents import ROOTS, Documents
from tests.resolvers.naive import World

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.security.twoworlds.asking import Query
    from tests.security.twoworlds.worlds import Pair

TOGETHER = 10
"""Questions in one document, each under an alias."""
LISTS = {kind.name: name for name, (form, kind) in ROOTS.items() if form == "list"}
GROUPS = {kind.name: name for name, (form, kind) in ROOTS.items() if form == "groups"}
ONES = {kind.name: name for name, (form, kind) in ROOTS.items() if form == "one"}
TRIES = 6
MOMENTS = ("sum", "mean", "percentile")
"""Numbers that depend on the order in which floats are added, or on how two stores add them."""


class Curious(Documents):
    """Documents with values, codes and cursors of both worlds, those that differ and are hidden every other time."""

    def __init__(self, rng: random.Random, pair: Pair, **more: Any) -> None:
        """Take one of the worlds for what is asked for."""
        super().__init__(
            rng, SCHEMA.graphql, World(rng.choice((pair.zero, pair.one)), rng.choice(("anonymous", "admin"))), **more
        )
        self.pair = pair

    def sample(self, owner: str, name: str) -> Any:
        """Return a value that some row has, every other time one that the asker may not know."""
        secret = self.pair.secrets.get((owner, name))
        return self.rng.choice(secret) if secret and self.chance(0.5) else super().sample(owner, name)


class Probes(Curious):
    """Questions one at a time, with their values as literals."""

    def __init__(self, pair: Pair, seed: int = 1) -> None:
        """Begin."""
        super().__init__(random.Random(f"{seed}{pair.role}"), pair)
        self.types = SCHEMA.graphql.type_map
        self.query = SCHEMA.graphql.query_type.fields

    def given(self, of: Any, value: Any) -> str:
        """Return a value as a literal."""
        return self.literal(of, value)

    def argument(self, root: str, name: str, value: Any) -> str:
        """Return an argument of a root field."""
        return f"{name}: {self.literal(self.query[root].args[name].type, value)}"

    def inner(self, of: Any, name: str) -> Any:
        """Return the named type of a field of a type."""
        return g.get_named_type(of.fields[name].type)

    # filters

    def filters(self) -> Iterator[str]:
        """Yield a list for each filter: each operator of each property, each quantifier and count of each relation."""
        for kind, root in LISTS.items():
            of = g.get_named_type(self.query[root].args["where"].type)
            unique = MODEL.owner(kind).unique
            for name in of.fields:
                for where in self.wheres(of, name, kind):
                    yield f"{root}(first: 25, {self.argument(root, 'where', where)}) {{ totalCount nodes {{ {unique} }} }}"

    def wheres(self, of: Any, name: str, kind: str) -> Iterator[dict[str, Any]]:
        """Yield the filters that a key of a filter allows."""
        inner, props = self.inner(of, name), MODEL.owner(kind).props
        if name in ("and", "or"):
            yield {name: [self.some_test(of, kind), self.some_test(of, kind)]}
        elif name == "not":
            yield {name: self.some_test(of, kind)}
        elif name == "search":
            yield from ({name: self.searched(kind)} for _ in range(3))
        elif name in ("near", "within"):
            yield {name: self.place(name)}
        elif name in props:
            yield from ({name: each} for each in self.tests(inner, kind, name))
        else:
            yield from ({name: each} for each in self.reaching(inner, MODEL.follows(kind)[name]))

    def tests(self, of: Any, owner: str, name: str) -> Iterator[dict[str, Any]]:
        """Yield each operator of a property with a value."""
        for op in of.fields:
            value = next((v for _ in range(TRIES) if (v := self.operand(op, owner, name)) is not None), None)
            if value is not None:
                yield {op: value}

    def some_test(self, of: Any, owner: str) -> dict[str, Any]:
        """Return a test of some property."""
        for name in self.rng.sample([n for n in MODEL.owner(owner).props if n in of.fields], k=3):
            for test in self.tests(self.inner(of, name), owner, name):
                return {name: test}
        return {}

    def reaching(self, of: Any, follow: Any) -> Iterator[dict[str, Any]]:
        """Yield filters by what a relation leads to: by hidden properties, codes, edges and numbers."""
        kind, relation = follow.kind, follow.relation
        if follow.end.one:
            kept = [n for n, p in MODEL.kinds[kind].props.items() if p.sensitivity != "public" or p.unique]
            for name in [*kept, *self.rng.sample([n for n in MODEL.kinds[kind].props if n in of.fields], k=2)]:
                yield from ({name: t} for t in list(self.tests(self.inner(of, name), kind, name))[:2])
            return
        where = self.inner(of, "some")
        node, edge = self.inner(where, "node"), self.inner(where, "edge")
        for quantifier in ("some", "none", "all"):
            yield {quantifier: {"node": self.some_test(node, kind)}}
        yield {"some": {"node": {"code": {"eq": self.sample(kind, "code")}}}}
        for name in relation.props:
            yield from ({"some": {"edge": {name: t}}} for t in self.tests(self.inner(edge, name), relation.name, name))
        count = self.inner(of, "count")
        for op in (n for n in count.fields if n != "where"):
            yield {"count": {op: [0, 1, 2] if op in ("in", "notIn") else self.rng.choice((0, 1, 2, 3))}}
        yield {"count": {"gt": 0, "where": {"node": self.some_test(node, kind)}}}

    # orders

    def orders(self) -> Iterator[str]:
        """Yield a page with its cursors for each sort key of each list, at the root and below."""
        for kind, root in LISTS.items():
            of, unique = g.get_named_type(self.query[root].args["orderBy"].type), MODEL.owner(kind).unique
            for key in self.keys(of, kind, 0):
                page = self.rng.choice(("first", "last"))
                by = self.argument(root, "orderBy", [key])
                yield f"{root}({page}: 20, {by}) {{ edges {{ cursor node {{ {unique} }} }} pageInfo {{ endCursor }} }}"
            for name, follow in MODEL.follows(kind).items() if kind in MODEL.kinds else ():
                if not follow.end.one:
                    yield from self.orders_below(root, kind, name, follow)

    def orders_below(self, root: str, kind: str, name: str, follow: Any) -> Iterator[str]:
        """Yield pages below the nodes of a list, by each property of the edges and one of the nodes, some of them filtered."""
        field = self.types[MODEL.owner(kind).typename].fields[name]
        of, where = (g.get_named_type(field.args[n].type) for n in ("orderBy", "where"))
        keys = [{"edge": k} for k in self.keys(self.inner(of, "edge"), follow.relation.name, 2)]
        nodes = list(self.keys(self.inner(of, "node"), follow.kind, 2))
        for key in [*keys, {"node": self.rng.choice(nodes)}]:
            given = f"first: 4, orderBy: [{self.literal(of, key)}]"
            if self.chance(0.5):
                given += f", where: {self.literal(where, {'node': self.some_test(self.inner(where, 'node'), follow.kind)})}"
            yield (
                f"{root}(first: 8) {{ nodes {{ {name}({given}) {{ totalCount edges {{ cursor key node {{ code }} }} "
                "pageInfo { hasNextPage endCursor } } } }"
            )

    def keys(self, of: Any, kind: str, depth: int) -> Iterator[dict[str, Any]]:
        """Yield sort keys: each property, number, distance, and one relation further the properties there."""
        follows = MODEL.follows(kind)
        for name in of.fields:
            if name in MODEL.owner(kind).props:
                yield {name: self.direction()}
            elif name == "distance":
                yield {name: {"lat": 10.0, "lon": 20.0, "sort": self.direction()}}
            elif not follows[name].end.one:
                where = self.inner(self.inner(of, name), "where")
                test = {"node": self.some_test(self.inner(where, "node"), follows[name].kind)}
                yield {name: {"count": self.direction(), **({"where": test} if self.chance(0.5) else {})}}
            elif depth < 1:
                yield from ({name: key} for key in self.keys(self.inner(of, name), follows[name].kind, depth + 1))

    # groups

    def aggregates(self) -> Iterator[str]:
        """Yield groups by each key, each with some measures, until each measure of each property was told."""
        for kind, root in GROUPS.items():
            of = self.types[f"{MODEL.owner(kind).typename}Group"]
            told = [self.told(of, name, kind) for name in of.fields]
            keys = list(self.group_keys(g.get_named_type(self.query[root].args["groupBy"].type), kind, 0))
            for at in range(max(len(keys), len(told))):
                key = keys[at % len(keys)]
                given = f"{self.argument(root, 'groupBy', [key])}, first: 40, order: {self.rng.choice(('KEY', 'COUNT'))}"
                yield f"{root}({given}) {{ hasMore groups {{ keys {{ value }} {told[at % len(told)]} }} }}"
            yield f"{root} {{ groups {{ count }} }}"

    def told(self, of: Any, name: str, kind: str) -> str:
        """Return all that is told of a property of a group."""
        inner = self.inner(of, name)
        if not isinstance(inner, g.GraphQLObjectType):
            return name
        prop = MODEL.owner(kind).props.get(name)
        wild = prop is not None and prop.type is float
        names = [n for n in inner.fields if not (wild and n in MOMENTS)]
        return f"{name} {{ {' '.join('percentile(p: 0.5)' if n == 'percentile' else n for n in names)} }}"

    def group_keys(self, of: Any, kind: str, depth: int) -> Iterator[dict[str, Any]]:
        """Yield keys of groups, those of what one relation leads to among them."""
        for name in of.fields:
            inner = self.inner(of, name)
            if isinstance(inner, g.GraphQLEnumType):
                yield {name: self.rng.choice(sorted(inner.values))}
            elif depth < 1:
                yield from ({name: key} for key in self.group_keys(inner, MODEL.follows(kind)[name].kind, depth + 1))

    # what is computed

    def searches(self) -> Iterator[str]:
        """Yield searches for texts that only hidden things have, and for others, of all kinds and of each."""
        kinds = [k for k, kind in MODEL.kinds.items() if kind.searched and not kind.internal]
        for kind in kinds:
            for text in (self.searched(kind), self.searched(kind), self.sample(kind, "code") or ""):
                yield f"search(text: {self.literal(g.GraphQLString, text)}) {{ truncated nodes {{ score kind node {{ id }} }} }}"
        yield from (
            f'search(text: "{text}", first: 100) {{ truncated nodes {{ score node {{ id }} }} }}'
            for text in ("renamed", "o", "a n")
        )

    def ids(self, number: int) -> Iterator[str]:
        """Yield global IDs of some of each kind, hidden and seen."""
        for kind in (k for k in MODEL.kinds if not MODEL.kinds[k].internal):
            for codes in (self.pair.hidden(kind), self.pair.seen(kind)):
                yield from (global_id(kind, code) for code in codes[:number])

    def named(self) -> Iterator[str]:
        """Yield what is told of nodes by their IDs: the nodes, their neighbourhoods, and how they hang together."""
        ids = list(self.ids(4))
        for each in ids:
            yield f'node(id: "{each}") {{ __typename id }}'
            yield f'neighbourhood(id: "{each}") {{ node {{ id }} relations {{ field count }} }}'
        for at in range(0, len(ids), 40):
            yield f"nodes(ids: {self.literal(g.GraphQLList(g.GraphQLString), ids[at : at + 40])}) {{ id }}"

    def paths(self, number: int = 60) -> Iterator[str]:
        """Yield paths between seen nodes, and from a seen to a hidden one, some of them by few relations."""
        ids, far = list(self.ids(2)), [global_id("City", c) for c in self.pair.hidden("City")[:2]]
        seen = [global_id(k, c) for k in ("City", "Kpi", "Project", "Organisation", "Evaluation") for c in self.pair.seen(k)[:6]]
        for _ in range(number):
            a, b = self.rng.choice(seen), self.rng.choice(self.rng.choice((ids, far, seen, seen, seen)) or seen)
            via = self.rng.choice(("", "", "via: {hadValue: {}, advises: {}, funds: {}, hasValue: {}, projectInCity: {}},"))
            nodes = self.rng.choice(("", "nodes { id }"))
            yield (
                f'paths(from: "{a}", to: "{b}", {via} maxHops: {self.rng.choice((2, 2, 3))}, first: 20) '
                f"{{ truncated reasons skipped {{ count field }} nodes {{ cost length {nodes} steps {{ relation edgeKey alternatives }} }} }}"
            )

    def recommendations(self) -> Iterator[str]:
        """Yield recommendations of twins for cities with values, and for hidden ones, at the root and below a list."""
        told = self.everything(self.types["TwinRecommendations"], 0)
        for city in [*list(self.pair.zero["City"])[:24], *self.pair.hidden("City")[:4]]:
            code = self.literal(g.GraphQLString, city)
            yield f"twinRecommendations(city: {code}, first: 4, minEvidence: 1, firstInsufficient: 3, firstExcluded: 20) {told}"
        yield "cities(first: 4) { nodes { code twinRecommendations(first: 2, minEvidence: 2) { evaluated inputsDigest nodes { score } } } }"

    def everything(self, of: Any, depth: int) -> str:
        """Return a selection of all of a computed type; of a stored node its code."""
        if of.name in MODEL.kinds:
            return "{ code }"
        parts = []
        for name, field in of.fields.items():
            inner = g.get_named_type(field.type)
            parts.append(f"{name} {self.everything(inner, depth + 1)}" if isinstance(inner, g.GraphQLObjectType) else name)
        return f"{{ {' '.join(parts)} }}"


def together(atoms: Iterable[str], number: int = TOGETHER) -> list[Query]:
    """Return questions as documents that ask several of them."""
    found = list(atoms)
    parts = (found[at : at + number] for at in range(0, len(found), number))
    return [("{ " + " ".join(f"a{n}: {atom}" for n, atom in enumerate(part)) + " }", {}) for part in parts]


def generated(pair: Pair, number: int, seed: int = 5) -> Iterator[Query]:
    """Yield documents over the whole SDL."""
    rng = random.Random(f"{seed}{pair.role}")
    used: Any = None
    for _ in range(number):
        maker = Curious(rng, pair, used=used)
        made = maker.make()
        used = maker.used
        yield made
