"""The method against an independent one, and planted faults that the comparison must find."""

from __future__ import annotations

import dataclasses
import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.twinning import attainment, context, explain, interval, learning, pool, recommend, score
from matching.twinning.interval import Interval
from tests.matching.twinning import oracle
from tests.matching.twinning.cases import SORTS, case, small
from tests.matching.twinning.compare import differences, outside

SHOWN = 60
"""Cases within which every planted fault must show."""


def test_the_method_equals_the_oracle(full, report):
    """On generated cases the whole answer equals the oracle's: ranks, numbers, data points with their values, gates, remarks."""
    cases = 2000 if full else 300
    results = [differences(case(seed)) for seed in range(cases)]
    filled = sum(ranked > 0 for _, ranked in results)
    report(
        "twinning oracle",
        cases=cases,
        nonEmpty=filled,
        ranked=sum(r for _, r in results),
        differences=sum(bool(d) for d, _ in results),
    )
    assert [told for told, _ in results if told] == []
    assert filled >= 0.6 * cases


@pytest.mark.parametrize("unknowns", range(5))
def test_every_completion_lies_in_the_interval(unknowns, full, report):
    """With up to four unknowns, every completion on a grid with the extreme points lies within the bounds."""
    cases = 40 if full else 12
    tried = [outside(*small(seed, unknowns)) for seed in range(cases)]
    report(f"twinning interval, {unknowns} unknown", cases=cases, completions=sum(count for _, count in tried))
    assert [found for found, _ in tried if found] == []


@pytest.mark.parametrize("sort", SORTS)
def test_every_completion_of_one_sort_lies_in_the_interval(sort, full, report):
    """The same with up to four unknowns that are all values, all grades, or all of one feature or of the wishes."""
    seeds = range(20 if full else 3)
    tried = [outside(*small(seed, unknowns, (sort,))) for seed in seeds for unknowns in (1, 2, 4)]
    report(f"twinning interval, {sort}", cases=len(tried), completions=sum(count for _, count in tried))
    assert [found for found, _ in tried if found] == []


@given(st.integers(0, 10**6), st.integers(1, 4), st.lists(st.floats(0, 1), min_size=12, max_size=12))
def test_random_completions_lie_in_the_interval(seed, unknowns, draw):
    """A completion drawn at random lies within the bounds."""
    assert outside(*small(seed, unknowns), draw)[0] == []


def _weights(monkeypatch):
    monkeypatch.setitem(score.WEIGHTS, "challenge", 0.2)
    monkeypatch.setitem(score.WEIGHTS, "context", 0.25)


def _quality_ignored(monkeypatch):
    monkeypatch.setattr(attainment, "quality", lambda _: 1.0)


def _unverifiable_counts_less(monkeypatch):
    true = attainment._held

    def wrong(observation, aim):
        doubted = observation.quality is None and observation.status == "UNVERIFIABLE"
        return dataclasses.replace(true(observation, aim), **{"quality": 0.4} if doubted else {})

    monkeypatch.setattr(attainment, "_held", wrong)


def _clamp_dropped(monkeypatch):
    def unclamped(v, of):
        return v / of.target if of.improvement == "HIGHER" else of.target / v if v else 1.0

    true = attainment.attainment
    monkeypatch.setattr(
        attainment, "attainment", lambda v, of: (true if of.method in {"BETWEEN", "YES_NO"} else unclamped)(v, of)
    )


def _direction_ignored(monkeypatch):
    true = attainment.attainment
    monkeypatch.setattr(attainment, "attainment", lambda v, of: true(v, dataclasses.replace(of, improvement="HIGHER")))


def _method_ignored(name):
    """Plant that one method is taken for the ratio."""

    def plant(monkeypatch):
        true = attainment.attainment
        ratio = lambda of: dataclasses.replace(of, method=None) if of.method == name else of  # noqa: E731
        monkeypatch.setattr(attainment, "attainment", lambda v, of: true(v, ratio(of)))

    plant.__name__ = f"{name}_ignored"
    return plant


def _worst_ignored(monkeypatch):
    true = attainment.attainment
    from_nothing = lambda of: dataclasses.replace(of, worst=of.worst and of.worst * 1.5)  # noqa: E731
    monkeypatch.setattr(attainment, "attainment", lambda v, of: true(v, from_nothing(of)))


