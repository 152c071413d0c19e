"""What an import reads, plans and reports, as plain values.

A file becomes an `ImportPlan`: products, and beside them every row that could not be taken (`Problem`) and every place
where we changed what was written (`Repair`). A plan beside what the stall has becomes `Changes`. Neither touches a
database; the command that writes takes `Changes`.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from minga_platform.kernel.money import Unit


class Source(StrEnum):
    """Whose columns the file has."""

    SHOPIFY = "shopify"
    OPEN_FOOD_NETWORK = "ofn"


class LeftOut(StrEnum):
    """What is missing from the plan because of a problem."""

    PRODUCT = "product"
    VARIANT = "variant"
    PICTURE = "picture"
    FIELD = "field"
    ROW = "row"


class Fault(StrEnum):
    """Why a row, or a part of it, could not be taken."""

    QUOTES_BROKEN = "quotes_broken"
    TOO_MANY_CELLS = "too_many_cells"
    CELL_TOO_LONG = "cell_too_long"
    VALUE_MISSING = "value_missing"
    TEXT_TOO_LONG = "text_too_long"
    AMOUNT_UNREADABLE = "amount_unreadable"
    AMOUNT_AMBIGUOUS = "amount_ambiguous"
    """`1,234`: a thousand, or one and a bit? The reader must say, by writing `1234.00` or `1.234`."""
    AMOUNT_TOO_FINE = "amount_too_fine"
    """More decimals than the currency (or the unit) has."""
    AMOUNT_NEGATIVE = "amount_negative"
    AMOUNT_TOO_LARGE = "amount_too_large"
    OTHER_CURRENCY = "other_currency"
    NUMBER_UNREADABLE = "number_unreadable"
    CHOICE_UNKNOWN = "choice_unknown"
    """A yes/no, a state or a unit of measure that is none of those known."""
    DATE_UNREADABLE = "date_unreadable"
    VARIANT_TWICE = "variant_twice"
    TOO_MANY_VARIANTS = "too_many_variants"
    TOO_MANY_PICTURES = "too_many_pictures"
    PRODUCT_HEAD_MISSING = "product_head_missing"
    """Rows of a product whose first row, the one with its title, is not there."""
    UNIT_MIXED = "unit_mixed"
    """One product sold by weight in one row and by volume or piece in another."""
    ADDRESS_UNUSABLE = "address_unusable"
    """A picture's address that is no https address of the public internet."""
    GIFT_CARD = "gift_card"
    """A promise of money, not goods: it needs the ledger, not the catalogue."""
    MATCH_UNCLEAR = "match_unclear"
    """Several products here could be meant, or several rows mean the same one."""
    OTHER_PRODUCER = "other_producer"
    """The row belongs to another stall than the one imported into."""


class Mend(StrEnum):
    """A change we made to what was written, always told."""

    ENCODING = "encoding"
    NUL_REMOVED = "nul_removed"
    CONTROL_REMOVED = "control_removed"
    ROW_FILLED = "row_filled"
    """Cells missing at the end of the row were taken as empty."""
    TEXT_SHORTENED = "text_shortened"
    MARKUP_REMOVED = "markup_removed"
    DIGITS = "digits"
    """Other scripts' digits read as 0–9."""
    CURRENCY_MARK = "currency_mark"
    STOCK_NEGATIVE = "stock_negative"
    """Oversold at the other shop: nothing is left, so 0."""
    STOCK_COUNTED = "stock_counted"
    """The other shop wrote a number without counting it; here it is counted, so that nothing is oversold."""
    ROUNDED = "rounded"
    """Pounds and ounces to the nearest gram; half a gram up."""
    OPTION_NAME_KEPT = "option_name_kept"
    PRODUCT_FIELD_KEPT = "product_field_kept"
    """A later row of the same product says otherwise; the first row counts."""
    TAG_TWICE = "tag_twice"
    PICTURE_TWICE = "picture_twice"


@dataclass(frozen=True, slots=True)
class Problem:
    """`row` is the row as a spreadsheet shows it: the header is 1. `value` is what stood there, cut short."""

    row: int
    fault: Fault
    left_out: LeftOut
    column: str | None = None
    value: str = ""


