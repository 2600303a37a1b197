"""What a request can be refused for: one code each, listed in docs/errors.md."""

from __future__ import annotations

import enum

from graphql import GraphQLError

from graph.store import StoreError, StoreSlowError


class Code(enum.StrEnum):
    """The `extensions.code` of an error."""

    BAD_REQUEST = "BAD_REQUEST"
    PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    BAD_USER_INPUT = "BAD_USER_INPUT"
    BAD_CURSOR = "BAD_CURSOR"
    TOO_COMPLEX = "QUERY_TOO_COMPLEX"
    INTROSPECTION_DISABLED = "INTROSPECTION_DISABLED"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    NOT_FOUND = "NOT_FOUND"
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
    NOT_ACCEPTABLE = "NOT_ACCEPTABLE"
    UNSUPPORTED_MEDIA_TYPE = "UNSUPPORTED_MEDIA_TYPE"
    BODY_TOO_LARGE = "BODY_TOO_LARGE"
    DEADLINE = "DEADLINE"
    OVERLOADED = "OVERLOADED"
    STORE_UNAVAILABLE = "STORE_UNAVAILABLE"
    INTERNAL = "INTERNAL"


def refusal(code: Code, message: str) -> GraphQLError:
    """Return the error of a request that is refused; the message says what was expected."""
    return GraphQLError(message, extensions={"code": code.value})


def bad_input(message: str) -> GraphQLError:
    """Return the error of an argument that is not as it should be."""
    return refusal(Code.BAD_USER_INPUT, message)


def shown(error: BaseException) -> GraphQLError:
    """Return what a client may read of an error: refusals as they are, a store's failure and faults of ours in general."""
    if isinstance(error, GraphQLError):
        inner = error.original_error
        if inner is None or isinstance(inner, GraphQLError):  # graphql-core wraps a scalar's refusal in a better message
            return error
        return shown(inner)
    if isinstance(error, StoreSlowError):
        return refusal(Code.DEADLINE, "The store did not read this within its deadline: ask for less, or by an indexed property.")
    if isinstance(error, StoreError):
        return refusal(Code.STORE_UNAVAILABLE, "The store did not answer in time; try again later.")
    return refusal(Code.INTERNAL, "The server failed to answer this field.")


def placed(error: Exception, like: GraphQLError) -> GraphQLError:
    """Return what a client may read of an error, at the path and place of another; the cause stays with it for the log."""
    told = shown(error)
    made = GraphQLError(told.message, nodes=like.nodes, path=like.path, extensions=told.extensions)
    made.original_error = None if isinstance(error, GraphQLError) and told is error else error
    return made
