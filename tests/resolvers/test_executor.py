# ruff: noqa: D102  # a stand-in does what the store does
"""The executor: plans by shape, refusals of one root field, failures of the store, and what graphql-core answers."""

from __future__ import annotations

import asyncio

import pytest

from graph.connect import connect
from graph.plan import Read
from graph.store import StoreUnavailableError
from resolvers.cursor import encode_cursor
from resolvers.document import Documents
from resolvers.limits import _Walk
from resolvers.selection import Selection
from resolvers.standing import ANONYMOUS, alone
from resolvers.viewer import Viewer, viewer
from schema.build import SCHEMA, build
from tests.graph.small import change, node

CITIES = [
    node("City", f"C{n}", name=f"Name {n % 3}", population=None if n % 4 == 0 else n, countryCode="NOR", published=True)
    for n in range(9)
]


class Counting:
    """A store that counts its reads, answers with what it is told to, or fails."""

    def __init__(self, store):
        self._store, self.reads, self.fault, self.instead = store, 0, None, None

    def __getattr__(self, name):
        return getattr(self._store, name)

    async def read(self, statement, parameters, *, small=True):
        self.reads += 1
        if self.fault:
            raise self.fault
        found = await self._store.read(statement, parameters, small=small)
        return self.instead(found) if self.instead else found


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A store with nine cities."""
    made = connect(f"sqlite:///{tmp_path_factory.mktemp('executor')}/graph.db")

    async def fill():
        await made.migrate()
        await made.apply(change(nodes={"City": CITIES}), "cities")

    asyncio.run(fill())
    yield made
    asyncio.run(made.close())


@pytest.fixture
def counting(store):
    """The store with a counter."""
    return Counting(store)


def ask(store, text, role="programmeStaff", schema=SCHEMA, **variables):
    """The result of a document."""
    return asyncio.run(schema.execute(text, variables, {"viewer": viewer(alone(role), store)}))


def codes(result):
    """The codes of the errors, with their paths."""
    return [(e.extensions["code"], e.path) for e in result.errors or ()]


NAMED = "query($w: CityWhere, $n: Int = 5, $a: String, $o: [CityOrderBy!]) { cities(first: $n, where: $w, after: $a, orderBy: $o) { nodes { code } pageInfo { endCursor } } }"


def shapes(schema):
    """How many plans a schema keeps."""
    return len(schema.executor._plans)


def test_values_do_not_make_plans(store):
    """Other texts, numbers and lengths of lists find the plan of the first."""
    schema = build()
    for where in ({"name": {"eq": "Name 1"}}, {"name": {"eq": "x"}}, {"name": {"eq": ""}}):
        ask(store, NAMED, schema=schema, w=where)
    one = shapes(schema)
    for listed in (["a"], ["a", "b"]):
        ask(store, NAMED, schema=schema, w={"name": {"in": listed}}, n=3)

    assert (1, 2) == (one, shapes(schema))


def test_nulls_and_directions_make_plans(store):
    """A null in a cursor, another direction and another key are other shapes."""
    schema = build()
    order = [{"population": "ASC"}]
    found = [ask(store, NAMED, schema=schema, o=order, n=n).data["cities"]["pageInfo"]["endCursor"] for n in (2, 9)]
    before = shapes(schema)
    pages = [ask(store, NAMED, schema=schema, o=order, a=cursor).data["cities"]["nodes"] for cursor in found]
    ask(store, NAMED, schema=schema, o=[{"population": "DESC"}])

    assert before + 3 == shapes(schema)
    assert [5, 0] == [len(page) for page in pages]


def test_plans_and_documents_are_bounded(store):
    """A client that sends unique texts makes the oldest go."""
    schema = build()
    schema.documents._size = schema.executor._size = 5
    for n in range(20):
        ask(store, f"{{ cities(first: {n + 1}) {{ totalCount }} }}", schema=schema)

    assert (5, 5) == (len(schema.documents._known), shapes(schema))


def test_second_call_neither_parses_nor_validates(store, monkeypatch):
    """A known text is taken from the cache."""
    schema = build()
    ask(store, NAMED, schema=schema)
    monkeypatch.setattr(Documents, "_make", None)

    assert ask(store, NAMED, schema=schema, n=2).errors is None


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        (
            "{ cities(first: 3) { nodes { code values(first: 2) { totalCount nodes { name goals(first: 1) { nodes { name } } } } } } }",
            1,
        ),
        ('{ a: cities(first: 1) { totalCount } b: kpis(first: 1) { totalCount } city(code: "C1") { name } }', 3),
        ("{ __typename }", 0),
    ],
)
def test_one_statement_per_stored_root_field(counting, text, reads):
    """Whatever is nested, each stored root field is one read."""
    assert ask(counting, text).errors is None
    assert reads == counting.reads


def test_connection_of_nothing_but_its_typename(store):
    """A list of which only __typename is asked is answered."""
    assert {"cities": {"__typename": "CityConnection"}} == ask(store, "{ cities(first: 1) { __typename } }").data


@pytest.mark.parametrize("asked", ["__typename", "groups { __typename }"])
def test_aggregate_without_a_figure(asked, store):
    """An aggregate of which no figure is asked is answered."""
    told = {"__typename": "CityAggregate"} if asked == "__typename" else {"groups": [{"__typename": "CityGroup"}]}

    assert {"cityAggregate": told} == ask(store, f"{{ cityAggregate {{ {asked} }} }}").data


REFUSED = {
    "{ cities { totalCount } }": "BAD_USER_INPUT",
    "{ cities(first: 0) { totalCount } }": "BAD_USER_INPUT",
    "{ cities(first: 1001) { totalCount } }": "BAD_USER_INPUT",
    "{ cities(first: -1) { totalCount } }": "BAD_USER_INPUT",
    "{ cities(first: 1, last: 1) { totalCount } }": "BAD_USER_INPUT",
    '{ cities(first: 1, before: "x") { totalCount } }': "BAD_USER_INPUT",
    "{ cities(first: 1, where: {name: {eq: null}}) { totalCount } }": "BAD_USER_INPUT",
    '{ cities(first: 1, where: {name: {eq: "a\\u0000b"}}) { totalCount } }': "BAD_USER_INPUT",
    '{ cities(first: 1, where: {name: {gt: "\\uE000"}}) { totalCount } }': "BAD_USER_INPUT",
    '{ cities(first: 1, after: "x") { totalCount } }': "BAD_CURSOR",
    **{
        f'{{ cities(first: 1, after: "{encode_cursor(*forged)}") {{ totalCount }} }}': "BAD_CURSOR"
        for forged in (
            ("City node.code+", [1]),
            ("City node.code+", [None]),
            ("City node.code+", []),
            ("City node.code+", ["C1", "C1"]),
        )
    },
    f'{{ cities(first: 1, after: "{encode_cursor("Kpi node.code+", ["C1"])}") {{ totalCount }} }}': "BAD_CURSOR",
    f'{{ cities(first: 1) {{ nodes {{ values(first: 1, after: "{encode_cursor("City.formerValues edge.key+", ["k"])}") {{ totalCount }} }} }} }}': "BAD_CURSOR",
    "{ cities(first: 1, where: {gdpPerCapita: {gt: 1e400}}) { totalCount } }": "BAD_USER_INPUT",
    "{ cities(first: 1, where: {gdpPerCapita: {in: [1, 1e400]}}) { totalCount } }": "BAD_USER_INPUT",
    "{ cities(first: 1, where: {near: {lat: 1e400, lon: 0, km: 5}}) { totalCount } }": "BAD_USER_INPUT",
    "{ cities(first: 1) { nodes { values(first: 1, where: {edge: {value: {gt: 1e400}}}) { totalCount } } } }": "BAD_USER_INPUT",
    "{ cities(first: 1000) { nodes { values(first: 1000) { nodes { name } } } } }": "QUERY_TOO_COMPLEX",
}


@pytest.mark.parametrize("text", REFUSED)
def test_bad_argument_refuses_its_root_field_only(store, text):
    """The field is null beside an error with its path; the other root field answers; no statement is read for it."""
    asked = text.removesuffix("}") + ' ok: city(code: "C1") { name } }'
    for _ in range(2):  # the second time from the cache
        result = ask(store, asked)
        assert [(REFUSED[text], ["cities"])] == codes(result)
        assert {"cities": None, "ok": {"name": "Name 1"}} == result.data


def test_fault_in_one_root_leaves_the_others(store, monkeypatch):
    """What goes wrong while a field's plan is made is that field's error, and the other root field answers."""
    plain = Selection.root

    def faulty(self, nodes):
        if nodes[0].name.value == "cities":
            raise ValueError("a fault of ours")
        return plain(self, nodes)

    monkeypatch.setattr(Selection, "root", faulty)
    result = ask(store, '{ cities(first: 1) { totalCount } ok: city(code: "C1") { name } }', schema=build())
    assert ([("INTERNAL", ["cities"])], {"cities": None, "ok": {"name": "Name 1"}}) == (codes(result), result.data)


SURROGATE = {"w": {"name": {"eq": "\ud800"}}}


def test_lone_surrogate_is_refused(store):
    """A text no store holds is refused before any store sees it."""
    assert [("BAD_USER_INPUT", ["cities"])] == codes(ask(store, NAMED, **SURROGATE))


@pytest.mark.parametrize(
    "where", [None, {}, {"not": {}}, {"and": []}, {"and": [{}]}, {"name": {}}, {"name": None}, {"values": {"all": {}}}]
)
def test_filters_of_nothing(store, where):
    """A null or empty filter is no filter, `and` of nothing holds, `all` over none holds; `not` of it never does."""
    found = len(ask(store, NAMED, w=where, n=100).data["cities"]["nodes"])

    assert (0 if where and "not" in where else 9) == found


def test_empty_or_and_in_hold_for_nothing(store):
    """`or` of nothing and `in` of nothing hold for no city."""
    for where in ({"or": []}, {"name": {"in": []}}):
        assert [] == ask(store, NAMED, w=where).data["cities"]["nodes"]


def test_inputs_in_every_form(store):
    """A single object for a list, a variable beside a constant in a list, and an omitted variable in an object."""
    single = ask(store, NAMED, o={"name": "DESC"}, n=1)
    mixed = ask(store, 'query($a: String!) { cities(first: 9, where: {code: {in: [$a, "C2"]}}) { nodes { code } } }', a="C1")
    omitted = ask(
        store, 'query($p: Int) { cities(first: 9, where: {population: {gte: $p}, name: {eq: "Name 0"}}) { totalCount } }'
    )

    assert (None, None, None) == (single.errors, mixed.errors, omitted.errors)
    assert [{"code": "C1"}, {"code": "C2"}] == mixed.data["cities"]["nodes"]
    assert 3 == omitted.data["cities"]["totalCount"]


def test_order_takes_one_key_an_item(store):
    """Two keys in one item of an order are refused, as literal and as variable."""
    literal = ask(store, "{ cities(first: 1, orderBy: [{name: ASC, code: ASC}]) { totalCount } }")
    variable = ask(store, NAMED, o=[{"name": "ASC", "code": "ASC"}])

    assert [("GRAPHQL_VALIDATION_FAILED", None)] == codes(literal)
    assert [("BAD_USER_INPUT", None)] == codes(variable)


def test_store_failure_does_not_fall_back(counting):
    """A store that fails gives STORE_UNAVAILABLE at the field's path, is asked once, and tells nothing of itself."""
    counting.fault = StoreUnavailableError("bolt://secret@host")
    before = SCHEMA.fallbacks
    result = ask(counting, "{ cities(first: 1) { totalCount } __typename }")

    assert ([("STORE_UNAVAILABLE", ["cities"])], {"cities": None, "__typename": "Query"}) == (codes(result), result.data)
    assert (1, before) == (counting.reads, SCHEMA.fallbacks)
    assert "secret" not in str(result.errors)


