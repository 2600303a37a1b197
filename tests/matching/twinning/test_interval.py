"""Bounds of learning and shared challenge are valid, reached, and collapse where nothing is unknown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.twinning.answer import Extent
from matching.twinning.attainment import known
from matching.twinning.inputs import Observation, Target
from matching.twinning.interval import challenge_bounds, learning_bounds
from matching.twinning.pool import pool
from matching.twinning.recommend import recommend
from tests.matching.twinning.cases import small
from tests.matching.twinning.compare import interval
from tests.matching.twinning.oracle import completions

REACHED = 0.02
"""How near a completion on the grid comes to an exact bound: the grid is coarse inside."""


@pytest.mark.parametrize("unknowns", [1, 2, 3])
@pytest.mark.parametrize("seed", range(12))
def test_bounds_of_learning_and_challenge_are_reached(seed, unknowns):
    """Some completion comes close to each bound of L and C, and none passes it."""
    city, other, targets = small(seed, unknowns)
    among = pool([city, other], targets)
    pairs = [tuple(among.entrants[c.code].known.get(t.point) for c in (city, other)) for t in targets]
    tried = list(completions(city, other, targets))
    for bounds, values in ((learning_bounds(pairs), [t[0] for t in tried]), (challenge_bounds(pairs), [t[1] for t in tried])):
        assert 0 <= min(values) - bounds.low + 1e-12 <= REACHED
        assert 0 <= bounds.high - max(values) + 1e-12 <= 1e-9


@given(st.integers(0, 10**6))
def test_the_interval_is_the_score_where_nothing_is_unknown(seed):
    """With all values, features and wishes known, both bounds are the score and all is covered."""
    city, other, targets = small(seed, 0)
    node = recommend(city.code, pool([city, other], targets), Extent(first=1, min_evidence=1)).nodes[0]
    assert pytest.approx((node.score,) * 2 + (1.0,), abs=1e-12) == (node.interval.low, node.interval.high, node.coverage)


@given(st.integers(0, 10**6), st.integers(0, 4))
def test_bounds_are_ordered_and_shares(seed, unknowns):
    """0 <= low <= high <= 1."""
    found = interval(*small(seed, unknowns))
    assert 0 <= found.low <= found.high <= 1


def test_an_unknown_grade_widens_the_interval_to_the_grades_there_are():
    """A city that lacks all teaches on one data point of unknown grade: L, counted at 0.8, may be 0.4 to 1 of the gain."""
    aim = Target(key="t", kpi="K", data_point=None, target=10.0, improvement="HIGHER", basis="SDG")
    own, other = ({"K": value} for value in (0.0, 10.0))
    seen = [
        Observation(key="k", kpi="K", data_point=None, year=2020, value=v["K"], unit=None, status="REPORTED")
        for v in (own, other)
    ]
    (mine, theirs) = (known([o], {aim.point: aim})[0]["K", None] for o in seen)
    bounds = learning_bounds([(mine, theirs)])
    assert (0.4, 0.8, 1.0) == (bounds.low, theirs.quality, bounds.high)


def test_nothing_known_says_nothing_of_learning():
    """Without any value L and C may be anything."""
    assert (learning_bounds([(None, None)]).low, learning_bounds([(None, None)]).high) == (0.0, 1.0)
    assert (challenge_bounds([(None, None)]).low, challenge_bounds([(None, None)]).high) == (0.0, 1.0)
