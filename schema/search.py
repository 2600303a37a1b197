"""Search across kinds by the words of a text."""

from __future__ import annotations

import enum
from typing import Any

from graph.model import MODEL
from resolvers.condition import LONGEST_SEARCH, MOST_WORDS
from resolvers.search import KINDS, LOOKED_AT, MOST, SEARCH
from schema.computed import attribute, closed, computed, written

_kinds: Any = enum.Enum("SearchKind", {name: MODEL.kinds[kind].description for name, kind in KINDS.items()})
_kinds.__doc__ = "A kind of node that is searched."
closed(_kinds)


@written
class SearchHit:
    """A node that was found."""

    score = attribute(
        "float",
        "How well it fits, more than 0 to 1: 1 where the name is the text; 3/4 where the name begins with the text and a "
        "word ends there; 1/2 where it begins with it; otherwise a quarter of the mean over the words of the text: 1 for "
        "a whole word of the name, 1/2 for the beginning of one, half of that for a word of another property. Names and "
        "texts are compared whatever the case and accents.",
    )
    kind = attribute("SearchKind", "Its kind.")
    node = attribute("Node | None", "The node; null where it went in the meantime.")


@written
class SearchResults:
    """What a text finds, best first: by score, then in the order of the alphabet, by kind and code."""

    nodes = attribute("list[SearchHit]", "The best hits.")
    truncated = attribute(
        "bool",
        "Whether there are more hits than were asked for, or of a kind more than "
        f"{LOOKED_AT} whose names do not begin with the text: these are the first by code, and a better one may be missing.",
    )


TEXT = f"""Each word of it begins a word of a property that is searched, whatever the case and accents; a text without \
letters and numbers finds nothing. At most {LONGEST_SEARCH} characters and {MOST_WORDS} words."""
ARGUMENTS = {
    "text": ("str", TEXT),
    "kinds": ("list[SearchKind] | None", "The kinds to search; all of them where this is not given."),
    "first": ("int = 20", f"How many of the best, 1 to {MOST}."),
}


def of_root() -> object:
    """Return the root field."""
    return computed(SEARCH, "SearchResults | None", "Nodes of several kinds by the words of a text, best first.", ARGUMENTS)
