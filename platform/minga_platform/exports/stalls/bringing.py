"""An archive becomes drafts of a stall: each product once, whatever is here already, and never anything but products.

Orders, reviews and money stay where they happened: a co-op cannot answer for sales it did not see, for buyers whom it does not
know, and for books that are not its own.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from minga_platform.exports.stalls import form
from minga_platform.exports.stalls.reading import Archive, Container, Problem, Product, Told, Variant
from minga_platform.kernel import ids
from minga_platform.kernel.errors import NotFound
from minga_platform.kernel.jobs import enqueue
from minga_platform.kernel.money import Money
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.catalog import names, rights
from minga_platform.market.catalog.commands import products, variants
from minga_platform.market.catalog.commands.stalls import write
from minga_platform.market.catalog.words import fold
from minga_platform.market.making.commands import set_making_capacity

BRING_PICTURES: Final = "exports.bring_pictures"
"""The job that hangs the pictures of an archive's products: `stall_id`, `file_id` (the archive), `agent_id`, `round`."""

AT_ONCE: Final = 100
"""How many products one unit writes."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What an archive would make of a stall: which products are new, which are here already, and what is lost on the way."""

    new: tuple[Product, ...]
    present: tuple[Product, ...]
    problems: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class _Here:
    """What the co-op that is imported into has of the things that an archive names."""

    currency: str
    shelves: Mapping[str, UUID]
    rates: frozenset[int]
    jars: tuple[Any, ...] = field(default=())

    @classmethod
    async def of(cls, work: Work) -> "_Here":
        scope = work.cooperative_id
        categories = await work.rows("SELECT id, slug, name FROM category WHERE cooperative_id = $1", scope)
        shelves = {fold(name): row["id"] for row in categories for name in row["name"].values()}
        shelves |= {row["slug"]: row["id"] for row in categories}
        rates = await work.rows("SELECT DISTINCT tax_bps FROM product WHERE cooperative_id = $1", scope)
        jars = await work.rows(
            "SELECT id, name, deposit_minor, currency FROM container WHERE cooperative_id = $1 AND state = 'used' ORDER BY id",
            scope,
        )
        currency = await work.value("SELECT currency FROM cooperative WHERE id = $1", scope)
        return cls(currency, shelves, frozenset(row["tax_bps"] for row in rates), tuple(jars))

    def shelf(self, product: Product) -> UUID | None:
        """The shelf of the same address, or of the same name in any language."""
        if product.category is None:
            return None
        slug, said = product.category
        return self.shelves.get(slug) or next(
            (self.shelves[fold(one)] for one in said if fold(one) in self.shelves), None
        )

    def jar(self, wanted: Container) -> UUID | None:
        """A container of one of its names, with the same deposit in the same money."""
        known = {fold(name) for name in wanted.names}
        for row in self.jars:
            same = (row["deposit_minor"], row["currency"]) == (wanted.deposit_minor, wanted.currency)
            if same and known & {fold(name) for name in row["name"].values()}:
                found: UUID = row["id"]
                return found
        return None


async def plan_archive(work: Work, viewer: Viewer, *, stall_id: UUID, archive: Archive) -> Plan:
    """What the archive would make of this stall; nothing is written. Refuses: SignInNeeded, NotFound, NotAllowed."""
    await rights.for_stall(work, viewer, stall_id, "catalog.import")
    return await _planned(work, stall_id, archive)


async def _planned(work: Work, stall_id: UUID, archive: Archive) -> Plan:
    here = await _Here.of(work)
    known = await _present(work, stall_id, archive.products)
    new = tuple(one for one in archive.products if known.isdisjoint(one.known_as))
    taken = {
        row["slug"]
        for row in await work.rows(
            "SELECT slug FROM product WHERE cooperative_id = $1 AND slug = ANY($2) "
            "UNION SELECT slug FROM old_slug WHERE cooperative_id = $1 AND kind = 'product' AND slug = ANY($2)",
            work.cooperative_id, [one.slug for one in new],
        )
    }  # fmt: skip
    problems = [told for one in new for told in _changed(one, here, taken)]
    present = tuple(one for one in archive.products if not known.isdisjoint(one.known_as))
    return Plan(new, present, (*archive.problems, *problems))


async def _present(work: Work, stall_id: UUID, told: Collection[Product]) -> set[str]:
    """Which of these ids the stall has: brought here before, or written here first and brought home."""
    handles = sorted({one for product in told for one in product.known_as})
    own: list[UUID] = []
    for handle in handles:
        try:
            own.append(ids.decode(names.PRODUCT, handle))
        except NotFound:
            continue
    rows = await work.rows(
        "SELECT id, import_source, import_handle FROM product WHERE cooperative_id = $1 AND stall_id = $2 "
        "AND ((import_source = $3 AND import_handle = ANY($4)) OR id = ANY($5))",
        work.cooperative_id, stall_id, form.SOURCE, handles, own,
    )  # fmt: skip
    found = {ids.encode(names.PRODUCT, row["id"]) for row in rows}
    return found | {row["import_handle"] for row in rows if row["import_source"] == form.SOURCE}


