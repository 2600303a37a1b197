"""How a command ends: 1 and a line for what a person can mend, 128 and a number for a signal, a trace for a fault of ours."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

from graph.store import StoreError
from server.console import err, plain
from server.development import KeyFileError
from server.load import LoadError
from server.local_neo4j import LocalNeo4jUnavailableError
from server.recommend import UnknownCityError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from types import FrameType

EXPECTED = (StoreError, LoadError, UnknownCityError, LocalNeo4jUnavailableError, KeyFileError, OSError, ValueError)
"""What a person can do something about; all else is a fault of ours and shows its trace."""
ENDING = {signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)}
"""Signals that end a process unless it heeds them; not every system has SIGHUP."""

AT_ONCE = 0.5
"""Seconds within which signals are one, as a closed terminal sends more than one; a later one insists, as a second Ctrl+C does."""
LATER = 1.0
"""Seconds until a signal that was dropped is sent again: it is not one with itself."""


class Commands(TyperGroup):
    """Commands that say what went wrong instead of showing a trace."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401  # Typer's own context
        """Run the command; what went wrong is told, and ends with an exit code."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise  # `| head` has read enough: Typer ends without a word
        except EXPECTED as error:
            say(_told(error))
            raise typer.Exit(1) from None
        except KeyboardInterrupt:
            say("interrupted; nothing is half-written, and what a store has acknowledged is kept: run the command again")
            raise typer.Exit(128 + signal.SIGINT) from None


def say(text: str) -> None:
    """Print what went wrong to standard error."""
    told = f"u4ssc: {text}".split("\n")
    err.print(*map(plain, told), sep="\n", style="red", soft_wrap=True)


def _told(error: BaseException) -> str:
    return f"{error.filename}: {error.strerror}" if isinstance(error, OSError) and error.filename else str(error)


@contextlib.contextmanager
def signals_heeded() -> Generator[None]:
    """Take SIGTERM and SIGHUP as Ctrl+C, so that all is closed and removed, and end with the exit code of the first."""
    came: list[int] = []
    heeded = float("-inf")

    def interrupt(number: int, frame: FrameType | None) -> None:
        nonlocal heeded
        came.append(number)
        if time.monotonic() - heeded > AT_ONCE:
            heeded = time.monotonic()
            # asyncio and uvicorn put their own handlers here; a shell that runs us in the background ignores Ctrl+C
            handler = signal.getsignal(signal.SIGINT)
            (handler if callable(handler) else signal.default_int_handler)(signal.SIGINT, frame)

    ours = {number for number in ENDING if signal.getsignal(number) == signal.SIG_DFL}  # under nohup SIGHUP stays ignored
    for number in ours:
        signal.signal(number, interrupt)
    before, sys.unraisablehook = sys.unraisablehook, _sends_again(came, sys.unraisablehook)
    try:
        yield
    except SystemExit:
        if came:
            raise SystemExit(128 + came[0]) from None
        raise
    finally:
        sys.unraisablehook = before
        for number in ours:
            signal.signal(number, signal.SIG_DFL)


def _sends_again(
    came: list[int], otherwise: Callable[[sys.UnraisableHookArgs], object]
) -> Callable[[sys.UnraisableHookArgs], None]:
    """Return a hook for what is raised where Python drops it, as while an object dies: a signal heard there is sent again."""

    def dropped(what: sys.UnraisableHookArgs) -> None:
        if not isinstance(what.exc_value, KeyboardInterrupt):
            otherwise(what)
            return
        number = came.pop() if came else signal.SIGINT
        again = threading.Timer(LATER, os.kill, [os.getpid(), number])  # not now: what is raised in here is dropped too
        again.daemon = True
        again.start()

    return dropped