def _unit_ignored(monkeypatch):
    monkeypatch.setattr(attainment, "comparable", lambda *_: True)


def _spellings_ignored(monkeypatch):
    monkeypatch.setattr(attainment, "comparable", lambda _, unit, expected: unit in {None, expected})


def _units_changed(name, change):
    """Plant another look at the value and the two units."""

    def plant(monkeypatch):
        true = attainment.comparable
        monkeypatch.setattr(attainment, "comparable", lambda *given: true(*change(*given)))

    plant.__name__ = name
    return plant


_one_of_several = _units_changed("one_of_several", lambda v, unit, expected: (v, unit, expected and expected.split(" and ")[0]))
_range_ignored = _units_changed("range_ignored", lambda _, unit, expected: (0.5, unit, expected))
_any_unit_for_none = _units_changed("any_unit_for_none", lambda v, unit, expected: (v, expected and unit, expected))


def _excluded_by_no_gate(monkeypatch):
    true = recommend.Excluded
    monkeypatch.setattr(recommend, "Excluded", lambda code, gates: true(code=code, gates=gates[:1]))


def _min_for_max(monkeypatch):
    def swapped(own, other, evidence):
        total = sum(min(own[p].gap, other[p].gap) for p in evidence) or 1.0
        return {p: max(own[p].gap, other[p].gap) / total for p in evidence}

    monkeypatch.setattr(recommend, "shared_challenge", swapped)


def _arithmetic_mean(monkeypatch):
    monkeypatch.setattr(score, "euler_shares", lambda a, b: (a / 2, b / 2))


def _learns_for_teaches(monkeypatch):
    monkeypatch.setattr(recommend, "learning", lambda own, other, evidence: learning.learning(other, own, evidence))


def _own_quality(monkeypatch):
    def wrong(own, other, evidence):
        total = sum(own[p].gap for p in evidence) or 1.0
        return {p: own[p].gap * max(0.0, own[p].gap - other[p].gap) * own[p].quality / total for p in evidence}

    monkeypatch.setattr(recommend, "learning", wrong)


def _not_rescaled(monkeypatch):
    def unscaled(found):
        made = score.score(found)
        parts = tuple(dataclasses.replace(c, value=c.value * made.weight) for c in made.contributions)
        return score.Score(sum(c.value for c in parts), parts, made.weight)

    monkeypatch.setattr(recommend, "score", unscaled)


def _unknown_wish_is_none_at_all(monkeypatch):
    true = recommend._wishes
    monkeypatch.setattr(recommend, "_wishes", lambda a, b: tuple(w or 0.0 for w in true(a, b)))


def _oldest_value(monkeypatch):
    true = attainment.known
    aged = lambda found: [dataclasses.replace(o, year=-o.year) for o in found]  # noqa: E731
    monkeypatch.setattr(pool, "known", lambda found, targets: true(aged(found), targets))


def _unusable_value_used(monkeypatch):
    monkeypatch.setattr(attainment, "USABLE", {*attainment.USABLE, "NOT_VERIFIED"})


def _feature(number, **wrong):
    """Plant a change of one feature: its fields from the feature itself."""

    def plant(monkeypatch):
        changed = dataclasses.replace(context.FEATURES[number], **{field: of(FEATURES[number]) for field, of in wrong.items()})
        monkeypatch.setattr(context, "FEATURES", (*FEATURES[:number], changed, *FEATURES[number + 1 :]))

    plant.__name__ = f"{FEATURES[number].name}_{'_'.join(wrong)}"
    return plant


FEATURES = context.FEATURES
OF_FEATURES = [_feature(number, scale=lambda f: f.scale * 1.5) for number in range(len(FEATURES))] + [
    _feature(3, apart=lambda _: lambda a, b: 0 if a == b else 3),
    _feature(4, apart=lambda _: lambda a, b: float(a != b)),
    _feature(5, apart=lambda _: lambda a, b: 1 - len({*a} & {*b}) / min(len(a), len(b))),
    _feature(5, apart=lambda f: lambda a, b: f.apart(a[:1], b[:1])),
    _feature(5, sources=lambda _: lambda _: ()),
]


def _any_text_is_a_climate(monkeypatch):
    monkeypatch.setattr(context, "KOEPPEN", re.compile(".*"))


