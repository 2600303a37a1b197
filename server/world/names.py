"""Fictional names of places, people and organisations, put together from syllables in the manner of several languages."""

from __future__ import annotations

import itertools
import unicodedata
from typing import TYPE_CHECKING

from server.world.chance import listed, listed_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np

SYLLABLES: dict[str, tuple[str, str, str]] = {
    "nordic": (
        "Aus Bjel Drav Eld Fjor Grø Hval Inn Jør Kvam Lyn Myr Nøk Olm Ryd Skår Tveit Ulv Våg Ør",
        "de fa ga hø ki la me na rå se tra va",
        "vik fors nes dal stad havn sund moen berg lund heim ås",
    ),
    "romance": (
        "Al Ber Cor Dal Est Fio Gra Lun Mar Nav Or Pal Quin Ros Sal Tor Val Ves Zam",
        "be ca do fi ga la me nti ra se va zo",
        "nara vella zano dura mond lira cellos tésa ção gnano port quera",
    ),
    "slavic": (
        "Bel Chor Dob Gor Jar Kos Lub Mir Nov Ost Pres Rad Slav Tur Ust Vel Zab Žel",
        "a bo dy e ko lo mi no ra so vi ze",
        "grad nica slav vec mir polje ovo kovce šany brod jevo hov",
    ),
    "savanna": (
        "Aba Che Dum Eko Gan Iko Jal Kam Lob Mwe Nde Oba Sab Tam Uma Wan Zin",
        "ba di ga ko la mbe nga ra si tu wa ye",
        "ndu rani gora tala mbo kasa nje wole faso tenga rumi dasi",
    ),
    "island": (
        "Aro Ban Cay Dal Him Kal Lan Mang Nag Palu Rang Sin Tal Ubu Wai Yar",
        "a bi ga ka la ma nu pa ri su ta yo",
        "gata pura lanu mandi wong tepa riko siang dara bato loa naru",
    ),
    "desert": (
        "Al-Bar Ain-Dar Bir-Kas Dar-Mal Fal Gha Hal Jab Khor Maz Nah Qas Raf Sahl Tam Wad Yab Zar",
        "a da fa ha i ka ma na ra sa wa ya",
        "beh rouna zid mira qat shan dour kala bad taria wih jeda",
    ),
}
"""For each manner the beginnings, middles and endings of its names."""
MORE = ("", "Nova ", "Upper ", "Lower ", "Port ", "East ", "West ", "Lake ", "North ", "South ", "Old ", "Mount ")
"""What stands before a name when a country has used up the plain ones."""
GIVEN = [
    "Adla",
    "Benno",
    "Cira",
    "Davor",
    "Elian",
    "Fenna",
    "Goran",
    "Hilma",
    "Ivor",
    "Jora",
    "Kamal",
    "Lunet",
    "Marek",
    "Nila",
    "Oskar",
    "Petra",
    "Quill",
    "Rasim",
    "Sanne",
    "Tarik",
]
TRADES = ("Works", "Systems", "Partners", "Institute", "Cooperative", "Labs", "Agency", "Group")
FOLDED = str.maketrans({"ø": "o"})
"""Letters that Unicode does not take apart."""


def slug(name: str) -> str:
    """Return a name as it stands in a code: lower case ASCII, other characters as hyphens."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(FOLDED)).encode("ascii", "ignore").decode()
    return "-".join("".join(c if c.isalnum() else " " for c in plain).split())


def places(manner: str, rng: np.random.Generator, real: frozenset[str]) -> Iterator[str]:
    """Yield names of places in a manner, none whose slug comes twice or is that of a real place."""
    heads, middles, ends = (part.split() for part in SYLLABLES[manner])
    plain = ["".join(parts) for parts in itertools.product(heads, middles, ends)]
    order = listed(rng.permutation(len(plain)))
    taken = set(real)
    for before, at in itertools.product(MORE, order):
        name = before + plain[at]
        if slug(name) not in taken:
            taken.add(slug(name))
            yield name


def people(rng: np.random.Generator, manners: list[str]) -> list[str]:
    """Return a name of a person in each of the given manners."""
    given = listed(rng.integers(0, len(GIVEN), len(manners)))
    parts = listed_rows(rng.random((len(manners), 2)))
    return [f"{GIVEN[g]} {_family(manner, *two)}" for g, manner, two in zip(given, manners, parts, strict=True)]


def _family(manner: str, first: float, last: float) -> str:
    heads, _, ends = (part.split() for part in SYLLABLES[manner])
    return heads[int(first * len(heads))] + ends[int(last * len(ends))]
