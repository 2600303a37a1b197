"""What a request can be refused for: one code each, listed in docs/errors.md."""

from __future__ import annotations

import enum

from graphql import GraphQLError

from graph.store import StoreError


class Code(enum.StrEnum):
    """The `extensions.code` of an error."""

    BAD_REQUEST = "BAD_REQUEST"
    PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    BAD_USER_INPUT = "BAD_USER_INPUT"
    BAD_CURSOR = "BAD_CURSOR"
    TOO_COMPLEX = "QUERY_TOO_COMPLEX"
    UNAUTHENTICATED = "UNAUTHENTICATED"
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
        return error if error.original_error is None else shown(error.original_error)
    if isinstance(error, StoreError):
        return refusal(Code.STORE_UNAVAILABLE, "The store did not answer in time; try again later.")
    return refusal(Code.INTERNAL, "The server failed to answer this field.")