def _gate_ignored(monkeypatch):
    monkeypatch.setattr(recommend, "excludes", lambda gates: gates[0].verdict == "FAIL")


def _unknown_excludes(monkeypatch):
    monkeypatch.setattr(recommend, "excludes", lambda gates: any(g.excludes and g.verdict != "PASS" for g in gates))


def _coverage_left_out_of_the_order(monkeypatch):
    monkeypatch.setattr(recommend, "_place", lambda pair: (-pair.score.value, pair.other.profile.code))


def _code_left_out_of_the_order(monkeypatch):
    backwards = lambda code: [-ord(c) for c in code]  # noqa: E731
    monkeypatch.setattr(recommend, "_place", lambda p: (-p.score.value, -p.coverage, backwards(p.other.profile.code)))


def _changed(name, **wrong):
    """Plant a change of every item of a list that explains a recommendation: its fields from the item itself."""

    def plant(monkeypatch):
        true = getattr(recommend, name)

        def changed(*given):
            return tuple(dataclasses.replace(p, **{field: of(p) for field, of in wrong.items()}) for p in true(*given))

        monkeypatch.setattr(recommend, name, changed)

    plant.__name__ = f"{name}_{'_'.join(wrong)}"
    return plant


def _remarks_dropped(monkeypatch):
    monkeypatch.setattr(recommend, "remarks", lambda *_: ())


def _outdone_wrong(name, change):
    """Plant another look at what the leaders are chosen from."""

    def plant(monkeypatch):
        true = pool._leaders
        monkeypatch.setattr(pool, "_leaders", lambda profiles, targets: true(*change(list(profiles), targets)))

    plant.__name__ = name
    return plant


def _seen_as(**wrong):
    """All values with other fields."""

    def seen(profiles, targets):
        values = [tuple(dataclasses.replace(o, **wrong) for o in p.observations) for p in profiles]
        return [dataclasses.replace(p, observations=v) for p, v in zip(profiles, values, strict=True)], targets

    return seen


def _newest_leads(profiles, targets):
    """Of each city no value but the newest that stands for it."""
    kept = [[k.observation for k in attainment.known(p.observations, targets)[0].values()] for p in profiles]
    return [dataclasses.replace(p, observations=tuple(v)) for p, v in zip(profiles, kept, strict=True)], targets


def _aimed_as(**wrong):
    """All targets with other fields."""
    return lambda profiles, targets: (profiles, {p: dataclasses.replace(t, **wrong) for p, t in targets.items()})


LEADERS = [
    _outdone_wrong("no_leaders", lambda _, targets: ([], targets)),
    _outdone_wrong("unpublished_leads", _seen_as(published=True)),
    _outdone_wrong("unverifiable_leads", _seen_as(status="REPORTED")),
    _outdone_wrong("direction_of_leaders_ignored", _aimed_as(improvement="HIGHER")),
    _outdone_wrong("any_basis_is_outdone", _aimed_as(basis="LEADING_CITY")),
    _outdone_wrong("last_of_equals_leads", lambda profiles, targets: (profiles[::-1], targets)),
    _outdone_wrong("newest_leads", _newest_leads),
]


def _unpublished_not_remarked(monkeypatch):
    monkeypatch.setattr(
        recommend, "remarks", lambda *given: tuple(r for r in explain.remarks(*given) if "not published" not in r)
    )


def _sides_of_context_swapped(monkeypatch):
    monkeypatch.setattr(recommend, "context", lambda own, other: context.context(other, own))


def _wishes_left_out_of_the_interval(monkeypatch):
    monkeypatch.setattr(recommend, "bounds", lambda *given: interval.bounds(*given[:-1], (None, None)))


def _twinned_on_one_side_only(monkeypatch):
    true = recommend.gates
    monkeypatch.setattr(recommend, "gates", lambda a, b: true(a, dataclasses.replace(b, twinned_with=frozenset())))


def _pairs_of_the_programme_ignored(monkeypatch):
    true = recommend.gates
    alone = lambda city: dataclasses.replace(city, paired_with=frozenset())  # noqa: E731
    monkeypatch.setattr(recommend, "gates", lambda a, b: true(alone(a), alone(b)))


