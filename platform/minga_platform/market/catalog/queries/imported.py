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

_STATEMENT = """SELECT p.id, p.title, p.description, p.tags, p.option_names, p.state, p.import_source, p.import_handle, p.imported,
    coalesce(jsonb_agg(jsonb_build_object('id', v.id, 'price_minor', v.price_minor, 'unit', v.unit, 'step', v.step,
        'options', v.options, 'sku', v.sku, 'state', v.state, 'imported', v.imported, 'counted', i.counted,
        'on_hand', i.on_hand, 'price_per', v.price_per) ORDER BY v.position, v.id) FILTER (WHERE v.id IS NOT NULL), '[]') AS variants
FROM product p
LEFT JOIN variant v ON v.cooperative_id = p.cooperative_id AND v.product_id = p.id
LEFT JOIN stock_item i ON i.cooperative_id = v.cooperative_id AND i.id = v.stock_item_id
WHERE p.cooperative_id = $1 AND p.stall_id = $2 AND p.state <> 'archived'
GROUP BY p.cooperative_id, p.id ORDER BY p.created_at, p.id"""


async def present(work: Work, stall_id: UUID, source: Source, home: str, maker: str) -> list[PresentProduct]:
    """All products of the stall that are not put away. `home`: the language that the file is taken to be in; `maker`:
    whom the file would name as the producer of what was written here by hand."""
    rows = await work.rows(_STATEMENT, work.cooperative_id, stall_id)
    return [_product(row, source, home, maker) for row in rows]


def _product(row: Mapping[str, Any], source: Source, home: str, maker: str) -> PresentProduct:
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
        tuple(_variant(one) for one in row["variants"]),
        tuple(told.get("pictures", ())),
    )


def _variant(row: Mapping[str, Any]) -> PresentVariant:
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
        on_demand=not row["counted"],
        shipping_grams=told.get("shipping_grams"),
        available_on=date.fromisoformat(available) if available else None,
        shipping_category=told.get("shipping_category", ""),
        tax_category=told.get("tax_category", ""),
    )
    on_hand = row["on_hand"] // size if row["counted"] else None
    return PresentVariant(UUID(row["id"]), content, on_hand, told.get("on_hand"))


def _same(told: str | None, here: str) -> str:
    return told if told is not None and told.strip() == here else here
