"""Probes, the start page's files and the examples."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from graph.model import VERSION
from graph.store import StoreUnavailableError
from server.status import STATIC, examples

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


def test_ready(client):
    """A process whose store answers with our model is ready, and says at which number its data is."""
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (
        200,
        {"status": "ready", "expectedModel": VERSION, "store": "stub", "model": VERSION, "dataSeq": 7},
    )


@pytest.mark.parametrize("fault", [StoreUnavailableError("bolt://u:canary@h"), OSError("canary"), ValueError("canary")])
def test_store_gone(client, store, fault):
    """A process whose store is gone lives, is not ready, and is ready again when the store is back."""
    store.fault = fault
    answer = client.get("/readyz")
    live = client.get("/healthz").status_code
    store.fault = None

    assert (answer.status_code, answer.json()["status"], live) == (503, "not ready", 200)
    assert "canary" not in answer.text
    assert client.get("/readyz").status_code == 200


def test_store_silent(app, store):
    """A store that does not answer in time makes the process not ready, not slow."""
    with TestClient(app(ready_within=0.2)) as client:
        store.silent = True  # it would answer well after a minute

        assert client.get("/readyz").status_code == 503


@pytest.mark.parametrize("model", [0, VERSION + 1])
def test_store_of_another_model(client, store, model):
    """A store that was emptied or migrated by another program makes the process not ready."""
    store.model = model
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["model"]) == (503, model)


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/static/app.js", "text/javascript; charset=utf-8"),
        ("/static/views/home.js", "text/javascript; charset=utf-8"),
        ("/static/style.css", "text/css; charset=utf-8"),
        ("/static/icon.svg", "image/svg+xml"),
    ],
)
def test_files(client, path, media_type):
    """The page and its files are served with their types."""
    answer = client.get(path)

    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)


def test_page_needs_nobody_else():
    """The page has no address of another host, no inline script and no inline style."""
    html = (STATIC / "index.html").read_text(encoding="utf-8")
    everything = "".join(f.read_text(encoding="utf-8") for f in STATIC.rglob("*.*")).replace("http://www.w3.org/2000/svg", "")

    assert re.findall(r"https?://|//cdn|@import|url\(", everything) == []
    assert re.findall(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", html) == []


def test_page_makes_no_markup():
    """No file of the page makes markup of a text, or runs one."""
    everything = "".join(f.read_text(encoding="utf-8") for f in STATIC.rglob("*.js"))

    assert (
        re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|localStorage", everything) == []
    )


def test_page_is_labelled():
    """Every field of the page has a label, and the page says that the targets are illustrative."""
    html = (STATIC / "index.html").read_text(encoding="utf-8")
    fields = re.findall(r"<(?:textarea|input|select)[^>]*\bid=\"([\w-]+)\"", html)

    assert fields == ["search-text", "token", "query", "variables"]
    assert [name for name in fields if f'<label for="{name}"' not in html] == []
    assert "The target set is illustrative" in html
    assert 'lang="en-GB"' in html


def test_file_that_has_not_changed(client):
    """A file is asked for each time, and sent only when it has changed."""
    first = client.get("/static/views/home.js")
    again = client.get("/static/views/home.js", headers={"if-none-match": first.headers["etag"]})

    assert ("public, max-age=0", 304, b"") == (first.headers["cache-control"], again.status_code, again.content)


def test_examples(app):
    """The examples come from files, in their order, with title and role."""
    with TestClient(app(examples=EXAMPLES)) as client:
        found = client.get("/examples").json()

    assert [one["name"] for one in found] == sorted(file.stem for file in EXAMPLES.glob("*.graphql"))
    assert found[0]["title"].startswith("Whom should Ålesund twin with, and what would each side learn? For a city officer")
    assert {one["role"] for one in found} <= {"anonymous", "programmeStaff"}
    assert found[0]["query"] == (EXAMPLES / f"{found[0]['name']}.graphql").read_text(encoding="utf-8")


def test_no_examples(tmp_path):
    """Where the folder is absent there are no examples, and no fault."""
    assert examples(tmp_path / "absent") == []


def test_example_without_a_comment(tmp_path):
    """An example without a comment is called by its file's name, and is for everybody."""
    (tmp_path / "plain.graphql").write_text("{ hello }", encoding="utf-8")

    assert examples(tmp_path) == [{"name": "plain", "title": "plain", "role": "anonymous", "query": "{ hello }"}]
