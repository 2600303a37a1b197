"""Scalars: what a client's or a file's text becomes, and how it is shown again."""

from __future__ import annotations

import datetime as dt
import decimal
import enum

import hypothesis.strategies as st
import pytest
from hypothesis import given

from graph.model.scalar import Date, DateTime, Decimal, Long, choice, scalar


def read(of, text):
    """What is stored of a text."""
    found = scalar(of).read
    assert found
    return found(text)


@given(st.decimals(min_value=-922337203685477, max_value=922337203685477, places=4))
def test_decimal_is_exact(value):
    """A decimal is stored as ten-thousandths and shown with the same value, as Python's own decimals have it."""
    stored = read(Decimal, f"{value:f}")
    show = scalar(Decimal).show
    assert show

    assert stored == int(value.scaleb(4))
    assert decimal.Decimal(show(stored)) == value


@given(st.integers(-(2**63), 2**63 - 1))
def test_every_stored_decimal_is_read_again(stored):
    """What is shown of any 64 bits is read as the same bits, without zeros at its end."""
    show = scalar(Decimal).show
    assert show

    assert stored == read(Decimal, show(stored))
    assert "." not in show(stored) or not show(stored).endswith(("0", "."))


@given(st.integers(-(2**63), 2**63 - 1))
def test_order_of_decimals_is_that_of_their_numbers(stored):
    """A larger number is a larger stored number, so both stores compare them exactly."""
    show = scalar(Decimal).show
    assert show

    assert decimal.Decimal(show(stored)) == decimal.Decimal(stored).scaleb(-4)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "1,5",
        "1.",
        ".5",
        "1.00001",
        "01",
        "+1",
        "1e3",
        "NaN",
        "Infinity",
        "--1",
        "1_000",
        "\u0661",
        "922337203685477.5808",
    ],
)
def test_no_decimal(text):
    """What is not an exact number of that size is refused, and not rounded."""
    with pytest.raises(ValueError, match=r"number"):
        read(Decimal, text)


@given(st.dates())
def test_a_day_is_its_text(day):
    """A day is stored as ISO 8601, whose order is the order in time."""
    assert day.isoformat() == read(Date, day.isoformat())


@pytest.mark.parametrize("text", ["", "2026-02-30", "2026-2-3", "20260203", "2026-02-03T00:00", "0000-01-01", "\u06662026-02-03"])
def test_no_day(text):
    """What is not a day of the calendar in that form is refused."""
    with pytest.raises(ValueError, match="a day such as"):
        read(Date, text)


@given(st.datetimes(min_value=dt.datetime(1000, 1, 1)))  # noqa: DTZ001  # hypothesis takes no zone here
def test_a_moment_is_its_text(moment):
    """A moment in UTC with milliseconds is stored as it is written."""
    text = moment.isoformat(timespec="milliseconds") + "Z"

    assert text == read(DateTime, text)


@pytest.mark.parametrize("text", ["2026-02-30T00:00:00.000Z", "2026-01-01T24:00:00.000Z", "2026-01-01T00:00:00Z", "2026-01-01"])
def test_no_moment(text):
    """What is not a moment in that form is refused."""
    with pytest.raises(ValueError, match="a moment in UTC"):
        read(DateTime, text)


@pytest.mark.parametrize("text", ["9223372036854775808", "1.0", "", "0x1"])
def test_no_long(text):
    """What is not a whole number of 64 bits is refused."""
    with pytest.raises(ValueError, match="whole number"):
        read(Long, text)


class Colour(enum.Enum):
    """A closed list."""

    RED = "Red."


def test_closed_lists():
    """A property may hold one member of a closed list, or a list of them."""
    assert (Colour, Colour, None) == (choice(Colour), choice(tuple[Colour, ...]), choice(tuple[str, ...]))
    assert ("Colour", False, True) == (scalar(Colour).graphql, scalar(Colour).listed, scalar(Colour).ordered)
    assert ("Colour", True, False) == tuple(getattr(scalar(tuple[Colour, ...]), n) for n in ("graphql", "listed", "ordered"))


def test_unknown_type_is_refused():
    """A type no property may have is a mistake of the model."""
    with pytest.raises(TypeError, match="not a type of property"):
        scalar(bytes)
