"""What a stall has, in the words of an import, so that a file can be held against it.

A field that has a column of ours is read from it; what the file said beyond our columns stands in `imported`. Where our
column still holds what the last import made of the file's words, the file's own words are what is compared: otherwise a
second run would find a change in every tag that we wrote in small letters.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from minga_platform.kernel.money import Unit
from minga_platform.kernel.work import Work
from minga_platform.market.catalog.imports.types import (
    PresentProduct,
    PresentVariant,
    ProductContent,
    Source,
    VariantContent,
)

# Three statements, each by its own key, and no join: an import writes hundreds of rows that the planner has no figures of
# yet, and a join of three tables thought to be empty was seen to loop over all of them inside each other.
_PRODUCTS = """SELECT id, title, description, tags, option_names, state, import_source, import_handle, imported
FROM product WHERE cooperative_id = $1 AND stall_id = $2 AND state <> 'archived' ORDER BY created_at, id"""
_VARIANTS = """SELECT product_id, id, stock_item_id, price_minor, price_per, unit, options, sku, imported
FROM variant WHERE cooperative_id = $1 AND product_id = ANY($2::uuid[]) ORDER BY product_id, position, id"""
_STOCK = "SELECT id, counted, on_hand FROM stock_item WHERE cooperative_id = $1 AND id = ANY($2::uuid[])"


async def present(work: Work, stall_id: UUID, source: Source, home: str, maker: str) -> list[PresentProduct]:
    """All products of the stall that are not put away. `home`: the language that the file is taken to be in; `maker`:
    whom the file would name as the producer of what was written here by hand."""
    products = await work.rows(_PRODUCTS, work.cooperative_id, stall_id)
    variants = await work.rows(_VARIANTS, work.cooperative_id, [row["id"] for row in products])
    stock_ids = list({row["stock_item_id"] for row in variants})
    stock = {row["id"]: row for row in await work.rows(_STOCK, work.cooperative_id, stock_ids)}
    of_product: dict[UUID, list[PresentVariant]] = {}
    for row in variants:
        of_product.setdefault(row["product_id"], []).append(_variant(row, stock[row["stock_item_id"]]))
    return [_product(row, tuple(of_product.get(row["id"], ())), source, home, maker) for row in products]


def _product(
    row: Mapping[str, Any], variants: tuple[PresentVariant, ...], source: Source, home: str, maker: str
) -> PresentProduct:
    told: Mapping[str, Any] = row["imported"] or {}
    key = row["import_handle"] if row["import_source"] == source.value else None
    tags = tuple(told.get("tags", ()))
    content = ProductContent(
        title=_same(told.get("title"), row["title"].get(home, "")),
        description=_same(told.get("description"), row["description"].get(home, "")),
        kind=told.get("kind", ""),
        tags=tags if [tag.lower() for tag in tags] == row["tags"] else tuple(row["tags"]),
        option_names=tuple(row["option_names"]),
        # Whether it is shown is the maker's since the last import: only a file that says otherwise than before counts.
        published=told.get("published", row["state"] == "published"),
    )
    return PresentProduct(
        row["id"],
        key,
        told.get("producer", maker),
        content,
        variants,
        tuple(told.get("pictures", ())),
    )


def _variant(row: Mapping[str, Any], stock: Mapping[str, Any]) -> PresentVariant:
    told: Mapping[str, Any] = row["imported"] or {}
    size = told.get("content_base") or row["price_per"]
    available = told.get("available_on")
    content = VariantContent(
        price_minor=row["price_minor"],
        unit=Unit(row["unit"]),
        content_base=size,
        unit_name=told.get("unit_name", ""),
        name=told.get("name", ""),
        options=tuple(row["options"]),
        sku=row["sku"],
        barcode=told.get("barcode", ""),
        compare_at_minor=told.get("compare_at_minor"),
        on_demand=not stock["counted"],
        shipping_grams=told.get("shipping_grams"),
        available_on=date.fromisoformat(available) if available else None,
        shipping_category=told.get("shipping_category", ""),
        tax_category=told.get("tax_category", ""),
    )
    on_hand = stock["on_hand"] // size if stock["counted"] else None
    return PresentVariant(row["id"], content, on_hand, told.get("on_hand"))


def _same(told: str | None, here: str) -> str:
    return told if told is not None and told.strip() == here else here
