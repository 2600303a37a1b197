"""Each component: reference values by hand, and the properties its docstring claims."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from matching.twinning.attainment import Known, attainment, checked, known, quality
from matching.twinning.challenge import shared_challenge
from matching.twinning.context import similarity
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


def aim(goal=10.0, improvement="HIGHER", **more):
    """A target of the one KPI."""
    return Target(key="t", kpi="K", data_point=None, target=goal, improvement=improvement, basis="SDG", **more)


def held(observations, of):
    """What is known of the one KPI, and what its unit keeps from being known."""
    found, passed_over = known(observations, {of.point: of})
    return found.get(of.point), passed_over.get(of.point)


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
    assert expected == attainment(value, aim(target, better))


@pytest.mark.parametrize(
    ("value", "target", "worst", "better", "expected"),
    [
        (30, 40, 0, "HIGHER", 0.75),
        (30, 40, 20, "HIGHER", 0.5),
        (0, 10, -10, "HIGHER", 0.5),
        (10, 40, 20, "HIGHER", 0),
        (50, 40, 20, "HIGHER", 1),
        (6, 5, 9, "LOWER", 0.75),
        (-1, -2, 2, "LOWER", 0.75),
        (12, 5, 9, "LOWER", 0),
        (4, 5, 9, "LOWER", 1),
    ],
)
def test_between_counts_from_the_worst_value(value, target, worst, better, expected):
    """(v - W) / (T - W), within [0, 1], whichever way is better and whatever the signs."""
    assert expected == attainment(value, aim(target, better, method="BETWEEN", worst=worst))


@pytest.mark.parametrize(
    ("value", "better", "expected"), [(1, "HIGHER", 1), (0.5, "HIGHER", 0), (0, "HIGHER", 0), (1, "LOWER", 1), (2, "LOWER", 0)]
)
def test_yes_or_no_is_all_or_nothing(value, better, expected):
    """A target that is nearly met is not met."""
    assert expected == attainment(value, aim(1.0, better, method="YES_NO"))


@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e9), st.sampled_from(("HIGHER", "LOWER")))
def test_no_method_is_the_ratio(value, target, better):
    """A target that names no method and one that names the ratio for its direction are reached alike."""
    assert attainment(value, aim(target, better, method=f"RATIO_{better}")) == attainment(value, aim(target, better))


UNUSABLE = {
    "improvement of 't': found NONE, expected HIGHER or LOWER": aim(improvement="NONE"),
    "target of 't': found 0.0, expected more than 0": aim(0.0),
    "target of 't': found -1.0, expected more than 0": aim(-1.0, method="RATIO_HIGHER"),
    "method of 't': found RATIO_LOWER, expected the ratio for the way that is better": aim(method="RATIO_LOWER"),
    "worst of 't': found None, expected a value worse than the target": aim(method="BETWEEN"),
    "worst of 't': found 10.0, expected a value worse": aim(method="BETWEEN", worst=10.0),
    "worst of 't': found 9.0, expected a value worse": aim(10.0, "LOWER", method="BETWEEN", worst=9.0),
    r"worst of 't': found -1e\+308, expected a value worse": aim(1e308, method="BETWEEN", worst=-1e308),
}


@pytest.mark.parametrize("told", UNUSABLE)
def test_a_target_nothing_can_be_held_against_is_refused(told):
    """What is wrong with it is told, by the property that would have to be another."""
    with pytest.raises(ValueError, match=told):
        checked(UNUSABLE[told])


@pytest.mark.parametrize("usable", [aim(), aim(0.0, method="YES_NO"), aim(-1.0, method="BETWEEN", worst=-2.0)])
def test_a_target_of_0_or_less_can_be_held_against_where_it_is_no_ratio(usable):
    """Only of a ratio does a target have to be above 0."""
    assert usable == checked(usable)


@pytest.mark.parametrize("better", ["HIGHER", "LOWER"])
@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e9))
def test_attainment_is_a_share(better, value, target):
    """Attainment lies in [0, 1]."""
    assert 0 <= attainment(value, aim(target, better)) <= 1


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
    assert 0.8 == held([seen(status="UNVERIFIABLE")], aim())[0].quality


def test_the_latest_usable_value_stands_for_a_data_point():
    """Later values that are null, not reported or not verified are passed over; of one year the first key counts."""
    later = [seen(None, 2023, "e", status="NOT_REPORTED"), seen(9.0, 2022, "d", status="NOT_VERIFIED")]
    found, _ = held([seen(1.0, 2019, "a"), seen(2.0, 2021, "c"), seen(3.0, 2021, "b"), *later], aim())
    assert "b" == found.observation.key


def test_a_value_in_another_unit_is_no_evidence():
    """27.4 per 1000 is not held against a target in %, and is told as passed over."""
    odd = seen(27.4, unit="per 1000")
    assert (None, odd) == held([odd], aim(unit="%"))


def test_an_earlier_value_stands_where_the_newest_is_in_another_unit():
    """The newest value in the unit of the target counts; the newer one is told."""
    odd, fitting = seen(27.4, 2022, unit="per 1000"), seen(2.74, 2020, unit="%")
    found, passed_over = held([odd, fitting], aim(unit="%"))
    assert (fitting, odd) == (found.observation, passed_over)


def test_a_value_in_another_unit_that_is_older_is_not_told():
    """What would not count anyway is not passed over for its unit."""
    odd, fitting = seen(27.4, 2020, unit="per 1000"), seen(2.74, 2022, unit="%")
    found, passed_over = held([odd, fitting], aim(unit="%"))
    assert (fitting, None) == (found.observation, passed_over)


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
    assert pytest.approx((1 + math.exp(-0.5)) / 2) == similarity(own, other)


def alike(name, own, other):
    """How alike two cities are that have one feature."""
    return similarity(*(Profile(code=code, name=code, **{name: value}) for code, value in (("a", own), ("b", other))))


@pytest.mark.parametrize(
    ("own", "other", "scales"),
    [
        ("Cfb", "Cfb", 0), ("Cfb", "Cfa", 0.5), ("Cfb", "Csb", 1), ("BSk", "BWk", 1), ("Af", "Aw", 1), ("ET", "EF", 1),
        ("Cfb", "Dfb", 1.5), ("Af", "Cfb", 1.5),
    ],
)  # fmt: skip
def test_climates_are_compared_letter_by_letter(own, other, scales):
    """The first letter that differs says how far two classes of Koeppen and Geiger are apart: half a scale for the last."""
    assert pytest.approx(math.exp(-(scales**2) / 2)) == alike("climate", own, other)


@pytest.mark.parametrize("other", ["oceanic", "cfb", "Cfz", "Cfbx", ""])
def test_what_is_no_climate_is_not_compared(other):
    """A text that is no class of Koeppen and Geiger is not held against one, not even where both have it."""
    assert alike("climate", "Cfb", other) is None
    assert alike("climate", other, other) is None


def test_forms_of_government_are_the_same_or_not():
    """Case and what stands between words do not matter; two forms are one scale apart."""
    assert [1.0, 1.0, math.exp(-0.5)] == [
        alike("governance", "mayor-council", x) for x in ("Mayor-Council", "mayor council", "commission")
    ]


def test_what_has_no_words_is_no_form_of_government():
    """Signs say nothing, a vowel sign belongs to its letter, and composed or not is the same."""
    assert alike("governance", "?", "?") is None
    assert alike("governance", "council", "-") is None
    assert math.exp(-0.5) == alike("governance", "\u0915\u0940", "\u0915\u0947")
    assert 1.0 == alike("governance", "r\u00e5d", "ra\u030ad")


@pytest.mark.parametrize("own", [5e-324, 1e-320, 1e-300, 1e308])
def test_amounts_beyond_all_reason_are_compared(own):
    """Whatever a store holds is compared; a density beyond what a number can hold is unknown."""
    assert 1.0 == alike("gdp_per_capita", own, own)
    assert 0 <= alike("gdp_per_capita", own, 1e300 if own < 1 else 1e-300) <= 1e-9
    crowd = Profile(code="a", name="A", population=1000, area=own)
    assert 0 <= similarity(crowd, Profile(code="b", name="B", population=1000, area=1.0)) <= 1


@pytest.mark.parametrize(
    ("own", "other", "lacking"),
    [
        (("no", "en"), ("en",), 0),
        (("no", "en"), ("en", "fr"), 0.5),
        (("no",), ("fr", "en", "de"), 1),
        (("EN",), ("en",), 0),
        (("nb",), ("nn", "en"), 0),
    ],
)
def test_languages_are_compared_by_what_the_shorter_list_lacks(own, other, lacking):
    """They differ by 1 less the overlap of Szymkiewicz and Simpson, with a scale of a half."""
    assert pytest.approx(math.exp(-2 * lacking**2)) == alike("languages", own, other) == alike("languages", other, own)


@pytest.mark.parametrize("other", [("Norwegian",), ("english", "x")])
def test_what_is_no_language_is_not_compared(other):
    """A text that is no code of ISO 639-1 says nothing, and does not count beside one that is."""
    assert alike("languages", ("no",), other) is None
    assert 1.0 == alike("languages", ("no",), (*other, "no"))


@given(st.floats(1, 1e8), st.floats(1, 1e8), st.floats(0.1, 1e4), st.floats(0.1, 1e4))
def test_context_is_a_symmetric_share(population, other_population, area, other_area):
    """X lies in [0, 1] and is the same from both sides."""
    own = Profile(code="a", name="A", population=population, area=area)
    other = Profile(code="b", name="B", population=other_population, area=other_area)
    assert 0 <= similarity(own, other) <= 1
    assert pytest.approx(similarity(own, other), rel=1e-12) == similarity(other, own)


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
