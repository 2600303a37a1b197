"""Tokens of jobs: `u4ssc_<name>_<secret>`. The graph has the hash of the secret, what it may be used for, and until when.

The secret is 32 random bytes, so that one round of SHA-256 is enough: there is nothing to guess.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.expression import Param, Step, Test, Value
from graph.plan import Read
from graph.rules import EVERYTHING
from resolvers.membership import subject_of
from resolvers.viewer import Viewer

if TYPE_CHECKING:
    from graph.store import Store

PREFIX = "u4ssc_"
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
FORM = re.compile(rf"{PREFIX}({NAME.pattern})_([A-Za-z0-9_-]{{43}})")
SCOPES = ("read",)
"""What a token can be used for; a scope of something to come is not given."""

PLAN = Read(
    "ApiToken",
    (
        *map(Value, ("hash", "scopes", "expiresAt", "revokedAt")),
        Read("Principal", (Value("code"),), Step("ApiTokenOf", "out")),
    ),
    where=Test(Value("code"), "eq", Param("p0")),
)


@dataclass(frozen=True, slots=True)
class ApiToken:
    """What the graph says of a token, whoever brings it."""

    hash: str
    scopes: frozenset[str]
    expires: str
    revoked: str | None
    subject: str | None

    def proves(self, secret: str, moment: str) -> bool:
        """Say whether a secret is the token's, at a moment at which it is valid."""
        right = hmac.compare_digest(self.hash, hashed(secret))
        return right and self.revoked is None and moment < self.expires


async def stored(store: Store, name: str) -> ApiToken | None:
    """Return the token of that name, None where there is none; raises `StoreError`."""
    found = await Viewer(store, EVERYTHING, {}, 0).read(PLAN, {"p0": name})
    if found is None:
        return None
    held, scopes, expires, revoked, owner = found
    return ApiToken(held, frozenset(scopes), expires, revoked, owner and subject_of(owner[0]))


def parts(token: str) -> tuple[str, str] | None:
    """Return the name and the secret in a token, None where it has another form."""
    found = FORM.fullmatch(token)
    return (found[1], found[2]) if found else None


def made(name: str) -> tuple[str, str]:
    """Return a new token of a name, and the hash that is stored of it."""
    secret = secrets.token_urlsafe(32)
    return f"{PREFIX}{name}_{secret}", hashed(secret)


def hashed(secret: str) -> str:
    """Return what is stored of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
