"""`u4ssc member` and `u4ssc apitoken`: good input, bad input, and the same again."""

from __future__ import annotations

import asyncio
import json

import pytest
from typer.testing import CliRunner

from graph.connect import connect
from resolvers.membership import PROGRAMME, ROLES_FOR, standing
from resolvers.standing import Standing
from server.cli import app
from tests.graph.direct import wipe
from tests.security import people

OFFICER = ("ada", "--role", "cityOfficer", "--for", "City:NO-a")


@pytest.fixture
def address(tmp_path):
    """The address of a store with cities and no principals."""

    async def work():
        await (await people.opened(tmp_path / "store.db")).close()

    asyncio.run(work())
    return f"sqlite:///{tmp_path}/store.db"


@pytest.fixture
def u4ssc(address):
    """How to run a command on it."""

    def run(*arguments):
        return CliRunner().invoke(app, list(arguments), env={"COLUMNS": "200", "U4SSC_STORE": address})

    return run


def read(address, work):
    """What a piece of work reads from the store."""

    async def opened():
        store = connect(address)
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(opened())


def told(address, subject="ada"):
    """The standing of a principal."""
    return read(address, lambda store: standing(store, subject))


def log(address):
    """The log's entries but for the first, which made the world."""

    async def work(store):
        return [entry async for entry in store.log()][1:]

    return read(address, work)


def test_member_is_added(u4ssc, address):
    """A principal that is new is entered with a role, and the log tells who did it and why."""
    done = u4ssc("member", "add", *OFFICER, "--name", "Ada Lovelace")

    assert (0, "ada is cityOfficer for City:NO-a\n") == (done.exit_code, done.output)
    assert ("NO-a",) == told(address).cities
    (entry,) = log(address)
    assert ("member add ada --role cityOfficer --for City:NO-a", {"Principal": 1, "ActsForCity": 1}) == (
        entry["reason"],
        json.loads(entry["result"]),
    )
    assert entry["actor"].startswith("u4ssc")


@pytest.mark.parametrize(
    "given", [OFFICER, ("ada", "--role", "admin"), (*OFFICER[:-1], "city:NO-a"), (*OFFICER, "--name", "Ada")]
)
def test_what_is_so_already_is_left_alone(u4ssc, address, given):
    """The same again writes nothing, however the kind is spelt."""
    u4ssc("member", "add", *given)
    done = u4ssc("member", "add", *given)

    assert (0, 1) == (done.exit_code, len(log(address)))
    assert done.output.endswith("; it was so already\n")


def test_memberships_add_up(u4ssc, address):
    """What is added later stands beside what was there, and a name stays until another is given."""
    u4ssc("member", "add", *OFFICER, "--name", "Ada")
    u4ssc("member", "add", "ada", "--role", "hubStaff", "--for", "Lab:lab")
    u4ssc("member", "add", "ada", "--role", "programmeStaff")
    u4ssc("member", "add", "ada", "--role", "admin")

    roles = frozenset(("anonymous", "cityOfficer", "hubStaff", "programmeStaff", "admin"))
    assert Standing(subject="ada", roles=roles, cities=("NO-a",), labs=("lab",)) == told(address)
    assert "Ada" in u4ssc("member", "list").output


def test_member_is_removed(u4ssc, address):
    """A role is taken, the others and the principal stay; taken again, nothing is written."""
    u4ssc("member", "add", *OFFICER)
    u4ssc("member", "add", "ada", "--role", "admin")
    first = u4ssc("member", "remove", *OFFICER).output
    second = u4ssc("member", "remove", *OFFICER).output
    u4ssc("member", "remove", "ada", "--role", "admin")

    assert ("ada is not cityOfficer for City:NO-a\n", True) == (first, second.endswith("it was so already\n"))
    assert Standing(subject="ada") == told(address)
    assert 4 == len(log(address))


def test_membership_stated_by_a_file_is_removed(u4ssc, address, tmp_path):
    """A file gives an edge a key of its own; the command knows it by what it says."""
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "Principal.csv").write_text("code,enabled\nada,true\n", encoding="utf-8")
    (tmp_path / "files" / "ActsForCity.csv").write_text(
        "from,to,key,role\nada,NO-a,ActsForCity:x,cityOfficer\n", encoding="utf-8"
    )
    loaded = u4ssc("load", str(tmp_path / "files"))
    same = u4ssc("member", "add", *OFFICER)
    u4ssc("member", "remove", *OFFICER)

    assert (0, True) == (loaded.exit_code, same.output.endswith("it was so already\n"))
    assert Standing(subject="ada") == told(address)


def test_member_is_disabled_and_enabled(u4ssc, address):
    """Who is disabled has no standing, and has the former one again when enabled; each is done once."""
    u4ssc("member", "add", *OFFICER)
    outputs = [u4ssc("member", command, "ada").output for command in ("disable", "disable")]
    without = told(address)
    outputs += [u4ssc("member", command, "ada").output for command in ("enable", "enable")]

    assert ["ada is disabled\n", "ada is disabled; it was so already\n"] == outputs[:2]
    assert ["ada is enabled\n", "ada is enabled; it was so already\n"] == outputs[2:]
    assert (None, ("NO-a",)) == (without, told(address).cities)


