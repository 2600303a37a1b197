"""What an answer never tells: what failed inside, where, and which names are near a wrong one."""

from __future__ import annotations

import re
import traceback

import pytest
import structlog

from graph.store import StoreUnavailableError
from server.refusal import GRAPHQL

CANARY = "bolt://neo4j:canary-password@db.internal:7687 MATCH (n:City)"
INSIDE = re.compile(
    r"canary|bolt://|neo4j|MATCH|SELECT|Traceback|\.py|site-packages|RuntimeError|UnavailableError", re.IGNORECASE
)
STORED = "{ cities(first: 1) { totalCount } }"
COMPUTED = '{ twinRecommendations(city: "NO-aalesund", first: 1) { evaluated } }'
BESIDE_INTROSPECTION = "{ __schema { queryType { name } } cities(first: 1) { totalCount } }"


@pytest.fixture
def told(attack):
    """How to ask for one error: its code, after a look for what must not stand in the answer, and the lines of the log."""

    def ask(query):
        with structlog.testing.capture_logs() as logged:
            answer, _, _ = attack(query)
        (error,) = answer.json()["errors"]
        assert [] == INSIDE.findall(answer.text)
        assert "known" == error["extensions"].pop("requestId")
        assert {"message", "extensions"} <= error.keys() <= {"message", "extensions", "path", "locations"}
        return error["extensions"], [line for line in logged if "exc_info" in line]

    return ask


@pytest.mark.parametrize(
    ("fault", "code"), [(RuntimeError(CANARY), "INTERNAL"), (StoreUnavailableError(CANARY), "STORE_UNAVAILABLE")]
)
@pytest.mark.parametrize("query", [STORED, COMPUTED, BESIDE_INTROSPECTION])
def test_fault_of_the_store(told, served, fault, code, query):
    """A store that fails is told by a code and the request's id; the log has the rest, once."""
    served[1].fault = fault
    extensions, logged = told(query)
    served[1].fault = None

    assert {"code": code} == extensions
    assert [True] == [CANARY in "".join(traceback.format_exception(line["exc_info"])) for line in logged]


def fails(*_, **__):
    """Fail as our own code might."""
    raise RuntimeError(CANARY)


PLACES = {
    "the limits": "resolvers.document.admit_document",
    "the coercion of variables": "schema.build.get_variable_values",
    "the executor": "resolvers.execute.Executor.execute",
    "the making of a plan": "resolvers.rows.Rows.connection",
    "the price": "resolvers.execute.price",
    "the statement": "resolvers.viewer.Viewer.statement",
    "the form of the answer": "server.view.View.process_result",
}


@pytest.mark.parametrize("place", PLACES)
def test_fault_of_ours(told, attack, monkeypatch, place, role):
    """Wherever our own code fails, the answer is INTERNAL with the request's id, and the log has the trace."""
    names = " ".join(f"{name}: name" for name in re.findall(r"\w+", place))
    fresh = f"query {role} {{ cities(first: 1) {{ nodes {{ {names} }} }} }}"  # nothing of it is kept from before
    monkeypatch.setattr(PLACES[place], fails)
    extensions, logged = told(fresh)
    monkeypatch.undo()

    assert {"code": "INTERNAL"} == extensions
    assert logged
    assert [] == attack(fresh)[1]


TYPOS = {
    "root field": "{ citie(first: 1) { totalCount } }",
    "field": "{ cities(first: 1) { nodes { nam } } }",
    "edge field": "{ cities(first: 1) { nodes { values(first: 1) { edges { valu } } } } }",
    "type of a fragment": "{ cities(first: 1) { nodes { ... on Citi { name } } } }",
    "type of a variable": "query Q($w: CityWher) { cities(first: 1, where: $w) { totalCount } }",
    "argument": "{ cities(firs: 1) { totalCount } }",
    "directive": "{ cities(first: 1) @includ(if: true) { totalCount } }",
    "argument of a directive": "{ cities(first: 1) @include(iff: true) { totalCount } }",
    "fragment": "{ cities(first: 1) { ...Part } } fragment Par on CityConnection { totalCount }",
    "variable": "query Q($where: CityWhere) { cities(first: 1, where: $wher) { totalCount } }",
    "key of an input object": "{ cities(first: 1, where: {nam: {eq: 1}}) { totalCount } }",
    "operator": '{ cities(first: 1, where: {name: {eqq: "x"}}) { totalCount } }',
    "member of an enum": "{ cities(first: 1, orderBy: [{population: DES}]) { totalCount } }",
    "text for an enum": '{ cities(first: 1, orderBy: [{population: "DESC"}]) { totalCount } }',
    "selection of a leaf": "{ cities(first: 1) { totalCount { x } } }",
    "no selection": "{ cities(first: 1) }",
    "meta field": "{ __typenam }",
}


