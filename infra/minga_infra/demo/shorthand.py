"""Short ways to write demo goods down, so that the content reads like a price list and not like code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypedDict, Unpack

from minga_infra.demo.content_types import Drawing, Localized, Product, StockItem, Variant


def t(en: str, es: str, fr: str | None = None, ar: str | None = None) -> Localized:
    """The same words in our languages, as far as they are written."""
    return {code: text for code, text in (("en", en), ("es", es), ("fr", fr), ("ar", ar)) if text}


def drawings(words: str) -> tuple[Drawing, ...]:
    """`"rug 3, cushion 1"` → two pictures."""
    return tuple(Drawing(kind, int(seed)) for kind, seed in (word.split() for word in words.split(",")))


def drawing(words: str) -> Drawing:
    return drawings(words)[0]


@dataclass(frozen=True, slots=True)
class Form:
    """One sellable form among several: its own price and its own stock, unless it draws on the product's."""

    key: str
    title: Localized
    price: int
    stock: int = 0
    option: str = "size"
    weight_g: int | None = None
    picture: str | None = None


class Facts(TypedDict, total=False):
    """What may be said of a product beside its price."""

    category: str
    tags: tuple[str, ...]
    materials: Localized
    care: Localized
    provenance: Localized
    allergens: tuple[str, ...]
    made_to_order_days: int
    tax_bps: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the goods of one stall have in common; each product may say otherwise."""

    stall: str
    category: str
    tax_bps: int
    tags: tuple[str, ...] = ()
    materials: Localized = field(default_factory=dict)
    care: Localized = field(default_factory=dict)
    provenance: Localized = field(default_factory=dict)

    def piece(
        self, key: str, title: Localized, summary: Localized, price: int, stock: int, pictures: str,
        weight_g: int | None = None, at_most: int = 20, **facts: Unpack[Facts],
    ) -> Product:  # fmt: skip
        """Sold by the piece, in one form. `weight_g`: what a packed food weighs."""
        only = Variant("one", {}, "piece", price, 1, 1, 1, at_most, "pieces", net_weight_g=weight_g)
        return self._product(key, title, summary, (only,), (StockItem("pieces", "piece", stock),), pictures, facts)

    def forms(
        self, key: str, title: Localized, summary: Localized, pictures: str, *forms: Form, **facts: Unpack[Facts]
    ) -> Product:
        """Sold by the piece in several forms, each counted for itself."""
        variants = tuple(
            Variant(
                form.key, form.title, "piece", form.price, 1, 1, 1, 20, form.key, options={form.option: form.title},
                net_weight_g=form.weight_g, picture=drawing(form.picture) if form.picture else None,
            )
            for form in forms
        )  # fmt: skip
        stock = tuple(StockItem(form.key, "piece", form.stock) for form in forms)
        return self._product(key, title, summary, variants, stock, pictures, facts)

    def weight(
        self, key: str, title: Localized, summary: Localized, price_per_kg: int, stock_g: int, pictures: str,
        step: int = 500, minimum: int | None = None, maximum: int = 10_000, box: tuple[int, int] | None = None,
        **facts: Unpack[Facts],
    ) -> Product:  # fmt: skip
        """Sold by weight, and perhaps by the box of (grams, price): box and loose goods draw on the same stock."""
        loose = Variant(
            "loose", LOOSE if box else {}, "g", price_per_kg, 1000, step, minimum or step, maximum, "weight",
            options={"form": LOOSE} if box else {},
        )  # fmt: skip
        variants = [loose]
        if box:
            grams, price = box
            name = _box_of(grams)
            variants.append(
                Variant("box", name, "piece", price, 1, 1, 1, 10, "weight", grams, {"form": name}, net_weight_g=grams)
            )
        stock = (StockItem("weight", "g", stock_g),)
        return self._product(key, title, summary, tuple(variants), stock, pictures, facts)

    def volume(
        self, key: str, title: Localized, summary: Localized, price_per_litre: int, stock_ml: int, pictures: str,
        step: int = 500, **facts: Unpack[Facts],
    ) -> Product:  # fmt: skip
        """Sold by volume, filled on the spot."""
        poured = Variant("loose", {}, "ml", price_per_litre, 1000, step, step, 10_000, "volume")
        return self._product(key, title, summary, (poured,), (StockItem("volume", "ml", stock_ml),), pictures, facts)

    def _product(
        self, key: str, title: Localized, summary: Localized, variants: tuple[Variant, ...],
        stock: tuple[StockItem, ...], pictures: str, facts: Facts,
    ) -> Product:  # fmt: skip
        return Product(
            key=key,
            stall=self.stall,
            category=facts.get("category", self.category),
            title=title,
            summary=summary,
            tax_bps=facts.get("tax_bps", self.tax_bps),
            variants=variants,
            stock=stock,
            pictures=drawings(pictures),
            tags=tuple(dict.fromkeys((*self.tags, *facts.get("tags", ())))),
            provenance=facts.get("provenance", self.provenance),
            materials=facts.get("materials", self.materials),
            care=facts.get("care", self.care),
            allergens=facts.get("allergens", ()),
            made_to_order_days=facts.get("made_to_order_days"),
        )


LOOSE: Localized = t("Loose", "A granel", "En vrac", "بالوزن")


def _box_of(grams: int) -> Mapping[str, str]:
    kilograms = grams // 1000
    return t(f"Box of {kilograms} kg", f"Caja de {kilograms} kg", f"Caisse de {kilograms} kg", f"صندوق {kilograms} كغ")
