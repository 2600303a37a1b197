"""What a request may cost: long pages, many roots and computed fields, priced with the variables' values."""

from __future__ import annotations

import pytest

from resolvers.policy import BUDGETS

CUBE = "{{ cities(first: {0}) {{ nodes {{ values(first: {0}) {{ nodes {{ values(first: {0}) {{ nodes {{ code }} }} }} }} }} }} }}"
BY_VARIABLE = (
    "query Q($n: Int) { cities(first: $n) { nodes { values(first: $n) { nodes { values(first: $n) { totalCount } } } } } }"
)


@pytest.mark.parametrize("asked", [{"query": CUBE.format(100)}, {"query": BY_VARIABLE, "variables": {"n": 100}}])
def test_pages_within_pages_are_priced_before_they_are_read(attack, asked):
    """A hundred times a hundred times a hundred is refused before a statement, whether it is written or a variable."""
    answer, codes, (_, statements) = attack(**asked)

    assert (["QUERY_TOO_COMPLEX"], 0) == (codes, statements)
    assert {"cities": None} == answer.json()["data"]


@pytest.mark.parametrize("asked", [{"query": CUBE.format(10)}, {"query": BY_VARIABLE, "variables": {"n": 10}}])
def test_short_pages_within_pages_are_answered(attack, asked):
    """Ten times ten times ten is answered by one statement."""
    _, codes, (_, statements) = attack(**asked)

    assert ([], 1) == (codes, statements)


PAGES = ["", "(first: 0)", "(first: -1)", "(first: 1001)", "(first: 2147483647)", "(first: null)", "(first: 1, last: 1)"]


@pytest.mark.parametrize("page", PAGES)
def test_page_without_a_sound_size_is_refused(attack, page):
    """A list takes one of first and last, 1 to 1 000; whatever else is asked reads nothing."""
    _, codes, (_, statements) = attack(f"{{ cities{page} {{ totalCount }} }}")

    assert (["BAD_USER_INPUT"], 0) == (codes, statements)


@pytest.mark.parametrize("size", [0, -1, 1001, 2147483647])
def test_page_size_in_a_variable_is_held_to_the_same(attack, size):
    """A size that comes as a variable is refused alike."""
    _, codes, (_, statements) = attack("query Q($n: Int) { cities(first: $n) { totalCount } }", variables={"n": size})

    assert (["BAD_USER_INPUT"], 0) == (codes, statements)


@pytest.mark.parametrize("page", ["(first: 1)", "(first: 1000)", "(last: 1)", "(last: 1000)"])
def test_page_of_a_sound_size_is_answered(attack, page):
    """Both ends of the range are answered."""
    assert [] == attack(f"{{ cities{page} {{ totalCount }} }}")[1]


BELOW = {"cities": "values", "countries": "cities", "labs": "experts", "kpis": "projects", "regions": "cities"}
"""Lists below lists for which 20 is paid to look at them."""


def priced(each, roots):
    """A document of that many roots, each of which costs that many hundreds."""
    parts = [f"{n}(first: {each}) {{ nodes {{ {BELOW[n]}(first: 79) {{ nodes {{ name }} }} }} }}" for n in list(BELOW)[:roots]]
    return f"{{ {' '.join(parts)} }}"


def test_budget_is_for_all_roots_together(attack, role):
    """Of five roots that cost a quarter of the budget each, the last is not read; four are answered."""
    each = BUDGETS[role] // 400

    assert (["QUERY_TOO_COMPLEX"], (1, 4)) == attack(priced(each, 5))[1:]
    assert ([], (1, 4)) == attack(priced(each, 4))[1:]


def test_aliases_do_not_multiply_the_budget(attack, role):
    """A list under fifteen names costs fifteen times as much."""
    size = BUDGETS[role] // 150
    pair = "{{ nodes {{ values(first: {}) {{ nodes {{ name }} }} }} }}"
    names = " ".join(f"a{n}: cities(first: 10) {pair.format(size - 15)}" for n in range(15))
    fitting = " ".join(f"a{n}: cities(first: 10) {pair.format(size - 17)}" for n in range(15))

    assert "QUERY_TOO_COMPLEX" in attack(f"{{ {names} }}")[1]
    assert [] == attack(f"{{ {fitting} }}")[1]


def test_computed_fields_are_paid_for_below_lists_too(attack, role):
    """A thousand recommendations for each of 34 cities are refused before any is computed; for one city they are answered."""
    text = "{{ cities(first: {}) {{ nodes {{ twinRecommendations(first: 1000) {{ evaluated }} }} }} }}"
    _, codes, (_, statements) = attack(text.format(100))

    assert (["QUERY_TOO_COMPLEX"], 1) == (codes, statements), role
    assert [] == attack(text.format(1))[1]


def test_every_guess_under_an_alias_is_paid_for(attack, role):
    """Fifteen recommendations under aliases share what is read, 8, and each cost what may be listed, 61, and what is compared and told, 607."""
    names = " ".join(f'a{n}: twinRecommendations(city: "NO-aalesund", first: 1) {{ evaluated }}' for n in range(15))
    answer, codes, _ = attack(f"{{ {names} }}")
    answered = [value for value in answer.json()["data"].values() if value]

    assert min(15, (BUDGETS[role] - 8 - 15 * 61) // 607) == len(answered)
    assert ["QUERY_TOO_COMPLEX"] * (15 - len(answered)) == codes


def nested(levels):
    """A list chosen by what relations to many lead to, that many levels deep."""
    where = '{ code: { eq: "zzz" } }'
    for _ in range(levels):
        where = f"{{ twinnedWith: {{ some: {{ node: {where} }} }} }}"
    return f"{{ cities(first: 1, where: {where}) {{ totalCount }} }}"


def test_conditions_within_conditions_multiply_the_price(attack):
    """A short filter that looks at everything reached from everything is refused before a statement; three levels are answered."""
    _, codes, (_, statements) = attack(nested(8))

    assert (["QUERY_TOO_COMPLEX"], 0) == (codes, statements)
    assert [] == attack(nested(3))[1]
