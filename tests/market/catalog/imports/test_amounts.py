"""Prices and sizes as people write them: exact, or told why not."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga_platform.kernel.money import decimal_text
from minga_platform.market.catalog.imports.amounts import LARGEST, read_price, read_whole
from minga_platform.market.catalog.imports.types import Fault, Mend


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("9.99", "EUR", 999),
        ("500", "EUR", 50_000),
        ("12,50", "EUR", 1_250),
        ("12,5", "EUR", 1_250),
        ("1.234,50", "EUR", 123_450),
        ("1,234.50", "EUR", 123_450),
        ("1 234,50", "EUR", 123_450),
        ("1\u202f234,50", "EUR", 123_450),
        ("1'234.50", "CHF", 123_450),
        ("1,234,567.00", "USD", 123_456_700),
        ("1,23,456.00", "INR", 12_345_600),
        (".5", "EUR", 50),
        ("5.", "EUR", 500),
        ("0", "EUR", 0),
        ("0,123", "TND", 123),
        ("1.234", "TND", 1_234),
        ("1500", "JPY", 1_500),
        ("1.234.567", "JPY", 1_234_567),
        ("10000000000", "EUR", LARGEST),
    ],
)
def test_an_amount_is_read_exactly(text: str, currency: str, minor: int) -> None:
    assert read_price(text, currency) == (minor, None, ())


@pytest.mark.parametrize(
    ("text", "currency", "fault"),
    [
        ("1,234", "EUR", Fault.AMOUNT_AMBIGUOUS),
        ("1.234", "EUR", Fault.AMOUNT_AMBIGUOUS),
        ("1,234", "TND", Fault.AMOUNT_AMBIGUOUS),
        ("1,234", "JPY", Fault.AMOUNT_AMBIGUOUS),
        ("0.001", "EUR", Fault.AMOUNT_TOO_FINE),
        ("9.9999", "EUR", Fault.AMOUNT_TOO_FINE),
        ("0.5", "JPY", Fault.AMOUNT_TOO_FINE),
        ("-3", "EUR", Fault.AMOUNT_NEGATIVE),
        ("10000000000.01", "EUR", Fault.AMOUNT_TOO_LARGE),
        ("9" * 5000, "EUR", Fault.AMOUNT_TOO_LARGE),
        ("$5", "EUR", Fault.OTHER_CURRENCY),
        ("5 GBP", "EUR", Fault.OTHER_CURRENCY),
        ("1e3", "EUR", Fault.AMOUNT_UNREADABLE),
        ("NaN", "EUR", Fault.AMOUNT_UNREADABLE),
        ("Infinity", "EUR", Fault.AMOUNT_UNREADABLE),
        ("abc", "EUR", Fault.AMOUNT_UNREADABLE),
        ("", "EUR", Fault.AMOUNT_UNREADABLE),
        ("12:50", "EUR", Fault.AMOUNT_UNREADABLE),
        ("1,2,3", "EUR", Fault.AMOUNT_UNREADABLE),
        ("1.2.3,4", "EUR", Fault.AMOUNT_UNREADABLE),
        ("--1", "EUR", Fault.AMOUNT_UNREADABLE),
        ("=1+1", "EUR", Fault.AMOUNT_UNREADABLE),
        ("½", "EUR", Fault.AMOUNT_UNREADABLE),
        ("²", "EUR", Fault.AMOUNT_UNREADABLE),
    ],
)
def test_what_is_no_clear_amount_is_told_and_not_guessed(text: str, currency: str, fault: Fault) -> None:
    minor, found, _ = read_price(text, currency)
    assert (minor, found) == (None, fault)


@pytest.mark.parametrize(
    ("text", "currency", "minor", "mend"),
    [
        ("€ 12.50", "EUR", 1_250, Mend.CURRENCY_MARK),
        ("12,50 €", "EUR", 1_250, Mend.CURRENCY_MARK),
        ("12.50 EUR", "EUR", 1_250, Mend.CURRENCY_MARK),
        ("$5", "MXN", 500, Mend.CURRENCY_MARK),
        ("٣٫٥٠", "EUR", 350, Mend.DIGITS),
        ("१२.५०", "INR", 1_250, Mend.DIGITS),
    ],
)
def test_what_is_read_into_an_amount_is_told(text: str, currency: str, minor: int, mend: Mend) -> None:
    assert read_price(text, currency) == (minor, None, (mend,))


@given(st.integers(0, LARGEST), st.sampled_from([("EUR", 2), ("JPY", 0), ("TND", 3)]))
def test_every_amount_survives_being_written_with_a_decimal_point(minor: int, money: tuple[str, int]) -> None:
    currency, scale = money
    assert read_price(decimal_text(minor, scale), currency) == (minor, None, ())


@given(st.integers(0, LARGEST))
def test_every_amount_survives_both_ways_of_grouping(minor: int) -> None:
    english = f"{Decimal(minor).scaleb(-2):,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    for written in (english, german, german.replace(".", " "), english.replace(",", "'")):
        assert read_price(written, "EUR") == (minor, None, ())


@given(st.text(max_size=30))
def test_any_text_is_an_amount_or_a_fault(text: str) -> None:
    minor, fault, _ = read_price(text, "EUR")
    assert (minor is None) != (fault is None)
    assert minor is None or 0 <= minor <= LARGEST


@pytest.mark.parametrize(
    ("text", "count"), [("12", 12), ("-3", -3), ("\u22123", -3), ("12.0", 12), ("1,000,000", 1_000_000)]
)
def test_a_count_is_whole(text: str, count: int) -> None:
    assert read_whole(text)[0] == count


def test_half_a_thing_is_a_fault() -> None:
    assert read_whole("0.5")[1] is Fault.AMOUNT_TOO_FINE
