"""The API under load over a database that is slow or restarts: refusals in time, no wrong answer, and well again by itself."""

from __future__ import annotations

import itertools
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor, as_completed

import pytest

from graph.cypher.store import POOL
from graph.store import StoreUnavailableError
from server.settings import Settings
from tests.security.database import HUSHED, RIGHT, asked, settle, well

pytestmark = HUSHED

AWAY = "STORE_UNAVAILABLE"
ONE = "query($c: String!) { city(code: $c) { name } }"


def crowd(serve, bolt, count, slow, **changed):
    """Check that of more requests than are admitted the others are refused before any that is admitted is answered."""
    with serve(**changed) as client, ThreadPoolExecutor(count) as threads:
        bolt.always("RUN", slow)
        waiting = [threads.submit(asked, client) for _ in range(count)]
        found = [each.result() for each in as_completed(waiting)]
        settle(client, bolt)

    admitted = changed.get("admitted", Settings().admitted)
    assert [(503, "OVERLOADED")] * (count - admitted) + [(200, RIGHT)] * admitted == found
    assert admitted == bolt.most


def test_crowd_is_refused_in_time(bolt, serve):
    """Of three times as many requests as are admitted two thirds are refused in their waiting time, and no connection is kept."""
    crowd(serve, bolt, 12, 1.0, seconds=3, admitted=4, admission_wait=0.1)


@pytest.mark.full
def test_three_pools_of_slow_requests_are_refused_in_time(bolt, serve):
    """As it is set: of three times as many requests as connections, each of five seconds, all but 16 are refused after two."""
    assert Settings().admission_wait == 2
    crowd(serve, bolt, 3 * POOL, 5.0, seconds=None)


def test_requests_that_are_all_admitted_are_missed(bolt, serve, monkeypatch):
    """Without a limit to what is admitted the crowd waits for the database."""
    monkeypatch.setattr("server.app.Admission", lambda app, *_: app)

    with pytest.raises(AssertionError):
        crowd(serve, bolt, 12, 0.5, seconds=3, admitted=4, admission_wait=0.1)


class Load:
    """A steady load, each request with a code of its own that the right answer holds, and the times the database was away."""

    def __init__(self, client, bolt, rate):
        self.client, self.bolt, self.rate = client, bolt, rate
        self.over, self.codes = threading.Event(), itertools.count()
        self.found, self.windows = [], []

    def ask(self, every):
        """Ask again and again, and keep from when to when, and whether the answer was right, away or something else."""
        due = time.monotonic()
        while not self.over.wait(max(0, due - time.monotonic())):
            due, start, code = due + every, time.monotonic(), f"C{next(self.codes)}"
            status, told = asked(self.client, {"query": ONE, "variables": {"c": code}})
            right = (status, told) == (200, {"data": {"city": {"name": code}}})
            self.found.append((start, time.monotonic(), "right" if right else told))

    def restarts(self, seconds, up, down, seed=7):
        """Let the database restart for so many seconds, up and down for a time of its own each."""
        rng, end = random.Random(seed), time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(rng.uniform(*up))
            start = time.monotonic()
            self.bolt.stop()
            time.sleep(rng.uniform(*down))
            self.bolt.start()
            self.windows.append((start, time.monotonic()))
            while self.client.get("/readyz").status_code != 200:
                assert time.monotonic() < self.windows[-1][1] + 10, "not ready again"
                time.sleep(0.02)

    def run(self, *how):
        """Let the database restart under load."""
        with ThreadPoolExecutor(4) as threads:
            waiting = [threads.submit(self.ask, 4 / self.rate) for _ in range(4)]
            try:
                self.restarts(*how)
            finally:
                self.over.set()
            assert [None] * 4 == [each.result() for each in waiting]

    def outside(self, slack):
        """The requests that said the store is away though it was not, nor had been for so many seconds."""
        near = [(start, end + slack) for start, end in self.windows]
        away = [(start, end) for start, end, what in self.found if what == AWAY]
        return [each for each in away if not any(each[0] <= until and since <= each[1] for since, until in near)]


def restarting(serve, bolt, rate, slack, *how):
    """Check that no answer is wrong, that errors are told only around restarts, and that all is well after each."""
    bolt.found = lambda parameters: [[parameters["p0"]]]
    with serve(seconds=8) as client:
        load = Load(client, bolt, rate)
        load.run(*how)
        bolt.found = [["Oslo"]]
        well(client)
        settle(client, bolt)

    outcomes = [what for _, _, what in load.found]
    assert {"right"} <= set(outcomes) <= {"right", AWAY}
    assert [] == load.outside(slack)
    return len(load.windows), len(outcomes), outcomes.count(AWAY)


def test_restarts_under_load_are_survived(bolt, serve):
    """While the database restarts every second each answer is right, or says around a restart that the store is away."""
    restarts, requests, away = restarting(serve, bolt, 50, 0.5, 4, (0.8, 1.2), (0.1, 0.3))

    assert restarts >= 2
    assert 0 < away < requests / 2


@pytest.mark.full
def test_five_minutes_of_restarts_are_survived(bolt, serve, report):
    """For five minutes of 50 requests a second the database restarts every 5 to 40 s and is down for up to 2 s."""
    restarts, requests, away = restarting(serve, bolt, 50, 2, 300, (5, 40), (0, 2))
    report("database restarts under load", restarts=restarts, requests=requests, away=away, wrong=0)
    assert restarts >= 7
    assert requests > 5000


def test_wrong_answer_is_found(bolt, serve, monkeypatch):
    """A database that answers one request with what another asked for is found by the check."""
    monkeypatch.setattr("graph.cypher.store.CypherStore._read", swapped())

    with pytest.raises(AssertionError):
        restarting(serve, bolt, 50, 0.5, 0.5, (0.3, 0.5), (0.1, 0.2))


def swapped():
    """A read that gives each request the answer of the one before."""
    last = [["C"]]

    async def read(_store, _statement, parameters):
        last.append([parameters["p0"]])
        return last.pop(0)

    return read


def test_store_that_stays_away_is_found(bolt, serve, monkeypatch):
    """A store that does not use the database again as soon as it is up is found by the check."""
    monkeypatch.setattr("graph.cypher.store.CypherStore._read", sulking(bolt))

    with pytest.raises(AssertionError):
        restarting(serve, bolt, 50, 0.2, 2, (1.5, 1.8), (0.2, 0.3))


def sulking(bolt):
    """A read that stays away for a while after each restart."""
    stop, since = bolt.stop, []

    def stopped():
        since.append(time.monotonic())
        stop()

    bolt.stop = stopped

    async def read(_store, _statement, parameters):
        if since and time.monotonic() < since[-1] + 1.2:
            raise StoreUnavailableError
        return [parameters["p0"]]

    return read