def _changed(product: Product, here: _Here, taken: Collection[str]) -> list[Told]:
    """What of a product will not be here as it was there."""
    told: list[Told] = []

    def note(problem: Problem, value: object = "", part: str = "") -> None:
        told.append(Told(problem, product.title, part, str(value)[:80]))

    if product.slug in taken:
        note(Problem.SLUG_TAKEN, product.slug)
    if product.category is not None and here.shelf(product) is None:
        note(Problem.CATEGORY_UNKNOWN, product.category[1][0] if product.category[1] else product.category[0])
    if here.rates and product.fields["tax_bps"] not in here.rates:
        note(Problem.TAX_UNKNOWN, product.fields["tax_bps"])
    if product.is_of_commons:
        note(Problem.COMMONS_LINK)
    for one in product.variants:
        if one.currency != here.currency:
            price = Money(one.fields["price_minor"], one.currency)
            note(Problem.OTHER_CURRENCY, f"{price.decimal} {one.currency}", one.name)
        if one.container is not None and here.jar(one.container) is None:
            note(Problem.CONTAINER_UNKNOWN, one.container.names[0] if one.container.names else "", one.name)
    return told


async def bring_archive(
    work: Work, viewer: Viewer, *, stall_id: UUID, archive: Archive, file_id: UUID, only: Collection[str]
) -> int:
    """Write down those products of the archive that the stall has not, as drafts (put away, what was put away there); how many.

    `only`: the ids of this unit's. What is here already stays as it is, however it was changed since. Pictures come by a job, out of the same file.
    Refuses: SignInNeeded, NotFound, NotAllowed.
    """
    # The stall is locked, so that two who bring the same archive make each product once.
    right = await rights.for_stall(work, viewer, stall_id, "catalog.import")
    here = await _Here.of(work)
    wanted = [one for one in archive.products if one.id in only]
    known = await _present(work, stall_id, wanted)
    new = [one for one in wanted if known.isdisjoint(one.known_as)]
    stocks = await _stocks(work, stall_id)
    for product in new:
        await _write(work, viewer, stall_id, product, here, stocks, file_id)
    if any(one.pictures for one in new):
        await ask_pictures(work, stall_id=stall_id, file_id=file_id, agent_id=right.agent_id, begins_with=new[0].id)
    return len(new)


async def ask_pictures(work: Work, *, stall_id: UUID, file_id: UUID, agent_id: UUID, begins_with: str) -> None:
    """Ask for the pictures that still wait in this archive."""
    await enqueue(
        work,
        BRING_PICTURES,
        {"stall_id": str(stall_id), "file_id": str(file_id), "agent_id": str(agent_id)},
        unique_key=f"{BRING_PICTURES}:{stall_id}:{file_id}:{begins_with}",
    )


async def _stocks(work: Work, stall_id: UUID) -> dict[str, UUID]:
    """Stock items of earlier units of the same archives, by their ids there: what was shared stays shared."""
    rows = await work.rows(
        "SELECT v.imported ->> 'stock' AS told, v.stock_item_id FROM variant v "
        "JOIN product p ON p.cooperative_id = v.cooperative_id AND p.id = v.product_id "
        "WHERE v.cooperative_id = $1 AND p.stall_id = $2 AND p.import_source = $3 AND v.imported ? 'stock'",
        work.cooperative_id, stall_id, form.SOURCE,
    )  # fmt: skip
    return {row["told"]: row["stock_item_id"] for row in rows}


async def _write(
    work: Work, viewer: Viewer, stall_id: UUID, product: Product, here: _Here, stocks: dict[str, UUID], file_id: UUID
) -> None:
    waiting = [
        {"id": one.id, "file": one.file, "alt": dict(one.alt), "focus": list(one.focus)} for one in product.pictures
    ]
    product_id = await products.write_down(
        work,
        stall_id,
        product.fields,
        address=product.slug,
        category_id=here.shelf(product),
        only_in_cycles=product.only_in_cycles,
        season_months=list(product.season_months),
        import_source=form.SOURCE,
        import_handle=product.known_as[-1],
        imported={"archive": {"file": str(file_id), "pictures": waiting}},
    )
    if product.is_put_away:
        await write(work, "product", product_id, {"state": "archived"})
    for place, variant in enumerate(product.variants, start=1):
        await _write_variant(work, stall_id, product_id, variant, here, stocks, place)
    if product.per_week is not None:
        await set_making_capacity(
            work,
            viewer,
            stall_id=stall_id,
            product_id=product_id,
            per_week=product.per_week,
            not_before=product.not_before,
        )


async def _write_variant(
    work: Work, stall_id: UUID, product_id: UUID, told: Variant, here: _Here, stocks: dict[str, UUID], place: int
) -> None:
    stock_item_id = stocks.get(told.stock.id)
    if stock_item_id is None:
        stock_item_id = await variants.stock_up(
            work, stall_id, told.fields["unit"], told.stock.on_hand, name=told.stock.name
        )
        stocks[told.stock.id] = stock_item_id
    fields = {**told.fields, "position": place}
    imported: dict[str, Any] = {"id": told.id, "stock": told.stock.id}
    is_foreign = told.currency != here.currency
    if is_foreign:
        # A number of other money would be a price that nobody named: she sets hers, and offers it then.
        imported["price"] = {"minor": fields["price_minor"], "currency": told.currency}
        fields["price_minor"] = 0
    if told.container is not None:
        fields["container_id"] = here.jar(told.container)
    variant_id = await variants.write_down(work, product_id, stock_item_id, fields, imported=imported)
    if is_foreign or not told.is_offered:
        await write(work, "variant", variant_id, {"state": "withdrawn"})


def portions(plan: Plan) -> list[set[str]]:
    """The ids of the new products, in lots of `AT_ONCE`."""
    keys = [product.id for product in plan.new]
    return [set(keys[start : start + AT_ONCE]) for start in range(0, len(keys), AT_ONCE)]
