"""Development tokens: one good form, many bad ones, one answer to all of those."""

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

from server.identity import BadTokenError, KeyFileError, load_key, make_token, role_of

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
        "unknown role": signed(role="admin"),
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
        role_of(f"Bearer {BAD[fault]}", KEY)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic dTpw", signed(), f"Token {signed()}", f"Bearer  {signed()}"])
def test_bad_header(header):
    """A header of another form is not taken for no header."""
    with pytest.raises(BadTokenError):
        role_of(header, KEY)


def test_corpus_differs_in_one_point():
    """The token all bad ones are made from is good."""
    assert role_of(f"Bearer {signed()}", KEY) == "programmeStaff"
    assert role_of(f"Bearer {raw(claims())}", KEY) == "programmeStaff"


@pytest.mark.parametrize("role", ["anonymous", "programmeStaff"])
def test_good_token(role):
    """A token we made proves its role, and the scheme's case does not matter."""
    assert role_of(f"bearer {make_token(role, KEY)}", KEY) == role


def test_no_header():
    """Who brings no header is anonymous, with or without a key."""
    assert role_of(None, None) == role_of(None, KEY) == "anonymous"


def test_no_key():
    """Without a key no token is good."""
    with pytest.raises(BadTokenError):
        role_of(f"Bearer {signed()}", None)


@pytest.mark.parametrize(("role", "hours"), [("admin", 1), ("programmeStaff", 0), ("programmeStaff", -1), ("anonymous", 25)])
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
