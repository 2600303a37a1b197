"""Long computations: in a thread, and ended when the request is."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import ThreadPoolExecutor

T = TypeVar("T")


class StoppedError(Exception):
    """The request that asked for the work has ended."""


async def in_thread(work: Callable[[Callable[[], None]], T], pool: ThreadPoolExecutor | None = None) -> T:
    """Return what *work* returns from a thread, of *pool* or of the loop's own.

    It is given a check to call now and then, which raises once we are cancelled.
    """
    ended, context = threading.Event(), contextvars.copy_context()

    def check() -> None:
        if ended.is_set():
            raise StoppedError

    try:
        return await asyncio.get_running_loop().run_in_executor(pool, lambda: context.run(work, check))
    finally:
        ended.set()
