"""C6: what is hidden and what is not there have one answer, made by the same statements with the same work."""

from __future__ import annotations

import statistics
from contextlib import contextmanager

import graphql as g
import pytest

from graph.sql.store import SqlStore
from resolvers.cursor import global_id
from tests.security.twoworlds import leaks
from tests.security.twoworlds.asking import ask
from tests.security.twoworlds.people import ROLES
from tests.security.twoworlds.probes import ONES, Probes

SAMPLE, FULL = 5, 25
"""Hidden things of each of the eight kinds."""
KINDS = ("City", "Project", "Entry", "Evaluation", "Proposal", "Document", "Expert", "Recommendation")
STEPS = 5000
"""Steps of SQLite's machine that looking at a hidden row's rules takes, at most: a quarter of a millisecond."""


def questions(made, kind, code):
    """A thing asked for in every way one thing is asked for."""
    text, name = Probes(made).literal(g.GraphQLString, code), global_id(kind, code)
    yield f"{{ {ONES[kind]}(code: {text}) {{ id __typename }} }}", {}
    yield "query($id: ID!) { node(id: $id) { id } }", {"id": name}
    yield "query($id: ID!) { nodes(ids: [$id]) { id } }", {"id": name}
    yield "query($id: ID!) { neighbourhood(id: $id) { node { id } relations { count } } }", {"id": name}
    city = global_id("City", made.seen("City")[0])
    yield "query($id: ID!, $to: ID!) { paths(from: $id, to: $to, first: 1) { truncated } }", {"id": name, "to": city}
    if kind == "City":
        yield f"{{ twinRecommendations(city: {text}, first: 1) {{ evaluated }} }}", {}


def missing(made, code):
    """A code as long as a hidden one that is none."""
    other = code[:-1] + ("~" if code[-1] != "~" else "!")
    assert all(other not in found for world in (made.zero, made.one) for found in world.values())
    return other


@contextmanager
def counted(patch):
    """Count the steps of SQLite's machine, to eight."""
    real, found = SqlStore._read, [0]

    def read(self, db, statement, bound, stop, steps):  # noqa: PLR0917  # the signature it replaces
        def one():
            found[0] += 8
            return False

        def handler(check, _=None):
            db.set_progress_handler(check and one, 8)

        return real(self, Proxy(db, handler), statement, bound, stop, steps)

    patch.setattr(SqlStore, "_read", read)
    yield found


class Proxy:
    """A connection whose steps are counted."""

    def __init__(self, db, handler):
        self._db, self.set_progress_handler = db, handler

    def __getattr__(self, name):
        return getattr(self._db, name)


def work(run, made, query, found):
    """An answer and the steps it took."""
    found[0] = 0
    return run(ask(made.stores[0], made.standing, query)), found[0]


def pairs(made, number):
    """Questions about hidden things beside the same about things that are not there."""
    for kind in KINDS:
        for code in [c for c in made.hidden(kind) if c in made.zero[kind]][:number]:
            yield from zip(questions(made, kind, code), questions(made, kind, missing(made, code)), strict=True)


@pytest.mark.parametrize("role", ROLES)
def test_hidden_is_as_missing(run, single, role, full, report, monkeypatch):  # noqa: PLR0917  # fixtures are arguments
    """The same bytes, price and statements, and of SQLite's machine only the steps that a row's rules take."""
    made, more = single(role), []
    with counted(monkeypatch) as found:
        for hidden, none in pairs(made, FULL if full else SAMPLE):
            (one, steps), (other, least) = work(run, made, hidden, found), work(run, made, none, found)
            assert one == other, (hidden, none)
            more.append(steps - least)
    if role not in ("programmeStaff", "admin"):
        report(
            f"hidden and missing, {role}",
            pairs=len(more),
            steps=f"{statistics.median(more):g} more in the median, {max(more)} at most",
        )
        assert more
        assert max(more) <= STEPS


def test_refused_in_the_same_words(run, single):
    """What is hidden is no reason for an error, and its code in a filter, a cursor or a target set has the same answer as another."""
    made = single("anonymous")
    code = made.hidden("Project")[0]
    texts = (
        "query($c: String!) { projects(first: 5, where: {code: {eq: $c}}) { totalCount nodes { code } } }",
        'query($c: String!) { twinRecommendations(city: "?", first: 1, targetSet: $c) { evaluated } }',
        "query($c: String!) { cities(first: 5, after: $c) { totalCount } }",
    )
    for text in texts:
        one, other = (run(ask(made.stores[0], made.standing, (text, {"c": c}))) for c in (code, missing(made, code)))
        assert one.body.replace(code.encode(), b"") == other.body.replace(missing(made, code).encode(), b"")


def test_teeth_rows(run, single, monkeypatch):
    """Without the rules of rows the hidden differ from the missing."""
    made = single("cityOfficer")
    leaks.planted(monkeypatch, leaks.row)
    assert any(
        run(ask(made.stores[0], made.standing, a)).body != run(ask(made.stores[0], made.standing, b)).body
        for a, b in pairs(made, 1)
    )


def test_teeth_steps(run, single, monkeypatch):
    """A thing that is seen takes more steps than the bound: they are counted."""
    made = single("programmeStaff")
    with counted(monkeypatch) as found:
        text = "{ cities(first: 100) { totalCount nodes { name values(first: 5) { totalCount } } } }"
        assert work(run, made, (text, {}), found)[1] > STEPS
