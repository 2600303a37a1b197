"""A change is one transaction and one entry of the log, the same in both stores and in the truth."""

from __future__ import annotations

import asyncio
import random

import pytest

from graph.change import Change
from graph.store import Applied, ChangeRefusedError, KeyConflictError
from tests.graph.sequences import Author
from tests.graph.small import change, corrected, edge, node, start, table, whole, whole_truth
from tests.graph.truth import Truth
from tests.graph.world import LATER, build

REFUSED = {
    "edge to nowhere": change(edges={"HasValue": [edge("HasValue", "w", "a", "nowhere")]}),
    "edge from nowhere": change(edges={"HasValue": [edge("HasValue", "w", "nowhere", "k")]}),
    "key of another edge": change(edges={"HasValue": [edge("HasValue", "v", "b", "k")]}),
    "second edge at a to-one end": change(edges={"CityInCountry": [edge("CityInCountry", "CityInCountry:x", "a", "SE")]}),
    "removed edge is not there": change(removed_edges={"HasValue": ["w"]}),
    "removed node is not there": change(removed_nodes={"City": ["nobody"]}),
    "removed node has relations": change(removed_nodes={"City": ["a"]}),
    "edge stated twice": change(edges={"HasValue": [edge("HasValue", "v", "a", "k", year=y) for y in (1, 2)]}),
    "node stated twice": change(nodes={"City": [node("City", "a", population=p) for p in (1, 2)]}),
    "node is not as it was read": change(expected={"City": {"a": node("City", "a", population=2)}}),
    "node was not there": change(expected={"City": {"a": None}}),
    "node was there": change(expected={"City": {"nobody": node("City", "nobody")}}),
    "edge removed twice": change(removed_edges={"HasValue": ["v", "v"]}),
}


async def logged(store):
    """Return the log of a store."""
    return [entry async for entry in store.log()]


def test_log_numbers_are_contiguous(run, opened):
    """Four connections that write at once leave entries 1 to n without a gap, in the order of the answers."""
    stores = [opened() for _ in range(4)]

    async def writer(number):
        return [
            (await stores[number].apply(change(nodes={"Goal": [node("Goal", f"{number}-{i}")]}), f"{number}-{i}")).seq
            for i in range(10)
        ]

    async def all_at_once():
        return await asyncio.gather(*map(writer, range(4)))

    answers = run(all_at_once())
    entries = run(logged(stores[0]))

    assert list(range(1, 41)) == sorted(seq for part in answers for seq in part)
    assert [sorted(part) for part in answers] == answers
    assert [(n, f"{n:019d}") for n in range(1, 41)] == [(e["seq"], e["code"]) for e in entries]
    assert 40 == len(run(table(stores[1], "Goal", "code")))


def test_log_is_read_from_a_number(run, store):
    """The log after a number has the later entries only, and `seq` is the newest of them."""
    for n in range(3):
        run(store.apply(change(reason=str(n)), f"key {n}"))

    async def after(number):
        return [entry["reason"] async for entry in store.log(number)]

    assert ["1", "2"] == run(after(1))
    assert [] == run(after(3))
    assert 3 == run(store.seq())


def test_entries_are_those_of_the_truth(run, store):
    """An entry says who, when, why, under which key and what came of it."""
    truth = Truth()
    truth.apply(start(), "one")
    run(store.apply(start(), "one"))

    assert truth.log() == run(logged(store))


def test_retry_gets_the_first_answer(run, store):
    """A change sent again with its key, even at another time, is not applied again."""
    first = run(store.apply(start(), "one"))
    run(store.apply(change(removed_edges={"HasValue": ["v"]}), "two"))
    again = run(store.apply(Change(**{**_fields(start()), "at": LATER}), "one"))

    assert Applied(first.seq, first.result, again=True) == again
    assert [] == run(table(store, "HasValue", "key"))
    assert 2 == run(store.seq())


def _fields(of):
    return {name: getattr(of, name) for name in Change.__dataclass_fields__}


@pytest.mark.parametrize(
    "other", [change(), Change(**{**_fields(start()), "actor": "x"}), Change(**{**_fields(start()), "reason": "x"})]
)
def test_key_of_another_change_is_a_conflict(run, store, other):
    """Another body, actor or reason under a used key is refused and writes nothing."""
    run(store.apply(start(), "one"))
    before = run(whole(store))

    with pytest.raises(KeyConflictError):
        run(store.apply(other, "one"))
    assert before == run(whole(store))


