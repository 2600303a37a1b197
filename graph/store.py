"""What both stores can do, and the errors they raise.

StoreError
|- StoreUnavailableError     cannot be reached, or did not answer in time: nothing was written
|  `- StoreSlowError         it answers, but not this within the deadline
|- OutcomeUnknownError       the connection broke during a commit: the change may have been applied; send it again with its key
|- KeyConflictError          another change was applied under the same key
|- ChangeRefusedError        the change does not fit what is stored: names the row
`- ModelVersionError         the store holds a newer model than this program knows
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NewType, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from graph.change import Change
    from graph.rules import Restricted

Statement = NewType("Statement", str)
"""The text a compiler made from a restricted plan; it holds no text of a client. Made in the compilers only."""


class StoreError(Exception):
    """Something went wrong in a store."""


class StoreUnavailableError(StoreError):
    """The store cannot be reached or did not answer in time; nothing was written."""


class StoreSlowError(StoreUnavailableError):
    """The store answers, but what was asked took longer than the deadline; nothing was written."""


class OutcomeUnknownError(StoreError):
    """It is not known whether a change was applied; sending it again with its key settles it."""


class KeyConflictError(StoreError):
    """Another change was applied under the same key."""


class ChangeRefusedError(StoreError):
    """The change does not fit what is stored; nothing of it was written."""


class ModelVersionError(StoreError):
    """The store holds a newer model than this program knows."""


@dataclass(frozen=True, slots=True)
class Applied:
    """The answer to a change: the log's number, and whether an earlier try had been applied already."""

    seq: int
    result: dict[str, int]
    again: bool = False


class Store(Protocol):
    """One graph, read by statements and written by changes. Close it after use."""

    name: str

    def compile(self, plan: Restricted) -> Statement:
        """Return the store's statement for a plan: one record that holds one positional list."""
        ...

    async def migrate(self) -> int:
        """Bring the store to this program's model and return its version; raises `ModelVersionError`."""
        ...

    async def read(self, statement: Statement, parameters: Mapping[str, Any], *, small: bool = True) -> Any:  # noqa: ANN401
        """Return the list of a compiled statement's one record; raises `StoreError`.

        `small` says that the read looks at little and may begin on the event loop, where the store does that.
        """
        ...

    async def apply(self, change: Change, key: str) -> Applied:
        """Apply a change and its log entry in one transaction; a retry with the same key gets the first answer."""
        ...

    def log(self, after: int = 0) -> AsyncIterator[dict[str, Any]]:
        """Yield the log's entries above a number, in order."""
        ...

    async def seq(self) -> int:
        """Return the number of the newest log entry, 0 where there is none."""
        ...

    async def health(self) -> dict[str, Any]:
        """Return the model's version and what the store says of itself; raises `StoreError` where it does not answer.

        `transaction_limit`, of a store that is a server: whole seconds after which it ends any transaction by itself,
        0 where it never does, None where it does not say.
        """
        ...

    async def close(self) -> None:
        """Release all connections."""
        ...
