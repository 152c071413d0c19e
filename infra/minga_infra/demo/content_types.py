"""The shapes of the demo content: plain data, no database, so that whoever loads it decides how.

Amounts are minor units of the cooperative's currency, tax included; quantities are whole base units (pieces, grams,
millilitres); rates are basis points. Keys are stable words, unique within their kind and cooperative: a loader may
derive ids from them, so that loading twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

# {language: text}, the same form as content in the database; "en" is always there.
Localized = Mapping[str, str]

Unit = Literal["piece", "g", "ml"]
Office = Literal["coordinator", "treasurer", "facilitator"]
MembershipClass = Literal["worker", "producer", "consumer", "contributor", "supporter", "community"]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture that `drawing.draw(kind, seed)` makes: the same words always give the same picture."""

    kind: str
    seed: int


@dataclass(frozen=True, slots=True)
class Person:
    """Someone with an account. `email` ends in `.example`, so that no letter can ever reach anybody."""

    key: str
    name: str
    email: str
    language: str
    phone: str | None = None
    portrait: Drawing | None = None


@dataclass(frozen=True, slots=True)
class Membership:
    """What a person is in one cooperative. `offices` open the coordinator's and treasurer's pages."""

    person: str
    membership_class: MembershipClass
    offices: tuple[Office, ...] = ()
    joined: str = "2024-03-01"


@dataclass(frozen=True, slots=True)
class Category:
    key: str
    title: Localized
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Stall:
    """A seller's place. `contact_*` is the maker and safety contact that product law asks for on a page."""

    key: str
    name: Localized
    tagline: Localized
    story: Localized
    place: str
    # Keys of people who may act for the stall; the first is the one whom buyers see.
    makers: tuple[str, ...]
    portrait: Drawing
    banner: Drawing
    contact_name: str
    contact_address: str
    contact_email: str
    # The maker's bank account for offline payouts; documentation numbers only. None: she has no bank account yet.
    iban: str | None = None
    # True: starts with a connected account at the payment provider (the stand-in); False: her money accrues.
    connected: bool = False


@dataclass(frozen=True, slots=True)
class StockItem:
    """What is counted, in base units. Several variants may draw on one."""

    key: str
    unit: Unit
    on_hand: int


@dataclass(frozen=True, slots=True)
class Variant:
    """A sellable form. The price of a quantity q is `price_minor * q / pricing_base` (q in base units of `unit`)."""

    key: str
    # Empty when the product has one variant only: then the product's title says it all.
    title: Localized
    unit: Unit
    price_minor: int
    # How many base units `price_minor` buys: 1 for pieces, 1000 for a price per kilogram or litre.
    pricing_base: int
    # Quantities are whole multiples of `step`, from `minimum` to `maximum`.
    step: int
    minimum: int
    maximum: int
    # The stock item it draws on, and how many of that item's base units one of its own base units takes.
    stock_item: str
    draws: int = 1
    # The choices that lead to it, such as {"size": "M", "colour": "indigo"}: keys are words of OPTION_NAMES.
    options: Mapping[str, Localized] = field(default_factory=dict)
    # What one piece weighs, for the price per kilogram that must stand beside a packed food's price; None for the rest.
    net_weight_g: int | None = None
    picture: Drawing | None = None


@dataclass(frozen=True, slots=True)
class Product:
    key: str
    stall: str
    category: str
    title: Localized
    # One or two sentences for the card and the page.
    summary: Localized
    tax_bps: int
    variants: tuple[Variant, ...]
    stock: tuple[StockItem, ...]
    pictures: tuple[Drawing, ...]
    tags: tuple[str, ...] = ()
    # Where it was made or grown, and what that place has to do with it.
    provenance: Localized = field(default_factory=dict)
    materials: Localized = field(default_factory=dict)
    care: Localized = field(default_factory=dict)
    # Codes of Annex II of Regulation (EU) 1169/2011, as words of ALLERGENS.
    allergens: tuple[str, ...] = ()
    # Working days until a piece that is made to order is ready; None when it is in stock.
    made_to_order_days: int | None = None


@dataclass(frozen=True, slots=True)
class OpeningSlot:
    """A weekly opening, civil time of the cooperative. `weekday` counts from Monday = 0."""

    weekday: int
    opens: str
    closes: str
    # How many orders it takes.
    capacity: int


