"""GraphQL over HTTP: what is asked, what is answered, and what is refused."""

from __future__ import annotations

import pytest
import structlog

from server.refusal import GRAPHQL, JSON, negotiate

FORBIDDEN = ("canary", "bolt://", "Traceback", ".py", "RuntimeError", "StoreUnavailableError", "site-packages")

MALFORMED = {
    "null": b"null",
    "a number": b"5",
    "a string": b'"x"',
    "a list": b"[]",
    "a batch": b'[{"query":"{ hello }"},{"query":"{ hello }"}]',
    "nothing": b"",
    "half an object": b'{"query":',
    "no UTF-8": b'{"query":"{ hello }\xff\xfe"}',
    "UTF-16": '{"query":"{ hello }"}'.encode("utf-16"),
    "lists 5 000 deep": b'{"query":"{ hello }","variables":{"a":' + b"[" * 5000 + b"]" * 5000 + b"}}",
    "objects 5 000 deep": b'{"a":' * 5000 + b"1" + b"}" * 5000,
    "5 000 digits": b'{"query":"{ hello }","variables":{"a":' + b"9" * 5000 + b"}}",
    "NaN": b'{"query":"{ hello }","variables":{"a":NaN}}',
    "Infinity": b'{"query":"{ hello }","variables":{"a":Infinity}}',
    "1e400": b'{"query":"{ hello }","variables":{"a":1e400}}',
    "half a surrogate pair": b'{"query":"{ hello }","variables":{"a":"\\ud800"}}',
    "no query": b'{"variables":{}}',
    "query is null": b'{"query":null}',
    "query is an object": b'{"query":{}}',
    "operationName is an object": b'{"query":"{ hello }","operationName":{}}',
    "operationName is false": b'{"query":"{ hello }","operationName":false}',
    "variables are a list": b'{"query":"{ hello }","variables":[]}',
    "variables are false": b'{"query":"{ hello }","variables":false}',
    "extensions are 0": b'{"query":"{ hello }","extensions":0}',
}


def codes(answer):
    """The codes of an answer's errors."""
    return [error["extensions"]["code"] for error in answer.json()["errors"]]


@pytest.mark.parametrize("fault", MALFORMED)
@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
def test_malformed_body(client, fault, accept):
    """A body that is no request is the client's fault, in either media type."""
    headers = {"content-type": JSON, "accept": accept}
    answer = client.post("/graphql", content=MALFORMED[fault], headers=headers)

    assert (answer.status_code, codes(answer)) == (400, ["BAD_REQUEST"])
    assert answer.headers["content-type"] == f"{accept}; charset=utf-8"


def test_deep_but_decodable_variables(ask):
    """Variables nested as deep as JSON is read are answered, whatever their type says."""
    value = "x"
    for _ in range(900):
        value = [value]

    answer = ask("query Q($a: String) { hello(name: $a) }", variables={"a": value})

    assert answer.status_code == 200
    assert "errors" in answer.json()


def test_get(client):
    """A query comes by GET with its variables as JSON text."""
    asked = {"query": "query Q($n: String!) { hello(name: $n) }", "variables": '{"n":"Å"}', "operationName": "Q"}

    assert client.get("/graphql", params=asked).json() == {"data": {"hello": "Hello Å"}}


@pytest.mark.parametrize("asked", [{}, {"query": "{ hello }", "variables": "{"}, {"query": "{ hello }", "variables": "[]"}])
def test_malformed_get(client, asked):
    """A GET that is no request is refused, for a browser too: there is no page behind it."""
    answer = client.get("/graphql", params=asked, headers={"accept": "text/html,*/*"})

    assert (answer.status_code, codes(answer)) == (400, ["BAD_REQUEST"])


def test_mutation_by_get(client):
    """What may write does not come by GET."""
    answer = client.get("/graphql", params={"query": "mutation { touch }"})

    assert (answer.status_code, codes(answer), answer.headers["allow"]) == (405, ["METHOD_NOT_ALLOWED"], "POST")


def test_mutation_by_post(ask):
    """What may write comes by POST."""
    assert ask("mutation { touch }").json() == {"data": {"touch": "touched"}}


@pytest.mark.parametrize("method", ["HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods(client, method):
    """Only GET and POST reach the schema."""
    assert client.request(method, "/graphql").status_code == 405


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "text/plain",
        "text/plain; application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
        "application/json-seq",
        "application/json; charset=utf-16",
    ],
)
def test_other_body_types(client, content_type):
    """A body that a page of another site could send unasked is not read."""
    headers = {"content-type": content_type} if content_type else {}
    answer = client.post("/graphql", content=b'{"query":"{ hello }"}', headers=headers)

    assert (answer.status_code, codes(answer)) == (415, ["UNSUPPORTED_MEDIA_TYPE"])


