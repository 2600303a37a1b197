"""What a request makes the embedded store look at, counted in steps of SQLite's virtual machine over a fictional world.

Steps, not seconds: they are the same on every machine.
"""

from __future__ import annotations

import asyncio
import base64
import re
import threading
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import apsw
import pytest

from graph.sql.store import INLINE, SqlStore
from resolvers.standing import alone
from resolvers.viewer import viewer
from schema.build import SCHEMA
from server.load import load
from server.world.make import make_world
from tests.graph.small import change, node

ROOT = Path(__file__).parents[2]
CITIES = 200
HIDDEN = 20_000
"""Cities that only staff see, before all others."""
STEPS = 100
"""Steps on the event loop for one of the price; a row that is told takes about 20."""
LOOKED = 1500
"""Steps in a thread for one of the price, in a world of that size."""


def alike(count, field):
    """A field under that many names."""
    return " ".join(f"a{n}: {field.replace('#', str(n))}" for n in range(count))


SORTED = "kpis(first: 91) { nodes { values(first: 1, orderBy: [{node: {name: DESC}}]) { nodes { name } } } }"
CHOSEN = 'values(first: 1, where: {node: {name: {gt: "#"}}}, orderBy: [{node: {name: DESC}}]) { nodes { name } }'
KPI = base64.b64encode(b"Kpi:EN: EN: AQ: 1C").decode()
AROUND = f'neighbourhood(id: "{KPI}") {{ relations {{ count }} }}'
ACROSS = "{{ {}(first: 1, where: {{values: {{some: {{node: {{values: {{some: {{edge: {{value: {{lt: -1e9}}}}}}}}}}}}}}}}) {{ totalCount }} }}"
TESTED = "{and: [" + " ".join(f"{{value: {{ne: {n}}}}}" for n in range(90)) + "]}"
CODES = " ".join(f'"C{n}"' for n in range(900))

WORDS = " ".join(f"{a}{b}" for a in "abcdef" for b in "qrstu")

HOSTILE = {
    "a sort below each KPI": f"{{ {SORTED} }}",
    "a sort below each KPI, 10 times": f"{{ {alike(10, SORTED)} }}",
    "four choices below each KPI": f"{{ kpis(first: 91) {{ nodes {{ {alike(4, CHOSEN)} }} }} }}",
    "a list below each KPI": "{ kpis(first: 91) { nodes { values(first: 5) { edges { value node { name } } } } } }",
    "one list of a KPI": '{ kpi(code: "EN: EN: AQ: 1C") { values(first: 1) { nodes { name } } } }',
    "the largest value, 15 times": f"{{ {alike(15, 'kpiValues(first: 1, orderBy: [{value: DESC}]) { nodes { key } }')} }}",
    "a count of all values": "{ kpiValues(first: 1) { totalCount } }",
    "a count of all values, 15 times": f"{{ {alike(15, 'kpiValues(first: 1) { totalCount }')} }}",
    "the neighbourhood of a KPI, 15 times": f"{{ {alike(15, AROUND)} }}",
    "from cities over KPIs to cities": ACROSS.format("cities"),
    "from KPIs over cities to KPIs": ACROSS.format("kpis"),
    "90 tests of each value": f"{{ kpiValues(first: 1, where: {TESTED}) {{ totalCount }} }}",
    "30 percentiles": f"{{ kpiValueAggregate {{ groups {{ value {{ {alike(15, 'percentile(p: 0.#)')} }} }} }} }}",
    "95 searches of many words": "{ projects(first: 1, where: {or: ["
    + " ".join(f'{{search: "{WORDS}"}}' for _ in range(95))
    + "]}) { totalCount } }",
    "the largest city below each country": (
        "{ countries(first: 50) { nodes { cities(first: 1, orderBy: [{node: {population: DESC}}]) { nodes { name } } } } }"
    ),
}
"""What looks at more the larger the graph is."""
REFUSED = {
    "a sort below each KPI, 10 times": ("anonymous", "programmeStaff"),
    "four choices below each KPI": ("anonymous",),
    "the largest value, 15 times": ("anonymous",),
    "a count of all values, 15 times": ("anonymous",),
    "from cities over KPIs to cities": ("anonymous", "programmeStaff"),
    "from KPIs over cities to KPIs": ("anonymous",),
    "95 searches of many words": ("anonymous",),
}
"""To whom some root field of it is refused; the others are answered."""

