"""B2: keys of the identity provider that change, and a provider that answers as it should not, or not at all."""

from __future__ import annotations

import asyncio
import contextlib
import urllib.request

import jwt
import pytest
import structlog

from server import keys
from server.identity import Identity
from server.settings import Settings
from server.tokens import BadTokenError
from tests.security import people
from tests.security.provider import Provider, ec_key, jwk, rsa_key


class Clock:
    """A clock that a test moves."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        """This moment, in seconds."""
        return self.now


@pytest.fixture
def idp():
    """An identity provider with one key."""
    made = Provider()
    yield made
    made.close()


@pytest.fixture
def store(run, tmp_path):
    """A store with one principal, ada."""
    made = run(people.opened(tmp_path / "store.db"))
    run(people.add(made, "ada", "programmeStaff"))
    yield made
    run(made.close())


@pytest.fixture
def clock():
    """The clock of the keys."""
    return Clock()


@pytest.fixture
def who(idp, store, clock, tmp_path):
    """How to learn who brings a token: its subject, None where it is refused."""
    found = Identity(Settings(**idp.settings(key_file=tmp_path / "none")), clock)

    async def caller(token):
        try:
            return (await found.caller([f"Bearer {token}"], store)).standing.subject
        except BadTokenError:
            return None

    caller.identity = found
    return caller


def test_keys_are_fetched_once(run, idp, who):
    """A hundred tokens of a known key cost one fetch, also where they come at once."""

    async def work():
        return await asyncio.gather(*(who(idp.token()) for _ in range(100)))

    assert (["ada"] * 100, 1) == (run(work()), idp.asked)


def test_rotation_with_overlap_refuses_no_valid_token(run, idp, who, clock):
    """The new key is published beside the old, then signs, then the old is withdrawn: at no step is a valid token refused."""
    old, new = (idp.private, "one"), (ec_key("two")[0], "two")
    told = []
    for keys_, signer in (([old], old), ([old, new], old), ([old, new], new), ([new], new)):
        idp.keys = [jwk(*each) for each in keys_]
        idp.sign_with(*signer)
        for _ in range(20):
            clock.now += 20
            told.append(run(who(idp.token())))

    assert ["ada"] * 80 == told
    idp.sign_with(*old)
    assert None is run(who(idp.token()))


def test_rotation_without_overlap_is_seen_at_once(run, idp, who):
    """A key that signs as soon as it is published is fetched when it is first named, even right after another fetch."""
    run(who(idp.token()))
    idp.sign_with(ec_key("two")[0], "two")
    idp.keys = [jwk(idp.private, "two")]

    assert ("ada", 2) == (run(who(idp.token())), idp.asked)


def test_withdrawn_key_is_refused_after_five_minutes(run, idp, who, clock):
    """A key the provider no longer publishes is taken as long as what was fetched is fresh, and no longer."""
    token = idp.token()
    first = run(who(token))
    idp.keys = [jwk(ec_key("two")[0], "two")]
    clock.now += keys.FRESH
    second = run(who(token))
    clock.now += 1

    assert ("ada", "ada", None) == (first, second, run(who(token)))


def test_random_kids_cost_two_fetches(run, idp, who):
    """A thousand tokens with made-up kids have the keys fetched twice, and no valid token is refused meanwhile."""

    async def work():
        strange = [await who(idp.token({"kid": f"x{n}"})) for n in range(1000)]
        return set(strange), await who(idp.token())

    assert (({None}, "ada"), True) == (run(work()), idp.asked <= 2)


def test_teeth_random_kids(run, idp, store, clock, tmp_path, monkeypatch):  # noqa: PLR0917  # fixtures are arguments
    """Without the cooldown each made-up kid costs a fetch."""
    monkeypatch.setattr(keys, "COOLDOWN", -1.0)
    found = Identity(Settings(**idp.settings(key_file=tmp_path / "none")), clock)
    for n in range(20):
        with pytest.raises(BadTokenError):
            run(found.caller([f"Bearer {idp.token({'kid': f'x{n}'})}"], store))

    assert 20 == idp.asked


@pytest.mark.parametrize("way", ["redirect", "down", "garbage", "empty"])
def test_provider_that_fails_proves_nothing(run, idp, who, way):
    """Where keys cannot be had, the token is refused; a redirect is not followed."""
    idp.way = way
    with structlog.testing.capture_logs() as logged:
        told = run(who(idp.token()))

    assert (None, 0) == (told, idp.elsewhere)
    assert ["the keys of the identity provider cannot be read"] == [line["event"] for line in logged]


def test_teeth_redirect(run, idp, who, monkeypatch):
    """A client that follows redirects takes keys from elsewhere."""
    monkeypatch.setattr("jwt.jwks_client._NoRedirectHandler", urllib.request.HTTPRedirectHandler)
    idp.way = "redirect"

    assert ("ada", 1) == (run(who(idp.token())), idp.elsewhere)


@pytest.mark.parametrize("way", ["redirect", "down", "garbage", "empty"])
def test_known_keys_outlive_an_outage(run, idp, who, clock, way):
    """While the provider fails, known keys are taken for an hour, unknown ones are not; afterwards all is as before."""
    token = idp.token()
    run(who(token))
    idp.way = way
    during = []
    for _ in range(int(keys.KEPT / 60)):
        clock.now += 60
        during.append(run(who(token)))
    stranger = run(who(idp.token({"kid": "new"})))
    clock.now += 60
    after = run(who(token))
    idp.way = "ok"
    clock.now += keys.COOLDOWN

    assert (["ada"] * 60, None, None, "ada") == (during, stranger, after, run(who(token)))


def test_outage_costs_two_fetches_in_half_a_minute(run, idp, who):
    """A provider that is down is not asked for every token."""
    idp.way = "down"
    for _ in range(50):
        run(who(idp.token()))

    assert 2 == idp.asked


async def beside(work):
    """What a piece of work returns, and how often the event loop came round every 5 ms meanwhile."""
    rounds, task = 0, asyncio.ensure_future(work)
    while not task.done():
        await asyncio.sleep(0.005)
        rounds += 1
    return task.result(), rounds


def test_loop_goes_on_while_the_provider_hangs(run, idp, store, clock, tmp_path, monkeypatch):  # noqa: PLR0917  # fixtures are arguments
    """A provider that does not answer holds whoever waits for it as long as we wait, and nobody else."""
    monkeypatch.setattr(keys, "TIMEOUT", 0.6)
    found = Identity(Settings(**idp.settings(key_file=tmp_path / "none")), clock)
    idp.way = "hang"
    with pytest.raises(BadTokenError):
        run(found.caller([f"Bearer {idp.token()}"], store))
    run(asyncio.wait({found._keys._going}))  # it may end a moment after we did not wait any longer
    idp.way, clock.now = "ok", clock.now + 60
    run(found.caller([f"Bearer {idp.token()}"], store))
    idp.way, clock.now = "hang", clock.now + keys.FRESH + 1

    async def work():
        first = await beside(found.caller([f"Bearer {idp.token()}"], store))  # waits once, and has the known key
        await asyncio.wait({found._keys._going})
        return first, await beside(found.caller([f"Bearer {idp.token()}"], store))

    (first, rounds), (second, few) = run(work())

    assert ("ada", "ada") == (first.standing.subject, second.standing.subject)
    assert rounds > 20 > few


def test_teeth_hanging(run, idp, clock, tmp_path, monkeypatch):
    """Fetched on the event loop, the same holds everybody."""
    monkeypatch.setattr(keys, "TIMEOUT", 0.6)
    found = Identity(Settings(**idp.settings(key_file=tmp_path / "none")), clock)
    idp.way = "hang"

    async def held(_):
        with contextlib.suppress(jwt.PyJWKClientError):
            found._keys._fetched()

    monkeypatch.setattr(found._keys, "_fetch", held)

    async def work():
        return await beside(found._keys.get("one"))

    assert run(work())[1] < 20


def test_keys_for_other_uses_are_left_out(run, idp, who):
    """A symmetric key, one for encryption, one without a name and one of an algorithm that is not allowed sign nothing."""
    private = rsa_key("other")[0]
    idp.keys += [
        {"kty": "oct", "kid": "secret", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA", "alg": "HS256"},
        jwk(private, "encrypts", use="enc"),
        jwk(private, "", use="sig"),
        jwk(private, "ps", alg="PS256"),
    ]
    run(who(idp.token()))

    assert {"one"} == set(who.identity._keys._keys)
