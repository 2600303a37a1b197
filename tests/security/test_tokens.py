"""B1, B4: tokens of the identity provider that are not as they should be, and all else that could say who asks."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import time

import jwt
import pytest
import strawberry
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from starlette.testclient import TestClient

from server import identity, tokens
from server.app import create_app
from server.development import load_key, make_token, make_token_as
from server.settings import Settings
from tests.security import people, provider
from tests.security.provider import HOUR, claims, jwk, packed, raw, rsa_key

ASKED = {"query": "{ role }"}
REFUSED = '{"errors":[{"message":"The token is not valid.","extensions":{"code":"UNAUTHENTICATED","requestId":"r"}}]}'
ONE, OTHER = rsa_key("one")[0], rsa_key("other")[0]
HEADER = {"alg": "RS256", "kid": "one"}


def signed(private=ONE, algorithm="RS256", headers=None, **changed):
    """A token that is good but for what is changed."""
    return jwt.encode(claims(**changed), private, algorithm, headers={"kid": "one", **(headers or {})})


def said(**changed):
    """The text of good claims but for what is changed."""
    return json.dumps(claims(**changed)).encode()


def with_secret(secret, algorithm="HS256", kid="one"):
    """A token whose signature has a public text for its secret."""
    text = f"{packed(json.dumps({'alg': algorithm, 'kid': kid}).encode())}.{packed(said())}"
    return f"{text}.{packed(hmac.digest(secret, text.encode(), hashlib.sha256))}"


def bad_tokens():
    """Every bad token by what is wrong with it."""
    now, public = int(time.time()), ONE.public_key()
    good, known, theirs = signed(), jwk(ONE, "one"), jwk(OTHER, "theirs")
    numbers = public.public_numbers()
    return {
        "algorithm none": jwt.encode(claims(), "", "none", headers={"kid": "one"}),
        "algorithm NONE, as a header only": raw(said(), ONE, {**HEADER, "alg": "NONE"}),
        "no algorithm": raw(said(), ONE, {"kid": "one"}),
        "HS256 with the public key as PEM": with_secret(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)),
        "HS256 with the public key as DER": with_secret(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)),
        "HS256 with the public key as JWK": with_secret(json.dumps(known).encode()),
        "HS256 with the modulus": with_secret(numbers.n.to_bytes(256, "big")),
        "HS256 with an empty secret": with_secret(b""),
        "another algorithm of the same key": signed(algorithm="RS512"),
        "PS256, which is not allowed": signed(algorithm="PS256"),
        "another key": signed(OTHER),
        "another issuer": signed(iss="https://evil.example"),
        "issuer with a slash": signed(iss=provider.ISSUER + "/"),
        "issuers in a list": raw(said(iss=[provider.ISSUER]), ONE, HEADER),
        "no issuer": signed(iss=...),
        "another audience": signed(aud="another"),
        "no audience": signed(aud=...),
        "audience is an object": raw(said(aud={"u4ssc": True}), ONE, HEADER),
        "no exp": signed(exp=...),
        "no iat": signed(iat=...),
        "exp is a string": raw(said(exp=str(now + HOUR)), ONE, HEADER),
        "exp is 1e308": raw(said(exp=1e308), ONE, HEADER),
        "exp is infinite": raw(said(exp=float("inf")), ONE, HEADER),
        "exp is null": raw(said(exp=None), ONE, HEADER),
        "exp is true": raw(said(exp=True), ONE, HEADER),
        "exp is a fraction": raw(said(exp=now + HOUR + 0.5), ONE, HEADER),
        "iat is a string": raw(said(iat=str(now)), ONE, HEADER),
        "nbf is a string": raw(said(nbf=str(now)), ONE, HEADER),
        "not valid yet": signed(nbf=now + HOUR),
        "issued in the future": signed(iat=now + HOUR, exp=now + 2 * HOUR),
        "expired": signed(iat=now - 2 * HOUR, exp=now - HOUR),
        "lives above 24 hours": signed(exp=now + 24 * HOUR + 60),
        "backdated to live above 24 hours": signed(iat=now - 30 * HOUR, exp=now + HOUR),
        "an unknown critical header": signed(headers={"crit": ["exp"], "exp": 1}),
        "b64 as critical header": signed(headers={"crit": ["b64"], "b64": False}),
        "its own key in the header": signed(OTHER, headers={"jwk": theirs}),
        "its own key, under a kid of its own": signed(OTHER, headers={"jwk": theirs, "kid": "theirs"}),
        "an address of keys": signed(headers={"jku": "https://evil.example/keys"}),
        "an address of certificates": signed(headers={"x5u": "https://evil.example/chain"}),
        "certificates": signed(headers={"x5c": ["MIIB"]}),
        "unknown kid": signed(headers={"kid": "unknown"}),
        "kid with path characters": signed(headers={"kid": "../../../../dev/null"}),
        "kid with SQL": signed(headers={"kid": "x' UNION SELECT 'key'--"}),
        "kid is empty": signed(headers={"kid": ""}),
        "kid is a number": raw(said(), ONE, {"alg": "RS256", "kid": 1}),
        "kid is a list": raw(said(), ONE, {"alg": "RS256", "kid": ["one"]}),
        "no kid": raw(said(), ONE, {"alg": "RS256"}),
        "no signature": good.rpartition(".")[0] + ".",
        "two parts": good.rpartition(".")[0],
        "four parts": good + ".AAAA",
        "truncated": good[:-20],
        "another payload": ".".join((good.split(".")[0], packed(said(iat=now - 1)), good.split(".")[2])),
        "two tokens": f"{good}, {good}",
        "two tokens with a space": f"{good} {good}",
        "huge": "A" * 60_000,
        "no subject": signed(sub=...),
        "an empty subject": signed(sub=""),
        "subject is a number": raw(said(sub=7), ONE, HEADER),
        "subject is a list": raw(said(sub=["ada"]), ONE, HEADER),
        "subject is half a surrogate pair": raw(said(sub="\ud800"), ONE, HEADER),
        "subject with NUL": raw(said(sub="ada\0"), ONE, HEADER),
        "subject of 256 characters": signed(sub="a" * 256),
        "claims are a list": raw(b"[]", ONE, HEADER),
        "claims are no JSON": raw(b"{", ONE, HEADER),
        "claims are no UTF-8": raw(b"\xff", ONE, HEADER),
        "claims are nested deeply": raw(b"[" * 1000 + b"]" * 1000, ONE, HEADER),
        "header is a list": f"{packed(b'[]')}.{good.partition('.')[2]}",
        "header is null": f"{packed(b'null')}.{good.partition('.')[2]}",
        "a principal there is not": signed(sub="nobody"),
        "a principal that is disabled": signed(sub="gone"),
        "a token of a job there is not": "u4ssc_nightly_" + "A" * 43,
        "half a token of a job": "u4ssc_nightly_",
        "garbage": "garbage",
    }


BAD = bad_tokens()
FORGED = ["another key", "another issuer", "another audience", "no signature", "another payload", "expired"]
"""What is taken where nobody looks at the signature and the claims."""
ODD_TIMES = [
    "lives above 24 hours",
    "backdated to live above 24 hours",
    "exp is a string",
    "iat is a string",
    "exp is a fraction",
]
"""What PyJWT takes."""
OWN_KEYS = ["an address of keys", "an address of certificates", "certificates"]
"""What has a good signature nevertheless."""


@strawberry.type
class Query:
    """One field that tells the rule set."""

    @strawberry.field
    def role(self, info: strawberry.Info) -> str:
        """The name of the viewer's rule set."""
        return info.context["viewer"].rules.name


