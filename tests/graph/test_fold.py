"""Folding: how it is spelt, that it agrees with its definition for every character, and what the stores rely on."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.fold import BREAK, LONGEST_WORD, fold, folded, with_folded, words
from graph.model import MODEL
from graph.model.declare import node, prop
from tests.graph.folding import words_of
from tests.graph.names import names
from tests.graph.small import node as row

SPELT = {
    "Ålesund": "alesund",
    "Göteborg": "goteborg",
    "Straße": "strasse",
    "STRASSE": "strasse",
    "Łódź": "lodz",
    "İzmir": "izmir",
    "Bak\N{LATIN SMALL LETTER DOTLESS I}": "baki",
    "Œuf Ærø Þór Seyðis": "oeuf aero thor seydis",
    "Villeneuve-d'Ascq": "villeneuve d ascq",
    "京都": "京都",
    "서울": "서울",
    "ガ": "カ",
    "दिल्ली": "दलल",
    "Πάτρας": "πατρασ",
    "a_b": "a b",
    "R&D (2.0)": "r d 2 0",
    "😀 !": "",
    "": "",
}


@pytest.mark.parametrize("text", SPELT)
def test_text_is_folded(text):
    """A text is words in lower case without marks, with what is no letter or number as spaces."""
    assert SPELT[text] == fold(text)


def test_every_character_is_folded_by_the_definition():
    """Each character alone, and each real name, is folded as the definition says."""
    characters = [chr(n) for n in range(sys.maxunicode + 1)]
    faults = [c for c in (*characters, *names()) if " ".join(words_of(c)) != fold(c)]

    assert [] == faults


@given(st.text())
def test_folded_text_is_folded_alike_again(text):
    """Folding again changes nothing, and the definition agrees."""
    assert fold(text) == fold(fold(text)) == " ".join(words_of(text))


@given(st.text())
def test_words_hold_letters_and_numbers_only(text):
    """What is sent to a full-text index has no symbol, no capital of ASCII and no space, and is never empty."""
    assert words(text)
    assert all(word == "_" or (word.isalnum() and not set(word) & set("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for word in words(text))
    assert all(len(word) <= LONGEST_WORD for word in words(text))


@given(st.text(), st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_normal_forms_fold_alike(text, form):
    """In whichever normal form a text is typed, it is folded alike."""
    assert fold(text) == fold(unicodedata.normalize(form, text))


def test_text_without_words_is_searched_by_none():
    """A text of symbols is searched by a word that no folded text has."""
    assert ["_"] == words("*** ") == words("") == words("_")
    assert "_" not in fold("a_b _")


def test_row_is_folded_with_what_is_searched():
    """The folded text of a row has each searched property at its place, and the row itself is left as it is."""
    given_ = row("Organisation", "o", name="Ålesund kommune", summary=None)

    assert f"alesund kommune{BREAK}" == with_folded(MODEL.kinds["Organisation"], given_)["folded"]
    assert "folded" not in given_
    assert f"a{BREAK}b c" == folded(["A", "B-c"])
    assert given_ is with_folded(MODEL.kinds["Entry"], given_)


@pytest.mark.parametrize(
    "field", [prop("Secret.", search=True, sensitivity="personal"), prop("Internal.", search=True, sensitivity="programme")]
)
def test_only_what_is_public_is_searched(field):
    """A property that not everybody may see cannot be declared as searched: finding a node would tell what it says."""

    class Secret:
        code: str = prop("Code.", unique=True)
        note: str = field

    with pytest.raises(TypeError, match=r"Secret\.note"):
        node(plural="secrets")(Secret)
    assert "Secret" not in MODEL.kinds


@pytest.mark.parametrize(("name", "of"), [("folded", str), ("size", int)])
def test_only_texts_are_searched(name, of):
    """A number cannot be declared as searched, nor a property that has the name of the folded text."""
    made = type(
        "Odd", (), {"__annotations__": {"code": str, name: of}, "code": prop("Code.", unique=True), name: prop("", search=True)}
    )

    with pytest.raises(TypeError, match=rf"Odd\.{name}"):
        node(plural="odds")(made)
