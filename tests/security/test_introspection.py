"""Introspection: as graphql-core's, paid for by what it tells, beside the event loop, and ended with its request."""

from __future__ import annotations

import asyncio
import threading

import graphql as g
import pytest

from resolvers import introspection
from resolvers.standing import alone
from resolvers.viewer import viewer
from schema.build import SCHEMA

TYPE = "type { name kind ofType { name kind } }"
FIELDS = f"fields {{ name description {TYPE} args {{ name description {TYPE} }} }}"
WHOLE = g.get_introspection_query(specified_by_url=True, input_value_deprecation=True)
TOO_MUCH = {
    "many schemas": "{ " + " ".join(f"a{n}: __schema {{ types {{ name {FIELDS} }} }}" for n in range(15)) + " }",
    "many lists of fields": "{ __schema { types { " + " ".join(f"a{n}: {FIELDS}" for n in range(15)) + " } } }",
}


@pytest.fixture
def none_kept(monkeypatch):
    """No answer of another test."""
    monkeypatch.setattr(introspection, "_kept", introspection.OrderedDict())


EMPTY_LISTS = " ".join(f"a{n}: inputFields {{ name @skip(if: true) }}" for n in range(14))
EMPTY = f"{{ __schema {{ types {{ inputFields {{ type {{ {EMPTY_LISTS} }} }} }} }} }}"


def things(value):
    """How many objects an answer holds."""
    below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return isinstance(value, dict) + sum(map(things, below))


def told(role, text, variables=None):
    """The answer without a store, and what was spent."""
    who = viewer(alone(role), None)
    return asyncio.run(SCHEMA.execute(text, variables or {}, {"viewer": who})), who.spent


@pytest.mark.parametrize("name", TOO_MUCH)
def test_introspection_over_the_budget_is_refused(attack, name):
    """What multiplies it is refused once the budget is spent, and nothing of it is told: `__schema` may not be null."""
    answer, codes, (_, statements) = attack(TOO_MUCH[name])

    assert ({"QUERY_TOO_COMPLEX"}, 0, None) == (set(codes), statements, answer.json()["data"])


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


def test_null_for_a_name_is_a_bad_input(attack):
    """A variable that is null where introspection takes none is told as any bad argument."""
    text = 'query Q($n: String = "City") { __type(name: $n) { name } }'

    assert ["BAD_USER_INPUT"] == attack(text, variables={"n": None})[1]
    assert "City" == attack(text)[0].json()["data"]["__type"]["name"]


def test_one_budget_pays_for_introspection_and_data(attack, role):
    """What data has cost is not there for introspection; alone each would be told."""
    data = " ".join(
        f"c{n}: cities(first: 1000) {{ nodes {{ code country {{ code }} }} }}" for n in range(4 + 6 * (role != "anonymous"))
    )

    assert ["QUERY_TOO_COMPLEX"] == attack(WHOLE.replace("__schema {", f"{data} __schema {{", 1))[1]
    assert [] == attack(f"{{ __schema {{ __typename }} {data} }}")[1]


@pytest.mark.usefixtures("none_kept")
def test_kept_answer_costs_as_before():
    """A second request pays for the answer what the first paid; another text is another answer."""
    first, second = told("anonymous", WHOLE), told("anonymous", WHOLE)

    assert first[1] == second[1] > 5000
    assert first[0].data == second[0].data
    assert "City" == told("anonymous", '{ __type(name: "City") { name } }')[0].data["__type"]["name"]
    assert "Kpi" == told("anonymous", '{ __type(name: "Kpi") { name } }')[0].data["__type"]["name"]


def test_objects_of_which_nothing_is_told_are_paid_for():
    """What is empty takes room too."""
    answer, spent = told("programmeStaff", EMPTY)

    assert 100_000 < things(answer.data) < (spent + introspection.BATCH) * introspection.FIELDS_OF_A_ROW


@pytest.mark.usefixtures("none_kept")
def test_few_answers_are_kept():
    """Texts that differ take no more room than some."""
    for n in range(20):
        assert told("anonymous", f"{{ a{n}: __schema {{ queryType {{ name }} }} }}")[0].errors is None

    assert introspection.KEPT == len(introspection._kept)


@pytest.mark.usefixtures("none_kept")
def test_introspection_is_told_in_a_thread(monkeypatch):
    """The event loop is free meanwhile."""
    names = []
    real = g.execute_sync

    def noted(*arguments, **options):
        names.append(threading.current_thread() is threading.main_thread())
        return real(*arguments, **options)

    monkeypatch.setattr("graphql.execute_sync", noted)
    told("anonymous", "{ __schema { queryType { name } } }")

    assert [False] == names


@pytest.mark.usefixtures("none_kept")
def test_introspection_ends_with_its_request(monkeypatch):
    """Once a request is cut short, no more of it is told, and nothing is kept."""
    begun, ended = threading.Event(), threading.Event()
    real = g.execute_sync

    def noted(*arguments, **options):
        begun.set()
        try:
            return real(*arguments, **options)
        finally:
            ended.set()

    monkeypatch.setattr("graphql.execute_sync", noted)
    who = viewer(alone("programmeStaff"), None)

    async def ask():
        asked = asyncio.create_task(SCHEMA.execute(WHOLE, {}, {"viewer": who}))
        await asyncio.to_thread(begun.wait, 5)
        asked.cancel()
        await asyncio.wait([asked])
        await asyncio.to_thread(ended.wait, 5)

    asyncio.run(ask())

    assert who.spent < told("programmeStaff", WHOLE)[1] / 2
    assert 1 == len(introspection._kept)
