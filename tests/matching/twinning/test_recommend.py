"""The whole answer: order, gates, what is missing, remarks, the digest, and its speed."""

from __future__ import annotations

import dataclasses
import math
import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.twinning.inputs import Observation, Profile, Target
from matching.twinning.pool import pool
from matching.twinning.recommend import recommend
from tests.matching.twinning.cases import case
from tests.matching.twinning.rich import CITIES, TARGETS

CASES = st.integers(0, 10**6).map(case)


def ask(cities=CITIES, code="QQ-fjord", first=10, targets=TARGETS, **more):
    """The answer for a city."""
    return recommend(code, pool(cities, targets), first=first, **more)


def changed(code, **fields):
    """The rich set with one city changed."""
    return [dataclasses.replace(city, **fields) if city.code == code else city for city in CITIES]


@given(CASES, st.randoms(use_true_random=False))
def test_the_order_of_the_inputs_does_not_matter(made, rng):
    """Cities, targets and observations in another order give an equal answer with an equal digest."""
    cities = [dataclasses.replace(c, observations=tuple(rng.sample(c.observations, len(c.observations)))) for c in made.cities]
    shuffled = pool(rng.sample(cities, len(cities)), rng.sample(made.targets, len(made.targets)))
    before, after = pool(made.cities, made.targets), shuffled
    code = cities[0].code
    assert recommend(code, before, first=9, min_evidence=made.least) == recommend(code, after, first=9, min_evidence=made.least)


@given(CASES)
def test_every_number_keeps_its_bounds(made):
    """Scores, coverage and gains lie in [0, 1]; contributions add up; ranks count from 1."""
    found = recommend(made.cities[0].code, pool(made.cities, made.targets), first=1000, min_evidence=made.least)
    assert list(range(1, len(found.nodes) + 1)) == [node.rank for node in found.nodes]
    for node in found.nodes:
        assert math.fsum(c.value for c in node.contributions) == node.score
        assert 0 <= node.coverage <= 1
        assert all(0 < point.share <= 1 for point in (*node.learns, *node.teaches))
        assert sum(point.share for point in node.learns) <= 1 + 1e-12


@given(CASES)
def test_both_sides_of_a_pair_have_one_score(made):
    """H, C, X and W are symmetric: the score of a pair is the same asked from either side."""
    among = pool(made.cities, made.targets)
    scores = {
        (city.code, node.code): node.score
        for city in made.cities
        for node in recommend(city.code, among, first=1000, min_evidence=made.least).nodes
    }
    assert all(math.isclose(s, scores.get((b, a), s), abs_tol=1e-12) for (a, b), s in scores.items())


def test_ties_are_broken_by_code():
    """Two candidates with the same data and no wishes are ranked by code."""
    bare = [dataclasses.replace(c, wishes=None, observations=c.observations) for c in CITIES if c.code in ("QQ-fjord", "QQ-port")]
    same = dataclasses.replace(bare[1], code="QQ-aport")
    assert [node.code for node in ask([*bare, same]).nodes] == ["QQ-aport", "QQ-port"]


def test_first_cuts_the_list():
    """The first two are the first two of all."""
    assert ask(first=2).nodes == ask().nodes[:2]


def test_an_unpublished_evaluation_excludes():
    """A candidate that fails the gate is neither ranked nor listed."""
    found = ask(changed("QQ-port", evaluation_published=False))
    assert "QQ-port" not in {each.code for each in (*found.nodes, *found.insufficient_evidence)}


def test_unknown_never_excludes():
    """A candidate of which nothing is said about its evaluation keeps its rank."""
    assert ask(changed("QQ-port", evaluation_published=None)).nodes[0].code == "QQ-port"


def test_a_twin_is_told_but_not_excluded():
    """Already twinned is information only, whichever side records it."""
    node = ask(changed("QQ-port", twinned_with=frozenset({"QQ-fjord"}))).nodes[0]
    assert ("QQ-port", {"FAIL"}) == (node.code, {gate.verdict for gate in node.gates if gate.name == "notYetTwinned"})


def test_a_city_is_not_its_own_twin():
    """The city asked for is not among the candidates."""
    found = ask()
    assert "QQ-fjord" not in {each.code for each in (*found.nodes, *found.insufficient_evidence)}


def test_values_for_another_area_are_remarked_once():
    """One remark for each scope and city, however many values have it."""
    fjord = next(city for city in CITIES if city.code == "QQ-fjord")
    scoped = tuple(dataclasses.replace(o, scope="the whole region") for o in fjord.observations)
    remarks = ask(changed("QQ-fjord", observations=scoped)).nodes[0].remarks
    assert sum("the whole region" in remark and "QQ-fjord" in remark for remark in remarks) == 1


@pytest.mark.parametrize(("first", "least"), [(0, 5), (1, 0), (-1, 5)])
def test_arguments_out_of_range_are_refused(first, least):
    """Less than one is a ValueError that says so."""
    with pytest.raises(ValueError, match="at least 1"):
        ask(first=first, min_evidence=least)


def test_two_targets_of_one_data_point_are_refused():
    """A data point has one target."""
    with pytest.raises(ValueError, match="more than one target"):
        pool(CITIES, [*TARGETS, dataclasses.replace(TARGETS[0], key="again")])


@pytest.mark.parametrize("field", [{"population": 61_000}, {"wishes": {"QQ-port": 0.1}}, {"evaluation_published": None}])
def test_the_digest_tells_what_the_answer_depends_on(field):
    """Changing a field of a city changes the digest."""
    assert ask().inputs_digest != ask(changed("QQ-fjord", **field)).inputs_digest


@pytest.mark.parametrize("cities", [5000])
def test_one_city_against_thousands_takes_seconds(cities, report):
    """One city against 5 000 with 90 values each, from plain profiles to the 10 best explained."""
    rng = random.Random(1)
    aims = [Target(key=f"t{k}", kpi=f"K{k}", data_point=None, target=100.0, improvement="HIGHER", basis="SDG") for k in range(90)]

    def made(n):
        seen = tuple(
            Observation(
                key=f"{n}|{k}", kpi=f"K{k}", data_point=None, year=2020, value=rng.random() * 110, unit="%", status="REPORTED"
            )
            for k in range(90)
        )
        return Profile(code=f"{n:05}", name=str(n), population=rng.randint(10**4, 10**6), observations=seen)

    profiles = [made(n) for n in range(cities)]
    started = time.perf_counter()
    among = pool(profiles, aims)
    pooled = time.perf_counter()
    found = recommend("00000", among, first=10)
    ended = time.perf_counter()
    report("twinning speed", cities=cities, values=90, pool=f"{pooled - started:.1f} s", oneCity=f"{ended - pooled:.2f} s")
    assert len(found.nodes) == 10
    assert ended - started < 60
