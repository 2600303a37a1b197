"""Development tokens: signed with a random key that lies in a file beside the user's other settings.

One names a role, which then has no scope, or a principal, whose rights stand in the graph.
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
import tempfile
from pathlib import Path
from typing import Any, get_args

import jwt

from resolvers.standing import Role, Standing, alone
from server.tokens import LONGEST, Expected, names_principal

ROLES: tuple[Role, ...] = get_args(Role)
ALGORITHM, ISSUER, AUDIENCE = "HS256", "u4ssc-dev", "u4ssc-graph"
KEY_BYTES = 32


class KeyFileError(Exception):
    """The key file cannot be used as it is."""


def load_key(path: Path, *, create: bool = False) -> bytes:
    """Return the key in a file, made first where *create* says so; raises `KeyFileError`."""
    if create and not path.exists():
        _make_key(path)
    try:
        with path.open("rb") as file:
            found, key = os.fstat(file.fileno()), file.read()
    except OSError as error:
        raise KeyFileError(f"cannot read the token key {path}: {error.strerror}; `u4ssc token` makes it") from None
    if os.name == "posix":
        _check(path, found)
    if len(key) < KEY_BYTES:
        raise KeyFileError(f"the token key {path} is too short: delete it and run `u4ssc token`")
    return key


def _check(path: Path, found: os.stat_result) -> None:
    """Refuse a key that somebody else reads or knows: what is looked at is the file that was read, wherever a link led."""
    if found.st_mode & 0o077:
        raise KeyFileError(f"others can read the token key {path}: expected mode 0600")
    if found.st_uid not in {0, os.geteuid()}:
        raise KeyFileError(f"the token key {path} is another user's: expected a file of yours, or root's")


def _make_key(path: Path) -> None:
    """Write the whole key aside and link it into place: nobody reads half a key, and of two makers one wins."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
        os.link(aside, path)
    except FileExistsError:
        pass
    finally:
        Path(aside).unlink()


def make_token(role: Role, key: bytes, lifetime: dt.timedelta = dt.timedelta(hours=8)) -> str:
    """Return a token of a role; raises `ValueError` for another role, or a lifetime of nothing or above 24 hours."""
    if role not in ROLES:
        raise ValueError(f"no role {role!r}: expected one of {', '.join(ROLES)}")
    return _signed({"role": role}, key, lifetime)


def make_token_as(subject: str, key: bytes, lifetime: dt.timedelta = dt.timedelta(hours=8)) -> str:
    """Return a token that names a principal; raises `ValueError` without a name, or for a lifetime as above."""
    if not names_principal({"sub": subject}):
        raise ValueError("a principal is named by up to 255 characters that can be seen")
    return _signed({"sub": subject}, key, lifetime)


def _signed(who: dict[str, str], key: bytes, lifetime: dt.timedelta) -> str:
    if not dt.timedelta() < lifetime <= LONGEST:
        raise ValueError(f"a token lives up to {LONGEST // dt.timedelta(hours=1)} hours, not {lifetime}")
    now = int(dt.datetime.now(dt.UTC).timestamp())
    claims = {**who, "iss": ISSUER, "aud": AUDIENCE, "iat": now, "exp": now + int(lifetime.total_seconds())}
    return jwt.encode(claims, key, ALGORITHM)  # pyright: ignore[reportUnknownMemberType]  # its types are partly unknown


def proven(token: str, key: bytes) -> Standing | str:
    """Return the standing a token proves, or the subject it names, whose standing is in the graph; raises `BadTokenError`."""
    claims = Expected((ALGORITHM,), ISSUER, AUDIENCE, _names_one).claims(token, key)
    return claims["sub"] if "sub" in claims else alone(claims["role"])


def _names_one(claims: dict[str, Any]) -> bool:
    """Say whether it has one of the two: a role of ours, or a principal."""
    if "role" in claims:
        return "sub" not in claims and claims["role"] in ROLES
    return names_principal(claims)
