"""Names, headers and masks around every request."""

from __future__ import annotations

import pytest
import structlog
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

PATHS = ["/", "/graphql?query={hello}", "/healthz", "/readyz", "/examples", "/static/app.js", "/missing", "/graphql"]


@pytest.mark.parametrize("given", ["abc", "A.b_c-1", "a" * 64])
def test_request_id_kept(client, given):
    """A harmless request id of the client is the request's."""
    assert client.get("/healthz", headers={"x-request-id": given}).headers["x-request-id"] == given


@pytest.mark.parametrize("given", ["", "a" * 65, "a b", "a;b", "\x1b[31m", "é", "a/b"])
def test_request_id_made(client, given):
    """Without a harmless request id the server makes one, a new one each time."""
    headers = {"x-request-id": given.encode()}
    made = {client.get("/healthz", headers=headers).headers["x-request-id"] for _ in range(2)}

    assert len(made) == 2
    assert all(len(name) == 32 and name.isalnum() for name in made)


@pytest.mark.parametrize("path", PATHS)
def test_security_headers(client, path):
    """Every answer, refusals included, keeps foreign scripts, frames and guesses out."""
    headers = client.get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))

    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == policy["form-action"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "DENY"
    assert headers["cache-control"] in {"no-store", "public, max-age=0", "public, max-age=60"}
    assert headers["x-request-id"]
    assert "server" not in headers


def test_fault_outside_the_schema(app):
    """A fault of ours is a 500 that tells its request id; the log tells the rest."""
    with TestClient(app(), raise_server_exceptions=False) as client, structlog.testing.capture_logs() as logged:
        del client.app.state.store
        answer = client.post("/graphql", json={"query": "{ hello }"}, headers={"x-request-id": "known"})

    assert answer.status_code == 500
    assert answer.json() == {
        "errors": [
            {"message": "The server failed to answer this request.", "extensions": {"code": "INTERNAL", "requestId": "known"}}
        ]
    }
    assert [line["log_level"] for line in logged if line["event"] == "request failed"] == ["error"]


@pytest.mark.parametrize(
    "path", ["/missing", "/static/", "/static/missing.js", "/static/..%2fapp.py", "/static/%2e%2e/app.py", "/graphql/"]
)
def test_nothing_there(client, path):
    """Only what is ours is served, and nothing leads out of the folder."""
    answer = client.get(path, follow_redirects=False)

    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (404, "NOT_FOUND")


def test_other_methods(client):
    """A page cannot be written to."""
    answer = client.post("/readyz")

    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (405, "METHOD_NOT_ALLOWED")


def test_no_sockets(client):
    """There is no WebSocket, under either protocol."""
    for protocol in ("graphql-transport-ws", "graphql-ws"):
        with pytest.raises(WebSocketDisconnect), client.websocket_connect("/graphql", subprotocols=[protocol]):
            pass


@pytest.mark.parametrize("host", ["a/?x=", "evil.example", "localhost:1@evil"])
def test_host_changes_nothing(client, host):
    """What a Host or proxy header says changes neither path nor identity."""
    headers = {"host": host, "x-forwarded-for": "10.0.0.1", "x-user-id": "admin", "x-original-url": "/readyz"}
    answer = client.post("/graphql", json={"query": "{ role }"}, headers=headers)

    assert answer.json() == {"data": {"role": "anonymous"}}


def test_no_foreign_origin(client):
    """Without a list of origins no page of another origin may read an answer."""
    headers = {"origin": "https://evil.example"}
    asked = client.get("/graphql?query={hello}", headers=headers)
    preflight = client.options("/graphql", headers={**headers, "access-control-request-method": "POST"})

    assert preflight.status_code == 405
    assert [name for name in (*asked.headers, *preflight.headers) if name.startswith("access-control")] == []


OURS = {"origin": "https://a.example"}
ASK = {"access-control-request-method": "POST", "access-control-request-headers": "authorization,content-type,if-none-match"}


@pytest.fixture
def listed(app):
    """A client of an application with two listed origins."""
    with TestClient(app(origins="https://a.example, http://localhost:5173"), raise_server_exceptions=False) as client:
        yield client


@pytest.mark.parametrize("path", ["/graphql?query={hello}", "/graphql", "/graphql?query={must}", "/missing"])
def test_listed_origin_reads_answers(listed, path):
    """A page of a listed origin may read answers, refusals and faults, and their id and tag, but sends no cookies."""
    headers = listed.get(path, headers=OURS).headers

    assert "https://a.example" == headers["access-control-allow-origin"]
    assert {"etag", "x-request-id", "retry-after"} == set(headers["access-control-expose-headers"].split(", "))
    assert "access-control-allow-credentials" not in headers


def test_listed_origin_may_ask(listed):
    """Its question before a request is answered with what it may send, and for how long that holds."""
    answer = listed.options("/graphql", headers={**OURS, **ASK})

    assert (200, "https://a.example") == (answer.status_code, answer.headers["access-control-allow-origin"])
    assert "GET, POST" == answer.headers["access-control-allow-methods"]
    assert "600" == answer.headers["access-control-max-age"]
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize(
    "changed",
    [
        {"origin": "https://b.example"},
        {"origin": "https://a.example.evil.example"},
        {"origin": "http://a.example"},
        {"origin": "null"},
        {"access-control-request-method": "DELETE"},
        {"access-control-request-headers": "x-secret"},
    ],
)
def test_other_origin_may_not_ask(listed, changed):
    """Another origin, method or header is refused before a request is sent."""
    assert 400 == listed.options("/graphql", headers={**OURS, **ASK, **changed}).status_code


@pytest.mark.parametrize("origin", ["https://b.example", "null", "http://a.example", "https://a.example:444"])
def test_other_origin_reads_nothing(listed, origin):
    """An answer to another origin does not allow its page to read it."""
    assert "access-control-allow-origin" not in listed.get("/graphql?query={hello}", headers={"origin": origin}).headers


@pytest.mark.parametrize("headers", [{}, OURS, {"origin": "https://b.example"}])
def test_caches_tell_origins_apart(listed, headers):
    """Every answer that could differ by origin says so, that without an origin too: a cache must not swap them."""
    assert "Origin" in listed.get("/graphql?query={hello}", headers=headers).headers["vary"].split(", ")


def test_one_line_per_request(client):
    """The log has one line per request, without query, variables or headers."""
    with structlog.testing.capture_logs() as logged:
        client.post(
            "/graphql?secret=1", json={"query": '{ hello(name: "ola@example.no") }'}, headers={"authorization": "Bearer x"}
        )

    (line,) = logged
    assert {**line, "ms": 0} == {
        "event": "request", "log_level": "info", "method": "POST", "path": "/graphql", "status": 401, "ms": 0,
    }  # fmt: skip
