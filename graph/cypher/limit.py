"""The time after which a Neo4j server ends any transaction by itself: its setting `db.transaction.timeout`."""

from __future__ import annotations

import math
import re

from graph.store import Statement

LIMIT = Statement("SHOW SETTINGS 'db.transaction.timeout' YIELD value RETURN value AS v")
"""What a server of the Enterprise edition shows to those only who were granted it: `GRANT SHOW SETTING`."""
UNITS = {"ns": 1e-9, "us": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3600, "d": 86400}
PART = re.compile(r"(\d+)(ns|us|μs|ms|s|m|h|d)")


def limit_seconds(shown: str) -> int | None:
    """Return the whole seconds of a duration as Neo4j shows it, a part of one as a whole; None for what is no duration.

    0 is no limit, and only that is 0.

    >>> limit_seconds("1m30s"), limit_seconds("250ms"), limit_seconds("0s"), limit_seconds("soon")
    (90, 1, 0, None)
    """
    if not shown or PART.sub("", shown):
        return None
    return math.ceil(sum(int(number) * UNITS[unit] for number, unit in PART.findall(shown)))
