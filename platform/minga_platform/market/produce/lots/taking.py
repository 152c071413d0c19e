"""Which lots a line is packed of: chosen by whoever packs, else the one that expires first. Under the lots' locks."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.orders.commands.prepare import locked_part
from minga_platform.market.produce.lots.errors import AlreadyRecalled, LotEmpty, LotShort

# What a line still needs of lots: what is packed of it, less what it has of lots that were not recalled.
_LINES = """SELECT l.id, l.title, l.stock_item_id, (coalesce(l.packed, l.quantity) * l.draws)::bigint AS needs,
        coalesce((SELECT sum(t.quantity) FROM lot_line t WHERE t.cooperative_id = l.cooperative_id AND t.order_line_id = l.id), 0)::bigint
            AS has,
        EXISTS (SELECT FROM lot_line t JOIN lot r ON r.cooperative_id = t.cooperative_id AND r.id = t.lot_id AND r.recalled_at IS NOT NULL
            WHERE t.cooperative_id = l.cooperative_id AND t.order_line_id = l.id) AS recalled
    FROM order_line l WHERE l.cooperative_id = $1 AND l.container_id IS NULL
        AND EXISTS (SELECT FROM lot o WHERE o.cooperative_id = l.cooperative_id AND o.stock_item_id = l.stock_item_id)"""


async def packed(work: Work, _viewer: Viewer, _order: asyncpg.Record, part: asyncpg.Record) -> None:
    """Before a part is ready or handed over: every line of goods that are kept by lots has its lots. See `orders/ports.py`.

    Refuses: LotShort.
    """
    lines = await work.rows(f"{_LINES} AND l.seller_order_id = $2 ORDER BY l.position", work.cooperative_id, part["id"])
    short: list[str] = []
    missing = 0
    for line in lines:
        if line["needs"] == line["has"] and not line["recalled"]:
            continue
        await _lock(work, line["stock_item_id"])
        left = await _fill(work, line)
        if left:
            short.append(line["title"])
            missing += left
    if short:
        raise LotShort(short, missing)


async def take_from_lot(work: Work, viewer: Viewer, *, order_line_id: UUID, lot_id: UUID) -> UUID:
    """Whoever packs says of which lot a line is; it has no other then. The part's id. Needs `orders.fulfil`.

    Refuses: NotFound, NotAllowed, InvalidTransition, InvalidInput (a lot of other goods), LotEmpty, AlreadyRecalled.
    """
    part_id = await work.value(
        "SELECT seller_order_id FROM order_line WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        order_line_id,
    )
    _, part = await locked_part(work, viewer, part_id or order_line_id, "orders.fulfil")
    if part["state"] not in ("to_prepare", "ready"):
        raise InvalidTransition(part["state"])
    line = await work.row(f"{_LINES} AND l.id = $2", work.cooperative_id, order_line_id)
    if line is None:
        raise InvalidInput("lineId", "lots")
    await _lock(work, line["stock_item_id"])
    await give_back(work, [order_line_id])
    lots = await _open_lots(work, line["stock_item_id"])
    chosen = next((one for one in lots if one["id"] == lot_id), None)
    if chosen is None:
        other = await work.row(
            "SELECT stock_item_id, recalled_at FROM lot WHERE cooperative_id = $1 AND id = $2",
            work.cooperative_id,
            lot_id,
        )
        if other is None:
            raise NotFound
        if other["stock_item_id"] == line["stock_item_id"] and other["recalled_at"] is not None:
            raise AlreadyRecalled
        raise InvalidInput("lotId", "other_goods")
    if chosen["left_now"] < line["needs"]:
        raise LotEmpty(chosen["left_now"])
    if line["needs"]:
        await _take(work, lot_id, order_line_id, line["needs"])
    return UUID(str(part["id"]))


async def give_back(work: Work, order_line_ids: Sequence[UUID]) -> None:
    """These lines are of no lot any more: their order ended, or they are packed anew. Safe to repeat."""
    await work.execute(
        """WITH gone AS (DELETE FROM lot_line WHERE cooperative_id = $1 AND order_line_id = ANY($2) RETURNING lot_id, quantity),
        sums AS (SELECT lot_id, sum(quantity) AS quantity FROM gone GROUP BY 1)
        UPDATE lot o SET taken = o.taken - sums.quantity FROM sums WHERE o.cooperative_id = $1 AND o.id = sums.lot_id""",
        work.cooperative_id,
        list(order_line_ids),
    )


async def _lock(work: Work, stock_item_id: UUID) -> None:
    """Whoever packs of these goods waits here; in one order for all, by id."""
    await work.rows(
        "SELECT id FROM lot WHERE cooperative_id = $1 AND stock_item_id = $2 ORDER BY id FOR UPDATE",
        work.cooperative_id,
        stock_item_id,
    )


async def _open_lots(work: Work, stock_item_id: UUID) -> list[asyncpg.Record]:
    """The lots that can be packed of, the one that expires first in front."""
    return await work.rows(
        """SELECT id, produced + received - lost - taken AS left_now FROM lot
        WHERE cooperative_id = $1 AND stock_item_id = $2 AND recalled_at IS NULL
            AND (expires_on IS NULL OR expires_on >= ($3::timestamptz AT TIME ZONE (SELECT zone FROM cooperative WHERE id = $1))::date)
        ORDER BY expires_on NULLS LAST, harvested_on NULLS LAST, id""",
        work.cooperative_id, stock_item_id, work.now,
    )  # fmt: skip


async def _fill(work: Work, line: asyncpg.Record) -> int:
    """Give a line its lots anew; how much is missing. For locked lots."""
    before = {
        row["lot_id"]
        for row in await work.rows(
            "SELECT lot_id FROM lot_line WHERE cooperative_id = $1 AND order_line_id = $2",
            work.cooperative_id,
            line["id"],
        )
    }
    await give_back(work, [line["id"]])
    left = line["needs"]
    # What it was packed of already stays what it is of; the rest comes from the lot that expires first.
    for one in sorted(await _open_lots(work, line["stock_item_id"]), key=lambda lot: lot["id"] not in before):
        if left == 0:
            break
        quantity = min(left, one["left_now"])
        if quantity > 0:
            await _take(work, one["id"], line["id"], quantity)
            left -= quantity
    return int(left)


async def _take(work: Work, lot_id: UUID, order_line_id: UUID, quantity: int) -> None:
    await work.execute(
        "UPDATE lot SET taken = taken + $3 WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, lot_id, quantity
    )
    await work.execute(
        "INSERT INTO lot_line (cooperative_id, id, lot_id, order_line_id, quantity, at) VALUES ($1, $2, $3, $4, $5, $6)",
        work.cooperative_id, ids.new(), lot_id, order_line_id, quantity, work.now,
    )  # fmt: skip
