"""One standing for each role, that owns some of a world: those with most edges, and what working values hang on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from resolvers.standing import Role, Standing

if TYPE_CHECKING:
    from tests.security.twoworlds.worlds import Things

ROLES: tuple[Role, ...] = (
    *("anonymous", "cityOfficer", "hubStaff", "verifier", "expert", "provider", "financier", "programmeStaff", "admin"),
)


def ends(things: Things, relation: str) -> dict[str, str]:
    """Return what each source of a relation to one leads to."""
    return {edge.source: edge.target for edge in things[relation].values()}


def first(things: Things, kind: str, number: int) -> tuple[str, ...]:
    """Return the codes of the first things of a kind: those with most edges."""
    return tuple(things[kind])[:number]


def working_cities(things: Things) -> tuple[str, ...]:
    """Return every other city that has entries, or a call with a proposal that was sent."""
    evaluation, city, call, project, place = (
        ends(things, name) for name in ("EntryIn", "EvaluationOf", "ProposalTo", "CallFor", "ProjectInCity")
    )
    found = [city.get(evaluation.get(entry, "")) for entry in things["Entry"]]
    found += [place.get(project.get(call.get(proposal, ""), "")) for proposal in things["Proposal"]]
    return tuple(dict.fromkeys(code for code in found if code))[::2]


def standings(things: Things) -> dict[Role, Standing]:
    """Return a standing in each role that acts for some, not for all."""
    drafts = [code for code, city in things["City"].items() if not city.row["published"]]
    cities, labs = (*first(things, "City", 5), *drafts[:4], *working_cities(things)), first(things, "Lab", 3)
    countries = [row.row["countryCode"] for row in things["City"].values() if row.row["countryCode"]]
    judges = tuple(dict.fromkeys(edge.source for edge in things["Verifies"].values()))[:8]
    makers = tuple(dict.fromkeys(edge.source for edge in things["Makes"].values()))[:6]
    scopes = {
        "cityOfficer": {"cities": cities},
        "hubStaff": {
            "hubs": first(things, "Hub", 2),
            "labs": labs,
            "served_cities": cities[::2],
            "served_countries": tuple(countries[:1]),
        },
        "verifier": {"verifiers": judges},
        "expert": {"experts": first(things, "Expert", 6)},
        "provider": {"organisations": makers},
        "financier": {"financiers": first(things, "Financier", 4)},
    }
    return {role: Standing(subject=role, roles=frozenset(("anonymous", role)), **scopes.get(role, {})) for role in ROLES}
