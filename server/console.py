"""What commands print to: as wide as a terminal, and unbroken where there is none."""

from __future__ import annotations

from rich.console import Console

UNBROKEN = 100_000
"""Columns of what is piped: no line of ours is longer, and tables are only as wide as what they hold."""


def console(*, stderr: bool = False) -> Console:
    """Return a console; what is piped or written to a file is not wrapped, so that no value is cut."""
    made = Console(stderr=stderr)
    if not made.is_terminal:
        made.width = UNBROKEN
    return made


out, err = console(), console(stderr=True)
