"""scripts/install: what a killed run left behind is made anew."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYTHON = """#!/bin/sh
# stands in for a Python that makes environments whose pip says what it was asked
case "$*" in
    "-m venv --clear .venv") rm -rf .venv; mkdir -p .venv/bin; cp "$0" .venv/bin/python; echo made >>calls ;;
    *"pip install"*) echo installed >>calls ;;
esac
"""


@pytest.fixture
def tree(tmp_path):
    """A tree with the script, something to install, and a stand-in for Python."""
    for name in ("scripts", "requirements", ".venv/bin"):
        (tmp_path / name).mkdir(parents=True)
    shutil.copy(ROOT / "scripts" / "install", tmp_path / "scripts")
    for name in ("requirements/runtime.txt", "pyproject.toml"):
        (tmp_path / name).write_text("", encoding="utf-8")
    return tmp_path


def program(path, text):
    """Write a program that can be run."""
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path


def calls(tree):
    """What one more run of the script did."""
    (tree / "calls").unlink(missing_ok=True)
    python = program(tree / "python", PYTHON)
    subprocess.run([tree / "scripts" / "install"], env={**os.environ, "PYTHON": str(python)}, check=True, capture_output=True)
    return (tree / "calls").read_text(encoding="utf-8").split() if (tree / "calls").exists() else []


def test_environment_without_pip_is_made_anew(tree):
    """An environment whose making was cut short, so that its Python has no pip, is replaced; the next run has nothing to do."""
    program(tree / ".venv" / "bin" / "python", "#!/bin/sh\necho 'No module named pip' >&2\nexit 1\n")

    assert (["made", "installed", "installed"], []) == (calls(tree), calls(tree))


def test_environment_with_pip_is_kept(tree):
    """An environment that was made whole is installed into, not made again."""
    program(tree / ".venv" / "bin" / "python", PYTHON)

    assert ["installed", "installed"] == calls(tree)
