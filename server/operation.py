"""From the bytes of a request to the operation it asks for; whatever has another form is refused."""

from __future__ import annotations

from typing import Any, cast

import orjson
from strawberry.http import GraphQLRequestData

from resolvers.errors import Code
from server.refusal import JSON, RefusedError


def bad_request(what: str) -> RefusedError:
    """Return the refusal of a request that has not the form of one."""
    return RefusedError(400, Code.BAD_REQUEST, f"This is no GraphQL request: {what}.")


def check_media_type(content_type: str | None) -> None:
    """Refuse a body that does not call itself JSON: a page of another site can send the other types unasked."""
    name, *parameters = (part.strip().lower() for part in (content_type or "").split(";"))
    charsets = [part.removeprefix("charset=").strip('"') for part in parameters if part.startswith("charset=")]
    if name != JSON or any(charset not in {"utf-8", "utf8"} for charset in charsets):
        raise RefusedError(415, Code.UNSUPPORTED_MEDIA_TYPE, f"A body has to be {JSON} in UTF-8.")


def parsed(text: str | bytes) -> Any:  # noqa: ANN401  # JSON
    """Return what a JSON text says."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise bad_request("it is not JSON") from None


def operation(given: Any) -> GraphQLRequestData:  # noqa: ANN401  # JSON
    """Return the operation a decoded request asks for."""
    if not isinstance(given, dict):
        raise bad_request("expected one object")
    request = cast("dict[str, Any]", given)
    query, name, variables, extensions = (request.get(key) for key in ("query", "operationName", "variables", "extensions"))
    if not isinstance(query, str):
        raise bad_request("query has to be a string")
    if not isinstance(name, (str, type(None))):
        raise bad_request("operationName has to be a string or null")
    if not all(part is None or isinstance(part, dict) for part in (variables, extensions)):
        raise bad_request("variables and extensions have to be objects or null")
    return GraphQLRequestData(query, variables, name or None, extensions)
