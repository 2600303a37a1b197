"""The rich case: what the method says where nearly everything is known."""

from __future__ import annotations

import pytest

from matching.twinning.answer import Extent
from matching.twinning.pool import pool
from matching.twinning.recommend import recommend
from tests.matching.twinning.rich import CITIES, TARGETS

ANSWER = recommend("QQ-fjord", pool(CITIES, TARGETS), Extent(first=10))
NODES = {node.code: node for node in ANSWER.nodes}


def test_the_complementary_city_that_wishes_it_too_comes_first():
    """The port lacks what the fjord has and has what it lacks, with firm wishes on both sides."""
    assert ANSWER.nodes[0].code == "QQ-port"


def test_a_city_without_enough_values_is_listed_with_what_is_missing():
    """The quiet city has four values; ten are missing, all on its side."""
    (quiet,) = ANSWER.insufficient_evidence
    assert (quiet.code, quiet.evidence_count, quiet.required, len(quiet.missing)) == ("QQ-quiet", 4, 5, 10)
    assert {"CANDIDATE"} == {point.missing_in for point in quiet.missing}


def test_everything_known_is_fully_covered_and_certain():
    """With all values, features and wishes known the coverage is 1 and the interval is the score."""
    port = NODES["QQ-port"]
    assert pytest.approx((1.0, port.score, port.score), abs=1e-12) == (port.coverage, port.interval.low, port.interval.high)


def test_an_equal_city_shares_all_challenges_and_teaches_nothing():
    """A city with the same values has C = 1 and H = 0."""
    parts = {part.name: part.value for part in NODES["QQ-twin"].contributions}
    assert pytest.approx((0.0, 0.0, 0.25), abs=1e-12) == (parts["learning"], parts["teaching"], parts["sharedChallenge"])
    assert (NODES["QQ-twin"].learns, NODES["QQ-twin"].teaches) == ((), ())


def test_what_is_learnt_and_taught_is_named_greatest_first():
    """The fjord learns innovation spending and internet from the port, and teaches it clean air."""
    port = NODES["QQ-port"]
    assert [point.kpi for point in port.learns[:2]] == ["R6", "R5"]
    assert {"R4", "R8", "R9", "R10", "R11"} <= {point.kpi for point in port.teaches}


def test_an_unstated_wish_leaves_its_weight_out():
    """The young city has no wish about the fjord: 0.85 of the weights is known, and W has no part."""
    young = NODES["QQ-young"]
    assert pytest.approx(0.85) == young.coverage
    assert "wishes" not in {part.name for part in young.contributions}
