"""The names, sizes and contracts of the tree."""

from __future__ import annotations

import importlib
import importlib.metadata
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("graph", "schema", "resolvers", "matching", "simulation", "server")
PLANTED = {
    "a lower room imports a higher one": ("rooms", "graph/plan.py", "import server"),
    "the model imports the plans": ("graph", "graph/model/declare.py", "import graph.plan"),
    "one store imports the other": ("graph", "graph/sql/tables.py", "import graph.cypher"),
    "a module of graph has no layer": ("graph", "graph/stray.py", ""),
    "matching reads the graph": ("pure", "matching/__init__.py", "import graph.plan"),
    "simulation uses a store's library": ("pure", "simulation/__init__.py", "import apsw"),
    "matching asks the clock": ("pure", "matching/twinning/__init__.py", "import time"),
    "matching asks what day it is": ("pure", "matching/twinning/__init__.py", "import datetime"),
    "simulation draws what cannot be drawn again": ("pure", "simulation/__init__.py", "import random"),
    "matching asks another server": ("pure", "matching/twinning/__init__.py", "import urllib.request"),
    "a resolver uses the driver": ("driver", "resolvers/__init__.py", "import neo4j"),
    "the world looks at the scores": ("world", "server/world/latent.py", "import matching.twinning.score"),
    "a schema file knows HTTP": ("process", "schema/__init__.py", "import starlette.requests"),
}


@pytest.mark.parametrize("room", ROOMS)
def test_name_is_ours(room):
    """Each room is imported from this tree, and no foreign distribution owns its name."""
    assert Path(importlib.import_module(room).__file__).parent == ROOT / room
    assert set(importlib.metadata.packages_distributions().get(room, [])) <= {"u4ssc-graph"}


def test_tests_are_no_package():
    """No __init__.py lies under tests/, where it would shadow a room."""
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_files_are_short():
    """No Python file of ours is longer than 400 lines."""
    folders = [ROOT / name for name in (*ROOMS, "tests", "scripts", "benchmarks")]
    sizes = {file: len(file.read_text(encoding="utf-8").splitlines()) for folder in folders for file in folder.rglob("*.py")}

    assert {str(file): size for file, size in sizes.items() if size > 400} == {}


def test_scripts_are_executable():
    """Every script without a suffix can be run as it stands."""
    scripts = [file for file in (ROOT / "scripts").iterdir() if file.is_file() and not file.suffix]

    assert [file.name for file in (*scripts, ROOT / ".ci" / "run") if not os.access(file, os.X_OK)] == []


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    """A copy of the rooms and of their contracts."""
    target = tmp_path_factory.mktemp("rooms")
    for room in ROOMS:
        shutil.copytree(ROOT / room, target / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", target)
    return target


def contracts(folder, *options):
    """Run import-linter over a folder; return whether all is kept, and what it printed."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", *options]
    told = subprocess.run([*command, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)
    return told.returncode == 0, told.stdout + told.stderr


def test_contracts_hold(copied):
    """The tree as it stands keeps every contract."""
    kept, told = contracts(copied)

    assert kept, told


@pytest.mark.parametrize("fault", PLANTED)
def test_contract_breaks(copied, fault):
    """A planted import breaks the contract that forbids it."""
    contract, name, line = PLANTED[fault]
    file = copied / name
    before = file.read_text(encoding="utf-8") if file.exists() else None
    file.write_text(f"{before or ''}\n{line}\n", encoding="utf-8")
    try:
        kept, told = contracts(copied, "--contract", contract)
    finally:
        file.unlink() if before is None else file.write_text(before, encoding="utf-8")

    assert not kept
    assert "0 kept, 1 broken" in told
