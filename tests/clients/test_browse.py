"""Staff browse the graph on the start page, in a browser: sign in, search, open, page, follow a path, save."""

from __future__ import annotations

import base64
import csv
import datetime as dt
import io
import json
import re
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from graph import rows
from graph.change import Change, Edge
from graph.connect import connect
from graph.model import MODEL, ValueStatus
from server.development import load_key, make_token
from server.load import load

DATA = Path(__file__).parents[2] / "data"
HOSTILE = '<img src=x onerror="window.hit=1">'
FORMULA = '=HYPERLINK("x"),1'
CELLS = [
    *("=1", "+1", "-x", "@x", "\tx", "\nx", " =1", "\uff1d1", "\uff0b1", "\uff0d1", "\uff20x"),
    *("a;=HYPERLINK(1)", "a; +1;-1", "a;\tx", "a;\uff1d1", "a\n=1", ["en", "=x"], ["en", "nb"], "a;b"),
    *('x;"=1+1;y', 'x\n"=1+1', "a\t=1+1", '"=1'),
    *("-1.50", -2, "a,b", 'say "no"', " x ", None, True, "x\r\ny"),
]
SAFE = [
    *("'=1", "'+1", "'-x", "'@x", "'\tx", "'\nx", "' =1", "'\uff1d1", "'\uff0b1", "'\uff0d1", "'\uff20x"),
    *("a;'=HYPERLINK(1)", "a;' +1;'-1", "a;'\tx", "a;'\uff1d1", "a\n'=1", "en;' =x", "en; nb", "a;b"),
    *("x;'\"=1+1;y", "x\n'\"=1+1", "a\t'=1+1", "'\"=1"),
    *("-1.50", "-2", "a,b", 'say "no"', " x ", "", "true", "x\r\ny"),
]
"""Values, and what a spreadsheet is to read of them."""
CITIES = 520
TWINS = 120


def global_id(kind, code):
    """The global ID of a node."""
    return base64.b64encode(f"{kind}:{code}".encode()).decode()


def edge(relation, source, target, given):
    """An edge."""
    return Edge(source, target, rows.edge(relation, source, target, given))


def change():
    """Cities beside the real ones: a hostile name, a formula, one that is not published, and hundreds of synthetic ones."""
    given = {"countryCode": "NOR", "published": True, "synthetic": False}
    made = [
        {**given, "code": "NO-hostile", "name": HOSTILE, "populationSource": "javascript:window.hit=1"},
        {**given, "code": "NO-formula", "name": FORMULA, "latitude": -33.5, "longitude": 0.0, "contact": "Kari"},
        {**given, "code": "NO-secretville", "name": "Secretville", "published": False},
        *(
            {**given, "code": f"XX-{i:03}", "name": f"Testby {i:03}", "synthetic": True, "population": 10**8 + i}
            for i in range(CITIES)
        ),
    ]
    countries, twins = MODEL.relations["CityInCountry"], MODEL.relations["TwinnedWith"]
    lie = [edge(countries, city["code"], "NOR", {"key": f"CityInCountry:{city['code']}|NOR"}) for city in made]
    agree = [
        edge(twins, "NO-aalesund", f"XX-{i:03}", {"key": f"NO-aalesund|XX-{i:03}", "since": 1900 + i, "source": "@home, twice"})
        for i in range(TWINS)
    ]
    nodes = {"City": [rows.row(MODEL.kinds["City"], city) for city in made]}
    edges = {"CityInCountry": lie, "TwinnedWith": agree}
    return Change(actor="test", reason="test", at="2026-01-01T00:00:00.000Z", nodes=nodes, edges=edges)


async def fill(address):
    """Make a store with the real data and these cities."""
    store = connect(address)
    await store.migrate()
    await load(store, DATA)
    await store.apply(change(), "browse")
    await store.close()


@pytest.fixture(scope="module")
def seen(script, browser, serve, tmp_path_factory):
    """What staff see who browse: one session for all."""
    folder = tmp_path_factory.mktemp("browse")
    key = load_key(folder / "token.key", create=True)
    expired = make_token("programmeStaff", key, dt.timedelta(seconds=1))
    facts = {
        "token": make_token("programmeStaff", key),
        "expired": expired,
        "city": global_id("City", "NO-aalesund"),
        "contact": global_id("City", "NO-formula"),
        "hidden": {"name": "Secretville", "id": global_id("City", "NO-secretville")},
        "hostile": HOSTILE,
        "cells": CELLS,
    }
    with serve(folder, fill) as (address, _):
        return {**script("browse.mjs", address, browser, json.dumps(facts)), "address": address, "token": facts["token"]}


def rows_of(file):
    """The rows of a file that was saved, as a spreadsheet reads them, after the mark of UTF-8."""
    assert file["text"].startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(file["text"][1:], newline=""), strict=True))


