# ruff: noqa: D103, PLR0917  # a fixture or planted fault is told by its name
"""`search`: what is found, how it is scored and ordered, and what is refused, on both stores and both executors."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import resolvers.search
from graph.connect import connect
from graph.expression import Logic, Value
from graph.fold import BREAK, fold, folded
from graph.model import MODEL
from graph.plan import Key
from resolvers.cursor import global_id
from resolvers.execute import resolve_reference, resolve_root
from resolvers.search import KINDS, LOOKED_AT, score
from resolvers.standing import ANONYMOUS, alone
from resolvers.viewer import viewer
from schema.build import SCHEMA
from tests.graph.conftest import BOTH
from tests.graph.direct import wipe
from tests.graph.folding import words_of
from tests.graph.small import change, node
from tests.graph.truth import Truth
from tests.graph.world import build
from tests.resolvers.naive import World, finds

ROLES = ("anonymous", "programmeStaff")
TEXT = """query($text: String!, $kinds: [SearchKind!], $first: Int!) {
  search(text: $text, kinds: $kinds, first: $first) { truncated nodes { score kind node { id __typename } } }
}"""


@pytest.fixture(scope="module")
def loop():
    """One loop for all: the driver's connections belong to it."""
    with asyncio.Runner() as runner:
        yield runner.run


@pytest.fixture(scope="module")
def world():
    changes = list(build(random.Random(7)))
    truth = Truth()
    for number, each in enumerate(changes):
        truth.apply(each, f"world {number}")
    return changes, truth.things