ORDINARY = {
    "a page": "{ cities(first: 100) { nodes { name population country { name } } } }",
    "a long page": "{ cities(first: 1000) { nodes { name } } }",
    "values of a city": (
        "{ cities(first: 9) { nodes { values(first: 20, orderBy: [{node: {name: ASC}}]) { totalCount edges { value node { name } } } } } }"
    ),
    "values of many cities": "{ cities(first: 45) { nodes { values(first: 1) { totalCount } } } }",
    "60 tests of each value of a city": (
        "{ cities(first: 7) { nodes { values(first: 1, where: {and: ["
        + " ".join(f"{{edge: {{value: {{ne: {n}}}}}}}" for n in range(60))
        + "]}) { nodes { name } } } } }"
    ),
    "cities by their codes": f"{{ cities(first: 1, where: {{code: {{in: [{CODES}]}}}}) {{ nodes {{ name }} }} }}",
    "the neighbourhood of a city": '{ neighbourhood(id: "Q2l0eTpOTy1hYWxlc3VuZA==") { relations { count } } }',
    "values with their ends": "{ kpiValues(first: 300) { nodes { value city { name } kpi { name } } } }",
    "goals of projects": "{ projects(first: 30) { nodes { kpis(first: 2) { nodes { goals(first: 2) { nodes { name } } } } } } }",
}
"""What looks at as much in any graph."""

HONEST = {
    "projects in cities that report a KPI of a Goal": (
        '{ projects(first: 20, where: {city: {values: {some: {node: {goals: {some: {node: {code: {eq: "SDG-11"}}}}}}}}}) { totalCount nodes { name } } }'
    ),
    "values of the cities of a country below each KPI": (
        '{ kpis(first: 91) { nodes { values(first: 10, where: {node: {countryCode: {eq: "NOR"}}}) { totalCount edges { value node { name } } } } } }'
    ),
    "the best values below KPIs below Goals": (
        "{ goals(first: 17) { nodes { kpis(first: 20) { nodes { name"
        " values(first: 3, orderBy: [{edge: {value: DESC}}]) { edges { value node { name } } } } } } } }"
    ),
    "projects for the KPIs that a city reports": (
        '{ projects(first: 20, where: {kpis: {some: {node: {values: {some: {node: {code: {eq: "NO-aalesund"}}}}}}}}) { nodes { name } } }'
    ),
    "cities of countries": "{ countries(first: 30) { totalCount nodes { name cities(first: 100) { totalCount nodes { name } } } } }",
    "a page of cities with all values": "{ cities(first: 80) { nodes { name values(first: 91) { edges { value year node { name } } } } } }",
}
"""What staff ask of a graph of any size, and are answered."""

