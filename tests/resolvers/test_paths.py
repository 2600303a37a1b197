# ruff: noqa: D102, D103  # a stand-in does what the store does; a fixture or fault is told by its name
"""`paths`: what going through all paths finds, on both stores and executors, and what is said where a limit is met."""

from __future__ import annotations

import asyncio
import random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import resolvers.expand
import resolvers.explore
import resolvers.via
from graph.connect import connect
from resolvers.cursor import global_id
from resolvers.execute import resolve_root
from resolvers.standing import ANONYMOUS, alone
from resolvers.viewer import viewer
from schema.build import SCHEMA
from tests.graph.direct import wipe
from tests.graph.truth import Truth
from tests.resolvers import webs

TEXT = """query($from: ID!, $to: ID!, $via: PathVia, $maxHops: Int!, $first: Int!) {
  paths(from: $from, to: $to, via: $via, maxHops: $maxHops, first: $first) {
    truncated reasons skipped { node { id } field count }
    nodes { length cost nodes { __typename id }
      steps { relation label field direction edgeKey edge { id } alternatives } }
  }
}"""
ROLES = ("anonymous", "programmeStaff")
CORE = settings(max_examples=30)


@pytest.fixture(scope="module")
def loop():
    with asyncio.Runner() as runner:
        yield runner.run


@pytest.fixture(scope="module")
def changes():
    return webs.build(random.Random(3))


@pytest.fixture(scope="module")
def naive(changes):
    truth = Truth()
    for number, change in enumerate(changes):
        truth.apply(change, str(number))
    return {role: webs.Paths(truth.things, role) for role in ROLES}


def filled(loop, address, changes):
    """A store with the graphs."""
    store = connect(address)

    async def fill():
        await store.migrate()
        for number, change in enumerate(changes):
            await store.apply(change, f"webs {number}")

    loop(fill())
    return store


@pytest.fixture(scope="module")
def store(loop, changes, tmp_path_factory):
    made = filled(loop, f"sqlite:///{tmp_path_factory.mktemp('paths')}/graph.db", changes)
    yield made
    loop(made.close())


@pytest.fixture(scope="module")
def production(loop, changes, neo4j_uri):
    wipe(neo4j_uri)
    made = filled(loop, neo4j_uri, changes)
    with pytest.MonkeyPatch.context() as patch:  # each new statement is planned first, for as long as a busy machine takes
        patch.setattr(resolvers.explore, "SECONDS", 60)
        yield made
    loop(made.close())


async def ask(store, role, source, target, via=None, *, hops=4, first=5, core=False):
    """The answer, and who asked."""
    who = viewer(alone(role), store)
    own = {"root": resolve_root(SCHEMA.graphql, who)} if core else {}
    given_ = {"from": global_id(*source), "to": global_id(*target), "via": via, "maxHops": hops, "first": first}
    return await SCHEMA.execute(TEXT, given_, {"viewer": who, **own}), who


KEYS = {name[0].lower() + name[1:]: name for name in (*webs.TIES, "Offers")}
YEARS = st.sampled_from(
    ({}, {"year": {"eq": 2020}}, {"year": {"lt": 2020}}, {"not": {"year": {"in": [2019, 1]}}}, {"verifier": {"isNull": True}})
)


def keyed(relation):
    """Filters that every relation has: half of its edges by their keys, or all."""
    odd = {"or": [{"key": {"startsWith": f"{relation}:{n}"}} for n in range(1, 10, 2)]}
    return st.sampled_from(({}, odd, {"not": odd}, {"and": [odd, {"key": {"ne": f"{relation}:1-0"}}]}))


@st.composite
def vias(draw):
    """Some relations with a weight, a direction and a filter, of values mostly of their properties."""
    out = {}
    for key, relation in draw(st.lists(st.sampled_from(sorted(KEYS.items())), min_size=1, unique=True)):
        use = out[key] = {}
        if draw(st.booleans()):
            use["weight"] = draw(st.sampled_from((0.0, 0.1, 0.2, 0.30000000000000004, 1.0, 2.5, 1e9)))
        if draw(st.booleans()):
            use["direction"] = draw(st.sampled_from(("OUT", "IN", "BOTH")))
        if draw(st.booleans()):
            use["where"] = draw(YEARS if key in ("hasValue", "hadValue") else keyed(relation))
    return out


