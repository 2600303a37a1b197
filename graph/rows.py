"""What a row must be like before any store sees it: one pydantic model per kind, derived from the model.

Refused: NaN, infinities, -0.0, integers beyond 64 bits, NUL, lone surrogates, indexed texts over 2 000 characters or
4 000 bytes (Neo4j's indexes hold 8 167 bytes, and one holds a text with the code), and in sortable text the characters U+E000 to U+FFFF, which Neo4j does not sort in one way (docs/adr/0008-scalars.md).
Codes and keys are in Unicode's composed form (NFC), have no space at an end and no control or format character, and only keys have `|`, which divides the codes in them.
"""

from __future__ import annotations

import functools
import math
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import pydantic
from pydantic import AfterValidator, ConfigDict, Field, create_model
from pydantic_core import PydanticCustomError

from graph.model import MODEL, Decimal, Kind, Prop, RelationKind, Scalar
from graph.model.scalar import PLACES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph.change import Row

INDEXED_LENGTH = 2000
INDEXED_BYTES = 4000
TEXT_LENGTH = 1_000_000
UNSORTABLE = re.compile("[\ue000-\uffff]")
ODD_KEY = re.compile(r"^\s|\s\Z|[\x00-\x1f\x7f-\x9f\u2028\u2029]")
ODD_CODE = re.compile(ODD_KEY.pattern + r"|\|")
NAMES = {"code": ODD_CODE, "key": ODD_KEY}
"""What the properties that name a thing may not hold."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one property of a row."""

    column: str
    code: str
    found: str
    expected: str


class RowError(ValueError):
    """A row no store may hold."""

    def __init__(self, faults: list[Fault]) -> None:
        """Keep all that is wrong with the row."""
        super().__init__("; ".join(f"{f.column}: {f.code}: found {f.found}, expected {f.expected}" for f in faults))
        self.faults = faults


def _fault(code: str, expected: str) -> PydanticCustomError:
    return PydanticCustomError("row", "{code}", {"code": code, "expected": expected})


def text(value: str) -> str:
    """Return a text both stores can hold; raises a pydantic error otherwise."""
    if "\0" in value:
        raise _fault("BAD_TEXT", "text without NUL")
    if not value.isascii() and any("\ud800" <= c <= "\udfff" for c in value):
        raise _fault("BAD_TEXT", "text without lone surrogates")
    return value


def _grouped(value: str) -> str:
    """Return a text both stores can hold and sort."""
    text(value)
    bad = None if value.isascii() else UNSORTABLE.search(value)
    if bad:
        raise _fault("BAD_TEXT", f"sortable text without U+E000 to U+FFFF, here U+{ord(bad.group()):04X}")
    return value


def _sortable(value: str) -> str:
    """Return a text both stores can hold, index and sort."""
    if not value.isascii() and len(value.encode(errors="surrogatepass")) > INDEXED_BYTES:
        raise _fault("TOO_LONG", f"at most {INDEXED_BYTES} bytes of UTF-8")
    return _grouped(value)


def _naming(odd: re.Pattern[str], value: str) -> str:
    """Return a code or key in which no character is unseen, and that is composed: letters of two scripts may still look alike."""
    _sortable(value)
    match = odd.search(value)
    if found := match.group() if match else _unseen(value):
        shown = {" ": "a space at an end", "|": "|"}.get(found, f"U+{ord(found):04X}")
        raise _fault("BAD_CODE", f"a name without {shown}")
    if not unicodedata.is_normalized("NFC", value):
        raise _fault("BAD_CODE", "a name in Unicode's composed form (NFC)")
    return value


def _unseen(value: str) -> str | None:
    """Return the first format character of a text, as the zero-width joiner is one."""
    return None if value.isascii() else next((c for c in value if unicodedata.category(c) == "Cf"), None)


def _number(value: float) -> float:
    if not math.isfinite(value) or (value == 0 and math.copysign(1, value) < 0):
        raise _fault("NOT_A_NUMBER", "a finite number, and 0 without a sign")
    return value


def _bounded(prop: Prop, value: float) -> float:
    """Return a number within the bounds of its property; an exact one is held in ten-thousandths."""
    whole = 10**PLACES if prop.type is Decimal else 1
    if prop.least is not None and value < prop.least * whole:
        raise _fault("OUT_OF_RANGE", f"at least {prop.least:g}")
    if prop.most is not None and value > prop.most * whole:
        raise _fault("OUT_OF_RANGE", f"at most {prop.most:g}")
    return value