@pytest.mark.parametrize("name", REFUSED)
def test_refused_change_writes_nothing(run, store, name):
    """A change one part of which does not fit leaves no node, edge, history or entry, and takes no number."""
    run(store.apply(start(), "one"))
    before, bad = run(whole(store)), REFUSED[name]
    good = {"nodes": {"Goal": [node("Goal", "g")], **bad.nodes}, "edges": {**corrected(note="new").edges, **bad.edges}}

    with pytest.raises(ChangeRefusedError):
        run(store.apply(Change(**{**_fields(bad), **good}), "two"))
    assert before == run(whole(store))
    assert 2 == run(store.apply(change(reason="next"), "two")).seq


def test_node_that_is_as_it_was_read_is_restated(run, store):
    """A change that expects what is stored, and nothing where nothing is, is applied; the truth agrees on each expectation."""
    new, other = node("City", "c"), node("City", "a", population=7)
    good = change(nodes={"City": [other, new]}, expected={"City": {"a": node("City", "a"), "c": None}})
    truth = Truth()
    for each in (truth.apply, lambda *given: run(store.apply(*given))):
        each(start(), "one")
        each(good, "two")
        for name in ("node is not as it was read", "node was not there", "node was there"):
            with pytest.raises(ChangeRefusedError):
                each(REFUSED[name], name)

    assert whole_truth(truth) == run(whole(store))


def test_of_two_who_restate_what_they_read_one_is_refused(run, opened):
    """Two who read a node and restate it at once do not undo each other's: one is refused, also where both would make it."""
    stores = [opened() for _ in range(2)]
    run(stores[0].apply(start(), "one"))

    async def at_once(code, before):
        changes = [change(nodes={"City": [node("City", code, population=n)]}, expected={"City": {code: before}}) for n in (7, 8)]
        applied = (store.apply(each, f"{code} {n}") for n, (store, each) in enumerate(zip(stores, changes, strict=True)))
        return [type(told) for told in await asyncio.gather(*applied, return_exceptions=True)]

    for code, before in (("a", node("City", "a")), ("new", None)):
        assert {Applied, ChangeRefusedError} == set(run(at_once(code, before)))


def test_key_of_another_edge_is_named(run, store):
    """A change that states an edge under the key of one between other nodes is told which key it is."""
    run(store.apply(start(), "one"))

    with pytest.raises(ChangeRefusedError, match=r"^HasValue v: the key names an edge between other nodes$"):
        run(store.apply(REFUSED["key of another edge"], "two"))


@pytest.mark.parametrize("key", ["", "k" * 2001, "😀" * 1001, "a\0", chr(0xD800)])
def test_key_no_log_holds_is_refused(run, store, key):
    """A key, actor or reason that is empty or that no store may hold is refused before anything is written."""
    with pytest.raises(ChangeRefusedError):
        run(store.apply(change(), key))
    for given in ({"actor": ""}, {"reason": chr(0xD800)}):
        with pytest.raises(ChangeRefusedError):
            run(store.apply(change(**given), "key"))
    assert 0 == run(store.seq())


def test_correction_keeps_what_it_replaces(run, store):
    """A correction moves the old row to the history under key and revision, with its time; the key stays."""
    run(store.apply(start(), "one"))
    run(store.apply(Change(**{**_fields(corrected(year=2020, value=None, note=None)), "at": LATER}), "two"))
    run(store.apply(corrected(year=2021, value=3.0, note="third"), "three"))
    columns = ("key", "year", "value", "note")

    assert [["v", 2021, 3.0, "third"]] == run(table(store, "HasValue", *columns))
    assert [["v@1", 2020, 1.0, "first", 1, LATER], ["v@2", 2020, None, None, 2, change().at]] == run(
        table(store, "HadValue", *columns, "revision", "supersededAt")
    )


def test_equal_statement_is_no_correction(run, store):
    """A value stated again as it is leaves no history, but an entry of the log."""
    run(store.apply(start(), "one"))
    run(store.apply(corrected(year=2020, value=1.0, note="first"), "two"))

    assert [] == run(table(store, "HadValue", "key"))
    assert 2 == run(store.seq())


def test_revisions_are_numbered_for_each_key(run, store):
    """Revisions of one key do not count those of a key that begins alike, nor fill the number of a removed one."""
    run(store.apply(start(), "one"))
    run(store.apply(change(edges={"HasValue": [edge("HasValue", "v@x", "a", "k", year=1)]}), "two"))
    run(store.apply(change(edges={"HasValue": [edge("HasValue", "v@x", "a", "k", year=2)]}), "three"))
    for year in (1, 2):
        run(store.apply(corrected(year=year), f"year {year}"))
    run(store.apply(change(removed_edges={"HadValue": ["v@1"]}), "four"))
    run(store.apply(corrected(year=3), "five"))

    assert [["v@2"], ["v@3"], ["v@x@1"]] == run(table(store, "HadValue", "key"))


