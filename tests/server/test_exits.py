"""How a command ends that is stopped or cannot begin: a process of its own, because signals are for a process."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx2
import pytest

from server.bolt_probe import answers
from server.neo4j_jars import VERSION, available

ROOT = Path(__file__).parents[2]
ENDING = [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
INTERRUPTED = "u4ssc: interrupted; nothing is half-written, and what a store has acknowledged is kept: run the command again\n"
FAKE_JAVA = """#!/bin/sh
case "$1" in -version) echo 'openjdk version "17.0.1"' >&2; exit;; esac
exec sleep 60
"""


DROPPED = """
import os, signal, time
from server.exits import signals_heeded

class Dying:
    def __del__(self):
        os.kill(os.getpid(), signal.{name})
        time.sleep(1)

with signals_heeded():
    try:
        Dying()
        time.sleep(50)
    except KeyboardInterrupt:
        raise SystemExit(130)
"""
"""A program that is told to stop while an object dies, where Python drops what is raised."""


def started(*arguments, ignored=(), **environment):
    """A command in a process, which is killed at the end; some signals may be ignored, as a shell or nohup sets them."""
    return python("-m", "server", *arguments, ignored=ignored, **environment)


@contextlib.contextmanager
def python(*arguments, ignored=(), **environment):
    """Python in a process that ignores some signals and no other, whatever this process ignores."""

    def disposed():
        for number, _ in ENDING:
            signal.signal(number, signal.SIG_IGN if number in ignored else signal.SIG_DFL)

    command = [sys.executable, *arguments]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=disposed,  # noqa: PLW1509  # only it can undo what this process ignores
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def until(found, seconds=60):
    """What a function finds, awaited."""
    end = time.monotonic() + seconds
    while not (answer := found()):
        assert time.monotonic() < end, "nothing was found in time"
        time.sleep(0.05)
    return answer


def stopped(process, number):
    """The exit code of a process after a signal, and the rest of what it says."""
    process.send_signal(number)
    _, told = process.communicate(timeout=60)
    return process.returncode, told


@pytest.mark.parametrize(("number", "code"), ENDING)
def test_stopped_command_leaves_nothing(tmp_path, number, code):
    """SIGTERM and SIGHUP end a command as Ctrl+C does: a message, nothing half-written, and the exit code of the signal."""
    with started("world", "--cities", "100000", "--seed", "1", "--output", str(tmp_path / "world")) as process:
        until(lambda: list(tmp_path.glob(".world-unfinished-*/*")))

        assert (code, INTERRUPTED) == stopped(process, number)
    assert [] == list(tmp_path.iterdir())


def test_background_job_heeds_sigterm(tmp_path):
    """A command that a shell has started in the background, with Ctrl+C ignored, ends by SIGTERM as any other."""
    wanted = ("world", "--cities", "100000", "--seed", "1", "--output", str(tmp_path / "world"))
    with started(*wanted, ignored=(signal.SIGINT,)) as process:
        until(lambda: list(tmp_path.glob(".world-unfinished-*/*")))

        assert (143, INTERRUPTED) == stopped(process, signal.SIGTERM)
    assert [] == list(tmp_path.iterdir())


def test_nohup_is_respected(tmp_path):
    """Where SIGHUP is ignored from the start, as under nohup, it stays ignored."""
    output = tmp_path / "world"
    with started("world", "--cities", "3", "--seed", "1", "--output", str(output), ignored=(signal.SIGHUP,)) as process:
        until(lambda: list(tmp_path.iterdir()))

        assert 0 == stopped(process, signal.SIGHUP)[0]
    assert (output / "City.ndjson").exists()


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_a_signal_is_heard_wherever_it_comes(name, code):
    """A signal that arrives while Python drops exceptions is heard a moment later, with its own exit code."""
    with python("-c", DROPPED.format(name=name)) as process:
        _, told = process.communicate(timeout=40)

    assert (code, "") == (process.returncode, told)


def serving(process):
    """The line in which a process says where it serves."""
    return next(line for line in process.stderr if "serving http://" in line)


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    """The address of an empty store."""
    address = f"sqlite:///{tmp_path_factory.mktemp('exits')}/store.db"
    with started("migrate", "--store", address) as process:
        assert 0 == process.wait(60)
    return address


@pytest.mark.parametrize(("number", "code"), ENDING)
def test_server_says_where_it_serves_and_stops(migrated, number, code):
    """The line with the address comes once the server answers there, with the port that was free; a stop needs no message."""
    with started("serve", "--port", "0", "--store", migrated) as process:
        address = re.search(r"serving (http://127\.0\.0\.1:[1-9]\d*) ", serving(process))[1]
        assert 200 == httpx2.get(f"{address}/healthz", timeout=30).status_code
        ended, told = stopped(process, number)

    assert code == ended
    assert "Application shutdown complete" in told
    assert "interrupted" not in told


def test_taken_port_is_told_in_a_line(migrated):
    """A port that is in use ends the command with one line and exit code 1, and nothing says that it serves."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with started("serve", "--port", str(port), "--store", migrated) as process:
            _, told = process.communicate(timeout=60)

    assert (1, 1) == (process.returncode, told.count("\n"))
    assert told.startswith(f"u4ssc: cannot serve http://127.0.0.1:{port}: Address already in use")


