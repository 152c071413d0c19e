"""Goods from the file of another shop: what would change, and the change itself, through the same rows that makers write.

One bad row never fails the batch, nothing of another stall can be touched, and the same file again changes nothing.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID

from minga_platform.kernel.jobs import enqueue
from minga_platform.kernel.locale import Text
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.catalog import bands, listing, rights, shapes
from minga_platform.market.catalog.commands import products, variants
from minga_platform.market.catalog.commands.stalls import write
from minga_platform.market.catalog.imports.difference import difference
from minga_platform.market.catalog.imports.types import (
    Changes,
    ImportPlan,
    PlannedProduct,
    PlannedVariant,
    ProductUpdate,
    Source,
    VariantContent,
    VariantUpdate,
)
from minga_platform.market.catalog.queries import imported
from minga_platform.market.catalog.words import fold

FETCH_PICTURE = "catalog.fetch_picture"
"""The job that gets one picture: `product_id`, `url`, `alt`, `row`."""

AT_ONCE = 200
"""How many products one unit writes: a long file is applied in several, so that no lock is held for long."""


@dataclass(frozen=True, slots=True)
class Imported:
    """How many products were made, changed, and left as they were."""

    created: int
    updated: int
    unchanged: int


async def plan_import(work: Work, viewer: Viewer, *, stall_id: UUID, plan: ImportPlan) -> Changes:
    """What the file would change on this stall; nothing is written. Refuses: SignInNeeded, NotFound, NotAllowed."""
    await rights.for_stall(work, viewer, stall_id, "catalog.import")
    return await changes_of(work, stall_id, plan)


async def changes_of(work: Work, stall_id: UUID, plan: ImportPlan) -> Changes:
    """The same for whoever may without being asked (the command line)."""
    row = await work.row(
        """SELECT c.language, s.name FROM stall s JOIN cooperative c ON c.id = s.cooperative_id
        WHERE s.cooperative_id = $1 AND s.id = $2""",
        work.cooperative_id,
        stall_id,
    )
    assert row is not None, "whoever asks has found the stall"
    maker = "" if plan.source is Source.SHOPIFY else Text.stored(row["name"]).read(row["language"])
    present = await imported.present(work, stall_id, plan.source, row["language"], maker)
    return difference(_without_vendors(plan), present)


def _without_vendors(plan: ImportPlan) -> ImportPlan:
    """A shop's vendors are brands, any number of them: they say nothing about whose stall the goods belong to."""
    if plan.source is not Source.SHOPIFY:
        return plan
    return replace(plan, products=tuple(replace(product, producer="") for product in plan.products))


async def import_products(
    work: Work, viewer: Viewer, *, stall_id: UUID, plan: ImportPlan, tax_bps: int, only: Collection[str] | None = None
) -> Imported:
    """Write what the file changes. `only`: the keys of the products this unit writes (at most `AT_ONCE`), None for all.

    `tax_bps` is the tax rate of new products: the files do not name one we could read. Pictures come later, by jobs.
    Refuses: SignInNeeded, NotFound, NotAllowed, InvalidInput (tax_bps).
    """
    await rights.for_stall(work, viewer, stall_id, "catalog.import")
    return await apply(work, stall_id, plan, tax_bps=tax_bps, only=only)


async def apply(
    work: Work, stall_id: UUID, plan: ImportPlan, *, tax_bps: int, only: Collection[str] | None = None
) -> Imported:
    """The deed of `import_products`, nobody's right being asked. The stall is locked: one import at a time."""
    shapes.PRODUCT["tax_bps"]("tax_bps", tax_bps)
    await work.execute(
        "SELECT id FROM stall WHERE cooperative_id = $1 AND id = $2 FOR NO KEY UPDATE", work.cooperative_id, stall_id
    )
    changes = await changes_of(work, stall_id, plan)
    create = [one for one in changes.create if only is None or one.key in only]
    update = [one for one in changes.update if only is None or one.planned.key in only]
    writer = await _Writer.of(work, stall_id, plan.source, tax_bps)
    touched = [await writer.create(planned) for planned in create]
    for change in update:
        await writer.update(change)
        touched.append(change.id)
    await listing.refresh(work, touched)
    return Imported(len(create), len(update), len(changes.unchanged))


