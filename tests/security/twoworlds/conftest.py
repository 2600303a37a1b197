"""The worlds, made once for all processes of a run, and the stores that hold them."""

from __future__ import annotations

import pickle

import pytest

import resolvers.explore
from graph.connect import connect
from tests.security.twoworlds import people, worlds
from tests.security.twoworlds.worlds import Pair

CHUNK = 400
"""Documents that are asked by one coroutine."""


@pytest.fixture(scope="session")
def kept(alone, testrun_uid, tmp_path_factory):
    """How to have something made once for a run: its name, and what makes it of a folder for all processes."""
    folder = tmp_path_factory.getbasetemp().parent / f"worlds-{testrun_uid}"

    def keep(name, make):
        file = folder / f"{name}.pickle"
        with alone(f"world-{name}"):
            folder.mkdir(exist_ok=True)
            if not file.exists():
                file.write_bytes(pickle.dumps(make(folder)))
        return folder, pickle.loads(file.read_bytes())  # noqa: S301  # our own

    return keep


@pytest.fixture(scope="session")
def zero(run, kept):
    """The world all ask, its store, and who asks."""

    def make(folder):
        made = worlds.first_world()
        run(_stored(folder / "zero.db", made.things))
        return made.things

    folder, things = kept("zero", make)
    store = connect(f"sqlite:///{folder / 'zero.db'}")
    yield worlds.truth_of(things), store, people.standings(things)
    run(store.close())


@pytest.fixture(scope="session")
def pair(run, kept, zero):
    """How to have two worlds for a role, each in a store."""
    truth, store, standings = zero
    found = {}

    def of(role):
        if role not in found:
            standing = standings[role]

            def make(folder):
                made = worlds.second_world(truth, role, standing)
                run(_stored(folder / f"{role}.db", made.one))
                return made.one, made.counts

            folder, (one, counts) = kept(role, make)
            found[role] = Pair(role, standing, truth.things, one, counts)
            found[role].stores = store, connect(f"sqlite:///{folder / f'{role}.db'}")
        return found[role]

    with pytest.MonkeyPatch.context() as patch:  # a busy machine takes its time, which would cut one answer and not the other
        patch.setattr(resolvers.explore, "SECONDS", 60)
        yield of
    for each in found.values():
        run(each.stores[1].close())


@pytest.fixture(scope="session")
def single(zero):
    """How to have the one world for a role, where no other is compared with it."""
    truth, store, standings = zero

    def of(role):
        made = Pair(role, standings[role], truth.things, truth.things, {})
        made.stores = store, store
        return made

    return of


async def _stored(path, things):
    store = connect(f"sqlite:///{path}")
    await worlds.fill(store, things)
    await store.close()


@pytest.fixture(scope="session")
def slice_of(full):
    """How to take some of the questions: all in full, else a number of them spread over all."""

    def take(questions, number):
        found = list(questions)
        return found if full or number >= len(found) else found[:: max(1, len(found) // number)][:number]

    return take
