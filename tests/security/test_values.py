"""Values that no store holds, as variables of the API: refused as what they are, and never a fault of the server."""

from __future__ import annotations

import json
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.store import StoreError
from tests.security.payloads import NAMES, NODES, TEXTS

CODES = {"BAD_REQUEST", "BAD_USER_INPUT", "BAD_CURSOR", "GRAPHQL_VALIDATION_FAILED", "QUERY_TOO_COMPLEX"}
LISTED = f"query($w: CityWhere, $f: Int) {{ cities(first: $f, where: $w) {NODES} }}"
NEAR = f"query($w: CityWhere) {{ cities(first: 3, where: $w) {NODES} }}"
PLACES = {
    **TEXTS,
    **NAMES,
    "page": (LISTED, lambda value: {"f": value}),
    "whole number": (LISTED, lambda value: {"f": 3, "w": {"population": {"gte": value}}}),
    "whole numbers": (LISTED, lambda value: {"f": 3, "w": {"population": {"in": [value, 1]}}}),
    "fraction": (LISTED, lambda value: {"f": 3, "w": {"area": {"lt": value}}}),
    "a filter": (LISTED, lambda value: {"f": 3, "w": value}),
    "kilometres": (NEAR, lambda value: {"w": {"near": {"lat": 1.5, "lon": 2, "km": value}}}),
    "latitude": (NEAR, lambda value: {"w": {"near": {"lat": value, "lon": 2, "km": 5}}}),
    "count": (NEAR, lambda value: {"w": {"values": {"some": {"edge": {"value": {"eq": value}}}}}}),
    "percentile": (
        "query($p: Float!) { cityAggregate { groups { population { percentile(p: $p) } } } }",
        lambda value: {"p": value},
    ),
    "levels": ('query($t: Int!) { paths(from: "a", to: "b", maxHops: $t) { __typename } }', lambda value: {"t": value}),
}
"""Places of texts, names and numbers."""
ANY = st.characters(codec=None)
LEAVES = (
    st.text(ANY)
    | st.text(st.sampled_from("\ud800\udfff\0\ue000\uffff\U0010ffff\"'\\`a"))
    | st.floats(allow_nan=True, allow_infinity=True)
    | st.integers(-(2**80), 2**80)
    | st.sampled_from([2**31 - 1, 2**31, 2**53 + 1, 2**63 - 1, 2**63, -(2**63) - 1, -0.0, 1e308, 5e-324])
    | st.none()
    | st.booleans()
)
VALUES = LEAVES | st.lists(LEAVES, max_size=3) | st.dictionaries(st.text(ANY, max_size=3), LEAVES, max_size=2)


def typed(client, place, value):
    """Check that a value is answered, or refused by a code that says it is the sender's fault; return whether it was answered."""
    document, variables = place
    body = json.dumps({"query": document, "variables": variables(value)})
    answer = client.post("/graphql", content=body, headers={"content-type": "application/json"})
    told = json.loads(answer.content, parse_constant=partial(pytest.fail, "no JSON:"))
    codes = {error["extensions"]["code"] for error in told.get("errors", ())}

    assert answer.status_code in {200, 400}
    assert codes <= CODES, (document, value)
    return not codes


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.sampled_from(sorted(PLACES)), value=VALUES)
def test_any_value_is_answered_or_refused(served, place, value):
    """Half surrogate pairs, NaN, infinities and huge numbers, at any place, are the sender's fault or have an answer."""
    client, store, _ = served
    store.fault = None
    typed(client, PLACES[place], value)


WORST = [
    "\ud800",
    "a\udfff",
    "\0",
    float("nan"),
    float("inf"),
    -float("inf"),
    2**31,
    2**63,
    -(2**63) - 1,
    10**400,
    [[]],
    {"\ud800": 1},
]


@pytest.mark.parametrize("value", WORST, ids=ascii)
def test_worst_values_are_refused_everywhere(served, value):
    """Each of the worst values is tried at every place; of the texts only codes and searches that find nothing have an answer."""
    client, store, _ = served
    store.fault = None
    answered = {name for name, place in PLACES.items() if typed(client, place, value)}

    assert set() == {name for name in answered if "Operators." in name or name in {"whole number", "page", "levels"}}


@pytest.mark.parametrize("name", ["whole number", "StringOperators.eq", "search.text"])
def test_ordinary_values_are_answered(served, name):
    """The check does not pass since everything is refused: what fits is answered."""
    client, store, _ = served
    store.fault = None

    assert typed(client, PLACES[name], 5 if name == "whole number" else "Oslo")


def test_value_that_reaches_a_store_is_missed(served, monkeypatch):
    """Without both checks of texts, of the body and of conditions, half a surrogate pair gets to the store, which is found."""
    client, store, _ = served
    store.fault = None
    monkeypatch.setattr("server.view.orjson.loads", json.loads)
    monkeypatch.setattr("resolvers.condition.checked", lambda get, _prop, **_: get)

    with pytest.raises(AssertionError, match="INTERNAL"):
        typed(
            client,
            (
                "query($w: CityWhere) { cities(first: 2, where: $w) { nodes { code name } } }",
                lambda v: {"w": {"name": {"eq": v}}},
            ),
            "\ud800",
        )


def test_fault_of_the_server_is_missed(served):
    """A store that fails is no fault of the sender, which the check finds."""
    client, store, _ = served
    store.fault = StoreError("planted")

    with pytest.raises(AssertionError):
        typed(client, PLACES["city.code"], "NO-oslo")
    store.fault = None
