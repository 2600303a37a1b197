"""This moment, as the stores write it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from graph.model import DateTime


def now(ahead: timedelta = timedelta()) -> DateTime:
    """Return this moment, or one that lies ahead."""
    return DateTime((datetime.now(UTC) + ahead).strftime("%Y-%m-%dT%H:%M:%S.%f")[:23] + "Z")