def test_fault_of_ours_tells_nothing(counting):
    """Any other exception is INTERNAL, without its text."""
    counting.fault = RuntimeError("password")
    result = ask(counting, "{ cities(first: 1) { totalCount } }")

    assert [("INTERNAL", ["cities"])] == codes(result)
    assert "password" not in str(result.errors)


def test_null_where_there_may_be_none_propagates(counting):
    """A null in a non-null field is answered by graphql-core: it nulls the nearest nullable field above, at its path."""
    counting.instead = lambda rows: [[row[0], None, *row[2:]] for row in rows]
    before = SCHEMA.fallbacks
    result = ask(counting, "{ cities(first: 2) { nodes { code name } } }")

    assert {"cities": None} == result.data
    assert ["cities", "nodes", 0, "name"] == result.errors[0].path
    assert before + 1 == SCHEMA.fallbacks


def test_introspection_beside_data(store):
    """Introspection and data are answered beside each other."""
    result = ask(store, '{ __schema { queryType { name } } city(code: "C1") { name } }')

    assert {"__schema": {"queryType": {"name": "Query"}}, "city": {"name": "Name 1"}} == result.data


def bomb(levels):
    """A document whose fragments double at each level."""
    parts = [f"fragment F{n} on City {{ ...F{n + 1} ...F{n + 1} }}" for n in range(levels)]
    return "{ cities(first: 1) { nodes { ...F0 } } } " + " ".join(parts) + f" fragment F{levels} on City {{ code }}"