@pytest.mark.parametrize(
    "given", [("member", "add", "ada", "--role", "admin"), ("apitoken", "issue", "nightly", "--for", "ada", "--scope", "read")]
)
def test_what_is_given_to_the_disabled_is_of_no_use_yet(u4ssc, given):
    """Who gives a role or a token to a principal that is disabled is told so; to one that is not, nothing is said of it."""
    u4ssc("member", "add", *OFFICER)
    u4ssc("member", "disable", "ada")
    disabled = u4ssc(*given)
    u4ssc("member", "enable", "ada")
    enabled = u4ssc(*(each.replace("nightly", "weekly") for each in given))

    line = "ada is disabled: neither it nor its jobs can sign in until `u4ssc member enable ada`"
    assert (0, line, True) == (disabled.exit_code, disabled.stderr.splitlines()[0], bool(disabled.stdout))
    assert "disabled" not in enabled.output


def test_list_tells_each_role(u4ssc):
    """A line for each role of each principal, or of one; who has none has a line too."""
    u4ssc("member", "add", *OFFICER, "--name", "Ada\x1b[31m")
    u4ssc("member", "add", "ada", "--role", "admin")
    u4ssc("member", "add", "bob", "--role", "admin")
    u4ssc("member", "remove", "bob", "--role", "admin")
    u4ssc("member", "disable", "bob")
    rows = [line.split() for line in u4ssc("member", "list").output.splitlines()[1:]]

    assert [["ada", "Ada[31m", "admin"], ["ada", "Ada[31m", "cityOfficer"]] == [row[:3] for row in rows[:2]]
    assert (["the", "programme"], "City:NO-a", "yes") == (rows[0][3:5], rows[1][3], rows[1][-1])
    assert ("bob", "no") == (rows[2][0], rows[2][-1])
    assert 2 == u4ssc("member", "list", "bob").output.count("\n")


def test_subject_with_a_divider(u4ssc, address):
    """A subject as Auth0 makes them is entered, told and named as the provider does, and what is near it too."""
    u4ssc("member", "add", "auth0|ada", *OFFICER[1:])
    issued = u4ssc("apitoken", "issue", "nightly", "--for", "auth0|ada", "--scope", "read")
    tokens = u4ssc("apitoken", "list").output
    rows = u4ssc("member", "list", "auth0|ada").output.splitlines()

    assert (0, ("NO-a",)) == (issued.exit_code, told(address, "auth0|ada").cities)
    assert ("auth0|ada", "auth0|ada") == (rows[1].split()[0], tokens.splitlines()[1].split()[1])
    assert "there is no principal 'auth0|ad'; near are auth0|ada" in u4ssc("member", "list", "auth0|ad").output
    u4ssc("member", "remove", "auth0|ada", *OFFICER[1:])
    assert Standing(subject="auth0|ada") == told(address, "auth0|ada")


