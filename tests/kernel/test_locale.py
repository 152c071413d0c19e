"""Languages: which one is answered in, how content falls back, how amounts and days are written."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga_platform.kernel import locale
from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.locale import LANGUAGES, Text, negotiate, split_path

MADRID = ZoneInfo("Europe/Madrid")


@pytest.mark.parametrize(
    ("prefix", "cookie", "accepted", "answered"),
    [
        ("fr", "es", "ar", "fr"),
        (None, "es", "ar", "es"),
        (None, "xx", "ar", "ar"),
        (None, None, "de;q=1, fr-CH;q=0.5, ar;q=0.6", "ar"),
        (None, None, "fr, es", "fr"),
        (None, None, "es;q=0", "en"),
        (None, None, "es;q=zero, fr;q=0.1", "fr"),
        (None, None, "", "en"),
        (None, None, "*", "en"),
        (None, None, "AR-eg", "ar"),
    ],
)
def test_the_address_wins_over_the_choice_and_the_choice_over_the_browser(
    prefix: str | None, cookie: str | None, accepted: str, answered: str
) -> None:
    assert negotiate(prefix, cookie, accepted) == answered


@given(st.text(max_size=3000))
def test_whatever_a_browser_sends_a_language_of_ours_is_answered(header: str) -> None:
    assert negotiate(None, header, header) in LANGUAGES


@pytest.mark.parametrize(
    ("path", "split"),
    [
        ("/es/c/valle", ("es", "/c/valle")),
        ("/es", ("es", "/")),
        ("/es/", ("es", "/")),
        ("/", (None, "/")),
        ("/esparto", (None, "/esparto")),
        ("//es/x", (None, "//es/x")),
        ("/de/c", (None, "/de/c")),
    ],
)
def test_a_path_gives_up_its_language(path: str, split: tuple[str | None, str]) -> None:
    assert split_path(path) == split


def test_content_falls_back_to_the_co_op_s_language_and_then_to_the_first() -> None:
    bread = Text.checked({"es": "Pan", "fr": "Pain"}, field="title")
    assert bread.read("fr", "es") == "Pain"
    assert bread.read("fr-CA", "es") == "Pain"
    assert bread.said_in("ar", "es") == ("Pan", "es")
    assert bread.said_in("ar", "de") == ("Pan", "es")
    assert Text({}).said_in("ar") == ("", "ar")


def test_content_is_trimmed_and_empty_languages_are_left_out() -> None:
    text = Text.checked({"es": "  Pan\r\n", "en": "   ", "fr": None}, field="title")
    assert dict(text) == {"es": "Pan"}


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ("Pan", "map_of_texts"),
        ({"es": 3}, "map_of_texts"),
        ({"ES": "x"}, "language"),
        ({"es; drop": "x"}, "language"),
        ({3: "x"}, "language"),
        ({"es": "x" * 41}, "length"),
        ({"es": "a\nb"}, "one_line"),
        ({"es": "a\x00b"}, "characters"),
        ({"es": "a\ud800b"}, "characters"),
        ({"es": "pay \u202eyap"}, "characters"),
        ({"es": "  "}, "required"),
        ({}, "required"),
        ({f"a{chr(97 + n % 26)}{chr(97 + n // 26)}": "x" for n in range(25)}, "languages"),
    ],
)
def test_content_that_cannot_be_kept_is_refused_by_name(value: Any, rule: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        Text.checked(value, field="title", longest=40, one_line=True)
    assert (refused.value.field, refused.value.rule) == ("title", rule)


@given(st.dictionaries(st.sampled_from(["en", "es", "fr", "ar", "pt-BR"]), st.text(max_size=50)))
def test_content_that_was_taken_is_taken_again_unchanged(value: dict[str, str]) -> None:
    try:
        once = Text.checked(value, field="x", shortest=0)
    except InvalidInput:
        return
    assert Text.checked(once.by_language, field="x", shortest=0) == once


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "€1,234.50"), ("es", "1.234,50\xa0€"), ("fr", "1\u202f234,50\xa0€"), ("ar", "\u200f1,234.50\xa0€")],
)
def test_money_is_written_as_each_language_does(language: str, written: str) -> None:
    assert locale.write_money(123450, "EUR", language) == written


def test_money_has_the_decimals_of_its_currency() -> None:
    assert locale.write_money(500, "JPY", "en").endswith("500")
    assert locale.write_money(1234, "TND", "en").endswith("1.234")
    assert locale.write_money(5, "KWD", "en").endswith("0.005")
    assert locale.write_money(-5, "EUR", "en") == "-€0.05"


@given(st.integers(-(10**13), 10**13))
def test_no_cent_is_lost_in_writing(minor: int) -> None:
    digits = "".join(sign for sign in locale.write_money(minor, "EUR", "en") if sign in "-.0123456789")
    whole, _, part = digits.partition(".")
    assert int(whole + part) == minor


def _spaced(written: str) -> str:
    # Which hard space stands before a unit changes between releases of the language data.
    return written.replace("\u202f", " ").replace("\xa0", " ")


def test_quantities_are_written_exactly_in_the_unit_people_say() -> None:
    assert locale.write_quantity(1500, "g", "en") == "1.5 kg"
    assert _spaced(locale.write_quantity(1255, "g", "es")) == "1,255 kg"
    assert _spaced(locale.write_quantity(250, "ml", "fr")) == "250 ml"
    assert locale.write_quantity(20000, "g", "en") == "20 kg"
    assert locale.write_quantity(1, "piece", "en") == "1 piece"
    assert locale.write_quantity(2, "piece", "en") == "2 pieces"


def test_a_price_says_what_it_is_for() -> None:
    assert locale.write_price(280, "EUR", 1000, "g", "en") == "€2.80 / kg"
    assert locale.write_price(280, "EUR", 100, "g", "en") == "€2.80 / 100 g"
    assert locale.write_price(1200, "EUR", 1, "piece", "en") == "€12.00"
    assert "kg" in locale.write_price(280, "EUR", 1000, "g", "es")


def test_days_and_openings_are_written_for_a_diary() -> None:
    start = datetime(2026, 11, 28, 9, tzinfo=UTC)
    end = start + timedelta(hours=2)
    assert locale.write_window(start, end, MADRID, "en") == "Saturday 28 November, 10:00–12:00"
    assert locale.write_window(start, end, MADRID, "es") == "sábado 28 de noviembre, 10:00–12:00"
    assert locale.write_window(start, end, MADRID, "fr") == "samedi 28 novembre, 10:00–12:00"
    assert locale.write_window(start, end, MADRID, "ar") == "السبت 28 نوفمبر، 10:00–12:00"
    assert locale.write_long_day(date(2026, 11, 28), "en") == "28 November 2026"
    # Half past eleven at night in UTC is the next day in Madrid.
    assert locale.write_moment(datetime(2026, 11, 28, 23, 30, tzinfo=UTC), MADRID, "en") == "29 November 2026, 00:30"


def test_midnight_is_the_end_of_the_day_that_people_still_have() -> None:
    midnight = datetime(2026, 11, 26, 23, tzinfo=UTC)
    assert locale.write_deadline(midnight, MADRID, "en") == "Thursday 26 November, end of the day"
    assert locale.write_deadline(midnight, MADRID, "es") == "jueves 26 de noviembre, al final del día"
    assert locale.write_deadline(midnight, MADRID, "fr") == "jeudi 26 novembre, en fin de journée"
    assert locale.write_deadline(midnight, MADRID, "ar") == "الخميس 26 نوفمبر، نهاية اليوم"
    assert locale.write_deadline(midnight, UTC, "en") == "26 November 2026, 23:00"
    # The night of the longer day: midnight still belongs to the 25th, 25 hours after it began.
    assert (
        locale.write_deadline(datetime(2026, 10, 25, 23, tzinfo=UTC), MADRID, "en")
        == "Sunday 25 October, end of the day"
    )


def test_a_language_we_do_not_speak_is_answered_in_english() -> None:
    assert locale.say("de", "Search") == "Search"
    assert locale.write_money(100, "EUR", "de") == "€1.00"
    assert locale.direction("ar") == "rtl"
    assert locale.direction("fr") == "ltr"
