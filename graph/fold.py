"""Folding: a text as words that compare alike however it was typed, the same for both stores.

The stores' own analyzers differ (stop words, which letters they fold, how they split), so texts are folded here, both
when they are written and when they are searched for; what the stores index is words between single spaces.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from graph.model import FOLDED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.change import Row
    from graph.model import Kind

BREAK = " \n "
"""Stands between the folded texts of one row; it comes before every word in the order of texts."""
LONGEST_WORD = 100
"""Characters of a word that count: Neo4j's tokenizer cuts words at 255 UTF-16 units."""
NO_WORD = "_"
"""What a text without words is searched by; `_` is in no folded text."""

_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"} | dict(zip("øłđðħŧ\N{LATIN SMALL LETTER DOTLESS I}", "olddhti", strict=True))
)
"""Letters that no normal form takes apart, as their countries write them where they lack them."""
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Return the words of a text, in lower case, without marks, one space between them.

    Case folding, letters that no normal form takes apart (ø, ł ...), compatibility decomposition (NFKD), marks dropped,
    composition (NFC); whatever is neither letter nor number ends a word, and a word counts by its first 100 characters.
    """
    return " ".join(word[:LONGEST_WORD] for word in _WORD.findall(_plain(text)))


def _plain(text: str) -> str:
    if text.isascii():
        return text.lower()
    # taking apart may yield capitals (of letters in a script or frame), so case is folded again after it
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text.casefold()).casefold().translate(_LETTERS))
    # there is no mark before U+0300
    return unicodedata.normalize("NFC", "".join([c for c in apart if c < "\u0300" or unicodedata.category(c)[0] != "M"]))


def words(text: str) -> list[str]:
    """Return the words a text is searched by, each once: the parameter of the operator `search`, never empty.

    A word that another begins with says nothing of its own.
    """
    found = dict.fromkeys(fold(text).split())
    return [word for word in found if not any(other != word and other.startswith(word) for other in found)] or [NO_WORD]


def with_folded(kind: Kind, row: Row) -> Row:
    """Return a row with the folded text of all that is searched of it, as the stores keep it beside the model's properties."""
    if not kind.searched:
        return row
    return {**row, FOLDED.name: folded([row[name] for name in kind.searched])}


def folded(texts: Sequence[str | None]) -> str:
    """Return the folded text of the searched properties of a row, in the order of the kind."""
    return BREAK.join(fold(text or "") for text in texts)