def parameters(page):
    """What the address of a page says beside its node and field."""
    return {name: value for name, (value,) in parse_qs(page["hash"].partition("?")[2]).items()}


def test_nothing_from_elsewhere(seen):
    """Whatever is browsed, every request goes to the server, nothing is blocked, and nothing fails but the tokens that are refused."""
    assert [url for url in seen["requests"] if not url.startswith(f"{seen['address']}/")] == []
    assert [told for told in seen["problems"] if "status of 401" not in told] == []


def test_anonymous_sees_what_is_published(seen):
    """Without a token neither counts, search, lists, addresses nor properties tell what only staff see."""
    assert "556" == seen["anonymous"]["cities"]
    assert "Nothing was found" in seen["anonymous"]["search"]
    assert "Nothing to see" in seen["anonymous"]["node"]
    assert "unknown" == seen["anonymous"]["contact"]
    assert "former values" not in seen["anonymous"]["relations"]


def test_staff_sees_more(seen):
    """Signing in shows the same address again, with what staff see; what is synthetic is counted apart."""
    assert {"told": "", "contact": "Kari"} == {name: seen["staff"][name] for name in ("told", "contact")}
    assert seen["staff"]["hash"].startswith("#/node?")
    assert "former values" in seen["staff"]["relations"]
    assert "Cities557 synthetic 520 of them" == seen["staff"]["cities"]


def test_wrong_token(seen):
    """A token that is not valid is told in words with its code, and is not kept."""
    assert seen["wrong"]["told"].startswith("UNAUTHENTICATED: The token is not valid.")
    assert 0 == seen["wrong"]["kept"]


def test_token_stays_in_the_tab(seen):
    """The token is kept for the tab only: not in other storage, a cookie, the address or the page."""
    assert {"session": [seen["token"]], "local": 0, "cookie": "", "inPage": False} == seen["kept"]
    assert [url for url in seen["requests"] if seen["token"] in url] == []


def test_expired_token(seen):
    """A token that has expired is forgotten and asked for again, while what anybody may see is shown."""
    assert seen["expired"]["told"].startswith("Your token is not valid any more.")
    assert (0, "token") == (seen["expired"]["kept"], seen["expired"]["focus"])


def test_sign_out(seen):
    """Signing out forgets the token."""
    assert {"kept": 0, "form": True} == seen["signedOut"]


def test_search(seen):
    """A search finds by the beginning of a word, whatever the accents, grouped by kind."""
    assert "ÅlesundNO-aalesund" in seen["search"].replace(" ", "")


def test_node(seen):
    """A node shows its properties with units, what is unknown as unknown, what it leads to, and its relations counted."""
    assert "Population66,258 inhabitants" == seen["node"]["population"]
    assert "Inhabitants. Unit: inhabitants." == seen["node"]["about"]
    assert ("unknown", "Norway") == (seen["node"]["unknown"], seen["node"]["country"])
    assert (str(TWINS), "12") == (seen["node"]["twins"], seen["node"]["values"])
    assert [["https:", "noreferrer noopener"]] * 2 == seen["node"]["links"]


def test_pages_of_a_relation(seen):
    """A relation is paged forwards and backwards; each page has an address, with its edges' properties."""
    pages = seen["pages"]
    found = {
        name: (pages[name]["first"].split()[1], pages[name]["rows"])
        for name in ("one", "two", "three", "previous", "last", "start")
    }

    assert {
        "one": ("000", 50),
        "two": ("050", 50),
        "three": ("100", 20),
        "previous": ("050", 50),
        "last": ("070", 50),
        "start": ("000", 50),
    } == found
    assert ["name", "since year", "source"] == pages["heads"][:3]
    assert {"after", "field", "id"} == parameters(pages["two"]).keys()


def test_back_forward_and_reload(seen):
    """Back, forward and reload show the page that the address names."""
    pages = seen["pages"]

    assert pages["three"] == pages["back"]
    assert pages["previous"] == pages["forward"]
    assert {name: pages["previous"][name] for name in ("first", "hash")} == pages["reloaded"]


def test_sort_and_filter(seen):
    """A column sorts both ways, says so to screen readers, and a filter keeps the order."""
    pages = seen["pages"]

    assert ("Testby 000 synthetic", "Testby 119 synthetic") == (pages["sorted"]["first"], pages["turned"]["first"])
    assert "descending" == pages["aria"]
    assert ("Testby 119 synthetic", 10) == (pages["filtered"]["first"], pages["filtered"]["rows"])
    assert {"sort": "since", "direction": "DESC", "text": "testby 11"}.items() <= parameters(pages["filtered"]).items()


def test_synthetic_is_marked(seen):
    """Everything synthetic carries a mark, and nothing else does."""
    assert 50 == seen["pages"]["marks"]
    assert 50 - len(real_cities()) - 3 == seen["list"]["marks"]


