"""Where the two stores are known to differ by nature: each trap found in research is a case both answer alike."""

from __future__ import annotations

import asyncio
import itertools

import pytest

from graph.expression import Param, Reach, Step, Value
from graph.expression import Test as Compared
from graph.plan import Key, Read
from graph.rows import INDEXED_BYTES, INDEXED_LENGTH, RowError
from tests.graph.small import change, edge, fetch, node, start, table

NAMES = ["", "A", "a", "aa", "ß", "é", "京都", "\ud7ff", "😀", "😀a", "\U0010ffff"]
CODE = Key(Value("code"))
ORDERS = list(itertools.product((False, True), repeat=2))


def written(run, store, **nodes):
    """Put nodes of one kind into a store."""
    run(store.apply(change(nodes=nodes), "nodes"))


def cities(run, store, prop, values):
    """Put cities with these values of a property into a store, coded by their places."""
    written(run, store, City=[node("City", f"{n:03}", **{prop: v}) for n, v in enumerate(values)])


def listed(run, store, *order, where=None, after=(), limit=10**6, **parameters):
    """Return the codes of cities in an order."""
    read = Read("City", (Value("code"),), None, where, (*order, CODE), Param("n"), after)
    return [row[0] for row in run(fetch(store, read, n=limit, **parameters))]


def test_first_page_needs_no_predicate(run, store):
    """A page without filter and cursor starts at the first code, and holds one row more than asked for."""
    cities(run, store, "population", range(9))

    assert ["000", "001", "002"] == listed(run, store, limit=2)


@pytest.mark.parametrize(("descending", "nulls_first"), ORDERS)
@pytest.mark.parametrize("prop", ["population", "area"])
def test_pages_over_nulls_lose_and_repeat_nothing(run, store, prop, descending, nulls_first):
    """Pages over a key with nulls and ties, indexed or not, are the whole list cut in pieces."""
    values = [None, 2, 1, None, 2, 2, 3, None, 1]
    cities(run, store, prop, [v if v is None or prop == "population" else float(v) for v in values])
    key = Key(Value(prop), descending, nulls_first)
    rank = {n: (v or 0) * (-1 if descending else 1) for n, v in enumerate(values)}
    expected = sorted(rank, key=lambda n: ((values[n] is None) != nulls_first, rank[n], n))

    assert [f"{n:03}" for n in expected] == listed(run, store, key)
    assert [f"{n:03}" for n in expected] == list(walk(run, store, key, prop))


def walk(run, store, key, prop):
    """Yield the codes of all cities, by pages of two."""
    columns, after, given = (Value("code"), Value(prop)), (), {}
    while True:
        read = Read("City", columns, order=(key, CODE), limit=Param("n"), after=after)
        rows = run(fetch(store, read, n=2, **given))
        yield from (row[0] for row in rows[:2])
        if len(rows) < 3:
            return
        code, value = rows[1]
        after, given = (None if value is None else Param("p0"), Param("p1")), {"p0": value, "p1": code}


@pytest.mark.parametrize(("descending", "nulls_first"), ORDERS)
def test_pages_of_edges_over_nulls(run, store, descending, nulls_first):
    """Pages of a nested list over an edge's nullable property are the whole list cut in pieces."""
    since = [None, 2, 1, None, 2]
    written(run, store, City=[node("City", "a"), *(node("City", f"b{n}") for n in range(5))])
    run(
        store.apply(
            change(edges={"TwinnedWith": [edge("TwinnedWith", f"t{n}", "a", f"b{n}", since=s) for n, s in enumerate(since)]}), "t"
        )
    )
    order = (Key(Value("since", edge=True), descending, nulls_first), Key(Value("key", edge=True)))

    def page(after, **given):
        inner = Read("City", tuple(k.value for k in order), Step("TwinnedWith", "both"), None, order, Param("n"), after)
        root = Read("City", (inner,), where=Compared(Value("code"), "eq", Param("c")))
        return run(fetch(store, root, c="a", n=1, **given))[0]

    found, rows = [], page(())
    while rows:
        found.append(rows[0])
        after = tuple(None if v is None else Param(f"p{n}") for n, v in enumerate(rows[0]))
        rows = page(after, p0=rows[0][0], p1=rows[0][1])
    rank = sorted(range(5), key=lambda n: ((since[n] is None) != nulls_first, (since[n] or 0) * (-1 if descending else 1), n))

    assert [[since[n], f"t{n}"] for n in rank] == found


