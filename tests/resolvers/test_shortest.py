"""The search for paths: against enumeration and against networkx."""

from __future__ import annotations

import itertools
from fractions import Fraction

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from resolvers.shortest import SPREAD, cost_of, exact, shortest

NODES = "abcdefg"
WORK = 10**6


@st.composite
def graphs(draw):
    """A digraph of up to seven nodes with whole weights, many of them alike."""
    pairs = draw(st.lists(st.sampled_from(list(itertools.permutations(NODES, 2))), max_size=24, unique=True))
    arcs: dict[str, dict[str, int]] = {}
    for tail, head in pairs:
        arcs.setdefault(tail, {})[head] = draw(st.sampled_from((0, 1, 1, 1, 2, 5)))
    return arcs


def enumerated(arcs, source, target, hops):
    """All simple paths of at most that many arcs with their costs, by cost and then by nodes."""
    found = []
    for size in range(hops + 1):
        for middle in itertools.permutations(set(NODES) - {source, target}, max(size - 1, 0)):
            path = (source, *middle, target) if size else (source,)
            steps = list(itertools.pairwise(path))
            if path[-1] == target and all(head in arcs.get(tail, {}) for tail, head in steps):
                found.append((sum(arcs[tail][head] for tail, head in steps), path))
    return sorted(found)


@given(graphs(), st.integers(1, 6), st.integers(1, 12))
def test_paths_are_those_of_enumeration(arcs, hops, first):
    """The first paths within the hops, in the order of cost and nodes, are what going through all of them finds."""
    assert (enumerated(arcs, "a", "b", hops)[:first], True) == shortest(arcs, "a", "b", hops, first, WORK)


@given(graphs())
def test_costs_are_those_of_networkx(arcs):
    """Without a limit of hops all paths are there, with the costs networkx finds one after the other."""
    graph = nx.DiGraph([(tail, head, {"weight": w}) for tail, heads in arcs.items() for head, w in heads.items()])
    graph.add_nodes_from("ab")
    try:
        paths = list(nx.shortest_simple_paths(graph, "a", "b", "weight"))
    except nx.NetworkXNoPath:
        paths = []
    found, _ = shortest(arcs, "a", "b", len(NODES), WORK, WORK)

    assert sorted(map(tuple, paths)) == sorted(path for _, path in found)
    assert [nx.path_weight(graph, p, "weight") for p in paths] == [cost for cost, _ in found]


@given(graphs(), st.integers(0, 8))
def test_end_of_work_is_said(arcs, work):
    """A search that is cut off says so, and what it found are the first paths."""
    expected = enumerated(arcs, "a", "b", 6)
    found, done = shortest(arcs, "a", "b", 6, WORK, work)

    assert expected[: len(found)] == found
    assert not done or expected == found


def test_work_is_bounded():
    """Of a complete graph, no more partial paths are looked at than may be."""
    arcs = {tail: {head: 1 for head in NODES if head != tail} for tail in NODES}

    assert [0, 1, 5] == [len(shortest(arcs, "a", "b", 6, WORK, work)[0]) for work in (0, 1, 5)]


def test_node_is_its_own_path():
    """From a node to itself there is one path, of no arc."""
    assert ([(0, ("a",))], True) == shortest({"a": {"b": 1}, "b": {"a": 1}}, "a", "a", 4, 5, WORK)


WEIGHTS = st.lists(st.floats(0, 1e9), min_size=1, max_size=8)


@given(WEIGHTS)
def test_sums_of_weights_are_exact(weights):
    """A cost is the exact sum of the weights, rounded once."""
    whole, unit = exact(weights)

    assert float(sum(map(Fraction, weights))) == cost_of(sum(whole), len(whole), unit)


@given(WEIGHTS, st.data())
def test_equal_costs_are_ordered_by_hops(weights, data):
    """Of two sums the lower cost is first, and of equal costs the fewer hops."""
    whole, _ = exact(weights)
    one, other = (data.draw(st.lists(st.integers(0, len(weights) - 1), max_size=SPREAD - 1)) for _ in range(2))
    keys = [(sum(Fraction(weights[i]) for i in picked), len(picked)) for picked in (one, other)]
    sums = [sum(whole[i] for i in picked) for picked in (one, other)]

    assert (keys[0] < keys[1], keys[0] == keys[1]) == (sums[0] < sums[1], sums[0] == sums[1])
