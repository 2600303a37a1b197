"""The HTTP audits other GraphQL servers are measured by, and senders that never end."""

from __future__ import annotations

import contextlib
import json
import socket
import time
import urllib.request
from urllib.parse import urlsplit

import pytest


@pytest.mark.parametrize("known", [False, True], ids=["anonymous", "with a bearer token"])
def test_audits(known, served, staff_token, script, report):
    """Every audit of graphql-http is passed, the optional ones too, with and without a bearer token."""
    results = script("audit.mjs", f"{served[0]}/graphql", *[staff_token] * known)
    bad = [(one["id"], one["name"], one["status"], one["reason"]) for one in results if one["status"] != "ok"]
    report("graphql-http audits" + known * ", with a bearer token", passed=len(results) - len(bad), of=len(results))

    assert bad == []
    assert len(results) == 61


def test_audits_send_the_token(served, script):
    """With a token that is not valid audits fail."""
    results = script("audit.mjs", f"{served[0]}/graphql", "wrong")

    assert "error" in {one["status"] for one in results}


def test_half_open_bodies(served):
    """A hundred senders that stop after a byte are sent away at the deadline, and nobody else waits for them."""
    address = urlsplit(served[0])
    head = b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"
    with contextlib.ExitStack() as stack:
        held = [stack.enter_context(socket.create_connection((address.hostname, address.port), timeout=10)) for _ in range(100)]
        started = time.monotonic()
        for one in held:
            one.sendall(head)
        with urllib.request.urlopen(f"{served[0]}/graphql?query=%7B__typename%7D", timeout=5) as answer:  # noqa: S310
            told, waited = json.load(answer), time.monotonic() - started
        answers = [read_to_end(one) for one in held]

    assert (told, waited < 1) == ({"data": {"__typename": "Query"}}, True)
    assert {text.split(b"\r\n")[0] for text in answers} == {b"HTTP/1.1 408 Request Timeout"}
    assert all(b'"code":"DEADLINE"' in text for text in answers)
    assert time.monotonic() - started < 8


def test_large_body_in_pieces(served):
    """A body without a length is refused once it is too large, and the connection is closed."""
    address = urlsplit(served[0])
    piece = b"10000\r\n" + b" " * 65536 + b"\r\n"
    with socket.create_connection((address.hostname, address.port), timeout=10) as sender:
        sender.sendall(
            b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
        )
        sent = 0
        with contextlib.suppress(OSError):
            while sent < 640:
                sender.sendall(piece)
                sent += 1
        told = read_to_end(sender)

    assert sent < 640 or told.startswith(b"HTTP/1.1 413")
    assert told[:12] in {b"", b"HTTP/1.1 413"}


def read_to_end(sender):
    """All a server sends until it closes; nothing where it has closed hard."""
    read = b""
    with contextlib.suppress(ConnectionResetError):
        while more := sender.recv(65536):
            read += more
    return read