def test_fragment_bomb_is_refused_in_bounded_work(store, monkeypatch):
    """Sixty levels of doubling fragments are refused, each fragment visited once."""
    visits = []
    real = _Walk.size
    monkeypatch.setattr(_Walk, "size", lambda self, selections: visits.append(1) or real(self, selections))
    result = ask(store, bomb(60))

    assert [("QUERY_TOO_COMPLEX", None)] == codes(result)
    assert len(visits) < 250


@pytest.mark.parametrize(
    "text", ["{ " + "a: __typename " * 101 + "}", "{ " + "x " * 3000 + "}", "{ __typename " + "@include(if: true) " * 51 + "}"]
)
def test_oversized_document_is_refused(store, text):
    """Too many aliases, tokens or directives are refused as a whole."""
    assert "QUERY_TOO_COMPLEX" in {code for code, _ in codes(ask(store, text))}


def test_long_document_is_refused(store):
    """A short query in a long comment is refused: texts are kept."""
    assert [("QUERY_TOO_COMPLEX", None)] == codes(ask(store, "#" * 60_000 + "\n{ __typename }"))


def test_refusal_that_is_kept_does_not_grow(store):
    """A refused shape keeps no traceback of the requests it refused."""
    schema = build()
    depths = []
    for _ in range(3):
        ask(store, "{ cities { totalCount } }", schema=schema)
        (roots,) = schema.executor._plans.values()
        frame, depth = roots[0][1].error.__traceback__, 0
        while frame:
            frame, depth = frame.tb_next, depth + 1
        depths.append(depth)

    assert depths[0] == depths[2]


