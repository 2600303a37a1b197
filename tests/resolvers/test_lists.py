"""Lists as their users ask for them: near a point, ordered by what is related, in groups; and what is refused."""

from __future__ import annotations

import asyncio
import json

import pytest

from graph.connect import connect
from resolvers.standing import alone
from resolvers.viewer import viewer
from schema.build import SCHEMA
from tests.graph.small import change, edge, node
from tests.resolvers.asking import core, planned

PLACES = {
    "aalesund": (62.47, 6.15),
    "molde": (62.74, 7.16),
    "oslo": (59.91, 10.75),
    "suva": (-18.14, 178.44),
    "apia": (-13.83, -171.76),
}
COUNTRIES = {"aalesund": "NOR", "molde": "NOR", "oslo": "NOR", "suva": "FJI", "apia": "WSM"}
MISSING = {"ready": [], "begun": ["PERMITS"]}
"""Projects, and what they lack, which only staff see."""
POPULATION = {"aalesund": 60_000, "molde": 30_000, "oslo": 700_000, "suva": None, "apia": 40_000}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Five cities in three countries, one with an unknown place."""
    made = connect(f"sqlite:///{tmp_path_factory.mktemp('lists')}/graph.db")
    cities = [
        node("City", c, name=c, latitude=lat, longitude=lon, published=True, population=POPULATION[c], countryCode=COUNTRIES[c])
        for c, (lat, lon) in PLACES.items()
    ]
    cities.append(node("City", "nowhere", name="nowhere", latitude=None, longitude=None, published=True, population=1))
    countries = [node("Country", code, name=name) for code, name in {"NOR": "Norway", "FJI": "Fiji", "WSM": "Samoa"}.items()]
    ends = [edge("CityInCountry", f"CityInCountry:{c}", c, code) for c, code in COUNTRIES.items()]
    kpis = [node("Kpi", "k")]
    projects = [node("Project", code, missing=missing, published=True) for code, missing in MISSING.items()]
    values = [
        edge("HasValue", f"v{n}", "oslo", "k", year=2020 + n, value=float(n), publishedAt=None if n == 2 else T) for n in range(3)
    ]

    async def fill():
        await made.migrate()
        await made.apply(change(nodes={"City": cities, "Country": countries, "Kpi": kpis, "Project": projects}), "nodes")
        await made.apply(change(edges={"CityInCountry": ends, "HasValue": values}), "edges")

    asyncio.run(fill())
    yield made
    asyncio.run(made.close())


T = "2026-02-03T04:05:06.000Z"


def ask(store, text, role="programmeStaff", **variables):
    """The result of a query."""
    return asyncio.run(SCHEMA.execute(text, variables, {"viewer": viewer(alone(role), store)}))


def data(store, text, role="programmeStaff", **variables):
    """The data of a query that is answered without errors."""
    result = ask(store, text, role, **variables)
    assert result.errors is None
    return result.data


def codes(result):
    """The codes of its errors."""
    return [e.extensions["code"] for e in result.errors or ()]


def names(data):
    """The names of the cities found."""
    return [n["name"] for n in data["cities"]["nodes"]]


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("near: {lat: 62.47, lon: 6.15, km: 61}", ["aalesund", "molde"]),
        ("near: {lat: 62.47, lon: 6.15, km: 59}", ["aalesund"]),
        ("near: {lat: -16, lon: 180, km: 1200}", ["apia", "suva"]),
        ("within: {south: 59, north: 63, west: 5, east: 8}", ["aalesund", "molde"]),
        ("within: {south: -20, north: 0, west: 170, east: -170}", ["apia", "suva"]),
        ("not: {within: {south: -90, north: 90, west: -180, east: 180}}", ["nowhere"]),
        ('country: {name: {eq: "Fiji"}}', ["suva"]),
    ],
)
def test_cities_are_found_by_place(store, where, found):
    """A circle and a box hold what lies in them, over the 180th meridian too; what has no place lies nowhere."""
    assert found == names(data(store, f"{{ cities(first: 9, where: {{{where}}}) {{ nodes {{ name }} }} }}"))


@pytest.mark.parametrize(
    ("role", "where", "found"),
    [
        ("programmeStaff", "missing: {isEmpty: true}", ["ready"]),
        ("programmeStaff", "missing: {isEmpty: false}", ["begun"]),
        ("programmeStaff", "missing: {isNull: true}", []),
        ("anonymous", "missing: {isEmpty: true}", []),
        ("anonymous", "missing: {isEmpty: false}", []),
        ("anonymous", "missing: {isNull: true}", ["begun", "ready"]),
    ],
)
def test_empty_lists_are_found_by_who_sees_them(store, role, where, found):
    """A list is empty or not for who sees it; for others neither is true, and it is null."""
    text = f"{{ projects(first: 9, where: {{{where}}}) {{ nodes {{ code }} }} }}"

    assert found == [n["code"] for n in data(store, text, role)["projects"]["nodes"]]


@pytest.mark.parametrize(
    ("order", "found"),
    [
        ("distance: {lat: 59.9, lon: 10.7, sort: ASC}", ["oslo", "molde", "aalesund", "apia", "suva", "nowhere"]),
        ("distance: {lat: 59.9, lon: 10.7, sort: DESC_NULLS_FIRST}", ["nowhere", "suva", "apia", "aalesund", "molde", "oslo"]),
        ("country: {name: ASC}", ["suva", "aalesund", "molde", "oslo", "apia", "nowhere"]),
        ("country: {cities: {count: DESC_NULLS_FIRST}}", ["nowhere", "aalesund", "molde", "oslo", "apia", "suva"]),
        ("values: {count: DESC}", ["oslo", "aalesund", "apia", "molde", "nowhere", "suva"]),
        ("values: {count: DESC, where: {edge: {year: {gt: 2030}}}}", ["aalesund", "apia", "molde", "nowhere", "oslo", "suva"]),
    ],
)
def test_cities_are_ordered_by_more_than_their_properties(store, order, found):
    """Distances, related names and counts order a list, page by page as at once, unknown where it is asked for."""
    query = "query($after: String, $first: Int!) { cities(first: $first, after: $after, orderBy: [{%s}]) { %s } }"
    text = query % (order, "nodes { name } pageInfo { hasNextPage endCursor }")
    paged, after = [], None
    for _ in range(3):
        page = data(store, text, first=2, after=after)
        paged, after = paged + names(page), page["cities"]["pageInfo"]["endCursor"]

    assert found == paged == names(data(store, text, first=9))


def test_cursor_goes_with_the_point_it_was_made_for(store):
    """A cursor of an order by distance from one point is refused for another point."""
    query = "query($after: String, $lat: Float!) { cities(first: 1, after: $after, orderBy: [{distance: {lat: $lat, lon: 0, sort: ASC}}])"
    text = query + " { pageInfo { endCursor } } }"
    cursor = data(store, text, lat=1.0)["cities"]["pageInfo"]["endCursor"]

    assert [] == codes(ask(store, text, lat=1.0, after=cursor))
    assert ["BAD_CURSOR"] == codes(ask(store, text, lat=2.0, after=cursor))
    assert [] == codes(ask(store, text, lat=1.0, after=cursor))


def test_distance_is_told_in_metres(store):
    """A degree of latitude is 111 195 m on a sphere of the Earth's mean radius; an unknown place has no distance."""
    text = '{ a: city(code: "oslo") { distance(lat: 58.91, lon: 10.75) } b: city(code: "nowhere") { distance(lat: 0, lon: 0) } }'

    assert {"a": {"distance": 111195}, "b": {"distance": None}} == data(store, text)


