"""C2: the ID, code or key of a hidden thing is as good as one of nothing, whichever field it is given to."""

from __future__ import annotations

import graphql as g
import pytest

from graph.model import MODEL
from resolvers.cursor import global_id
from tests.security.twoworlds import leaks
from tests.security.twoworlds.asking import ask
from tests.security.twoworlds.people import ROLES
from tests.security.twoworlds.probes import ONES, Probes, together

CODES = 12
"""Codes of a kind that are asked for under aliases, in the sample."""
NODES = 500
VALUES = ("HasValue", "HadValue")
"""Relations whose edges are nodes."""


def hidden_ids(made):
    """The IDs of all nodes and values the role does not see."""
    kinds = [k for k in MODEL.kinds if not MODEL.kinds[k].internal]
    return [global_id(kind, code) for kind in (*kinds, *VALUES) for code in made.hidden(kind)]


def internal_ids(made):
    """The IDs of all that is nobody's: principals, tokens, the log."""
    kinds = [k for k in MODEL.kinds if MODEL.kinds[k].internal]
    return [global_id(kind, code) for kind in kinds for code in made.zero[kind]] + [global_id("LogEntry", str(1).rjust(19, "0"))]


def swapped(made):
    """IDs of hidden things under the name of another kind, of which the role sees all."""
    return [
        global_id(kind, code)
        for kind in ("Kpi", "Goal", "Country")
        for of in ("Project", "City", "Entry")
        for code in made.hidden(of)
    ]


def nodes(run, made, ids, store=0):
    """What is told of nodes by their IDs."""
    found = []
    for at in range(0, len(ids), NODES):
        query = ("query($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }", {"ids": ids[at : at + NODES]})
        found += run(ask(made.stores[store], made.standing, query)).data["nodes"]
    return found


@pytest.mark.parametrize("role", ROLES)
def test_nodes_that_are_hidden_are_null(run, pair, role, report):
    """Every hidden node and value of both worlds, all that is internal, and IDs under another kind's name; the seen are told."""
    made = pair(role)
    ids = [*hidden_ids(made), *internal_ids(made), *swapped(made)]
    seen = [global_id(k, c) for k in ("City", "Project", "HasValue") for c in made.seen(k)[:40]]
    report(f"hidden IDs, {role}", asked=2 * len(ids), told=0)
    assert [[None] * len(ids)] * 2 == [nodes(run, made, ids, store) for store in (0, 1)]
    assert seen == [node["id"] for node in nodes(run, made, seen)]


def by_code(made, codes):
    """Root fields that give one thing by its code or key."""
    for kind, root in ONES.items():
        unique = MODEL.owner(kind).unique
        for code in codes(kind):
            yield f"{root}({unique}: {Probes(made).literal(g.GraphQLString, code)}) {{ {unique} }}"
    yield from (f'node(id: "{global_id(kind, code)}") {{ id }}' for kind in ONES for code in codes(kind)[:3])


@pytest.mark.parametrize("role", ROLES)
def test_one_that_is_hidden_is_null(run, pair, role, slice_of):
    """By its code, by its key, and by its ID alone."""
    made = pair(role)
    for query in together(by_code(made, lambda kind: slice_of(made.hidden(kind), CODES)), 15):
        answer = run(ask(made.stores[0], made.standing, query))
        assert ([], {None}) == (answer.errors, set(answer.data.values()))


def test_teeth_rows(run, pair, monkeypatch):
    """Without the rules of rows the hidden are told by their IDs and by their codes."""
    made = pair("cityOfficer")
    leaks.planted(monkeypatch, leaks.row)
    told = [
        run(ask(made.stores[0], made.standing, q)).data for q in together(by_code(made, lambda kind: made.hidden(kind)[-2:]), 15)
    ]
    assert any(nodes(run, made, hidden_ids(made)))
    assert any(value for data in told for value in data.values())
