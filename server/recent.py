"""What was read a moment ago: kept for some seconds, so that a change of rights acts soon and not every request reads them."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

T = TypeVar("T")

SECONDS = 30.0
"""How old it may be: half of the minute within which a change has to act."""
SIZE = 10_000


class Recent(Generic[T]):
    """Answers by name, the least recently asked go first; of a name there is one read at a time, and a failed one is not kept."""

    def __init__(self, seconds: float = SECONDS, size: int = SIZE, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with none."""
        self._seconds, self._size, self._clock = seconds, size, clock
        self._kept: OrderedDict[str, tuple[float, asyncio.Task[T]]] = OrderedDict()

    async def get(self, name: str, read: Callable[[], Awaitable[T]]) -> T:
        """Return what *read* returned for the name not long ago, or returns now; raises what it raises."""
        began, task = self._kept.get(name, (float("-inf"), None))
        if task is None or self._clock() - began >= self._seconds or (task.done() and _failed(task)):
            task = asyncio.create_task(_awaited(read))
            task.add_done_callback(_failed)  # looks at it, for where everybody who waited has gone
            self._kept[name] = self._clock(), task
            if len(self._kept) > self._size:
                self._kept.popitem(last=False)
        self._kept.move_to_end(name)
        return await asyncio.shield(task)  # a request that is cut short does not end it for others


async def _awaited(read: Callable[[], Awaitable[T]]) -> T:
    return await read()


def _failed(task: asyncio.Task[T]) -> bool:
    return task.cancelled() or task.exception() is not None
