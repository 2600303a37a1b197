"""Which labels a pattern of Cypher has to name: those the model does not already say."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from graph.cypher.keyset import seekable
from graph.model import MODEL

if TYPE_CHECKING:
    from graph.expression import Condition, Step


@functools.cache
def sole(step: Step) -> bool:
    """Say whether a step's label and the kind it starts from leave one relation only, which then says the far kind."""
    rel = MODEL.relations[step.relation]
    alike = [r for r in MODEL.relations.values() if r.label == rel.label]
    if step.way in ("source", "target"):
        return len(alike) == 1
    near = rel.target.kind if step.way == "in" else rel.source.kind
    starts = ({"out": (r.source,), "in": (r.target,), "both": (r.source, r.target)}[step.way] for r in alike)
    return sum(near in [end.kind for end in ends] for ends in starts) == 1


def far_label(kind: str, step: Step, c: Condition | None) -> str:
    """Return the label of a step's far node: none where it says nothing new, unless an index may be sought by it.

    A count without a far label and without conditions is a degree, which Neo4j keeps; elsewhere it spares a look a row.
    """
    return "" if sole(step) and not seekable(c, kind) else f":{kind}"
