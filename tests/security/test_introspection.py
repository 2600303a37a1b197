"""Introspection: the same as graphql-core's, paid for by field, and beside the event loop."""

from __future__ import annotations

import asyncio
import threading

import graphql as g
import pytest

from resolvers.viewer import viewer
from schema.build import SCHEMA

TYPE = "type { name kind ofType { name kind } }"
FIELDS = f"fields {{ name description {TYPE} args {{ name description {TYPE} }} }}"
WHOLE = g.get_introspection_query(specified_by_url=True, input_value_deprecation=True)
TOO_MUCH = {
    "many schemas": "{ " + " ".join(f"a{n}: __schema {{ types {{ name {FIELDS} }} }}" for n in range(10)) + " }",
    "many lists of fields": "{ __schema { types { " + " ".join(f"a{n}: {FIELDS}" for n in range(10)) + " } } }",
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_introspection_over_the_budget_is_refused(attack, name):
    """What multiplies it is refused once the budget is spent, with one error and no data: `__schema` may not be null."""
    answer, codes, (_, statements) = attack(TOO_MUCH[name])

    assert ({"QUERY_TOO_COMPLEX"}, 0, None) == (set(codes), statements, answer.json().get("data"))


def test_introspection_of_client_libraries_is_for_everyone(attack):
    """What they ask by default is answered as graphql-core answers it."""
    answer, codes, _ = attack(WHOLE)

    assert [] == codes
    assert g.graphql_sync(SCHEMA.graphql, WHOLE).data == answer.json()["data"]


def test_variables_fragments_and_missing_types(attack):
    """A type is asked for with variables and through fragments; of one that is not there nothing is told."""
    text = (
        'query Q($n: String!, $all: Boolean = true, $w: CityWhere) { a: __type(name: $n) { ...T } b: __type(name: "No") { name }'
        " cities(first: 1, where: $w) { nodes { code } } } fragment T on __Type { name fields(includeDeprecated: $all) { name } }"
    )
    answer, codes, _ = attack(text, variables={"n": "PageInfo", "w": {"code": {"eq": "NO-aalesund"}}})
    data = answer.json()["data"]

    assert ([], "PageInfo", None) == (codes, data["a"]["name"], data["b"])
    assert {"hasNextPage", "endCursor"} < {f["name"] for f in data["a"]["fields"]}
    assert [{"code": "NO-aalesund"}] == data["cities"]["nodes"]


def test_introspection_is_told_in_a_thread(monkeypatch):
    """The event loop is free meanwhile."""
    names = []
    real = g.execute_sync

    def noted(*arguments, **options):
        names.append(threading.current_thread() is threading.main_thread())
        return real(*arguments, **options)

    monkeypatch.setattr("graphql.execute_sync", noted)
    asyncio.run(SCHEMA.execute("{ __schema { queryType { name } } }", {}, {"viewer": viewer("anonymous", None)}))

    assert [False] == names
