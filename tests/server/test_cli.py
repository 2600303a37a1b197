"""The command line: help, good input, bad input and exit codes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from typer.testing import CliRunner

from server.cli import app

ROOT = Path(__file__).parents[2]
COMMANDS = ["migrate", "load", "world", "query", "digest", "copy", "serve", "recommend twins", "token", "schema", "demo"]
COMMANDS += [f"member {name}" for name in ("add", "remove", "disable", "enable", "list")]
COMMANDS += [f"apitoken {name}" for name in ("issue", "revoke", "list")]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """The address of a store with the real data."""
    address = f"sqlite:///{tmp_path_factory.mktemp('cli')}/store.db"
    assert run("migrate", "--store", address).exit_code == 0
    assert run("load", str(ROOT / "data"), "--store", address).exit_code == 0
    return address


def run(*arguments, **environment):
    """The result of a command in this process."""
    return CliRunner().invoke(app, list(arguments), env={"COLUMNS": "200", "U4SSC_STORE": "", **environment})


@pytest.mark.parametrize("command", COMMANDS)
def test_help_tells_what_a_command_does(command):
    """Each command has a help text with an example."""
    told = run(*command.split(), "--help")

    assert told.exit_code == 0
    assert "Example" in told.output


@pytest.mark.parametrize("city", ["NO-aalesund", "Ålesund", "alesund", "ÅLESUND", unicodedata.normalize("NFD", "ålesund")])
def test_city_is_found_by_code_and_by_name(loaded, city):
    """However its name is typed, Ålesund has two ranked candidates, Stavanger before Riyadh, and is told to be compared by its region."""
    told = run("recommend", "twins", city, "--store", loaded)

    assert told.exit_code == 0
    assert 0 < told.output.index("Stavanger (Norway)") < told.output.index("Riyadh (Saudi Arabia)")
    assert "hold for another area: Ålesund region" in told.output
    assert "illustrative" in told.output


@pytest.mark.parametrize(
    ("names", "asked"), [(("Twin Falls", "Twin Falls"), "Twin Falls"), (("Twin-Falls", "Twín Falls"), "twin falls")]
)
def test_ambiguous_name_lists_the_codes(tmp_path, names, asked):
    """A name of two cities, be it only without case and accents, is refused with the codes of both."""
    cities = [f"XX-{code},{name},NOR,true,true\n" for code, name in zip("ab", names, strict=True)]
    (tmp_path / "City.csv").write_text("code,name,countryCode,published,synthetic\n" + "".join(cities), encoding="utf-8")
    address = f"sqlite:///{tmp_path}/store.db"
    run("migrate", "--store", address)
    run("load", str(tmp_path / "City.csv"), "--store", address)
    told = run("recommend", "twins", asked, "--store", address)

    assert (1, True) == (told.exit_code, "XX-a, XX-b" in told.output)


def test_an_exact_name_comes_before_one_that_is_like_it(tmp_path):
    """Of two cities whose names differ in an accent, each is found by its own."""
    cities = "code,name,countryCode,published,synthetic\nXX-a,Aby,NOR,true,true\nXX-b,Åby,NOR,true,true\n"
    (tmp_path / "City.csv").write_text(cities, encoding="utf-8")
    shutil.copy(ROOT / "data" / "TargetSet.csv", tmp_path)
    address = f"sqlite:///{tmp_path}/store.db"
    run("migrate", "--store", address)
    run("load", str(tmp_path), "--store", address)

    assert ["Whom should Aby twin with?", "Whom should Åby twin with?"] == [
        run("recommend", "twins", name, "--store", address).output.splitlines()[1] for name in ("Aby", "Åby")
    ]


def test_least_evidence_and_targets_are_chosen(loaded, tmp_path):
    """With seven data points needed Riyadh, which shares six, is not ranked; of another set of targets it is told that there is none."""
    more = run("recommend", "twins", "Ålesund", "--min-evidence", "7", "--store", loaded)
    none = run("recommend", "twins", "Ålesund", "--target-set", "theirs", "--store", loaded)
    path = tmp_path / "twins.jsonl"
    run("recommend", "twins", "--all", "--min-evidence", "8", "--output", str(path), "--store", loaded)

    assert (True, True) == ("Stavanger (Norway)" in more.output, "of 7 needed: Riyadh (6)" in more.output)
    assert (1, True) == (none.exit_code, "there is no target set 'theirs'" in none.output)
    assert {8} == {
        each["required"]
        for line in path.read_text(encoding="utf-8").splitlines()
        for each in json.loads(line)["insufficientEvidence"]
    }


def test_the_table_tells_the_evidence_of_targets_and_context(loaded):
    """Of how many a leading city is the best, the years of the populations, and where both were read."""
    told = run("recommend", "twins", "Ålesund", "--store", loaded).output

    assert "333.72, leading city of 3" in told
    assert "3, EU" in told
    assert "population: 66,258 in 2020 and 148,682 in 2023 (inhabitants)" in told
    assert "Council Recommendation (EU) 2021/2122" in told
    assert "wikimili.com" in told


def test_what_a_gate_excludes_is_told_in_a_line(tmp_path):
    """Staff are told that Wels has an evaluation of which nothing is published; to others it is a city without values."""
    folder = Path(shutil.copytree(ROOT / "data", tmp_path / "data"))
    (folder / "Evaluation.csv").write_text("code,year,status,synthetic\nE,2026,OPEN,false\n")
    (folder / "EvaluationOf.csv").write_text("from,to,key\nE,AT-wels,EvaluationOf:E\n")
    address = f"sqlite:///{tmp_path}/store.db"
    run("migrate", "--store", address)
    assert 0 == run("load", str(folder), "--store", address).exit_code
    staff, others = (
        run("recommend", "twins", "Ålesund", "--role", role, "--store", address) for role in ("programmeStaff", "anonymous")
    )

    assert "Excluded by a gate: Wels (It has a KPI evaluation, of which nothing is published)." in staff.output
    assert "Excluded" not in others.output
    assert ["33 cities looked at"] * 2 == ["33 cities looked at" * (" 33 cities looked at" in t.output) for t in (staff, others)]


def test_all_cities_go_to_a_file(loaded, tmp_path):
    """One JSON object per city and line, in the order of codes."""
    path = tmp_path / "twins.jsonl"
    told = run("recommend", "twins", "--all", "--first", "1", "--output", str(path), "--store", loaded)
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]

    assert told.exit_code == 0
    assert 34 == len(lines)
    assert sorted(each["city"]["code"] for each in lines) == [each["city"]["code"] for each in lines]
    assert ["NO-stavanger"] == [n["city"]["code"] for e in lines if e["city"]["code"] == "NO-aalesund" for n in e["nodes"]]


BAD = {
    "unknown city": ("recommend", "twins", "Alesundt"),
    "no name": ("recommend", "twins", " - "),
    "no such file": ("load", "nowhere.csv"),
    "no address": ("digest", "--store", "what"),
    "copy into itself": ("copy", "--from", "sqlite:///a.db"),
    "unknown role": ("token", "--role", "king"),
    "too long a token": ("token", "--role", "anonymous", "--hours", "25"),
    "city and all": ("recommend", "twins", "Ålesund", "--all"),
    "neither city nor all": ("recommend", "twins"),
    "no cities": ("world", "--cities", "0", "--seed", "1"),
    "world without a seed": ("world", "--cities", "1"),
    "world over data": ("world", "--cities", "1", "--seed", "1", "--output", str(ROOT / "data")),
    "bad first": ("recommend", "twins", "Ålesund", "--first", "0"),
    "bad least evidence": ("recommend", "twins", "Ålesund", "--min-evidence", "1001"),
    "no such targets": ("recommend", "twins", "Ålesund", "--target-set", ""),
}


def test_world_is_made_and_loaded(tmp_path):
    """`world` says how many rows it wrote, and `load` states as many."""
    store = f"sqlite:///{tmp_path}/store.db"
    made = run("world", "--cities", "3", "--seed", "1", "--values", "2", "--output", str(tmp_path / "world"))
    run("migrate", "--store", store)
    told = run("load", str(tmp_path / "world"), "--store", store)
    rows = sum(int(line.split()[1]) for line in told.output.splitlines() if line.endswith("unchanged"))

    assert (0, 0) == (made.exit_code, told.exit_code)
    assert made.output.startswith(f"{rows} rows of ")


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_told_without_a_trace(loaded, name):
    """Bad input ends with exit code 1 or 2 and a message, never with a trace."""
    given = BAD[name] if "--store" in BAD[name] or BAD[name][0] in ("copy", "token", "world") else (*BAD[name], "--store", loaded)
    told = run(*given)

    assert told.exit_code in (1, 2)
    assert "Traceback" not in told.output
    assert told.output.strip()


QUERY = ("query", str(ROOT / "docs" / "examples" / "03-cities-by-population.graphql"))
NEEDS_MODEL = [("load", str(ROOT / "data")), ("digest",), QUERY, ("recommend", "twins", "Ålesund"), ("serve",)]


@pytest.mark.parametrize("command", NEEDS_MODEL, ids=lambda c: c[0])
def test_store_without_a_model_is_told(tmp_path, command):
    """A store that was not migrated is refused with what to do."""
    (tmp_path / "new.db").touch()
    told = run(*command, "--store", f"sqlite:///{tmp_path}/new.db")

    assert told.exit_code == 1
    assert "run `u4ssc migrate` first" in told.output


READS = [("--store", *command) for command in NEEDS_MODEL] + [("--from", "copy", "--to", "sqlite:///target.db")]


@pytest.mark.parametrize(("option", "command"), [(o, c) for o, *c in READS], ids=lambda c: c[0])
def test_mistyped_store_is_told_and_not_made(tmp_path, monkeypatch, option, command):
    """A command that reads says that a file is not there and how one is made; it makes neither file nor folder."""
    monkeypatch.chdir(tmp_path)
    told = run(*command, option, "sqlite:///deep/typo.db")

    assert (1, 1) == (told.exit_code, told.output.count("\n"))
    assert "no SQLite file 'deep/typo.db': `u4ssc migrate` makes one" in told.output
    assert [] == list(tmp_path.iterdir())


WRITES = [("schema",), QUERY, ("recommend", "twins", "Ålesund"), ("recommend", "twins", "--all")]
OUTPUTS = {".": "expected a file", "nowhere/x": "No such file or directory"}


@pytest.mark.parametrize("command", WRITES, ids=" ".join)
@pytest.mark.parametrize("output", OUTPUTS)
def test_output_that_cannot_be_written_is_told(loaded, tmp_path, monkeypatch, command, output):
    """An output that is a folder, or in none, is told in one line that names it, and leaves no file."""
    monkeypatch.chdir(tmp_path)
    told = run(*command, "--output", output, *(() if command == ("schema",) else ("--store", loaded)))

    assert (1, 1) == (told.exit_code, told.output.count("\n"))
    assert told.output.startswith(f"u4ssc: {output}: {OUTPUTS[output]}")
    assert [] == list(tmp_path.iterdir())


def test_bad_settings_are_told_by_their_variables(loaded):
    """Each bad variable has a line with what was found and what is expected; none speaks of pydantic."""
    told = run("serve", "--store", loaded, U4SSC_PORT="abc", U4SSC_LOG_LEVEL="x", U4SSC_ORIGINS="https://a.example,foo")
    lines = sorted(told.output.removeprefix("u4ssc: ").splitlines())

    assert 1 == told.exit_code
    assert [
        "U4SSC_LOG_LEVEL: found 'x', expected 'debug', 'info', 'warning' or 'error'",
        "U4SSC_ORIGINS: found 'https://a.example,foo', expected a comma list of https://host or https://host:port, which 'foo' is not",
        "U4SSC_PORT: found 'abc', expected a valid integer",
    ] == lines


def test_piped_table_is_not_wrapped(loaded):
    """Without a terminal each row of a table is one line, however long, with its values whole."""
    lines = run("recommend", "twins", "Ålesund", "--store", loaded, COLUMNS="40").output.splitlines()
    row = next(line for line in lines if "Small and Medium-Sized Enterprises (%)" in line)

    assert "99.71, leading city" in row
    assert any(line.startswith("Insufficient evidence") and line.endswith("(0).") for line in lines)


def test_bounds_are_explained(loaded):
    """Below the ranking a line says what bounds are, and that the score may lie outside."""
    told = run("recommend", "twins", "Ålesund", "--store", loaded).output

    assert "Bounds: where the score could lie if all that is unknown today were known." in told
    assert "so it may lie outside" in told


def test_unknown_city_gets_near_names(loaded):
    """A mistyped name is answered with the name that was meant."""
    assert "near are Ålesund" in run("recommend", "twins", "Ålesunt", "--store", loaded).output


def test_name_in_another_encoding_is_told(loaded):
    """A name whose bytes are no UTF-8, as a shell with another encoding sends them, is told to be that."""
    told = run("recommend", "twins", os.fsdecode(b"\xc5lesund"), "--store", loaded)

    assert (1, "u4ssc: the name '\\udcc5lesund' is not UTF-8\n") == (told.exit_code, told.output)


def test_schema_check_finds_a_difference(tmp_path):
    """The SDL in the repository is the code's; a changed copy of it is told."""
    path = tmp_path / "schema.graphql"
    assert run("schema", "--check").exit_code == 0
    assert run("schema", "--output", str(path)).exit_code == 0
    path.write_text(path.read_text(encoding="utf-8").replace("type City", "type Town", 1), encoding="utf-8")

    assert 1 == run("schema", "--check", "--file", str(path)).exit_code


def test_demonstration_ends_with_the_recommendation(tmp_path):
    """`demo --once` loads the real data into a new store and tells the twins of Ålesund."""
    told = run("demo", "--once", "--store", f"sqlite:///{tmp_path}/demo.db")

    assert told.exit_code == 0
    assert "Stavanger (Norway)" in told.output
    assert "First recommendation after" in told.output


def test_demonstration_on_neo4j(neo4j_uri):
    """`demo --once --neo4j` does the same on the server of U4SSC_STORE."""
    told = run("demo", "--once", "--neo4j", U4SSC_STORE=neo4j_uri)

    assert told.exit_code == 0
    assert "Riyadh (Saudi Arabia)" in told.output


def test_command_that_asks_nothing_builds_no_schema():
    """The command line is there without the schema, which takes seconds to build."""
    text = "import sys, server.cli; sys.exit('schema.build' in sys.modules)"

    assert 0 == subprocess.run([sys.executable, "-c", text], cwd=Path(__file__).parents[2], check=False).returncode
