"""The documentation says what is so: links, codes, settings, commands, the model page and the reading list."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from resolvers import limits
from resolvers.cost import DEEPEST
from resolvers.errors import Code
from resolvers.pages import LONGEST
from resolvers.policy import BUDGETS
from server.cli import app, apitoken, member, recommend
from server.settings import Settings

ROOT = Path(__file__).parents[2]
PAGES = sorted(p for p in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("data/*.md")])
README = (ROOT / "README.md").read_text(encoding="utf-8")
TEXT = "\n".join(p.read_text(encoding="utf-8") for p in PAGES)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page):
    """Each relative link of a page names a file or folder that is there."""
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))

    assert [] == [link for link in links if not (page.parent / link).exists()]


def test_code_for_web_clients_is_run():
    """Each piece of code in docs/clients.md stands in the file named before it, which the tests run."""
    text = (ROOT / "docs" / "clients.md").read_text(encoding="utf-8")
    pieces = re.findall(r"\]\(\.\./(tests/clients/[^)]+)\)[^\n]*:\n\n```\w+\n(.*?)```", text, re.DOTALL)

    assert text.count("```") == 2 * len(pieces) > 0
    assert [] == [file for file, piece in pieces if piece not in (ROOT / file).read_text(encoding="utf-8")]


def test_every_error_code_is_explained():
    """docs/errors.md has a row for each code, and for nothing else."""
    rows = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "errors.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert sorted(c.value for c in Code) == sorted(rows)


def test_limits_are_the_stated_ones():
    """docs/limits.md has a row for each limit, with the figure the code holds requests to."""
    rows = re.findall(r"^\| ([a-zA-Z, ]+) \| (\d+) \|", (ROOT / "docs" / "limits.md").read_text(encoding="utf-8"), re.MULTILINE)
    held = {word: getattr(limits.LARGEST, name) for name, word in limits.WORDS.items()} | {
        "tokens": limits.TOKENS,
        "characters": limits.CHARACTERS,
        "objects in variables": limits.OBJECTS,
        "values in variables": limits.VALUES,
        "rows of a page": LONGEST,
        "relations in a plan": DEEPEST,
        "bytes of a body": Settings.model_fields["body_limit"].default,
        "cost": min(BUDGETS.values()),
        "cost, programmeStaff and admin": max(BUDGETS.values()),
    }

    assert {word: str(figure) for word, figure in held.items()} == dict(rows)


def test_every_setting_is_mentioned():
    """Each environment variable of the settings stands in the README."""
    assert [] == [name for name in Settings.model_fields if f"U4SSC_{name.upper()}" not in README]


def test_every_command_is_mentioned():
    """Each command stands in the README."""
    names = [c.name or c.callback.__name__ for c in app.registered_commands]
    for group, commands in (("recommend", recommend), ("member", member), ("apitoken", apitoken)):
        names += [f"{group} {c.name}" for c in commands.registered_commands]

    assert [] == [name for name in names if f"u4ssc {name}" not in README and f"scripts/{name}" not in README]


def test_every_decision_is_listed():
    """Each ADR is linked from the list of decisions."""
    listed = (ROOT / "docs" / "adr" / "README.md").read_text(encoding="utf-8")

    assert [] == [p.name for p in (ROOT / "docs" / "adr").glob("0*.md") if f"({p.name})" not in listed]


def test_five_files_to_read_are_short():
    """The reading list names five files and no other, each under 150 lines."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    part = text.split("## Five files to read in order")[1].split("##")[0]
    files = re.findall(r"`([^`]+)`", part)

    assert 5 == len(files) == len(re.findall(r"^\d\. `", part, re.MULTILINE))
    assert [] == [f for f in files if len((ROOT / f).read_text(encoding="utf-8").splitlines()) >= 150]


def test_files_named_in_the_architecture_exist():
    """Each file the architecture page names is there."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:graph|resolvers|schema|server|matching|scripts|tests)/[\w/.]*)`", text)

    assert [] == [name for name in named if not (ROOT / name).exists()]


def test_model_page_is_the_model():
    """docs/model.md is what scripts/model_page would write."""
    done = subprocess.run([sys.executable, "scripts/model_page", "--check"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert (0, "") == (done.returncode, done.stderr)
