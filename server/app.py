"""The process put together: the middleware in order, the routes, and the store they share."""

from __future__ import annotations

import contextlib
import gc
import socket
from typing import TYPE_CHECKING, Any

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Route

from graph.connect import connect
from graph.model import VERSION
from graph.store import ModelVersionError, StoreError
from resolvers.errors import Code
from server.edge import Masking, RequestId, SecurityHeaders
from server.limits import Admission, BodyLimit, Deadline
from server.logs import configure_logs
from server.production import NotForProductionError, check_production
from server.refusal import RefusedError
from server.status import routes
from server.view import View

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Generator

    from starlette.requests import Request
    from starlette.responses import Response
    from strawberry.schema import BaseSchema

    from graph.store import Store
    from server.settings import Settings

log: Any = structlog.get_logger("u4ssc")

PACKED_FROM = 1000
"""Bytes of an answer from which it is packed: less fits one packet anyway."""
PACKED_AT = 6
"""zlib's level: a megabyte of JSON becomes 58 kB in 5 ms, and 52 kB in 11 at the highest."""


class NotMigratedError(StoreError):
    """The store holds no model yet, or an older one than this program's."""


def create_app(settings: Settings, schema: BaseSchema | None = None, store: Store | None = None) -> Starlette:
    """Return the application; without a store it opens the one of the settings, and closes it at the end."""
    if schema is None:
        from schema.build import SCHEMA as schema  # noqa: N811, PLC0415  # building it takes a while; tests bring their own

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncGenerator[None]:
        opened = store
        try:
            opened = opened or connect(settings.store, create=False)
            check_production(settings, await check_model(opened))
        except (StoreError, NotForProductionError) as error:
            log.error("refused to start", reason=str(error))  # noqa: TRY400  # the server logs the trace
            await _close(opened, store)
            raise
        app.state.store = opened
        try:
            await view.identity.begin()
            with settled_collector():
                yield
        finally:
            await _close(opened, store)

    view = View(schema, settings)
    app = Starlette(
        routes=[Route("/graphql", view), *routes(settings)],
        middleware=_middleware(settings),
        exception_handlers={HTTPException: _nothing_here, RefusedError: _refused},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    return app


async def _close(opened: Store | None, given: Store | None) -> None:
    """Close a store that was opened here; one that was given is closed by its giver."""
    if opened is not None and given is None:
        await opened.close()


def _middleware(settings: Settings) -> list[Middleware]:
    """Return the middleware, outermost first; each has a reason to stand where it does.

    A refusal, by whomever, gets its id, the headers, and what lets a page of a listed origin read it; these three never refuse.
    A fault is masked before it meets them. The deadline holds for reading the body and for waiting to be admitted too;
    a body is read before a place is taken. Packing is work like any other, and is done in that place.

    Packing an answer in which a secret stands beside text of an attacker's choice would tell its length (BREACH). No answer
    holds a secret of the session, and no page of another site can ask with somebody's token: tokens are not cookies.
    """
    cors = Middleware(
        CORSMiddleware,
        allow_origins=settings.origins,
        allow_methods=("GET", "POST"),
        allow_headers=("authorization", "content-type", "if-none-match", "x-request-id"),
        expose_headers=("etag", "x-request-id", "retry-after"),
    )
    return [
        Middleware(RequestId),
        Middleware(SecurityHeaders),
        *([cors] if settings.origins else []),
        Middleware(Masking),
        Middleware(Deadline, settings.deadline),
        Middleware(BodyLimit, settings.body_limit),
        Middleware(Admission, settings.admitted, settings.admission_wait),
        Middleware(GZipMiddleware, minimum_size=PACKED_FROM, compresslevel=PACKED_AT),
    ]


async def check_model(store: Store) -> dict[str, Any]:
    """Refuse a store whose model is not this program's, else return its health; raises `NotMigratedError`, `ModelVersionError`."""
    health = await store.health()
    model = health["model"]
    if model > VERSION:
        raise ModelVersionError(f"the store holds model {model}, newer than this program's {VERSION}: update the program")
    if model < VERSION:
        raise NotMigratedError(f"the store holds model {model}, this program needs {VERSION}: run `u4ssc migrate` first")
    return health


@contextlib.contextmanager
def settled_collector() -> Generator[None]:
    """Keep the garbage collector from walking schema and documents, which live as long as the process."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


class _Server(uvicorn.Server):
    """A server that says when it has started: from then on it answers, and a signal stops it politely."""

    def __init__(self, config: uvicorn.Config, tell: Callable[[], None]) -> None:
        super().__init__(config)
        self.tell = tell

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self.tell()


def serve(settings: Settings, tell: Callable[[str], None] = lambda _: None) -> bool:
    """Serve until told to stop, and return whether the server could start; `tell` hears the address once it has.

    Raises `OSError` where it cannot be had.
    """
    configure_logs(settings.log_level)
    config = uvicorn.Config(
        create_app(settings),
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=20,
    )
    with _bound(settings.host, settings.port) as listening:
        server = _Server(config, lambda: tell(_url(settings.host, listening.getsockname()[1])))
        server.run([listening])
    return server.started


def _bound(host: str, port: int) -> socket.socket:
    """Return a socket that takes connections, on a free port where it is 0; uvicorn would end the process if it cannot."""
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        cause = (error.strerror or str(error)).partition(" (while")[0]
        raise OSError(f"cannot serve {_url(host, port)}: {cause}; choose another with --host and --port") from None


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, RefusedError)
    return error.response(request.scope)


def _nothing_here(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        allowed = sorted((error.headers or {})["Allow"].split(", "))
        return RefusedError(405, Code.METHOD_NOT_ALLOWED, f"Use {' or '.join(allowed)}.", error.headers).response(request.scope)
    return RefusedError(error.status_code, Code.NOT_FOUND, "There is nothing here.", error.headers).response(request.scope)
