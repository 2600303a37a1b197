"""What caches may keep, what is packed, and what says so."""

from __future__ import annotations

import gzip

import pytest
from starlette.testclient import TestClient

from server.development import make_token
from server.refusal import GRAPHQL, JSON

HELLO = "/graphql?query={hello}"
LONG = {"query": "query Q($n: String!) { hello(name: $n) }", "variables": '{"n":"' + "x" * 2000 + '"}'}
ANYONE = "public, max-age=60"


def varying(answer):
    """The headers by which answers to one address differ."""
    return {name.strip().lower() for name in answer.headers["vary"].split(",")}


def test_answer_to_anyone_is_kept(client):
    """What the anonymous ask by GET may be kept for a minute, by headers that tell answers apart."""
    answer = client.get(HELLO)

    assert ANYONE == answer.headers["cache-control"]
    assert answer.headers["etag"].startswith('W/"')
    assert {"authorization", "accept", "accept-encoding"} <= varying(answer)


@pytest.mark.parametrize("age", [0, 5])
def test_how_long_is_a_setting(app, age):
    """An operator says how long; 0 makes caches ask each time."""
    with TestClient(app(max_age=age)) as client:
        assert f"public, max-age={age}" == client.get(HELLO).headers["cache-control"]


@pytest.mark.parametrize(
    ("method", "asked"),
    [
        ("POST", {"json": {"query": "{ hello }"}}),
        ("GET", {"params": {"query": "{ cut }"}}),
        ("GET", {"params": {"query": "{ fault }"}}),
        ("GET", {"params": {"query": "{ hello refused }"}}),
        ("GET", {"params": {"query": "{ missing }"}}),
        ("GET", {"params": {"query": "mutation { touch }"}}),
        ("GET", {"params": {}}),
        ("GET", {"params": {"query": "{ hello }"}, "headers": {"accept": "text/html"}}),
        ("GET", {"params": {"query": "{ hello }"}, "headers": {"authorization": "Bearer wrong"}}),
        ("GET", {"params": {"query": "{ hello }"}, "headers": {"authorization": ""}}),
    ],
)
def test_all_else_is_not_kept(client, method, asked):
    """An answer to POST, with an error, cut short by the clock, or to somebody with a token is kept by nobody."""
    answer = client.request(method, "/graphql", **asked)

    assert "no-store" == answer.headers["cache-control"]
    assert "etag" not in answer.headers


def test_answer_to_a_token_is_not_kept(client, key):
    """A good token gets the whole answer, whatever tag it names, and no cache keeps it."""
    tag = client.get(HELLO).headers["etag"]
    headers = {"authorization": f"Bearer {make_token('anonymous', key)}", "if-none-match": tag}
    answer = client.get(HELLO, headers=headers)

    assert (200, "no-store") == (answer.status_code, answer.headers["cache-control"])
    assert {"data": {"hello": "Hello you"}} == answer.json()


@pytest.mark.parametrize("form", ["{}", '"other", {}', '{} , W/"x"', "strong", "*"])
def test_known_answer_is_not_sent_again(client, form):
    """A client that has the answer gets 304 without a body, with the headers the answer would have had."""
    answer = client.get(HELLO)
    tag = answer.headers["etag"]
    given = tag.removeprefix("W/") if form == "strong" else form.format(tag)
    again = client.get(HELLO, headers={"if-none-match": given})

    assert (304, b"") == (again.status_code, again.content)
    assert [answer.headers[n] for n in ("etag", "cache-control", "vary")] == [
        again.headers[n] for n in ("etag", "cache-control", "vary")
    ]
    assert "content-type" not in again.headers


@pytest.mark.parametrize("given", ['"other"', "W/", "", 'W/"', "x"])
def test_other_tag_gets_the_answer(client, given):
    """A tag of another answer, or what is no tag, gets the whole answer."""
    assert {"data": {"hello": "Hello you"}} == client.get(HELLO, headers={"if-none-match": given}).json()


def test_tag_is_of_the_answer_and_its_media_type(client):
    """Other data or another media type has another tag; the same has the same."""
    asked = [
        client.get(HELLO),
        client.get("/graphql?query={ hello }"),
        client.get(HELLO, headers={"accept": GRAPHQL}),
        client.get('/graphql?query={hello(name: "a")}'),
    ]
    one, same, typed, other = [answer.headers["etag"] for answer in asked]

    assert one == same
    assert 3 == len({one, typed, other})


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_long_answer_is_packed(client, accept, method):
    """A client that takes gzip gets a long answer packed, and says the same unpacked."""
    given = {"params": LONG} if method == "GET" else {"json": {**LONG, "variables": {"n": "x" * 2000}}}
    packed, plain = (
        client.request(method, "/graphql", headers={"accept": accept, "accept-encoding": coding}, **given)
        for coding in ("gzip, br", "identity")
    )

    assert ("gzip", None) == (packed.headers["content-encoding"], plain.headers.get("content-encoding"))
    assert int(packed.headers["content-length"]) < 200 < len(plain.content)
    assert plain.json() == packed.json()
    assert "accept-encoding" in varying(packed) & varying(plain)
    assert packed.headers.get("etag") == plain.headers.get("etag")


def test_short_answer_is_not_packed(client):
    """What fits one packet is sent as it is."""
    answer = client.get(HELLO, headers={"accept-encoding": "gzip"})

    assert "content-encoding" not in answer.headers
    with pytest.raises(gzip.BadGzipFile):
        gzip.decompress(answer.content)


def test_packed_answer_is_known_by_its_tag(client):
    """The tag of a packed answer gets 304 for the plain one too: they are the same answer."""
    tag = client.get("/graphql", params=LONG, headers={"accept-encoding": "gzip"}).headers["etag"]
    again = client.get("/graphql", params=LONG, headers={"accept-encoding": "identity", "if-none-match": tag})

    assert 304 == again.status_code
    assert "content-encoding" not in again.headers
