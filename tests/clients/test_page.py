"""The start page in a browser: nothing from elsewhere, counts, examples that can be edited and run."""

from __future__ import annotations

import json
from urllib.parse import parse_qs

import pytest

from graph.model import VERSION


@pytest.fixture(scope="module")
def seen(served, script, browser, tmp_path_factory):
    """What a person sees who opens the page, runs an example and makes mistakes, on a screen of 380 pixels."""
    return script("page.mjs", f"{served[0]}/", browser, str(tmp_path_factory.mktemp("page") / "page.png"))


@pytest.fixture(scope="module")
def late(served, script, browser):
    """What a person sees who turns to something else while a query is being answered."""
    return script("ask.mjs", f"{served[0]}/", browser)


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
    assert seen["picked"].startswith("# Which cities are there")
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


def test_answer_is_not_told_below_another_query(late):
    """Whoever chooses another example while a query is answered reads no answer below it."""
    assert "Late" not in late["other"]["query"]
    assert late["other"]["told"].startswith(("Ready to run.", "This example needs"))
    assert late["other"]["json"] == ""


def test_only_the_newest_run_is_answered(late):
    """A query that is run before the last one is answered takes its place."""
    assert {"second": {"totalCount": 3}} == json.loads(late["again"]["json"])
    assert late["again"] == late["still"]


def test_view_is_left_while_a_query_is_answered(late):
    """Leaving the view while a query is answered raises nothing on the page."""
    assert [] == late["problems"]
    assert "U4SSC" in late["left"]


def test_edited_query_is_in_the_address(seen, served):
    """What is edited stands in the address and is there again after a reload, not yet asked; the server never sees it."""
    query, variables = "query One($code: String!) { city(code: $code) { name } } # a?b=c&d", '{ "code": "NO-aalesund" }'
    found = parse_qs(seen["address"].partition("#/ask?")[2])
    name = "03-cities-by-population"

    assert {"example": [name], "query": [query], "variables": [variables]} == found
    assert {"query": query, "variables": variables, "kept": "", "told": "Nothing asked yet.", "asked": ""} == seen["reloaded"]
    assert [] == [url for url in seen["requests"] if "One" in url]
    assert {"address": f"{served[0]}/#/ask?example={name}", "kept": ""} == seen["asItStands"]


def test_query_too_long_for_the_address(seen, served):
    """A query that is too long for an address is said to be lost on a reload, and the address names the example only."""
    assert seen["long"]["kept"].startswith("Too long to be kept")
    assert f"{served[0]}/#/ask?example=03-cities-by-population" == seen["long"]["address"]


def test_small_screen_and_keyboard(seen):
    """The page fits 380 pixels, is walked by Tab, and has a dark form."""
    assert seen["tooWide"] <= 0
    assert seen["focus"] == ["query", "variables", "run"]
    assert seen["dark"] == "rgb(20, 25, 26)"