@pytest.fixture(scope="module")
def idp():
    """An identity provider with one key."""
    made = provider.Provider()
    yield made
    made.close()


@pytest.fixture(scope="module")
def client(idp, tmp_path_factory, run):
    """A client of an application that knows the provider, and of its principals ada, who is staff, and gone, who is disabled."""
    folder = tmp_path_factory.mktemp("tokens")
    store = run(people.opened(folder / "store.db"))
    for subject in ("ada", "gone"):
        run(people.add(store, subject, "programmeStaff"))
    run(people.enable(store, "gone", enabled=False))
    load_key(folder / "token.key", create=True)
    settings = Settings(**idp.settings(key_file=folder / "token.key", examples=folder))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("server.app.settled_collector", contextlib.nullcontext)
        with TestClient(create_app(settings, strawberry.Schema(Query), store), raise_server_exceptions=False) as made:
            made.key = load_key(folder / "token.key")
            yield made
    run(store.close())


def asked(client, token=None, **headers):
    """The answer to a question, asked with a token."""
    given = {"x-request-id": "r"} | ({} if token is None else {"authorization": f"Bearer {token}"})
    return client.post("/graphql", json=ASKED, headers=given | {name.replace("_", "-"): value for name, value in headers.items()})


def role(answer):
    """The rule set an answer was made under."""
    return answer.json()["data"]["role"]


@pytest.mark.parametrize("fault", BAD)
def test_bad_token_is_refused_with_one_answer(client, fault):
    """A token with one fault gets the same 401 as any other, which tells nothing of the reason."""
    answer = asked(client, BAD[fault])

    assert (401, REFUSED, "Bearer") == (answer.status_code, answer.text, answer.headers["www-authenticate"])


