"""What is looked for whenever a database is at fault: a typed answer in time, and nothing that stays behind."""

from __future__ import annotations

import asyncio
import time

import pytest

from graph.store import Statement, StoreError
from tests.graph.small import change, node

READ = Statement("MATCH (n:City) RETURN [n.name] AS v")
DEADLOCK = "Neo.TransientError.Transaction.DeadlockDetected"
MEMORY = "Neo.TransientError.General.MemoryPoolOutOfMemoryError"
# the driver leaves a socket to Python where a call ends while it is made: Python closes it, and says so
UNCLOSED = "ignore:Exception ignored in. <(socket.socket|function _SelectorTransport):pytest.PytestUnraisableExceptionWarning"
HUSHED = [pytest.mark.filterwarnings(UNCLOSED), pytest.mark.usefixtures("swept")]
QUERY = {"query": '{ city(code: "NO-oslo") { name } }'}
RIGHT = {"data": {"city": {"name": "Oslo"}}}
IN_TIME = 2.0
"""Seconds in which an answer has to come where the store's own deadline is a fraction of one."""


def city():
    """A change that writes one node."""
    return change(nodes={"City": [node("City", "a")]})


async def whole_log(store):
    """Read the log to its end."""
    return [entry async for entry in store.log()]


CALLS = {
    "read": lambda store: store.read(READ, {}),
    "seq": lambda store: store.seq(),
    "health": lambda store: store.health(),
    "log": whole_log,
    "apply": lambda store: store.apply(city(), "one"),
    "migrate": lambda store: store.migrate(),
}
"""All that a store asks of its database."""


async def answer(asked, within=IN_TIME):
    """Return the answer or the `StoreError` that comes in its place; none in time fails, and so does any other error."""
    task = asyncio.ensure_future(asked)
    done, _ = await asyncio.wait({task}, timeout=within)
    if not done:
        task.cancel()
        await asyncio.wait({task}, timeout=1)
        raise AssertionError(f"no answer within {within} s")
    error = task.exception()
    if error is None or isinstance(error, StoreError):
        return task.result() if error is None else error
    raise AssertionError(f"untyped: {error!r}") from error


def borrowed(store):
    """Return how many connections are taken from the pool or being made for it."""
    pool = store._driver._pool
    taken = sum(connection.in_use for each in pool.connections.values() for connection in each)
    return taken + sum(pool.connections_reservations.values())


async def settled(store, server, within=IN_TIME):
    """See that soon no connection is taken from the pool, and that the server waits for none."""
    end = time.monotonic() + within
    while (left := (borrowed(store), server.busy)) != (0, 0):
        assert time.monotonic() < end, f"connections taken, and waited for by the server: {left}"
        await asyncio.sleep(0.01)


async def recovered(ask, expected, within=5.0):
    """See that soon the answer is as expected, with nothing done about it."""
    end = time.monotonic() + within
    while (found := await answer(ask())) != expected:
        assert time.monotonic() < end, f"{found!r}"
        await asyncio.sleep(0.02)


def asked(client, query=QUERY):
    """Send a query, and return its status with the code of its error, if any, or its data."""
    response = client.post("/graphql", json=query)
    body = response.json()
    return response.status_code, next((error["extensions"]["code"] for error in body.get("errors", ())), body)


def settle(client, bolt):
    """See that soon no connection is taken, and that the database waits for none."""
    end = time.monotonic() + IN_TIME
    while (left := (borrowed(client.app.state.store), bolt.busy)) != (0, 0):
        assert time.monotonic() < end, f"connections taken, and waited for by the server: {left}"
        time.sleep(0.01)


def well(client, within=10.0):
    """See that soon it is ready, and then that it answers."""
    end = time.monotonic() + within
    while client.get("/readyz").status_code != 200:
        assert time.monotonic() < end, "not ready again"
        time.sleep(0.02)
    assert (200, RIGHT) == asked(client)
