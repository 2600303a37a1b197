"""Calls for projects, the proposals that answer them, and the experts who advise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.model import CallStatus, ProposalStatus
from server.world.chance import days, distinct, listed, pick, some, stream, unknown, words, zipf
from server.world.money import amounts
from server.world.row import edge, node, table
from server.world.today import TODAY

if TYPE_CHECKING:
    from server.world.parties import Parties
    from server.world.projects import Projects
    from server.world.row import Rows

OVER = ("CLOSED", "AWARDED")
"""States of a call whose deadline has passed."""
ROLES = ("planning", "finance", "procurement", "evaluation")


def call_rows(found: Projects, parties: Parties, seed: int) -> Rows:
    """Yield calls and proposals: organisations that draw much answer often."""
    rng, size, heads = stream(seed, "calls"), len(found.calls), len(found.proposals)
    budget, currency = found.capital[found.asked], [found.currency[at] for at in listed(found.asked)]
    status, opens = words(rng, size, list(CallStatus.__members__), (4, 3, 3, 1)), days(rng, size, "2024-01-01", TODAY)
    over, ahead = days(rng, size, opens, TODAY), days(rng, size, TODAY, "2027-06-01")
    closes = [past if state in OVER else later for state, past, later in zip(status, over, ahead, strict=True)]
    rows = table(
        name=[f"Call: {found.topic[at]}" for at in listed(found.asked)],
        status=status,
        opens=opens,
        closes=unknown(rng, closes, 0.1),
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
    sent = days(rng, heads, [opens[at] for at in answered], [min(closes[at], TODAY) for at in answered])
    makers = listed(pick(rng, parties.pull, heads))
    for n, (code, call) in enumerate(zip(found.proposals, answered, strict=True)):
        told = {"name": f"Offer for {found.topic[int(found.asked[call])]}", "status": state[n]}
        told |= {} if state[n] == "DRAFT" else {"submittedOn": sent[n]}
        yield node("Proposal", code, **told, price=price[n], currency=currency[call], synthetic=True)
        yield edge("Makes", parties.organisations[makers[n]], code)
        yield edge("ProposalTo", code, found.calls[call])


def adviser_rows(found: Projects, parties: Parties, seed: int) -> Rows:
    """Yield who advises which project; some experts advise very many."""
    rng, size = stream(seed, "advisers"), max(1, len(found.codes) // 2)
    fame = zipf(len(parties.experts), 0.8)
    pairs = distinct(pick(rng, fame, size), rng.integers(0, len(found.codes), size))
    roles, since = words(rng, len(pairs), ROLES), days(rng, len(pairs), "2021-01-01", TODAY)
    for n, (expert, project) in enumerate(pairs):
        told = {"role": roles[n], "daysPerMonth": float(1 + n % 4), "since": since[n]}
        yield edge("Advises", parties.experts[expert], found.codes[project], **told)