def test_unknown_operation_is_refused(store):
    """A name that no operation has, and no name among several, are refused."""
    schema = build()
    two = "query A { __typename } query B { __typename }"
    named = asyncio.run(schema.execute(two, {}, {"viewer": viewer(ANONYMOUS, store)}, operation_name="C"))
    unnamed = asyncio.run(schema.execute(two, {}, {"viewer": viewer(ANONYMOUS, store)}))

    assert [("BAD_REQUEST", None)] == codes(named) == codes(unnamed)


def test_budget_is_for_the_whole_request(store):
    """What one root field costs is missing to the next."""
    one = "cities(first: 400) { nodes { values(first: 9) { totalCount } } }"
    alone = ask(store, f"{{ {one} }}", role="anonymous")
    twice = ask(store, f"{{ a: {one} b: {one} }}", role="anonymous")

    assert ([], [("QUERY_TOO_COMPLEX", ["b"])]) == (codes(alone), codes(twice))


def test_statements_are_shared_between_viewers_of_a_role(store):
    """Two viewers of one role use one statement text; another role has its own."""
    plan = Read("City", (), where=None)
    first, second, other = viewer(ANONYMOUS, store), viewer(ANONYMOUS, store), viewer(alone("programmeStaff"), store)

    assert first.statement(plan) is second.statement(plan)
    assert first.statement(plan) != other.statement(plan)
    assert isinstance(first, Viewer)
