"""Limits on time, bytes and work, and how they are told."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.testclient import TestClient

from server.limits import PROBES, Admission, BodyLimit, Deadline
from server.refusal import RefusedError

JSON = {"content-type": "application/json"}


def code(answer):
    """The code of a refusal."""
    return answer.json()["errors"][0]["extensions"]["code"]


def padded(size):
    """A request of exactly that many bytes."""
    text = b'{"query":"{ hello }"}'
    return text + b" " * (size - len(text))


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize(("size", "status"), [(999_999, 200), (1_000_000, 200), (1_000_001, 413), (40_000_000, 413)])
def test_body_size(client, size, status, chunked):
    """A body may have a megabyte, counted by what arrives, with or without a length before it."""
    whole = padded(size)
    content = (whole[i : i + 65536] for i in range(0, size, 65536)) if chunked else whole
    answer = client.post("/graphql", content=content, headers=JSON)

    assert answer.status_code == status
    if status == 413:
        assert (code(answer), answer.headers["connection"]) == ("BODY_TOO_LARGE", "close")


@pytest.mark.parametrize("length", ["1000001", "9" * 5000])
def test_declared_size(length):
    """A body that declares too much is refused before a byte of it is read."""

    async def unread():
        raise AssertionError

    scope = {"type": "http", "headers": [(b"content-length", length.encode())]}
    with pytest.raises(RefusedError) as refused:
        asyncio.run(BodyLimit(None, 1_000_000)(scope, unread, None))

    assert refused.value.status == 413


@pytest.mark.parametrize("length", ["0", "-1", "x", "", "²"])
def test_false_length(length):
    """What a header says of the length does not replace the count."""

    async def endless():
        return {"type": "http.request", "body": b"x" * 400, "more_body": True}

    scope = {"type": "http", "headers": [(b"content-length", length.encode("utf-8"))]}
    with pytest.raises(RefusedError) as refused:
        asyncio.run(BodyLimit(None, 1000)(scope, endless, None))

    assert refused.value.status == 413


def test_client_gone():
    """A client that leaves while it sends is not answered."""

    async def gone():
        return {"type": "http.disconnect"}

    assert asyncio.run(BodyLimit(None, 1000)({"type": "http", "headers": []}, gone, None)) is None


def test_deadline(app):
    """An answer that takes too long is cut, and the server goes on."""
    with TestClient(app(deadline=0.2)) as client:
        started = time.perf_counter()
        answer = client.post("/graphql", json={"query": "{ wait(seconds: 30) }"})
        took = time.perf_counter() - started

        assert (answer.status_code, code(answer)) == (504, "DEADLINE")
        assert took < 2
        assert client.post("/graphql", json={"query": "{ hello }"}).status_code == 200


def test_slow_sender():
    """A body that does not end is cut by the same deadline, as the sender's fault."""

    async def slow():
        await asyncio.sleep(0.02)
        return {"type": "http.request", "body": b" ", "more_body": True}

    stack = Deadline(BodyLimit(None, 1000), 0.1)
    with pytest.raises(RefusedError) as refused:
        asyncio.run(stack({"type": "http", "headers": []}, slow, None))

    assert (refused.value.status, refused.value.code) == (408, "DEADLINE")
    assert refused.value.headers == {"connection": "close"}


def test_timeout_of_another():
    """A timeout that is not the deadline's is a fault like any other."""

    async def fails(*_):
        raise TimeoutError

    with pytest.raises(TimeoutError):
        asyncio.run(Deadline(fails, 5)({"type": "http"}, None, None))


def test_admission():
    """Beyond its places the server refuses within the wait, says when to come back, and still answers probes."""
    paths, told = [], []

    async def crowd():
        release = asyncio.Event()

        async def works(scope, *_):
            paths.append(scope["path"])
            await (asyncio.sleep(0) if scope["path"] in PROBES else release.wait())

        def come(path):
            return asyncio.ensure_future(door({"type": "http", "path": path}, None, None))

        door = Admission(works, 2, 0.1)
        busy = [come("/graphql"), come("/graphql")]
        await asyncio.sleep(0)
        late = [come("/graphql") for _ in range(3)]
        await asyncio.gather(come("/healthz"), come("/readyz"))
        told.extend(await asyncio.gather(*late, return_exceptions=True))
        release.set()
        await asyncio.gather(*busy, come("/graphql"))

    asyncio.run(crowd())
    assert [(one.status, one.code, one.headers) for one in told] == [(503, "OVERLOADED", {"retry-after": "2"})] * 3
    assert paths == ["/graphql", "/graphql", "/healthz", "/readyz", "/graphql"]


def test_overload_is_told(app):
    """Of two requests for one place, one is answered and the other gets the refusal as its answer."""
    with TestClient(app(admitted=1, admission_wait=0.1)) as client, ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(client.post, "/graphql", json={"query": "{ wait(seconds: 2) }"}) for _ in range(2)]
        refused, answered = sorted((one.result() for one in asked), key=lambda one: -one.status_code)

        assert answered.json() == {"data": {"wait": "waited"}}
        assert (refused.status_code, code(refused), refused.headers["retry-after"]) == (503, "OVERLOADED", "2")


def test_places_come_back():
    """A place is free again however its request ended."""

    async def fails(*_):
        raise ValueError("ours")

    async def many():
        door = Admission(fails, 1, 0.1)
        for _ in range(5):
            with pytest.raises(ValueError, match="ours"):
                await door({"type": "http", "path": "/graphql"}, None, None)

    asyncio.run(many())


def test_waiting_turns_into_a_place(app):
    """A request that finds a place while it waits is answered."""
    with TestClient(app(admitted=1, admission_wait=5)) as client, ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(client.post, "/graphql", json={"query": "{ wait(seconds: 0.1) }"}) for _ in range(4)]

        assert [future.result().status_code for future in asked] == [200] * 4