@dataclass(frozen=True, slots=True)
class Repair:
    """The same mend in many rows is one repair with many rows; no row means the whole file."""

    mend: Mend
    rows: tuple[int, ...] = ()
    column: str | None = None
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class ProductContent:
    """What is compared, field by field, between the file and what is here."""

    title: str
    description: str = ""
    """CommonMark without HTML."""
    kind: str = ""
    """Shopify's type, Open Food Network's category: a word to be mapped to a category by a person."""
    tags: tuple[str, ...] = ()
    option_names: tuple[str, ...] = ()
    published: bool = True


@dataclass(frozen=True, slots=True)
class VariantContent:
    """One sellable form. Prices in minor units of the plan's currency, for one item of `content_base` base units."""

    price_minor: int
    unit: Unit = Unit.PIECE
    content_base: int = 1
    """What one item holds: 1 piece, 500 g, 750 ml."""
    unit_name: str = ""
    """`bunch`, `punnet`: the word for one item."""
    name: str = ""
    options: tuple[str, ...] = ()
    """Values in the order of the product's `option_names`."""
    sku: str = ""
    barcode: str = ""
    compare_at_minor: int | None = None
    on_demand: bool = False
    """Sold beyond what is on hand: made to order, or not counted."""
    shipping_grams: int | None = None
    available_on: date | None = None
    shipping_category: str = ""
    tax_category: str = ""


@dataclass(frozen=True, slots=True)
class PlannedPicture:
    """A picture to be fetched later by a job; one that cannot be had is a problem of `row`, the product stays."""

    row: int
    url: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class PlannedVariant:
    """`on_hand` counts items (not grams); None = the file says nothing about stock."""

    row: int
    content: VariantContent
    on_hand: int | None = None
    picture_url: str | None = None


@dataclass(frozen=True, slots=True)
class PlannedProduct:
    """`key` names the product in the file's own system (`handle`; `producer/name`): a rerun finds it again by this."""

    row: int
    key: str
    producer: str
    content: ProductContent
    variants: tuple[PlannedVariant, ...]
    pictures: tuple[PlannedPicture, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """All that the file says, in its order. `rows` are the rows below the header, empty ones not counted."""

    source: Source
    currency: str
    rows: int
    products: tuple[PlannedProduct, ...]
    problems: tuple[Problem, ...]
    repairs: tuple[Repair, ...]
    unused_columns: tuple[str, ...] = ()

    @property
    def variants(self) -> int:
        """How many variants the plan holds."""
        return sum(len(product.variants) for product in self.products)

    @property
    def pictures(self) -> int:
        """How many different picture addresses the plan holds."""
        return len({picture.url for product in self.products for picture in product.pictures})


@dataclass(frozen=True, slots=True)
class PresentVariant:
    """A variant as it stands here. `imported_on_hand` is what the last import's file said, None when none did."""

    id: UUID
    content: VariantContent
    on_hand: int | None = None
    imported_on_hand: int | None = None


@dataclass(frozen=True, slots=True)
class PresentProduct:
    """A product of the stall imported into, as it stands here. `key` is the file's, where an import made it."""

    id: UUID
    key: str | None
    producer: str
    content: ProductContent
    variants: tuple[PresentVariant, ...]
    picture_urls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field, old → new, in the types of the contents."""

    field: str
    old: object
    new: object


@dataclass(frozen=True, slots=True)
class VariantUpdate:
    """A variant found again by sku or by its options and size."""

    id: UUID
    planned: PlannedVariant
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class ProductUpdate:
    """What of a product differs. What the file does not name stays: an import adds and changes, it never removes."""

    id: UUID
    planned: PlannedProduct
    fields: tuple[FieldChange, ...]
    new_variants: tuple[PlannedVariant, ...]
    updated_variants: tuple[VariantUpdate, ...]
    new_pictures: tuple[PlannedPicture, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """A plan beside what is here. `unchanged` are ids. Applied and planned again it is all `unchanged`."""

    create: tuple[PlannedProduct, ...]
    update: tuple[ProductUpdate, ...]
    unchanged: tuple[UUID, ...]
    problems: tuple[Problem, ...]