def _type(prop: Prop) -> Any:  # noqa: ANN401  # a type made at run time
    if prop.choice:
        member = Annotated[str, AfterValidator(functools.partial(_member, tuple(prop.choice.__members__)))]
        return list[member] if prop.scalar.listed else member
    if prop.type is str:
        short = INDEXED_LENGTH if prop.index or prop.unique else TEXT_LENGTH
        check = _sortable if prop.sortable else _grouped if prop.groupable else text
        if prop.name in NAMES:
            check = functools.partial(_naming, NAMES[prop.name])
        return Annotated[str, Field(max_length=short, min_length=1), AfterValidator(check)]
    if prop.scalar.read and prop.scalar.sql == "TEXT":
        return Annotated[str, AfterValidator(functools.partial(_read, prop.scalar))]
    bounded = AfterValidator(functools.partial(_bounded, prop))
    if prop.type is float:
        return Annotated[float, AfterValidator(_number), bounded]
    if prop.scalar.sql == "INTEGER" and prop.type is not bool:
        bits = 31 if prop.type is int else 63
        return Annotated[int, Field(ge=-(2**bits), lt=2**bits), bounded]
    return (
        list[Annotated[str, Field(max_length=TEXT_LENGTH, min_length=1), AfterValidator(text)]]
        if prop.scalar.listed
        else prop.type
    )


def _read(of: Scalar, value: str) -> str:
    try:
        return of.read(value) if of.read else value
    except ValueError as error:
        raise _fault(f"BAD_{of.graphql.upper()}", str(error)) from None


def _member(names: tuple[str, ...], value: str) -> str:
    if value not in names:
        raise _fault("NOT_A_MEMBER", "one of " + ", ".join(names))
    return value


@functools.cache
def _schema(name: str) -> type[pydantic.BaseModel]:
    fields: dict[str, Any] = {
        p.name: (_type(p) | None if p.nullable else _type(p), None if p.nullable else [] if p.scalar.listed else ...)
        for p in MODEL.owner(name).props.values()
    }
    return create_model(name, __config__=ConfigDict(extra="forbid", strict=True), **fields)


def row(kind: Kind, given: Mapping[str, Any]) -> Row:
    """Return a kind's row with every property, numbers in the type of the property, that keeps the rules of its kind.

    Raises `RowError` that names each bad property, what was found and what was expected.
    """
    faults: list[Fault] = []
    try:
        made = dict(vars(_schema(kind.name).model_validate(dict(given))))
    except pydantic.ValidationError as error:
        faults = [_explain(e, kind) for e in error.errors(include_url=False)]
        made = {p: given.get(p) for p in kind.props}
    faults += [] if faults else _broken(kind, made)
    if faults:
        raise RowError(faults)
    return made


def _broken(kind: Kind, made: Row) -> list[Fault]:
    """Return where a row does not keep the rules of its kind."""
    return [Fault(r.column, r.code, _shown(made[r.column]), r.expected) for r in kind.rules if not r.holds(made)]


def _shown(value: object) -> str:
    return "nothing" if value is None else repr(value)


def edge(relation: RelationKind, source: str, target: str, given: Mapping[str, Any]) -> Row:
    """Return a relation's row, checked with its ends; raises `RowError`.

    A label shared by several relation kinds has keys that begin with the kind's name, because keys are unique per
    label; the ends of a symmetric relation stand in the order of their codes, so that a pair is stated once.
    """
    faults, made = list[Fault](), dict[str, Any]()
    try:
        made = row(relation, given)
    except RowError as error:
        faults += error.faults
    prefix, key = _prefix(relation.name), given.get("key")
    if isinstance(key, str) and not key.startswith(prefix):
        faults.append(Fault("key", "BAD_KEY", repr(key)[:80], f"a key that begins with {prefix}"))
    for column, code in (("from", source), ("to", target)):
        try:
            text(code)
        except PydanticCustomError as error:
            faults.append(Fault(column, error.message(), repr(code)[:80], (error.context or {})["expected"]))
    if relation.symmetric and source >= target:
        faults.append(Fault("to", "BAD_ORDER", repr(target), f"a code after {source!r}: a pair is stated once"))
    if faults:
        raise RowError(faults)
    return made


_prefix = functools.cache(MODEL.prefix)


CODES = {
    "missing": ("MISSING", "a value"),
    "extra_forbidden": ("UNKNOWN_COLUMN", "a property of the kind"),
    "string_too_long": ("TOO_LONG", "at most {max_length} characters"),
    "string_too_short": ("MISSING", "at least one character"),
    "greater_than_equal": ("OUT_OF_RANGE", "at least {ge}"),
    "less_than": ("OUT_OF_RANGE", "less than {lt}"),
}
TYPES = {"string": "text", "int": "a whole number", "float": "a number", "bool": "true or false", "list": "a list of texts"}


def _explain(error: Any, of: Kind) -> Fault:  # noqa: ANN401  # pydantic's ErrorDetails
    column, kind = ".".join(map(str, error["loc"])), error["type"]
    show = of.props[column].scalar.show if column in of.props and type(error["input"]) is int else None
    found = show(error["input"]) if show else repr(error["input"])[:80]
    context = error.get("ctx", {})
    if kind == "row":
        return Fault(column, context["code"], found, context["expected"])
    if kind in CODES:
        code, expected = CODES[kind]
        return Fault(column, code, "nothing" if kind == "missing" else found, expected.format(**context))
    if error["input"] is None:
        return Fault(column, "MISSING", "nothing", TYPES.get(kind.split("_")[0], "a value"))
    return Fault(column, "WRONG_TYPE", found, TYPES.get(kind.split("_")[0], "another type"))
