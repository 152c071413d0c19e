"""Variants, the sellable forms of a product, and the stock they draw on."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.errors import Conflict, InvalidInput, NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.catalog import bands, listing, rights, shapes
from minga_platform.market.catalog.amounts import LARGEST_QUANTITY
from minga_platform.market.catalog.commands import facts
from minga_platform.market.catalog.commands.stalls import write
from minga_platform.market.catalog.errors import StockHeld, TooMany
from minga_platform.market.law import queries as law


async def add_variant(
    work: Work,
    viewer: Viewer,
    *,
    product_id: UUID,
    fields: Mapping[str, Any],
    on_hand: int | None = None,
    stock_item_id: UUID | None = None,
) -> UUID:
    """Offer a product in one more form. `fields` as in `shapes.VARIANT`; the price is needed.

    `on_hand`: base units there, None when it is made to order and not counted; or `stock_item_id`: draw from what another
    variant of the stall draws from. Refuses: SignInNeeded, NotFound, NotAllowed, InvalidInput, TooMany, FactsMissing.
    """
    right = await rights.for_product(work, viewer, product_id)
    number = await work.value(
        "SELECT count(*) FROM variant WHERE cooperative_id = $1 AND product_id = $2", work.cooperative_id, product_id
    )
    if number >= shapes.MOST_VARIANTS:
        raise TooMany("variants", shapes.MOST_VARIANTS)
    if "price_minor" not in fields:
        raise InvalidInput("price_minor", "required")
    if stock_item_id is None:
        unit = shapes.unit("unit", fields.get("unit", "piece"))
        stock_item_id = await stock_up(work, right.row["stall_id"], unit, on_hand)
    else:
        await _own_stock(work, right.row["stall_id"], stock_item_id)
    checked = shapes.checked(shapes.VARIANT, fields)
    if checked.get("container_id") is not None:
        await law.require(work, "deposits")
    async with facts.still_told(work, product_id):
        variant_id = await write_down(work, product_id, stock_item_id, checked)
    await listing.refresh(work, [product_id])
    return variant_id


async def write_down(work: Work, product_id: UUID, stock_item_id: UUID, fields: Mapping[str, Any], **more: Any) -> UUID:
    """The row itself, of checked fields; the currency is the co-op's. Refuses: InvalidInput where the steps don't fit."""
    shapes.steps_fit(fields.get("step", 1), fields.get("least", fields.get("step", 1)), fields.get("most"))
    shapes.packing_fits(
        fields.get("unit", "piece"), weighed=fields.get("weighed", False), in_pieces=fields.get("in_pieces", False)
    )
    await _known_container(work, fields.get("container_id"))
    variant_id = ids.new()
    row = {"title": {}, "unit": "piece", "least": fields.get("step", 1), **fields, **more}
    row |= {"product_id": product_id, "stock_item_id": stock_item_id, "state": "offered"}
    position = "" if "position" in row else ", position"
    behind = "(SELECT coalesce(max(position), 0) + 1 FROM variant WHERE cooperative_id = $1 AND product_id = $3)"
    names = ["product_id", *(name for name in row if name != "product_id")]
    places = ", ".join(f"${place}" for place in range(3, len(names) + 3))
    await work.execute(
        f"""INSERT INTO variant (cooperative_id, id, {", ".join(names)}, currency{position})
        SELECT $1, $2, {places}, c.currency{", " + behind if position else ""} FROM cooperative c WHERE c.id = $1""",
        work.cooperative_id,
        variant_id,
        *(row[name] for name in names),
    )
    return variant_id


async def stock_up(work: Work, stall_id: UUID, unit: str, on_hand: int | None, *, name: str = "") -> UUID:
    """A stock item of its own. `on_hand` None: not counted. Refuses: InvalidInput."""
    if on_hand is not None:
        shapes.whole(0, LARGEST_QUANTITY)("on_hand", on_hand)
    stock_item_id = ids.new()
    await work.execute(
        """INSERT INTO stock_item (cooperative_id, id, stall_id, name, unit, counted, on_hand)
        VALUES ($1, $2, $3, $4, $5, $6, $7)""",
        work.cooperative_id, stock_item_id, stall_id, name, unit, on_hand is not None, on_hand or 0,
    )  # fmt: skip
    return stock_item_id


async def edit_variant(
    work: Work,
    viewer: Viewer,
    *,
    variant_id: UUID,
    expected_version: int,
    changes: Mapping[str, Any],
    stock_item_id: UUID | None = None,
) -> UUID:
    """Change a form or its price. Carts are told of a new price, orders keep theirs; past carts see a changed step too.

    Refuses: SignInNeeded, NotFound, NotAllowed, Conflict, InvalidInput, FactsMissing.
    """
    right = await rights.for_variant(work, viewer, variant_id)
    row = right.row
    if row["version"] != expected_version:
        raise Conflict(row["version"])
    fields = shapes.checked(shapes.VARIANT, changes)
    step, least, most = (fields.get(name, row[name]) for name in ("step", "least", "most"))
    shapes.steps_fit(step, least, most)
    unit, weighed, in_pieces = (fields.get(name, row[name]) for name in ("unit", "weighed", "in_pieces"))
    shapes.packing_fits(unit, weighed=weighed, in_pieces=in_pieces)
    await _known_container(work, fields.get("container_id"))
    if fields.get("container_id") not in (None, row["container_id"]):
        await law.require(work, "deposits")
    if stock_item_id is not None and stock_item_id != row["stock_item_id"]:
        await _own_stock(work, row["stall_id"], stock_item_id)
        fields["stock_item_id"] = stock_item_id
    async with facts.still_told(work, row["product_id"]):
        await write(work, "variant", variant_id, fields)
    await listing.refresh(work, [row["product_id"]])
    return variant_id


async def withdraw_variant(work: Work, viewer: Viewer, *, variant_id: UUID) -> UUID:
    """Offer a form no longer; the row stays for the orders that name it. Refuses: SignInNeeded, NotFound, NotAllowed."""
    return await _set_state(work, viewer, variant_id, "withdrawn")


async def offer_variant(work: Work, viewer: Viewer, *, variant_id: UUID) -> UUID:
    """Offer a withdrawn form again. Refuses: SignInNeeded, NotFound, NotAllowed, FactsMissing, InvalidInput (it was brought from
    another co-op with a price in other money, and nobody has said one in this)."""
    return await _set_state(work, viewer, variant_id, "offered")


async def _set_state(work: Work, viewer: Viewer, variant_id: UUID, state: str) -> UUID:
    right = await rights.for_variant(work, viewer, variant_id)
    if state == "offered" and right.row["price_minor"] == 0 and "price" in (right.row["imported"] or {}):
        raise InvalidInput("price_minor", "required")
    if right.row["state"] != state:
        async with facts.still_told(work, right.row["product_id"]):
            await write(work, "variant", variant_id, {"state": state})
        await listing.refresh(work, [right.row["product_id"]])
    return variant_id


async def set_stock(work: Work, viewer: Viewer, *, stock_item_id: UUID, on_hand: int | None) -> UUID:
    """Say what is there after counting, in base units; None: made to order, not counted from now on.

    Refuses: SignInNeeded, NotFound, NotAllowed, InvalidInput, StockHeld (open checkouts and unpaid orders hold more).
    """
    right = await rights.for_stock(work, viewer, stock_item_id)
    if on_hand is not None:
        shapes.whole(0, LARGEST_QUANTITY)("on_hand", on_hand)
    await count(work, stock_item_id, right.row["held"], on_hand)
    return stock_item_id


async def adjust_stock(work: Work, viewer: Viewer, *, stock_item_id: UUID, by: int) -> UUID:
    """More or less by so many base units: a harvest came in, a jar broke. Refuses as `set_stock`."""
    right = await rights.for_stock(work, viewer, stock_item_id)
    if not right.row["counted"]:
        raise InvalidInput("by", "counted")
    wanted = right.row["on_hand"] + by
    if not 0 <= wanted <= LARGEST_QUANTITY:
        raise InvalidInput("by", "range", minimum=str(-right.row["on_hand"]), maximum=str(LARGEST_QUANTITY))
    await count(work, stock_item_id, right.row["held"], wanted)
    return stock_item_id


async def count(work: Work, stock_item_id: UUID, held: int, on_hand: int | None) -> None:
    """Write a count to a locked stock item, and the bands of what draws on it. Refuses: StockHeld."""
    if held > (on_hand or 0):
        raise StockHeld(held)
    await work.execute(
        "UPDATE stock_item SET counted = $3, on_hand = $4 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        stock_item_id,
        on_hand is not None,
        on_hand or 0,
    )
    await bands.refresh(work, [stock_item_id])


async def _own_stock(work: Work, stall_id: UUID, stock_item_id: UUID) -> None:
    own = await work.value(
        "SELECT true FROM stock_item WHERE cooperative_id = $1 AND id = $2 AND stall_id = $3",
        work.cooperative_id,
        stock_item_id,
        stall_id,
    )
    if not own:
        raise NotFound


async def _known_container(work: Work, container_id: UUID | None) -> None:
    if container_id is not None and not await work.value(
        "SELECT true FROM container WHERE cooperative_id = $1 AND id = $2 AND state = 'used'",
        work.cooperative_id,
        container_id,
    ):
        raise NotFound
