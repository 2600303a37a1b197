"""Texts that begin with a prefix, as a range of an index."""

from __future__ import annotations

SURROGATES = range(0xD800, 0xE000)
"""Code points no text has."""
LAST = 0x10FFFF
"""The last code point."""


def after(prefix: str) -> str | bytes:
    """Return the least text behind all that begin with a prefix; where there is none a blob, which SQLite puts behind every text.

    >>> after("Ka"), after("")
    ('Kb', b'')
    """
    kept = prefix.rstrip(chr(LAST))
    if not kept:
        return b""
    following = ord(kept[-1]) + 1
    return kept[:-1] + chr(SURROGATES.stop if following in SURROGATES else following)
