"""Amounts, measures and texts of several languages as the API tells and takes them."""

from collections.abc import Mapping, Sequence
from typing import Any

import strawberry

from minga_graphql.scalars import Language, MinorUnits
from minga_platform.kernel import locale, money
from minga_platform.kernel.errors import InvalidInput
from minga_platform.market.fulfilment import nearness

# The kernel's own enumeration, made known to the schema.
strawberry.enum(money.Unit, description="What a quantity counts.")


@strawberry.type(description="An amount of money, exact.")
class Money:
    minor: MinorUnits = strawberry.field(description="In the smallest unit of the currency: cents of euros, whole yen.")
    currency: str = strawberry.field(description="ISO 4217, or a co-op's own unit of account.")
    exponent: int = strawberry.field(description="How many decimals the currency has: 2 for euros, 0 for yen.")
    decimal: str = strawberry.field(description="The same amount as text, without marks of thousands: `12.34`.")


class _Amount(Money):
    """Works out only what is asked of it: lists hold many amounts, and most readers want two of their fields."""

    exponent: Any = property(lambda self: money.scale_of(self.currency))
    decimal: Any = property(lambda self: money.decimal_text(self.minor, money.scale_of(self.currency)))

    def __init__(self, minor: int, currency: str) -> None:
        self.minor = MinorUnits(minor)
        self.currency = currency


def money_of(minor: int, currency: str) -> Money:
    """An amount in minor units as the API tells it."""
    return _Amount(minor, currency)


def present_money(amount: money.Money) -> Money:
    """The kernel's money as the API tells it."""
    return money_of(amount.minor, amount.currency)


@strawberry.input(description="An amount of money, exact.")
class MoneyInput:
    minor: MinorUnits = strawberry.field(description="In the smallest unit of the currency.")
    currency: str = strawberry.field(description="ISO 4217, or a co-op's own unit of account.")

    def read(self) -> money.Money:
        """As the commands take it."""
        return money.Money(self.minor, self.currency)


@strawberry.type(description="A quantity in whole base units.")
class Quantity:
    base: MinorUnits = strawberry.field(description="Pieces, grams or millilitres.")
    unit: money.Unit = strawberry.field(description="What is counted.")
    display: str = strawberry.field(description="As people read it, in the reader's language: `1.5 kg`.")


_UNITS = {one.value: one for one in money.Unit}


class _Measure(Quantity):
    """As `_Amount`: its words are written only for who reads them."""

    display: Any = property(lambda self: locale.write_quantity(self.base, self.unit, self._language))

    def __init__(self, base: int, unit: money.Unit, language: str) -> None:
        self.base = MinorUnits(base)
        self.unit = unit
        self._language = language


def quantity_of(base: int, unit: money.Unit | str, language: str) -> Quantity:
    """A quantity in base units as the API tells it to a reader of `language`."""
    return _Measure(base, unit if isinstance(unit, money.Unit) else _UNITS[unit], language)


@strawberry.type(description="A text in one of its languages.")
class LocalText:
    language: Language = strawberry.field(description="The language this text is in.")
    text: str = strawberry.field(description="The text.")


@strawberry.input(description="A text in one of its languages.", name="LocalTextInput")
class LocalTextInput:
    language: Language = strawberry.field(description="The language this text is in.")
    text: str = strawberry.field(description="The text; an empty one removes the language.")


def all_languages(text: Mapping[str, str]) -> list[LocalText]:
    """Every language of a text, for whoever edits it."""
    return [LocalText(language=Language(language), text=said) for language, said in text.items()]


def read_languages(texts: Sequence[LocalTextInput], field: str) -> dict[str, str]:
    """`{language: text}` as `kernel.locale.Text.checked` takes it. Refuses: InvalidInput (a language given twice)."""
    read: dict[str, str] = {}
    for entry in texts:
        if entry.language in read:
            raise InvalidInput(field, "language_twice")
        read[entry.language] = entry.text
    return read


@strawberry.type(description="A place on the Earth, in millionths of a degree: 45421500 is 45.4215°.")
class Place:
    latitude_microdegrees: int = strawberry.field(description="North of the equator; negative in the south.")
    longitude_microdegrees: int = strawberry.field(description="East of Greenwich; negative in the west.")


@strawberry.input(description="A place on the Earth, in millionths of a degree: 45421500 is 45.4215°.")
class PlaceInput:
    latitude_microdegrees: int = strawberry.field(description="North of the equator; negative in the south.")
    longitude_microdegrees: int = strawberry.field(description="East of Greenwich; negative in the west.")

    def read(self) -> nearness.Place:
        """As the commands take it. Refuses: InvalidInput."""
        place = nearness.Place(self.latitude_microdegrees, self.longitude_microdegrees)
        place.check()
        return place


def place_of(place: nearness.Place | None) -> Place | None:
    """As the API tells it."""
    if place is None:
        return None
    return Place(latitude_microdegrees=place.latitude_microdegrees, longitude_microdegrees=place.longitude_microdegrees)
