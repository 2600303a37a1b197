"""Shared challenge: how far two cities are short of the same targets."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matching.twinning.attainment import Known
    from matching.twinning.inputs import Point


def shared_challenge(own: Mapping[Point, Known], other: Mapping[Point, Known], evidence: Sequence[Point]) -> dict[Point, float]:
    """Return each data point's share of the challenge two cities share; the shares add up to C in [0, 1].

    `C = sum_E min(g_ik, g_jk) / sum_E max(g_ik, g_jk)`, 0 where neither has a gap: the weighted Jaccard (Ruzicka)
    similarity of the two cities' gaps. Symmetric.
    """
    total = math.fsum(max(own[p].gap, other[p].gap) for p in evidence)
    if total == 0:
        return dict.fromkeys(evidence, 0.0)
    return {p: min(own[p].gap, other[p].gap) / total for p in evidence}
