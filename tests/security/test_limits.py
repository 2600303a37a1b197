"""Documents no honest client sends: each is refused by what it is like, before it is validated or read.

Beside each stands the same document just under the limit, which is answered: a limit that refused everything would fail.
"""

from __future__ import annotations

import pytest
from graphql import FragmentDefinitionNode, GraphQLError, parse
from hypothesis import given
from hypothesis import strategies as st

from resolvers import limits
from resolvers.limits import CHARACTERS, LARGEST, OBJECTS, TOKENS, VALUES, admit_document


def levels(depth, spell=lambda inner, _: inner):
    """A document of that many levels, over relations that lead back, each level spelled in one of several ways."""
    text = "name"
    for level in range(depth - 1, 0, -1):
        kind = "Country" if level % 2 == 0 else "City"
        inner = spell(text, kind)
        text = f"country {{ {inner} }}" if level % 2 == 0 else f"cities(first: 1) {{ nodes {{ {inner} }} }}"
    return f"{{ {text} }}"


def fragments(depth):
    """The same levels, one fragment for each."""
    made = []

    def named(inner, kind):
        made.append(f"fragment L{len(made)} on {kind} {{ {inner} }}")
        return f"...L{len(made) - 1}"

    return " ".join([levels(depth, named), *made])


def doubled(levels_, leaf="__typename"):
    """A fragment that spreads the next one twice, and so on: 2 ** levels leaves in a short document."""
    chain = [f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(levels_)]
    return " ".join(["{ ...F0 }", *chain, f"fragment F{levels_} on Query {{ {leaf} }}"])


def aliases(count):
    """One field under many names."""
    return f"{{ {' '.join(f'a{n}: __typename' for n in range(count))} }}"


def eight(spreads):
    """A fragment of eight aliases, spread."""
    return f"{{ {spreads} }} fragment A on Query {aliases(8)}"


def listed(count):
    """A document of 23 tokens and a list of that many texts."""
    return f"""{{ cities(first: 1, where: {{name: {{in: [{'"x" ' * count}]}}}}) {{ totalCount }} }}"""


def within(text):
    """A selection below one node."""
    return f"{{ cities(first: 1) {{ nodes {{ {text} }} }} }}"


ROOTS = ["countries", "goals", "kpis", "regions", "cities", "hubs", "labs", "targetSets", "outcomes", "calls"]


def roots(count):
    """That many lists beside each other, no two alike."""
    return [f"{ROOTS[n % 10]}(first: 1) {{ totalCount }}" for n in range(count)]


SPREAD_ROOTS = "{{ {} ...R }} fragment R on Query {{ {} }}"

