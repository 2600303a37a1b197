"""C5: what is computed from many things (scores, evidence, paths, counts of a neighbourhood, hits of a search) tells nothing hidden."""

from __future__ import annotations

import pytest

from schema.build import SCHEMA
from tests.security.twoworlds import leaks
from tests.security.twoworlds.asking import compare
from tests.security.twoworlds.asking import leaks as leaking
from tests.security.twoworlds.people import ROLES
from tests.security.twoworlds.probes import Probes, together

SETS = {"recommendations": (1, 6), "paths": (2, 8), "searches": (3, 10), "named": (10, 12)}
"""Questions in one document, and documents of the sample."""


@pytest.mark.parametrize("of", SETS)
@pytest.mark.parametrize("role", ROLES)
def test_derived_fields_are_answered_alike(run, pair, role, of, slice_of, report):  # noqa: PLR0917  # fixtures are arguments
    """Recommendations with their evidence and digests, paths, searches, neighbourhoods and nodes are byte for byte the same."""
    made, (number, documents) = pair(role), SETS[of]
    told = run(compare(made.stores, made.standing, slice_of(together(getattr(Probes(made), of)(), number), documents)))
    report(
        f"two worlds, {role}, {of}",
        documents=told.queries,
        told=told.share,
        refused=told.refused,
        differences=len(told.different),
    )
    assert [] == told.different[:1]
    assert 0 == told.refused
    assert told.told >= 0.3 * told.queries


def test_recommendations_are_ranked(run, pair):
    """What is compared is not empty: cities with values have ranked candidates."""
    made = pair("cityOfficer")
    told = run(compare(made.stores, made.standing, together(Probes(made).recommendations(), 1)))
    assert told.told > 12


LEAKS = {
    "score": (leaks.score, "recommendations"),
    "path": (leaks.path, "paths"),
    "search": (leaks.search, "searches"),
    "count": (leaks.count_of_a_list, "named"),
    "row": (leaks.row, "named"),
}


@pytest.mark.parametrize("name", LEAKS)
def test_planted_leak_is_found(run, pair, name, monkeypatch):
    """With the inputs read under no rules, the same questions tell the two worlds apart."""
    made, (leak, of) = pair("cityOfficer"), LEAKS[name]
    queries = together(getattr(Probes(made), of)(), SETS[of][0])
    leaks.planted(monkeypatch, leak)
    assert run(leaking(made.stores, made.standing, queries, SCHEMA))
