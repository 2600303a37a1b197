"""Development tokens: two good forms, many bad ones, one answer to all of those."""

from __future__ import annotations

import base64
import datetime as dt
import json
import os
import stat
import time

import jwt
import pytest
import structlog
from starlette.testclient import TestClient

from resolvers.standing import Standing
from server.development import ROLES, KeyFileError, load_key, make_token, make_token_as, proven
from server.tokens import BadTokenError

KEY = b"k" * 32
HOUR = 3600


def signed(key=KEY, algorithm="HS256", headers=None, drop=(), **changed):
    """A token that is good but for what is changed."""
    now = int(time.time())
    claims = {"role": "programmeStaff", "iss": "u4ssc-dev", "aud": "u4ssc-graph", "iat": now, "exp": now + HOUR, **changed}
    return jwt.encode({k: v for k, v in claims.items() if k not in drop}, key, algorithm, headers=headers)


def raw(payload: bytes, header: bytes = b'{"alg":"HS256","typ":"JWT"}'):
    """A token with a good signature over a text that no library would write."""
    head, body = (base64.urlsafe_b64encode(part).rstrip(b"=") for part in (header, payload))
    mac = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(head + b"." + body, KEY)
    return b".".join((head, body, base64.urlsafe_b64encode(mac).rstrip(b"="))).decode()


def claims(**changed):
    """The text of good claims but for what is changed."""
    now = int(time.time())
    good = {"role": "programmeStaff", "iss": "u4ssc-dev", "aud": "u4ssc-graph", "iat": now, "exp": now + HOUR}
    return json.dumps(good | changed).encode()


def bad_tokens():
    """Every bad token by what is wrong with it."""
    now = int(time.time())
    return {
        "algorithm none": signed(key="", algorithm="none"),
        "another key": signed(key=b"x" * 32),
        "another algorithm": raw(claims(), b'{"alg":"HS512"}'),
        "a made-up signature": raw(claims())[:-43] + "A" * 43,
        "expired": signed(iat=now - 2 * HOUR, exp=now - HOUR),
        "no exp": signed(drop=("exp",)),
        "no iat": signed(drop=("iat",)),
        "exp is a string": raw(claims(exp=str(now + HOUR))),
        "exp is a fraction": raw(claims(exp=now + HOUR + 0.5)),
        "exp is true": raw(claims(exp=True)),
        "exp is 1e308": raw(claims(exp=1e308)),
        "exp is infinite": raw(claims(exp=float("inf"))),
        "exp is no number": raw(claims(exp=float("nan"))),
        "exp has 5 000 digits": raw(claims().replace(str(now + HOUR).encode(), b"9" * 5000)),
        "iat is a string": raw(claims(iat=str(now))),
        "lives above 24 hours": signed(exp=now + 24 * HOUR + 60),
        "backdated to live above 24 hours": signed(iat=now - 30 * HOUR, exp=now + HOUR),
        "lives no time": signed(iat=now, exp=now),
        "issued in the future": signed(iat=now + HOUR, exp=now + 2 * HOUR),
        "not valid yet": signed(nbf=now + HOUR),
        "another issuer": signed(iss="someone"),
        "no issuer": signed(drop=("iss",)),
        "another audience": signed(aud="another-api"),
        "no audience": signed(drop=("aud",)),
        "an unknown critical header": signed(headers={"crit": ["b64"], "b64": False}),
        "no role": signed(drop=("role",)),
        "unknown role": signed(role="king"),
        "a role and a principal": signed(sub="ada"),
        "a principal without a name": signed(drop=("role",), sub=""),
        "a principal of 256 characters": signed(drop=("role",), sub="a" * 256),
        "a principal with NUL": signed(drop=("role",), sub="a\0"),
        "a principal that is half a surrogate pair": raw(claims(sub="\ud800").replace(b'"role"', b'"rule"')),
        "a principal that is a number": raw(claims(sub=7).replace(b'"role"', b'"rule"')),
        "role is a list": signed(role=["programmeStaff"]),
        "role is null": signed(role=None),
        "claims are a list": raw(b"[]"),
        "claims are no JSON": raw(b"{"),
        "claims are no UTF-8": raw(b"\xff\xfe"),
        "claims are nested deeply": raw(b"[" * 1000 + b"]" * 1000),
        "header is no JSON": raw(claims(), b"{"),
        "header is a list": raw(claims(), b"[]"),
        "garbage": "garbage",
        "two parts": ".".join(signed().split(".")[:2]),
        "four parts": signed() + ".AAAA",
        "no signature": ".".join(signed().split(".")[:2]) + ".",
        "too long": "A" * 100_000,
        "nothing": "",
        "only dots": "..",
    }


