"""Shopify's product export → an import plan. Both generations of its columns are read (`Handle` and `URL handle` …).

A product is all rows of one handle, wherever they stand. Its first row carries the title and the first variant;
further rows are variants when they hold an option value, a sku, a barcode or a price, and otherwise further pictures.
Source: Shopify's help page "Using CSV files to import and export products".
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from minga_platform.kernel.money import Unit
from minga_platform.market.catalog.imports import plan as cells
from minga_platform.market.catalog.imports.amounts import LARGEST, read_number
from minga_platform.market.catalog.imports.plan import Lost, Notes
from minga_platform.market.catalog.imports.reading import Row, read_table
from minga_platform.market.catalog.imports.types import (
    Fault,
    ImportPlan,
    LeftOut,
    Mend,
    PlannedPicture,
    PlannedProduct,
    PlannedVariant,
    ProductContent,
    Source,
    VariantContent,
)

_COLUMNS = {
    "handle": ("Handle", "URL handle"),
    "title": ("Title",),
    "body": ("Body (HTML)", "Body HTML", "Description"),
    "vendor": ("Vendor",),
    "type": ("Type", "Custom Product Type"),
    "tags": ("Tags",),
    "published": ("Published", "Published on online store"),
    "status": ("Status",),
    "option1_name": ("Option1 Name",),
    "option1_value": ("Option1 Value",),
    "option2_name": ("Option2 Name",),
    "option2_value": ("Option2 Value",),
    "option3_name": ("Option3 Name",),
    "option3_value": ("Option3 Value",),
    "sku": ("Variant SKU", "SKU"),
    "barcode": ("Variant Barcode", "Barcode"),
    "grams": ("Variant Grams", "Weight value (grams)"),
    "tracker": ("Variant Inventory Tracker", "Inventory tracker"),
    "quantity": ("Variant Inventory Qty", "Inventory quantity"),
    "policy": ("Variant Inventory Policy", "Continue selling when out of stock"),
    "price": ("Variant Price", "Price"),
    "compare_at": ("Variant Compare At Price", "Compare-at price"),
    "picture": ("Image Src", "Product image URL"),
    "picture_place": ("Image Position",),
    "picture_alt": ("Image Alt Text",),
    "variant_picture": ("Variant Image", "Variant image URL"),
    "gift_card": ("Gift Card",),
}
_REQUIRED = ("handle", "title", "price")
_OPTIONS = (1, 2, 3)
_STATES = {"": True, "active": True, "draft": False, "archived": False, "unlisted": False}
_POLICIES = {"": False, "deny": False, "continue": True, "false": False, "true": True}


@dataclass
class _Group:
    """The rows of one handle."""

    rows: list[Row] = field(default_factory=list)

    @property
    def head(self) -> Row | None:
        """The row with the title; a product without one cannot be made."""
        return next((row for row in self.rows if row["title"]), None)


def plan_shopify(data: bytes, *, currency: str) -> ImportPlan:
    """Read a product export. `currency` is the shop's: the file does not name it.

    Refuses: ImportUnreadable. Everything less is a problem of its row.
    """
    table = read_table(data, columns=_COLUMNS, required=_REQUIRED)
    notes = Notes(table)
    groups: dict[str, _Group] = {}
    for row in table.rows:
        handle = row["handle"]
        if not handle:
            notes.problem(row.number, Fault.VALUE_MISSING, LeftOut.ROW, "handle", row["title"])
            continue
        groups.setdefault(handle.casefold(), _Group()).rows.append(row)
    products = []
    for group in groups.values():
        try:
            products.append(_product(group, currency, notes))
        except Lost:
            continue
    return ImportPlan(
        Source.SHOPIFY,
        currency,
        len(table.rows) + len(table.problems),
        tuple(products),
        notes.problems,
        notes.repairs,
        table.unused,
    )


def _product(group: _Group, currency: str, notes: Notes) -> PlannedProduct:
    head = group.head
    if head is None:
        first = group.rows[0]
        notes.problem(first.number, Fault.PRODUCT_HEAD_MISSING, LeftOut.PRODUCT, "title", first["handle"])
        raise Lost
    if cells.truth(head, "gift_card", notes, empty=False, left_out=LeftOut.FIELD):
        notes.problem(head.number, Fault.GIFT_CARD, LeftOut.PRODUCT, "gift_card", head["title"])
        raise Lost
    for row in group.rows:
        if row is not head and row["title"] and row["title"] != head["title"]:
            notes.repair(row.number, Mend.PRODUCT_FIELD_KEPT, "title", row["title"], head["title"])
    names = _option_names(group.rows, head, notes)
    variants = _variants(group.rows, head, tuple(names), currency, notes)
    if not variants:
        notes.nothing_left({row.number for row in group.rows})
        raise Lost
    if len(variants) > cells.VARIANTS:
        notes.problem(head.number, Fault.TOO_MANY_VARIANTS, LeftOut.PRODUCT, None, head["title"])
        raise Lost
    content = ProductContent(
        title=cells.word(head, "title", notes, cells.TITLE_CHARACTERS),
        description=cells.description(head, "body", notes),
        kind=cells.word(head, "type", notes),
        tags=cells.tags(head, "tags", notes),
        option_names=tuple(names.values()),
        published=_published(head, notes),
    )
    handle = cells.word(head, "handle", notes, 255).casefold()
    producer = cells.word(head, "vendor", notes)
    return PlannedProduct(head.number, handle, producer, content, tuple(variants), _pictures(group.rows, notes))


def _published(head: Row, notes: Notes) -> bool:
    """Shown only when the file says nothing against it.

    An unknown word keeps the product hidden: that can be mended, the other cannot.
    """
    shown = cells.truth(head, "published", notes, empty=True, left_out=LeftOut.FIELD)
    state = _STATES.get(head["status"].casefold())
    if state is None:
        notes.problem(head.number, Fault.CHOICE_UNKNOWN, LeftOut.FIELD, "status", head["status"])
    return bool(shown) and bool(state)


def _option_names(rows: Sequence[Row], head: Row, notes: Notes) -> dict[int, str]:
    """Which of the three options are used, and their names, which stand in the first row.

    The one value `Default Title` is Shopify's way to say: no options.
    """
    names = {}
    for place in _OPTIONS:
        column = f"option{place}_name"
        name = cells.word(head, column, notes)
        values = {row[f"option{place}_value"] for row in rows if row[f"option{place}_value"]}
        if not values or (place == 1 and values == {"Default Title"}):
            continue
        if not name:
            name = f"Option {place}"
            notes.repair(head.number, Mend.OPTION_NAME_KEPT, column, "", name)
        for row in rows:
            if row is not head and row[column] and row[column] != name:
                notes.repair(row.number, Mend.OPTION_NAME_KEPT, column, row[column], name)
        names[place] = name
    return names


def _is_variant(row: Row, head: Row) -> bool:
    return row is head or any(
        row[column] for column in ("option1_value", "option2_value", "option3_value", "sku", "barcode", "price")
    )


def _variants(
    rows: Sequence[Row], head: Row, places: Sequence[int], currency: str, notes: Notes
) -> list[PlannedVariant]:
    """The variants that could be read."""
    found: dict[tuple[str, ...], PlannedVariant] = {}
    for row in rows:
        if not _is_variant(row, head):
            continue
        try:
            variant = _variant(row, places, currency, notes)
        except Lost:
            continue
        options = tuple(value.casefold() for value in variant.content.options)
        if options in found:
            notes.problem(
                row.number, Fault.VARIANT_TWICE, LeftOut.VARIANT, "option1_value", " / ".join(variant.content.options)
            )
        else:
            found[options] = variant
    return list(found.values())


def _variant(row: Row, places: Sequence[int], currency: str, notes: Notes) -> PlannedVariant:
    options = []
    for place in places:
        value = cells.word(row, f"option{place}_value", notes)
        if not value:
            notes.problem(row.number, Fault.VALUE_MISSING, LeftOut.VARIANT, f"option{place}_value")
            raise Lost
        options.append(value)
    minor = cells.price(row, "price", currency, notes)
    assert minor is not None  # a missing price that is needed has raised
    on_hand = cells.stock(row, "quantity", notes)
    continues = _POLICIES.get(row["policy"].casefold())
    if continues is None:
        notes.problem(row.number, Fault.CHOICE_UNKNOWN, LeftOut.FIELD, "policy", row["policy"])
    counted = bool(row["tracker"])
    if not counted and on_hand is not None:
        notes.repair(row.number, Mend.STOCK_COUNTED, "quantity")
    content = VariantContent(
        price_minor=minor,
        unit=Unit.PIECE,
        options=tuple(options),
        sku=cells.word(row, "sku", notes).removeprefix("'"),  # Excel's mark of text, which Shopify's own export writes
        barcode=cells.word(row, "barcode", notes).removeprefix("'"),
        compare_at_minor=cells.price(row, "compare_at", currency, notes, needed=False),
        on_demand=bool(continues) or (not counted and on_hand is None),
        shipping_grams=_grams(row, notes),
    )
    picture = row["variant_picture"]
    return PlannedVariant(row.number, content, on_hand, picture if picture and cells.usable_address(picture) else None)


def _grams(row: Row, notes: Notes) -> int | None:
    """Weight for the parcel, whole grams; 0 means that nobody weighed it."""
    text = row["grams"]
    if not text:
        return None
    read = read_number(text, decimals=6)
    if read.value is None or not 0 <= read.value <= LARGEST:
        notes.problem(row.number, read.fault or Fault.NUMBER_UNREADABLE, LeftOut.FIELD, "grams", text)
        return None
    grams = int(read.value + Fraction(1, 2))
    if grams != read.value:
        notes.repair(row.number, Mend.ROUNDED, "grams", text, str(grams))
    return grams or None


def _pictures(rows: Sequence[Row], notes: Notes) -> tuple[PlannedPicture, ...]:
    """Each address once, by its position, then in the order of the file; a variant's own picture after them."""
    found: dict[str, tuple[tuple[int, int], PlannedPicture]] = {}
    for order, row in enumerate(rows):
        url = cells.picture_address(row, "picture", notes)
        if url is None:
            continue
        if url in found:
            notes.repair(row.number, Mend.PICTURE_TWICE, "picture", url)
            continue
        place = row["picture_place"]
        position = int(place) if place.isascii() and place.isdigit() and len(place) <= 6 else len(rows) + order
        found[url] = ((position, order), PlannedPicture(row.number, url, cells.word(row, "picture_alt", notes, 500)))
    for order, row in enumerate(rows):
        url = cells.picture_address(row, "variant_picture", notes)
        if url is not None and url not in found:
            found[url] = ((2 * len(rows) + 10**6, order), PlannedPicture(row.number, url))
    pictures = tuple(picture for _, picture in sorted(found.values(), key=lambda entry: entry[0]))
    for picture in pictures[cells.PICTURES :]:
        notes.problem(picture.row, Fault.TOO_MANY_PICTURES, LeftOut.PICTURE, "picture", picture.url)
    return pictures[: cells.PICTURES]
