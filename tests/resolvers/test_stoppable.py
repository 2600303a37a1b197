"""A long computation ends with the request that asked for it."""

from __future__ import annotations

import asyncio
import threading

import pytest

from resolvers.stoppable import in_thread
from tests.resolvers.working import run_until_stopped


def test_work_in_a_thread_returns_what_it_returns():
    """It is done beside the event loop, which gets its result."""

    async def ask():
        return await in_thread(lambda check: (check(), threading.current_thread() is threading.main_thread()))

    assert (None, False) == asyncio.run(ask())


def test_work_stops_when_the_request_is_cut():
    """A request that ran out of time ends its thread at the next check."""
    stopped = threading.Event()

    def work(check):
        run_until_stopped(check, stopped)

    async def ask():
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(in_thread(work), 0.05)
        return await asyncio.to_thread(stopped.wait, 2)

    assert asyncio.run(ask())
