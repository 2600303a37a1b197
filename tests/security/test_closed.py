"""What is open in development and closed in production: introspection for the anonymous, the page to browse, tokens without a scope."""

from __future__ import annotations

import asyncio
import contextlib

import pytest
from starlette.testclient import TestClient

from graph.connect import connect
from resolvers import document
from server.app import create_app
from server.development import load_key, make_token
from server.issuing import Issuing
from server.refusal import GRAPHQL
from server.settings import Settings
from tests.security import people

INTROSPECTS = {
    "the schema": "{ __schema { queryType { name } } }",
    "a type": '{ __type(name: "City") { name } }',
    "an alias": "{ hello: __schema { queryType { name } } }",
    "a fragment": "{ ...F } fragment F on Query { __schema { queryType { name } } }",
    "beside data": "{ cities(first: 1) { nodes { code } } __schema { queryType { name } } }",
    "skipped": "query Q($s: Boolean = true) { __typename __schema @skip(if: $s) { queryType { name } } }",
}
OPEN = [
    "{ __typename }",
    "{ cities(first: 1) { __typename nodes { __typename code } } }",
    "query __schema { cities(first: 1) { totalCount } }",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a store and a token key."""
    made = tmp_path_factory.mktemp("closed")
    asyncio.run(filled(made))
    load_key(made / "token.key", create=True)
    return made


async def filled(folder):
    """Make a store with tokens of jobs: one that may read, one that may nothing."""
    store = await people.opened(folder / "store.db")
    await people.add(store, "ada", "programmeStaff")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("server.issuing.SCOPES", ("read", "write"))
        for name in ("read", "write"):
            (folder / name).write_text(await Issuing(store, "test").issue(name, "ada", [name], 1), encoding="utf-8")
    await store.close()


def client(folder, **given):
    """A client of the application under some settings."""
    store = connect(f"sqlite:///{folder}/store.db")
    return TestClient(create_app(Settings(key_file=folder / "token.key", examples=folder, **given), store=store))


@pytest.fixture(scope="module")
def closed(folder):
    """A client of one that is closed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("server.app.settled_collector", contextlib.nullcontext)
        with client(folder, anonymous_introspection=False, query_page=False) as made:
            yield made


@pytest.fixture(scope="module")
def opened(folder):
    """A client of one that is open."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("server.app.settled_collector", contextlib.nullcontext)
        with client(folder) as made:
            yield made


def asked(of, text, token=None):
    """The status and the codes of an answer, and whether there was data."""
    headers = {"accept": GRAPHQL} | ({"authorization": f"Bearer {token}"} if token else {})
    answer = of.post("/graphql", json={"query": text}, headers=headers)
    body = answer.json()
    return answer.status_code, [error["extensions"]["code"] for error in body.get("errors", ())], "data" in body


@pytest.mark.parametrize("name", INTROSPECTS)
def test_anonymous_introspection_is_refused(closed, opened, name):
    """However it is asked for, where it is closed it is refused as a whole; where it is open it is answered."""
    assert (400, ["INTROSPECTION_DISABLED"], False) == asked(closed, INTROSPECTS[name])
    assert (200, [], True) == asked(opened, INTROSPECTS[name])


@pytest.mark.parametrize("name", INTROSPECTS)
def test_those_who_are_known_may_introspect(closed, folder, name):
    """With a token of any role, and of a job, the schema is told."""
    provider = make_token("provider", load_key(folder / "token.key"))
    for token in (provider, (folder / "read").read_text(encoding="utf-8")):
        assert (200, [], True) == asked(closed, INTROSPECTS[name], token)


def test_token_of_the_anonymous_is_nobody_s(closed, folder):
    """A token that gives no role beyond those of everybody opens nothing."""
    token = make_token("anonymous", load_key(folder / "token.key"))

    assert (400, ["INTROSPECTION_DISABLED"], False) == asked(closed, INTROSPECTS["the schema"], token)


@pytest.mark.parametrize("text", OPEN)
def test_typename_is_no_introspection(closed, text):
    """What clients ask of every object is told to everybody."""
    assert (200, [], True) == asked(closed, text)


def test_teeth_introspection(closed, monkeypatch):
    """Where the fields are not known for what they are, the schema is told."""
    monkeypatch.setattr(document, "INTROSPECTION", ())

    assert (200, [], True) == asked(closed, "{ again: __schema { queryType { name } } }")


def test_page_tells_the_state_only(closed, opened):
    """Where the page is closed, there is no editor, no example and no file of either; the state is told, by files of ours."""
    html = closed.get("/").text
    files = ("static/app.js", "static/views/ask.js", "static/index.html", "static/api.js")

    assert ("textarea" in opened.get("/").text, "textarea" in html, "State" in html) == (True, False, True)
    assert {404} == {closed.get(f"/{name}").status_code for name in files}
    assert {200} == {opened.get(f"/{name}").status_code for name in files}
    assert {200} == {
        closed.get(f"/static/{name}").status_code for name in ("status.js", "state.js", "dom.js", "style.css", "icon.svg")
    }
    assert [] == closed.get("/examples").json()


def test_token_without_a_scope_does_not_read(opened, folder):
    """A token of a job that may not read is refused with a code of its own; one that may has the rights of its principal."""
    read, write = ((folder / name).read_text(encoding="utf-8") for name in ("read", "write"))

    assert (403, ["FORBIDDEN"], False) == asked(opened, "{ __typename }", write)
    assert (200, [], True) == asked(opened, "{ __typename }", read)
    assert [None, "programmeStaff"] == [told(opened, token) for token in (None, read)]


def told(of, token):
    """Under which rules an answer is given: staff see cities that are not published."""
    headers = {"authorization": f"Bearer {token}"} if token else {}
    answer = of.post(
        "/graphql", json={"query": "{ cities(first: 9, where: { published: { eq: false } }) { totalCount } }"}, headers=headers
    )
    return "programmeStaff" if answer.json()["data"]["cities"]["totalCount"] else None


def test_teeth_scope(opened, folder, monkeypatch):
    """Where scopes are not looked at, a token of a job reads whatever it was issued for."""
    monkeypatch.setattr("server.identity.Caller.may", lambda *_: True)

    assert (200, [], True) == asked(opened, "{ __typename }", (folder / "write").read_text(encoding="utf-8"))