@st.composite
def questions(draw):
    """Two nodes of one graph, and how they may be connected."""
    web = draw(st.integers(0, webs.WEBS - 1))
    ends = [(kind, code) for kind in webs.SIZES for code in webs.codes(web, kind)]
    via = draw(st.one_of(st.none(), vias(), vias()))
    role = draw(st.sampled_from(ROLES))
    return role, draw(st.sampled_from(ends)), draw(st.sampled_from(ends)), via, draw(st.integers(1, 8))


def expected(naive, question, first):
    """The naive answer."""
    found = naive[question[0]].answer(*question[1:])
    paths = found if found is None else {"truncated": False, "reasons": [], "skipped": [], "nodes": found[:first]}
    return None, {"paths": paths}


def told(result):
    """An answer as it is compared with the naive one."""
    return result[0].errors, result[0].data


@given(question=questions(), first=st.integers(1, 20))
def test_paths_are_all_there_are(loop, store, naive, question, first):
    """What is told are the first of all paths, in their order, with nothing said to be missing."""
    assert expected(naive, question, first) == told(loop(ask(store, *question[:4], hops=question[4], first=first)))


@CORE
@given(question=questions())
def test_paths_by_graphql_core(loop, store, naive, question):
    """The fallback gives the same answer."""
    assert expected(naive, question, 9) == told(loop(ask(store, *question[:4], hops=question[4], first=9, core=True)))


@CORE
@given(question=questions())
def test_paths_on_neo4j(loop, production, naive, question):
    """Neo4j gives the same answer."""
    assert expected(naive, question, 9) == told(loop(ask(production, *question[:4], hops=question[4], first=9)))


def test_questions_find_paths(naive, report):
    """Most pairs of a graph are connected, and not by one path only: the properties above are not empty."""
    counts = []
    for web in range(webs.WEBS):
        for role in ROLES:
            found = naive[role].answer(("City", f"City-{web}-0"), ("Project", f"Project-{web}-0"), None, 5)
            counts.append(len(found or ()))
    report("paths oracle", pairs=len(counts), connected=sum(map(bool, counts)), paths=sum(counts))

    assert sum(map(bool, counts)) > len(counts) / 3
    assert sum(n > 3 for n in counts) > len(counts) / 4


LIMITS = st.fixed_dictionaries({}, optional={"GUARD": st.integers(0, 4), "EDGES": st.integers(0, 4), "WORK": st.integers(0, 6)})