def test_the_corpus_differs_in_one_point(client):
    """The token all bad ones are made from is good, also with nbf, several audiences and headers that mean nothing."""
    more = {"nbf": int(time.time()), "aud": ["another", provider.AUDIENCE], "groups": ["admin"], "role": "admin"}
    assert "programmeStaff" == role(asked(client, signed()))
    assert "programmeStaff" == role(asked(client, signed(headers={"typ": "at+jwt", "x5t": "AAAA"}, **more)))
    assert "programmeStaff" == role(asked(client, raw(said(), ONE, HEADER)))


def test_clocks_may_differ_a_little(client):
    """A provider whose clock is some seconds ahead of ours has its new tokens taken."""
    ahead = int(time.time()) + tokens.LEEWAY - 4

    assert "programmeStaff" == role(asked(client, signed(iat=ahead, nbf=ahead)))


def test_a_role_in_the_token_is_nothing(client):
    """Rights are in the graph: what a token of the provider says of roles is not looked at."""
    assert 401 == asked(client, signed(sub="nobody", role="admin", roles=["admin"])).status_code


def test_development_tokens_beside_the_provider(client):
    """In development both are taken: each is held to its own key, issuer and audience."""
    assert "programmeStaff" == role(asked(client, make_token("programmeStaff", client.key)))
    assert "programmeStaff" == role(asked(client, make_token_as("ada", client.key)))
    assert 401 == asked(client, make_token_as("nobody", client.key)).status_code
    assert 401 == asked(client, make_token_as("gone", client.key)).status_code


SPOOFED = {
    "host": {"host": "a/?x="},
    "a host that is ours": {"host": "localhost"},
    "who": {"x-user-id": "ada"},
    "whom a proxy names": {"x-forwarded-user": "ada", "remote-user": "ada", "x-forwarded-email": "ada"},
    "an address": {"x-forwarded-for": "127.0.0.1", "x-real-ip": "127.0.0.1", "forwarded": "for=127.0.0.1"},
    "a path": {"x-original-url": "/healthz", "x-rewrite-url": "/graphql?as=ada"},
    "a cookie": {"cookie": "token=ada; authorization=Bearer%20x"},
    "a role": {"x-role": "admin", "x-hasura-role": "admin"},
}


@pytest.mark.parametrize("name", SPOOFED)
def test_no_other_header_says_who_asks(client, name):
    """With and without a token, what else a request says changes nothing of who asks."""
    given = {"x-request-id": "r", **SPOOFED[name]}
    known = client.post("/graphql", json=ASKED, headers={**given, "authorization": f"Bearer {signed()}"})
    bad = client.post("/graphql", json=ASKED, headers={**given, "authorization": "Bearer x"})

    assert "anonymous" == role(client.post("/graphql", json=ASKED, headers=given))
    assert ("programmeStaff", REFUSED) == (role(known), bad.text)


@pytest.mark.parametrize("path", ["//graphql", "/graphql/", "/@x/graphql", "/graphql;x", "/%67raphql@x", "/GRAPHQL"])
def test_another_path_leads_nowhere(client, path):
    """A path that looks like ours is not ours."""
    assert 404 == client.post(f"http://testserver{path}", json=ASKED).status_code


def unlooked(monkeypatch):
    """Take whatever a token says, signed or not."""
    real = jwt.decode
    monkeypatch.setattr("server.tokens.jwt.decode", lambda token, *_, **__: real(token, options={"verify_signature": False}))


@pytest.mark.parametrize("fault", FORGED)
def test_teeth_signature_and_claims(client, monkeypatch, fault):
    """Where nobody looks at signature and claims, the forged tokens are taken."""
    unlooked(monkeypatch)

    assert 200 == asked(client, BAD[fault]).status_code


@pytest.mark.parametrize("fault", ODD_TIMES)
def test_teeth_times(client, monkeypatch, fault):
    """Where only PyJWT looks at times, those that are odd or far are taken."""
    monkeypatch.setattr(tokens, "whole_times", lambda _: True)

    assert 200 == asked(client, BAD[fault]).status_code


@pytest.mark.parametrize("fault", OWN_KEYS)
def test_teeth_own_keys(client, monkeypatch, fault):
    """Where headers that name a key are let through, those tokens are taken; the key they name is not even then."""
    monkeypatch.setattr(tokens, "OWN_KEYS", frozenset())

    assert 200 == asked(client, BAD[fault]).status_code
    assert 401 == asked(client, BAD["its own key in the header"]).status_code


def test_teeth_other_headers(client, monkeypatch):
    """Where a header of another name is believed, the test of B4 sees it."""
    real = identity.Identity.caller

    async def believing(self, given, store):
        return await real(self, given or [f"Bearer {signed()}"], store)

    monkeypatch.setattr(identity.Identity, "caller", believing)

    assert "programmeStaff" == role(client.post("/graphql", json=ASKED, headers=SPOOFED["who"]))