@pytest.mark.parametrize(
    "content_type", ["application/json", "Application/JSON; Charset=UTF-8", 'application/json;charset="utf-8"']
)
def test_json_body_types(client, content_type):
    """JSON in UTF-8 may be called so in several ways."""
    answer = client.post("/graphql", content='{"query":"{ hello }"}', headers={"content-type": content_type})

    assert answer.json() == {"data": {"hello": "Hello you"}}


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (GRAPHQL, GRAPHQL),
        (f"{GRAPHQL}, {JSON};q=0.9", GRAPHQL),
        (f"{JSON};q=0.9, {GRAPHQL}", GRAPHQL),
        (f"{JSON}, {GRAPHQL}", JSON),
        (f"{GRAPHQL};q=0.1, */*;q=0.5", JSON),
        ("text/html, application/xhtml+xml, */*;q=0.8", JSON),
        ("APPLICATION/JSON", JSON),
        ("text/html", None),
        ("application/json;q=0", None),
        ("application/json;q=x", None),
        ("text/event-stream", None),
        ("multipart/mixed", None),
    ],
)
def test_negotiation(accept, expected):
    """The answer has the type the client weighs highest; a plain JSON client gets plain JSON."""
    assert negotiate(accept) == expected


def test_not_acceptable(ask):
    """A client that takes neither type is told so."""
    answer = ask("{ hello }", {"accept": "text/html"})

    assert (answer.status_code, codes(answer)) == (406, ["NOT_ACCEPTABLE"])


@pytest.mark.parametrize("query", ["{", "{ missing }", "query Q($n: Int!) { hello }"])
@pytest.mark.parametrize(("accept", "status"), [(JSON, 200), (GRAPHQL, 400)])
def test_refused_as_a_whole(ask, query, accept, status):
    """A refused request has no data; only GraphQL's own media type says it by the status too."""
    answer = ask(query, {"accept": accept})

    assert answer.json().keys() == {"errors"}
    assert answer.status_code == status


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
def test_field_failed(ask, accept):
    """A failed field is an error beside the data, with status 200."""
    answer = ask("{ hello refused }", {"accept": accept})

    assert (answer.status_code, answer.json()["data"]) == (200, {"hello": "Hello you", "refused": None})


def test_data_null(ask):
    """Data that a failed field made null stays in the answer, as null."""
    answer = ask("{ must }", {"accept": GRAPHQL})

    assert (answer.status_code, answer.json()["data"], codes(answer)) == (200, None, ["INTERNAL"])


@pytest.mark.parametrize(
    ("query", "code"), [("{ fault }", "INTERNAL"), ("{ must }", "INTERNAL"), ("{ gone }", "STORE_UNAVAILABLE")]
)
def test_no_internals(ask, query, code):
    """What is behind a fault stands in the log, once, and not in the answer."""
    with structlog.testing.capture_logs() as logged:
        answer = ask(query, {"x-request-id": "known"})

    assert codes(answer) == [code]
    assert answer.json()["errors"][0]["extensions"]["requestId"] == "known"
    assert [word for word in FORBIDDEN if word in answer.text] == []
    assert ["canary" in str(line["exc_info"]) for line in logged if line["event"] == "field failed"] == [True]


def test_refusal_of_a_field(ask):
    """A refusal keeps its message, code, path and place."""
    (error,) = ask("{ refused }", {"x-request-id": "known"}).json()["errors"]

    assert error == {
        "message": "Expected a cursor of this order.",
        "locations": [{"line": 1, "column": 3}],
        "path": ["refused"],
        "extensions": {"code": "BAD_CURSOR", "requestId": "known"},
    }


@pytest.mark.parametrize("query", ["{ helo }", "{ hello(nam: 1) }", "query Q($a: Strin) { hello(name: $a) }"])
def test_no_suggestions(ask, query):
    """A typing error does not disclose the names nearby."""
    answer = ask(query)

    assert "errors" in answer.json()
    assert "Did you mean" not in answer.text


def test_batches_are_off(client):
    """A list of operations is no request."""
    answer = client.post("/graphql", json=[{"query": "{ hello }"}])

    assert (answer.status_code, codes(answer)) == (400, ["BAD_REQUEST"])
