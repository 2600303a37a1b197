"""Commands of `u4ssc member` and `u4ssc apitoken` that run at once: none undoes what another wrote."""

from __future__ import annotations

import asyncio

import pytest

from graph.connect import connect
from graph.store import ChangeRefusedError
from server import load, members
from server.api_tokens import parts, stored
from server.issuing import IssueError, Issuing
from server.moment import now
from tests.security import people


@pytest.fixture
def read(tmp_path):
    """How to learn what a piece of work finds in a store with cities and no principals."""

    def run(work):
        async def opened():
            await (await people.opened(tmp_path / "store.db")).close()
            store = connect(f"sqlite:///{tmp_path}/store.db")
            try:
                return await work(store)
            finally:
                await store.close()

        return asyncio.run(opened())

    return run


def between(monkeypatch, name, other):
    """Have something done between what the next command of a module reads and what it writes."""
    apply = load.apply

    async def late(store, change, key):
        monkeypatch.undo()
        await other(store)
        await apply(store, change, key)

    monkeypatch.setattr(f"server.{name}.apply", late)


RACES = {
    "disabled": lambda store: people.enable(store, "ada", enabled=False),
    "removed": lambda store: people.remove(store, "ada", "programmeStaff"),
    "given": lambda store: people.add(store, "ada", "programmeStaff"),
}


@pytest.mark.parametrize("name", RACES)
def test_commands_at_once_do_not_undo_each_other(read, monkeypatch, name):
    """What one command writes while another has read and not yet written stays, and so does what the other writes."""

    async def work(store):
        await people.add(store, "ada", "programmeStaff")
        between(monkeypatch, "members", RACES[name])
        await people.add(store, "ada", "admin")
        found = (await members.known(store, "ada")).row
        return found["enabled"], sorted(found["roles"])

    assert (name != "disabled", ["admin"] + ["programmeStaff"] * (name != "removed")) == read(work)


def test_disabled_at_once_with_what_is_given_stays_disabled(read, monkeypatch):
    """The same the other way: who disables does not take what is given meanwhile."""

    async def work(store):
        await people.add(store, "ada", "programmeStaff")
        between(monkeypatch, "members", lambda store: people.add(store, "ada", "admin"))
        await people.enable(store, "ada", enabled=False)
        found = (await members.known(store, "ada")).row
        return found["enabled"], found["roles"]

    assert (False, ["programmeStaff", "admin"]) == read(work)


@pytest.mark.parametrize("second", ["ada", "bob"])
def test_token_issued_twice_at_once_is_one(read, monkeypatch, second):
    """Of two who issue one name at once one is told that it is taken, and the token of the other is good."""

    async def work(store):
        made = []
        for subject in ("ada", "bob"):
            await people.add(store, subject, "admin")

        async def other(store):
            made.append(await Issuing(store, "two").issue("nightly", second, ["read"], 5))

        between(monkeypatch, "issuing", other)
        with pytest.raises(IssueError, match="there is a token 'nightly' already"):
            await Issuing(store, "one").issue("nightly", "ada", ["read"], 5)
        found = await stored(store, "nightly")
        return found.subject, found.proves(parts(made[0])[1], now())

    assert (second, True) == read(work)


def test_command_that_is_overtaken_each_time_gives_up(read, monkeypatch):
    """A principal that is written whenever it was read is not waited for without end."""

    async def work(store):
        tried = []

        async def refused(*_):
            tried.append(1)
            raise ChangeRefusedError

        monkeypatch.setattr("server.members.apply", refused)
        with pytest.raises(ChangeRefusedError):
            await people.add(store, "ada", "admin")
        return len(tried)

    assert members.TRIES == read(work)
