"""Numbers as people type them, in four languages, on any keyboard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga_frontend.shell.forms import Form, read_money, read_number, read_quantity, shown_scale
from minga_platform.kernel.locale import LANGUAGES, write_number
from minga_platform.kernel.money import decimal_text


@pytest.mark.parametrize(
    ("typed", "scale", "meant"),
    [
        ("1,5", 3, 1500),
        ("1.5", 3, 1500),
        ("١٫٥", 3, 1500),
        ("۲٫۵", 3, 2500),
        ("1.234,50", 2, 123450),
        ("1,234.50", 2, 123450),
        ("1 234,50", 2, 123450),
        ("1\u202f234,50", 2, 123450),
        ("١٬٢٣٤٫٥٠", 2, 123450),
        ("1'234.50", 2, 123450),
        ("12", 0, 12),
        ("-3", 0, -3),
        ("−3", 0, -3),
        (" 7 ", 2, 700),
        ("1.234.567", 2, 123456700),
        (".5", 2, 50),
    ],
)
def test_what_was_typed_is_what_was_meant(typed: str, scale: int, meant: int) -> None:
    assert read_number(typed, scale) == meant


@pytest.mark.parametrize(
    "typed", ["", " ", "abc", "1e5", "NaN", "Infinity", "1,2,3.4.5", "0x10", "1.2345", "--3", "½", "٣a", "1" * 60]
)
def test_what_is_no_number_is_none(typed: str) -> None:
    assert read_number(typed, 2) is None


def test_more_decimals_than_there_are_is_no_number() -> None:
    assert read_number("0.3333", 3) is None
    assert read_money("10.005", "EUR") is None
    assert read_money("500.5", "JPY") is None


def test_money_may_carry_its_sign() -> None:
    assert read_money("€12,50", "EUR") == 1250
    assert read_money("12.50 EUR", "EUR") == 1250


def test_quantities_are_typed_in_the_unit_that_the_field_shows() -> None:
    assert shown_scale("g", 500) == 3
    assert read_quantity("1.5", "g", 500) == 1500
    assert shown_scale("g", 10) == 0
    assert read_quantity("30", "g", 10) == 30
    assert read_quantity("2", "piece", 1) == 2
    assert read_quantity("1.5", "piece", 1) is None


@given(st.integers(-(10**10), 10**10), st.sampled_from([0, 2, 3]))
def test_reading_back_what_we_write_loses_nothing(number: int, scale: int) -> None:
    assert read_number(decimal_text(number, scale), scale) == number


@given(st.integers(0, 10**9), st.sampled_from(LANGUAGES))
def test_whole_numbers_come_back_from_each_language(number: int, language: str) -> None:
    written = write_number(number, language)
    # One mark alone could part thousands or decimals (1.234): the field says which it takes, so only others are read.
    if sum(written.count(mark) for mark in ",.") != 1:
        assert read_number(written, 0) == number


@given(st.text(max_size=60), st.integers(0, 3))
def test_nothing_typed_breaks_the_reader(typed: str, scale: int) -> None:
    found = read_number(typed, scale)
    assert found is None or isinstance(found, int)


def test_a_form_gives_back_what_was_typed() -> None:
    form = Form({"name": "Ana"}, {"name": "Too short."})
    assert form["name"] == "Ana"
    assert form["other"] == ""
    assert form.problem("name") == "Too short."
    assert form.problem("other") is None
