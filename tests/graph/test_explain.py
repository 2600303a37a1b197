"""Every compiled shape of the sample is index-backed on Neo4j where an index exists.

What that says precisely:

- An index exists for each unique property of a kind of node, for each that the model says to index, and for the keys of
  relations. A root read can use it when its order starts with such a property, or when one of the conditions that must
  all hold (filter or rule) tests it by `eq`, `in`, a range or `startsWith`, or is an `or` of nothing but such tests.
- A list at the root that a search must hold of starts from the full-text index of its kind.
- The page of such a read starts from an index: no leaf of its plan scans all nodes, a label or a relationship type.
- Where only the order can use an index, the rows come in its order: no Sort and no Top by the first key (partial ones,
  among rows that tie in it, are allowed, and so is sorting its nulls by further keys: no index holds nulls).
- A count without conditions is read from the count store, or from the index of the keys where relations share a label;
  one with a condition as above starts from an index.
- Whatever is nested starts from the row above: no leaf of its own scans anything.

Plans are made over 2 000 nodes of each kind. EXPLAIN does not show what stands inside an expression, as a to-one read
does (`COLLECT {...}[0]`); so `[0]` is taken away before it is asked, and one test counts the hits of the real form.
"""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from graph.connect import connect
from graph.cypher.compile import compile_cypher
from graph.expression import NEVER, Far, Logic, Param, Reach, Step, Value, both, conjuncts
from graph.expression import Test as Compared
from graph.model import MODEL
from graph.plan import Key, Read
from graph.plan import sought as searched
from graph.rules import EVERYTHING, restrict
from resolvers.policy import rules_of
from tests.graph.direct import direct, wipe
from tests.graph.rulesets import VALUES

SIZE = 2000
ANYONE = rules_of(["anonymous"])
SCANS = re.compile(r"AllNodesScan|LabelScan|LabelsScan|TypeScan|TypesScan|AllRelationshipsScan")
SEEKS = ("eq", "in", "lt", "lte", "gt", "gte", "startsWith")


@pytest.fixture(scope="module")
def grown(run, neo4j_uri):
    """A way to ask a store with 2 000 nodes of each kind and 2 000 edges of each relation."""
    wipe(neo4j_uri)
    store = connect(neo4j_uri)
    run(store.migrate())
    run(store.close())
    with direct(neo4j_uri) as ask:
        for text in filling():
            ask(text, size=SIZE)
        ask("CALL db.prepareForReplanning(60)")
        yield ask
    wipe(neo4j_uri)


def filling():
    """Yield statements that make the nodes and edges, from the model alone."""
    for kind in MODEL.kinds.values():
        values = {p.name: "'c' + n" if p.unique else "n % 500" for p in kind.props.values() if p.unique or p.index}
        values |= {p.name: "'n' + n % 500" for p in kind.props.values() if p.index and p.scalar.sql == "TEXT"}
        values |= dict.fromkeys((name for name in kind.carried if name not in values), "true")
        row = ", ".join(f"{k}: {v}" for k, v in values.items())
        yield f"UNWIND range(1, $size) AS n CREATE (:{kind.name} {{{row}}})"
    for rel in MODEL.relations.values():
        source, target = rel.source.kind.__name__, rel.target.kind.__name__
        yield (
            f"UNWIND range(1, $size) AS n MATCH (a:{source} {{code: 'c' + n}})"
            f" MATCH (b:{target} {{code: 'c' + (1 + n * 7 % $size)}}) CREATE (a)-[:{rel.label} {{key: '{rel.name}:' + n}}]->(b)"
        )


def operators(ask, text):
    """Return each operator of the plan of a statement, with its details and whether it is a leaf."""

    def walk(plan):
        yield plan["operatorType"].split("@")[0], str(plan["args"].get("Details", "")), not plan.get("children")
        for child in plan.get("children", ()):
            yield from walk(child)

    shown = f"EXPLAIN {text.replace('}[0]', '}')}"
    given = {name: [1] if re.search(rf"IN \${name}\b", text) else 1 for name in re.findall(r"\$(\w+)", text)}
    return list(walk(ask(shown, **given)[1].plan))


def indexed(kind, value):
    """Return whether there is an index for a value of a thing."""
    return isinstance(value, Value) and _indexed(kind, value.prop)


def _indexed(kind, prop):
    if kind in MODEL.relations:
        return prop == "key"
    return MODEL.kinds[kind].props[prop].unique or MODEL.kinds[kind].props[prop].index


def sought(read):
    """Return whether a condition of a root read can use an index."""

    def seeks(c):
        if isinstance(c, Logic) and c.op == "or":
            return bool(c.parts) and all(any(map(seeks, conjuncts(part))) for part in c.parts)
        return isinstance(c, Compared) and c.op in SEEKS and indexed(read.kind, c.value)

    return bool(searched(read)) or any(map(seeks, conjuncts(both(read.where, read.visible))))


def never(c):
    """Return whether a condition holds for nothing, whatever there is: an alternative of no parts, or of such parts."""
    return isinstance(c, Logic) and c.op in ("and", "or") and {"and": any, "or": all}[c.op](map(never, c.parts))


