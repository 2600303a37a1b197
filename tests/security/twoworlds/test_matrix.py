"""C1: of every kind, relation and property each role gets what the policy says, no row more and none less."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from graph.model import MODEL
from schema.build import SCHEMA
from tests.security.twoworlds import leaks
from tests.security.twoworlds.asking import ask
from tests.security.twoworlds.people import ROLES
from tests.security.twoworlds.plain import Plain
from tests.security.twoworlds.probes import LISTS, ONES
from tests.security.twoworlds.worlds import sight

SAMPLE = 24
"""Relation fields of the sample, for each role."""
KINDS = list(LISTS)
SENSITIVE = {n: [p.name for p in MODEL.owner(n).props.values() if p.sensitivity != "public"] for n in KINDS}
FIELDS = [(k, n) for k in KINDS if k in MODEL.kinds for n, f in MODEL.follows(k).items() if not f.end.one]
PAGE = 1000


def listed(run, made, text, variables=None):
    """All rows of a list, page by page."""
    found, after = [], None
    while True:
        answer = run(ask(made.stores[0], made.standing, (text, {**(variables or {}), "after": after})))
        assert [] == answer.errors, text
        ((_, told),) = answer.data.items()
        found += told["nodes"]
        if not told["pageInfo"]["hasNextPage"]:
            return found
        after = told["pageInfo"]["endCursor"]


def rows_of(run, made, kind):
    """What a role gets of a kind: each row with the properties that are not everyone's."""
    unique = MODEL.owner(kind).unique
    text = f"query($after: String) {{ {LISTS[kind]}(first: {PAGE}, after: $after) {{ nodes {{ {unique} {' '.join(SENSITIVE[kind])} }} pageInfo {{ hasNextPage endCursor }} }} }}"
    return {row[unique]: row for row in listed(run, made, text)}


def mismatches(run, made, kinds):
    """Kinds of which a role gets other rows, or other values of what is not everyone's, than the policy says."""
    viewer, plain, out = made.viewer(), Plain(made.zero, made.standing).seen(made.role), []
    for kind in kinds:
        unique, got, seen = MODEL.owner(kind).unique, rows_of(run, made, kind), sight(viewer, kind)
        expected = {
            u: {unique: u, **{p: None if row[p] == "hidden" else shown(kind, p, row[p]) for p in SENSITIVE[kind]}}
            for u, (_, _, row) in seen.items()
        }
        if got != expected or (kind in plain and got.keys() != plain[kind]):
            out.append(kind)
    return out


def shown(kind, name, value):
    """A value as clients read it."""
    show = MODEL.owner(kind).props[name].scalar.show
    return show(value) if show and value is not None else value


@pytest.mark.parametrize("role", ROLES)
def test_rows_of_every_kind_are_those_of_the_policy(run, single, role, report):
    """Own, foreign and unpublished rows: the role gets those of the table, by the truth's reading and by plain words."""
    made = single(role)
    viewer, cells = made.viewer(), Counter()
    for kind in KINDS:
        cells["rows"] += len(made.zero[kind])
        cells["seen"] += sum(viewer.seen(t) for t in made.zero[kind].values())
    wrong = mismatches(run, made, KINDS)
    report(f"role x kind, {role}", kinds=len(KINDS), **cells, mismatches=len(wrong))
    assert [] == wrong


@pytest.mark.parametrize("role", ROLES)
def test_edges_of_every_relation_are_those_of_the_policy(run, single, role, slice_of, report):
    """Below the nodes it sees, a role gets the edges of the table, and of them no other."""
    made, wrong = single(role), []
    viewer = made.viewer()
    fields = slice_of(FIELDS, SAMPLE)
    for kind, name in fields:
        relation = MODEL.follows(kind)[name].relation
        text = f"query($after: String) {{ {LISTS[kind]}(first: 200, after: $after) {{ nodes {{ code {name}(first: {PAGE}) {{ edges {{ key node {{ code }} }} }} }} pageInfo {{ hasNextPage endCursor }} }} }}"
        got = {(row["code"], e["key"], e["node"]["code"]) for row in listed(run, made, text) for e in row[name]["edges"]}
        if got != expected_edges(viewer, relation, MODEL.follows(kind)[name].direction):
            wrong.append((kind, name))
    report(f"role x relation field, {role}", fields=len(fields), mismatches=len(wrong))
    assert [] == wrong


def expected_edges(viewer, relation, direction):
    """The edges that are seen, from one end of theirs, or from both."""
    seen = [(t.source, key, t.target) for key, t in viewer.truth.things[relation.name].items() if viewer.seen(t)]
    back = [(target, key, source) for source, key, target in seen]
    return set({"out": seen, "in": back, "both": seen + back}[direction])


@pytest.mark.parametrize("role", ROLES)
def test_plain_words_and_the_table_agree(single, role):
    """Edges of confidential relations are seen by those of whom plain words say so, where both ends are."""
    made = single(role)
    viewer = made.viewer()
    for name, says in Plain(made.zero, made.standing).seen(role).items():
        got = {unique for unique, t in made.zero[name].items() if viewer.seen(t)}
        assert got <= says, name
        if name in MODEL.kinds:
            assert got == says, name


def test_each_role_owns_something_and_not_all(single):
    """Of its own kinds each role sees some rows that others do not, and not all of them."""
    kinds = {
        "cityOfficer": ("City", "Entry", "Project", "Proposal", "Document"), "hubStaff": ("City", "Entry", "Expert"),
        "verifier": ("Evaluation", "Expert"), "expert": ("Project", "Expert"), "provider": ("Proposal", "Solution", "Call"),
        "financier": ("Instrument", "Project"),
    }  # fmt: skip
    everyone = single("anonymous")
    for role, names in kinds.items():
        made = single(role)
        for name in names:
            assert set(everyone.seen(name)) < set(made.seen(name)) < set(made.zero[name]), (role, name)


@pytest.mark.parametrize("kind", ["Entry", "Project", "Document"])
def test_teeth_rule(run, single, kind, monkeypatch):
    """With the rule of a kind dropped, that kind does not match."""
    made = single("cityOfficer")
    leaks.planted(monkeypatch, leaks.wide(kind))
    assert [kind] == mismatches(run, made, ["City", kind])


def test_teeth_field(run, single, monkeypatch):
    """With a hidden property shown, the kinds that have one do not match."""
    made = single("cityOfficer")
    leaks.planted(monkeypatch, leaks.field)
    assert ["City", "Expert"] == mismatches(run, made, ["City", "Expert", "Kpi"])


def test_every_kind_has_roots():
    """Each kind that is not internal is read as a list and by its code."""
    kinds = {name for name, kind in MODEL.kinds.items() if not kind.internal} | {"HasValue"}
    assert kinds == LISTS.keys() == ONES.keys()
    assert json.dumps(sorted(LISTS.values())) == json.dumps(sorted(set(LISTS.values()) & SCHEMA.graphql.query_type.fields.keys()))