@pytest.mark.parametrize("where", TYPOS)
def test_no_suggestions(attack, where):
    """A typing error is told without the names that are near it."""
    answer, codes, (_, statements) = attack(TYPOS[where])

    assert {"GRAPHQL_VALIDATION_FAILED"} == set(codes)
    assert (400, 0, False) == (answer.status_code, statements, "did you mean" in answer.text.lower())


IN_VARIABLES = {
    "key of an input object": {"where": {"nam": {"eq": "x"}}},
    "operator": {"where": {"name": {"eqq": "x"}}},
    "member of an enum": {"order": [{"population": "DES"}]},
    "two keys for one": {"order": [{"population": "DESC", "name": "ASC"}]},
}


@pytest.mark.parametrize("where", IN_VARIABLES)
def test_no_suggestions_for_variables(attack, where):
    """The same holds for the variables."""
    text = (
        "query Q($where: CityWhere, $order: [CityOrderBy!]) { cities(first: 1, where: $where, orderBy: $order) { totalCount } }"
    )
    answer, codes, (_, statements) = attack(text, variables=IN_VARIABLES[where])

    assert ({"BAD_USER_INPUT"}, 0) == (set(codes), statements)
    assert "did you mean" not in answer.text.lower()


def test_introspection_in_circles_is_refused(attack):
    """Fields of types of fields of types: graphql-core's rule refuses what would grow without end; one round is answered."""
    circle = "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }"
    answer, codes, (_, statements) = attack(circle)

    assert (["GRAPHQL_VALIDATION_FAILED"], 0, 400) == (codes, statements, answer.status_code)
    assert [] == attack("{ __schema { types { fields { type { name } } } } }")[1]


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("text/plain", b'{"query":"{ __typename }"}'),
        ("application/x-www-form-urlencoded", b"query=%7B__typename%7D"),
        ("multipart/form-data; boundary=x", b'--x\r\ncontent-disposition: form-data; name="query"\r\n\r\n{__typename}\r\n--x--'),
    ],
)
def test_body_another_site_could_send(served, content_type, body):
    """A body that a page of another site can send unasked is not read; nor does a cookie make anybody known."""
    client, _, work = served
    work.validated, work.statements = 0, []
    headers = {"content-type": content_type, "cookie": f"token={client.token}", "accept": GRAPHQL}
    answer = client.post("/graphql", content=body, headers=headers)

    assert (415, (0, 0)) == (answer.status_code, work.done())


@pytest.mark.parametrize(("size", "status"), [(1_000_000, 200), (1_000_001, 413), (5_000_000, 413)])
def test_body_is_counted_whatever_it_says(served, size, status):
    """A body over a megabyte is refused by the bytes that arrive, before it is parsed."""
    client, _, work = served
    work.validated, work.statements = 0, []
    body = b'{"query":"{ __typename }"}'
    headers = {"content-type": "application/json"}
    answer = client.post("/graphql", content=(part for part in (body, b" " * (size - len(body)))), headers=headers)

    assert status == answer.status_code
    assert 0 == len(work.statements)


def test_compressed_body_is_not_unpacked(served):
    """A packed body is no JSON: what it would unpack to is never made."""
    client, _, work = served
    work.validated, work.statements = 0, []
    headers = {"content-type": "application/json", "content-encoding": "gzip"}
    answer = client.post("/graphql", content=b"\x1f\x8b" + b"\0" * 100, headers=headers)

    assert (400, (0, 0)) == (answer.status_code, work.done())
