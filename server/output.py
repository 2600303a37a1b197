"""Writing files whole or not at all, and lines of JSON."""

from __future__ import annotations

import contextlib
import sys
import uuid
from typing import TYPE_CHECKING, Any, BinaryIO

import orjson

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path


@contextlib.contextmanager
def whole(path: Path) -> Generator[BinaryIO]:
    """Give a file that has its name once all is written, and else is not there; raises `OSError` that tells the path.

    A file that is replaced keeps its mode, and a link to it leads to the new one.
    """
    given, path = path, path.resolve()
    if given.exists() and not given.is_file():  # a folder, or a device or pipe that would be replaced
        raise OSError(f"{given}: expected a file, or a name for one")
    aside = path.with_name(f".{path.name}.{uuid.uuid4().hex}.part")
    try:
        opened = aside.open("xb")
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(given)) from None
    try:
        with opened as file:
            if path.exists():
                aside.chmod(path.stat().st_mode & 0o7777)
            yield file
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


@contextlib.contextmanager
def lines(path: Path | None) -> Generator[Callable[[Any], None]]:
    """Give a function that writes one JSON line, to a file that is written whole or without a path to standard output."""
    if path is None:
        yield lambda row: _put(sys.stdout.buffer, row)
        sys.stdout.buffer.flush()
        return
    with whole(path) as file:
        yield lambda row: _put(file, row)


def _put(file: Any, row: Any) -> None:  # noqa: ANN401  # a binary file, JSON
    file.write(orjson.dumps(row) + b"\n")
