"""From the graph to a standing: what each membership gives, and what gives nothing."""

from __future__ import annotations

from dataclasses import replace

import hypothesis
import hypothesis.strategies as st
import pytest

from graph.connect import connect
from graph.model import MODEL
from graph.rows import row
from resolvers.membership import PROGRAMME, ROLES_FOR, code_of, standing, subject_of
from resolvers.standing import ANONYMOUS, Standing
from tests.graph.direct import wipe
from tests.graph.small import change, edge, node

SEEN = st.text(
    st.characters(exclude_categories=("C", "Z"), include_characters=" |%\u0301\u0327A\ufffd\uf900"), min_size=1, max_size=60
)
KINDS = ("Country", *ROLES_FOR)
ROLES = sorted({role for roles in ROLES_FOR.values() for role in roles} | set(PROGRAMME))
BETWEEN = {
    "CityInRegion": [("City2", "Region1"), ("City1", "Region1"), ("City3", "Region2")],
    "HubServesCity": [("Hub1", "City3"), ("Hub1", "City2"), ("Hub2", "City1")],
    "HubServesCountry": [("Hub1", "Country1"), ("Hub2", "Country2")],
}


@pytest.fixture(scope="module", params=["sqlite", "neo4j"])
def store(request, loop, tmp_path_factory):
    """Each store with three things of each kind and some relations, without principals."""
    address = f"sqlite:///{tmp_path_factory.mktemp('membership')}/store.db"
    if request.param == "neo4j":
        address = request.getfixturevalue("neo4j_uri")
        wipe(address)
    made = connect(address)
    loop(made.migrate())
    nodes = {kind: [node(kind, f"{kind}{n}") for n in (1, 2, 3)] for kind in KINDS}
    edges = {name: [stated(name, *ends) for ends in pairs] for name, pairs in BETWEEN.items()}
    loop(made.apply(change(nodes=nodes, edges=edges), "world"))
    yield made
    loop(made.close())


@pytest.fixture
def given(loop, store, request):
    """How to have somebody hold roles for things: the standing, as ada's."""
    subject = request.node.name

    def stand(*held, roles=(), enabled=True):
        person = node("Principal", subject, roles=list(roles), enabled=enabled)
        edges = {}
        for role, code in held:
            relation = f"ActsFor{code.rstrip('123')}"
            edges.setdefault(relation, []).append(stated(relation, subject, code, role=role))
        loop(store.apply(change(nodes={"Principal": [person]}, edges=edges), subject))
        found = loop(standing(store, subject))
        assert found is None or found.subject == subject
        return found and replace(found, subject="ada")

    return stand


def stated(relation, source, target, **more):
    """An edge."""
    key = f"{MODEL.prefix(relation)}{source}|{target}|{'|'.join(more.values())}"
    return edge(relation, key, source, target, **more)


def ada(*roles, **scopes):
    """What a standing of ada's is expected to be."""
    return Standing(subject="ada", roles=frozenset(("anonymous", *roles)), **scopes)


GIVES = {
    "an officer of a city": ([("cityOfficer", "City1")], ada("cityOfficer", cities=("City1",))),
    "an officer of a region": ([("cityOfficer", "Region1")], ada("cityOfficer", cities=("City1", "City2"))),
    "an officer of a region without cities": ([("cityOfficer", "Region3")], ada("cityOfficer")),
    "an officer of a city and of its region": (
        [("cityOfficer", "City2"), ("cityOfficer", "Region1"), ("cityOfficer", "Region2")],
        ada("cityOfficer", cities=("City1", "City2", "City3")),
    ),
    "staff of a hub": (
        [("hubStaff", "Hub1")],
        ada("hubStaff", hubs=("Hub1",), served_cities=("City2", "City3"), served_countries=("Country1",)),
    ),
    "staff of two hubs and a lab": (
        [("hubStaff", "Hub2"), ("hubStaff", "Lab1"), ("hubStaff", "Hub3")],
        ada("hubStaff", hubs=("Hub2", "Hub3"), labs=("Lab1",), served_cities=("City1",), served_countries=("Country2",)),
    ),
    "a provider": (
        [("provider", "Organisation2"), ("provider", "Organisation1")],
        ada("provider", organisations=("Organisation1", "Organisation2")),
    ),
    "an expert": ([("expert", "Expert1")], ada("expert", experts=("Expert1",))),
    "a verifier": ([("verifier", "Expert1")], ada("verifier", verifiers=("Expert1",))),
    "an expert who verifies": (
        [("expert", "Expert1"), ("verifier", "Expert1")],
        ada("expert", "verifier", experts=("Expert1",), verifiers=("Expert1",)),
    ),
    "a financier": ([("financier", "Financier1")], ada("financier", financiers=("Financier1",))),
    "somebody without a role": ([], ada()),
}