def test_statement_reads_no_value_it_has_just_set(run, store):
    """A corrected row has all its new values and the history all the old ones, nulls included."""
    run(store.apply(start(), "one"))
    new = edge("HasValue", "v", "a", "k", year=2020, value=None, note="second", unit="old note")
    run(store.apply(change(edges={"HasValue": [new]}), "two"))

    assert [[2020, None, "second", "old note"]] == run(table(store, "HasValue", "year", "value", "note", "unit"))
    assert [[2020, 1.0, "first"]] == run(table(store, "HadValue", "year", "value", "note"))


def test_stated_null_removes_the_value(run, store):
    """A node stated again without a value has none."""
    cities(run, store, "population", [5])
    run(store.apply(change(nodes={"City": [node("City", "000", population=None)]}), "again"))

    assert [[None]] == run(table(store, "City", "population"))


@pytest.mark.parametrize("descending", [False, True])
def test_astral_characters_sort_by_code_point(run, store, descending):
    """Emoji come after all other characters in an order, in a comparison and in a keyset."""
    names = NAMES[1:]
    cities(run, store, "name", names)
    key, codes = Key(Value("name"), descending), [f"{n:03}" for n in range(len(names))]
    codes, sign = (codes[::-1], "lt") if descending else (codes, "gt")

    assert codes == listed(run, store, key)
    for at, code in enumerate(codes):
        name = names[int(code)]
        assert codes[at + 1 :] == listed(run, store, key, where=Compared(Value("name"), sign, Param("p0")), p0=name)
        assert codes[at + 1 :] == listed(run, store, key, after=(Param("p0"), Param("p1")), p0=name, p1=code)