def test_wrong_revision_in_the_history_is_refused(run, store):
    """A correction whose revision's key the history already has, under another number, is refused."""
    run(store.apply(start(), "one"))
    run(store.apply(change(edges={"HadValue": [edge("HadValue", "v@1", "a", "k", revision=7)]}), "two"))

    with pytest.raises(ChangeRefusedError):
        run(store.apply(corrected(year=3), "three"))
    assert 2 == run(store.seq())


def test_revisions_follow_a_moved_key(run, store):
    """A value that was removed and stated for another city under its key goes on counting."""
    run(store.apply(start(), "one"))
    run(store.apply(corrected(year=1), "two"))
    moved = edge("HasValue", "v", "b", "k", year=2)
    run(store.apply(change(removed_edges={"HasValue": ["v"]}, edges={"HasValue": [moved]}), "three"))
    run(store.apply(change(edges={"HasValue": [edge("HasValue", "v", "b", "k", year=3)]}), "four"))

    assert [["v@1", 2020], ["v@2", 2]] == run(table(store, "HadValue", "key", "year"))


def test_to_one_edge_is_moved_in_one_change(run, store):
    """A change may remove the edge of a to-one end and state another."""
    run(store.apply(start(), "one"))
    moved = edge("CityInCountry", "CityInCountry:a", "a", "SE")
    run(store.apply(change(removed_edges={"CityInCountry": ["CityInCountry:a"]}, edges={"CityInCountry": [moved]}), "two"))

    assert 2 == len(run(table(store, "CityInCountry", "key")))
    with pytest.raises(ChangeRefusedError):
        run(store.apply(change(removed_nodes={"Country": ["SE"]}), "three"))


def test_to_one_end_holds_against_a_race(run, opened):
    """Of two connections that give one city a country at once, one is refused."""
    stores = [opened(), opened()]
    run(stores[0].apply(change(nodes=start().nodes), "one"))
    codes = ("NO", "SE")

    async def race():
        tries = (
            store.apply(change(edges={"CityInCountry": [edge("CityInCountry", f"CityInCountry:{c}", "a", c)]}), c)
            for store, c in zip(stores, codes, strict=True)
        )
        return await asyncio.gather(*tries, return_exceptions=True)

    answers = run(race())

    assert 1 == sum(isinstance(a, Applied) for a in answers), answers
    assert 1 == sum(isinstance(a, ChangeRefusedError) for a in answers), answers
    assert 1 == len(run(table(stores[0], "CityInCountry", "key")))


def test_same_key_at_once_is_one_entry(run, opened):
    """Of many that send one change under one key at the same time, one applies it and all get its answer."""
    stores = [opened() for _ in range(3)]

    async def race():
        return await asyncio.gather(*(stores[n % 3].apply(start(), "one") for n in range(9)))

    answers = run(race())

    assert 1 == sum(not a.again for a in answers)
    assert [(1, start().counts())] * 9 == [(a.seq, a.result) for a in answers]
    assert 1 == run(stores[0].seq())


def test_second_connection_sees_the_first(run, opened):
    """What one connection wrote, another one reads at once."""
    first, second = opened(), opened()
    run(first.apply(start(), "one"))

    assert run(whole(first)) == run(whole(second))
    assert 1 == run(second.seq())


async def outcome(apply, *arguments):
    """Return what came of a change: the answer, or the kind of error."""
    try:
        answer = apply(*arguments)
        return await answer if asyncio.iscoroutine(answer) else answer
    except (ChangeRefusedError, KeyConflictError) as error:
        return type(error).__name__


SAMPLE = {"sqlite": 80, "neo4j": 15}
"""Changes of the sample: nearly each brings texts that Neo4j has to plan."""


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.full) for seed in (1, 2))])
def test_random_changes_leave_equal_graphs(run, store, full, report, seed):
    """Random changes have the same outcome in a store as in the truth, and leave the same graph."""
    rng, truth = random.Random(seed), Truth()
    author, refused = Author(rng, truth), 0
    changes = build(rng)
    for number in range(length := 400 if full else SAMPLE[store.name]):
        drawn = changes[number] if number < len(changes) else author.draw()
        key = f"key {number}" if rng.random() < 0.95 else f"key {number // 2}"
        expected = run(outcome(truth.apply, drawn, key))

        assert expected == run(outcome(store.apply, drawn, key)), drawn
        refused += isinstance(expected, str)
        if number % 50 == 49 or number == length - 1:
            assert whole_truth(truth) == run(whole(store))
    report(f"random changes, {store.name}, seed {seed}", changes=length, refused=refused, differences=0)
