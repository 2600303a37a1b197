"""Tokens of jobs, as those who run the server give and take them: issued once, shown once, revoked for good."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from graph.change import Change, Edge, Row
from graph.model import MODEL
from graph.rows import edge, row
from resolvers.membership import code_of
from server.api_tokens import NAME, SCOPES, made, stored
from server.load import apply
from server.members import known, settled
from server.moment import now
from server.whole import named, pages

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from graph.store import Store


class IssueError(ValueError):
    """A token that cannot be issued or revoked."""


class Issued(NamedTuple):
    """A token as it is stored: everything but its secret, which is not."""

    name: str
    subject: str
    scopes: tuple[str, ...]
    expires: str
    revoked: str | None

    @property
    def state(self) -> str:
        """Whether it is taken now."""
        return "revoked" if self.revoked else "valid" if now() < self.expires else "expired"


@dataclass(frozen=True, slots=True)
class Issuing:
    """A store in which tokens are stated by somebody."""

    store: Store
    actor: str

    async def issue(self, name: str, subject: str, scopes: Sequence[str], days: int) -> str:
        """Return a new token of a principal, which cannot be told again; raises `IssueError`, `MemberError`."""
        if not NAME.fullmatch(name):
            raise IssueError(f"{name!r} is no name of a token: expected up to 63 of a-z, 0-9 and -, as in nightly-refresh")
        if not scopes or not set(scopes) <= set(SCOPES):
            raise IssueError(f"expected scopes among {', '.join(SCOPES)}, found {', '.join(scopes) or 'none'}")
        return await settled(lambda: self._issue(name, subject, scopes, days))

    async def _issue(self, name: str, subject: str, scopes: Sequence[str], days: int) -> str:
        await known(self.store, subject)
        if await stored(self.store, name):
            raise IssueError(f"there is a token {name!r} already, and a name is used once: choose another")
        token, hash_ = made(name)
        edges = {"ApiTokenOf": [_of(name, subject)]}
        await self._apply(f"issue {name}", None, _given(name, hash_, scopes, days), edges=edges)
        return token

    async def revoke(self, name: str) -> bool:
        """End a token; return whether it was to be done. Raises `IssueError` where there is none of that name."""
        return await settled(lambda: self._revoke(name))

    async def _revoke(self, name: str) -> bool:
        found = (await named(self.store, "ApiToken", [name])).get(name)
        if not isinstance(found, dict):
            raise IssueError(f"there is no token {name!r}: `u4ssc apitoken list` tells all")
        if found["revokedAt"]:
            return False
        await self._apply(f"revoke {name}", found, {**found, "revokedAt": now()})
        return True

    async def _apply(self, what: str, before: Row | None, given: Row, **parts: Any) -> None:  # noqa: ANN401  # the parts of a change
        """State a token; refused where it is no longer as it was, or there is one where there was none."""
        parts |= {"nodes": {"ApiToken": [given]}, "expected": {"ApiToken": {given["code"]: before}}}
        change = Change(actor=self.actor, reason=f"apitoken {what}", at=now(), **parts)
        await apply(self.store, change, f"apitoken:{uuid.uuid4().hex}")


def _given(name: str, hash_: str, scopes: Sequence[str], days: int) -> Row:
    times = {"issuedAt": now(), "expiresAt": now(dt.timedelta(days=days))}
    return row(MODEL.kinds["ApiToken"], {"code": name, "hash": hash_, "scopes": sorted(set(scopes)), **times})


def _of(name: str, subject: str) -> Edge:
    relation, code = MODEL.relations["ApiTokenOf"], code_of(subject)
    key = f"{MODEL.prefix(relation.name)}{name}|{code}"
    return Edge(name, code, edge(relation, name, code, {"key": key}))


async def issued(store: Store) -> AsyncIterator[Issued]:
    """Yield all tokens in the order of their names."""
    async for page in pages(store, "ApiToken"):
        for each in page:
            assert isinstance(each, dict)
            found = await stored(store, each["code"])
            scopes, expires = tuple(each["scopes"]), each["expiresAt"]
            yield Issued(each["code"], (found and found.subject) or "", scopes, expires, each["revokedAt"])