@pytest.mark.parametrize(
    "where",
    [
        "near: {lat: 91, lon: 0, km: 1}",
        "near: {lat: 0, lon: 181, km: 1}",
        "near: {lat: 0, lon: 0, km: 0}",
        "near: {lat: 0, lon: 0, km: 1e9}",
        "within: {south: 63, north: 59, west: 5, east: 8}",
    ],
)
def test_place_on_no_map_is_refused(store, where):
    """A latitude, longitude or distance that cannot be is a bad input, and so is a box whose north lies south of its south."""
    assert ["BAD_USER_INPUT"] == codes(ask(store, f"{{ cities(first: 1, where: {{{where}}}) {{ totalCount }} }}"))


def test_groups_have_exact_counts_sums_and_means(store):
    """Groups come by their keys, unknown last; sums are exact, what is unknown is not counted as known."""
    told = "groups { keys { field value } count population { known sum mean min max percentile(p: 0.5) } }"
    found = data(store, f"{{ cityAggregate(groupBy: [{{country: {{name: VALUE}}}}]) {{ {told} hasMore }} }}")["cityAggregate"]
    rows = [[g["keys"][0]["value"], g["count"], *g["population"].values()] for g in found["groups"]]

    assert [
        ["Fiji", 1, 0, None, None, None, None, None],
        ["Norway", 3, 3, 790_000, 263333.333333, 30_000, 700_000, 60_000],
        ["Samoa", 1, 1, 40_000, 40_000, 40_000, 40_000, 40_000],
        [None, 1, 1, 1, 1, 1, 1, 1],
    ] == rows
    assert "country.name" == found["groups"][0]["keys"][0]["field"]


def test_largest_groups_come_first_where_asked_for(store):
    """By count the largest group is first, and more groups than asked for are said to be there."""
    text = "{ cityAggregate(groupBy: [{country: {code: VALUE}}], order: COUNT, first: 1) { groups { count } hasMore } }"

    assert {"groups": [{"count": 3}], "hasMore": True} == data(store, text.replace("code", "name"))["cityAggregate"]