@pytest.fixture(scope="module", params=BOTH)
def address(request, tmp_path_factory):
    """The address of an empty store of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path_factory.mktemp('search')}/graph.db"
    uri = request.getfixturevalue("neo4j_uri")
    wipe(uri)
    return uri


@pytest.fixture(scope="module")
def store(loop, world, address):
    """A store of each kind with the random world."""
    made = connect(address)

    async def fill():
        await made.migrate()
        for number, each in enumerate(world[0]):
            await made.apply(each, f"world {number}")

    loop(fill())
    yield made
    loop(made.close())


async def asked(store, role, *, core=False, **arguments):
    """The answer to a search, its errors, and who asked."""
    who = viewer(alone(role), store)
    own = {"root": resolve_root(SCHEMA.graphql, who), "reference": resolve_reference(SCHEMA.graphql, who)} if core else {}
    result = await SCHEMA.execute(TEXT, {"first": 20, **arguments}, {"viewer": who, **own})
    return result.data and result.data["search"], [(e.extensions["code"], e.message) for e in result.errors or ()], who


def value(text, thing):
    """How well a text fits a thing, by the words of the definition."""
    texts = [words_of(thing.row[p] or "") for p in MODEL.kinds[thing.kind].searched]
    name, others, words = texts[0], [w for part in texts[1:] for w in part], words_of(text)
    if name == words:
        return 1.0
    if name[: len(words)] == words:
        return 3 / 4
    if " ".join(name).startswith(" ".join(words)):
        return 1 / 2
    parts = []
    for word in words:
        grades = [(1, word in name), (1 / 2, any(w.startswith(word) for w in name)), (1 / 2, word in others), (1 / 4, True)]
        parts.append(max(grade for grade, reached in grades if reached))
    return sum(parts) / len(parts) / 4


def definition(things, role, text, kinds, first):
    """The answer by the words of the definition."""
    seen = World(things, role)
    kinds = KINDS if kinds is None else kinds
    found = [(k, t) for k in kinds for t in things[KINDS[k]].values() if seen.node_seen(t) and finds(text, t)]

    def place(hit):
        _, thing = hit
        searched = [thing.row[p] or "" for p in MODEL.kinds[thing.kind].searched]
        return -value(text, thing), BREAK.join(" ".join(words_of(each)) for each in searched), thing.kind, thing.row["code"]

    nodes = [
        {"score": value(text, t), "kind": k, "node": {"id": global_id(t.kind, t.row["code"]), "__typename": t.kind}}
        for k, t in sorted(found, key=place)[:first]
    ]
    return {"truncated": len(found) > first, "nodes": nodes}


def searches(things, many):
    """Seeded searches whose texts are in the data, in whole, in parts and in capitals."""
    rng = random.Random(3)
    for number in range(many):
        kind = rng.choice([k for k in KINDS.values() if things[k]])
        thing = rng.choice(list(things[kind].values()))
        text = thing.row[rng.choice(MODEL.kinds[kind].searched)] or "os"
        cut = rng.choice((text, text[:1], text[:3], text.upper(), " ".join(reversed(text.split()))))[:200]
        kinds = rng.choice((None, None, list(KINDS), rng.sample(list(KINDS), k=4), [rng.choice(list(KINDS))]))
        yield ROLES[number % 2], {"text": cut, "kinds": kinds, "first": rng.choice((1, 2, 5, 20, 100))}


def differing(loop, store, things, many, **options):
    """The searches that are answered otherwise than by the definition."""
    for role, arguments in searches(things, many):
        answer, errors, _ = loop(asked(store, role, **arguments, **options))
        expected = definition(things, role, **arguments)
        if (answer, errors) != (expected, []):
            yield role, arguments, errors, answer, expected


@pytest.mark.parametrize("core", [False, True])
def test_search_answers_as_defined(loop, store, world, core, full, report):
    """Hits, scores, order and truncation are those of the definition, for both roles."""
    many = 400 if full else 60 if store.name == "sqlite" else 20

    assert next(differing(loop, store, world[1], many, core=core), None) is None
    found = sum(bool(definition(world[1], role, **each)["nodes"]) for role, each in searches(world[1], many))
    assert found >= 0.6 * many
    report(f"search across kinds, {store.name}, {'graphql-core' if core else 'plans'}", searches=many, non_empty=found)


def ordered_by_code(monkeypatch):
    made = {kind: replace(read, order=(Key(Value("code")),)) for kind, read in resolvers.search.FIRST.items()}
    monkeypatch.setattr(resolvers.search, "FIRST", made)


def others_not_read(monkeypatch):
    made = {kind: replace(read, where=Logic("or", ())) for kind, read in resolvers.search.OTHERS.items()}
    monkeypatch.setattr(resolvers.search, "OTHERS", made)


def beginning_counts_nothing(monkeypatch):
    monkeypatch.setattr(resolvers.search, "_fit", lambda word, among: float(word in among))


def query_not_folded(monkeypatch):
    monkeypatch.setattr(resolvers.search, "fold", lambda text: text)


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
@pytest.mark.parametrize("fault", [ordered_by_code, others_not_read, beginning_counts_nothing, query_not_folded])
def test_planted_fault_is_found(loop, store, world, fault, monkeypatch):
    """A fault planted in what is read or how it is scored makes some answer differ."""
    fault(monkeypatch)

    assert next(differing(loop, store, world[1], 60), None)


SCORES = {
    ("oslo", "Oslo", "The capital"): 1,
    ("oslo", "Oslo kommune", None): 3 / 4,
    ("oslo kom", "Oslo kommune", None): 1 / 2,
    ("osl", "Oslo", None): 1 / 2,
    ("kommune", "Oslo kommune", None): 1 / 4,
    ("kom", "Oslo kommune", None): 1 / 8,
    ("capital", "Oslo", "The capital"): 1 / 8,
    ("cap", "Oslo", "The capital"): 1 / 16,
    ("kommune oslo", "Oslo kommune", None): 1 / 4,
    ("capital osl", "Oslo", "The capital"): (1 / 2 + 1 / 2) / 2 / 4,
    ("kom kommune", "Oslo kommune", None): (1 / 2 + 1) / 2 / 4,
    ("the", "", "The capital"): 1 / 8,
}


@pytest.mark.parametrize("case", SCORES)
def test_score_by_hand(case):
    """Scores of texts against a name and another property, worked out by hand."""
    text, *found = case

    assert SCORES[case] == score(fold(text), folded(found))


LETTERS = st.text("ab ", min_size=1, max_size=8)


@given(LETTERS.filter(str.strip), st.lists(st.tuples(LETTERS, LETTERS), max_size=8))
def test_order_of_folded_texts_is_that_of_scores(text, rows):
    """Among names that begin with a text the folded texts in their order have falling scores, and all others lower ones."""
    text = fold(text)
    texts = sorted(folded(row) for row in rows)
    begun = [score(text, each) for each in texts if each.startswith(text)]
    others = [score(text, each) for each in texts if not each.startswith(text)]

    assert sorted(begun, reverse=True) == begun
    assert all(1 / 2 <= each <= 1 for each in begun)
    assert all(0 <= each <= 1 / 4 for each in others)


@pytest.fixture(scope="module")
def crowded(loop, tmp_path_factory):
    """A store with more cities than are looked at: `Byen ...`, many `Ny by ...`, and last by code the city `By`."""
    made = connect(f"sqlite:///{tmp_path_factory.mktemp('crowded')}/graph.db")
    names = [f"Byen {n:03}" for n in range(150)] + [f"Ny by {n:03}" for n in range(LOOKED_AT)] + ["By"]
    cities = [node("City", f"{n:03}", name=name, published=name != "Byen 000") for n, name in enumerate(names)]
    hidden = node("Trigger", "d", name="By")

    async def fill():
        await made.migrate()
        await made.apply(change(nodes={"City": cities, "Trigger": [hidden]}), "cities")

    loop(fill())
    yield made
    loop(made.close())


def codes(answer):
    return [hit["node"]["id"] for hit in answer["nodes"]]


def test_no_page_misses_the_best(loop, crowded):
    """The name that is the text comes first, though its code is the last of many that match."""
    for first in (1, 3, 100):
        answer, _, _ = loop(asked(crowded, "anonymous", text="by", first=first))
        assert global_id("City", "350") == codes(answer)[0]
        assert [1.0, 0.5, 0.5][:first] == [hit["score"] for hit in answer["nodes"][:3]]
        assert (first, True) == (len(answer["nodes"]), answer["truncated"])


def test_truncation_is_told(loop, crowded):
    """More than was asked for, or more than is looked at, is told; neither is told where all is there."""
    asked_for = [(text, first) for text in ("byen 00", "byen", "ny", "by", "0") for first in (8, 9, 100)]
    told = {each: loop(asked(crowded, "anonymous", text=each[0], first=each[1]))[0]["truncated"] for each in asked_for}

    assert {each: each not in (("byen 00", 9), ("byen 00", 100)) for each in asked_for} == told


def test_hidden_nodes_are_not_found(loop, crowded):
    """A city that is not published and a kind that is closed are found by staff only, and ask no statement of others."""
    mine, _, who = loop(asked(crowded, "anonymous", text="byen 000"))
    staff, _, _ = loop(asked(crowded, "programmeStaff", text="byen 000"))
    closed, _, nobody = loop(asked(crowded, "anonymous", text="by", kinds=["TRIGGER"]))

    assert ([], [global_id("City", "000")]) == (codes(mine), codes(staff))
    assert ({"truncated": False, "nodes": []}, 0) == (closed, len(nobody.trace))
    assert [global_id("Trigger", "d")] == codes(loop(asked(crowded, "programmeStaff", text="by", kinds=["TRIGGER"]))[0])
    assert 0 < len(who.trace) < 2 * len(KINDS)


@pytest.mark.parametrize("text", ["", "  ", "*", '"', "\0", "_", "\N{GRINNING FACE}", "+-&&||!(){}[]^~?:\\/"])
def test_text_without_words_asks_nothing(loop, crowded, text):
    """A text without letters and numbers finds nothing, and no statement is sent."""
    answer, errors, who = loop(asked(crowded, "anonymous", text=text))

    assert ({"truncated": False, "nodes": []}, [], []) == (answer, errors, who.trace)


@pytest.mark.parametrize("core", [False, True])
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"text": "a" * 201}, "text: found 201 characters, expected at most 200"),
        ({"text": "a", "first": 0}, "first: found 0, expected 1 to 100"),
        ({"text": "a", "first": -5}, "first: found -5, expected 1 to 100"),
        ({"text": "a", "first": 101}, "first: found 101, expected 1 to 100"),
    ],
)
def test_bad_argument_is_refused(loop, crowded, arguments, message, core):
    """A text that is too long and a number out of range are bad input, say so, and earn no budget."""
    answer, errors, who = loop(asked(crowded, "anonymous", core=core, **arguments))

    assert (None, [("BAD_USER_INPUT", message)], []) == (answer, errors, who.trace)
    assert core or who.spent > 0


def test_kinds_are_counted_once(loop, crowded):
    """A kind named twice is read once; no kind named finds nothing; each is read once or twice."""
    twice, _, who = loop(asked(crowded, "anonymous", text="by 00", kinds=["CITY", "CITY"]))
    none, _, nobody = loop(asked(crowded, "anonymous", text="by 00", kinds=[]))

    assert len(codes(twice)) == len(set(codes(twice))) > 0
    assert 3 == len(who.trace)  # what begins with the text, what does not, and the nodes
    assert ([], []) == (none["nodes"], nobody.trace)


def test_filter_of_a_list_is_a_search(loop, crowded):
    """`search` in a list's filter goes with other filters, orders and counts, and is refused where it is too long."""
    text = 'query($t: String!) { cities(first: 2, where: { search: $t, code: { lt: "003" } }) { totalCount nodes { code } } }'

    def listed(given):
        return loop(SCHEMA.execute(text, {"t": given}, {"viewer": viewer(ANONYMOUS, crowded)}))

    assert {"cities": {"totalCount": 2, "nodes": [{"code": "001"}, {"code": "002"}]}} == listed("BYEN").data
    assert {"cities": {"totalCount": 0, "nodes": []}} == listed("!!").data
    assert ["search: found 201 characters, expected at most 200"] == [e.message for e in listed("a" * 201).errors]