BAD = bad_tokens()


@pytest.mark.parametrize("fault", BAD)
def test_bad_token(fault):
    """A token with one fault proves nothing."""
    with pytest.raises(BadTokenError):
        proven(BAD[fault], KEY)


@pytest.mark.parametrize("form", ["", "Bearer", "Bearer ", "Basic dTpw", "{}", "Token {}", "Bearer  {}"])
def test_bad_header(ask, key, form):
    """A header of another form is not taken for no header."""
    header = form.format(make_token("programmeStaff", key))

    assert 401 == ask("{ role }", {"authorization": header}).status_code


def test_corpus_differs_in_one_point():
    """The token all bad ones are made from is good."""
    assert frozenset(("anonymous", "programmeStaff")) == proven(signed(), KEY).roles == proven(raw(claims()), KEY).roles


@pytest.mark.parametrize("role", ROLES)
def test_token_of_a_role(role):
    """A token we made proves its role, held for nothing in particular."""
    assert Standing(roles=frozenset(("anonymous", role))) == proven(make_token(role, KEY), KEY)


def test_token_of_a_principal():
    """A token may name a principal instead; what that may see is not in the token."""
    assert "ada@aalesund.example" == proven(make_token_as("ada@aalesund.example", KEY), KEY)


def test_scheme_in_any_case(ask, key):
    """The scheme's case does not matter."""
    assert 200 == ask("{ role }", {"authorization": f"bEARER {make_token('admin', key)}"}).status_code


@pytest.mark.parametrize("subject", ["", "a" * 256, "a\nb", "\ud800"])
def test_token_of_nobody_is_not_made(subject):
    """No token is made that would not be taken."""
    with pytest.raises(ValueError, match="characters that can be seen"):
        make_token_as(subject, KEY)


@pytest.mark.parametrize(("role", "hours"), [("king", 1), ("programmeStaff", 0), ("programmeStaff", -1), ("anonymous", 25)])
def test_token_not_made(role, hours):
    """No token is made that would not be taken."""
    with pytest.raises(ValueError, match=r"no role|lives up to"):
        make_token(role, KEY, dt.timedelta(hours=hours))


def test_key_file(tmp_path):
    """The key is made once, at random, in a file nobody else can read."""
    first, second = tmp_path / "a" / "token.key", tmp_path / "b" / "token.key"

    assert load_key(first, create=True) == load_key(first, create=True) == load_key(first)
    assert load_key(second, create=True) != load_key(first)
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    assert [file.name for file in first.parent.iterdir()] == ["token.key"]


def test_key_file_refused(tmp_path):
    """A key that is missing, too short or readable by others is not used."""
    file = tmp_path / "token.key"
    with pytest.raises(KeyFileError, match="u4ssc token"):
        load_key(file)
    file.write_bytes(b"short")
    file.chmod(0o600)
    with pytest.raises(KeyFileError, match="too short"):
        load_key(file)
    file.write_bytes(KEY)
    file.chmod(0o644)
    with pytest.raises(KeyFileError, match="0600"):
        load_key(file)