@pytest.fixture
def pipe(tmp_path):
    """A pipe that is read as a file of countries."""
    os.mkfifo(path := tmp_path / "Country.csv")
    return path


def test_load_is_stopped_while_it_reads(migrated, pipe):
    """A signal is heard in the midst of a file, however long that is."""
    begun = threading.Event()

    def write_on():
        with contextlib.suppress(BrokenPipeError), pipe.open("w") as file:
            file.write("code,name,subregion\n")
            for number in itertools.count():
                file.write(f"C{number},Somewhere,Northern Europe\n")
                if number == 20_000:  # more than a pipe holds, so some of it was read
                    begun.set()

    with started("load", str(pipe), "--store", migrated) as process:
        threading.Thread(target=write_on).start()
        assert begun.wait(60)

        assert (143, INTERRUPTED) == stopped(process, signal.SIGTERM)


def test_second_signal_insists(migrated, pipe):
    """A command that waits for a file and cannot heed a signal ends by the next one."""
    with started("load", str(pipe), "--store", migrated) as process, pipe.open("w") as file:
        file.write("code,name,subregion\n")
        file.flush()
        time.sleep(1)  # it has opened the file, and waits for more of it
        process.send_signal(signal.SIGTERM)
        time.sleep(1)

        assert (143, INTERRUPTED) == stopped(process, signal.SIGTERM)


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_dead_neo4j_is_told_in_a_line(scheme):
    """A Neo4j that is not there is one line without the password, and none of the driver's."""
    with started("digest", "--store", f"{scheme}://somebody:canary@127.0.0.1:1") as process:
        _, told = process.communicate(timeout=60)

    assert (1, 1) == (process.returncode, told.count("\n"))
    assert told.startswith("u4ssc: Neo4j cannot be reached")
    assert "canary" not in told


def test_stopped_start_of_neo4j_leaves_nothing(tmp_path):
    """A demonstration that is stopped while its Neo4j starts ends it, and removes its folder."""
    tools, temporary = tmp_path / "tools", tmp_path / "temporary"
    (tmp_path / "cache" / "u4ssc-graph" / f"neo4j-{VERSION}" / "lib").mkdir(parents=True)
    for folder in (tools, temporary):
        folder.mkdir()
    for name in ("java", "mvn"):
        (tools / name).write_text(FAKE_JAVA)
        (tools / name).chmod(0o755)
    given = {"PATH": f"{tools}:{os.environ['PATH']}", "TMPDIR": str(temporary), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    with started("demo", "--neo4j", "--once", **given, U4SSC_STORE="") as process:
        until(lambda: list(temporary.glob("neo4j-*/logs/console.log")))

        assert (143, INTERRUPTED) == stopped(process, signal.SIGTERM)
    assert [] == list(temporary.iterdir())


def answering(folder):
    """Whether the Neo4j in a temporary folder answers: from then on it is loaded."""
    found = [re.search(r":(\d+)", path.read_text()) for path in folder.glob("neo4j-*/conf/neo4j.conf")]
    return any(port and answers("127.0.0.1", int(port[1])) for port in found)


@pytest.mark.neo4j
@pytest.mark.parametrize("moment", ["loading", pytest.param("serving", marks=pytest.mark.full)])
def test_stopped_demonstration_on_neo4j_leaves_nothing(tmp_path, moment):
    """A demonstration that is stopped while it loads or serves ends its Neo4j, and removes its folder."""
    if reason := available():
        pytest.skip(reason)
    with started("demo", "--neo4j", "--port", "0", TMPDIR=str(tmp_path), U4SSC_STORE="") as process:
        if moment == "serving":
            serving(process)
        else:
            until(lambda: answering(tmp_path), 120)

        assert 143 == stopped(process, signal.SIGTERM)[0]
    assert [] == list(tmp_path.iterdir())
