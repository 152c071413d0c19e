"""What makers write. A field that is not given stays as it is; a text in all its languages replaces the one before."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

import strawberry
from strawberry import UNSET

from minga_graphql.marks import bounds
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import LocalTextInput, MoneyInput, read_languages
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.money import Unit
from minga_platform.market.catalog import names

_Texts = list[LocalTextInput] | None
_TEXTS = bounds(most=24)


@strawberry.input(description="Who answers for goods.")
class ContactInput:
    name: str = strawberry.field(description="Name.", default="", metadata=bounds(longest=120))
    address: str = strawberry.field(description="Postal address.", default="", metadata=bounds(longest=400))
    mail: str = strawberry.field(description="Mail address.", default="", metadata=bounds(longest=200))


@strawberry.input(description="What a stall tells.")
class StallInput:
    name: _Texts = strawberry.field(description="Its name.", default=UNSET, metadata=_TEXTS)
    story: _Texts = strawberry.field(description="Its story, in Markdown.", default=UNSET, metadata=_TEXTS)
    place: str | None = strawberry.field(description="Where it is.", default=UNSET)
    contact: ContactInput | None = strawberry.field(description="Who answers for its goods.", default=UNSET)
    picture_file_id: strawberry.ID | None = strawberry.field(description="An uploaded picture.", default=UNSET)
    banner_file_id: strawberry.ID | None = strawberry.field(
        description="An uploaded wide picture for the top of its page.", default=UNSET
    )
    slug: str | None = strawberry.field(description="Another address; the old one leads to it.", default=UNSET)


@strawberry.input(description="What a product tells.")
class ProductInput:
    title: _Texts = strawberry.field(description="Its name.", default=UNSET, metadata=_TEXTS)
    description: _Texts = strawberry.field(description="What it is, in Markdown.", default=UNSET, metadata=_TEXTS)
    provenance: _Texts = strawberry.field(description="Where it comes from.", default=UNSET, metadata=_TEXTS)
    materials: _Texts = strawberry.field(description="What it is made of.", default=UNSET, metadata=_TEXTS)
    care: _Texts = strawberry.field(description="How to care for it.", default=UNSET, metadata=_TEXTS)
    allergens: list[str] | None = strawberry.field(description="Codes of the fourteen allergens.", default=UNSET)
    tags: list[str] | None = strawberry.field(description="Words to find it by, at most 20.", default=UNSET)
    tax_bps: int | None = strawberry.field(description="The rate of the tax within its price.", default=UNSET)
    category_id: strawberry.ID | None = strawberry.field(description="The shelf it stands on.", default=UNSET)
    option_names: list[str] | None = strawberry.field(description="What its variants differ by.", default=UNSET)
    lead_days: int | None = strawberry.field(description="Working days until it is ready.", default=UNSET)
    slug: str | None = strawberry.field(description="Another address; the old one leads to it.", default=UNSET)


@strawberry.input(description="How a product is sold in one form.")
class VariantInput:
    title: _Texts = strawberry.field(description="What tells it from the others.", default=UNSET, metadata=_TEXTS)
    options: list[str] | None = strawberry.field(description="The choices that lead to it.", default=UNSET)
    sku: str | None = strawberry.field(description="The stall's own number for it.", default=UNSET)
    unit: Unit | None = strawberry.field(description="What its quantities count.", default=UNSET)
    step: MinorUnits | None = strawberry.field(description="Quantities are multiples of this.", default=UNSET)
    least: MinorUnits | None = strawberry.field(description="The least quantity.", default=UNSET)
    most: MinorUnits | None = strawberry.field(description="The greatest quantity; null: no bound.", default=UNSET)
    price: MoneyInput | None = strawberry.field(description="In the co-op's currency, tax included.", default=UNSET)
    price_per: MinorUnits | None = strawberry.field(description="Base units that the price is for.", default=UNSET)
    draws: MinorUnits | None = strawberry.field(description="Units of stock that one base unit takes.", default=UNSET)
    position: int | None = strawberry.field(description="Its place among the others.", default=UNSET)


_TEXT_FIELDS = {"name", "story", "title", "description", "provenance", "materials", "care"}
_MAY_BE_NULL = {"category_id", "lead_days", "most", "picture_file_id", "banner_file_id"}


def given(wish: StallInput | ProductInput | VariantInput, currency: str) -> dict[str, Any]:
    """The fields that were given, as the commands take them. Refuses: InvalidInput, NotFound (an id of nothing)."""
    read: dict[str, Any] = {}
    for entry in fields(wish):
        value = getattr(wish, entry.name)
        if value is UNSET:
            continue
        if value is None and entry.name not in _MAY_BE_NULL:
            raise InvalidInput(entry.name, "required")
        reader = _READERS.get(entry.name)
        if entry.name == "price":
            if value.currency != currency:
                raise InvalidInput("price", "currency")
            read["price_minor"] = value.minor
        elif entry.name in _TEXT_FIELDS:
            read[entry.name] = read_languages(value, entry.name)
        else:
            read[entry.name] = reader(value) if reader and value is not None else value
    return read


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "category_id": lambda value: ids.decode(names.CATEGORY, value),
    "picture_file_id": lambda value: ids.decode(names.FILE, value),
    "banner_file_id": lambda value: ids.decode(names.FILE, value),
    "contact": lambda value: {"name": value.name, "address": value.address, "mail": value.mail},
    "unit": lambda value: value.value,
}
