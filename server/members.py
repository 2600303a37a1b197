"""Who may sign in and for whom they act: stated in the graph, one change for each command."""

from __future__ import annotations

import contextlib
import difflib
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from graph.change import Change, Edge, Row
from graph.expression import Param, Step, Test, Value
from graph.model import MODEL
from graph.plan import Key, Read
from graph.rows import edge, row
from graph.store import ChangeRefusedError
from resolvers.membership import MOST, PROGRAMME, ROLES_FOR, code_of, subject_of
from server.load import apply
from server.moment import now
from server.tokens import names_principal
from server.whole import PAGE, named, read

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable

    from graph.store import Store

T = TypeVar("T")

TRIES = 10
"""Times a command is tried where others write what it read."""
CODE, KEY = Value("code"), Value("key", edge=True)
COLUMNS = tuple(Value(name) for name in MODEL.kinds["Principal"].props)


class MemberError(ValueError):
    """A membership that cannot be stated, or a principal there is not."""


class Target(NamedTuple):
    """What a principal acts for."""

    kind: str
    code: str

    def __str__(self) -> str:
        """Return it as one names it in a command."""
        return f"{self.kind}:{self.code}"


class Membership(NamedTuple):
    """One edge from a principal."""

    target: Target
    role: str
    since: str | None
    key: str


@dataclass(frozen=True, slots=True)
class Member:
    """A principal as it is stored, and what it acts for."""

    row: Row
    held: tuple[Membership, ...]

    @property
    def subject(self) -> str:
        """Who it is: `sub` of its tokens."""
        return subject_of(self.row["code"])

    def having(self, role: str, target: Target) -> list[Membership]:
        """Return the edges that say that it has a role for something; a file may have stated it under a key of its own."""
        return [each for each in self.held if (each.role, each.target) == (role, target)]


@dataclass(frozen=True, slots=True)
class Membering:
    """A store in which memberships are stated by somebody; each method returns whether anything was to be done."""

    store: Store
    actor: str

    async def add(self, subject: str, role: str, target: Target | None, name: str | None = None) -> bool:
        """Give a principal, made where there is none, a role for something or for the whole programme; raises `MemberError`."""
        check_role(role, target)
        return await settled(lambda: self._add(subject, role, target, name))

    async def _add(self, subject: str, role: str, target: Target | None, name: str | None) -> bool:
        found = await member(self.store, subject)
        stated = found.row if found else _new(subject)
        changed = {**stated, "name": stated["name"] if name is None else name}
        new: dict[str, list[Edge]] = {}
        if target is None:
            changed["roles"] = [*stated["roles"], *({role} - set(stated["roles"]))]
        elif not found or not found.having(role, target):
            await self._check_there(target)
            new = {f"ActsFor{target.kind}": [_edge(subject, role, target)]}
        return await self._apply(f"add {subject} --role {role}{_for(target)}", found, changed, edges=new)

    async def remove(self, subject: str, role: str, target: Target | None) -> bool:
        """Take a role from a principal; raises `MemberError` where there is no such principal."""
        check_role(role, target)
        return await settled(lambda: self._remove(subject, role, target))

    async def _remove(self, subject: str, role: str, target: Target | None) -> bool:
        found = await self._known(subject)
        left = [each for each in found.row["roles"] if target or each != role]
        keys = [each.key for each in found.having(role, target)] if target else []
        gone = {f"ActsFor{target.kind}": keys} if target and keys else {}
        what = f"remove {subject} --role {role}{_for(target)}"
        return await self._apply(what, found, {**found.row, "roles": left}, removed_edges=gone)

    async def enable(self, subject: str, *, enabled: bool) -> bool:
        """Let a principal sign in, or no longer; raises `MemberError` where there is none."""
        return await settled(lambda: self._enable(subject, enabled=enabled))

    async def _enable(self, subject: str, *, enabled: bool) -> bool:
        found = await self._known(subject)
        return await self._apply(f"{'enable' if enabled else 'disable'} {subject}", found, {**found.row, "enabled": enabled})

    async def _known(self, subject: str) -> Member:
        return await known(self.store, subject)

    async def _check_there(self, target: Target) -> None:
        if not await named(self.store, target.kind, [target.code]):
            raise MemberError(f"there is no {target.kind} with the code {target.code!r}")

    async def _apply(self, what: str, found: Member | None, changed: Row, **parts: Any) -> bool:  # noqa: ANN401  # the parts of a change
        """State a principal where it is not so already, and the edges; refused where another command wrote it meanwhile."""
        before = found.row if found else None
        code: str = changed["code"]
        if before == changed and not any(parts.values()):
            return False
        if before != changed:
            parts |= {"nodes": {"Principal": [row(MODEL.kinds["Principal"], changed)]}, "expected": {"Principal": {code: before}}}
        change = Change(actor=self.actor, reason=f"member {what}", at=now(), **parts)
        await apply(self.store, change, f"member:{uuid.uuid4().hex}")
        return True


