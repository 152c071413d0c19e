"""What the law and a careful buyer want told of goods: measures, who made them, the trader, the price by the kilo."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

import strawberry

from minga_graphql.catalog.contacts import Contact, contact_of
from minga_graphql.marks import bounds
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import LocalText, Money, Quantity, money_of, quantity_of
from minga_platform.market.law.profiles import PROFILES, whole

LawProfile = Enum("LawProfile", {name.upper(): name for name in PROFILES})  # type: ignore[misc]
strawberry.enum(LawProfile, description="Which kind of goods stand on a shelf, so what has to be told of them.")


@strawberry.enum(description="What somebody who sells is before the law.")
class TraderKind(Enum):
    TRADER = strawberry.enum_value("trader", description="Sells as a trade: a buyer has a consumer's rights.")
    PRIVATE = strawberry.enum_value("private", description="Sells now and then: consumer law does not bind her.")


@strawberry.enum(description="Whether somebody who sells charges VAT on what she supplies to the co-op.")
class VatStanding(Enum):
    EXEMPT = strawberry.enum_value("exempt", description="Exempt, as a small business or otherwise: no VAT.")
    REGISTERED = strawberry.enum_value(
        "registered",
        description="Registered: the co-op pays her the VAT of her goods beside her earning, and deducts it.",
    )


@strawberry.type(description="Whether a stall is a trader, and what a trader has to tell beside her contact.")
class Trader:
    kind: TraderKind | None = strawberry.field(description="What she says she is; null while she has said nothing.")
    register: str = strawberry.field(description="Her trade register and number.")
    vat_number: str = strawberry.field(description="Her VAT number.")
    vat: VatStanding | None = strawberry.field(description="Whether she charges VAT; null while she has not said.")
    phone: str = strawberry.field(description="Her phone.")


@strawberry.type(description="How large and heavy a thing is; null where it is not told.")
class Dimensions:
    width_mm: int | None = strawberry.field(description="Width in millimetres.")
    height_mm: int | None = strawberry.field(description="Height in millimetres.")
    depth_mm: int | None = strawberry.field(description="Depth in millimetres.")
    weight_g: int | None = strawberry.field(description="Weight in grams.")


@strawberry.input(description="How large and heavy a thing is; null: not told.")
class DimensionsInput:
    width_mm: int | None = strawberry.field(description="Width in millimetres.", default=None)
    height_mm: int | None = strawberry.field(description="Height in millimetres.", default=None)
    depth_mm: int | None = strawberry.field(description="Depth in millimetres.", default=None)
    weight_g: int | None = strawberry.field(description="Weight in grams.", default=None)


@strawberry.input(description="What a trader has to tell beside her contact.")
class TraderInput:
    register: str = strawberry.field(description="Trade register and number.", default="", metadata=bounds(longest=120))
    vat_number: str = strawberry.field(description="VAT number.", default="", metadata=bounds(longest=40))
    vat: VatStanding | None = strawberry.field(
        description="Whether she charges VAT on what she supplies; registered needs a VAT number. It holds for what is sold from then on.",
        default=None,
    )
    phone: str = strawberry.field(description="Phone.", default="", metadata=bounds(longest=40))


@strawberry.type(description="What the law wants told of goods, beside what a buyer reads anyway.")
class ProductFacts:
    made_by: Contact | None = strawberry.field(description="Who made it, where that is not the stall itself.")
    responsible: Contact | None = strawberry.field(
        description="Who answers for it in the European Union (Regulation (EU) 2023/988, Art. 16), where the maker sits outside."
    )
    warnings: str = strawberry.field(description="What safety law wants said.")
    origin_country: str = strawberry.field(description="Where it was made or grown: two letters of ISO 3166, or empty.")
    allergens_known: bool = strawberry.field(
        description="Whether somebody looked for the fourteen allergens: then an empty list means that none is in it."
    )
    dimensions: Dimensions = strawberry.field(description="Its measures.")
    trader: Trader = strawberry.field(description="Whether its stall is a trader.")


@strawberry.type(description="The facts of the law about a product as its stall edits them, and what is missing.")
class KeptFacts:
    made_by: Contact = strawberry.field(description="Who made it; empty: the stall itself.")
    responsible: Contact = strawberry.field(description="Who answers for it in the Union.")
    warnings: list[LocalText] = strawberry.field(description="Warnings, in each language.", metadata=bounds(size=4))
    origin_country: str = strawberry.field(description="Two letters of ISO 3166, or empty.")
    allergens_known: bool = strawberry.field(description="Whether somebody looked.")
    dimensions: Dimensions = strawberry.field(description="Its measures.")
    profile: LawProfile | None = strawberry.field(description="The kind of goods on its shelf; null: nothing is asked.")
    missing: list[str] = strawberry.field(
        description="What the law wants told of such goods and is not told yet, as words for programs: `maker`, `allergens`.",
        metadata=bounds(size=4),
    )


def dimensions_of(stored: Mapping[str, int]) -> Dimensions:
    """From the row."""
    return Dimensions(
        width_mm=stored.get("width_mm"),
        height_mm=stored.get("height_mm"),
        depth_mm=stored.get("depth_mm"),
        weight_g=stored.get("weight_g"),
    )


def trader_of(row: Any) -> Trader:
    """From a stall's row."""
    told = row["trader"] or {}
    return Trader(
        kind=TraderKind(row["trader_kind"]) if row["trader_kind"] else None,
        vat=VatStanding(told["vat"]) if told.get("vat") else None,
        **{name: told.get(name, "") for name in ("register", "vat_number", "phone")},
    )


def facts_of(row: Any, warnings: str) -> ProductFacts:
    """From a product's row, for everybody."""
    return ProductFacts(
        made_by=contact_of(row["maker"]) if any((row["maker"] or {}).values()) else None,
        responsible=contact_of(row["responsible"]) if whole(row["responsible"]) else None,
        warnings=warnings,
        origin_country=row["origin_country"],
        allergens_known=row["allergens_known"],
        dimensions=dimensions_of(row["dimensions"]),
        trader=trader_of(row),
    )


_A_LARGE_UNIT = 1000


def unit_price(row: Mapping[str, Any], language: str) -> tuple[Money, Quantity] | None:
    """The price by the kilo or litre (Directive 98/6/EC, Art. 2), rounded half up; None for what is only counted."""
    if row["unit"] != "piece":
        unit, base = row["unit"], row["price_per"]
    elif row["content_base"] is not None:
        unit, base = row["content_unit"], row["price_per"] * row["content_base"]
    else:
        return None
    minor = (row["price_minor"] * _A_LARGE_UNIT * 2 + base) // (base * 2)
    return money_of(minor, row["currency"]), quantity_of(_A_LARGE_UNIT, unit, language)


def reduced_from(row: Mapping[str, Any]) -> Money | None:
    """The lowest price of the thirty days before a reduction; None where the price was not lowered."""
    lowest = row["reduced_from"]
    return None if lowest is None or lowest <= row["price_minor"] else money_of(lowest, row["currency"])


def content_of(row: Mapping[str, Any], language: str) -> Quantity | None:
    """What is in one piece."""
    return None if row["content_base"] is None else quantity_of(row["content_base"], row["content_unit"], language)


@strawberry.input(description="What is in one piece, for the price by the kilo or litre.")
class ContentInput:
    base: MinorUnits = strawberry.field(description="Grams or millilitres.")
    unit: str = strawberry.field(description="`g` or `ml`.", metadata=bounds(longest=2))
