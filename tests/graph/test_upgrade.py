"""A store made by an earlier version of the program is brought to this model, and keeps what it holds."""

from __future__ import annotations

from pathlib import Path

import apsw
import pytest

from graph.change import Change
from graph.model import MODEL, VERSION
from graph.rows import row
from graph.sql.tables import columns
from tests.graph.direct import direct
from tests.graph.small import AT, found, table

HERE = Path(__file__).parent


pytestmark = pytest.mark.usefixtures("old")


@pytest.fixture
def old(address):
    """Make the test's store a small one of the last released model, before it is opened."""
    name = "model1"
    if address.startswith("sqlite"):
        db = apsw.Connection(address.removeprefix("sqlite:///"))
        db.execute((HERE / f"{name}.sql").read_text(encoding="utf-8"))
        db.close()
    else:
        with direct(address) as ask:
            for text in (HERE / f"{name}.cypher").read_text(encoding="utf-8").split(";\n"):
                if text:
                    ask(text)


def test_what_it_held_is_kept(run, opened):
    """The city of the old store is there with all it had; what is new to it is unknown, or an empty list."""
    store = opened()

    assert VERSION == run(store.health())["model"]
    assert [["NO-aalesund", "Ålesund", 66258, True, None, []]] == run(
        table(store, "City", "code", "name", "population", "published", "climate", "languages")
    )
    assert [["CityInCountry:NO-aalesund"]] == run(table(store, "CityInCountry", "key"))


def test_what_it_held_is_found(run, opened):
    """What the old store held is found by search, with and without its accents."""
    store = opened()

    assert [["NO-aalesund"], ["NO-aalesund"]] == [run(found(store, "City", text)) for text in ("ALES", "ålesund")]


def test_new_kinds_can_be_written(run, opened):
    """A kind the old model did not have can be written and read."""
    store = opened()
    made = row(MODEL.kinds["Outcome"], {"code": "OUT-1", "name": "soot", "synthetic": False})
    run(store.apply(Change(actor="test", reason="new kind", at=AT, nodes={"Outcome": [made]}), "new kind"))

    assert [["OUT-1", "soot"]] == run(table(store, "Outcome", "code", "name"))


def test_second_migration_changes_nothing(run, opened):
    """A store that was brought to this model can be opened and migrated again."""
    opened()

    assert [["NO-aalesund"]] == run(table(opened(), "City", "code"))


def test_new_property_has_to_be_nullable():
    """A property that may not be unknown cannot be added to a kind that has rows."""
    with pytest.raises(TypeError, match=r"City\.name is new"):
        columns(MODEL.kinds["City"], set(MODEL.kinds["City"].props) - {"name"})