def real_cities():
    """The real cities, all of whose codes come before those of synthetic ones."""
    return (DATA / "City.csv").read_text(encoding="utf-8").splitlines()[1:]


def test_list_as_csv(seen):
    """The whole list is saved, over its pages, with every property; numbers stay numbers, and no text is a formula."""
    found = {row["code"]: row for row in rows_of(seen["listFile"])}

    assert ("cities.csv", CITIES + 3 + len(real_cities())) == (seen["listFile"]["name"], len(found))
    assert f"'{FORMULA}" == found["NO-formula"]["name"]
    assert ("-33.5", "Kari", "") == (
        found["NO-formula"]["latitude"],
        found["NO-formula"]["contact"],
        found["NO-formula"]["population"],
    )
    assert {"country": "NOR", "synthetic": "true", "population": "100000519"}.items() <= found["XX-519"].items()
    assert HOSTILE == found["NO-hostile"]["name"]
    assert set(MODEL.kinds["City"].props) <= found["NO-formula"].keys()


def test_cells(seen):
    """A cell is quoted as RFC 4180 says; what a spreadsheet would run begins with an apostrophe, a number never does."""
    assert [SAFE] == list(csv.reader(io.StringIO(seen["cells"], newline=""), strict=True))
    assert seen["cells"].endswith('"x\r\ny"\r\n')


def test_cells_where_the_semicolon_separates(seen):
    """Whatever a spreadsheet takes for a cell that separates by semicolons or tabs, and for a line, none begins a formula."""
    cells = re.split(r"[;\t\r\n]", seen["cells"])

    assert len(SAFE) / 2 < len(cells)
    assert [] == [cell for cell in cells if re.match(r"[\s\"]*[=+\-@\uff1d\uff0b\uff0d\uff20]", cell)]


def test_relation_as_csv(seen):
    """A relation is saved as it is filtered and sorted, with the properties of its edges and where it comes from."""
    found = rows_of(seen["relationFile"])

    assert "NO-aalesund-twinnedWith.csv" == seen["relationFile"]["name"]
    assert [f"XX-{i}" for i in range(119, 109, -1)] == [row["City.code"] for row in found]
    assert {"from": "NO-aalesund", "since": "2019", "source": "'@home, twice", "City.synthetic": "true"}.items() <= found[
        0
    ].items()


def test_hostile_values(seen):
    """Markup in a name is text wherever it is shown, and an address that would run a script is no link."""
    shown = {"row": HOSTILE, "images": 0, "node": HOSTILE, "source": "javascript:window.hit=1", "links": 0, "ran": None}

    assert shown == seen["hostile"]


def test_published_values_are_nodes(seen):
    """The list of published values is ordered by what a value belongs to, and a value is opened with its KPI."""
    assert "Asker" == seen["values"]["city"]
    assert "Local Food Production" == seen["values"]["node"]
    assert ValueStatus.NOT_REPORTED.value == seen["values"]["status"]


def test_path(seen):
    """A path is found from a node to one that is searched for, told as a chain of relations, with why there may be others."""
    assert "City Ålesund — country → Country Norway — cities → City Stavanger" == seen["path"]["first"]
    assert "A node has too many edges" in seen["path"]["told"]
    assert f"Norway (cities, {CITIES + 16})" in seen["path"]["told"]
    assert {"from", "to"} == parameters(seen["path"]).keys()


def test_path_as_csv(seen):
    """Paths are saved as their steps."""
    step = {"path": "1", "step": "2", "from": "NOR", "relation": "CityInCountry", "direction": "IN", "toName": "Stavanger"}

    assert step.items() <= rows_of(seen["path"]["file"])[1].items()


def test_refusals_are_told(seen):
    """What the API refuses is told with its code, and an address of nothing says so."""
    assert seen["refused"].startswith("BAD_CURSOR This is not a cursor")
    assert ["There is no such list", "Nothing to see", "Nothing here"] == [seen[name] for name in ("noList", "noNode", "noView")]


def test_shared_address(seen):
    """An address opened in another tab shows the same view, as anybody sees it."""
    assert {"first": "Testby 519 synthetic", "signedIn": False} == seen["shared"]


def test_accessible(seen):
    """Every view has one heading, which a screen reader is led to, named fields and a title, and fits a phone; the header can be skipped."""
    shown = {name: (screen["headings"], screen["unnamed"], screen["tooWide"] <= 0) for name, screen in seen["screens"].items()}

    assert dict.fromkeys(("home", "search", "node", "relation", "list", "path"), (1, [], True)) == shown
    assert len(shown) == len({screen["title"] for screen in seen["screens"].values()})
    assert ("H1", {"first": "skip", "then": "main"}) == (seen["focus"], seen["skip"])
