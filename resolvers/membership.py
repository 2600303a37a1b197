"""From the graph to a standing: the principal a subject names, and what it acts for."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from graph.expression import Param, Step, Test, Value
from graph.plan import Key, Read
from graph.rules import EVERYTHING
from resolvers.standing import Role, Standing
from resolvers.viewer import Viewer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graph.store import Store

ROLES_FOR: Mapping[str, tuple[Role, ...]] = {
    "City": ("cityOfficer",),
    "Region": ("cityOfficer",),
    "Hub": ("hubStaff",),
    "Lab": ("hubStaff",),
    "Organisation": ("provider",),
    "Expert": ("expert", "verifier"),
    "Financier": ("financier",),
}
"""The roles a principal may have for a thing of a kind; an edge with another gives nothing."""

PROGRAMME: tuple[Role, ...] = ("programmeStaff", "admin")
"""The roles it may have for the programme as a whole."""

MOST = 100_000
"""What one principal acts for, of a kind, and what one of these leads to."""

CODE, KEY, MANY = Value("code"), Value("key", edge=True), Param("p1")


ENCODED = re.compile(r"[%|\ue000-\uffff]|^ | \Z")
"""What is encoded of a subject: what no code may hold of the characters that can be seen, and what stands for it."""
OR_NOT_ASCII = re.compile(ENCODED.pattern + r"|[^\x00-\x7f]")


def code_of(subject: str) -> str:
    """Return the code of the principal a subject names: the subject, percent-encoded where a code may not hold it.

    Each subject has a code of its own, and `subject_of` finds it again. A code is in Unicode's composed form: where it would
    not be, all that is not ASCII is encoded.
    """
    code = ENCODED.sub(_encoded, subject)
    return code if unicodedata.is_normalized("NFC", code) else OR_NOT_ASCII.sub(_encoded, subject)


def _encoded(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode(errors="surrogatepass"))


def subject_of(code: str) -> str:
    """Return the subject that names the principal with a code."""
    return unquote(code)


def _led_to(kind: str, relation: str, way: Any = "out") -> Read:  # noqa: ANN401  # a way of a step
    return Read(kind, (CODE,), Step(relation, way), order=(Key(CODE),), limit=MANY)


BELOW: Mapping[str, tuple[Read, ...]] = {
    "Region": (_led_to("City", "CityInRegion", "in"),),
    "Hub": (_led_to("City", "HubServesCity"), _led_to("Country", "HubServesCountry")),
}
"""What is read of a thing beside its code: what one who acts for it acts for as well."""


def _acts_for(kind: str) -> Read:
    columns = (CODE, Value("role", edge=True), *BELOW.get(kind, ()))
    return Read(kind, columns, Step(f"ActsFor{kind}", "out"), order=(Key(KEY),), limit=MANY)


PLAN = Read(
    "Principal",
    (Value("roles"), Value("enabled"), *map(_acts_for, ROLES_FOR)),
    where=Test(CODE, "eq", Param("p0")),
)


async def standing(store: Store, subject: str) -> Standing | None:
    """Return for whom a subject acts; None where there is no such principal, or it is disabled. Raises `StoreError`."""
    found = await Viewer(store, EVERYTHING, {}, 0).read(PLAN, {"p0": code_of(subject), "p1": MOST})
    if found is None:
        return None
    roles, enabled, *acting = found
    held = {kind: [row for row in rows if row[1] in ROLES_FOR[kind]] for kind, rows in zip(ROLES_FOR, acting, strict=True)}
    return _standing(subject, roles, held) if enabled else None


def _standing(subject: str, roles: Sequence[str], held: Mapping[str, list[Any]]) -> Standing:
    own = {row[1] for rows in held.values() for row in rows}
    return Standing(
        subject=subject,
        roles=frozenset(("anonymous", *own, *(role for role in PROGRAMME if role in roles))),
        cities=_codes(held["City"], *(cities for _, _, cities in held["Region"])),
        hubs=_codes(held["Hub"]),
        labs=_codes(held["Lab"]),
        served_cities=_codes(*(cities for _, _, cities, _ in held["Hub"])),
        served_countries=_codes(*(countries for *_, countries in held["Hub"])),
        organisations=_codes(held["Organisation"]),
        experts=_codes(row for row in held["Expert"] if row[1] == "expert"),
        verifiers=_codes(row for row in held["Expert"] if row[1] == "verifier"),
        financiers=_codes(held["Financier"]),
    )


def _codes(*parts: Any) -> tuple[str, ...]:  # noqa: ANN401  # rows that begin with a code
    """Return the codes of rows, each once, in one order whatever the store."""
    return tuple(sorted({row[0] for part in parts for row in part}))