def test_groups_beyond_the_first_are_found_by_a_filter(store):
    """A filter on the key goes on where groups end: after the last value, and to the unknown."""
    text = """query($where: CityWhere) { cityAggregate(where: $where, groupBy: [{country: {name: VALUE}}], first: 1) {
        hasMore groups { keys { value } count } } }"""
    wheres = [None, *({"country": {"name": {"gt": name}}} for name in ("Fiji", "Norway"))]
    wheres.append({"not": {"country": {"name": {"isNull": False}}}})
    found = [data(store, text, where=where)["cityAggregate"] for where in wheres]

    assert [("Fiji", 1), ("Norway", 3), ("Samoa", 1), (None, 1)] == [
        (group["keys"][0]["value"], group["count"]) for each in found for group in each["groups"]
    ]
    assert [True, True, False, False] == [each["hasMore"] for each in found]


def test_values_are_grouped_by_parts_of_moments_and_seen_by_rule(store):
    """Values of a month are one group; an anonymous viewer's groups have no unpublished value in them."""
    text = "{ kpiValueAggregate(groupBy: [{publishedAt: MONTH}, {kpi: {code: VALUE}}]) { groups { keys { value } count value { sum } } } }"
    month = {"keys": [{"value": "2026-02"}, {"value": "k"}], "count": 2, "value": {"sum": 1.0}}
    secret = {"keys": [{"value": None}, {"value": "k"}], "count": 1, "value": {"sum": 2.0}}

    assert [month, secret] == data(store, text)["kpiValueAggregate"]["groups"]
    assert [month] == data(store, text, "anonymous")["kpiValueAggregate"]["groups"]


def test_nothing_is_one_group_without_keys(store):
    """Without keys all rows are one group, even where there are none."""
    text = '{ cityAggregate(where: {code: {eq: "no such"}}) { groups { count population { known sum } } } }'

    assert [{"count": 0, "population": {"known": 0, "sum": None}}] == data(store, text)["cityAggregate"]["groups"]


def test_rank_beyond_the_whole_is_refused(store):
    """A percentile's rank is from 0 to 1."""
    text = "{ cityAggregate { groups { population { percentile(p: 50) } } } }"

    assert ["BAD_USER_INPUT"] == codes(ask(store, text))


def test_published_values_are_a_list(store):
    """Values of all cities are one list, filtered and ordered by both their ends, and each is found by its key."""
    where = '{city: {code: {eq: "oslo"}}, kpi: {code: {eq: "k"}}}'
    text = f"{{ kpiValues(last: 2, where: {where}, orderBy: [{{city: {{name: ASC}}}}]) {{ nodes {{ key city {{ name }} }} totalCount }} }}"
    one = '{ kpiValue(key: "v1") { year kpi { code } } }'

    assert {"nodes": [{"key": f"v{n}", "city": {"name": "oslo"}} for n in (1, 2)], "totalCount": 3} == data(store, text)[
        "kpiValues"
    ]
    assert {"kpiValue": {"year": 2021, "kpi": {"code": "k"}}} == data(store, one)
    assert {"kpiValue": None} == data(store, one.replace("v1", "v2"), "anonymous")


def test_null_for_an_argument_with_a_default_is_refused_by_both_executors(store):
    """A variable that is null where a default stands is a bad input."""
    text = "query($n: Int) { cityAggregate(first: $n) { hasMore } }"
    answers = (asyncio.run(executor(store, "programmeStaff", text, {"n": None})) for executor in (planned, core))

    assert [["BAD_USER_INPUT"]] * 2 == [[code for _, _, code in json.loads(answer)[1]] for answer in answers]


def test_error_is_placed_where_its_field_stands(store):
    """Of fields of one name each error has its own place, in a fragment too."""
    text = "query { ...F a: cities(first: 1) { totalCount } } fragment F on Query { b: cities(first: 0) { totalCount } }"
    (error,) = ask(store, text).errors

    assert (["b"], [(1, text.index("b: ") + 1)]) == (error.path, [(p.line, p.column) for p in error.locations])


CODES = "{ cities(first: 2) { pageInfo { endCursor } } }"


def test_cursor_of_another_list_is_refused(store):
    """A cursor is bound to the list it was made for: kinds in the order of their codes do not take each other's."""
    text = "query Q($a: String) { kpis(first: 1, after: $a) { totalCount } }"
    cursor = ask(store, CODES).data["cities"]["pageInfo"]["endCursor"]

    assert ["BAD_CURSOR"] == codes(ask(store, text, a=cursor))


NULLS = ("where: null", "where: {or: null}", "where: {and: null}", "where: {not: null}", "orderBy: null", "where: {values: null}")


@pytest.mark.parametrize("argument", NULLS)
def test_null_in_the_document_is_the_null_of_a_variable(store, argument):
    """A null is no filter and no order, be it written in the document or given as a variable."""
    name, _, value = argument.partition(": ")
    of = "CityWhere" if name == "where" else "[CityOrderBy!]"
    text = "{ cities(first: 1%s) { totalCount nodes { code } } }"
    given = None if value == "null" else {value[1:].partition(":")[0]: None}

    every = ask(store, text % "").data
    assert every["cities"]["totalCount"] > 1
    assert every == ask(store, text % f", {argument}").data
    assert every == ask(store, f"query Q($v: {of}) " + text % f", {name}: $v", v=given).data
