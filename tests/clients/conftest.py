"""A real server with a few cities, and what npm brings."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
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

HERE = Path(__file__).parent
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


@pytest.fixture(scope="session")
def served(tmp_path_factory, origins):
    """The address of a server in a process of its own, with a deadline of two seconds, and the file of its log."""
    folder = tmp_path_factory.mktemp("served")
    store = f"sqlite:///{folder}/served.db"
    asyncio.run(fill(store))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    ours = {"STORE": store, "PORT": str(port), "HOST": "127.0.0.1", "DEADLINE": "2", "KEY_FILE": str(folder / "token.key")}
    ours["ORIGINS"] = origins[0]
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
def script(node_tools):
    """How to run a script of this folder under Node, with the packages of the lock; it prints JSON."""
    node, npm = node_tools
    installed = subprocess.run([npm, "ci", "--no-progress"], cwd=HERE, capture_output=True, text=True, check=False)
    if installed.returncode:
        pytest.skip(f"npm ci failed: {installed.stderr.strip().splitlines()[-1]}")

    def run(name: str, *arguments: str):
        done = subprocess.run([node, name, *arguments], cwd=HERE, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run
