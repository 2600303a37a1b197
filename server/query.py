"""A document asked in this process, as a client would ask it: for the command line and for jobs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import orjson

from resolvers.errors import Code
from resolvers.membership import standing
from resolvers.standing import alone
from resolvers.viewer import Viewer, viewer
from server.paging import paged

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from graphql import GraphQLError

    from graph.store import Store
    from resolvers.standing import Role
    from schema.build import Schema

UNLIMITED = 10**12
"""A job on this machine is not held to a client's budget."""
FAULTS = frozenset({Code.INTERNAL.value, Code.STORE_UNAVAILABLE.value})
OF_THE_DOCUMENT = frozenset({Code.PARSE_FAILED.value, Code.VALIDATION_FAILED.value})


class QueryError(ValueError):
    """The API refused or failed to answer: one line for each error, with its code and path."""


async def asking(store: Store, role: Role = "anonymous", subject: str | None = None) -> Viewer:
    """Return a viewer without a budget: of a role held for nothing in particular, or of a principal.

    Raises `ValueError` where there is no such principal, or it may not sign in, `StoreError`.
    """
    found = alone(role) if subject is None else await standing(store, subject)
    if found is None:
        raise ValueError(f"there is no principal {subject!r} that may sign in: `u4ssc member list` tells who may")
    return replace(viewer(found, store), budget=UNLIMITED)


def schema() -> Schema:
    """Return the schema, which takes seconds to build: a command that asks nothing does not wait for it.

    A command builds it before its event loop begins, which would not hear a signal meanwhile.
    """
    from schema.build import SCHEMA  # noqa: PLC0415

    return SCHEMA


async def ask(
    who: Viewer,
    text: str,
    variables: Mapping[str, Any],
    operation: str | None = None,
) -> dict[str, Any]:
    """Return the data of a document; raises `QueryError`, and the cause itself where that is a fault or the store's failure."""
    context = {"viewer": replace(who, spent=0, trace=[])}
    answer = await schema().execute(text, dict(variables), context, operation_name=operation)
    _refuse(answer.errors or [])
    return answer.data or {}


async def every(
    who: Viewer, text: str, variables: Mapping[str, Any], operation: str | None = None, connection: str | None = None
) -> AsyncIterator[dict[str, Any]]:
    """Yield the edges or nodes of one connection of a document to its end, a page in memory at a time; raises `QueryError`, `PagingError`."""
    built = schema()
    document = built.documents.get(text, operation)
    _refuse(document if isinstance(document, list) else [])
    plan = paged(built.graphql, text, variables, operation, connection)
    given: dict[str, Any] = {**variables, **plan.start}
    more = True
    while more:
        rows, at = plan.page(await ask(who, plan.text, given))
        for row in rows:
            yield row
        more, given[plan.cursor] = at is not None, at


def _refuse(errors: list[GraphQLError]) -> None:
    for error in errors:
        if isinstance(error.original_error, Exception) and (error.extensions or {}).get("code") in FAULTS:
            raise error.original_error
    if errors:
        raise QueryError("\n".join(map(_line, errors)))


def _line(error: GraphQLError) -> str:
    code = str((error.extensions or {}).get("code", Code.BAD_REQUEST.value))
    path = f" at {'.'.join(map(str, error.path))}" if error.path else ""
    place = (
        f" in line {error.locations[0].line}, column {error.locations[0].column}"
        if error.locations and code in OF_THE_DOCUMENT
        else ""
    )
    return f"{code}{path}{place}: {error.message}"


def read_document(path: Path) -> str:
    """Return the text of a file; raises `ValueError` where it is not UTF-8, `OSError`."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ValueError(f"{path} is not text in UTF-8") from None


def read_variables(given: str) -> dict[str, Any]:
    """Return variables from JSON, or from a file where *given* is `@file`; raises `ValueError` that says what was expected."""
    text, where = (read_document(Path(given[1:])), given[1:]) if given.startswith("@") else (given, "--variables")
    try:
        variables = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise ValueError(f"{where} is not JSON: {error}") from None
    if not isinstance(variables, dict):
        raise ValueError(f'{where} is not an object: expected one as in {{"code": "NO-aalesund"}}')  # noqa: TRY004  # it is a text
    return cast("dict[str, Any]", variables)