def portions(plan: ImportPlan) -> list[set[str]]:
    """The keys of the plan's products, in lots of `AT_ONCE`."""
    keys = [product.key for product in plan.products]
    return [set(keys[start : start + AT_ONCE]) for start in range(0, len(keys), AT_ONCE)]


@dataclass(frozen=True, slots=True)
class _Writer:
    """Where and in which language the file's words are written."""

    work: Work
    stall_id: UUID
    stall_is_open: bool
    source: Source
    tax_bps: int
    home: str
    shelves: dict[str, UUID]

    @classmethod
    async def of(cls, work: Work, stall_id: UUID, source: Source, tax_bps: int) -> "_Writer":
        home = await work.value("SELECT language FROM cooperative WHERE id = $1", work.cooperative_id)
        state = await work.value(
            "SELECT state FROM stall WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, stall_id
        )
        shelves = {
            fold(name): row["id"]
            for row in await work.rows("SELECT id, name FROM category WHERE cooperative_id = $1", work.cooperative_id)
            for name in row["name"].values()
        }
        return cls(work, stall_id, state == "open", source, tax_bps, home, shelves)

    def _said(self, text: str) -> dict[str, str]:
        return {self.home: text} if text.strip() else {}

    async def create(self, planned: PlannedProduct) -> UUID:
        """A product with its variants; shown when the file says so and the stall is open."""
        content = planned.content
        fields = shapes.checked(
            shapes.PRODUCT,
            {
                "title": self._said(content.title),
                "description": self._said(content.description),
                "tags": content.tags,
                "option_names": content.option_names,
                "tax_bps": self.tax_bps,
            },
        )
        # A shelf of the same name is a good guess and easily changed; a missing one is none.
        fields["category_id"] = self.shelves.get(fold(content.kind.rpartition(">")[2].strip()))
        product_id = await products.write_down(
            self.work,
            self.stall_id,
            fields,
            import_source=self.source.value,
            import_handle=planned.key,
            imported=_told(planned),
        )
        for variant in planned.variants:
            await self._add(product_id, variant, alone=len(planned.variants) == 1)
        await self._set_shown(product_id, content.published)
        await self._fetch(product_id, planned, [picture.url for picture in planned.pictures])
        return product_id

    async def update(self, change: ProductUpdate) -> None:
        """The fields that differ, and no others: what the file does not name stays."""
        planned = change.planned
        row = await self.work.row(
            "SELECT * FROM product WHERE cooperative_id = $1 AND id = $2 FOR NO KEY UPDATE",
            self.work.cooperative_id,
            change.id,
        )
        assert row is not None, "found in this very unit, under the stall's lock"
        differs = {field.field for field in change.fields}
        given: dict[str, Any] = {}
        for name in differs & {"title", "description"}:
            given[name] = {**row[name], self.home: getattr(planned.content, name)}
        for name in differs & {"tags", "option_names"}:
            given[name] = getattr(planned.content, name)
        fields = shapes.checked(shapes.PRODUCT, given)
        fields |= {"import_source": self.source.value, "import_handle": planned.key, "imported": _told(planned)}
        await products.change(self.work, row, fields)
        for variant in change.new_variants:
            await self._add(change.id, variant, alone=False)
        for updated in change.updated_variants:
            await self._change(updated)
        if "published" in differs:
            await self._set_shown(change.id, planned.content.published)
        await self._fetch(change.id, planned, [picture.url for picture in change.new_pictures])

    async def _add(self, product_id: UUID, variant: PlannedVariant, *, alone: bool) -> None:
        content = variant.content
        on_hand = None if content.on_demand else (variant.on_hand or 0) * content.content_base
        stock_item_id = await variants.stock_up(self.work, self.stall_id, content.unit.value, on_hand)
        fields = shapes.checked(shapes.VARIANT, self._fields(content, alone=alone))
        await variants.write_down(self.work, product_id, stock_item_id, fields, imported=_told_variant(variant))

    def _fields(self, content: VariantContent, *, alone: bool) -> dict[str, Any]:
        # An item of 500 g is sold in steps of 500 g and priced for 500 g, so its stock is grams that can be weighed.
        named = content.name or " / ".join(content.options) or ("" if alone else content.unit_name)
        return {
            "title": self._said(named),
            "options": content.options,
            "sku": content.sku,
            "unit": content.unit.value,
            "step": content.content_base,
            "least": content.content_base,
            "price_minor": content.price_minor,
            "price_per": content.content_base,
        }

    async def _change(self, update: VariantUpdate) -> None:
        planned, content = update.planned, update.planned.content
        row = await self.work.row(
            """SELECT v.*, i.held, i.on_hand, i.counted FROM variant v
            JOIN stock_item i ON i.cooperative_id = v.cooperative_id AND i.id = v.stock_item_id
            WHERE v.cooperative_id = $1 AND v.id = $2 FOR NO KEY UPDATE""",
            self.work.cooperative_id,
            update.id,
        )
        assert row is not None, "found in this very unit, under the stall's lock"
        differs = {field.field for field in update.fields}
        fields = {name: value for name, value in self._fields(content, alone=False).items() if name in _OURS & differs}
        fields |= {"imported": _told_variant(planned)}
        if differs & {"unit", "content_base"}:
            # Another measure counts other things: what was promised in the old one stays with its stock item.
            fields |= {
                name: value
                for name, value in self._fields(content, alone=False).items()
                if name in ("unit", "step", "least", "price_per", "price_minor")
            }
            on_hand = None if content.on_demand else (planned.on_hand or 0) * content.content_base
            fields["stock_item_id"] = await variants.stock_up(self.work, self.stall_id, content.unit.value, on_hand)
        elif differs & {"on_hand", "on_demand"}:
            wanted = None if content.on_demand else (planned.on_hand or 0) * content.content_base
            # The other shop may have sold what is promised here: then nothing more can be sold, but promises hold.
            kept = max(wanted or 0, row["held"]) if row["held"] or wanted is not None else None
            await variants.count(self.work, row["stock_item_id"], row["held"], kept)
        await write(self.work, "variant", update.id, fields)
        await bands.refresh(self.work, [row["stock_item_id"]])

    async def _set_shown(self, product_id: UUID, wanted: bool) -> None:
        shown = wanted and self.stall_is_open
        await self.work.execute(
            """UPDATE product SET state = $3, published_at = CASE WHEN $3 = 'published' THEN coalesce(published_at, $4)
                ELSE published_at END WHERE cooperative_id = $1 AND id = $2 AND ($3 <> 'published' OR EXISTS (
                SELECT FROM variant v WHERE v.cooperative_id = $1 AND v.product_id = $2 AND v.state = 'offered'))""",
            self.work.cooperative_id,
            product_id,
            "published" if shown else "draft",
            self.work.now,
        )

    async def _fetch(self, product_id: UUID, planned: PlannedProduct, urls: Sequence[str]) -> None:
        for picture in planned.pictures:
            if picture.url in urls:
                await enqueue(
                    self.work,
                    FETCH_PICTURE,
                    {
                        "product_id": str(product_id),
                        "url": picture.url,
                        "alt": self._said(picture.alt),
                        "row": picture.row,
                    },
                    unique_key=f"{FETCH_PICTURE}:{product_id}:{hashlib.sha256(picture.url.encode()).hexdigest()[:32]}",
                )


_OURS = frozenset({"options", "sku", "price_minor"})


def _told(planned: PlannedProduct) -> dict[str, Any]:
    """What a second run compares with."""
    content = asdict(planned.content)
    return {**content, "producer": planned.producer, "pictures": [picture.url for picture in planned.pictures]}


def _told_variant(planned: PlannedVariant) -> dict[str, Any]:
    content = asdict(planned.content)
    available = planned.content.available_on
    return {**content, "available_on": available.isoformat() if available else None, "on_hand": planned.on_hand}
