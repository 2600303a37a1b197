"""The far label of a step in Cypher: left out only where the relation alone says the kind and no index is sought by it."""

from __future__ import annotations

import pytest

from graph.cypher.compile import compile_cypher
from graph.cypher.label import sole
from graph.expression import NEVER, Logic, Param, Step, Value, far
from graph.expression import Test as Compared
from graph.model import MODEL
from graph.plan import Read
from graph.rules import EVERYTHING, restrict

BY_CODE = Compared(Value("code"), "eq", Param("p0"))
BY_NAME = Compared(Value("name"), "startsWith", Param("p0"))
BY_NOTE = Compared(Value("note", edge=True), "eq", Param("p0"))


def pattern(where):
    """The pattern of a KPI's cities."""
    below = Read("City", (Value("name"),), Step("HasValue", "in"), where)
    return compile_cypher(restrict(Read("Kpi", (below,)), EVERYTHING)).split("HAS_VALUE]-")[1].split(")")[0]


@pytest.mark.parametrize(
    ("label", "where"),
    [
        ("(n2", None),
        ("(n2", NEVER),
        ("(n2", BY_NOTE),
        ("(n2", Logic("not", (BY_CODE,))),
        ("(n2", Logic("or", (BY_CODE, BY_NOTE))),
        ("(n2:City", BY_CODE),
        ("(n2:City", Logic("and", (BY_NOTE, BY_NAME))),
        ("(n2:City", Logic("or", (BY_CODE, BY_NAME))),
    ],
)
def test_label_stays_where_an_index_may_be_sought(label, where):
    """A test that must hold of an indexed property keeps the label that makes the index usable."""
    assert label == pattern(where)


def test_one_relation_says_the_kind():
    """A step is told by its label alone where no other relation under it starts from the same kind."""
    sure = [Step("HasValue", "in"), Step("TwinnedWith", "both"), Step("HubServesCity", "in"), Step("HasValue", "source")]
    open_ones = [
        Step("HubServesCity", "out"),
        Step("SupportsEntry", "out"),
        Step("CityInCountry", "out"),
        Step("CityInRegion", "target"),
    ]

    assert [True] * 4 == [sole(step) for step in sure]
    assert [False] * 4 == [sole(step) for step in open_ones]


@pytest.mark.parametrize("relation", MODEL.relations)
def test_sole_is_what_the_model_says(relation):
    """Of every step, going through all triples of near kind, label and way finds the same."""
    for way in ("out", "in"):
        found = set()
        for other in MODEL.relations.values():
            ends = (other.source, other.target) if way == "out" else (other.target, other.source)
            mine = MODEL.relations[relation]
            near = mine.source if way == "out" else mine.target
            if other.label == mine.label and ends[0].kind is near.kind:
                found.add((other.name, ends[1].kind.__name__))
        assert (len(found) == 1) == sole(Step(relation, way))
        assert far(Step(relation, way)) in {kind for _, kind in found}
