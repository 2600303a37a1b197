"""B3: rights that change, principals that are disabled, tokens of jobs, and a store that does not say."""

from __future__ import annotations

import asyncio

import pytest

from graph.store import StoreSlowError, StoreUnavailableError
from server import api_tokens
from server.development import load_key, make_token_as
from server.identity import NOBODY, Identity
from server.issuing import Issuing
from server.recent import Recent
from server.refusal import RefusedError
from server.settings import Settings
from server.tokens import BadTokenError
from tests.security import people
from tests.security.test_keys import Clock

MINUTE = 60


class Counting:
    """A store that counts its reads, and fails where a test says so."""

    def __init__(self, store):
        self.store, self.reads, self.fault = store, 0, None

    def __getattr__(self, name):
        return getattr(self.store, name)

    async def read(self, statement, parameters, *, small=True):
        """Read a moment later, so that others can ask meanwhile; or fail."""
        self.reads += 1
        await asyncio.sleep(0)
        if self.fault:
            raise self.fault
        return await self.store.read(statement, parameters, small=small)


@pytest.fixture
def store(run, tmp_path):
    """A store in which ada is an officer of one city."""
    made = run(people.opened(tmp_path / "store.db"))
    run(people.add(made, "ada", "cityOfficer", "City:NO-a"))
    yield Counting(made)
    run(made.close())


@pytest.fixture
def clock():
    """The clock of what was read a moment ago."""
    return Clock()


@pytest.fixture
def found(tmp_path, clock):
    """Who says who asks."""
    load_key(tmp_path / "token.key", create=True)
    return Identity(Settings(key_file=tmp_path / "token.key"), clock)


@pytest.fixture
def bearer(tmp_path, found):  # noqa: ARG001  # the key has to be there
    """How to make the header of a principal."""
    return lambda subject: [f"Bearer {make_token_as(subject, load_key(tmp_path / 'token.key'))}"]


@pytest.fixture
def job(run, store):
    """A token of a job of ada's."""
    return run(Issuing(store, "test").issue("nightly", "ada", ["read"], 90))


def test_rights_come_from_the_graph(run, found, store, bearer):
    """Who asks acts for what the graph says, and nobody in particular without a token."""
    told = run(found.caller(bearer("ada"), store)).standing

    assert ("ada", {"anonymous", "cityOfficer"}, ("NO-a",)) == (told.subject, told.roles, told.cities)
    assert NOBODY == run(found.caller([], store))


def test_subject_with_a_divider_signs_in(run, found, store, bearer):
    """A principal whose subject no code may hold signs in itself and by its job; the encoded form is another's name."""
    run(people.add(store, "auth0|ada", "cityOfficer", "City:NO-b"))
    job = run(Issuing(store, "test").issue("auth0", "auth0|ada", ["read"], 90))
    told = [run(found.caller(header, store)).standing for header in (bearer("auth0|ada"), [f"Bearer {job}"])]

    assert [("auth0|ada", ("NO-b",))] * 2 == [(each.subject, each.cities) for each in told]
    with pytest.raises(BadTokenError):
        run(found.caller(bearer("auth0%7Cada"), store))


def test_role_change_acts_within_a_minute(run, found, store, clock, bearer):
    """With the same token: what is given is had, what is taken is gone, a minute later at most."""
    header = bearer("ada")
    before = run(found.caller(header, store)).standing
    run(people.add(store, "ada", "cityOfficer", "Region:NO-15"))
    run(people.remove(store, "ada", "cityOfficer", "City:NO-a"))
    run(people.add(store, "ada", "hubStaff", "Hub:hub"))
    clock.now += MINUTE
    after = run(found.caller(header, store)).standing

    assert (("NO-a",), ()) == (before.cities, before.hubs)
    assert (("NO-c",), ("hub",), {"anonymous", "hubStaff", "cityOfficer"}) == (after.cities, after.hubs, after.roles)


def test_disabled_principal_is_refused_within_a_minute(run, found, store, clock, bearer, job):  # noqa: PLR0917  # fixtures are arguments
    """Neither its tokens nor those of its jobs are taken; enabled, it is back."""
    headers = [bearer("ada"), [f"Bearer {job}"]]
    assert ["ada", "ada"] == [run(found.caller(header, store)).standing.subject for header in headers]
    run(people.enable(store, "ada", enabled=False))
    clock.now += MINUTE
    for header in headers:
        with pytest.raises(BadTokenError):
            run(found.caller(header, store))
    run(people.enable(store, "ada", enabled=True))
    clock.now += MINUTE

    assert ["ada", "ada"] == [run(found.caller(header, store)).standing.subject for header in headers]


def test_revoked_token_is_refused_within_a_minute(run, found, store, clock, job):
    """A token of a job that is revoked proves nothing any more."""
    assert "ada" == run(found.caller([f"Bearer {job}"], store)).standing.subject
    run(Issuing(store, "test").revoke("nightly"))
    clock.now += MINUTE
    with pytest.raises(BadTokenError):
        run(found.caller([f"Bearer {job}"], store))