async def settled(work: Callable[[], Awaitable[T]]) -> T:
    """Do what reads and then writes, and again where what it read was no longer so; raises `ChangeRefusedError` in the end."""
    for _ in range(TRIES - 1):
        with contextlib.suppress(ChangeRefusedError):
            return await work()
    return await work()


def read_target(text: str) -> Target:
    """Return what `KIND:CODE` names; raises `MemberError` for another form or kind."""
    kind, colon, code = text.partition(":")
    known_kinds = {name.lower(): name for name in ROLES_FOR}
    if not colon or not code or kind.lower() not in known_kinds:
        raise MemberError(f"{text!r} names nothing one can act for: expected KIND:CODE, a kind being {', '.join(ROLES_FOR)}")
    return Target(known_kinds[kind.lower()], code)


def check_role(role: str, target: Target | None) -> None:
    """Refuse a role that cannot be held for something of a kind, or for the whole programme; raises `MemberError`."""
    allowed = ROLES_FOR[target.kind] if target else PROGRAMME
    if role not in allowed:
        of = f"for {_a(target.kind)}" if target else "without --for"
        near = [kind for kind, roles in ROLES_FOR.items() if role in roles]
        hint = (
            f"; {role} is held for {_or(map(_a, near))}"
            if near
            else f"; {role} is held without --for"
            if role in PROGRAMME
            else ""
        )
        raise MemberError(f"nobody is {role} {of}: allowed there is {_or(allowed)}{hint}")


async def member(store: Store, subject: str) -> Member | None:
    """Return a principal, None where there is none; raises `MemberError` for what no token can name."""
    if not names_principal({"sub": subject}):
        raise MemberError(f"{subject!r} names nobody: expected 1 to 255 characters that can be seen")
    found = await read(store, _plan(where=True), {"p0": code_of(subject), "p1": MOST})
    return _member(found) if found else None


async def known(store: Store, subject: str) -> Member:
    """Return a principal; raises `MemberError` where there is none, and says who is meant perhaps."""
    found = await member(store, subject)
    if found is None:
        near = difflib.get_close_matches(subject, [each.subject async for each in members(store)], n=3)
        raise MemberError(f"there is no principal {subject!r}" + (f"; near are {', '.join(near)}" if near else ""))
    return found


async def members(store: Store) -> AsyncIterator[Member]:
    """Yield all principals in the order of their codes."""
    rows = await read(store, _plan(), {"p0": PAGE, "p1": MOST})
    while rows:
        for each in rows[:PAGE]:
            yield _member(each)
        more = {"p0": PAGE, "p1": MOST, "p2": rows[:PAGE][-1][0]}
        rows = await read(store, _plan(after=True), more) if len(rows) > PAGE else []


def _plan(*, where: bool = False, after: bool = False) -> Read:
    columns = (CODE, Value("role", edge=True), Value("since", edge=True), KEY)
    held = [Read(k, columns, Step(f"ActsFor{k}", "out"), order=(Key(KEY),), limit=Param("p1")) for k in ROLES_FOR]
    if where:
        return Read("Principal", (*COLUMNS, *held), where=Test(CODE, "eq", Param("p0")))
    return Read("Principal", (*COLUMNS, *held), order=(Key(CODE),), limit=Param("p0"), after=(Param("p2"),) if after else ())


def _member(found: list[Any]) -> Member:
    own = {column.prop: value for column, value in zip(COLUMNS, found, strict=False)}
    parts = zip(ROLES_FOR, found[len(COLUMNS) :], strict=True)
    return Member(own, tuple(Membership(Target(kind, code), *rest) for kind, rows in parts for code, *rest in rows))


def _new(subject: str) -> Row:
    return row(MODEL.kinds["Principal"], {"code": code_of(subject), "enabled": True, "since": now()[:10]})


def _edge(subject: str, role: str, target: Target) -> Edge:
    relation, code = MODEL.relations[f"ActsFor{target.kind}"], code_of(subject)
    given = {"key": f"{MODEL.prefix(relation.name)}{code}|{target.code}|{role}", "role": role, "since": now()[:10]}
    return Edge(code, target.code, edge(relation, code, target.code, given))


def _for(target: Target | None) -> str:
    return f" --for {target}" if target else ""


def _a(kind: str) -> str:
    return f"{'an' if kind[0] in 'AEIOU' else 'a'} {kind}"


def _or(names: Iterable[str]) -> str:
    return " or ".join(names)
