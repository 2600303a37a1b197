"""What the process says of itself: probes, the start page and its files, the examples."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import structlog
from starlette.responses import Response
from starlette.routing import Route

from graph.model import VERSION
from resolvers.errors import Code
from server.caching import kept
from server.refusal import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from graph.store import Store
    from server.settings import Settings

log: Any = structlog.get_logger("u4ssc")

STATIC = Path(__file__).parent / "static"
STATUS_PAGE = frozenset(("status.html", "status.js", "state.js", "dom.js", "style.css", "icon.svg"))
"""The files of the page that tells the state and nothing else."""
MEDIA_TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


async def live(_: Request) -> Response:
    """Say that the process answers; nothing else is asked."""
    return _json({"status": "live"})


def ready(within: float) -> Callable[[Request], Any]:
    """Return the probe that asks the store whether it answers, with our model, in that many seconds."""

    async def probe(request: Request) -> Response:
        told: dict[str, object] = {"status": "not ready", "expectedModel": VERSION}
        try:
            async with asyncio.timeout(within):
                told |= await _state(request.app.state.store)
        except Exception:  # whatever it is, we are not ready
            log.exception("store does not answer")
            return _json({**told, "reason": "The store does not answer."}, 503)
        if told["model"] != VERSION:
            return _json({**told, "reason": "The store's model is not this program's: u4ssc migrate."}, 503)
        return _json({**told, "status": "ready"})

    return probe


async def _state(store: Store) -> dict[str, object]:
    health = await store.health()
    return {"store": store.name, "model": health["model"], "dataSeq": await store.seq()}


def examples(folder: Path) -> list[dict[str, str]]:
    """Return the .graphql files of a folder: their first comment is the title, `# Role:` says for whom they are."""
    found: list[dict[str, str]] = []
    for file in sorted(folder.glob("*.graphql")):
        text = file.read_text(encoding="utf-8")
        role = re.search(r"^# *Role: *(\w+)", text, re.MULTILINE)
        title = text.splitlines()[0].lstrip("# ") if text.startswith("#") else file.stem
        found.append({"name": file.stem, "title": title, "role": role[1] if role else "anonymous", "query": text})
    return found


def routes(settings: Settings) -> list[Route]:
    """Return the routes; files are read once, so that a name in an address never becomes a path.

    Without the query page there is one that tells the state, and no examples.
    """
    files = {file.relative_to(STATIC).as_posix(): file.read_bytes() for file in STATIC.rglob("*") if file.suffix in MEDIA_TYPES}
    offered, first = examples(settings.examples), "index.html" if settings.query_page else "status.html"
    if not settings.query_page:
        files, offered = {name: files[name] for name in STATUS_PAGE}, []

    def static(request: Request) -> Response:
        return _file(request, files, request.path_params["name"])

    def page(request: Request) -> Response:
        return _file(request, files, first)

    def given(_: Request) -> Response:
        return _json(offered)

    return [
        Route("/healthz", live),
        Route("/readyz", ready(settings.ready_within)),
        Route("/examples", given),
        Route("/static/{name:path}", static),
        Route("/", page),
    ]


def _file(request: Request, files: dict[str, bytes], name: str) -> Response:
    """Return a file, which a browser asks for each time and gets when it has changed."""
    if name not in files:
        raise RefusedError(404, Code.NOT_FOUND, "There is nothing here.")
    return kept(request, Response(files[name], media_type=MEDIA_TYPES[Path(name).suffix]), 0)


def _json(content: object, status: int = 200) -> Response:
    return Response(orjson.dumps(content), status, media_type="application/json")
