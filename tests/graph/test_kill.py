"""Killing a writer or a server during writes loses nothing that was acknowledged and leaves nothing half-written."""

from __future__ import annotations

import collections
import subprocess
import sys
import time
from pathlib import Path

from graph.connect import connect
from tests.graph.small import table
from tests.graph.writer_process import KEYS, written

ROOT = Path(__file__).parents[2]


def start(address, writer, first):
    """Start a process that writes changes from a number on."""
    command = [sys.executable, "-m", "tests.graph.writer_process", address, writer, str(first)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert "ready\n" == process.stdout.readline()
    return process


def acknowledged(process):
    """Kill a process; return the keys of the changes it was told are applied."""
    process.kill()
    told, _ = process.communicate()
    return told.split()


async def broken(store, keys):
    """Return what was lost or half-written: of the acknowledged changes, and of all that the log holds."""
    logged = {e["requestKey"]: e["seq"] async for e in store.log()}
    values = {key for (key,) in await table(store, "HasValue", "key")}
    cities = {code for (code,) in await table(store, "City", "code")}
    lost = [key for key in keys if key not in logged]
    parts = {f"{key}-{n}" for key in logged for n in range(KEYS)} | {f"{key.split('-')[0]}-fixed" for key in logged}
    gaps = [] if list(logged.values()) == list(range(1, len(logged) + 1)) else ["gap in the log"]
    return lost + sorted(parts ^ values) + sorted(set(logged) ^ cities) + gaps + await miscounted(store, logged)


async def miscounted(store, logged):
    """Return the values whose history does not have one revision for each correction."""
    changes = collections.Counter(key.split("-")[0] for key in logged)
    revisions = collections.Counter(key.split("-")[0] for (key,) in await table(store, "HadValue", "key"))
    return [writer for writer, number in changes.items() if revisions[writer] != number - 1]


async def seen(address, keys):
    """Return what is broken in the store at an address, and how many changes it holds."""
    store = connect(address)
    await store.migrate()
    try:
        return await broken(store, keys), await store.seq()
    finally:
        await store.close()


def test_killed_sqlite_writers_lose_nothing(run, tmp_path, full, report):
    """Two writers of one SQLite file are killed over and over: what they were told is there, and nothing in part."""
    address, keys, rounds = f"sqlite:///{tmp_path / 'graph.db'}", [], 40 if full else 6
    run(seen(address, []))
    for number in range(rounds):
        writers = [start(address, f"w{n}x{number}", 0) for n in range(2)]
        time.sleep(0.15 + 0.037 * (number % 7))
        keys += [key for process in writers for key in acknowledged(process)]
        faults, held = run(seen(address, keys))

        assert [] == faults
        assert held >= len(keys)
    assert keys
    report("kill -9, SQLite", rounds=rounds, acknowledged=len(keys), applied=held, lost=0)


def test_killed_neo4j_loses_nothing(run, own_neo4j, full, report):
    """A Neo4j is killed under two writers and started again: what they were told is there, and nothing in part."""
    keys, rounds = [], 10 if full else 1
    run(seen(own_neo4j.uri, []))
    for number in range(rounds):
        writers = [start(own_neo4j.uri, f"w{n}x{number}", 0) for n in range(2)]
        time.sleep(3 + number % 3)
        own_neo4j.kill()
        keys += [key for process in writers for key in acknowledged(process)]
        own_neo4j.start()
        faults, held = run(seen(own_neo4j.uri, keys))

        assert [] == faults
        assert held >= len(keys)
    assert keys
    report("kill -9, Neo4j", rounds=rounds, acknowledged=len(keys), applied=held, lost=0)


def test_retry_settles_a_lost_answer(run, tmp_path):
    """A change whose answer was lost in a kill is sent again with its key and is there once."""
    address = f"sqlite:///{tmp_path / 'graph.db'}"
    run(seen(address, []))
    process = start(address, "w", 0)
    time.sleep(0.2)
    told = acknowledged(process)

    async def settle():
        store = connect(address)
        answers = [await store.apply(written("w", n), f"w-{n}") for n in range(len(told) + 2)]
        await store.close()
        return answers

    answers = run(settle())

    assert list(range(1, len(told) + 3)) == [a.seq for a in answers]
    assert [True] * len(told) == [a.again for a in answers[: len(told)]]
    assert ([], len(told) + 2) == run(seen(address, told))
