"""Writing lines of JSON whole or not at all."""

from __future__ import annotations

import contextlib
import sys
import uuid
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path


@contextlib.contextmanager
def lines(path: Path | None) -> Generator[Callable[[Any], None]]:
    """Give a function that writes one JSON line; the file has its name once all are written, and else is not there.

    Without a path the lines go to standard output as they come.
    """
    if path is None:
        yield lambda row: _put(sys.stdout.buffer, row)
        sys.stdout.buffer.flush()
        return
    aside = path.with_name(f".{path.name}.{uuid.uuid4().hex}.part")
    try:
        with aside.open("xb") as file:
            yield lambda row: _put(file, row)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def _put(file: Any, row: Any) -> None:  # noqa: ANN401  # a binary file, JSON
    file.write(orjson.dumps(row) + b"\n")
