"""Each component: reference values by hand, and the properties its docstring claims."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from matching.twinning.attainment import Known, attainment, known, quality
from matching.twinning.challenge import shared_challenge
from matching.twinning.context import context, similarity
from matching.twinning.inputs import Observation, Profile, Target
from matching.twinning.learning import learning
from matching.twinning.mutual import euler_shares, harmonic
from matching.twinning.score import Components, score

SHARE = st.just(0.0) | st.floats(1e-9, 1)
FACTOR = st.sampled_from((1.0, 0.9, 0.8, 0.65, 0.5, 0.4))
SIDES = st.lists(st.tuples(SHARE, FACTOR, SHARE, FACTOR), min_size=1, max_size=8)


def seen(value=1.0, year=2020, key="k", **more):
    """An observation of the one KPI."""
    return Observation(
        **{"kpi": "K", "data_point": None, "unit": None, "status": "REPORTED"} | {"key": key, "year": year, "value": value} | more
    )


def two(sides):
    """What is known of two cities."""
    points = [(str(k), None) for k in range(len(sides))]
    own = {p: Known(t, q, seen()) for p, (t, q, _, _) in zip(points, sides, strict=True)}
    other = {p: Known(t, q, seen()) for p, (_, _, t, q) in zip(points, sides, strict=True)}
    return own, other, points


def total(shares):
    """The sum of the shares."""
    return math.fsum(shares.values())


@pytest.mark.parametrize(
    ("value", "target", "better", "expected"),
    [
        (30, 40, "HIGHER", 0.75),
        (50, 40, "HIGHER", 1),
        (-5, 40, "HIGHER", 0),
        (20, 5, "LOWER", 0.25),
        (5, 5, "LOWER", 1),
        (0, 5, "LOWER", 1),
    ],
)
def test_attainment_is_the_clamped_share_of_the_target(value, target, better, expected):
    """V / T where higher is better, T / v where lower is, within [0, 1]."""
    assert expected == attainment(value, target, better)


@pytest.mark.parametrize("better", ["HIGHER", "LOWER"])
@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e9))
def test_attainment_is_a_share(better, value, target):
    """Attainment lies in [0, 1]."""
    assert 0 <= attainment(value, target, better) <= 1


@pytest.mark.parametrize(
    ("grade", "expected"),
    [("MEASURED", 1), ("SURVEY", 0.9), ("HIGHER_LEVEL", 0.8), ("ESTIMATE", 0.65), ("PERSONAL_ESTIMATE", 0.5), ("UNKNOWN_ORIGIN", 0.4),
     (None, 0.8)],
)  # fmt: skip
def test_quality_has_one_factor_per_grade(grade, expected):
    """Grades count 1 to 0.4, an unknown one 0.8."""
    assert expected == quality(grade)


def test_a_value_that_could_not_be_verified_counts_as_its_grade_says():
    """Of an unverifiable value without a grade only the grade is unknown: it counts 0.8."""
    aim = Target(key="t", kpi="K", data_point=None, target=10.0, improvement="HIGHER", basis="SDG")
    assert 0.8 == known([seen(status="UNVERIFIABLE")], [aim])["K", None].quality


def test_the_latest_usable_value_stands_for_a_data_point():
    """Later values that are null, not reported or not verified are passed over; of one year the first key counts."""
    aim = Target(key="t", kpi="K", data_point=None, target=10.0, improvement="HIGHER", basis="SDG")
    later = [seen(None, 2023, "e", status="NOT_REPORTED"), seen(9.0, 2022, "d", status="NOT_VERIFIED")]
    found = known([seen(1.0, 2019, "a"), seen(2.0, 2021, "c"), seen(3.0, 2021, "b"), *later], [aim])
    assert found["K", None].observation.key == "b"


def test_learning_by_hand():
    """Gaps 0.5 and 0.5, one strength of 0.5 at quality 0.8: L = 0.5 * 0.5 * 0.8 / 1 = 0.2."""
    own, other, points = two([(0.5, 1.0, 1.0, 0.8), (0.5, 1.0, 0.2, 1.0)])
    assert pytest.approx(0.2) == total(learning(own, other, points))


def test_learning_is_nothing_without_a_gap():
    """A city that reaches every target learns nothing."""
    own, other, points = two([(1.0, 1.0, 1.0, 1.0)])
    assert total(learning(own, other, points)) == 0.0


@given(SIDES, st.integers(0, 7), SHARE)
def test_learning_never_falls_when_the_other_rises(sides, index, raised):
    """Raising the other's attainment at one data point never lowers L."""
    index %= len(sides)
    t, q, before, factor = sides[index]
    assume(raised >= before)
    better = [*sides[:index], (t, q, raised, factor), *sides[index + 1 :]]
    assert total(learning(*two(sides))) <= total(learning(*two(better))) + 1e-12


