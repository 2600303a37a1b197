"""What every signed token is held to, whoever signed it: the form of the header, the claims, and how long it lives."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import jwt

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST = dt.timedelta(hours=24)
"""What a token may live, by its own claims."""
LONGEST_HEADER = 8192
"""Characters of a token."""
LONGEST_SUBJECT = 255
LEEWAY = 10
"""Seconds by which the clocks of who signs and of who reads may differ."""
OWN_KEYS = frozenset(("jwk", "jku", "x5c", "x5u"))
"""Headers by which a token names its own key; we know where keys come from."""
CLAIMS = ("iss", "aud", "iat", "exp")


class BadTokenError(Exception):
    """The token is not one of ours, or not valid now; why is nobody's business but ours."""


MALFORMED = (jwt.PyJWTError, ArithmeticError, RecursionError, TypeError, ValueError, AttributeError)
"""What reading a token that no library would write can raise."""


def header_of(token: str) -> dict[str, Any]:
    """Return what a token says of how it is signed, which nothing has proved yet; raises `BadTokenError`."""
    try:
        header = jwt.get_unverified_header(token)
        named = bool(OWN_KEYS & header.keys())
    except MALFORMED:
        raise BadTokenError from None
    if named:
        raise BadTokenError
    return header


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token has to say, and how it may be signed; *also* holds of its claims."""

    algorithms: tuple[str, ...]
    issuer: str
    audience: str
    also: Callable[[dict[str, Any]], bool]

    def claims(self, token: str, key: bytes | jwt.PyJWK) -> dict[str, Any]:
        """Return the claims of a token that is good; raises `BadTokenError`."""
        options: Any = {"require": list(CLAIMS), "enforce_minimum_key_length": True}
        given: Any = {"audience": self.audience, "issuer": self.issuer, "leeway": LEEWAY}
        try:
            claims: dict[str, Any] = jwt.decode(  # pyright: ignore[reportUnknownMemberType]  # its types are partly unknown
                token, key, list(self.algorithms), options, **given
            )
            good = whole_times(claims) and self.also(claims)
        except MALFORMED:
            raise BadTokenError from None
        if not good:
            raise BadTokenError
        return claims


def whole_times(claims: dict[str, Any]) -> bool:
    """PyJWT takes times that are strings or huge; a lifetime can only be measured between whole numbers."""
    times = [claims[name] for name in ("iat", "exp", "nbf") if name in claims]
    return all(type(time) is int for time in times) and 0 < claims["exp"] - claims["iat"] <= LONGEST.total_seconds()


def names_principal(claims: dict[str, Any]) -> bool:
    """Say whether a token names somebody: OpenID Connect allows subjects 255 characters."""
    subject = claims.get("sub")
    return isinstance(subject, str) and 0 < len(subject) <= LONGEST_SUBJECT and subject.isprintable()
