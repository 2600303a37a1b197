"""Documents, and what each supports."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from server.world.chance import codes, days, listed, pick, stream, tail, words
from server.world.row import edge, node
from server.world.today import TODAY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from server.world.row import Rows

SUPPORTED = (
    *("Evaluation", "Entry", "Question", "Certificate", "City", "TargetSet", "Project", "Call", "Proposal"),
    *("Instrument", "Solution", "Practice", "Transfer", "Pilot"),
)
"""Kinds that documents support, in turn."""
MEDIA = ("application/pdf", "text/html", "text/csv", "image/png")


def document_rows(known: Mapping[str, Sequence[str]], size: int, seed: int) -> Rows:
    """Yield about one document for two cities; each supports things of one kind, most one of them, few very many.

    `known` has the codes of each kind.
    """
    rng, kinds = stream(seed, "documents"), SUPPORTED
    number = 2 * len(kinds) + size // 2
    media, day = words(rng, number, MEDIA, (7, 3, 1, 1)), days(rng, number, "2016-01-01", TODAY)
    much = listed(np.minimum(tail(rng, number, 1.2), 40).astype(np.int64))
    for n, code in enumerate(codes("DOC", np.arange(number))):
        kind = kinds[n % len(kinds)]
        found = known[kind]
        told = {"title": f"Evidence {n + 1} on a {kind.lower()}", "url": f"https://documents.example/{code.lower()}"}
        sha = hashlib.sha256(code.encode()).hexdigest()
        yield node("Document", code, **told, mediaType=media[n], sha256=sha, date=day[n], published=n % 4 != 3, synthetic=True)
        for at in listed(np.unique(pick(rng, np.ones(len(found)), much[n]))) if found else ():
            yield edge(f"Supports{kind}", code, found[at])
