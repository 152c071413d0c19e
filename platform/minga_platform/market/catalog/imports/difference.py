"""A plan beside what the stall has → what would change, field by field. Pure, so a dry run and the deed agree.

A product is found again by the key an import gave it, else by a sku that names one product on either side, else by
producer and title. A variant by its sku, else by its options, name and size. What the file does not name stays as it
is. Stock changes only where the file's number differs from the last import's: between two runs of one file the market
has sold, and a rerun must not put the sold goods back.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import fields
from typing import TypeVar
from uuid import UUID

from minga_platform.market.catalog.imports.reading import folded, shown
from minga_platform.market.catalog.imports.types import (
    Changes,
    Fault,
    FieldChange,
    ImportPlan,
    LeftOut,
    PlannedProduct,
    PlannedVariant,
    PresentProduct,
    PresentVariant,
    Problem,
    ProductContent,
    ProductUpdate,
    VariantContent,
    VariantUpdate,
)

_Found = TypeVar("_Found")
_Content = TypeVar("_Content", ProductContent, VariantContent)
_Variant = TypeVar("_Variant", PlannedVariant, PresentVariant)
_UNCLEAR = PresentProduct(UUID(int=0), None, "", ProductContent(""), ())


def difference(plan: ImportPlan, present: Sequence[PresentProduct]) -> Changes:
    """`present` are the products of the one stall imported into; nothing else can be touched."""
    index = _Index(present, {product.key for product in plan.products})
    skus = _once(
        (variant.content.sku, product.key) for product in plan.products for variant in _with_sku(product.variants)
    )
    matches = [index.match(planned, skus) for planned in plan.products]
    claims = Counter(match.id for match in matches if match is not None and match is not _UNCLEAR)
    create: list[PlannedProduct] = []
    update: list[ProductUpdate] = []
    unchanged: list[UUID] = []
    problems: list[Problem] = []
    for planned, match in zip(plan.products, matches, strict=True):
        if match is None:
            create.append(planned)
        elif match is _UNCLEAR or claims[match.id] > 1:
            # Several products here could be meant, or several in the file mean the same one. Taking the first would make
            # the outcome depend on the order of rows.
            problems.append(
                Problem(planned.row, Fault.MATCH_UNCLEAR, LeftOut.PRODUCT, value=shown(planned.content.title))
            )
        else:
            change = _product_update(planned, match)
            if change.fields or change.new_variants or change.updated_variants or change.new_pictures:
                update.append(change)
            else:
                unchanged.append(match.id)
    return Changes(tuple(create), tuple(update), tuple(unchanged), tuple(problems))


class _Index:
    """Ways to find a product again. A product whose own key stands in this file is that one and can be no other."""

    def __init__(self, present: Sequence[PresentProduct], planned_keys: Collection[str]) -> None:
        self._by_key = {product.key: product for product in present if product.key is not None}
        free = [product for product in present if product.key not in planned_keys]
        self._by_sku = _once(
            (variant.content.sku, product) for product in free for variant in _with_sku(product.variants)
        )
        self._by_name: dict[tuple[str, str], list[PresentProduct]] = {}
        for product in free:
            self._by_name.setdefault(_name(product.producer, product.content.title), []).append(product)

    def match(self, planned: PlannedProduct, skus: Mapping[object, str]) -> PresentProduct | None:
        """The product meant, `_UNCLEAR` where several could be, None where it is new."""
        found = self._by_key.get(planned.key)
        if found is not None:
            return found
        by_sku = {
            product.id: product
            for variant in planned.variants
            if skus.get(variant.content.sku) == planned.key
            and (product := self._by_sku.get(variant.content.sku)) is not None
        }
        named = self._by_name.get(_name(planned.producer, planned.content.title), [])
        candidates = list(by_sku.values()) or named
        if len(candidates) > 1:
            return _UNCLEAR
        return candidates[0] if candidates else None


def _product_update(planned: PlannedProduct, present: PresentProduct) -> ProductUpdate:
    matches = _variant_matches(planned, present)
    updated, new = [], []
    for place, variant in enumerate(planned.variants):
        if place not in matches:
            new.append(variant)
        elif changes := _variant_changes(variant, matches[place]):
            updated.append(VariantUpdate(matches[place].id, variant, changes))
    known = set(present.picture_urls)
    key = (FieldChange("key", present.key, planned.key),) if present.key != planned.key else ()
    return ProductUpdate(
        present.id,
        planned,
        key + _fields(present.content, planned.content),
        tuple(new),
        tuple(updated),
        tuple(picture for picture in planned.pictures if picture.url not in known),
    )


def _variant_matches(planned: PlannedProduct, present: PresentProduct) -> dict[int, PresentVariant]:
    """Place in the plan → the variant here. All skus first, so that a likeness never takes what a sku names."""
    by_sku = _once((variant.content.sku, variant) for variant in _with_sku(present.variants))
    by_form = _once((_form(variant.content), variant) for variant in present.variants)
    skus = Counter(variant.content.sku for variant in planned.variants)
    matches: dict[int, PresentVariant] = {}
    for place, variant in enumerate(planned.variants):
        found = by_sku.get(variant.content.sku)
        if found is not None and skus[variant.content.sku] == 1:
            matches[place] = found
    taken = {variant.id for variant in matches.values()}
    for place, variant in enumerate(planned.variants):
        found = by_form.get(_form(variant.content))
        if place not in matches and found is not None and found.id not in taken:
            matches[place] = found
            taken.add(found.id)
    return matches


def _variant_changes(planned: PlannedVariant, present: PresentVariant) -> tuple[FieldChange, ...]:
    changes = _fields(present.content, planned.content)
    told_before = present.imported_on_hand if present.imported_on_hand is not None else present.on_hand
    if planned.on_hand is not None and planned.on_hand != told_before:
        changes += (FieldChange("on_hand", present.on_hand, planned.on_hand),)
    return changes


def _fields(old: _Content, new: _Content) -> tuple[FieldChange, ...]:
    pairs = [(field.name, getattr(old, field.name), getattr(new, field.name)) for field in fields(old)]
    return tuple(FieldChange(name, before, after) for name, before, after in pairs if before != after)


def _with_sku(variants: Iterable[_Variant]) -> list[_Variant]:
    return [variant for variant in variants if variant.content.sku]


def _name(producer: str, title: str) -> tuple[str, str]:
    return folded(producer), " ".join(title.split()).casefold()


def _form(content: VariantContent) -> tuple[object, ...]:
    """What tells one variant of a product from another when no sku does."""
    options = tuple(option.casefold() for option in content.options)
    return options, content.name.casefold(), content.unit, content.content_base, content.unit_name.casefold()


def _once(pairs: Iterable[tuple[Hashable, _Found]]) -> dict[object, _Found]:
    """Names borne by exactly one thing."""
    found: dict[object, _Found] = {}
    twice: set[object] = set()
    for name, thing in pairs:
        if name in found and found[name] != thing:
            twice.add(name)
        found.setdefault(name, thing)
    return {name: thing for name, thing in found.items() if name not in twice}
