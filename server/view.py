"""GraphQL over HTTP: from a request to an operation, and from its result to a response.

Strawberry's view does the walk; here is what we do differently from it: no page, no uploads, no batches, no sockets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import structlog
from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import Response
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.graphql import OperationType

from resolvers.errors import Code, shown
from resolvers.viewer import viewer
from server.caching import is_public, kept
from server.development import KeyFileError
from server.identity import Identity
from server.operation import bad_request, check_media_type, operation, parsed
from server.refusal import GRAPHQL, JSON, RefusedError, negotiate, request_id, typed
from server.tokens import BadTokenError

if TYPE_CHECKING:
    from cross_web import AsyncHTTPRequestAdapter
    from starlette.types import Receive, Scope, Send
    from starlette.websockets import WebSocket
    from strawberry.schema import BaseSchema
    from strawberry.types import ExecutionResult

    from server.identity import Caller
    from server.settings import Settings

log: Any = structlog.get_logger("u4ssc")

Context = dict[str, Any]
"""`viewer`, and `introspection`: whether it may introspect."""
METHODS = ("GET", "POST")
FAULTS = frozenset({Code.INTERNAL.value, Code.STORE_UNAVAILABLE.value})


class View(GraphQL[Context, None]):
    """The GraphQL endpoint over one schema; `app.state.store` is what it reads."""

    def __init__(self, schema: BaseSchema, settings: Settings) -> None:
        super().__init__(schema, graphql_ide=None, subscription_protocols=())
        self.identity, self._max_age, self._open = Identity(settings), settings.max_age, settings.anonymous_introspection

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["method"] not in METHODS:
            raise RefusedError(405, Code.METHOD_NOT_ALLOWED, "Use GET or POST.", {"allow": ", ".join(METHODS)})
        request = Request(scope, receive)
        response = await self.run(request)
        if is_public(request) and request.state.without_errors and request.state.viewer.lasting:
            response = kept(request, response, self._max_age)
        await response(scope, receive, send)

    def should_render_graphql_ide(self, request: Any) -> bool:  # noqa: ANN401, ARG002  # Strawberry's protocol is private
        """Never: the start page is ours."""
        return False

    async def get_sub_response(self, request: Request | WebSocket) -> Response:
        """Return what the answer is to be like: its media type."""
        media_type = negotiate(request.headers.get("accept"))
        if media_type is None:
            raise RefusedError(406, Code.NOT_ACCEPTABLE, f"Answers come as {JSON} or {GRAPHQL}.")
        return Response(media_type=media_type)

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:  # noqa: ARG002
        """Return who asks, as its token says and the graph knows."""
        caller = await self._caller(request)
        if not caller.may("read"):
            raise RefusedError(403, Code.FORBIDDEN, "This token may not be used to read: it has no such scope.")
        request.state.viewer = viewer(caller.standing, request.app.state.store)
        return {"viewer": request.state.viewer, "introspection": self._open or not caller.anonymous}

    async def _caller(self, request: Request | WebSocket) -> Caller:
        try:
            return await self.identity.caller(request.headers.getlist("authorization"), request.app.state.store)
        except (BadTokenError, KeyFileError) as error:
            if isinstance(error, KeyFileError):  # every token is refused until who runs the server mends it
                log.warning("no token can be checked", reason=str(error))
            challenge = {"www-authenticate": "Bearer"}
            raise RefusedError(401, Code.UNAUTHENTICATED, "The token is not valid.", challenge) from None

    async def parse_http_body(self, request: AsyncHTTPRequestAdapter) -> GraphQLRequestData:
        """Return the operation a request asks for; whatever has another form is refused."""
        if request.method == "GET":
            given = dict(request.query_params)
            for name in ("variables", "extensions"):
                text = given.get(name)
                given[name] = parsed(text) if text else None
            return operation(given)
        check_media_type(request.content_type)
        return operation(parsed(await request.get_body()))

    async def execute_single(  # noqa: PLR0913, PLR0917  # Strawberry's signature
        self,
        request: Request,  # noqa: ARG002
        request_adapter: AsyncHTTPRequestAdapter,
        sub_response: Response,  # noqa: ARG002
        context: Context,
        root_value: None,
        request_data: GraphQLRequestData,
    ) -> ExecutionResult:
        """Return the result of one operation; what only reads may come by GET."""
        allowed = OperationType.from_http(request_adapter.method)
        try:
            return await self.schema.execute(
                request_data.query,
                variable_values=request_data.variables,
                context_value=context,
                root_value=root_value,
                operation_name=request_data.operation_name,
                allowed_operation_types=allowed,
            )
        except InvalidOperationTypeError:
            headers = {"allow": "POST"}
            raise RefusedError(405, Code.METHOD_NOT_ALLOWED, "Only queries may come by GET.", headers) from None
        except CannotGetOperationTypeError:
            raise bad_request("there is no operation of that name") from None
        except RecursionError:
            raise RefusedError(400, Code.TOO_COMPLEX, "The request is nested too deeply.") from None

    async def process_result(self, request: Request, result: ExecutionResult) -> GraphQLHTTPResponse:
        """Return the body; a request that was refused as a whole has errors and no data."""
        errors: list[object] = [formatted(error, request_id(request.scope)) for error in result.errors or ()]
        request.state.without_errors = not errors
        if errors and result.data is None and all(error.path is None for error in result.errors or ()):
            return GraphQLHTTPResponse(errors=errors)
        body = GraphQLHTTPResponse(data=result.data, errors=errors) if errors else GraphQLHTTPResponse(data=result.data)
        if result.extensions:
            body["extensions"] = result.extensions
        return body

    def create_response(self, response_data: Any, sub_response: Response) -> Response:  # noqa: ANN401
        """Return the response; in GraphQL's own media type, a refused request is one by its status too."""
        media_type = str(sub_response.media_type)
        status = 400 if media_type == GRAPHQL and "data" not in response_data else 200
        return typed(Response(orjson.dumps(response_data), status), media_type)


def formatted(error: GraphQLError, name: str | None) -> dict[str, Any]:
    """Return an error as the client reads it; what is behind a fault of ours goes to the log."""
    cause: BaseException | None = error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    refused = cause is None or (error.extensions or {}).get("code") not in {None, *FAULTS}
    told = error if refused else shown(cause or error)
    code = (told.extensions or {}).get("code") or Code.BAD_REQUEST.value
    if code in FAULTS:
        log.error("field failed", code=code, path=error.path, exc_info=cause or error)
    made = {**error.formatted, "message": told.message.split(" Did you mean ")[0]}
    return {**made, "extensions": {**(told.extensions or {}), "code": code, "requestId": name}}
