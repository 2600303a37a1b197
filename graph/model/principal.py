"""Who may sign in, and for whom they act. Internal: never in the API."""

from graph.model.city import City
from graph.model.declare import node, prop, relation, shape
from graph.model.finance import Financier
from graph.model.kinds import End
from graph.model.office import Hub, Lab
from graph.model.party import Expert, Organisation
from graph.model.region import Region
from graph.model.scalar import Date, DateTime
from graph.model.shape import Edge


@node(plural="principals", internal=True)
class Principal:
    """Someone, or a program, that may sign in."""

    code: str = prop("Subject its tokens name, percent-encoded where a code may not hold it.", unique=True)
    name: str | None = prop("Its name, for those who manage memberships.", index=True)
    roles: tuple[str, ...] = prop("Roles it has for the programme as a whole.")
    enabled: bool = prop("Whether it may sign in.")
    since: Date | None = prop("Day it was entered.")


@node(plural="apiTokens", internal=True)
class ApiToken:
    """A long-lived token of a job; only its hash is stored."""

    code: str = prop("Name of the token.", unique=True)
    hash: str = prop("SHA-256 of its secret.", unique=True)
    scopes: tuple[str, ...] = prop("What it may be used for; empty for nothing.")
    issuedAt: DateTime = prop("When it was issued.")
    expiresAt: DateTime = prop("When it ends.", index=True)
    revokedAt: DateTime | None = prop("When it was revoked.")


@relation("OF", source=End(ApiToken, "", "Whose token it is.", one=True), target=End(Principal, "", "Its tokens."))
class ApiTokenOf(Edge):
    """A token belongs to a principal."""


@shape
class ActsFor(Edge):
    """A principal acts for someone, in a role."""

    role: str = prop("The role.", index=True)
    since: Date | None = prop("Day it began.", index=True)


for kind in (City, Region, Hub, Lab, Organisation, Expert, Financier):
    name = kind.__name__
    plural = "cities" if kind is City else f"{name.lower()}s"
    relation(
        "ACTS_FOR",
        source=End(Principal, "", "Whom it acts for."),
        target=End(kind, "", "Who acts for it."),
    )(type(f"ActsFor{name}", (ActsFor,), {"__doc__": f"A principal acts for {plural}."}))
