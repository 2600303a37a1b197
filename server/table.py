"""Files of rows: CSV and NDJSON, one per kind or relation, read strictly and with the place of every fault."""

from __future__ import annotations

import csv
import functools
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from graph.change import Edge, Row
from graph.model import MODEL, Decimal, Kind, Long, Prop
from graph.rows import TEXT_LENGTH, Fault, RowError, edge, row
from server.whole import kinds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

ENDS = ("from", "to")
"""Columns of a relation beside its properties: the codes of its ends."""
WHOLE = re.compile(r"-?(0|[1-9][0-9]*)")
NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
SUFFIXES = (".csv", ".ndjson")

csv.field_size_limit(TEXT_LENGTH)  # of all readers; without it no cell is longer than 131 072 characters


@dataclass(frozen=True, slots=True)
class Place:
    """A fault and where it stands; `position` is the number of the column in a CSV file."""

    file: str
    line: int
    position: int | None
    fault: Fault

    def __str__(self) -> str:
        """Tell it as `file:line:column (name) CODE: found ..., expected ...`."""
        f = self.fault
        where = f"{self.file}:{self.line}" + (f":{self.position}" if self.position else "")
        return f"{where} ({f.column}) {f.code}: found {f.found}, expected {f.expected}"


@dataclass(frozen=True, slots=True)
class Table:
    """One file of rows of one kind."""

    path: Path
    kind: Kind

    @property
    def columns(self) -> list[str]:
        """The names of its columns, in order."""
        return [*(ENDS if self.kind.name in MODEL.relations else ()), *self.kind.props]

    def read(self) -> Iterator[tuple[int, Row | Edge | list[Place]]]:
        """Yield each row with its line, or what is wrong with it."""
        try:
            yield from _csv(self) if self.path.suffix == ".csv" else _ndjson(self)
        except UnicodeDecodeError as error:
            line, byte = _undecodable(self.path) or (1, error.object[error.start])
            yield line, [self.place(line, None, Fault("file", "BAD_ENCODING", f"byte 0x{byte:02x}", "UTF-8"))]

    def place(self, line: int, position: int | None, fault: Fault) -> Place:
        """Return where a fault stands."""
        return Place(self.path.name, line, position, fault)

    def position(self, column: str) -> int | None:
        """Return the number of a column in the file; it is read once a fault is to be told. NDJSON has none."""
        if self.path.suffix != ".csv":
            return None
        with self.path.open(encoding="utf-8-sig", newline="") as file:
            header = next(csv.reader(file, strict=True), list[str]())
        name = _column(column)
        return header.index(name) + 1 if name in header else None

    def checked(
        self, line: int, given: dict[str, Any], positions: dict[str, int], found: Sequence[Fault] = ()
    ) -> Row | Edge | list[Place]:
        """Return the row of the kind, or all that is wrong with it; `found` is wrong with what is not given."""
        faults = [*found, *_exact(self.kind, given)]
        try:
            made = self._made(given, faults)
            if not faults:
                return made
        except RowError as error:
            told = {f.column for f in faults}
            faults += [f for f in error.faults if f.column not in told]
        return [self.place(line, positions.get(_column(f.column)), f) for f in faults]

    def _made(self, given: dict[str, Any], faults: list[Fault]) -> Row | Edge:
        """Return the row of the kind, add what is wrong with its ends; raises `RowError` for what else is wrong."""
        if self.kind.name not in MODEL.relations:
            return row(self.kind, given)
        source, target = (_end(given, name, faults) for name in ENDS)
        made = Edge(source, target, edge(MODEL.relations[self.kind.name], source, target, given))
        return made if faults else _identified(self.kind.name, made)


def _column(told: str) -> str:
    """Return the column a fault is in: of an item of a list, that of the list."""
    return told.partition(".")[0]


def _undecodable(path: Path) -> tuple[int, int] | None:
    """Return the line and the first byte of what is no UTF-8: a decoder counts from its chunk, so lines are read one by one."""
    line = 0
    with path.open("rb") as file:
        for raw in file:
            try:
                raw.decode()
            except UnicodeDecodeError as error:
                return line + len(raw[: error.start + 1].splitlines()), raw[error.start]
            line += len(raw.splitlines())
    return None


def _exact(kind: Kind, given: dict[str, Any]) -> list[Fault]:
    """Make exact numbers of their texts, which JSON's own numbers and a file's cells would lose as floats; return and take out the others."""
    faults: list[Fault] = []
    for prop in _decimals(kind.name):
        found = given.get(prop.name)
        if found is not None:
            try:
                given[prop.name] = prop.scalar.read(found if isinstance(found, str) else "") if prop.scalar.read else found
            except ValueError as error:
                faults.append(Fault(prop.name, "BAD_DECIMAL", repr(found)[:80], f"{error}, as text"))
                del given[prop.name]
    return faults


@functools.cache
def _decimals(kind: str) -> list[Prop]:
    return [prop for prop in MODEL.owner(kind).props.values() if prop.type is Decimal]


def _identified(relation: str, made: Edge) -> Edge:
    """Return an edge whose key says what it is, raise `RowError` for another; a revision is named by its value's key and its number."""
    prefix, parts, revised = _identity(relation)
    if parts:
        told = {"from": made.source, "to": made.target, **made.row}
        key = prefix + "|".join("" if told[p] is None else str(told[p]) for p in parts)
        key += f"@{told['revision']}" if revised else ""
        if told["key"] != key:
            raise RowError([Fault("key", "BAD_KEY", repr(told["key"]), repr(key))])
    return made


