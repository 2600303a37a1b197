"""Commands for who may sign in: `u4ssc member` and `u4ssc apitoken`."""

from __future__ import annotations

import asyncio
import getpass
import sys
from typing import Annotated

import typer
from rich.table import Table

from graph.store import Store
from resolvers.standing import Role
from server.api_tokens import SCOPES
from server.console import err, out, plain
from server.issuing import Issuing, issued
from server.members import Member, Membering, known, members, read_target
from server.opened import StoreOption, within

member = typer.Typer(no_args_is_help=True, help="Who may sign in, and for whom they act.")
apitoken = typer.Typer(no_args_is_help=True, help="Tokens of jobs.")

Subject = Annotated[str, typer.Argument(help="The principal: `sub` of its tokens.")]
RoleOption = Annotated[Role, typer.Option("--role", help="The role it has.")]
ForOption = Annotated[str | None, typer.Option("--for", help="KIND:CODE, as City:NO-aalesund; not for programme roles.")]
TokenName = Annotated[str, typer.Argument(help="a-z, 0-9 and -.")]


def actor() -> str:
    """Return who runs the command, as the log tells it."""
    try:
        return f"u4ssc by {getpass.getuser()}"
    except (KeyError, OSError):  # a container's user may have no name
        return "u4ssc"


@member.command("add")
def add(
    subject: Subject,
    role: RoleOption,
    target: ForOption = None,
    name: Annotated[str | None, typer.Option("--name", help="Its name, for those who manage members.")] = None,
    store: StoreOption = None,
) -> None:
    """Give a principal a role; one that is new is entered. What it has already is left alone.

    Officers act for a City or a Region, hubStaff for a Hub or Lab, providers for an Organisation, experts and verifiers
    for an Expert, financiers for a Financier; programmeStaff and admin for the programme. It acts within a minute.

    Example: u4ssc member add ada@aalesund.example --role cityOfficer --for City:NO-aalesund
    """
    to = read_target(target) if target is not None else None

    async def work(opened: Store) -> tuple[bool, Member]:
        return await Membering(opened, actor()).add(subject, role, to, name), await known(opened, subject)

    done, of = asyncio.run(within(store, work))
    _tell(f"{subject} is {role}{f' for {to}' if to else ''}", done=done)
    _warn(of)


@member.command("remove")
def remove(subject: Subject, role: RoleOption, target: ForOption = None, store: StoreOption = None) -> None:
    """Take a role from a principal, which stays entered. It acts within a minute.

    Example: u4ssc member remove ada@aalesund.example --role cityOfficer --for City:NO-aalesund
    """
    to = read_target(target) if target is not None else None
    done = asyncio.run(within(store, lambda s: Membering(s, actor()).remove(subject, role, to)))
    _tell(f"{subject} is not {role}{f' for {to}' if to else ''}", done=done)


@member.command("disable")
def disable(subject: Subject, store: StoreOption = None) -> None:
    """Let a principal no longer sign in, nor its jobs; its roles stay with it. It acts within a minute.

    Example: u4ssc member disable ada@aalesund.example
    """
    done = asyncio.run(within(store, lambda s: Membering(s, actor()).enable(subject, enabled=False)))
    _tell(f"{subject} is disabled", done=done)


@member.command("enable")
def enable(subject: Subject, store: StoreOption = None) -> None:
    """Let a principal sign in again.

    Example: u4ssc member enable ada@aalesund.example
    """
    done = asyncio.run(within(store, lambda s: Membering(s, actor()).enable(subject, enabled=True)))
    _tell(f"{subject} is enabled", done=done)


@member.command("list")
def list_members(
    subject: Annotated[str | None, typer.Argument(help="One of them; default: all.")] = None, store: StoreOption = None
) -> None:
    """Tell who may sign in, a line for each role.

    Example: u4ssc member list
    """

    async def work(opened: Store) -> list[Member]:
        return [await known(opened, subject)] if subject is not None else [each async for each in members(opened)]

    table = _table("principal", "name", "role", "for", "since", "signs in")
    for each in asyncio.run(within(store, work)):
        _rows(table, each)
    out.print(table)


def _rows(table: Table, of: Member) -> None:
    held = [(role, "the programme", of.row["since"]) for role in of.row["roles"]]
    held += [(each.role, str(each.target), each.since) for each in of.held]
    for role, target, since in held or [("", "", of.row["since"])]:
        cells = of.subject, of.row["name"] or "", role, target, since or "", "yes" if of.row["enabled"] else "no"
        table.add_row(*map(plain, cells))


@apitoken.command("issue")
def issue_token(
    name: TokenName,
    subject: Annotated[str, typer.Option("--for", help="The principal it belongs to: the job has its rights.")],
    scope: Annotated[list[str], typer.Option("--scope", help=f"What it may be used for: {', '.join(SCOPES)}.")],
    days: Annotated[int, typer.Option("--days", min=1, max=366, help="How long it is valid.")] = 90,
    store: StoreOption = None,
) -> None:
    """Print a new token of a job, once: only its hash is stored. A name is used once.

    Example: u4ssc apitoken issue nightly-refresh --for refresh-job --scope read --days 90
    """

    async def work(opened: Store) -> tuple[str, Member]:
        return await Issuing(opened, actor()).issue(name, subject, scope, days), await known(opened, subject)

    made, of = asyncio.run(within(store, work))
    _warn(of)
    err.print(plain("keep this token: it cannot be told again"))
    sys.stdout.write(made + "\n")


@apitoken.command("revoke")
def revoke(name: TokenName, store: StoreOption = None) -> None:
    """End a token for good. It acts within a minute.

    Example: u4ssc apitoken revoke nightly-refresh
    """
    _tell(f"{name} is revoked", done=asyncio.run(within(store, lambda s: Issuing(s, actor()).revoke(name))))


@apitoken.command("list")
def list_tokens(store: StoreOption = None) -> None:
    """Tell all tokens of jobs, without their secrets.

    Example: u4ssc apitoken list
    """

    async def work(opened: Store) -> Table:
        table = _table("token", "principal", "scopes", "until", "state")
        async for each in issued(opened):
            table.add_row(*map(plain, (each.name, each.subject, ", ".join(each.scopes), each.expires, each.state)))
        return table

    out.print(asyncio.run(within(store, work)))


def _table(*names: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in names:
        table.add_column(name, overflow="fold")
    return table


def _tell(what: str, *, done: bool) -> None:
    out.print(plain(what + ("" if done else "; it was so already")))


def _warn(of: Member) -> None:
    """Say where what was done is of no use yet."""
    if not of.row["enabled"]:
        err.print(
            plain(f"{of.subject} is disabled: neither it nor its jobs can sign in until `u4ssc member enable {of.subject}`")
        )
