"""Values of the door cannot be built wrong, and come back as they were given."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
import strawberry
from hypothesis import given
from hypothesis import strategies as st
from strawberry.schema.config import StrawberryConfig

from minga_graphql.scalars import (
    LARGEST_WHOLE,
    SCALARS,
    EmailAddress,
    Language,
    MinorUnits,
    Slug,
    read_instant,
    write_instant,
)
from minga_graphql.values import LocalTextInput, Money, MoneyInput, Quantity, money_of, quantity_of, read_languages
from minga_platform.kernel.errors import InvalidInput


@strawberry.type
class Query:
    @strawberry.field
    def whole(self, value: MinorUnits) -> MinorUnits:
        return value

    @strawberry.field
    def instant(self, value: datetime) -> datetime:
        return value

    @strawberry.field
    def day(self, value: date) -> date:
        return value

    @strawberry.field
    def language(self, value: Language) -> Language:
        return value

    @strawberry.field
    def slug(self, value: Slug) -> Slug:
        return value

    @strawberry.field
    def mail(self, value: EmailAddress) -> EmailAddress:
        return value

    @strawberry.field
    def money(self, value: MoneyInput) -> Money:
        return money_of(value.minor, value.currency)

    @strawberry.field
    def quantity(self) -> Quantity:
        return quantity_of(1500, "g", "en")


SCHEMA = strawberry.Schema(query=Query, config=StrawberryConfig(scalar_map=SCALARS))
KINDS = {
    "whole": "MinorUnits",
    "instant": "Instant",
    "day": "Day",
    "language": "Language",
    "slug": "Slug",
    "mail": "EmailAddress",
}


def echo(field: str, value: object) -> object:
    """The value sent as a variable, or None where it is refused."""
    answer = SCHEMA.execute_sync(f"query($v: {KINDS[field]}!) {{ {field}(value: $v) }}", {"v": value})
    return answer.data[field] if answer.data else None


def echo_literal(field: str, literal: str) -> object:
    """The value written into the document, or None where it is refused."""
    answer = SCHEMA.execute_sync(f"{{ {field}(value: {literal}) }}")
    return answer.data[field] if answer.data else None


@given(st.integers(-LARGEST_WHOLE, LARGEST_WHOLE))
def test_whole_numbers_come_back_exactly(value: int) -> None:
    assert echo("whole", value) == value
    assert echo_literal("whole", str(value)) == value


@pytest.mark.parametrize(
    "value", [1.0, 1.5, "1", True, False, LARGEST_WHOLE + 1, -LARGEST_WHOLE - 1, 10**18, [], {}, float("nan")]
)
def test_what_is_no_whole_number_is_refused(value: object) -> None:
    assert echo("whole", value) is None


@pytest.mark.parametrize("literal", ["1.0", '"1"', "true", "1e3", str(10**17), "9" * 5000, "[1]", "{a: 1}", "ONE"])
def test_what_is_no_whole_number_is_refused_in_a_document(literal: str) -> None:
    assert echo_literal("whole", literal) is None


@given(st.datetimes(min_value=datetime(1000, 1, 2), timezones=st.just(UTC)), st.integers(-23, 23))  # noqa: DTZ001
def test_instants_come_back_in_utc(moment: datetime, hours: int) -> None:
    try:
        elsewhere = moment.astimezone(timezone(timedelta(hours=hours)))
    except OverflowError:
        return
    assert read_instant(elsewhere.isoformat()) == moment
    assert read_instant(write_instant(elsewhere)) == moment


def test_an_instant_is_told_in_one_form() -> None:
    assert echo("instant", "2026-11-28T12:04:00+02:00") == "2026-11-28T10:04:00Z"
    assert echo_literal("instant", '"2026-11-28T10:04:00.250Z"') == "2026-11-28T10:04:00.250000Z"


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-28T10:04:00",
        "2026-11-28",
        "2026-02-30T10:00:00Z",
        "2026-11-28T25:00:00Z",
        "0001-01-01T00:00:00+23:00",
        "now",
        0,
        None,
        "2026-11-28 10:04:00Z",
        "٢٠٢٦-11-28T10:04:00Z",
    ],
)
def test_what_is_no_instant_is_refused(value: object) -> None:
    assert echo("instant", value) is None


def test_days() -> None:
    assert echo("day", "2026-11-28") == "2026-11-28"
    for wrong in ("2026-11-31", "28.11.2026", "20261128", "2026-W48-6", 20261128, "2026-11-28T00:00:00Z"):
        assert echo("day", wrong) is None


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ("language", ["es", "pt-BR", "zh-Hant", "sr-Latn-RS"], ["ES", "español", "e", "es_ES", "es-", "../en", ""]),
        (
            "slug",
            ["valle", "atelier-des-monts", "a", "7"],
            ["", "-a", "a-", "a--b", "A", "é", "a/b", "a b", "..", "a" * 81, "a\n"],
        ),
        (
            "mail",
            ["ana@example.org", "a.b+c@x"],
            ["", "ana", "@", "a@b@c", "a b@c", "a\n@b", "a@b\x00", "x" * 65 + "@b", 'a"@b', "<a@b>"],
        ),
    ],
)
def test_names_for_programs(field: str, good: list[str], bad: list[str]) -> None:
    assert [echo(field, value) for value in good] == good
    assert [value for value in bad if echo(field, value) is not None] == []


def test_money_is_told_with_all_that_a_reader_needs() -> None:
    answer = SCHEMA.execute_sync('{ money(value: {minor: 1234, currency: "EUR"}) { minor currency exponent decimal } }')
    assert answer.data == {"money": {"minor": 1234, "currency": "EUR", "exponent": 2, "decimal": "12.34"}}
    yen = SCHEMA.execute_sync('{ money(value: {minor: -500, currency: "JPY"}) { exponent decimal } }')
    assert yen.data == {"money": {"exponent": 0, "decimal": "-500"}}


def test_a_quantity_is_told_for_people_too() -> None:
    answer = SCHEMA.execute_sync("{ quantity { base unit display } }")
    assert answer.data == {"quantity": {"base": 1500, "unit": "GRAM", "display": "1.5 kg"}}


def test_a_text_of_several_languages_names_each_once() -> None:
    assert read_languages(
        [LocalTextInput(language=Language("es"), text="Cesta"), LocalTextInput(language=Language("en"), text="Basket")],
        "title",
    ) == {"es": "Cesta", "en": "Basket"}
    with pytest.raises(InvalidInput) as refused:
        read_languages([LocalTextInput(language=Language("es"), text="a")] * 2, "title")
    assert refused.value.rule == "language_twice"