@pytest.mark.parametrize(
    "bad", ["x" * (INDEXED_LENGTH + 1), "😀" * (INDEXED_BYTES // 4 + 1), "\ue000", "\ufffd", "\uffff", "a\0", chr(0xD800), ""]
)
def test_text_no_index_takes_is_refused(bad):
    """An indexed text over the limit, or with characters that do not sort alike, never gets to a store."""
    with pytest.raises(RowError):
        node("City", "a", name=bad)


@pytest.mark.parametrize("letter", ["x", "æ", "京", "😀"])
def test_longest_indexed_text_is_stored(run, store, letter):
    """Texts of the greatest length a row may have are stored, whatever their characters take in bytes."""
    size = min(INDEXED_LENGTH, INDEXED_BYTES // len(letter.encode()))
    long = letter * size
    written(run, store, City=[node("City", long, name=long, countryCode=long)], Kpi=[node("Kpi", long, name=long)])
    for year in (1, 2):
        value = edge("HasValue", long, long, long, year=year)
        run(store.apply(change(edges={"HasValue": [value]}), f"{year}"))

    assert [[long, long]] == run(table(store, "City", "code", "name"))
    assert [[f"{long}@1"]] == run(table(store, "HadValue", "key"))


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -float("inf"), -0.0, "1", True])
def test_number_no_store_keeps_is_refused(bad):
    """NaN, infinities, a negative zero and what is no number never get to a store."""
    with pytest.raises(RowError):
        node("City", "a", area=bad)


@pytest.mark.parametrize("bad", [2**31, -(2**31) - 1, 1.0, True])
def test_whole_number_out_of_range_is_refused(bad):
    """An Int beyond 32 bits, a float and a boolean are no whole number."""
    with pytest.raises(RowError):
        node("City", "a", population=bad)


def test_values_come_back_bit_for_bit(run, store):
    """Numbers, booleans and lists come back with their type and every bit."""
    numbers = [0.0, 1.0, 0.1, 0.1 + 0.2, 1e20, -1e-7, 5e-324, 1.7976931348623157e308, 9007199254740994.0, 1 / 3]
    written(run, store, Kpi=[node("Kpi", f"n{n:03}", multiplier=v, dataPoints=[]) for n, v in enumerate(numbers)])
    lists = [[], ["a"], ["b", "a", "b", "😀", '"', "\ufffd"]]
    run(
        store.apply(
            change(nodes={"City": [node("City", "x", population=2**31 - 1, published=False, synthetic=True, area=3)]}), "x"
        )
    )
    run(store.apply(change(nodes={"Kpi": [node("Kpi", f"{n}", dataPoints=v) for n, v in enumerate(lists)]}), "k"))

    assert [repr([x]) for x in numbers] == [repr(r) for r in run(table(store, "Kpi", "multiplier"))][-len(numbers) :]
    assert repr([2**31 - 1, False, True, 3.0]) == repr(
        run(table(store, "City", "population", "published", "synthetic", "area"))[-1]
    )
    assert [[v] for v in lists] == run(table(store, "Kpi", "dataPoints"))[: len(lists)]


def test_numbers_above_2_53_stay_apart(run, store):
    """64-bit numbers that no float tells apart are three numbers, in answers and in tests."""
    entries = [node("LogEntry", f"{seq}", seq=seq, requestKey=f"{seq}") for seq in (2**53, 2**53 + 1, 2**63 - 2)]
    written(run, store, LogEntry=entries)
    read = Read("LogEntry", (Value("seq"),), None, Compared(Value("seq"), "eq", Param("p0")), (CODE,), Param("n"))

    for seq, found in ((2**53, 1), (2**53 + 1, 1), (2**53 + 2, 0), (2**63 - 2, 1)):
        assert [[seq]] * found == run(fetch(store, read, n=9, p0=seq))


def test_empty_list_of_values_matches_nothing(run, store):
    """`in` nothing holds of none, `notIn` nothing of all."""
    cities(run, store, "population", [1, None])

    assert [] == listed(run, store, where=Compared(Value("population"), "in", Param("p0")), p0=[])
    assert ["000", "001"] == listed(run, store, where=Compared(Value("population"), "notIn", Param("p0")), p0=[])


def test_empty_list_is_found_as_empty(run, store):
    """A list is stored and found as empty or not, and is never null."""
    cities(run, store, "languages", [[], ["no"], ["en", "no"], []])

    assert ["000", "003"] == listed(run, store, where=Compared(Value("languages"), "empty"))
    assert ["001", "002"] == listed(run, store, where=Compared(Value("languages"), "notEmpty"))
    assert [] == listed(run, store, where=Compared(Value("languages"), "null"))


def test_parallel_edges_are_each_a_row(run, store):
    """Two values of one city and KPI are two rows of its list, and two of the KPI's."""
    run(store.apply(start(), "one"))
    run(store.apply(change(edges={"HasValue": [edge("HasValue", "w", "a", "k", year=2021)]}), "two"))

    for kind, code, way in (("City", "a", "out"), ("Kpi", "k", "in")):
        order = (Key(Value("key", edge=True)),)
        other = "Kpi" if kind == "City" else "City"
        inner = Read(other, (Value("key", edge=True),), Step("HasValue", way), order=order, limit=Param("n"), count=True)
        root = Read(kind, (inner,), where=Compared(Value("code"), "eq", Param("c")))
        assert [[[["v"], ["w"]], 2]] == run(fetch(store, root, c=code, n=9))


def test_symmetric_relation_is_followed_from_both_ends(run, store):
    """A twinning stated once is in the list of each of the two cities, and holds in tests on both."""
    run(store.apply(start(), "one"))
    run(store.apply(change(edges={"TwinnedWith": [edge("TwinnedWith", "t", "a", "b")]}), "two"))
    order, step = (Key(Value("key", edge=True)),), Step("TwinnedWith", "both")
    inner = Read("City", (Value("code"),), step, order=order, limit=Param("n"))
    read = Read("City", (Value("code"), inner), None, Reach(step, "some"), (CODE,), Param("n"))

    assert [["a", [["b"]]], ["b", [["a"]]]] == run(fetch(store, read, n=9))


@pytest.mark.parametrize("text", ["it's", '"', "\\", "$p0", ":p0", "{n}", "%", "_", "a\nb", "--", "/*", "')", "`"])
def test_text_of_a_client_is_only_a_value(run, store, text):
    """Text that means something in SQL, Cypher or a pattern is found as it stands, and finds nothing else."""
    cities(run, store, "name", [f"x{text}y", "xy", "x.y", "xzzy"])

    for op, value in (("eq", f"x{text}y"), ("contains", text), ("startsWith", f"x{text}"), ("in", [f"x{text}y"])):
        assert ["000"] == listed(run, store, where=Compared(Value("name"), op, Param("p0")), p0=value)


def test_order_of_writers_is_the_order_of_the_log(run, opened):
    """A reader that follows the log while others write sees no gap: the counter is taken last."""
    writers, reader = [opened(), opened()], opened()
    seen: list[int] = []

    async def write(store, name):
        for n in range(8):
            await store.apply(change(nodes={"Goal": [node("Goal", f"{name}{n}")]}), f"{name} {n}")

    async def follow():
        while len(seen) < 16:
            seen.extend([entry["seq"] async for entry in reader.log(seen[-1] if seen else 0)])
            await asyncio.sleep(0)

    async def all_at_once():
        await asyncio.wait_for(asyncio.gather(follow(), write(writers[0], "a"), write(writers[1], "b")), 60)

    run(all_at_once())

    assert list(range(1, 17)) == seen
