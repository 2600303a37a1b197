"""Folding by the words of its definition, one character at a time; it shares no code with `graph.fold`."""

from __future__ import annotations

import functools
import unicodedata

SPELT = {
    **dict(zip("øłđðħŧ", "olddht", strict=True)),
    **dict(zip("ßæœþ", ("ss", "ae", "oe", "th"), strict=True)),
    "\N{LATIN SMALL LETTER DOTLESS I}": "i",
}


@functools.cache
def character(char: str) -> str:
    """Return what stands for a character: lower case without marks, a space where it is in no word."""
    apart = unicodedata.normalize("NFKD", char.casefold()).casefold()
    spelt = unicodedata.normalize("NFKD", "".join(SPELT.get(c, c) for c in apart))
    bare = "".join(c for c in spelt if unicodedata.category(c)[0] != "M")
    return "".join(c if c.isalnum() else " " for c in bare)


@functools.cache
def words_of(text: str) -> list[str]:
    """Return the words of a text, each at most 100 characters long."""
    return [word[:100] for word in unicodedata.normalize("NFC", "".join(map(character, text))).split()]