def faults(ask, read, compiled=compile_cypher):
    """Yield what of a restricted root read is not index-backed; one that can find nothing needs no index."""
    if any(map(never, conjuncts(both(read.where, read.visible)))):
        return
    if read.rows:
        found = operators(ask, compiled(replace(read, count=False)))
        in_order = bool(read.order) and indexed(read.kind, read.order[0].value)
        yield from scans(found, allowed=not (in_order or sought(read)))
        if searched(read) and not any("fulltext" in told for _, told, _ in found):
            yield f"no full-text index: {found}"
        if in_order and not sought(read):
            first = f"`n1.{read.order[0].value.prop}"
            yield from (f"{name} {told}" for name, told, _ in found if name in ("Sort", "Top") and told.startswith(first))
    if read.count:
        found = operators(ask, compiled(replace(read, rows=False)))
        yield from scans(found, allowed=not sought(read))
        if not conjuncts(both(read.where, read.visible)) and not any(re.search("CountStore|Index", name) for name, _, _ in found):
            yield f"no count store and no index: {found}"


def scans(found, *, allowed):
    """Yield the leaves that scan, at the root unless that is allowed."""
    for name, told, leaf in found:
        if leaf and SCANS.search(name) and not (allowed and re.search(r"\bn1\b|anon", told)):
            yield f"{name} {told}"


def test_shapes_are_index_backed(grown, contract, full, report):
    """The plan of every shape of the sample uses the index that exists for it."""
    backed, found = 0, []
    shapes = contract if full else contract[:32]
    for case in shapes:
        read = restrict(case.shape.read, case.shape.rules)
        first = [read, replace(read, after=())] if read.after else [read]
        found += [f"{case.shape.rules.name}: {f}\n{read}" for each in first for f in faults(grown, each)]
        backed += bool(read.order and indexed(read.kind, read.order[0].value)) or sought(read)

    assert [] == found
    report("EXPLAIN of shapes", shapes=len(shapes), with_an_index=backed, not_index_backed=0)


def test_never_is_what_holds_for_nothing():
    """No alternative, alternatives of none, and a conjunction with one hold for nothing; all else may hold."""
    may = Compared(Value("name"), "eq", Param("p"))

    assert all(map(never, (NEVER, Logic("or", (NEVER, NEVER)), Logic("and", (may, NEVER)))))
    assert not any(map(never, (may, Logic("and", ()), Logic("or", (may, NEVER)), Logic("not", (NEVER,)))))


@pytest.mark.parametrize("kind", [*MODEL.kinds, *MODEL.relations])
def test_first_pages_are_index_backed(grown, kind):
    """The first page and the count of each kind, in each indexed order both ways, use the index."""
    unique, found = "key" if kind in MODEL.relations else "code", []
    keys = [name for name in MODEL.owner(kind).props if _indexed(kind, name)]
    for key, down in ((k, d) for k in keys for d in (False, True)):
        order = (Key(Value(key), down, nulls_first=down), *([] if key == unique else [Key(Value(unique))]))
        read = Read(kind, (Value(unique),), order=order, limit=Param("n"), count=not down)
        rules = ANYONE if kind in ANYONE.rows else EVERYTHING
        found += faults(grown, restrict(read, rules))

    assert [] == found


def test_one_by_code_takes_few_hits(grown):
    """One node by its code, as it is really asked for, is found without looking at the others."""
    read = Read("Kpi", (Value("code"), Value("name")), where=Compared(Value("code"), "eq", Param("p0")))
    text = compile_cypher(restrict(read, ANYONE))
    (answer,), summary = grown(f"PROFILE {text}", **VALUES, p0="c7")

    assert ["c7", "n7"] == answer[0]
    assert 10 > hits(summary.profile)


def test_count_below_a_node_is_a_degree(grown):
    """Where no rule and no filter holds, what a relation leads to is counted without looking at any of it."""
    counted = Read(
        "City", (), Step("HasValue", "in"), order=(Key(Value("key", edge=True)),), limit=Param("n"), rows=False, count=True
    )
    read = Read("Kpi", (Value("code"), counted), where=Compared(Value("code"), "eq", Param("p0")))
    grown("MATCH (a:City), (b:Kpi {code: 'c9'}) WITH a, b LIMIT 500 CREATE (a)-[:HAS_VALUE {key: 'many:' + a.code}]->(b)")
    (answer,), summary = grown(f"PROFILE {compile_cypher(restrict(read, EVERYTHING))}", p0="c9")
    _, labelled = grown(f"PROFILE {compile_cypher(restrict(read, EVERYTHING)).replace('(n2)', '(n2:City)')}", p0="c9")

    assert ["c9", [None, 501]] == answer[0]
    assert 10 > hits(summary.profile)
    assert 500 < hits(labelled.profile)


def test_quantifiers_use_degrees(grown):
    """Whether a relation leads anywhere, and to how many, is told by the degree."""
    step = Step("HasValue", "in")
    for where in (Reach(step, "some"), Reach(step, "none"), Compared(Far(step), "gt", Param("p0"))):
        read = restrict(Read("Kpi", (Value("code"),), where=where, order=(Key(Value("code")),), limit=Param("n")), EVERYTHING)
        assert any("getDegree" in told for _, told, _ in operators(grown, compile_cypher(read)))


def hits(plan):
    """Return the hits of a profiled plan."""
    return plan["dbHits"] + sum(hits(child) for child in plan.get("children", ()))


def faulty(read):
    """Return a statement without the predicates that make an index usable."""
    return compile_cypher(read).replace(" AND n1.code IS NOT NULL", "").replace(" WHERE n1.code IS NOT NULL", "")


@pytest.mark.parametrize("prop", ["code", "name"])
def test_checker_finds_a_label_scan(grown, prop):
    """A first page without the predicate on the code is seen to scan or to sort."""
    order = (Key(Value(prop)),) if prop == "code" else (Key(Value(prop)), Key(Value("code")))
    read = restrict(Read("Kpi", (Value("code"),), order=order, limit=Param("n")), ANYONE)

    assert [] == list(faults(grown, read))
    assert [] != list(faults(grown, read, faulty))