@dataclass(frozen=True, slots=True)
class PickupPoint:
    key: str
    name: Localized
    address: str
    note: Localized
    slots: tuple[OpeningSlot, ...]
    # Person who keeps the till there; cash is taken in the cooperative's name.
    keeper: str | None = None
    # Latitude and longitude in millionths of a degree.
    place: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class DeliveryOption:
    key: str
    name: Localized
    note: Localized
    price_minor: int
    tax_bps: int
    # Orders from this amount on go free; None: never.
    free_from_minor: int | None
    # Postcodes it serves, as prefixes; empty: anywhere in the country.
    postcode_prefixes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cooperative:
    slug: str
    name: Localized
    tagline: Localized
    story: Localized
    currency: str
    timezone: str
    country: str
    place: str
    # The languages of its content, its own first.
    languages: tuple[str, ...]
    # One of the accents of the style sheet: clay, leaf, indigo, plum, ochre.
    accent: str
    banner: Drawing
    founded: str
    contact_email: str
    contact_address: str
    # Where buyers transfer to; documentation numbers only.
    iban: str
    memberships: tuple[Membership, ...]
    categories: tuple[Category, ...]
    stalls: tuple[Stall, ...]
    products: tuple[Product, ...]
    pickup_points: tuple[PickupPoint, ...]
    delivery_options: tuple[DeliveryOption, ...]


@dataclass(frozen=True, slots=True)
class DemoContent:
    people: tuple[Person, ...]
    cooperatives: tuple[Cooperative, ...]


# The names of variant options in the four languages, by key.
OPTION_NAMES: Mapping[str, Localized] = {
    "size": {"en": "Size", "es": "Tamaño", "fr": "Taille", "ar": "المقاس"},
    "colour": {"en": "Colour", "es": "Color", "fr": "Couleur", "ar": "اللون"},
    "weight": {"en": "Weight", "es": "Peso", "fr": "Poids", "ar": "الوزن"},
    "scent": {"en": "Scent", "es": "Aroma", "fr": "Parfum", "ar": "الرائحة"},
    "wood": {"en": "Wood", "es": "Madera", "fr": "Bois", "ar": "الخشب"},
    "finish": {"en": "Finish", "es": "Acabado", "fr": "Finition", "ar": "اللمسة الأخيرة"},
    "volume": {"en": "Volume", "es": "Volumen", "fr": "Volume", "ar": "الحجم"},
    "form": {"en": "Sold as", "es": "Formato", "fr": "Conditionnement", "ar": "طريقة البيع"},
}

# The fourteen substances that must be named (Regulation (EU) 1169/2011, Annex II), by our key.
ALLERGENS: Mapping[str, Localized] = {
    "gluten": {
        "en": "Cereals with gluten",
        "es": "Cereales con gluten",
        "fr": "Céréales avec gluten",
        "ar": "حبوب فيها غلوتين",
    },
    "crustaceans": {"en": "Crustaceans", "es": "Crustáceos", "fr": "Crustacés", "ar": "قشريات"},
    "eggs": {"en": "Eggs", "es": "Huevos", "fr": "Œufs", "ar": "بيض"},
    "fish": {"en": "Fish", "es": "Pescado", "fr": "Poissons", "ar": "سمك"},
    "peanuts": {"en": "Peanuts", "es": "Cacahuetes", "fr": "Arachides", "ar": "فول سوداني"},
    "soya": {"en": "Soya", "es": "Soja", "fr": "Soja", "ar": "صويا"},
    "milk": {"en": "Milk", "es": "Leche", "fr": "Lait", "ar": "حليب"},
    "nuts": {"en": "Nuts", "es": "Frutos de cáscara", "fr": "Fruits à coque", "ar": "مكسّرات"},
    "celery": {"en": "Celery", "es": "Apio", "fr": "Céleri", "ar": "كرفس"},
    "mustard": {"en": "Mustard", "es": "Mostaza", "fr": "Moutarde", "ar": "خردل"},
    "sesame": {"en": "Sesame", "es": "Sésamo", "fr": "Sésame", "ar": "سمسم"},
    "sulphites": {"en": "Sulphites", "es": "Sulfitos", "fr": "Sulfites", "ar": "كبريتيت"},
    "lupin": {"en": "Lupin", "es": "Altramuces", "fr": "Lupin", "ar": "ترمس"},
    "molluscs": {"en": "Molluscs", "es": "Moluscos", "fr": "Mollusques", "ar": "رخويات"},
}
