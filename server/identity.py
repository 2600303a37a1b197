"""Development tokens: which of the rule sets a request has. Identity proper replaces them.

A token is a JWT signed with a random key that lies in a file beside the user's other settings.
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
import tempfile
from pathlib import Path
from typing import Any, get_args

import jwt

from resolvers.standing import Role

ROLES: tuple[Role, ...] = get_args(Role)
ALGORITHM, ISSUER, AUDIENCE = "HS256", "u4ssc-dev", "u4ssc-graph"
LONGEST = dt.timedelta(hours=24)
KEY_BYTES = 32
LONGEST_HEADER = 4096
CLAIMS = ["role", "iss", "aud", "iat", "exp"]


class BadTokenError(Exception):
    """The token is not one of ours, or not valid now; why is nobody's business but ours."""


class KeyFileError(Exception):
    """The key file cannot be used as it is."""


def load_key(path: Path, *, create: bool = False) -> bytes:
    """Return the key in a file, made first where *create* says so; raises `KeyFileError`."""
    if create and not path.exists():
        _make_key(path)
    try:
        mode, key = path.stat().st_mode, path.read_bytes()
    except OSError as error:
        raise KeyFileError(f"cannot read the token key {path}: {error.strerror}; `u4ssc token` makes it") from None
    if os.name == "posix" and mode & 0o077:
        raise KeyFileError(f"others can read the token key {path}: expected mode 0600")
    if len(key) < KEY_BYTES:
        raise KeyFileError(f"the token key {path} is too short: delete it and run `u4ssc token`")
    return key


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
    if not dt.timedelta() < lifetime <= LONGEST:
        raise ValueError(f"a token lives up to {LONGEST // dt.timedelta(hours=1)} hours, not {lifetime}")
    now = int(dt.datetime.now(dt.UTC).timestamp())
    claims = {"role": role, "iss": ISSUER, "aud": AUDIENCE, "iat": now, "exp": now + int(lifetime.total_seconds())}
    return jwt.encode(claims, key, ALGORITHM)  # pyright: ignore[reportUnknownMemberType]  # its types name a library we do not have


def role_of(authorization: str | None, key: bytes | None) -> Role:
    """Return the role an Authorization header proves: anonymous without one; raises `BadTokenError`."""
    if authorization is None:
        return "anonymous"
    scheme, _, token = authorization.partition(" ")
    if key is None or scheme.lower() != "bearer" or not token or len(token) > LONGEST_HEADER:
        raise BadTokenError
    try:
        return _role(_claims(token, key))
    except (jwt.PyJWTError, ArithmeticError, RecursionError, TypeError, ValueError):
        raise BadTokenError from None


def _claims(token: str, key: bytes) -> dict[str, Any]:
    return jwt.decode(  # pyright: ignore[reportUnknownMemberType]  # as above
        token, key, [ALGORITHM], {"require": CLAIMS}, audience=AUDIENCE, issuer=ISSUER
    )


def _role(claims: dict[str, Any]) -> Role:
    """PyJWT takes times that are strings or huge; a lifetime can only be measured between whole numbers."""
    issued, expires = claims["iat"], claims["exp"]
    if type(issued) is not int or type(expires) is not int or not 0 < expires - issued <= LONGEST.total_seconds():
        raise BadTokenError
    for role in ROLES:
        if claims["role"] == role:
            return role
    raise BadTokenError
