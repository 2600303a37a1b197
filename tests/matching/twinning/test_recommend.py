"""The whole answer: order, gates, what is missing, remarks, the digest, and its speed."""

from __future__ import annotations

import dataclasses
import math
import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.twinning.answer import Extent
from matching.twinning.gates import gates
from matching.twinning.inputs import Observation, Profile, Target
from matching.twinning.pool import pool
from matching.twinning.recommend import recommend
from tests.matching.twinning.cases import case
from tests.matching.twinning.rich import CITIES, TARGETS

CASES = st.integers(0, 10**6).map(case)


def ask(cities=CITIES, code="QQ-fjord", first=10, targets=TARGETS, **more):
    """The answer for a city."""
    return recommend(code, pool(cities, targets), Extent(first=first, **more))


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
    extent = Extent(first=9, min_evidence=made.least)
    assert recommend(code, before, extent) == recommend(code, after, extent)


@given(CASES)
def test_every_number_keeps_its_bounds(made):
    """Scores, coverage and gains lie in [0, 1]; contributions add up; ranks count from 1."""
    found = recommend(made.cities[0].code, pool(made.cities, made.targets), Extent(first=1000, min_evidence=made.least))
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
        for node in recommend(city.code, among, Extent(first=1000, min_evidence=made.least)).nodes
    }
    assert all(math.isclose(s, scores.get((b, a), s), abs_tol=1e-12) for (a, b), s in scores.items())


def test_ties_are_broken_by_code():
    """Two candidates with the same data and no wishes are ranked by code."""
    bare = [dataclasses.replace(c, wishes=None, observations=c.observations) for c in CITIES if c.code in ("QQ-fjord", "QQ-port")]
    same = dataclasses.replace(bare[1], code="QQ-aport")
    assert [node.code for node in ask([*bare, same]).nodes] == ["QQ-aport", "QQ-port"]


def test_ties_of_the_score_are_broken_by_coverage():
    """Of two with one score, the one with the more evidence comes first, though its code is the later: both reach its target."""
    fjord, port = (next(city for city in CITIES if city.code == code) for code in ("QQ-fjord", "QQ-port"))
    full = dataclasses.replace(port, code="QQ-z", wishes=None)
    less = dataclasses.replace(port, wishes=None, observations=tuple(o for o in port.observations if o.kpi != "R13"))
    nodes = ask([fjord, less, full]).nodes
    assert ["QQ-z", "QQ-port"] == [node.code for node in nodes]
    assert nodes[0].score == nodes[1].score
    assert nodes[0].coverage > nodes[1].coverage


def test_first_cuts_the_list():
    """The first two are the first two of all."""
    assert ask(first=2).nodes == ask().nodes[:2]


def test_what_has_too_little_evidence_is_listed_as_far_as_asked_and_counted():
    """Six candidates lack evidence, of which the two with the most are listed, each with three of what it lacks."""
    every, few = ask(min_evidence=15), ask(min_evidence=15, first_insufficient=2, first_missing=3)
    quiet = every.insufficient_evidence[-1]
    assert (6, 6) == (few.insufficient_count, every.evaluated)
    assert [each.code for each in every.insufficient_evidence[:2]] == [each.code for each in few.insufficient_evidence]
    assert ("QQ-quiet", 4, 10, 10) == (quiet.code, quiet.evidence_count, quiet.missing_count, len(quiet.missing))
    short = ask(min_evidence=15, first_missing=3).insufficient_evidence[-1]
    assert (quiet.missing[:3], 10) == (short.missing, short.missing_count)


def test_rows_are_what_is_told():
    """An answer has a row for each candidate, data point and four missing ones: the quiet city lacks ten."""
    found = ask()
    points = sum(len(n.learns) + len(n.teaches) + len(n.shared_challenges) for n in found.nodes)
    assert 5 + points + 1 + 2 == found.rows


class EnoughError(Exception):
    """Raised by a check."""


