"""What a request may take: time, bytes, and a place among those that work at once.

The body is read before a place is taken, so that slow senders hold none.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.datastructures import Headers

from resolvers.errors import Code
from server.refusal import RefusedError

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

PROBES = frozenset({"/healthz", "/readyz"})
CLOSE = {"connection": "close"}
LONGEST_NUMBER = 20


class Deadline:
    """Cuts a request after a time, whether it is the client or the server that is slow."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self.app, self.seconds = app, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer within the time."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        arrived, clock = False, asyncio.timeout(self.seconds)

        async def watched() -> Message:
            nonlocal arrived
            message = await receive()
            arrived = not message.get("more_body", False)
            return message

        try:
            async with clock:
                await self.app(scope, watched, send)
        except TimeoutError:
            if not clock.expired():
                raise
            if not arrived:
                raise RefusedError(408, Code.DEADLINE, "The request did not arrive in time.", CLOSE) from None
            raise RefusedError(504, Code.DEADLINE, f"There was no answer within {self.seconds:g} seconds.") from None


class BodyLimit:
    """Reads the whole body before anything else works on it, and refuses one that is too large by the bytes read."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self.app, self.limit = app, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the body on in one piece."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        body: bytes | None = await self._read(scope, receive)
        if body is None:
            return None

        async def again() -> Message:
            nonlocal body
            if body is None:
                return await receive()
            whole, body = body, None
            return {"type": "http.request", "body": whole, "more_body": False}

        return await self.app(scope, again, send)

    async def _read(self, scope: Scope, receive: Receive) -> bytes | None:
        """Return the body, None where the client has gone."""
        declared = Headers(scope=scope).get("content-length", "")
        read, more = bytearray(), True
        if declared.isdecimal() and (len(declared) > LONGEST_NUMBER or int(declared) > self.limit):
            raise self._refusal()
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            read += message.get("body", b"")
            more = message.get("more_body", False)
            if len(read) > self.limit:
                raise self._refusal()
        return bytes(read)

    def _refusal(self) -> RefusedError:
        return RefusedError(413, Code.BODY_TOO_LARGE, f"A body may have {self.limit} bytes.", CLOSE)


class Admission:
    """Lets a number of requests work at once; one that waits too long is refused, so that the others end in time."""

    def __init__(self, app: ASGIApp, at_once: int, wait: float) -> None:
        self.app, self.places, self.wait = app, asyncio.Semaphore(at_once), wait

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on when there is a place."""
        if scope["type"] != "http" or scope["path"] in PROBES:
            return await self.app(scope, receive, send)
        try:
            async with asyncio.timeout(self.wait):
                await self.places.acquire()
        except TimeoutError:
            raise RefusedError(503, Code.OVERLOADED, "Too many requests at once.", {"retry-after": "2"}) from None
        try:
            await self.app(scope, receive, send)
        finally:
            self.places.release()
