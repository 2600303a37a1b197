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


class NotForProductionError(ValueError):
    """The process may not serve like this: a line for each fault, with what to set."""


def check_production(settings: Settings, health: Mapping[str, Any]) -> None:
    """Refuse to serve in production with what is for development; raises `NotForProductionError`."""
    if settings.environment == "production" and (found := faults(settings, health)):
        raise NotForProductionError("\n".join(["this may not be served in production:", *found]))


def faults(settings: Settings, health: Mapping[str, Any]) -> list[str]:
    """Return a line for each thing that is not for production, with what to set."""
    plain = bool(settings.jwks_url) and urlsplit(settings.jwks_url).scheme != "https"
    limit = LIMITS.get(health.get("transaction_limit", 1))
    told = {
        "U4SSC_DEVELOPMENT_TOKENS is on: whoever has the key file has every role; set it to false": settings.development_tokens,
        "U4SSC_JWKS_URL is not set: nobody could sign in; set it, U4SSC_ISSUER and U4SSC_AUDIENCE": not settings.jwks_url,
        "U4SSC_JWKS_URL is not https: anybody between could give us keys": plain,
        "U4SSC_ANONYMOUS_INTROSPECTION is on; set it to false": settings.anonymous_introspection,
        "U4SSC_QUERY_PAGE is on; set it to false": settings.query_page,
    }
    return [*(line for line, found in told.items() if found), *([limit] if limit else [])]
