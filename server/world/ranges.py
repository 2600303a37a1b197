"""What values cities have: for each KPI or data point a poor and a good one, invented to be plausible.

A poor value is the 5 % quantile of ability, a good one the 95 % quantile. Shares are of a hundred; amounts are above 0.
"""

from __future__ import annotations

SHARES: dict[str, tuple[float, float]] = {
    "EC: I: B: 1A": (0.2, 30), "EC: I: B: 2A": (0.5, 60), "EC: I: ES: 3C": (70, 99.9), "EC: I: T: 2A": (30, 95),
    "EC: I: T: 8A": (0.3, 30), "EC: I: UP: 1A": (0.5, 30), "EC: I: WA: 1C": (60, 99.9), "EC: I: WS: 1C": (70, 99.9),
    "EC: I: WS: 2C": (60, 99.9), "EC: I: WS: 3C": (50, 8), "EC: I: WS: 4C": (40, 99), "EC: I: WS: 5C": (60, 99.8),
    "EC: ICT: D: 1A": (0.5, 60), "EC: ICT: ES: 1C": (2, 95), "EC: ICT: ES: 2A": (3, 95), "EC: ICT: ES: 3A": (0.2, 20),
    "EC: ICT: ICT: 1C": (35, 98), "EC: ICT: ICT: 2C": (15, 90), "EC: ICT: ICT: 4C|3G": (80, 99.9), "EC: ICT: ICT: 4C|4G": (55, 99.8),
    "EC: ICT: PS: 1A|% of inventoried data sets published": (5, 95), "EC: ICT: PS: 3A": (10, 98), "EC: ICT: T: 1C": (3, 95),
    "EC: ICT: T: 2C": (2, 80), "EC: ICT: T: 3A": (3, 85), "EC: ICT: WS: 1C": (1, 90), "EC: ICT: WS: 2A": (2, 90),
    "EC: P: EM: 1C": (18, 2.5), "EC: P: EM: 2C": (35, 5), "EC: P: EM: 3A": (1.5, 14), "EC: P: EM: 4A": (0.8, 9),
    "EC: P: IN: 3A": (80, 99.7), "EN: E: E: 1C": (6, 75), "EN: EN: EQ: 1C": (60, 99.9), "EN: EN: EQ: 2A": (55, 8),
    "EN: EN: PSN: 2A": (35, 97), "EN: EN: PSN: 3A": (1, 35), "EN: EN: WS: 1C": (70, 99.9), "EN: EN: WS: 3C": (75, 8),
    "EN: EN: WS: 4C|primary": (40, 99.5), "EN: EN: WS: 4C|secondary": (25, 99), "EN: EN: WS: 4C|tertiary": (5, 95),
    "SC: EH: C: 1C": (0.5, 8), "SC: EH: ED: 1C": (10, 95), "SC: EH: ED: 2C": (70, 99.7), "SC: EH: ED: 4C": (70, 99.8),
    "SC: EH: ED: 5A": (5, 99), "SC: EH: H: 5A": (50, 99.9), "SC: SH: FS: 1A": (3, 60), "SC: SH: HO: 1C": (30, 0.3),
    "SC: SH: HO: 2A": (45, 18), "SC: SH: SA: 4A": (35, 1), "SC: SH: SI: 3C": (30, 3), "SC: SH: SI: 4C": (35, 82),
    "SC: SH: SI: 5A": (15, 95),
}  # fmt: skip

AMOUNTS: dict[str, tuple[float, float]] = {
    "EC: I: ES: 1C": (12, 0.3), "EC: I: ES: 2C": (240, 15), "EC: I: T: 1C": (20, 250), "EC: I: T: 3C": (2, 160),
    "EC: I: T: 5A": (2.2, 1.1), "EC: I: T: 6A": (3, 400), "EC: I: T: 7A": (1, 120), "EC: ICT: ICT: 3C": (45_000, 160_000),
    "EC: ICT: ICT: 5C": (5, 2500), "EC: ICT: PS: 1A|number of open data sets published": (5, 900), "EC: ICT: PS: 2A": (5, 300),
    "EC: P: IN: 1C": (0.2, 4.5), "EC: P: IN: 2C": (0.5, 200), "EN: E: E: 2C": (9000, 1500), "EN: E: E: 3C": (30, 4),
    "EN: E: E: 4A": (380, 70), "EN: EN: AQ: 1C|PM2.5": (45, 5), "EN: EN: AQ: 1C|PM10": (85, 11), "EN: EN: AQ: 1C|NO2": (55, 8),
    "EN: EN: AQ: 1C|SO2": (30, 1.5), "EN: EN: AQ: 1C|O3": (105, 40), "EN: EN: AQ: 2C": (12, 1.2), "EN: EN: PSN: 1C": (15, 1500),
    "EN: EN: PSN: 4A": (20_000, 900_000), "EN: EN: WS: 2C": (320, 95), "SC: EH: C: 2A": (2, 70), "SC: EH: ED: 3C": (4000, 38_000),
    "SC: EH: H: 1C": (64, 84), "SC: EH: H: 2C": (220, 3), "SC: EH: H: 3C": (40, 600), "SC: EH: H: 4A": (80, 900),
    "SC: SH: SA: 1C": (2, 0.02), "SC: SH: SA: 2C": (2, 0.01), "SC: SH: SA: 5A": (25, 5), "SC: SH: SA: 6C": (90, 450),
    "SC: SH: SA: 7C": (20, 180), "SC: SH: SA: 8C": (1500, 60), "SC: SH: SA: 9C": (18, 1), "SC: SH: SI: 1C": (0.55, 0.98),
    "SC: SH: SI: 2C": (0.55, 0.25),
}  # fmt: skip

WHOLE = frozenset({"EC: ICT: ICT: 5C", "EC: ICT: PS: 1A|number of open data sets published", "EC: ICT: PS: 2A"})
"""Amounts that are counted."""

PARTS: dict[str, dict[str, float]] = {
    "EC: I: T: 4A": {"private vehicles": 48, "public transport": 26, "walking": 17, "cycling": 7, "para transport": 2},
    "EN: EN: WA: 1C": {
        "sanitary landfill": 40, "burnt in the open": 3, "incinerated": 22, "open dump": 7, "recycled": 25, "other": 3,
    },
}  # fmt: skip
"""Parts of a whole, in per cent; ability moves none of them."""

ANSWERS: dict[str, float] = {
    "EC: I: UP: 2A|compact": -0.3, "EC: I: UP: 2A|connected": -0.6, "EC: I: UP: 2A|integrated": 0.0,
    "EC: I: UP: 2A|socially inclusive": -0.2, "EC: I: UP: 2A|resilient to climate change": 0.2, "SC: SH: SA: 3A": -0.4,
}  # fmt: skip
"""Yes or no: the ability from which on it is yes."""
