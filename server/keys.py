"""The public keys of the identity provider: fetched in a thread, kept, and asked for anew where that may help.

A token names its key by `kid`. A key that is not known may be new, so they are fetched again, but at most twice in 30 seconds,
whatever strangers send. Keys are fetched anew once they are five minutes old, so that one that was withdrawn is not taken for
longer; while the provider does not answer, those that are known are kept for an hour.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import jwt
import structlog

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

log: Any = structlog.get_logger("u4ssc")

FRESH, KEPT = 300.0, 3600.0
"""Seconds after which keys are fetched anew, and for which they are kept where that fails."""
COOLDOWN, AT_MOST = 30.0, 2
"""Seconds in which they are fetched that often at most, be it in vain."""
TIMEOUT = 3.0
"""Seconds the provider has to answer."""
HEADERS = {"accept": "application/json", "user-agent": "u4ssc-graph"}


class Keys:
    """The keys at one address, of the allowed algorithms, by `kid`."""

    def __init__(self, url: str, algorithms: Sequence[str], clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with none. Only http and https are fetched, and no redirect is followed: PyJWT sees to that."""
        self._client = jwt.PyJWKClient(url, headers=HEADERS, cache_jwk_set=False, timeout=TIMEOUT)
        self._algorithms, self._clock = frozenset(algorithms), clock
        self._keys: dict[str, jwt.PyJWK] = {}
        self._read = float("-inf")
        self._failing = False
        self._tries: deque[float] = deque(maxlen=AT_MOST)
        self._going: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, "jwks")

    async def get(self, kid: str) -> jwt.PyJWK | None:
        """Return the key of that name, None where there is none, or the provider does not answer and it is not known."""
        age = self._clock() - self._read
        if age > KEPT:
            self._keys = {}
        known = kid in self._keys
        if not known or age > FRESH:
            going = self._fetching()
            if going and not (known and self._failing):  # whoever has a known key does not wait for one who does not answer
                await asyncio.wait({going}, timeout=TIMEOUT)
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
            self._keys = await asyncio.get_running_loop().run_in_executor(self._thread, self._fetched)
        except Exception as error:  # noqa: BLE001  # whatever it answers, the keys that are known stay
            self._failing = True
            log.warning("the keys of the identity provider cannot be read", reason=str(error) or type(error).__name__)
        else:
            self._read, self._failing = now, False

    def _fetched(self) -> dict[str, jwt.PyJWK]:
        found = jwt.PyJWKSet.from_dict(self._client.fetch_data()).keys
        usable = [key for key in found if key.public_key_use in ("sig", None) and key.algorithm_name in self._algorithms]
        keys = {key.key_id: key for key in reversed(usable) if key.key_id}
        if not keys:
            raise ValueError(
                f"none of {len(found)} keys has a kid and one of the algorithms {', '.join(sorted(self._algorithms))}"
            )
        return keys
