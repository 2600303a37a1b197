"""What is good enough to develop with and not to serve with: in production the process refuses to start with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from server.settings import Settings

LIMITS = {
    0: "the store lets a transaction run for ever: set its db.transaction.timeout, for example to 30s",
    None: "the store does not show its db.transaction.timeout: grant SHOW SETTING on it to the user of this program",
}
"""What is wrong with a database that does not end by itself what runs away; the embedded store is none, and does."""
LONGEST = 600
"""Seconds after which it has to: ours tell it a limit of their own, which is a minute for a change."""


class NotForProductionError(ValueError):
    """The process may not serve like this: a line for each fault, with what to set."""


def check_production(settings: Settings, health: Mapping[str, Any]) -> None:
    """Refuse to serve in production with what is for development; raises `NotForProductionError`."""
    if settings.environment == "production" and (found := faults(settings, health)):
        raise NotForProductionError("\n".join(["this may not be served in production:", *found]))


def faults(settings: Settings, health: Mapping[str, Any]) -> list[str]:
    """Return a line for each thing that is not for production, with what to set."""
    plain = bool(settings.jwks_url) and urlsplit(settings.jwks_url).scheme != "https"
    limit = _limit_fault(health.get("transaction_limit", 1))
    told = {
        "U4SSC_DEVELOPMENT_TOKENS is on: whoever has the key file has every role; set it to false": settings.development_tokens,
        "U4SSC_JWKS_URL is not set: nobody could sign in; set it, U4SSC_ISSUER and U4SSC_AUDIENCE": not settings.jwks_url,
        "U4SSC_JWKS_URL is not https: anybody between could give us keys": plain,
        "U4SSC_ANONYMOUS_INTROSPECTION is on; set it to false": settings.anonymous_introspection,
        "U4SSC_QUERY_PAGE is on; set it to false": settings.query_page,
    }
    return [*(line for line, found in told.items() if found), *([limit] if limit else [])]


def _limit_fault(seconds: int | None) -> str | None:
    if seconds is not None and seconds > LONGEST:
        return f"the store lets a transaction run for {seconds} s: set its db.transaction.timeout to at most {LONGEST}s"
    return LIMITS.get(seconds)
