"""The start page in a browser: nothing from elsewhere, counts, examples that can be edited and run."""

from __future__ import annotations

import json

import pytest

from graph.model import VERSION


@pytest.fixture(scope="module")
def seen(served, script, browser, tmp_path_factory):
    """What a person sees who opens the page, runs an example and makes mistakes, on a screen of 380 pixels."""
    return script("page.mjs", f"{served[0]}/", browser, str(tmp_path_factory.mktemp("page") / "page.png"))


def test_nothing_from_elsewhere(seen, served):
    """Every request of the page goes to the server it came from, and none is blocked or fails."""
    assert [url for url in seen["requests"] if not url.startswith(f"{served[0]}/")] == []
    assert [told for told in seen["problems"] if "status of 400" not in told] == []


def test_state(seen):
    """The page shows the store, the model's version, the data number and counts."""
    assert "SQLite" in seen["state"]
    assert f"Model version{VERSION}" in "".join(seen["state"].split("\n")).replace("  ", "")
    assert seen["cities"] == "3"
    assert seen["examples"] >= 10


def test_example(seen):
    """An example is picked, run by Ctrl + Enter, and its result is shown."""
    assert seen["picked"].startswith("# A page of cities")
    assert json.loads(seen["example"]["json"])["cities"]["totalCount"] == 3
    assert seen["example"]["errors"] == []


def test_variables(seen):
    """An edited query is run with its variables."""
    assert json.loads(seen["variables"]["json"]) == {"city": {"name": "Ålesund"}}


def test_mistakes(seen):
    """Mistakes are told in words, as text, with code and place; nothing stays of the answer before."""
    assert ["variables are not JSON" in told for told in seen["wrongVariables"]["errors"]] == [True]
    (told,) = seen["wrongQuery"]["errors"]
    assert "GRAPHQL_PARSE_FAILED" in told
    assert "line 1, column" in told
    assert seen["wrongQuery"]["json"] == ""


def test_small_screen_and_keyboard(seen):
    """The page fits 380 pixels, is walked by Tab, and has a dark form."""
    assert seen["tooWide"] <= 0
    assert seen["focus"] == ["query", "variables", "run"]
    assert seen["dark"] == "rgb(20, 25, 26)"