@pytest.mark.parametrize("name", GIVES)
def test_what_a_membership_gives(given, name):
    """Each role has what it is held for, and what belongs to that."""
    held, expected = GIVES[name]

    assert expected == given(*held)


@pytest.mark.parametrize("kind", ROLES_FOR)
@pytest.mark.parametrize("role", [*ROLES, "anonymous", "king"])
def test_a_role_that_does_not_fit_gives_nothing(given, kind, role):
    """An edge gives something only where the table has its role for the kind."""
    told = given((role, f"{kind}1"))

    assert (role in ROLES_FOR[kind]) == (told != ada())


@pytest.mark.parametrize("role", [*ROLES, "anonymous", "king"])
def test_roles_for_the_programme(given, role):
    """For the programme as a whole one is staff or an administrator, and nothing else."""
    assert (ada(role) if role in PROGRAMME else ada()) == given(roles=[role])


def test_several_roles_come_together(given):
    """What one holds in one role and in another is had at once."""
    told = given(("cityOfficer", "City1"), ("expert", "Expert2"), roles=["admin", "programmeStaff"])

    assert ada("cityOfficer", "expert", "admin", "programmeStaff", cities=("City1",), experts=("Expert2",)) == told


def test_nobody_else(given, loop, store):
    """There is no standing of somebody there is not, or who is disabled; that of others does not change it."""
    assert None is given(("cityOfficer", "City1"), roles=["admin"], enabled=False)
    assert [None] * 4 == [loop(standing(store, name)) for name in ("bob", "CITY1", "", "City1")]


def test_every_kind_one_can_act_for_has_its_roles():
    """The table and the model name the same kinds, and every role but the anonymous is somewhere."""
    assert {name.removeprefix("ActsFor") for name in MODEL.relations if name.startswith("ActsFor")} == set(ROLES_FOR)
    assert {"anonymous"} == ANONYMOUS.roles
    assert 8 == len(ROLES)


@hypothesis.given(SEEN)
@hypothesis.example("|\u0327")
@hypothesis.example("e\u0301")
def test_subject_has_a_code_of_its_own(subject):
    """What a token may say in `sub` has a code that the stores hold, from which it is found again."""
    code = code_of(subject)

    assert code == row(MODEL.kinds["Principal"], {"code": code, "enabled": True})["code"]
    assert subject == subject_of(code)


@pytest.mark.parametrize(
    ("subject", "code"),
    [
        ("ada@aalesund.example", "ada@aalesund.example"),
        ("auth0|507f1f77", "auth0%7C507f1f77"),
        ("auth0%7C507f1f77", "auth0%257C507f1f77"),
        ("Bjørn Ås", "Bjørn Ås"),
        (" ada ", "%20ada%20"),
        ("e\u0301", "e%CC%81"),
        ("\uff21", "%EF%BC%A1"),
    ],
)
def test_codes_of_subjects(subject, code):
    """Most subjects are their own codes; another character stands as the bytes of its UTF-8."""
    assert code == code_of(subject)