EXAMPLES = {path.stem: path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs" / "examples").glob("*.graphql"))}


class Counted(SqlStore):
    """A store that counts the steps of its reads, on the event loop and elsewhere."""

    def __init__(self, path):
        self.steps = Counter()
        super().__init__(path)

    def _open(self):
        db = super()._open()
        db.trace_v2(apsw.SQLITE_TRACE_PROFILE, self.told)
        return db

    def told(self, event):
        """Count the steps of a statement that has ended."""
        where = "loop" if threading.current_thread() is threading.main_thread() else "elsewhere"
        self.steps[where] += event["stmt_status"]["SQLITE_STMTSTATUS_VM_STEP"]


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A fictional world beside the real data, with many organisations nobody may see before the others."""
    folder = tmp_path_factory.mktemp("looking")
    make_world(folder / "world", cities=CITIES, seed=1)
    made = Counted(folder / "store.db")

    async def fill():
        await made.migrate()
        await load(made, folder / "world")
        await load(made, ROOT / "data")
        hidden = [node("Organisation", f"!{n:05}", name="x", published=False) for n in range(HIDDEN)]
        await made.apply(change(nodes={"Organisation": hidden}), "hidden")

    asyncio.run(fill())
    yield made
    asyncio.run(made.close())


@dataclass
class Looked:
    """What a request cost, the steps it took on the event loop and elsewhere, the codes of its errors and its data."""

    spent: int
    loop: int
    elsewhere: int
    codes: set[str]
    data: object


def look(store, text, role):
    """Ask, and say what it took."""
    who = viewer(alone(role), store)
    store.steps.clear()
    result = asyncio.run(SCHEMA.execute(text, {}, {"viewer": who}))
    codes = {error.extensions["code"] for error in result.errors or ()}
    return Looked(who.spent, store.steps["loop"], store.steps["elsewhere"], codes, result.data)


ROLES = pytest.mark.parametrize("role", ["anonymous", "programmeStaff"])


@ROLES
@pytest.mark.parametrize("name", HOSTILE)
def test_what_grows_with_the_graph_is_looked_at_in_a_thread(store, name, role):
    """What looks at a whole kind, or at what hangs on a hub, takes no step on the event loop; much of it is refused."""
    found = look(store, HOSTILE[name], role)

    assert 0 == found.loop
    assert found.codes == ({"QUERY_TOO_COMPLEX"} if role in REFUSED.get(name, ()) else set())
    assert found.elsewhere <= LOOKED * found.spent


@pytest.mark.parametrize(
    ("name", "roles"),
    [
        ("four choices below each KPI", ["anonymous"]),
        ("from cities over KPIs to cities", ["anonymous", "programmeStaff"]),
        ("from KPIs over cities to KPIs", ["anonymous"]),
    ],
)
def test_what_multiplies_is_refused_before_it_is_read(store, name, roles):
    """Hubs within hubs and choices below choices look at more than any role may pay for; only staff may go over all cities once."""
    for role in roles:
        found = look(store, HOSTILE[name], role)

        assert ({"QUERY_TOO_COMPLEX"}, 0, 0) == (found.codes, found.spent, found.elsewhere)


@pytest.mark.parametrize("name", HONEST)
def test_honest_question_is_answered(store, name, report):
    """Questions across relations are within the budget of staff, find something, and are bounded by their price."""
    found = look(store, HONEST[name], "programmeStaff")
    report(f"price of {name}", spent=found.spent, elsewhere=found.elsewhere)

    assert set() == found.codes
    assert any(found.data[root]["nodes"] for root in found.data)
    assert found.loop <= STEPS * found.spent
    assert found.elsewhere <= LOOKED * found.spent


@ROLES
@pytest.mark.parametrize("name", ORDINARY)
def test_what_runs_on_the_event_loop_is_bounded_by_its_price(store, name, role):
    """A page or a point is read on the event loop, in steps that its price bounds."""
    found = look(store, ORDINARY[name], role)

    assert (set(), 0) == (found.codes, found.elsewhere)
    assert 0 < found.loop <= STEPS * found.spent


@pytest.mark.parametrize("name", EXAMPLES)
def test_shipped_example_is_bounded_by_its_price(store, name):
    """In a larger world too an example is answered for its role, and what of it runs on the event loop is bounded by its price."""
    role = re.search(r"^# Role: (\w+)$", EXAMPLES[name], re.MULTILINE)[1]
    found = look(store, EXAMPLES[name], role)

    assert set() == found.codes
    assert found.loop <= STEPS * found.spent
    assert found.elsewhere <= LOOKED * found.spent


PRICES = {
    "{ cities(first: 10) { nodes { name country { name } } } }": 10 * 2,
    "{ cities(first: 10) { totalCount } }": 200,
    "{ cities(first: 10) { totalCount nodes { name } } }": 10 + 200,
    "{ cities(first: 10, orderBy: [{name: ASC}]) { totalCount nodes { name } } }": 10 + 2 * 200,
    "{ kpiValues(first: 1, orderBy: [{value: DESC}]) { nodes { key } } }": 1 + 1000,
    "{ cities(first: 10) { nodes { projects(first: 2) { nodes { name } } } } }": 10 * (1 + 2 + 3),
    "{ kpis(first: 10) { nodes { projects(first: 2) { nodes { name } } } } }": 10 * (1 + 2 + 9),
    "{ cities(first: 10) { nodes { values(first: 2) { totalCount } } } }": 10 * (1 + 15),
    "{ kpis(first: 10) { nodes { values(first: 2) { totalCount nodes { name } } } } }": 10 * (1 + 2 + 2 * 45),
    '{ cities(first: 1, where: {country: {name: {eq: "x"}}}) { nodes { name } } }': 1 + 200 + 200,
    "{ cities(first: 1, where: {values: {some: {node: {goals: {some: {}}}}}}) { nodes { name } } }": 1 + 200 + 1000 * (1 + 2),
    "{ cities(first: 1) { nodes { values(first: 1, orderBy: [{node: {goals: {count: ASC}}}]) { nodes { name } } } } }": 1
    + 1
    + 15 * (1 + 2),
    '{ cities(first: 2, where: {code: {in: ["a" "b" "c"]}}) { nodes { name } } }': 2 + 1,
    "{ cityAggregate(first: 3, groupBy: [{country: {name: VALUE}}]) { groups { count } } }": 3 * (1 + 1) + 200 + 200,
    '{ city(code: "x") { name region { name } } }': 1 + 1,
}
"""Queries with what they cost, worked out by hand."""


@pytest.mark.parametrize("text", PRICES)
def test_price_is_what_is_told_and_what_is_looked_at(store, text):
    """Rows, relations to one thing, lists, scans, counts, edges followed and codes given each cost what the formula says."""
    assert PRICES[text] == look(store, text, "anonymous").spent


@pytest.mark.parametrize("name", ["one list of a KPI", "a count of all values"])
def test_steps_are_seen_where_all_is_read_at_once(store, monkeypatch, name):
    """A planted fault, everything small by its price read on the event loop to its end, is found by the steps it takes."""
    monkeypatch.setattr("graph.sql.store.INLINE", 10**9)
    monkeypatch.setattr("resolvers.execute.at_once", lambda _: True)
    found = look(store, HOSTILE[name], "anonymous")

    assert found.loop > STEPS * found.spent


def test_page_past_what_nobody_may_see_is_finished_in_a_thread(store):
    """Where rules leave little of what a page looks at, it is stopped on the event loop and read to its end in a thread."""
    found = look(store, "{ organisations(first: 1) { nodes { code } } }", "anonymous")

    assert INLINE <= found.loop < INLINE + 1000
    assert found.elsewhere > INLINE
    assert 1 == len(found.data["organisations"]["nodes"])
    assert not found.data["organisations"]["nodes"][0]["code"].startswith("!")


def test_request_leaves_the_event_loop_when_it_has_spent_what_is_small(store):
    """Fifteen pages of a hundred are read on the event loop until they cost 1 000 together, the others in threads."""
    page = "kpiValues(first: 100) { nodes { value } }"
    one = look(store, f"{{ {page} }}", "programmeStaff")
    many = look(store, f"{{ {alike(15, page)} }}", "programmeStaff")

    assert (100, 1500) == (one.spent, many.spent)
    assert (10 * one.loop, 5 * one.loop) == (many.loop, many.elsewhere)
