"""The SDL against the one of the last release."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BASELINE = ROOT / "docs" / "schema-baseline.graphql"
NOW = ROOT / "schema.graphql"
BREAKING = {
    "a field removed": (r'  """[^"]*"""\n  population: Int\n', ""),
    "a field that may be null now": ("  totalCount: Int!\n", "  totalCount: Int\n"),
    "a type changed": ("  population: Int\n", "  population: Float\n"),
    "an argument that must be given now": ("    where: CityWhere\n", "    where: CityWhere!\n"),
    "a value of a closed list removed": (r'  """[^"]*"""\n  DESC_NULLS_FIRST\n', ""),
}


@pytest.fixture
def compare(script):
    """How to compare two SDLs."""
    return lambda old, new: script("diff.mjs", str(old), str(new))


def test_nothing_breaks(compare, report):
    """GraphQL Inspector finds no change since the baseline that breaks a client."""
    found = compare(BASELINE, NOW)
    report("SDL since the baseline", changes=found["changes"], breaking=len(found["breaking"]))

    assert [] == found["breaking"]


@pytest.mark.parametrize("name", BREAKING)
def test_planted_break_is_found(name, compare, tmp_path):
    """A change of the SDL that breaks clients is found, and it alone."""
    pattern, now = BREAKING[name]
    text, made = re.subn(pattern, now, NOW.read_text(encoding="utf-8"), count=1)
    (tmp_path / "changed.graphql").write_text(text, encoding="utf-8")

    assert 1 == made
    assert 1 == len(compare(NOW, tmp_path / "changed.graphql")["breaking"])
