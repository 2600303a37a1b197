"""What surrounds every request: a name, headers, a limit on time, on bytes and on how many work at once.

Each middleware is one class around the next app, as Starlette's own are; `server.app` puts them in order.
"""

from __future__ import annotations

import asyncio
import re
import time
import uuid
from typing import TYPE_CHECKING, Any

import structlog
from starlette.datastructures import Headers, MutableHeaders

from resolvers.errors import Code
from server.refusal import EdgeCode, RefusedError, request_id

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

log: Any = structlog.get_logger("u4ssc")

PROBES = frozenset({"/healthz", "/readyz"})
CLOSE = {"connection": "close"}
SECURITY = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cache-control": "no-store",
}


class RequestId:
    """Names each request, after the client's own `x-request-id` where that is harmless, and logs one line when it is done."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        name = Headers(scope=scope).get("x-request-id", "")
        name = name if re.fullmatch(r"[A-Za-z0-9._-]{1,64}", name) else uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = name
        started, status = time.perf_counter(), 0

        async def named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["x-request-id"] = name
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=name):
            try:
                await self.app(scope, receive, named)
            finally:
                took = round((time.perf_counter() - started) * 1000, 1)
                log.info("request", method=scope["method"], path=scope["path"], status=status, ms=took)


class SecurityHeaders:
    """Adds the headers that keep a page from doing what ours does not; what an answer sets itself stays."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, secured if scope["type"] == "http" else send)


class Masking:
    """Answers a fault of ours with its request id; what happened stands only in the log."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            if begun:
                raise
            if not isinstance(error, RefusedError):
                log.exception("request failed")
                error = RefusedError(500, Code.INTERNAL, "The server failed to answer this request.")
            await error.response(scope)(scope, receive, send)


class Deadline:
    """Cuts a request after a time, whether it is the client or the server that is slow."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self.app, self.seconds = app, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        arrived = False

        async def watched() -> Message:
            nonlocal arrived
            message = await receive()
            arrived = not message.get("more_body", False)
            return message

        try:
            async with asyncio.timeout(self.seconds) as clock:
                await self.app(scope, watched, send)
        except TimeoutError:
            if not clock.expired():
                raise
            if not arrived:
                raise RefusedError(408, EdgeCode.DEADLINE, "The request did not arrive in time.", CLOSE) from None
            raise RefusedError(504, EdgeCode.DEADLINE, f"There was no answer within {self.seconds:g} seconds.") from None


class BodyLimit:
    """Reads the whole body before anything else works on it, and refuses one that is too large by the bytes read."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self.app, self.limit = app, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
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
        declared = Headers(scope=scope).get("content-length", "0")
        read = bytearray()
        more = True
        while more:
            if len(read) > self.limit or (declared.isdecimal() and int(declared[:20]) > self.limit):
                raise RefusedError(413, EdgeCode.BODY_TOO_LARGE, f"A body may have {self.limit} bytes.", CLOSE)
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            read += message.get("body", b"")
            more = message.get("more_body", False)
        if len(read) > self.limit:
            raise RefusedError(413, EdgeCode.BODY_TOO_LARGE, f"A body may have {self.limit} bytes.", CLOSE)
        return bytes(read)


class Admission:
    """Lets a number of requests work at once; one that waits too long is refused, so that the others end in time."""

    def __init__(self, app: ASGIApp, at_once: int, wait: float) -> None:
        self.app, self.places, self.wait = app, asyncio.Semaphore(at_once), wait

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in PROBES:
            return await self.app(scope, receive, send)
        try:
            async with asyncio.timeout(self.wait):
                await self.places.acquire()
        except TimeoutError:
            log.warning("not admitted", request_id=request_id(scope))
            raise RefusedError(503, EdgeCode.OVERLOADED, "Too many requests at once.", {"retry-after": "2"}) from None
        try:
            await self.app(scope, receive, send)
        finally:
            self.places.release()
