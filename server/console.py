"""What commands print to, and how: as wide as a terminal, unbroken where there is none, and never steered by what is printed."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

UNBROKEN = 100_000
"""Columns of what is piped: no line of ours is longer, and tables are only as wide as what they hold."""

CONTROLS = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""Characters that steer a terminal or turn the order of what follows; they are dropped."""
SPACES = dict.fromkeys(map(ord, "\t\n\v\f\r\x85\u2028\u2029"), " ")
"""Those that only part words."""


def plain(text: str, style: str = "") -> Text:
    """Return a line as it is printed: no part of it is taken for markup, and none can steer a terminal or begin another line."""
    return Text(text.translate(CONTROLS | SPACES), style=style)


def console(*, stderr: bool = False) -> Console:
    """Return a console; what is piped or written to a file is not wrapped, so that no value is cut."""
    made = Console(stderr=stderr)
    if not made.is_terminal:
        made.width = UNBROKEN
    return made


out, err = console(), console(stderr=True)
