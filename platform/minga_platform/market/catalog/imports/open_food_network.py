"""Open Food Network's product file → an import plan.

A product is all rows of one producer and name; each row is a variant: so many units of a kind (`500`, `g`), or items
with a word for one (`1`, empty, `bunch`). Weights become whole grams, volumes whole millilitres. Pounds and ounces
are the international ones (453.59237 g, 28.349523125 g), rounded to the nearest gram, half a gram up, and told; every
other size must come out whole. Source: Open Food Network's user guide, "Product import", and its reader's list of
units.
"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from minga_platform.kernel.money import Unit
from minga_platform.market.catalog.imports import plan as cells
from minga_platform.market.catalog.imports.amounts import LARGEST, read_number
from minga_platform.market.catalog.imports.plan import Lost, Notes
from minga_platform.market.catalog.imports.reading import Row, folded, read_table
from minga_platform.market.catalog.imports.types import (
    Fault,
    ImportPlan,
    LeftOut,
    Mend,
    PlannedProduct,
    PlannedVariant,
    ProductContent,
    Source,
    VariantContent,
)

_COLUMNS = {
    "producer": ("producer", "supplier"),
    "sku": ("sku",),
    "name": ("name", "product name"),
    "display_name": ("display_name",),
    "category": ("category",),
    "description": ("description",),
    "units": ("units",),
    "unit_type": ("unit_type",),
    "variant_unit_name": ("variant_unit_name",),
    "price": ("price",),
    "on_hand": ("on_hand",),
    "available_on": ("available_on",),
    "on_demand": ("on_demand",),
    "shipping_category": ("shipping_category",),
    "tax_category": ("tax_category",),
}
_REQUIRED = ("producer", "name", "units", "price")

# Base units in one of each; the bool says that this is a rounded measure of another system.
_MEASURES: dict[str, tuple[Unit, Fraction, bool]] = {
    "g": (Unit.GRAM, Fraction(1), False),
    "kg": (Unit.GRAM, Fraction(1_000), False),
    "t": (Unit.GRAM, Fraction(1_000_000), False),
    "lb": (Unit.GRAM, Fraction(45_359_237, 100_000), True),
    "oz": (Unit.GRAM, Fraction(28_349_523_125, 1_000_000_000), True),
    "ml": (Unit.MILLILITRE, Fraction(1), False),
    "l": (Unit.MILLILITRE, Fraction(1_000), False),
    "kl": (Unit.MILLILITRE, Fraction(1_000_000), False),
}


def plan_open_food_network(data: bytes, *, currency: str) -> ImportPlan:
    """Read a product file. `currency` is the co-op's: the file does not name it.

    Refuses: ImportUnreadable. Everything less is a problem of its row.
    """
    table = read_table(data, columns=_COLUMNS, required=_REQUIRED)
    notes = Notes(table)
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in table.rows:
        missing = next((column for column in ("producer", "name") if not row[column]), None)
        if missing is not None:
            notes.problem(row.number, Fault.VALUE_MISSING, LeftOut.PRODUCT, missing, row["name"] or row["producer"])
            continue
        groups.setdefault((folded(row["producer"]), _same(row["name"])), []).append(row)
    products = []
    for rows in groups.values():
        try:
            products.append(_product(rows, currency, notes))
        except Lost:
            continue
    return ImportPlan(
        Source.OPEN_FOOD_NETWORK,
        currency,
        len(table.rows) + len(table.problems),
        tuple(products),
        notes.problems,
        notes.repairs,
        table.unused,
    )


def _same(text: str) -> str:
    return " ".join(text.split()).casefold()


def _product(rows: Sequence[Row], currency: str, notes: Notes) -> PlannedProduct:
    head = rows[0]
    found: dict[tuple[object, ...], PlannedVariant] = {}
    unit: Unit | None = None
    for row in rows:
        try:
            variant = _variant(row, currency, notes)
        except Lost:
            continue
        form = variant.content
        if unit is not None and form.unit is not unit:
            notes.problem(
                row.number, Fault.UNIT_MIXED, LeftOut.VARIANT, "unit_type", row["unit_type"] or row["variant_unit_name"]
            )
            continue
        identity = (form.name.casefold(), form.content_base, form.unit_name.casefold())
        if identity in found:
            notes.problem(row.number, Fault.VARIANT_TWICE, LeftOut.VARIANT, "units", row["units"])
            continue
        found[identity], unit = variant, form.unit
    if not found:
        notes.nothing_left({row.number for row in rows})
        raise Lost
    if len(found) > cells.VARIANTS:
        notes.problem(head.number, Fault.TOO_MANY_VARIANTS, LeftOut.PRODUCT, None, head["name"])
        raise Lost
    for column in ("category", "description"):
        for row in rows[1:]:
            if row[column] and row[column] != head[column]:
                notes.repair(row.number, Mend.PRODUCT_FIELD_KEPT, column, row[column], head[column])
    producer = cells.word(head, "producer", notes)
    title = cells.word(head, "name", notes, cells.TITLE_CHARACTERS)
    content = ProductContent(
        title=title, description=cells.description(head, "description", notes), kind=cells.word(head, "category", notes)
    )
    return PlannedProduct(head.number, f"{_same(producer)}/{_same(title)}", producer, content, tuple(found.values()))


def _variant(row: Row, currency: str, notes: Notes) -> PlannedVariant:
    unit, content_base = _size(row, notes)
    minor = cells.price(row, "price", currency, notes)
    assert minor is not None  # a missing price that is needed has raised
    on_demand = cells.truth(row, "on_demand", notes, empty=False, left_out=LeftOut.FIELD)
    on_hand = cells.stock(row, "on_hand", notes)
    if on_hand is None and not on_demand:
        # Neither a count nor "on demand": Open Food Network takes that for nothing on hand, and so do we.
        on_hand = 0
    content = VariantContent(
        price_minor=minor,
        unit=unit,
        content_base=content_base,
        unit_name=cells.word(row, "variant_unit_name", notes) if unit is Unit.PIECE else "",
        name=cells.word(row, "display_name", notes),
        sku=cells.word(row, "sku", notes),
        on_demand=bool(on_demand),
        available_on=_available_on(row, notes),
        shipping_category=cells.word(row, "shipping_category", notes),
        tax_category=cells.word(row, "tax_category", notes),
    )
    return PlannedVariant(row.number, content, on_hand)


def _size(row: Row, notes: Notes) -> tuple[Unit, int]:
    """What one sold item holds, in whole base units."""
    text = row["units"]
    if not text:
        notes.problem(row.number, Fault.VALUE_MISSING, LeftOut.VARIANT, "units")
        raise Lost
    kind = row["unit_type"].casefold()
    measure = _MEASURES.get(kind)
    if measure is None and kind not in {"", "item", "items"}:
        notes.problem(row.number, Fault.CHOICE_UNKNOWN, LeftOut.VARIANT, "unit_type", row["unit_type"])
        raise Lost
    unit, scale, rounded = measure or (Unit.PIECE, Fraction(1), False)
    read = read_number(text, decimals=0 if unit is Unit.PIECE else 6)
    if read.value is None:
        notes.problem(row.number, read.fault or Fault.NUMBER_UNREADABLE, LeftOut.VARIANT, "units", text)
        raise Lost
    exact = read.value * scale
    base = exact.numerator if exact.denominator == 1 else int(exact + Fraction(1, 2))
    if exact <= 0:
        notes.problem(row.number, Fault.AMOUNT_NEGATIVE, LeftOut.VARIANT, "units", text)
        raise Lost
    if base > LARGEST:
        notes.problem(row.number, Fault.AMOUNT_TOO_LARGE, LeftOut.VARIANT, "units", text)
        raise Lost
    if exact != base:
        if not rounded or base == 0:
            # Half a gram or half an egg: what would be sold is not what the maker wrote.
            notes.problem(
                row.number, Fault.AMOUNT_TOO_FINE, LeftOut.VARIANT, "units", f"{text} {row['unit_type']}".strip()
            )
            raise Lost
        notes.repair(row.number, Mend.ROUNDED, "units", f"{text} {row['unit_type']}", f"{base} {unit.value}")
    for mend in read.mends:
        notes.repair(row.number, mend, "units", text)
    return unit, base


def _available_on(row: Row, notes: Notes) -> date | None:
    """`2026-11-22`, with or without a time behind it.

    Other spellings could swap day and month: a problem, not a guess.
    """
    text = row["available_on"]
    if not text:
        return None
    try:
        return date.fromisoformat(text.replace("T", " ").split(" ")[0].replace("/", "-"))
    except ValueError:
        notes.problem(row.number, Fault.DATE_UNREADABLE, LeftOut.FIELD, "available_on", text)
        return None
