"""Validated rows on their way into a store, in a temporary file: what is written is what was validated, and is read once."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, Any, Self, cast

import orjson

from graph.change import Edge, Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType


class Spool:
    """Pages of rows in the order they were put in, each with the number of its table; gone once left."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  # closed by __exit__

    def put(self, table: int, rows: Sequence[Row | Edge]) -> None:
        """Append a page of rows of one kind or relation; raises `OSError` where the disk is full."""
        told = [[row.source, row.target, row.row] if isinstance(row, Edge) else row for row in rows]
        self._file.write(orjson.dumps([table, told], option=orjson.OPT_APPEND_NEWLINE))

    def pages(self) -> Iterator[tuple[int, list[Row | Edge]]]:
        """Yield the pages with the numbers of their tables."""
        self._file.seek(0)
        for line in self._file:
            table, rows = orjson.loads(line)
            yield table, [_row(each) for each in rows]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()


def _row(told: Any) -> Row | Edge:  # noqa: ANN401  # what JSON gives
    if isinstance(told, dict):
        return cast("Row", told)
    source, target, row = told
    return Edge(source, target, row)
