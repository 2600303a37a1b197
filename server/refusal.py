"""How a request is refused before, or instead of, an answer by the schema: one body in the form of GraphQL's errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
from starlette.datastructures import Headers
from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Scope

    from resolvers.errors import Code

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"


class RefusedError(Exception):
    """A request is refused with a status, a code, a message for the client and headers."""

    def __init__(self, status: int, code: Code, message: str, headers: Mapping[str, str] | None = None) -> None:
        """Keep what the client is told."""
        super().__init__(message)
        self.status, self.code, self.message, self.headers = status, code, message, headers

    def response(self, scope: Scope) -> Response:
        """Return the response, in the media type the client takes."""
        extensions = {"code": self.code.value, "requestId": request_id(scope)}
        body = orjson.dumps({"errors": [{"message": self.message, "extensions": extensions}]})
        media_type = negotiate(Headers(scope=scope).get("accept")) or JSON
        return typed(Response(body, self.status, self.headers), media_type)


def typed(response: Response, media_type: str) -> Response:
    """Return the response with its media type and encoding set."""
    response.headers["content-type"] = f"{media_type}; charset=utf-8"
    return response


def request_id(scope: Scope) -> str | None:
    """Return the id `server.edge.RequestId` gave the request."""
    return scope.get("state", {}).get("request_id")


def negotiate(accept: str | None) -> str | None:
    """Return the media type of an answer, None where the client takes neither; JSON where it takes anything."""
    if not accept or not accept.strip():
        return JSON
    best, found = 0.0, None
    for part in accept.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        offered = GRAPHQL if name == GRAPHQL else JSON if name in {JSON, "application/*", "*/*"} else None
        weight = _weight(parameters)
        if offered and weight > best:
            best, found = weight, offered
    return found


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return min(1.0, float(parameter[2:]))
            except ValueError:
                return 0.0
    return 1.0
