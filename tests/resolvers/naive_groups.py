# ruff: noqa: D102, PLR0911  # one line for each case of the definition
"""The oracle's groups: what rows have in common, and exact numbers of them."""

from __future__ import annotations

import math
from fractions import Fraction

from graph.model import MODEL, Decimal
from tests.resolvers.naive_words import arguments


def dated(value, how):
    """A part of a day or moment."""
    if value is None or how in ("VALUE", "DAY"):
        return value if value is None or how == "VALUE" else value[:10]
    if how == "QUARTER":
        return value[:4] + "-Q" + "111222333444"[int(value[5:7]) - 1]
    return value[: {"YEAR": 4, "MONTH": 7}[how]]


class Plain:
    """An object whose fields are values of a dict."""

    def __init__(self, values):
        self.values = values

    def read(self, info):
        return self.values[info._raw_info.field_name]


class GroupOf:
    """A group of an aggregate."""

    def __init__(self, world, names, values, rows):
        self.world, self.names, self.values, self.rows = world, names, values, rows

    def read(self, info):
        name = info._raw_info.field_name
        if name == "count":
            return len(self.rows)
        if name == "keys":
            told = zip(self.names, self.values, strict=True)
            return [Plain({"field": n, "value": None if v is None else show(v)}) for (n, show), v in told]
        known = [v for v in (self.world.prop(row, name) for row in self.rows) if v is not None]
        exact = MODEL.owner(self.rows[0].kind).props[name].type is Decimal if self.rows else False
        return Numbers(sorted(known), exact=exact)


class Numbers:
    """What is told of a property in a group."""

    def __init__(self, known, *, exact):
        self.known, self.exact = known, exact

    def read(self, info):
        known, raw = self.known, info._raw_info
        match raw.field_name:
            case "known":
                return len(known)
            case "distinct":
                return len(set(known))
            case _ if not known:
                return None
            case "min":
                return known[0]
            case "max":
                return known[-1]
            case "sum":
                return self.digits(sum(map(Fraction, known)))
            case "mean":
                return self.digits(sum(map(Fraction, known)) / len(known))
        at = Fraction(arguments(raw)["p"] * (len(known) - 1))  # a rank is a double: 0.9 * 40 is 36
        low, high = math.floor(at), math.ceil(at)
        rank = Fraction(known[low]) + (Fraction(known[high]) - Fraction(known[low])) * (at - low)
        return round(twelve(rank)) if self.exact else twelve(rank)

    def digits(self, value):
        return round(value) if self.exact else twelve(value)


def twelve(value):
    """A number to twelve digits."""
    return float(f"{float(value):.12g}")