@pytest.mark.parametrize("after", [0, 3])
def test_a_check_stops_the_work(after):
    """The check is called at each city, when it is pooled and when it is compared; what it raises ends the work."""
    calls = []

    def check():
        calls.append(1)
        if len(calls) > after:
            raise EnoughError

    among = pool(CITIES, TARGETS)
    for work in (lambda: pool(CITIES, TARGETS, check), lambda: recommend("QQ-fjord", among, Extent(first=1), check)):
        calls.clear()
        with pytest.raises(EnoughError):
            work()
        assert after + 1 == len(calls)


def test_gates_say_why():
    """A gate's note tells what is known: published, not published, or nothing."""
    told = [gates(CITIES[0], dataclasses.replace(CITIES[1], evaluation_published=known))[1] for known in (True, False, None)]
    notes = [
        "Its KPI evaluation, or values of it, are published.",
        "It has a KPI evaluation, of which nothing is published.",
        "No published KPI evaluation of it, or value of one, is known here.",
    ]
    assert list(zip(("PASS", "FAIL", "UNKNOWN"), notes, strict=True)) == [(gate.verdict, gate.note) for gate in told]


def test_doubts_are_remarked_with_their_number():
    """How many of the values compared could not be verified, and how many are not published."""
    port = next(city for city in CITIES if city.code == "QQ-port")
    doubted = [dataclasses.replace(o, status="UNVERIFIABLE") for o in port.observations[:3]]
    hidden = [dataclasses.replace(o, published=False) for o in port.observations[3:5]]
    remarks = ask(changed("QQ-port", observations=(*doubted, *hidden, *port.observations[5:]))).nodes[0].remarks
    assert (
        "Of the 14 values compared of QQ-port, 3 could not be verified.",
        "Of the 14 values compared of QQ-port, 2 are not published: only the programme sees this answer.",
    ) == remarks


def test_an_unpublished_evaluation_excludes():
    """A city that fails the gate is neither ranked nor of too little evidence, but told with its gates, and counted."""
    found = ask(changed("QQ-port", evaluation_published=False))
    assert "QQ-port" not in {each.code for each in (*found.nodes, *found.insufficient_evidence)}
    assert [("QQ-port", ["evaluationPublished"])] == [
        (each.code, [gate.name for gate in each.gates if gate.verdict == "FAIL"]) for each in found.excluded
    ]
    assert (1, 6) == (found.excluded_count, found.evaluated)


def test_what_is_excluded_is_listed_as_far_as_asked_and_counted():
    """Of six excluded cities the first two by code are listed; each is a row of the answer."""
    hidden = [c if c.code == "QQ-fjord" else dataclasses.replace(c, evaluation_published=False) for c in CITIES]
    every, few = ask(hidden), ask(hidden, first_excluded=2)
    assert ["QQ-capital", "QQ-model"] == [each.code for each in few.excluded]
    assert (6, 6, 6, 2) == (few.excluded_count, few.evaluated, every.rows, few.rows)


def test_unknown_never_excludes():
    """A candidate of which nothing is said about its evaluation keeps its rank."""
    assert ask(changed("QQ-port", evaluation_published=None)).nodes[0].code == "QQ-port"


TWINS = {
    "They are neither recorded as twins nor a pair of the programme.": (),
    "They are recorded as twins.": ("twinned_with",),
    "They are a pair of the programme.": ("paired_with",),
    "They are recorded as twins and a pair of the programme.": ("twinned_with", "paired_with"),
}


@pytest.mark.parametrize("note", TWINS)
@pytest.mark.parametrize(("side", "other"), [("QQ-port", "QQ-fjord"), ("QQ-fjord", "QQ-port")])
def test_a_twin_is_told_but_not_excluded(note, side, other):
    """Already twinned is information only, whichever side and whichever record says so; the note tells which record."""
    node = ask(changed(side, **dict.fromkeys(TWINS[note], frozenset({other})))).nodes[0]
    (gate,) = (gate for gate in node.gates if gate.name == "notYetTwinned")
    assert ("QQ-port", "FAIL" if TWINS[note] else "PASS", note) == (node.code, gate.verdict, gate.note)


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