def test_teeth_age(run, found, store, clock, bearer):
    """Kept for ever, rights outlive what gave them."""
    run(found.caller(bearer("ada"), store))
    found._standings._seconds = float("inf")
    run(people.enable(store, "ada", enabled=False))
    clock.now += MINUTE

    assert "ada" == run(found.caller(bearer("ada"), store)).standing.subject


def test_expired_token_of_a_job_is_refused(run, found, store, job, monkeypatch):
    """It ends at its moment, whatever is kept of it."""
    run(found.caller([f"Bearer {job}"], store))
    monkeypatch.setattr("server.identity.now", lambda: "2999-01-01T00:00:00.000Z")
    with pytest.raises(BadTokenError):
        run(found.caller([f"Bearer {job}"], store))


def changed(token):
    """Tokens of jobs that differ from a good one in a point."""
    head, secret = token[: -len("x" * 43)], token[-43:]
    return {
        "another secret": head + "A" * 43,
        "another case": head + secret.swapcase(),
        "a shorter secret": head + secret[:-1],
        "a longer secret": token + "A",
        "the hash for the secret": head + api_tokens.hashed(secret)[:43],
        "another name": token.replace("nightly", "weekly"),
        "no name": f"{api_tokens.PREFIX}_{secret}",
        "a name in capitals": token.replace("nightly", "NIGHTLY"),
        "a name with a path": token.replace("nightly", "../nightly"),
        "a line break": token + "\n",
        "another prefix": token.replace("u4ssc", "U4SSC"),
    }


def test_bad_tokens_of_jobs(run, found, store, job):
    """A token of a job that differs in a point proves nothing."""
    told = {}
    for name, token in changed(job).items():
        try:
            told[name] = run(found.caller([f"Bearer {token}"], store))
        except BadTokenError:
            continue

    assert {} == told
    assert "ada" == run(found.caller([f"Bearer {job}"], store)).standing.subject


def test_teeth_secret(run, found, store, job, monkeypatch):
    """Where secrets are not compared, another one is taken."""
    monkeypatch.setattr("server.api_tokens.hmac.compare_digest", lambda *_: True)

    assert "ada" == run(found.caller([f"Bearer {changed(job)['another secret']}"], store)).standing.subject


def test_secret_is_not_stored(run, store, job):
    """What the graph holds of a token does not let anybody sign in."""
    held = run(api_tokens.stored(store, "nightly"))

    assert api_tokens.hashed(job[-43:]) == held.hash
    assert job[-43:] not in repr(held)


def test_scopes_limit_what_a_token_is_for(run, found, store, job):
    """A job may what its token says, a person what it may."""
    caller = run(found.caller([f"Bearer {job}"], store))

    assert (True, False, True) == (caller.may("read"), caller.may("write"), NOBODY.may("write"))


@pytest.mark.parametrize("fault", [StoreUnavailableError("bolt://canary"), StoreSlowError("canary")])
def test_store_that_does_not_answer_makes_nobody_anonymous(run, found, store, bearer, job, fault):  # noqa: PLR0917  # fixtures are arguments
    """Where the store does not say for whom somebody acts, the request is refused as one to try again; nothing is kept of it."""
    for header in (bearer("ada"), [f"Bearer {job}"]):
        store.fault = fault
        with pytest.raises(RefusedError) as refused:
            run(found.caller(header, store))
        store.fault = None

        assert (503, "STORE_UNAVAILABLE") == (refused.value.status, refused.value.code)
        assert "canary" not in refused.value.message
        assert "ada" == run(found.caller(header, store)).standing.subject
    store.fault = fault
    assert NOBODY == run(found.caller([], store))


def test_one_read_at_a_time(run, found, store, bearer):
    """A hundred requests of one principal at once read its rights once; later ones none, until they are old."""
    header = bearer("ada")

    async def work():
        return await asyncio.gather(*(found.caller(header, store) for _ in range(100)))

    told = run(work())
    run(work())

    assert (1, {"ada"}) == (store.reads, {caller.standing.subject for caller in told})


def test_one_request_that_ends_does_not_end_the_read(run):
    """Who waits with others for a read, and goes, leaves it to them."""

    async def work():
        recent, go = Recent(), asyncio.Event()

        async def read():
            await go.wait()
            return "read"

        first, second = (asyncio.create_task(recent.get("a", read)) for _ in range(2))
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.sleep(0)
        go.set()
        return await second, first.cancelled()

    assert ("read", True) == run(work())


def test_few_are_kept(run):
    """Many names take the room of some; the least recently asked go."""

    async def work():
        recent, reads = Recent(size=2), []

        async def read(name):
            reads.append(name)
            return name

        for name in "abacab":
            await recent.get(name, lambda name=name: read(name))
        return reads, len(recent._kept)

    assert (["a", "b", "c", "b"], 2) == run(work())