ATTACKS = {
    "depth by fields": (levels(11), levels(10)),
    "depth by inline fragments": (
        levels(11, lambda inner, kind: f"... on {kind} {{ {inner} }}"),
        levels(10, lambda inner, kind: f"... on {kind} {{ {inner} }}"),
    ),
    "depth by named fragments": (fragments(11), fragments(10)),
    "depth of 900 levels": (levels(900), levels(3)),
    "16 aliases": (aliases(16), aliases(15)),
    "101 aliases": (aliases(101), aliases(1)),
    "aliases in a fragment spread twice": (eight("...A ...A"), eight("...A")),
    "doubling of 8 levels": (doubled(8), doubled(3)),
    "doubling of 60 levels": (doubled(60), doubled(3)),
    "21 root fields": (f"{{ {'__typename ' * 21} }}", f"{{ {'__typename ' * 20} }}"),
    "21 root fields, most of them in a fragment": (
        SPREAD_ROOTS.format("__typename", "__typename " * 20),
        SPREAD_ROOTS.format("__typename", "__typename " * 19),
    ),
    "21 root fields, aliased": (
        f"{{ {' '.join([*roots(10), *(f'r{n}: {text}' for n, text in enumerate(roots(11)))])} }}",
        f"{{ {' '.join([*roots(10), *(f'r{n}: {text}' for n, text in enumerate(roots(10)))])} }}",
    ),
    "401 fields": (within("name " * 399), within("name " * 398)),
    "900 times the same node": ("{ " + 'node(id: "x") { id } ' * 900 + "}", "{ " + 'node(id: "x") { id } ' * 20 + "}"),
    "3 000 times the same field": (within("name " * 3000), within("name " * 30)),
    "nested inline fragments": (
        within("... on City { " * 499 + "name" + " }" * 499),
        within("... on City { " * 30 + "name" + " }" * 30),
    ),
    "1 001 tokens": (listed(TOKENS - 22), listed(TOKENS - 23)),
    "a long comment": ("{ __typename } #" + "x" * CHARACTERS, "{ __typename } #" + "x" * (CHARACTERS - 20)),
    "many commas": ("{ __typename " + "," * CHARACTERS + "}", "{ __typename " + "," * (CHARACTERS - 20) + "}"),
    "many comments": ("{ __typename }" + "\n#" * TOKENS, "{ __typename }" + "\n#" * (TOKENS - 10)),
    "51 directives": (
        "{ __typename " + "@include(if: true) " * 51 + "}",
        within(" ".join(f"{name} @include(if: true)" for name in ["name", "code", "population", "area"] * 12)),
    ),
    "51 directives on the operation": ("query Q " + "@a " * 51 + "{ __typename }", "query Q { __typename }"),
    "51 directives on a fragment": (
        "{ ...F } fragment F on Query " + "@a " * 51 + "{ __typename }",
        "{ ...F } fragment F on Query { __typename }",
    ),
    "51 directives on a variable": ("query Q($a: Int " + "@a " * 51 + ") { __typename }", "query Q { __typename }"),
    "450 unknown directives": ("{ __typename " + "@aa " * 450 + "}", "{ __typename }"),
    "a circle of fragments": (
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
        "{ ...A } fragment A on Query { ...B } fragment B on Query { __typename }",
    ),
    "a circle nobody enters": (
        "{ __typename } fragment A on Query { ...A }",
        "{ ...A } fragment A on Query { __typename }",
    ),
    "introspection of 11 levels": (
        "{ __schema { types { fields { type { " + "interfaces { " * 6 + "name" + " }" * 11,
        "{ __schema { types { fields { type { " + "ofType { " * 9 + "name" + " }" * 14,
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_is_refused(attack, name):
    """The document is refused as a whole with one error, and nothing was validated or read."""
    answer, codes, work = attack(ATTACKS[name][0])

    assert (400, ["QUERY_TOO_COMPLEX"], (0, 0)) == (answer.status_code, codes, work)
    assert "data" not in answer.json()


@pytest.mark.parametrize("name", ATTACKS)
def test_the_same_under_the_limit_is_answered(attack, name):
    """The same kind of document is answered when it is no larger than the limit."""
    answer, codes, _ = attack(ATTACKS[name][1])

    assert (200, []) == (answer.status_code, codes)
    assert answer.json()["data"]


@pytest.mark.parametrize("unknown", [False, True])
@pytest.mark.parametrize("count", [12, 18, 24, 60])
def test_each_fragment_is_visited_once(monkeypatch, count, unknown):
    """The walk takes as many steps as the document has selection sets, however often they are spread."""
    walked = []
    size = limits._Walk.size
    monkeypatch.setattr(limits._Walk, "size", lambda walk, selections: walked.append(1) or size(walk, selections))
    document = parse(doubled(count, "...Unknown" if unknown else "__typename"))
    fragments_ = sum(isinstance(d, FragmentDefinitionNode) for d in document.definitions)
    with pytest.raises(GraphQLError, match="fields and spreads"):
        admit_document(document)

    assert len(walked) <= 2 * (fragments_ + 1) + 1


SPELLINGS = {
    "plain": lambda inner, _: inner,
    "inline": lambda inner, kind: f"... on {kind} {{ {inner} }}",
    "bare": lambda inner, _: f"... {{ {inner} }}",
    "beside": lambda inner, _: f"code {inner}",
    "twice": lambda inner, _: f"{inner.split(' ', 1)[0] if '{' not in inner else 'code'} {inner}",
}


@given(st.integers(8, 13), st.lists(st.sampled_from([*SPELLINGS, "named"]), min_size=13, max_size=13))
def test_spelling_does_not_change_the_verdict(depth, ways):
    """However the levels are spelled, the document is refused when there are more than ten of them."""
    made, left = [], list(ways)

    def spell(inner, kind):
        way = left.pop()
        if way != "named":
            return SPELLINGS[way](inner, kind)
        made.append(f"fragment L{len(made)} on {kind} {{ {inner} }}")
        return f"...L{len(made) - 1}"

    document = parse(" ".join([levels(depth, spell), *made]))
    try:
        admit_document(document)
        refused = False
    except GraphQLError as error:
        refused = "levels" in error.message

    assert (depth > LARGEST.depth) == refused


FILTER = "query Q($where: CityWhere) { cities(first: 1, where: $where) { totalCount } }"


@pytest.mark.parametrize(
    ("most", "where"),
    [
        (OBJECTS // 2 - 1, lambda n: {"or": [{"name": {"eq": "x"}} for _ in range(n)]}),
        (VALUES - 3, lambda n: {"name": {"in": ["x"] * n}}),
    ],
    ids=["conditions", "values of a list"],
)
def test_variables_are_held_to_a_size(attack, most, where):
    """A filter with too many conditions or values is refused before anything is read; at the limit it is answered."""
    refused, answered = (attack(FILTER, variables={"where": where(n)}) for n in (most + 1, most))

    assert (400, ["QUERY_TOO_COMPLEX"], 0) == (refused[0].status_code, refused[1], refused[2][1])
    assert (200, [], 1) == (answered[0].status_code, answered[1], answered[2][1])


def test_deep_variables_are_refused(attack):
    """A filter nested 150 deep is refused before anything is read; one nested 20 deep is answered."""

    def nested(depth):
        where = {"name": {"eq": "x"}}
        for _ in range(depth):
            where = {"not": where}
        return attack(FILTER, variables={"where": where})

    assert ["QUERY_TOO_COMPLEX"] == nested(250)[1]
    assert [] == nested(20)[1]


@pytest.mark.parametrize("count", [2, 11])
def test_batches_are_refused(served, count):
    """A list of operations is no request, however short; the operation alone is answered."""
    client, _, work = served
    work.validated, work.statements = 0, []
    one = {"query": "{ cities(first: 1) { totalCount } }"}
    answer = client.post("/graphql", json=[one] * count)

    assert (400, (0, 0)) == (answer.status_code, work.done())
    assert "BAD_REQUEST" == answer.json()["errors"][0]["extensions"]["code"]
    assert {"data": {"cities": {"totalCount": 34}}} == client.post("/graphql", json=one).json()
