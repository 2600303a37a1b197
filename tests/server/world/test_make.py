"""Making a world: complete, loadable, the same for the same seed, and never in part."""

from __future__ import annotations

import asyncio
import collections
import hashlib
import statistics
import tempfile
from pathlib import Path

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.connect import connect
from graph.model import MODEL
from server.load import load
from server.whole import digest, pages
from server.world import make
from server.world.catalogue import TAKEN_OVER
from server.world.make import make_world
from tests.graph.direct import wipe
from tests.server.world.worlds import DATA, Read

KINDS = [name for name in (*MODEL.kinds, *MODEL.relations) if not MODEL.owner(name).internal]


def bytes_of(folder):
    """The digest of each file of a folder."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


async def loaded(address, folder):
    """The rows of each kind, the digest, and the number of rows stated, of a store a world was loaded into."""
    store = connect(address)
    try:
        await store.migrate()
        told = await load(store, folder)
        counts = collections.Counter({kind: sum([len(page) async for page in pages(store, kind)]) for kind in KINDS})
        return counts, await digest(store), told.stated
    finally:
        await store.close()


def test_every_kind_and_relation_is_there(found):
    """A world has rows of each kind and relation of the model but the internal ones."""
    assert [] == [name for name in KINDS if not found[name]]
    assert set(KINDS) == set(found.rows)


def test_world_loads_into_an_empty_store(usual, tmp_path):
    """All rows of a world pass the checks of a load and are stored, its truth is not."""
    counts, _, stated = asyncio.run(loaded(f"sqlite:///{tmp_path}/store.db", usual))
    rows = {name: len(part) for name, part in Read(usual).rows.items()}

    assert rows == dict(counts) == dict(stated)


def test_both_stores_hold_the_same_world(usual, neo4j_uri, tmp_path):
    """A world loaded into SQLite and into Neo4j has one digest."""
    _, one, _ = asyncio.run(loaded(f"sqlite:///{tmp_path}/store.db", usual))
    wipe(neo4j_uri)
    _, other, _ = asyncio.run(loaded(neo4j_uri, usual))
    wipe(neo4j_uri)  # others expect real cities only

    assert one == other


@hypothesis.settings(max_examples=max(5, hypothesis.settings.default.max_examples // 20))
@given(cities=st.integers(1, 25), seed=st.integers(0, make.MOST_SEED), values=st.none() | st.integers(1, 112))
def test_any_small_world_loads(cities, seed, values):
    """A world of any few cities, any seed and any number of values passes the checks of a load."""
    with tempfile.TemporaryDirectory() as folder:
        told = make_world(Path(folder) / "world", cities=cities, seed=seed, values=values)
        _, _, stated = asyncio.run(loaded(f"sqlite:///{folder}/store.db", Path(folder) / "world"))

    assert told == stated
    assert cities < 2 or set(KINDS) == set(told)


def test_same_seed_gives_the_same_bytes(tmp_path, usual):
    """A world made again is equal byte for byte, one of another seed is not."""
    for name, seed in (("again", 5), ("other", 6)):
        make_world(tmp_path / name, cities=120, seed=seed)

    assert bytes_of(usual) == bytes_of(tmp_path / "again")
    assert bytes_of(usual).keys() == bytes_of(tmp_path / "other").keys()
    assert bytes_of(usual)["HasValue.ndjson"] != bytes_of(tmp_path / "other")["HasValue.ndjson"]


def test_truth_names_what_is_in_the_world(found):
    """The truth has each city, practice and measure of the world once, and teachers who are said to teach or keep silent."""
    practices = [each for each in found.truth.values() if each["kind"] == "Practice"]
    taught = {(row["from"], row["to"]) for row in found["Teaches"]}

    assert {row["code"] for kind in ("City", "Practice", "Intervention") for row in found[kind]} == set(found.truth)
    assert taught == {(city, each["code"]) for each in practices for city in each["teachers"]}
    assert taught.isdisjoint({(city, each["code"]) for each in practices for city in each["silent"]})


def test_all_that_is_made_up_says_so(found):
    """Each row of a kind that can say so is marked synthetic."""
    able = [name for name in KINDS if "synthetic" in MODEL.owner(name).props and name not in TAKEN_OVER]

    assert {True} == {row["synthetic"] for name in able for row in found[name]}
    assert {"Country", "City", "Project", "Expert", "Entry", "Hub"} <= set(able)


def test_money_is_in_the_currency_of_its_country(many):
    """Most projects reckon in their country's currency, the others in one used across borders; calls, proposals and funding follow."""
    own = {row["code"]: row["currency"] for row in many["Country"]}
    country = {row["from"]: own[row["to"]] for row in many["CityInCountry"]}
    currency = {row["code"]: row["currency"] for kind in ("Project", "Call", "Proposal") for row in many[kind]}
    foreign = [currency[r["from"]] for r in many["ProjectInCity"] if currency[r["from"]] != country[r["to"]]]
    follow = [(currency[row["from"]], currency[row["to"]]) for name in ("CallFor", "ProposalTo") for row in many[name]]
    follow += [(row["currency"], currency[row["to"]]) for row in many["Funds"]]

    assert 10 < len(set(own.values()))
    assert {"EUR", "USD"} == set(foreign)
    assert 0.05 < len(foreign) / len(many["Project"]) < 0.2
    assert [] == [pair for pair in follow if pair[0] != pair[1]]


