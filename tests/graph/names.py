"""Real names: those of `data/`, and places whose letters, marks and scripts are folded or divided in ways of their own."""

from __future__ import annotations

import csv
import unicodedata
from pathlib import Path

DATA = Path(__file__).parents[2] / "data"
PLACES = """
Åre · Ås · Å · Ålesund · Bodø · Tromsø · Kárášjohka · Guovdageaidnu · Sør-Varanger · Göteborg · Malmö · Örebro
Þorlákshöfn · Seyðisfjörður · Ísafjörður · Tórshavn · København · Ærøskøbing · Jyväskylä · Hämeenlinna · Pärnu
Õismäe · Rīga · Šiauliai · Łódź · Gdańsk · Świętochłowice · Ústí nad Labem · České Budějovice · Žďár nad Sázavou
Košice · Győr · Hódmezővásárhely · Iași · Târgu Mureș · Ruše · Đakovo · Čačak · Niš · Straße · Straßwalchen
Düsseldorf · Gießen · Zürich · Neuchâtel · Villeneuve-d'Ascq · L'Haÿ-les-Roses · Saint-Étienne · Œuf-en-Ternois
\N{RIGHT SINGLE QUOTATION MARK}s-Hertogenbosch · Liège · A Coruña · Castelló de la Plana · L'Hospitalet de Llobregat · Alcalá de Henares · São Paulo
Belém · Bogotá D.C. · Cañuelas · Asunción · Québec · Montréal · Ħamrun · Żabbar · Reggio nell'Emilia · İzmir
İstanbul · Diyarbak\N{LATIN SMALL LETTER DOTLESS I}r · Muğla · Şanl\N{LATIN SMALL LETTER DOTLESS I}urfa · Bak\N{LATIN SMALL LETTER DOTLESS I} · Gəncə · Αθήνα · Θεσσαλονίκη · Ιωάννινα · Πάτρας · Москва
Йошкар-Ола · Орёл · Київ · Їжаківка · Минск · Өскемен · Երևան · თბილისი · ירושלים · תל אביב-יפו · الرياض · مكة المكرمة
إسطنبول · تهران · दिल्ली · मुंबई · বরিশাল · சென்னை · ಬೆಂಗಳೂರು · กรุงเทพมหานคร · ភ្នំពេញ · ရန်ကုန် · ኣዲስ ኣበባ · 京都 · 東京
東京都 · 大阪市 · 北京市 · 臺北 · ガ島 · が島 · 서울 · 서울특별시 · 대구 · Hà Nội · Đà Nẵng · Thành phố Hồ Chí Minh · Nuku'alofa · Māngere
\N{MODIFIER LETTER TURNED COMMA}Ewa Beach · Washington, D.C. · St. John's · Stoke-on-Trent · Are · As · And · Or · Not · To · 10th of Ramadan City
6th of October · Cities 4.0 · R&D (Ålesund) · SDG 11.2.1 · ĳsselmeer · № 7 · AND · NOT a city
"""


def names() -> list[str]:
    """Return all names, each once."""
    out = [name.strip() for line in PLACES.splitlines() for name in line.split(" · ") if name]
    for path in sorted(DATA.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            out += [row["name"] for row in csv.DictReader(file) if "name" in row]
    return list(dict.fromkeys(out))


def forms(name: str) -> dict[str, str]:
    """Return the ways a name is typed."""
    apart = unicodedata.normalize("NFD", name)
    return {
        "as typed": name,
        "beginnings": " ".join(word[: max(1, len(word) - 1)] for word in name.split()),
        "diacritics stripped": "".join(c for c in apart if not unicodedata.combining(c)),
        "upper case": name.upper(),
        **{f"first {n}": name[:n] for n in (1, 2, 3, 5)},
    }