@given(question=questions(), limits=LIMITS)
def test_what_a_limit_hides_is_said(loop, store, naive, question, limits):
    """Under any limits an answer that is not said to be truncated is whole, and each path of one that is exists."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in limits.items():
            patch.setattr(resolvers.explore, name, value)
        result, _ = loop(ask(store, *question[:4], hops=question[4], first=3))
    found = naive[question[0]].answer(*question[1:])
    paths = result.data["paths"]

    assert (None, found is None) == (result.errors, paths is None)
    if paths and not paths["truncated"]:
        assert found[:3] == paths["nodes"]
    if paths and paths["truncated"]:
        every = [[n["id"] for n in path["nodes"]] for path in found]
        assert all([n["id"] for n in path["nodes"]] in every for path in paths["nodes"])
        assert paths["skipped"] or "SUPERNODE" not in paths["reasons"]


def too_early(monkeypatch):
    monkeypatch.setattr(resolvers.explore, "_first", lambda *given: given[2] > 1)


def left_out_is_forgotten(monkeypatch):
    monkeypatch.setattr(resolvers.explore, "_known", lambda sides, hops: min(hops, sum(side.levels for side in sides)))


def direction_ignored(monkeypatch):
    monkeypatch.setattr(resolvers.via, "ALLOWED", dict.fromkeys(("OUT", "IN", "BOTH"), frozenset({"out", "in", "both"})))


def travelled_backwards(monkeypatch):
    for module in (resolvers.explore, resolvers.expand):
        monkeypatch.setattr(module, "travelled", lambda follow, **_: follow.direction)


def filter_dropped(monkeypatch):
    monkeypatch.setattr(resolvers.expand.Conditions, "node", lambda *_, **__: None)


def weights_rounded(monkeypatch):
    monkeypatch.setattr(resolvers.via, "exact", lambda weights: ([int(w) * 16 + 1 for w in weights], 16))


FAULTS = [too_early, left_out_is_forgotten, direction_ignored, travelled_backwards, filter_dropped, weights_rounded]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.__name__)
def test_planted_fault_is_found(loop, store, naive, fault, monkeypatch):
    """A fault planted in the search makes some answer differ from the naive one."""
    fault(monkeypatch)
    monkeypatch.setattr(resolvers.explore, "GUARD", 2 if fault is left_out_is_forgotten else resolvers.explore.GUARD)

    @settings(max_examples=300, phases=[Phase.generate])
    @given(question=questions())
    def differs(question):
        result, _ = loop(ask(store, *question[:4], hops=question[4], first=3))
        paths = result.data["paths"]
        assert not paths or paths["truncated"] or naive[question[0]].answer(*question[1:])[:3] == paths["nodes"]

    with pytest.raises(AssertionError):
        differs()


@pytest.fixture(scope="module")
def star(loop, tmp_path_factory):
    """Ten cities with a value on one KPI; a project in the first, one in the second, each with a document."""
    city = [webs.node("City", f"c{n}", published=True) for n in range(10)]
    projects = [webs.node("Project", f"p{n}", published=True) for n in range(2)]
    values = [webs.edge("HasValue", f"v{n}", f"c{n}", "k", year=2020, publishedAt=webs.MOMENT) for n in range(10)]
    placed = [webs.edge("ProjectInCity", f"ProjectInCity:{n}", f"p{n}", f"c{n}") for n in range(2)]
    change = webs.change(
        nodes={"City": city, "Project": projects, "Kpi": [webs.node("Kpi", "k")]},
        edges={"HasValue": values, "ProjectInCity": placed},
    )
    made = filled(loop, f"sqlite:///{tmp_path_factory.mktemp('star')}/graph.db", [change])
    yield made
    loop(made.close())


@pytest.mark.parametrize(
    ("truncated", "lengths", "source", "target", "hops"),
    [
        (False, [4], ("Project", "p0"), ("Project", "p1"), 4),
        (False, [2], ("Kpi", "k"), ("Project", "p0"), 2),
        (False, [1], ("Kpi", "k"), ("City", "c0"), 1),
        (False, [], ("Project", "p0"), ("Project", "p1"), 3),
        (True, [4], ("Project", "p0"), ("Project", "p1"), 5),
    ],
)
def test_supernode_is_arrived_at_but_not_expanded(loop, star, monkeypatch, truncated, lengths, source, target, hops):  # noqa: PLR0917  # a row of a table
    """A node with too many edges is passed where both neighbours on the path are expanded; where it matters, that is said."""
    monkeypatch.setattr(resolvers.explore, "GUARD", 9)
    found = loop(ask(star, "anonymous", source, target, hops=hops))[0].data["paths"]
    skipped = {"node": {"id": global_id("Kpi", "k")}, "field": "values", "count": 10}

    assert (truncated, ["SUPERNODE"] * truncated) == (found["truncated"], found["reasons"])
    assert lengths == [path["length"] for path in found["nodes"]]
    assert found["skipped"] in ([skipped], [])
    assert not truncated or found["skipped"]


class Slow:
    """A store whose reads take a while, but for the first."""

    def __init__(self, store):
        self._store, self.reads = store, 0

    def __getattr__(self, name):
        return getattr(self._store, name)

    async def read(self, statement, parameters, *, small=True):
        self.reads += 1
        await asyncio.sleep(0.2 * (self.reads > 2))
        return await self._store.read(statement, parameters, small=small)


def test_end_of_the_time_is_said(loop, star, monkeypatch):
    """When the time is over, what was read so far is told, and that the time was over."""
    monkeypatch.setattr(resolvers.explore, "SECONDS", 0.1)
    result, who = loop(ask(Slow(star), "anonymous", ("Project", "p0"), ("Project", "p1")))

    assert (None, False) == (result.errors, who.lasting)
    assert (True, ["TIME"], []) == tuple(result.data["paths"][k] for k in ("truncated", "reasons", "nodes"))


OUT_OF_RANGE = {
    "maxHops: found 0, expected 1 to 8": {"hops": 0},
    "maxHops: found 9, expected 1 to 8": {"hops": 9},
    "first: found 0, expected 1 to 100": {"first": 0},
    "first: found 101, expected 1 to 100": {"first": 101},
    "via.hasValue.weight: found -1, expected 0 to 1e+09": {"via": {"hasValue": {"weight": -1.0}}},
    "year: eq null compares with nothing; use isNull": {"via": {"hasValue": {"where": {"year": {"eq": None}}}}},
}


@pytest.mark.parametrize("core", [False, True])
@pytest.mark.parametrize("message", OUT_OF_RANGE)
def test_bad_argument_is_named(loop, star, message, core):
    """An argument out of range is a bad input that says what was expected, on both executors."""
    result, _ = loop(ask(star, "anonymous", ("City", "c0"), ("City", "c1"), core=core, **OUT_OF_RANGE[message]))

    assert [("BAD_USER_INPUT", message)] == [(e.extensions["code"], e.message) for e in result.errors]
    assert {"paths": None} == result.data


def test_hidden_end_is_as_one_that_is_not_there(loop, store, naive):
    """An end the viewer may not see has the answer, the statements and the price of one that is not stored."""
    things = naive["anonymous"].things["City"]
    hidden = next(code for code, thing in things.items() if not thing.row["published"])
    done = [loop(ask(store, "anonymous", ("Kpi", "Kpi-0-0"), ("City", code))) for code in (hidden, "none")]

    assert [({"paths": None}, None)] * 2 == [(result.data, result.errors) for result, _ in done]
    assert done[0][1].trace == done[1][1].trace
    assert done[0][1].spent == done[1][1].spent


@pytest.mark.parametrize("end", [("LogEntry", "0000000000000000001"), ("HasValue", "v1"), ("CityInCountry", "x")])
def test_id_of_no_node_has_no_path(loop, star, end):
    """What is not a node, or an edge, is no end of a path."""
    assert {"paths": None} == loop(ask(star, "programmeStaff", ("City", "c0"), end))[0].data


def test_price_is_by_hops(loop, star):
    """A thousand for each hop; the nodes of the answer are paid for as they are read."""
    prices = [loop(ask(star, "anonymous", ("City", "c0"), ("City", "none"), hops=hops))[1].spent for hops in (1, 4, 8)]

    assert [1000, 4000, 8000] == prices


def test_one_statement_for_each_kind_of_a_level(loop, star):
    """Two ends of a kind are one statement, each level one for each kind it expands, the nodes told one for each kind."""
    _, who = loop(ask(star, "anonymous", ("Project", "p0"), ("Project", "p1")))
    ends, levels, nodes = 1, 4, 3

    assert ends + levels + nodes + 1 == len(who.trace)  # one more for the values that are edges of the path


class Emptied(Slow):
    """A store that has no node or edge any more when its remarks are read."""

    async def read(self, statement, parameters, *, small=True):
        found = await self._store.read(statement, parameters, small=small)
        return [] if "stageSource" in statement or "note" in statement else found


@pytest.mark.parametrize("text", ["nodes { ... on City { stageSource } }", "steps { edge { ... on KpiValue { note } } }"])
def test_node_that_vanished_is_a_null_the_sdl_allows(loop, star, text):
    """A node gone since the paths were read is null where that may be; where it may not, the field is null beside an error."""
    given_ = {"from": global_id("City", "c0"), "to": global_id("City", "c1")}
    asked = f"query($from: ID!, $to: ID!) {{ paths(from: $from, to: $to) {{ nodes {{ {text} }} }} }}"
    result = loop(SCHEMA.execute(asked, given_, {"viewer": viewer(ANONYMOUS, Emptied(star))}))

    if "steps" in text:
        assert (None, [{"edge": None}] * 2) == (result.errors, result.data["paths"]["nodes"][0]["steps"])
    else:
        assert {"paths": None} == result.data
        assert [["paths", "nodes", 0, "nodes", 0]] == [e.path for e in result.errors]
