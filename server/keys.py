"""The public keys of the identity provider: fetched in a thread, kept, and asked for anew where that may help.

A token names its key by `kid`. A key that is not known may be new, so they are fetched again, but at most twice in 30 seconds,
whatever strangers send. Keys are fetched anew once they are five minutes old, so that one that was withdrawn is not taken for
longer; while the provider does not answer, those that are known are kept for an hour. Who names a known key never waits.
"""

from __future__ import annotations

import asyncio
import json
import threading
import time
import urllib.error
import urllib.request
from collections import deque
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, cast

import jwt
import structlog

from server.tokens import MALFORMED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

log: Any = structlog.get_logger("u4ssc")

FRESH, KEPT = 300.0, 3600.0
"""Seconds after which keys are fetched anew, and for which they are kept where that fails."""
COOLDOWN, AT_MOST = 30.0, 2
"""Seconds in which they are fetched that often at most, be it in vain."""
TIMEOUT, LARGEST = 3.0, 1_000_000
"""Seconds the provider has to answer, to the last byte, and how many bytes that may be."""
WAITING = 4
"""Requests that wait for a fetch: a stranger's made-up names are not to fill the places of those who are admitted."""
LEFT = 8
"""Threads that may hang in a provider which does not come to an end: each was given up when its time was over."""
HEADERS = {"accept": "application/json", "user-agent": "u4ssc-graph"}


class Keys:
    """The keys at one address, http or https, of the allowed algorithms, by `kid`."""

    def __init__(self, url: str, algorithms: Sequence[str], clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with none."""
        self._url, self._algorithms, self._clock = url, frozenset(algorithms), clock
        self._keys: dict[str, jwt.PyJWK] = {}
        self._read = float("-inf")
        self._waiting = 0
        self._tries: deque[float] = deque(maxlen=AT_MOST)
        self._going: asyncio.Task[None] | None = None
        self._next: asyncio.TimerHandle | None = None
        self._threads = threading.Semaphore(LEFT)

    async def begin(self) -> None:
        """Fetch the keys before the first token comes; a provider that does not answer is no reason not to begin."""
        if going := self._fetching():
            await asyncio.wait({going})

    async def get(self, kid: str) -> jwt.PyJWK | None:
        """Return the key of that name, None where there is none, or the provider does not answer and it is not known."""
        age = self._clock() - self._read
        if age > KEPT:
            self._keys = {}
        known = kid in self._keys
        going = self._fetching() if age > FRESH or not known else None
        if going and not known and self._waiting < WAITING:
            self._waiting += 1
            try:
                await asyncio.wait({going})
            finally:
                self._waiting -= 1
        return self._keys.get(kid)

    def _fetching(self) -> asyncio.Task[None] | None:
        """Return the fetch that is under way, else a new one where there may be one."""
        now = self._clock()
        if self._going and not self._going.done():
            return self._going
        if len(self._tries) == AT_MOST and now - self._tries[0] < COOLDOWN:
            return None
        self._tries.append(now)
        self._going = asyncio.create_task(self._fetch(now))
        return self._going

    async def _fetch(self, now: float) -> None:
        try:
            self._keys, self._read = await asyncio.wait_for(self._in_thread(), TIMEOUT), now
        except Exception as error:  # noqa: BLE001  # whatever it answers, the keys that are known stay
            self._again(COOLDOWN)
            reason = "it did not come to an end in time" if isinstance(error, TimeoutError) else str(error)
            log.warning("the keys of the identity provider cannot be read", reason=reason or type(error).__name__)
        else:
            self._again(FRESH)
            if not self._keys:
                log.warning("the identity provider publishes no key that can be used", algorithms=sorted(self._algorithms))

    def _again(self, seconds: float) -> None:
        """Have the keys that are kept fetched after a while though nobody asks: a withdrawn one is not to wait for its thief."""
        if self._next:
            self._next.cancel()
        self._next = asyncio.get_running_loop().call_later(seconds, self._fetching) if self._keys else None

    def _in_thread(self) -> asyncio.Future[dict[str, jwt.PyJWK]]:
        """Fetch in a thread that can be left behind: neither the next fetch nor the end of the process waits for it."""
        if not self._threads.acquire(blocking=False):
            raise TimeoutError
        told: Future[dict[str, jwt.PyJWK]] = Future()
        told.set_running_or_notify_cancel()

        def work() -> None:
            try:
                told.set_result(self._fetched())
            except Exception as error:  # noqa: BLE001  # told where it is awaited
                told.set_exception(error)
            finally:
                self._threads.release()

        threading.Thread(target=work, name="jwks", daemon=True).start()
        return asyncio.wrap_future(told)

    def _fetched(self) -> dict[str, jwt.PyJWK]:
        """Return the keys the provider publishes that are of use; raises where it answers otherwise than with a set of keys."""
        answer: Any = json.loads(_body(self._url))
        if not isinstance(answer, dict) or not isinstance(found := answer.get("keys"), list):  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
            raise ValueError("it answers with no set of keys")  # noqa: TRY004  # what is wrong is what was said
        usable = [key for each in cast("list[Any]", found) if (key := _key(each)) and key.algorithm_name in self._algorithms]
        return {key.key_id: key for key in reversed(usable) if isinstance(key.key_id, str) and key.key_id}


def _key(given: Any) -> jwt.PyJWK | None:  # noqa: ANN401  # what a provider wrote
    """Return a key that signs, None for what is another thing or damaged."""
    try:
        key = jwt.PyJWK(given)
    except MALFORMED:
        return None
    return key if key.public_key_use in ("sig", None) else None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows nobody: keys come from the address that is set."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> None:  # noqa: ANN401, PLR0913, PLR0917
        """Return no request, which makes it an error."""


def _body(url: str) -> bytes:
    """Return what is at an address, read piece by piece: a provider that drips would hold a read of the whole for ever."""
    end, body = time.monotonic() + TIMEOUT, b""
    asked = urllib.request.Request(url, headers=HEADERS)  # noqa: S310  # the settings take http and https only
    try:
        response = urllib.request.build_opener(_NoRedirect).open(asked, timeout=TIMEOUT)
    except urllib.error.HTTPError as error:
        error.close()
        raise
    with response:
        while piece := response.read1(65536):
            body += piece
            if len(body) > LARGEST:
                raise ValueError(f"it answers with more than {LARGEST} bytes")
            if time.monotonic() > end:
                raise TimeoutError
    return body