BAD = {
    "unknown city": (("add", "ada", "--role", "cityOfficer", "--for", "City:NO-x"), "there is no City with the code 'NO-x'"),
    "wrong role": (("add", "ada", "--role", "hubStaff", "--for", "City:NO-a"), "allowed there is cityOfficer"),
    "where it is held": (("add", "ada", "--role", "verifier", "--for", "City:NO-a"), "verifier is held for an Expert"),
    "no role for the programme": (("add", "ada", "--role", "cityOfficer"), "allowed there is programmeStaff or admin"),
    "a role of the programme": (("add", "ada", "--role", "admin", "--for", "City:NO-a"), "admin is held without --for"),
    "anonymous": (("add", "ada", "--role", "anonymous"), "nobody is anonymous without --for"),
    "no kind": (("add", "ada", "--role", "cityOfficer", "--for", "NO-a"), "expected KIND:CODE"),
    "another kind": (("add", "ada", "--role", "cityOfficer", "--for", "Kpi:x"), "City, Region, Hub"),
    "no code": (("add", "ada", "--role", "cityOfficer", "--for", "City:"), "expected KIND:CODE"),
    "no name": (("add", "", "--role", "admin"), "'' names nobody"),
    "a long name": (("add", "a" * 256, "--role", "admin"), "expected 1 to 255 characters"),
    "a line break": (("add", "a\nb", "--role", "admin"), "names nobody"),
    "nobody to remove from": (("remove", "eve", "--role", "admin"), "there is no principal 'eve'"),
    "nobody to disable": (("disable", "rob"), "there is no principal 'rob'; near are bob"),
    "nobody to enable": (("enable", "eve"), "there is no principal 'eve'"),
    "nobody to list": (("list", "eve"), "there is no principal 'eve'"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_membership_is_told(u4ssc, address, name):
    """What cannot be stated is told in a line that says what can, and nothing is written."""
    u4ssc("member", "add", "bob", "--role", "admin")
    arguments, message = BAD[name]
    done = u4ssc("member", *arguments)

    assert (1, True, 1) == (done.exit_code, message in done.output, len(log(address))), done.output


def test_every_role_can_be_given(u4ssc):
    """Each pair of the table is taken, were the thing there: what is refused is only the code."""
    for kind, roles in ROLES_FOR.items():
        for role in roles:
            done = u4ssc("member", "add", "ada", "--role", role, "--for", f"{kind}:none")
            assert f"there is no {kind} with the code 'none'" in done.output
    assert {0} == {u4ssc("member", "add", "ada", "--role", role).exit_code for role in PROGRAMME}


ISSUE = ("apitoken", "issue", "nightly", "--for", "ada", "--scope", "read")


def test_token_of_a_job(u4ssc, address):
    """It is printed once, alone on its line; the list tells all but the secret, and when it is revoked."""
    u4ssc("member", "add", *OFFICER)
    made = u4ssc(*ISSUE, "--days", "7")
    listed = u4ssc("apitoken", "list").output
    first, second = u4ssc("apitoken", "revoke", "nightly").output, u4ssc("apitoken", "revoke", "nightly").output

    assert made.stdout.startswith("u4ssc_nightly_")
    assert (1, "keep this token: it cannot be told again\n") == (made.stdout.count("\n"), made.stderr)
    assert (["nightly", "ada", "read"], "valid") == (listed.splitlines()[1].split()[:3], listed.split()[-1])
    assert ("nightly is revoked\n", "nightly is revoked; it was so already\n") == (first, second)
    assert "revoked" == u4ssc("apitoken", "list").output.split()[-1]
    assert made.stdout.strip()[-43:] not in listed + str(log(address))
    assert ["apitoken issue nightly", "apitoken revoke nightly"] == [entry["reason"] for entry in log(address)[1:]]


BAD_TOKENS = {
    "again": (ISSUE, "there is a token 'nightly' already"),
    "of nobody": (("apitoken", "issue", "a", "--for", "eve", "--scope", "read"), "there is no principal 'eve'"),
    "a scope of something to come": (
        ("apitoken", "issue", "a", "--for", "ada", "--scope", "write"),
        "expected scopes among read",
    ),
    "a name in capitals": (("apitoken", "issue", "A", "--for", "ada", "--scope", "read"), "is no name of a token"),
    "a divider in the name": (("apitoken", "issue", "a_b", "--for", "ada", "--scope", "read"), "is no name of a token"),
    "revoke what is not there": (("apitoken", "revoke", "weekly"), "there is no token 'weekly'"),
}


@pytest.mark.parametrize("name", BAD_TOKENS)
def test_bad_token_of_a_job_is_told(u4ssc, address, name):
    """What cannot be issued or revoked is told in a line, and nothing is written."""
    u4ssc("member", "add", *OFFICER)
    u4ssc(*ISSUE)
    arguments, message = BAD_TOKENS[name]
    done = u4ssc(*arguments)

    assert (1, True, 2) == (done.exit_code, message in done.output, len(log(address))), done.output


@pytest.mark.parametrize("days", ["0", "367", "-1"])
def test_days_of_a_token_are_bounded(u4ssc, days):
    """A token lives a day to a year."""
    assert 2 == u4ssc(*ISSUE, "--days", days).exit_code


@pytest.mark.parametrize("given", [(), ("--role", "admin", "--as", "ada")])
def test_token_is_of_a_role_or_of_a_principal(u4ssc, given, tmp_path, monkeypatch):
    """A development token names either, and only one."""
    monkeypatch.setenv("U4SSC_KEY_FILE", str(tmp_path / "token.key"))

    assert 2 == u4ssc("token", *given).exit_code
    assert (0, 2) == ((made := u4ssc("token", "--as", "ada")).exit_code, made.stdout.count("."))


def test_commands_on_neo4j(neo4j_uri):
    """All of this is so on Neo4j too."""

    async def fill():
        await (await people.filled(neo4j_uri)).close()

    wipe(neo4j_uri)
    asyncio.run(fill())

    def run(*arguments):
        return CliRunner().invoke(app, list(arguments), env={"COLUMNS": "200", "U4SSC_STORE": neo4j_uri}).output

    first, second = (run("member", "add", *OFFICER, "--name", "Ada") for _ in range(2))
    run("member", "add", "ada", "--role", "admin")
    run("member", "add", "ada", "--role", "hubStaff", "--for", "Hub:hub")
    run("member", "remove", "ada", "--role", "hubStaff", "--for", "Hub:hub")
    run(*ISSUE)

    assert (False, True) == ("already" in first, "already" in second)
    assert ({"anonymous", "cityOfficer", "admin"}, ("NO-a",)) == ((found := told(neo4j_uri)).roles, found.cities)
    assert "there is a token 'nightly' already" in run(*ISSUE)
    assert "nightly is revoked\n" == run("apitoken", "revoke", "nightly")
    assert 3 == len(run("member", "list").splitlines())
    assert "ada is disabled\n" == run("member", "disable", "ada")
    assert (None, 7) == (told(neo4j_uri), len(log(neo4j_uri)))