@pytest.mark.skipif(os.name != "posix", reason="owners of files are POSIX's")
def test_key_of_another_user_is_refused(tmp_path, monkeypatch):
    """A key that somebody else owns, and so knows, is not used, nor where a link leads to it."""
    file, link = tmp_path / "token.key", tmp_path / "link.key"
    key = load_key(file, create=True)
    link.symlink_to(file)
    fstat, owners = os.fstat, {"mine": os.geteuid(), "root's": 0, "another's": os.geteuid() + 1}
    told = {}
    for name, owner in owners.items():
        monkeypatch.setattr(os, "fstat", lambda number, owner=owner: _owned(fstat(number), owner))
        for path in (file, link):
            try:
                told[name, path.stem] = load_key(path)
            except KeyFileError as error:
                told[name, path.stem] = "another user's" in str(error)

    assert {(name, path): name == "another's" or key for name in owners for path in ("token", "link")} == told


def _owned(found, owner):
    return os.stat_result([*found[:4], owner, *found[5:]])


def test_role_reaches_the_viewer(ask, key):
    """The rule set of a request is the one of its token."""
    headers = {"authorization": f"Bearer {make_token('programmeStaff', key)}"}

    assert ask("{ role }").json() == {"data": {"role": "anonymous"}}
    assert ask("{ role }", headers).json() == {"data": {"role": "programmeStaff"}}


def test_one_answer_to_every_bad_token(ask):
    """Every bad token gets the same 401, which tells nothing of the reason."""
    bad = [*BAD.values(), make_token("programmeStaff", b"x" * 32)]
    told = {ask("{ role }", {"authorization": f"Bearer {t}", "x-request-id": "r"}).text for t in bad}

    assert told == {'{"errors":[{"message":"The token is not valid.","extensions":{"code":"UNAUTHENTICATED","requestId":"r"}}]}'}
    answer = ask("{ role }", {"authorization": "Bearer garbage"})
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


def test_no_development_tokens(app, key):
    """Where the settings say so, no development token is taken, with the same answer as to any bad one."""
    headers = {"authorization": f"Bearer {make_token('programmeStaff', key)}"}
    with TestClient(app(development_tokens=False)) as client:
        answer = client.get("/graphql", params={"query": "{ role }"}, headers=headers)

    assert (401, "The token is not valid.") == (answer.status_code, answer.json()["errors"][0]["message"])


def test_two_headers(client, key):
    """Two Authorization headers are not a choice."""
    good = f"Bearer {make_token('programmeStaff', key)}"
    headers = [("authorization", good), ("authorization", good), ("content-type", "application/json")]

    assert client.post("/graphql", content='{"query":"{ role }"}', headers=headers).status_code == 401


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX's")
def test_key_file_that_others_can_read_is_logged(client, tmp_path, key):
    """Who runs the server reads why every token is refused, once per request; the client does not."""
    (tmp_path / "token.key").chmod(0o644)
    headers = {"authorization": f"Bearer {make_token('programmeStaff', key)}"}
    with structlog.testing.capture_logs() as logged:
        answer = client.get("/graphql", params={"query": "{ role }"}, headers=headers)

    told = [(line["log_level"], "expected mode 0600" in line.get("reason", "")) for line in logged if line["event"] != "request"]
    assert [("warning", True)] == told
    assert (401, "The token is not valid.") == (answer.status_code, answer.json()["errors"][0]["message"])


def test_token_after_start(client, tmp_path, key):
    """A key made anew while the server runs counts at once."""
    old = make_token("programmeStaff", key)
    (tmp_path / "token.key").unlink()
    new = make_token("programmeStaff", load_key(tmp_path / "token.key", create=True))
    ask = {"query": "{ role }"}

    assert client.get("/graphql", params=ask, headers={"authorization": f"Bearer {old}"}).status_code == 401
    assert client.get("/graphql", params=ask, headers={"authorization": f"Bearer {new}"}).status_code == 200