@given(SIDES)
def test_learning_and_challenge_are_shares(sides):
    """L and C lie in [0, 1]."""
    assert 0 <= total(learning(*two(sides))) <= 1 + 1e-12
    assert 0 <= total(shared_challenge(*two(sides))) <= 1 + 1e-12


def test_challenge_by_hand():
    """Gaps (0.5, 0.5) and (0, 0.5): C = 0.5 / 1; without any gap it is 0."""
    assert pytest.approx(0.5) == total(shared_challenge(*two([(0.5, 1, 0.5, 1), (1.0, 1, 0.5, 1)])))
    assert total(shared_challenge(*two([(1.0, 1, 1.0, 1)]))) == 0.0


@given(SIDES)
def test_challenge_is_symmetric(sides):
    """C of i and j is C of j and i."""
    own, other, points = two(sides)
    assert total(shared_challenge(own, other, points)) == total(shared_challenge(other, own, points))


@given(SHARE, SHARE)
def test_mutual_benefit_is_symmetric_between_its_terms_and_split_exactly(a, b):
    """H(a, b) = H(b, a), lies between a and b, and its Euler shares add up to it."""
    assert harmonic(a, b) == harmonic(b, a)
    assert harmonic(a, b) <= max(a, b) + 1e-12
    assert pytest.approx(harmonic(a, b), abs=1e-12) == sum(euler_shares(a, b))


@pytest.mark.parametrize("tiny", [1e-170, 1e-200, 5e-324])
def test_shares_of_tiny_benefits_do_not_fail(tiny):
    """Euler shares of numbers whose square is 0 in floating point are still numbers near 0."""
    assert pytest.approx((0.0, 0.0), abs=1e-12) == euler_shares(tiny, tiny)


def test_context_by_hand():
    """One feature equal, one a scale apart, one unknown: X = (1 + exp(-1/2)) / 2."""
    own = Profile(code="a", name="A", population=1000, gdp_per_capita=20_000.0)
    other = Profile(code="b", name="B", population=1000, gdp_per_capita=40_000.0)
    assert pytest.approx((1 + math.exp(-0.5)) / 2) == similarity(context(own, other))


@given(st.floats(1, 1e8), st.floats(1, 1e8), st.floats(0.1, 1e4), st.floats(0.1, 1e4))
def test_context_is_a_symmetric_share(population, other_population, area, other_area):
    """X lies in [0, 1] and is the same from both sides."""
    own = Profile(code="a", name="A", population=population, area=area)
    other = Profile(code="b", name="B", population=other_population, area=other_area)
    assert 0 <= similarity(context(own, other)) <= 1
    assert pytest.approx(similarity(context(own, other)), rel=1e-12) == similarity(context(other, own))


def test_score_by_hand():
    """0.4 * 0.3 + 0.25 * 0.5 over 0.65, with H = H(0.2, 0.6) = 0.3."""
    found = score(Components(learns=0.2, teaches=0.6, challenge=0.5, context=None, wishes=None))
    assert pytest.approx((0.245 / 0.65, 0.65)) == (found.value, found.weight)


@given(SHARE, SHARE, SHARE, st.none() | SHARE, st.none() | SHARE)
def test_contributions_add_up_to_the_score(learns, teaches, challenge, alike, wishes):
    """The score is the sum of its contributions and lies in [0, 1]."""
    found = score(Components(learns=learns, teaches=teaches, challenge=challenge, context=alike, wishes=wishes))
    assert math.fsum(c.value for c in found.contributions) == found.value
    assert -1e-12 <= found.value <= 1 + 1e-12