def led(count):
    """So many targets of the leading city, all 10, and three cities, of which the last has 12.5 on each, the others 5."""
    aims = [
        Target(key=f"t{k}", kpi=f"K{k}", data_point="x", target=10.0, improvement="HIGHER", basis="LEADING_CITY")
        for k in range(count)
    ]

    def seen(code, value):
        given = {"data_point": "x", "unit": None, "status": "REPORTED", "year": 2026}
        return tuple(Observation(key=f"{code}|{t.key}", kpi=t.kpi, value=value, **given) for t in aims)

    return [Profile(code=c, name=c.upper(), observations=seen(c, v)) for c, v in (("a", 5.0), ("b", 5.0), ("c", 12.5))], aims


def test_a_target_that_is_no_longer_the_best_is_remarked():
    """The city that is better is named with its value and year, though it is neither of the two; five at most, the rest counted."""
    one, seven = (
        next(n for n in ask(cities, "a", targets=aims, min_evidence=1).nodes if n.code == "b").remarks
        for cities, aims in (led(1), led(7))
    )
    said = "The target is no longer the best published value of: "
    assert (f"{said}K0, x (C has 12.5 in 2026).",) == one
    assert (f"{said}{'; '.join(f'K{k}, x (C has 12.5 in 2026)' for k in range(5))} and 2 more.",) == seven


@pytest.mark.parametrize(
    ("name", "least"), [("first", 1), ("min_evidence", 1), ("first_insufficient", 0), ("first_missing", 0), ("first_excluded", 0)]
)
def test_arguments_out_of_range_are_refused(name, least):
    """Less than the least is a ValueError that names it."""
    with pytest.raises(ValueError, match=f"{name} must be at least {least}, found {least - 1}"):
        ask(**{"first": 1, name: least - 1})


def test_two_targets_of_one_data_point_are_refused():
    """A data point has one target."""
    with pytest.raises(ValueError, match="more than one target"):
        pool(CITIES, [*TARGETS, dataclasses.replace(TARGETS[0], key="again")])


@pytest.mark.parametrize("field", [{"population": 61_000}, {"wishes": {"QQ-port": 0.1}}, {"evaluation_published": None}])
def test_the_digest_tells_what_the_answer_depends_on(field):
    """Changing a field of a city changes the digest."""
    assert ask().inputs_digest != ask(changed("QQ-fjord", **field)).inputs_digest


def test_the_evidence_of_the_context_is_told():
    """Years and sources stand beside what they hold for; a density has those of population and area, an unknown feature none."""
    told = {"population_year": 2020, "population_source": "p", "area_source": "a", "gdp_per_capita": None, "gdp_source": "g"}
    people, income, density, *_ = ask(changed("QQ-port", **told)).nodes[0].context
    assert [(2020, ("p",)), (None, ()), (2020, ("p", "a"))] == [
        (d.other_year, d.other_sources) for d in (people, income, density)
    ]
    assert [(None, ())] * 3 == [(d.own_year, d.own_sources) for d in (people, income, density)]


def test_what_is_no_number_is_told_as_terms():
    """A climate, a form of government and languages are told by their terms, with their sources, in place of a number."""
    *_, climate, governance, languages = ask(changed("QQ-port", governance=None, languages_source="l")).nodes[0].context
    assert [(None, ("Cfb",)), (None, ()), (None, ("no", "en"))] == [
        (d.other, d.other_terms) for d in (climate, governance, languages)
    ]
    assert [(), (), ("l",)] == [d.other_sources for d in (climate, governance, languages)]
    assert [1.0, None, 1.0] == [d.similarity for d in (climate, governance, languages)]


@pytest.mark.parametrize("cities", [5000])
def test_one_city_against_thousands_takes_seconds(cities, report):
    """One city against 5 000 with 90 values each, from plain profiles to the 10 best explained."""
    rng = random.Random(1)
    aims = [
        Target(key=f"t{k}", kpi=f"K{k}", data_point=None, target=100.0, improvement="HIGHER", basis="SDG", unit="%")
        for k in range(90)
    ]

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
    found = recommend("00000", among, Extent(first=10))
    ended = time.perf_counter()
    report("twinning speed", cities=cities, values=90, pool=f"{pooled - started:.1f} s", oneCity=f"{ended - pooled:.2f} s")
    assert len(found.nodes) == 10
    assert ended - started < 60
