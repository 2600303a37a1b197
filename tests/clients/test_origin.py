"""Pages of other origins in a browser: what their scripts may ask and read, and what the browser keeps."""

from __future__ import annotations

import json

import pytest


@pytest.fixture(scope="module")
def seen(served, script, browser, origins):
    """What scripts of a listed and of another origin read, and the requests the server's log has of them."""
    before = len(served[1].read_text().splitlines())
    told = script("origin.mjs", f"{served[0]}/graphql", browser, *origins)
    lines = [json.loads(line) for line in served[1].read_text().splitlines()[before:]]
    told["log"] = [(line["method"], line["status"]) for line in lines if line["event"] == "request"]
    return told


@pytest.mark.parametrize("way", ["get", "post"])
def test_listed_origin_reads_the_answer(seen, way):
    """A script of a listed origin asks by GET and by POST and reads data and request id."""
    told = seen["listed"][way]

    assert (200, 3) == (told["status"], told["body"]["data"]["cities"]["totalCount"])
    assert told["headers"]["x-request-id"]


def test_listed_origin_reads_refusals(seen):
    """It may send a token, and reads why one is refused."""
    told = seen["listed"]["token"]

    assert (401, "UNAUTHENTICATED") == (told["status"], told["body"]["errors"][0]["extensions"]["code"])


def test_cookies_are_not_for_pages_of_others(seen):
    """The browser keeps an answer from a script that asked with cookies."""
    assert "Failed to fetch" in seen["listed"]["cookies"]["failed"]


def test_second_get_is_not_sent(seen):
    """Within a minute the browser answers a GET itself; asked to look, it sends the tag and is told 304."""
    first, kept, asked = (seen["listed"][way] for way in ("get", "kept", "asked"))

    assert first["body"] == kept["body"] == asked["body"]
    assert first["headers"] == kept["headers"]
    assert ("public, max-age=60", True) == (first["headers"]["cache-control"], first["headers"]["etag"].startswith('W/"'))
    assert first["headers"]["x-request-id"] != asked["headers"]["x-request-id"]


def test_script_may_send_the_tag_itself(seen):
    """A script that keeps answers itself is told 304, which has nothing to read."""
    assert "JSON" in seen["listed"]["tagged"]["failed"]


def test_requests_of_the_listed_origin(seen):
    """The log has each request with its status: asked again, the server answered twice without a body."""
    statuses = [200, 200, 401, 200, 304, 304]

    assert statuses == [status for method, status in seen["log"] if method != "OPTIONS"][:6]


def test_other_origin_reads_nothing(seen):
    """A script of an origin that is not listed reads no answer, however it asks."""
    assert {"TypeError: Failed to fetch"} == {told.get("failed") for told in seen["other"].values()}


def test_other_origin_posts_nothing(seen):
    """Its POSTs are not even sent: the browser asks first and is refused."""
    assert [("GET", 200)] * 4 == [line for line in seen["log"] if line[0] != "OPTIONS"][6:]
    assert ("OPTIONS", 400) in seen["log"]
