"""For whom a viewer acts, and in which roles: what decides what it may see."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Role = Literal[
    "anonymous",
    "cityOfficer",
    "verifier",
    "expert",
    "provider",
    "financier",
    "hubStaff",
    "programmeStaff",
    "admin",
]
"""Every role; `resolvers.policy` says what each sees. All see what the anonymous see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Who asks: its roles, and the codes of what it acts for in them.

    `cities`: it is an officer of, those of its regions among them. `hubs`, `labs`: it is on their staff, `served_cities`
    and `served_countries` are what those hubs serve. `organisations`: it offers solutions for. `experts`: whose record is
    its own, `verifiers`: as which it verifies. `financiers`: it acts for. `subject` is the name in its token, None of the
    anonymous.
    """

    subject: str | None = None
    roles: frozenset[Role] = frozenset(("anonymous",))
    cities: tuple[str, ...] = ()
    hubs: tuple[str, ...] = ()
    labs: tuple[str, ...] = ()
    served_cities: tuple[str, ...] = ()
    served_countries: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    experts: tuple[str, ...] = ()
    verifiers: tuple[str, ...] = ()
    financiers: tuple[str, ...] = ()

    def scopes(self) -> Mapping[str, tuple[str, ...]]:
        """Return the codes it acts for, by what they are codes of."""
        return {each.name: getattr(self, each.name) for each in fields(self) if each.name not in ("subject", "roles")}


ANONYMOUS = Standing()


def alone(role: Role) -> Standing:
    """Return the standing of one who has a role and acts for nobody in it."""
    return Standing(roles=frozenset(("anonymous", role)))
