"""Web clients read lists to their end, forwards and backwards, against a server with the real data."""

from __future__ import annotations

import json
import math
import urllib.parse
import urllib.request

import pytest

SIZES = {"kpis": 20, "values": 3}
WHOLE = """{
  kpis(first: 1000, orderBy: [{ name: ASC }]) { edges { node { code } } }
  city(code: "NO-aalesund") { values(first: 1000, orderBy: [{ node: { name: DESC } }]) { edges { key } } }
}"""


@pytest.fixture(scope="module")
def whole(programme):
    """The lists, each read in one page without a client."""
    with urllib.request.urlopen(f"{programme}?query={urllib.parse.quote(WHOLE)}") as answer:  # noqa: S310  # our own address
        data = json.load(answer)["data"]
    return {
        "kpis": [edge["node"]["code"] for edge in data["kpis"]["edges"]],
        "values": [edge["key"] for edge in data["city"]["values"]["edges"]],
    }


@pytest.fixture(scope="module")
def reads(programme, script, built, report):
    """What each client reads: by list and direction, the codes or keys in order and the number of requests."""
    read = {
        "Apollo Client": script("pages.mjs", "apollo", programme),
        "urql": script("pages.mjs", "urql", programme),
        "Relay": script("pages.js", programme, folder=built["relay"]),
        "graphql-codegen": script("out/pages.js", programme, folder=built["codegen"]),
    }
    for client, ways in read.items():
        report(client, **{way: f"{len(one['found'])} in {one['requests']} pages" for way, one in ways.items()})
    return read


@pytest.mark.parametrize("way", [f"{name} {direction}" for name in SIZES for direction in ("forwards", "backwards")])
@pytest.mark.parametrize("client", ["Apollo Client", "urql", "Relay", "graphql-codegen"])
def test_pages(client, way, reads, whole):
    """All pages together are the whole list in its order, and each page is asked for once."""
    read, name = reads[client][way], way.split()[0]

    assert len(whole[name]) > 2 * SIZES[name]
    assert whole[name] == read["found"]
    assert math.ceil(len(whole[name]) / SIZES[name]) == read["requests"]
