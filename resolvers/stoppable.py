"""Long computations: in a thread, and ended when the request is."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class StoppedError(Exception):
    """The request that asked for the work has ended."""


async def in_thread(work: Callable[[Callable[[], None]], T]) -> T:
    """Return what *work* returns from a thread; it is given a check to call now and then, which raises once we are cancelled."""
    ended = threading.Event()

    def check() -> None:
        if ended.is_set():
            raise StoppedError

    try:
        return await asyncio.to_thread(work, check)
    finally:
        ended.set()
