"""Calls for projects, the proposals that answer them, and the experts who advise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.model import CallStatus, ProposalStatus
from server.world.chance import days, distinct, listed, pick, some, stream, unknown, words, zipf
from server.world.money import amounts
from server.world.row import edge, node, table

if TYPE_CHECKING:
    from server.world.parties import Parties
    from server.world.projects import Projects
    from server.world.row import Rows

ROLES = ("planning", "finance", "procurement", "evaluation")


def call_rows(found: Projects, parties: Parties, seed: int) -> Rows:
    """Yield calls and proposals: organisations that draw much answer often."""
    rng, size, heads = stream(seed, "calls"), len(found.calls), len(found.proposals)
    budget, currency = found.capital[found.asked], [found.currency[at] for at in listed(found.asked)]
    rows = table(
        name=[f"Call: {found.topic[at]}" for at in listed(found.asked)],
        status=words(rng, size, list(CallStatus.__members__), (4, 3, 3, 1)),
        opens=days(rng, size, "2024-01-01", "2026-06-01"),
        closes=unknown(rng, days(rng, size, "2026-06-01", "2027-06-01"), 0.1),
        budget=unknown(rng, amounts(budget, currency), 0.2),
        currency=currency,
        published=listed(some(rng, size, 0.9)),
        synthetic=[True] * size,
    )
    for code, project, row in zip(found.calls, listed(found.asked), rows, strict=True):
        yield node("Call", code, **row)
        yield edge("CallFor", code, found.codes[project])
    answered = listed(found.answered)
    price = amounts(budget[found.answered] * rng.uniform(0.5, 1.2, heads), [currency[at] for at in answered])
    state = words(rng, heads, list(ProposalStatus.__members__), (1, 4, 2, 2, 3, 1))
    sent, makers = days(rng, heads, "2024-03-01", "2026-11-01"), listed(pick(rng, parties.pull, heads))
    for n, (code, call) in enumerate(zip(found.proposals, answered, strict=True)):
        told = {"name": f"Offer for {found.topic[int(found.asked[call])]}", "status": state[n], "submittedOn": sent[n]}
        yield node("Proposal", code, **told, price=price[n], currency=currency[call], synthetic=True)
        yield edge("Makes", parties.organisations[makers[n]], code)
        yield edge("ProposalTo", code, found.calls[call])


def adviser_rows(found: Projects, parties: Parties, seed: int) -> Rows:
    """Yield who advises which project; some experts advise very many."""
    rng, size = stream(seed, "advisers"), max(1, len(found.codes) // 2)
    fame = zipf(len(parties.experts), 0.8)
    pairs = distinct(pick(rng, fame, size), rng.integers(0, len(found.codes), size))
    roles, since = words(rng, len(pairs), ROLES), days(rng, len(pairs), "2021-01-01", "2026-09-01")
    for n, (expert, project) in enumerate(pairs):
        told = {"role": roles[n], "daysPerMonth": float(1 + n % 4), "since": since[n]}
        yield edge("Advises", parties.experts[expert], found.codes[project], **told)
