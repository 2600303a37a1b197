"""Real servers, and what npm brings."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from graph import rows
from graph.change import Change
from graph.connect import connect
from graph.model import MODEL
from server.development import load_key, make_token
from server.load import load

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TOOLS = {
    "relay-compiler": ("relay.config.json",),
    "graphql-codegen": ("--config", "codegen.json"),
    "tsc": ("--project", "."),
}
PROJECTS = {"relay": ("relay-compiler",), "codegen": ("graphql-codegen", "tsc")}
SERVE = "from server.app import serve; from server.settings import Settings; raise SystemExit(not serve(Settings()))"
CITIES = {"NO-aalesund": "Ålesund", "NO-stavanger": "Stavanger", "SA-riyadh": "Riyadh"}


async def fill(address):
    """Make a store with the cities."""
    store = connect(address)
    await store.migrate()
    given = {"countryCode": "NOR", "published": True, "synthetic": False}
    cities = [rows.row(MODEL.kinds["City"], {"code": code, "name": name, **given}) for code, name in CITIES.items()]
    await store.apply(Change(actor="test", reason="test", at="2026-01-01T00:00:00.000Z", nodes={"City": cities}), "cities")
    await store.close()


class Blank(BaseHTTPRequestHandler):
    """An empty page."""

    def do_GET(self):
        """Answer with nothing."""
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture(scope="session")
def origins():
    """Two other origins with a page each; the first is one whose pages may call the API."""
    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(ThreadingHTTPServer(("127.0.0.1", 0), Blank)) for _ in range(2)]
        for one in servers:
            threading.Thread(target=one.serve_forever, daemon=True).start()
            stack.callback(one.shutdown)
        yield [f"http://127.0.0.1:{one.server_port}" for one in servers]


@contextlib.contextmanager
def serving(folder, **settings):
    """A server in a process of its own over the store of a folder; gives its address and the file of its log."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    ours = {"STORE": at(folder), "PORT": str(port), "HOST": "127.0.0.1", "KEY_FILE": str(folder / "token.key"), **settings}
    environment = {**os.environ, **{f"U4SSC_{name}": value for name, value in ours.items()}}
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen([sys.executable, "-c", SERVE], env=environment, stderr=log) as process,
    ):
        address = f"http://127.0.0.1:{port}"
        try:
            wait(address, process, folder / "log")
            yield address, folder / "log"
        finally:
            process.terminate()
            process.wait(30)


def at(folder):
    """The address of the store of a folder."""
    return f"sqlite:///{folder}/served.db"


@contextlib.contextmanager
def filled(folder, fill, **settings):
    """A server over a store that a function makes."""
    asyncio.run(fill(at(folder)))
    with serving(folder, **settings) as found:
        yield found


@pytest.fixture(scope="session")
def serve():
    """How to serve a store that a function makes in a folder: gives the server's address and the file of its log."""
    return filled


@pytest.fixture(scope="session")
def served(tmp_path_factory, origins):
    """The address of a server with a few cities, a deadline of two seconds and one allowed origin, and the file of its log."""
    with filled(tmp_path_factory.mktemp("served"), fill, DEADLINE="2", ORIGINS=origins[0]) as found:
        yield found


@pytest.fixture(scope="session")
def staff_token(served):
    """A token of programme staff for that server."""
    return make_token("programmeStaff", load_key(served[1].parent / "token.key", create=True))


@pytest.fixture(scope="session")
def programme(tmp_path_factory):
    """The GraphQL address of a server with the real data."""

    async def work(store_address):
        store = connect(store_address)
        await store.migrate()
        await load(store, ROOT / "data")
        await store.close()

    with filled(tmp_path_factory.mktemp("programme"), work) as (address, _):
        yield f"{address}/graphql"


def wait(address, process, log):
    """Wait until the server answers."""
    for _ in range(300):
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=1):  # noqa: S310  # our own address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"the server does not answer\n{log.read_text()}")


@pytest.fixture(scope="session")
def packages(node_tools, alone):
    """The folder with the packages of the lock, which npm installs when the lock has changed."""
    folder, mark = HERE / "node_modules", HERE / "node_modules" / ".installed"
    lock = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    with alone("npm"):
        if not mark.exists() or mark.read_text() != lock:
            done = subprocess.run([node_tools[1], "ci", "--no-progress"], cwd=HERE, capture_output=True, text=True, check=False)
            if done.returncode:
                pytest.skip(f"npm ci failed: {done.stderr.strip().splitlines()[-1]}")
            mark.write_text(lock)
    return folder


@pytest.fixture(scope="session")
def node(node_tools, packages):  # noqa: ARG001  # the packages have to be there
    """How to run a script, or a tool of the packages, under Node in a folder."""

    def run(folder: Path, *arguments: str):
        return subprocess.run([node_tools[0], *arguments], cwd=folder, capture_output=True, text=True, check=False, timeout=120)

    return run


@pytest.fixture(scope="session")
def script(node):
    """How to run a script of this folder, or of another, that prints JSON and no warning."""

    def run(name: str, *arguments: str, folder: Path = HERE):
        done = node(folder, name, *arguments)
        assert (0, "") == (done.returncode, done.stderr), done.stderr
        return json.loads(done.stdout)

    return run


@pytest.fixture(scope="session")
def tool(node):
    """How to run a compiler of web clients in a project: what it printed, and whether it went well."""

    def run(name: str, folder: Path):
        done = node(folder, f"node_modules/.bin/{name}", *TOOLS[name])
        return done.stdout + done.stderr, done.returncode == 0

    return run


@pytest.fixture(scope="session")
def built(packages, tool, tmp_path_factory):
    """Web projects, by name: the files of a folder here, the SDL, the packages, and what the compilers made of them."""
    made = {}
    for name, tools in PROJECTS.items():
        made[name] = tmp_path_factory.mktemp(name) / name
        shutil.copytree(HERE / name, made[name])
        shutil.copy(ROOT / "schema.graphql", made[name])
        (made[name] / "node_modules").symlink_to(packages)
        for one in tools:
            told, well = tool(one, made[name])
            assert well, told
    return made
