"""The SDL under the npm client library."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_graphql_js_takes_the_sdl_and_the_examples(script):
    """graphql-js builds schema.graphql, and finds every shipped example valid."""
    examples = sorted(map(str, (ROOT / "docs" / "examples").glob("*.graphql")))

    assert examples
    assert [] == script("sdl.mjs", str(ROOT / "schema.graphql"), *examples)
