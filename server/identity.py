"""Who is asking: from the Authorization header of a request to a standing, and to what it may be used for.

Nothing else of a request says who asks: no other header, no cookie, no address.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graph.store import StoreError
from resolvers.errors import Code
from resolvers.membership import standing
from resolvers.standing import ANONYMOUS, Standing
from server import api_tokens, development
from server.keys import Keys
from server.moment import now
from server.recent import Recent
from server.refusal import RefusedError
from server.tokens import LONGEST_HEADER, BadTokenError, Expected, header_of, names_principal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graph.store import Store
    from server.settings import Settings


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, and the scopes of the token it asks with: None where that is not limited."""

    standing: Standing
    scopes: frozenset[str] | None = None

    @property
    def anonymous(self) -> bool:
        """Whether nobody in particular asks."""
        return self.standing == ANONYMOUS

    def may(self, scope: str) -> bool:
        """Say whether the token may be used for something."""
        return self.scopes is None or scope in self.scopes


NOBODY = Caller(ANONYMOUS)


class Identity:
    """Checks tokens: of the identity provider, of jobs, and of development, each where the settings allow it."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        """Ask nobody yet."""
        self._settings = settings
        self._keys = Keys(settings.jwks_url, settings.algorithms, clock) if settings.jwks_url else None
        self._expected = Expected(settings.algorithms, settings.issuer, settings.audience, names_principal)
        self._standings: Recent[Standing | None] = Recent(clock=clock)
        self._tokens: Recent[api_tokens.ApiToken | None] = Recent(clock=clock)

    async def begin(self) -> None:
        """Fetch the keys of the identity provider, so that the first who sign in find them."""
        if self._keys:
            await self._keys.begin()

    async def caller(self, authorization: Sequence[str], store: Store) -> Caller:
        """Return who brings these Authorization headers: nobody in particular without one.

        Raises `BadTokenError`, `KeyFileError`, and `RefusedError` where the store does not say what a token may do.
        """
        if not authorization:
            return NOBODY
        scheme, _, token = ", ".join(authorization).partition(" ")
        if scheme.lower() != "bearer" or not token or len(token) > LONGEST_HEADER:
            raise BadTokenError
        try:
            return await self._caller(token, store)
        except StoreError:
            headers = {"retry-after": "2"}
            raise RefusedError(
                503, Code.STORE_UNAVAILABLE, "The store did not answer in time; try again later.", headers
            ) from None

    async def _caller(self, token: str, store: Store) -> Caller:
        if token.startswith(api_tokens.PREFIX):
            return await self._job(token, store)
        header = header_of(token)
        ours = header.get("alg") == development.ALGORITHM
        found = self._developer(token) if ours else await self._subject(token, header)
        return Caller(found if isinstance(found, Standing) else await self._standing(found, store))

    def _developer(self, token: str) -> Standing | str:
        if not self._settings.development_tokens:
            raise BadTokenError
        return development.proven(token, development.load_key(self._settings.key_file))

    async def _subject(self, token: str, header: dict[str, Any]) -> str:
        """Return the subject a token of the identity provider names."""
        kid = header.get("kid")
        key = await self._keys.get(kid) if self._keys and isinstance(kid, str) else None
        if key is None:
            raise BadTokenError
        return self._expected.claims(token, key)["sub"]

    async def _job(self, token: str, store: Store) -> Caller:
        parts = api_tokens.parts(token)
        if parts is None:
            raise BadTokenError
        name, secret = parts
        found = await self._tokens.get(name, lambda: api_tokens.stored(store, name))
        if found is None or found.subject is None or not found.proves(secret, now()):
            raise BadTokenError
        return Caller(await self._standing(found.subject, store), found.scopes)

    async def _standing(self, subject: str, store: Store) -> Standing:
        """Return the standing of a principal, read not long ago; one that is unknown or disabled may not sign in."""
        found = await self._standings.get(subject, lambda: standing(store, subject))
        if found is None:
            raise BadTokenError
        return found
