"""Compilers of web clients take the SDL and good documents, and find what is wrong in others."""

from __future__ import annotations

import shutil

import pytest

KPI = "EC: P: EM: 2C"
WRONG = {
    "relay-compiler": ("relay", "lists.js", "edges { node { code name } }", "edges { node { code nick } }", "nick"),
    "graphql-codegen": ("codegen", "documents.ts", "code name dimension", "code name dimensions", "dimensions"),
    "tsc": ("codegen", "pages.ts", "edge.node.code", "edge.node.stage", "stage"),
}


def test_relay_compiler(built):
    """relay-compiler makes an artifact of each operation and fragment."""
    made = {file.name.removesuffix(".graphql.js") for file in (built["relay"] / "__generated__").iterdir()}

    assert {"listsKpisQuery", "listsKpisPageQuery", "listsValuesQuery", "listsValuesPageQuery", "lists_kpis"} <= made


def test_graphql_codegen(built):
    """graphql-codegen types every type of the SDL, tsc finds nothing wrong, and no value is of any type."""
    types = (built["codegen"] / "types.ts").read_text(encoding="utf-8")
    documents = (built["codegen"] / "gql" / "graphql.ts").read_text(encoding="utf-8")

    assert types.count("\nexport type ") > 500
    assert ": any;" not in types
    assert "value: number | null, status: ValueStatus" in documents


@pytest.mark.parametrize("name", WRONG)
def test_planted_mistake_is_found(name, built, tool, tmp_path):
    """A field that the SDL does not have is found, in a document and in the code that uses its result."""
    project, file, right, wrong, named = WRONG[name]
    shutil.copytree(built[project], tmp_path / project, symlinks=True)
    text = (tmp_path / project / file).read_text(encoding="utf-8")
    (tmp_path / project / file).write_text(text.replace(right, wrong), encoding="utf-8")
    told, well = tool(name, tmp_path / project)

    assert right in text
    assert not well
    assert named in told


def test_value_seen_from_both_ends(programme, script, built):
    """In Relay's store the edge of a city's value leads to the KPI, and the edge of the same value of the KPI to the city."""
    read = script("ends.js", programme, "NO-aalesund", KPI, folder=built["relay"])
    key = f"NO-aalesund|{KPI}||2020"

    assert [key, KPI] in read["city"]
    assert [key, "NO-aalesund"] in read["kpi"]
