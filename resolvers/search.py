"""`search`: nodes of several kinds by the words of a text, best first.

Stores find, and this file scores: their own scores are two formulas of two engines. A store is asked twice, first for
the names that begin with the text, in an order in which the best come first, so that a page of them is never missing a
better one; and only where these do not fill the answer, for what has the words elsewhere.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graph.expression import Logic, Param, Test, Value
from graph.fold import BREAK, fold
from graph.model import FOLDED, MODEL
from graph.plan import Key, Read
from resolvers.condition import searched
from resolvers.cursor import Named
from resolvers.errors import bad_input
from resolvers.marks import Computed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from resolvers.viewer import Viewer

MOST = 100
"""The most hits that may be asked for."""
LOOKED_AT = 200
"""Nodes of a kind that are scored, of those whose name does not begin with the text."""

KINDS = {re.sub(r"(?<!^)([A-Z])", r"_\1", k.name).upper(): k.name for k in MODEL.kinds.values() if k.searched and not k.internal}
"""What clients call the kinds that are searched, and their names."""

_CODE, _WORDS = Key(Value("code")), Key(Value(FOLDED.name))
_BEGINS = Test(_WORDS.value, "startsWith", Param("p1"))


def _read(kind: str, *, begins: bool) -> Read:
    begun = _BEGINS if begins else Logic("not", (_BEGINS,))
    where = Logic("and", (Test(_WORDS.value, "search", Param("p0")), begun))
    return Read(kind, (_CODE.value, _WORDS.value), where=where, order=(_WORDS, _CODE) if begins else (_CODE,), limit=Param("p2"))


FIRST = {kind: _read(kind, begins=True) for kind in KINDS.values()}
"""The first p2 of a kind whose name begins with p1, by folded text: the text itself, then whole words, then others."""
OTHERS = {kind: _read(kind, begins=False) for kind in KINDS.values()}
"""The first p2 of a kind, by code, that have words which begin with those of p0, but a name that does not begin with p1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """A node that was found; `folded` is what of it was searched."""

    score: float
    kind: str
    node: Named
    folded: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResults:
    """The best hits, and whether there are or may be others."""

    nodes: tuple[SearchHit, ...]
    truncated: bool


def score(text: str, found: str) -> float:
    """Return how well a folded text fits what was searched of a node, more than 0 to 1.

    1 where the name is the text; 3/4 where it begins with it and a word ends there; 1/2 where it begins with it;
    otherwise a quarter of the mean over the text's words: 1 for a whole word of the name, 1/2 for the beginning of one,
    and half of that for a word of another property.
    """
    name, *others = found.split(BREAK)
    if name.startswith(text):
        return 1.0 if name == text else 0.75 if name[len(text)] == " " else 0.5
    own, rest = name.split(), [word for other in others for word in other.split()]
    asked = text.split()
    return sum(_fit(word, own) or _fit(word, rest) / 2 for word in asked) / len(asked) / 4


def _fit(word: str, among: Sequence[str]) -> float:
    return 1.0 if word in among else 0.5 if any(each.startswith(word) for each in among) else 0.0


async def search_nodes(parents: Sequence[str | None], arguments: Mapping[str, Any], viewer: Viewer) -> list[SearchResults]:
    """Return the best hits of the argument `text`, by score, then by folded text, kind and code.

    A text without letters and numbers finds nothing and asks no store. Raises a BAD_USER_INPUT refusal for a text that
    is too long and for `first` out of range, `StoreError`.
    """
    first = arguments["first"]
    if not 1 <= first <= MOST:
        raise bad_input(f"first: found {first}, expected 1 to {MOST}")
    words, text = searched(arguments["text"], "text"), fold(arguments["text"])
    kinds = [name for name in _asked(arguments) if KINDS[name] in viewer.rules.rows] if text else []
    hits, cut = await _hits(FIRST, kinds, viewer, {"p0": words, "p1": text, "p2": first})
    if not cut and len(hits) <= first:
        others, cut = await _hits(OTHERS, kinds, viewer, {"p0": words, "p1": text, "p2": LOOKED_AT})
        hits += others
    hits.sort(key=lambda hit: (-hit.score, hit.folded, hit.node))
    found = SearchResults(nodes=tuple(hits[:first]), truncated=cut or len(hits) > first)
    return [found for _ in parents]


def _asked(arguments: Mapping[str, Any]) -> list[str]:
    """Return the kinds asked for, each once; all of them where none are named."""
    named = arguments.get("kinds")
    return list(KINDS if named is None else dict.fromkeys(named))


async def _hits(
    plans: Mapping[str, Read], kinds: Sequence[str], viewer: Viewer, parameters: Mapping[str, Any]
) -> tuple[list[SearchHit], bool]:
    """Return what a plan finds of each kind, and whether of any kind there is more."""
    limit = parameters["p2"]
    rows = await asyncio.gather(*(viewer.read(plans[KINDS[kind]], parameters, small=False) for kind in kinds))
    hits = [
        SearchHit(score=score(parameters["p1"], folded), kind=kind, node=Named(KINDS[kind], code), folded=folded)
        for kind, found in zip(kinds, rows, strict=True)
        for code, folded in found[:limit]
    ]
    return hits, any(len(found) > limit for found in rows)


def _price(arguments: Mapping[str, Any]) -> int:
    """Return the price: of each kind at most two pages are read, each row of two columns half a row's price."""
    return len(_asked(arguments)) * (min(max(arguments["first"], 1), MOST) + LOOKED_AT) // 2


SEARCH = Computed(search_nodes, price=_price, statements=2 * len(KINDS))
"""Statements: one or two for each kind asked for that the viewer sees."""