def _least_evidence_is_not_enough(monkeypatch):
    true = recommend.recommend
    more = lambda extent: dataclasses.replace(extent, min_evidence=extent.min_evidence + 1)  # noqa: E731
    monkeypatch.setattr(recommend, "recommend", lambda code, among, extent: true(code, among, more(extent)))


EXPLAINED = [
    _changed("learning_points", own=lambda p: p.other),
    _changed("learning_points", other=lambda p: p.own),
    _changed("learning_points", own_attainment=lambda p: p.other_attainment),
    _changed("learning_points", target=lambda p: p.target * 2),
    _changed("learning_points", basis=lambda _: "WHO"),
    _changed("learning_points", share=lambda p: p.share * 2),
    _changed("learning_points", target_source=lambda _: None),
    _changed("learning_points", target_note=lambda p: p.target_source),
    _changed("learning_points", compared_values=lambda _: 1),
    _changed("challenges", share=lambda p: p.share * 2),
    _changed("challenges", other_attainment=lambda p: p.own_attainment),
    _changed("missing_points", missing_in=lambda _: "BOTH"),
    _changed("missing_points", data_point=lambda _: None),
    _changed("missing_points", city_unit=lambda p: p.candidate_unit),
    _changed("missing_points", candidate_unit=lambda _: None),
    _changed("context", own_year=lambda d: d.other_year),
    _changed("context", other_sources=lambda d: d.own_sources),
    _changed("context", own_terms=lambda d: d.other_terms),
]
FAULTS = [
    _weights, _quality_ignored, _unverifiable_counts_less, _clamp_dropped, _direction_ignored, _min_for_max, _arithmetic_mean,
    _learns_for_teaches, _own_quality, _not_rescaled, _unknown_wish_is_none_at_all, _oldest_value, _unusable_value_used,
    *OF_FEATURES, _any_text_is_a_climate, _gate_ignored, _unknown_excludes, _coverage_left_out_of_the_order, _code_left_out_of_the_order,
    _remarks_dropped, _unpublished_not_remarked, _sides_of_context_swapped, _wishes_left_out_of_the_interval,
    _twinned_on_one_side_only, _pairs_of_the_programme_ignored, _least_evidence_is_not_enough, _method_ignored("BETWEEN"), _method_ignored("YES_NO"),
    _worst_ignored, _unit_ignored, _spellings_ignored, _one_of_several, _range_ignored, _any_unit_for_none, _excluded_by_no_gate, *EXPLAINED, *LEADERS,
]  # fmt: skip


@pytest.mark.parametrize("plant", FAULTS)
def test_a_planted_fault_is_found(plant, monkeypatch):
    """The comparison with the oracle finds the fault."""
    plant(monkeypatch)
    assert any(differences(case(seed))[0] for seed in range(SHOWN))


def _certain_only(pairs):
    known = {k: (a.attainment, a.quality, "") for k, (a, _) in enumerate(pairs) if a}
    other = {k: (b.attainment, b.quality, "") for k, (_, b) in enumerate(pairs) if b}
    return Interval(*[oracle.learning(known, other)] * 2)


BOUND_FAULTS = {
    "learning_bounds": (interval, _certain_only),
    "challenge_bounds": (interval, lambda _: Interval(0.5, 0.5)),
    "_wishes": (interval, lambda own, other: Interval(*[oracle.harmonic(own or 0.0, other or 0.0)] * 2)),
    "_context": (interval, lambda found: Interval(*[sum(f.similarity or 0.0 for f in found) / len(found)] * 2)),
    "_most_gain": (
        interval,
        lambda gap, other: 0.0 if other is None else max(0.0, other.attainment - 1 + gap) * other.most_quality,
    ),
    "least": (context.Feature, property(lambda _: 0.9)),
    "least_quality": (attainment.Known, property(lambda known: known.quality)),
    "most_quality": (attainment.Known, property(lambda known: known.quality)),
}


@pytest.mark.parametrize("name", BOUND_FAULTS)
def test_a_planted_fault_in_the_bounds_is_found(name, monkeypatch):
    """Completions outside a wrong interval are found."""
    where, wrong = BOUND_FAULTS[name]
    monkeypatch.setattr(where, name, wrong)
    assert any(outside(*small(seed, unknowns))[0] for seed, unknowns in itertools.product(range(60), range(1, 4)))
