"""What a cache may keep: what the anonymous asked by GET and was answered without errors, and not cut short by the clock.

The tag is weak, because the same answer may be sent packed or not (`GZipMiddleware`), and of the media type too,
because that is all else by which answers to one address differ.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from starlette.responses import Response

if TYPE_CHECKING:
    from starlette.requests import Request

VARY = "Authorization, Accept, Accept-Encoding"


def is_public(request: Request) -> bool:
    """Say whether anybody who asks the same gets the same: cookies are never looked at, other methods never kept."""
    return request.method == "GET" and "authorization" not in request.headers


def kept(request: Request, response: Response, seconds: int) -> Response:
    """Return an answer that caches may keep for some seconds; 304 without a body where the client has it already."""
    told = hashlib.blake2b(response.headers["content-type"].encode() + bytes(response.body), digest_size=16)
    tag = f'"{told.hexdigest()}"'
    headers = {"cache-control": f"public, max-age={seconds}", "etag": f"W/{tag}", "vary": VARY}
    if {tag, "*"} & _tags(request):
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return response


def _tags(request: Request) -> set[str]:
    """Return the tags of If-None-Match, compared weakly (RFC 9110, 13.1.2)."""
    given = ",".join(request.headers.getlist("if-none-match"))
    return {tag.strip().removeprefix("W/") for tag in given.split(",")}