@functools.cache
def _identity(relation: str) -> tuple[str, tuple[str, ...], bool]:
    """Return what keys of a relation begin with, what they are made of, and whether they name revisions."""
    current = next((rel for rel in MODEL.relations.values() if rel.history == relation), None)
    return MODEL.prefix(relation), (current or MODEL.relations[relation]).identity, current is not None


def _end(given: dict[str, Any], name: str, faults: list[Fault]) -> str:
    code = given.pop(name, None)
    if isinstance(code, str):
        return code
    if all(f.column != name for f in faults):
        faults.append(Fault(name, "MISSING", "nothing" if code is None else repr(code)[:80], "the code of a node"))
    return ""


def tables(path: Path) -> list[Table]:
    """Return the tables of a file or folder, nodes before relations.

    Raises `FileNotFoundError` where there is nothing, `ValueError` for a file that is named after no kind.
    """
    files = _files(path) if path.is_dir() else [path]
    if not files or not files[0].exists():
        raise FileNotFoundError(f"{path}: expected a file named after a kind, as in City.csv, or a folder of such files")
    known = {name: MODEL.owner(name) for name in kinds()}
    for file in files:
        if file.stem not in known or file.suffix not in SUFFIXES:
            raise ValueError(f"{file}: expected the name of a kind or relation and .csv or .ndjson; known are {', '.join(known)}")
    made = [Table(file, known[file.stem]) for file in files]
    return sorted(made, key=lambda t: (list(known).index(t.kind.name), t.path.name))


def _files(folder: Path) -> list[Path]:
    """Return the files of a folder that are tables or named after a kind, whatever the case: of these none is passed over."""
    names = {name.lower() for name in kinds()}
    return sorted(f for f in folder.iterdir() if f.is_file() and (f.suffix in SUFFIXES or f.stem.lower() in names))


def _csv(table: Table) -> Iterator[tuple[int, Row | Edge | list[Place]]]:
    with table.path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        try:
            header = next(reader, list[str]())
            faults = _header(table, header)
            if faults:
                yield 1, faults
                return
            positions = {name: at for at, name in enumerate(header, 1)}
            line = reader.line_num + 1
            for cells in reader:
                if cells:
                    yield line, _row(table, line, header, cells, positions)
                line = reader.line_num + 1
        except csv.Error as error:
            yield reader.line_num, [table.place(reader.line_num, None, _broken(error))]


def _broken(error: csv.Error) -> Fault:
    """Return the fault of what the reader cannot read on from: it counts the characters of a cell, quotes or not."""
    if "field limit" in str(error):
        return Fault("row", "TOO_LONG", "a longer cell, or a quote without its end", f"at most {TEXT_LENGTH} characters")
    return Fault("file", "BAD_CSV", str(error), "RFC 4180")


def _header(table: Table, header: list[str]) -> list[Place]:
    faults = [
        Fault(n[:80], "UNKNOWN_COLUMN", repr(n[:80]), "a column of " + table.kind.name) for n in header if n not in table.columns
    ]
    faults += [
        Fault(n, "DUPLICATE_COLUMN", repr(n), "each column once") for n in sorted({n for n in header if header.count(n) > 1})
    ]
    for name in table.columns:
        prop = table.kind.props.get(name)
        if name not in header and not (name not in ENDS and prop and (prop.nullable or prop.scalar.listed)):
            faults.append(Fault(name, "MISSING_COLUMN", "nothing", f"a column {name}"))
    return [table.place(1, header.index(f.column) + 1 if f.column in header else None, f) for f in faults[:20]]


def _row(table: Table, line: int, header: list[str], cells: list[str], positions: dict[str, int]) -> Row | Edge | list[Place]:
    if len(cells) != len(header):
        return [table.place(line, None, Fault("row", "CELLS", f"{len(cells)} cells", f"{len(header)}"))]
    given: dict[str, Any] = {name: [] for name, p in table.kind.props.items() if p.scalar.listed}
    faults: list[Fault] = []
    for name, cell in zip(header, cells, strict=True):
        is_end = name in ENDS and table.kind.name in MODEL.relations
        found = (cell or None) if is_end else _value(table.kind.props[name], cell)
        if isinstance(found, Fault):
            faults.append(found)
        else:
            given[name] = found
    return table.checked(line, given, positions, faults)


def _value(prop: Prop, cell: str) -> Any:  # noqa: ANN401  # a value or a fault
    if prop.scalar.listed:
        return cell.split("|") if cell else []
    if cell == "":
        return None
    if prop.type is bool:
        return {"true": True, "false": False}.get(cell, Fault(prop.name, "WRONG_TYPE", repr(cell[:80]), "true or false"))
    if prop.type in (int, Long):
        return (
            int(cell)
            if len(cell) < 30 and WHOLE.fullmatch(cell)
            else Fault(prop.name, "WRONG_TYPE", repr(cell[:80]), "a whole number")
        )
    if prop.type is float:
        return float(cell) if NUMBER.fullmatch(cell) else Fault(prop.name, "WRONG_TYPE", repr(cell[:80]), "a number")
    return cell


def _ndjson(table: Table) -> Iterator[tuple[int, Row | Edge | list[Place]]]:
    with table.path.open(encoding="utf-8-sig") as file:
        for line, text in enumerate(file, 1):
            if not text.strip():
                continue
            try:
                given: Any = _json(text.strip())
            except (ValueError, RecursionError) as error:
                given = str(error)
            if isinstance(given, dict):
                yield line, table.checked(line, cast("dict[str, Any]", given), {})
            else:
                yield line, [table.place(line, None, Fault("row", "BAD_JSON", repr(given)[:80], "one JSON object on a line"))]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a key stands twice")
    return made


_json = json.JSONDecoder(object_pairs_hook=_once).decode
"""Reads one JSON text strictly; made once, because `json.loads` would make it for each row."""
