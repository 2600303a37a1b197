"""What one city could learn from another: its gaps, met by the other's strengths."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matching.twinning.attainment import Known
    from matching.twinning.inputs import Point


def learning(own: Mapping[Point, Known], other: Mapping[Point, Known], evidence: Sequence[Point]) -> dict[Point, float]:
    """Return each data point's share of what a city could learn from another; the shares add up to L in [0, 1].

    `L_ij = sum_E g_ik max(0, t_jk - t_ik) q_jk / sum_E g_ik`, 0 where the city has no gap: `t` is the share of the
    target reached, `g = 1 - t`, `q` the factor of the other's data quality, E the data points both have.
    Directed learning from gaps and strengths: our own; its parts are those of practice-led twinning (NetZeroCities).
    """
    total = math.fsum(own[p].gap for p in evidence)
    if total == 0:
        return dict.fromkeys(evidence, 0.0)
    return {p: own[p].gap * max(0.0, other[p].attainment - own[p].attainment) * other[p].quality / total for p in evidence}
