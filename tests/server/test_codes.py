"""The codes of refusals, through the schema clients see and an empty store."""

from __future__ import annotations

import asyncio

import pytest
from starlette.testclient import TestClient

from graph.connect import connect
from resolvers.errors import Code
from server.app import create_app
from server.refusal import GRAPHQL

CASES = {
    "{": (400, "GRAPHQL_PARSE_FAILED"),
    "": (400, "GRAPHQL_PARSE_FAILED"),
    "{ citie { name } }": (400, "GRAPHQL_VALIDATION_FAILED"),
    "mutation { touch }": (400, "GRAPHQL_VALIDATION_FAILED"),
    "query A { __typename } query B { __typename }": (400, "BAD_REQUEST"),
    "query Q($a: Int!) { cities(first: $a) { totalCount } }": (400, "BAD_USER_INPUT"),
    "{ cities { totalCount } }": (200, "BAD_USER_INPUT"),
    "{ cities(first: 1001) { totalCount } }": (200, "BAD_USER_INPUT"),
    '{ cities(first: 1, after: "x") { totalCount } }': (200, "BAD_CURSOR"),
    "{ " + " ".join(f"a{i}: __typename" for i in range(101)) + " }": (400, "QUERY_TOO_COMPLEX"),
    "{ " + "cities(first: 1) { nodes { values(first: 1) { nodes { " * 12 + "code" + " } } } }" * 12 + " }": (
        400,
        "QUERY_TOO_COMPLEX",
    ),
}


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """A client of the real schema over an empty store."""
    folder = tmp_path_factory.mktemp("codes")
    address = f"sqlite:///{folder}/codes.db"
    asyncio.run(migrated(address))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("U4SSC_STORE", address)
        patch.setenv("U4SSC_KEY_FILE", str(folder / "token.key"))
        from server.settings import Settings  # noqa: PLC0415  # read under the patch

        with TestClient(create_app(Settings())) as client:
            yield client


async def migrated(address):
    """Make and migrate a store."""
    store = connect(address)
    await store.migrate()
    await store.close()


@pytest.mark.parametrize("query", CASES)
def test_code(real, query):
    """Each kind of refusal has its code and its status, and tells no more than it has to."""
    asked = {"query": query, "variables": {"a": "x"}}
    answer = real.post("/graphql", json=asked, headers={"accept": GRAPHQL, "x-request-id": "known"})
    errors = answer.json()["errors"]

    assert (answer.status_code, {e["extensions"]["code"] for e in errors}) == (CASES[query][0], {CASES[query][1]})
    assert {e["extensions"]["requestId"] for e in errors} == {"known"}
    assert all(e["message"] and "Did you mean" not in e["message"] for e in errors)


def test_variable_is_named(real):
    """A bad variable is named, with what was found and what was expected."""
    asked = {"query": "query Q($a: Int!) { cities(first: $a) { totalCount } }", "variables": {"a": "x"}}
    (error,) = real.post("/graphql", json=asked).json()["errors"]

    assert "'$a'" in error["message"]
    assert "'x'" in error["message"]


def test_codes_are_listed():
    """Every code these cases meet is one of the listed ones."""
    assert {code for _, code in CASES.values()} <= {code.value for code in Code}


@pytest.mark.parametrize(
    "query", ["{ __typename }", "{ cities(first: 1) { totalCount nodes { name } } }", "{ __schema { queryType { name } } }"]
)
def test_answer(real, query):
    """The real schema is what the application serves where it is given none."""
    assert real.get("/graphql", params={"query": query}).json().keys() == {"data"}
