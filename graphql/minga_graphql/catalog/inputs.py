"""What makers write. A field that is not given stays as it is; a text in all its languages replaces the one before."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from typing import Any

import strawberry
from strawberry import UNSET

from minga_graphql.catalog.facts import ContentInput, DimensionsInput, TraderInput, TraderKind
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
    trader_kind: TraderKind | None = strawberry.field(description="What she is before the law.", default=UNSET)
    trader: TraderInput | None = strawberry.field(description="What a trader has to tell.", default=UNSET)
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
    is_one_off: bool | None = strawberry.field(
        description="Whether there is only this one: sold, it is put away by itself.", default=UNSET
    )
    no_withdrawal: str | None = strawberry.field(
        description="Why nobody can withdraw from buying it: `perishable`, `made_to_measure` or `sealed_hygiene`; empty: one can.",
        default=UNSET,
        metadata=bounds(longest=20),
    )
    made_by: ContactInput | None = strawberry.field(description="Who made it, where not the stall.", default=UNSET)
    responsible: ContactInput | None = strawberry.field(description="Who answers for it in the Union.", default=UNSET)
    warnings: _Texts = strawberry.field(description="What safety law wants said.", default=UNSET, metadata=_TEXTS)
    allergens_known: bool | None = strawberry.field(
        description="Somebody looked for the fourteen allergens.", default=UNSET
    )
    origin_country: str | None = strawberry.field(
        description="Two letters of ISO 3166, or empty.", default=UNSET, metadata=bounds(longest=2)
    )
    dimensions: DimensionsInput | None = strawberry.field(description="Its measures.", default=UNSET)
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
    content: ContentInput | None = strawberry.field(description="What is in one piece; null: not told.", default=UNSET)
    position: int | None = strawberry.field(description="Its place among the others.", default=UNSET)
    weighed: bool | None = strawberry.field(description="Ordered by estimate, paid by its weight.", default=UNSET)
    in_pieces: bool | None = strawberry.field(
        description="Of what is weighed: a step is a piece of about that weight.", default=UNSET
    )
    container_id: strawberry.ID | None = strawberry.field(
        description="The jar or crate it comes in, `jar_…`; null: none.", default=UNSET
    )
    container_holds: MinorUnits | None = strawberry.field(
        description="How many base units are in one of these.", default=UNSET
    )


_TEXT_FIELDS = {"name", "story", "title", "description", "provenance", "materials", "care", "warnings"}
_MAY_BE_NULL = {"content", "category_id", "container_id", "lead_days", "most", "picture_file_id", "banner_file_id"}


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
        elif entry.name == "content":
            read["content_base"] = None if value is None else int(value.base)
            read["content_unit"] = None if value is None else value.unit
        elif entry.name == "made_by":
            read["maker"] = _contact(value)
        elif entry.name in _TEXT_FIELDS:
            read[entry.name] = read_languages(value, entry.name)
        else:
            read[entry.name] = reader(value) if reader and value is not None else value
    return read


def _contact(value: ContactInput) -> dict[str, str]:
    return {"name": value.name, "address": value.address, "mail": value.mail}


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "category_id": lambda value: ids.decode(names.CATEGORY, value),
    "container_id": lambda value: ids.decode(names.CONTAINER, value),
    "picture_file_id": lambda value: ids.decode(names.FILE, value),
    "banner_file_id": lambda value: ids.decode(names.FILE, value),
    "contact": _contact,
    "responsible": _contact,
    "trader_kind": lambda value: value.value,
    "trader": lambda value: asdict(value) | {"vat": value.vat.value if value.vat else ""},
    "dimensions": asdict,
    "unit": lambda value: value.value,
}