@pytest.mark.parametrize(
    ("kind", "amount"),
    [("Project", "capex"), ("Call", "budget"), ("Expert", "dayRate"), ("Solution", "priceLow"), ("Proposal", "price")],
)
def test_amounts_have_the_size_of_their_currency(many, kind, amount):
    """The median amount in the largest foreign currencies is that in euros times what a euro is worth, within a factor of two."""
    told = collections.defaultdict(list)
    for row in many[kind]:
        if amount in row:
            told[row["currency"]].append(float(row[amount]))
    rate = {"NOK": 11.5, "PLN": 4.3, "KES": 140.0}
    found = {currency: statistics.median(told[currency]) / statistics.median(told["EUR"]) for currency in rate}

    assert [] == [(c, found[c]) for c in rate if not 0.5 < found[c] / rate[c] < 2]


def test_names_are_fictional(many):
    """No city has the name of a real one, no country a code that ISO 3166 gives to one, and no code comes twice."""
    real = {line.split(",")[1] for line in (DATA / "City.csv").read_text(encoding="utf-8").splitlines()[1:]}
    names = {row["name"] for row in many["City"]}

    assert real.isdisjoint(names)
    assert 1400 < len(names)
    assert {"X"} == {row["code"][0] for row in many["Country"]}


BAD = {
    "no cities": {"cities": 0},
    "too many cities": {"cities": 100_001},
    "negative seed": {"seed": -1},
    "no values": {"values": 0},
    "more values than there are": {"values": 113},
}


@pytest.mark.parametrize("name", BAD)
def test_numbers_out_of_range_are_refused(tmp_path, name):
    """A number out of range is refused with what was expected, and nothing is written."""
    with pytest.raises(ValueError, match=rf"{next(iter(BAD[name]))}: found .*, expected"):
        make_world(tmp_path / "world", **{"cities": 1, "seed": 1, **BAD[name]})
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("there", ["file", "folder"])
def test_what_is_there_is_not_written_over(tmp_path, there):
    """A file, or a folder with something in it, is left as it is."""
    path = tmp_path / "world"
    kept = path if there == "file" else path / "City.ndjson"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text("mine")

    with pytest.raises(FileExistsError, match="world"):
        make_world(path, cities=1, seed=1)
    assert ("mine", ["world"]) == (kept.read_text(), [each.name for each in tmp_path.iterdir()])


def test_interrupted_world_leaves_nothing(tmp_path, monkeypatch):
    """A world that is interrupted leaves no folder that could be taken for a whole one, and can be made again."""

    def interrupted(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(make, "document_rows", interrupted)
        with pytest.raises(KeyboardInterrupt):
            make_world(tmp_path / "world", cities=3, seed=1)
    left = list(tmp_path.iterdir())
    (tmp_path / "world").mkdir()
    told = make_world(tmp_path / "world", cities=3, seed=1)

    assert [] == left
    assert {f"{name}.ndjson" for name in ("City", "HasValue", "Document")} <= {p.name for p in (tmp_path / "world").iterdir()}
    assert 3 == told["City"]
