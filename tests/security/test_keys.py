"""B2: keys of the identity provider that change, and a provider that answers as it should not, or not at all."""

from __future__ import annotations

import asyncio
import contextlib
import urllib.request

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
def who(run, idp, store, clock, tmp_path):
    """How to learn who brings a token: its subject, None where it is refused."""
    found = Identity(Settings(**idp.settings(key_file=tmp_path / "none")), clock)

    async def caller(token):
        try:
            return (await found.caller([f"Bearer {token}"], store)).standing.subject
        except BadTokenError:
            return None

    caller.identity = found
    yield caller
    run(settled(caller))
    if found._keys._next:
        found._keys._next.cancel()


async def settled(who):
    """Wait for the fetch that is under way, if any."""
    if who.identity._keys._going:
        await asyncio.wait({who.identity._keys._going})


FAILURES = ["redirect", "down", "garbage", "no keys", "endless"]


def test_keys_are_fetched_once(run, idp, who):
    """A hundred tokens of a known key cost one fetch, which was made before the first came."""

    async def work():
        await who.identity.begin()
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
            run(settled(who))

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
    run(who(token))  # has the keys fetched behind it
    run(settled(who))

    assert ("ada", "ada", None) == (first, second, run(who(token)))


def test_withdrawn_key_does_not_wait_for_a_token(run, idp, who, monkeypatch):
    """Keys are fetched anew though nobody asks: the first token after an idle hour is refused where its key is withdrawn."""
    monkeypatch.setattr(keys, "FRESH", 0.05)
    run(who(idp.token()))
    idp.keys = [jwk(ec_key("two")[0], "two")]
    monkeypatch.setattr(keys, "COOLDOWN", -1.0)
    run(asyncio.sleep(0.5))
    monkeypatch.undo()

    assert None is run(who(idp.token()))


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


@pytest.mark.parametrize("way", FAILURES)
def test_provider_that_fails_proves_nothing(run, idp, who, way):
    """Where keys cannot be had, the token is refused; a redirect is not followed."""
    idp.way = way
    with structlog.testing.capture_logs() as logged:
        told = run(who(idp.token()))

    assert (None, 0) == (told, idp.elsewhere)
    assert ["the keys of the identity provider cannot be read"] == [line["event"] for line in logged]


def test_teeth_redirect(run, idp, who, monkeypatch):
    """A client that follows redirects takes keys from elsewhere."""
    monkeypatch.setattr(keys, "_NoRedirect", urllib.request.HTTPRedirectHandler)
    idp.way = "redirect"

    assert ("ada", 1) == (run(who(idp.token())), idp.elsewhere)


@pytest.mark.parametrize("way", FAILURES)
def test_known_keys_outlive_an_outage(run, idp, who, clock, way):
    """While the provider fails, known keys are taken for an hour, unknown ones are not; afterwards all is as before."""
    token = idp.token()
    run(who(token))
    idp.way = way
    during = []
    for _ in range(int(keys.KEPT / 60)):
        clock.now += 60
        during.append(run(who(token)))
        run(settled(who))
    stranger = run(who(idp.token({"kid": "new"})))
    clock.now += 60
    after = run(who(token))
    idp.way = "ok"
    clock.now += keys.COOLDOWN

    assert (["ada"] * 60, None, None, "ada") == (during, stranger, after, run(who(token)))


@pytest.mark.parametrize("way", ["empty", "unusable"])
def test_set_without_keys_is_the_word_of_the_provider(run, idp, who, clock, way):
    """A provider that answers with a set in which no key is of use has withdrawn those it had."""
    token = idp.token()
    before = run(who(token))
    idp.way, clock.now = way, clock.now + keys.FRESH + 1
    with structlog.testing.capture_logs() as logged:
        run(who(token))
        run(settled(who))

    assert ("ada", None) == (before, run(who(token)))
    assert ["the identity provider publishes no key that can be used"] == [line["event"] for line in logged]


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


SLOW = ["hang", "drip"]


@pytest.mark.parametrize("way", SLOW)
def test_loop_goes_on_while_the_provider_is_slow(run, idp, who, monkeypatch, way):
    """A provider that hangs or drips holds who waits for an unknown key as long as we wait, and nobody else."""
    monkeypatch.setattr(keys, "TIMEOUT", 0.6)
    idp.way = way
    found, rounds = run(beside(who(idp.token())))

    assert (None, True) == (found, rounds > 20)


@pytest.mark.parametrize("way", SLOW)
def test_known_key_never_waits(run, idp, who, clock, monkeypatch, way):  # noqa: PLR0917  # fixtures are arguments
    """While the provider hangs or drips, tokens of a known key are taken at once, be they the first to find that out."""
    monkeypatch.setattr(keys, "TIMEOUT", 0.6)
    token = idp.token()
    run(who(token))
    idp.way, clock.now = way, clock.now + keys.FRESH + 1

    async def work():
        return await beside(asyncio.gather(*(who(token) for _ in range(20))))

    told, rounds = run(work())
    run(settled(who))

    assert (["ada"] * 20, True) == (told, rounds < 20)


@pytest.mark.parametrize("way", SLOW)
def test_slow_provider_that_is_well_again_is_heard(run, idp, who, clock, monkeypatch, way):  # noqa: PLR0917  # fixtures are arguments
    """A fetch whose time is over is left behind: the next does not wait for it."""
    monkeypatch.setattr(keys, "TIMEOUT", 0.2)
    idp.way = way
    during = run(who(idp.token()))
    idp.way, clock.now = "ok", clock.now + keys.COOLDOWN

    assert (None, "ada") == (during, run(who(idp.token())))


def test_strangers_do_not_wait_together(run, idp, who):
    """Of many tokens with unknown keys, a few wait for the fetch that is under way and the others are refused at once."""
    idp.way = "hang"
    waiting = []

    async def ask(number):
        waiting.append(number)
        await who(idp.token({"kid": f"x{number}"}))
        waiting.remove(number)

    async def work():
        asked = [asyncio.ensure_future(ask(number)) for number in range(32)]
        await asyncio.sleep(0.5)
        held = len(waiting)
        idp.let_go.set()
        await asyncio.gather(*asked)
        return held

    assert keys.WAITING == run(work())


def test_teeth_slow_provider(run, idp, who, monkeypatch):
    """Fetched on the event loop, the same holds everybody."""
    monkeypatch.setattr(keys, "TIMEOUT", 0.6)
    idp.way = "hang"

    async def held(_):
        with contextlib.suppress(TimeoutError):
            who.identity._keys._fetched()

    monkeypatch.setattr(who.identity._keys, "_fetch", held)

    assert run(beside(who.identity._keys.get("one")))[1] < 20


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
