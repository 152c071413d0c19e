"""How much of a line is packed, and what that takes off its price: by the scales, because fewer are there, or given up by its buyer.

For lines of parts that nobody handed over yet, in a unit that has locked the order. The jars of a line go with it.
"""

from dataclasses import dataclass
from uuid import UUID

import asyncpg

from minga_platform.kernel.money import share_half_up
from minga_platform.kernel.work import Work
from minga_platform.market.catalog import stock
from minga_platform.market.catalog.amounts import containers_for
from minga_platform.market.orders.commands.cancel import ON_A_SHELF
from minga_platform.market.payments.commands.weighed import WENT_BACK

GIVEN_UP = "g.state = 'settled' AND g.received_at IS NULL"
"""SQL: return `g` is of goods that nobody had handed over: nothing was on its way back, the line is so much shorter."""


@dataclass(frozen=True, slots=True)
class Fewer:
    """So much (base units) less of a line, and what that takes off its price, minor units."""

    line_id: UUID
    quantity: int
    off_minor: int


async def line_of(work: Work, order_line_id: UUID) -> asyncpg.Record | None:
    """A line, locked, with what went back of it for what was not packed, and what its buyer has given up of it."""
    return await work.row(
        f"""SELECT l.*, {ON_A_SHELF} AS on_a_shelf, p.captured_minor, y.method, y.state AS payment_state, y.id AS payment_id, p.id AS portion_id,
            (SELECT coalesce(sum(b.amount_minor), 0)::bigint FROM refund_line b
             JOIN refund r ON r.cooperative_id = b.cooperative_id AND r.id = b.refund_id AND {WENT_BACK}
             WHERE b.cooperative_id = l.cooperative_id AND b.order_line_id = l.id) AS went_back,
            (SELECT coalesce(sum(r.quantity), 0)::bigint FROM return_line r
             JOIN goods_return g ON g.cooperative_id = r.cooperative_id AND g.id = r.return_id AND {GIVEN_UP}
             WHERE r.cooperative_id = l.cooperative_id AND r.order_line_id = l.id) AS given_up
        FROM order_line l
        JOIN portion p ON p.cooperative_id = l.cooperative_id AND p.seller_order_id = l.seller_order_id
        JOIN payment y ON y.cooperative_id = p.cooperative_id AND y.id = p.payment_id
        WHERE l.cooperative_id = $1 AND l.id = $2 FOR UPDATE OF l, p LIMIT 1""",
        work.cooperative_id,
        order_line_id,
    )


def most_of(line: asyncpg.Record) -> int:
    """The most that may be packed and paid: what was sold, less what its buyer has given up. Base units."""
    return max(int(line["quantity"]) - int(line["given_up"]), 0)


def off_at(line: asyncpg.Record, packed: int) -> int:
    """What packing so much takes off the line's price, minor units; what is above the most is given."""
    return max(int(line["total_minor"]) - price_of_line(line, min(packed, most_of(line))), 0)


def price_of_line(line: asyncpg.Record, quantity: int) -> int:
    """Minor units of so much of a line at its own frozen price, rounded as the sale was; less a discount, in its proportion."""
    whole = share_half_up(line["price_minor"], line["quantity"], line["price_per"])
    price = share_half_up(line["price_minor"], quantity, line["price_per"])
    if whole == line["total_minor"] or whole == 0:
        return price
    return share_half_up(line["total_minor"], quantity, line["quantity"])


async def pack(work: Work, line: asyncpg.Record, packed: int, *, shelves: bool = True) -> list[Fewer]:
    """So much of a locked line is packed, with its jars, and what its buyer was asked is void. `shelves`: its goods are back on the shelf, or
    come from it again. What that is less than before, of the line and of its jars. Refuses: OutOfStock."""
    most = most_of(line)
    before = line["quantity"] if line["packed"] is None else line["packed"]
    if shelves and line["on_a_shelf"]:
        await _shelve(work, line, min(before, most) - min(packed, most))
    off = off_at(line, packed)
    await _write(work, line["id"], packed, off)
    fewer = [Fewer(line["id"], before - packed, off - line["packed_off_minor"])]
    # What was added to an order later has jars of its own: a line's are the first behind it, before more of the same.
    jars = await work.row(
        """SELECT d.id, d.quantity, d.packed, d.packed_off_minor, d.total_minor, v.container_holds FROM order_line d
        LEFT JOIN variant v ON v.cooperative_id = d.cooperative_id AND v.id = d.variant_id AND v.container_id = d.container_id
        WHERE d.cooperative_id = $1 AND d.seller_order_id = $2 AND d.variant_id = $3 AND d.container_id IS NOT NULL AND d.position > $4
        AND NOT EXISTS (SELECT FROM order_line o WHERE o.cooperative_id = $1 AND o.seller_order_id = $2 AND o.variant_id = $3
            AND o.container_id IS NULL AND o.position > $4 AND o.position < d.position)
        ORDER BY d.position LIMIT 1 FOR UPDATE OF d""",
        work.cooperative_id, line["seller_order_id"], line["variant_id"], line["position"],
    )  # fmt: skip
    if jars is not None:
        had = jars["quantity"] if jars["packed"] is None else jars["packed"]
        ordered = line["quantity"] if line["wished"] is None else line["wished"]
        count = min(_jars_for(packed, ordered, jars["quantity"], jars["container_holds"]), jars["quantity"])
        if count != had:
            jars_off = jars["total_minor"] - jars["total_minor"] * count // jars["quantity"]
            await _write(work, jars["id"], count, jars_off)
            fewer.append(Fewer(jars["id"], had - count, jars_off - jars["packed_off_minor"]))
    await void_question(work, line["id"])
    return fewer


def _jars_for(packed: int, ordered: int, went: int, holds: int | None) -> int:
    """How many jars so much fills, where `went` were sold with what was ordered. `holds`: base units in one of them today; its maker may have
    put the goods in others since (None), or in larger ones, and then it is by proportion."""
    if holds is not None and containers_for(ordered, holds) == went:
        return containers_for(packed, holds)
    return -(-went * packed // ordered)


async def give_up(work: Work, order_line_id: UUID, quantity: int) -> list[Fewer]:
    """The buyer gives up so much of a line; of it, and of the jars that had gone with it."""
    line = await line_of(work, order_line_id)
    assert line is not None
    before = line["quantity"] if line["packed"] is None else line["packed"]
    return [one for one in await pack(work, line, max(before - quantity, 0)) if one.quantity > 0]


async def void_question(work: Work, order_line_id: UUID) -> None:
    """What its buyer was asked about a line does not matter any more. Safe to repeat."""
    await work.execute(
        "UPDATE weight_question SET state = 'void', answered_at = $3 WHERE cooperative_id = $1 AND order_line_id = $2 AND state = 'asked'",
        work.cooperative_id, order_line_id, work.now,
    )  # fmt: skip


async def _write(work: Work, line_id: UUID, packed: int, off: int) -> None:
    await work.execute(
        "UPDATE order_line SET wished = coalesce(wished, quantity), packed = $3, packed_off_minor = $4 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, line_id, packed, off,
    )  # fmt: skip


async def _shelve(work: Work, line: asyncpg.Record, less: int) -> None:
    """What was sold and not packed is back on the shelf, and comes from it again when more is packed after all.

    What is given above the accepted was never counted as sold: whoever counts the shelf finds it.
    """
    back = less * line["draws"]
    if back > 0:
        await stock.put_back(work, {line["stock_item_id"]: back})
    elif back < 0:
        await stock.take(work, await stock.hold(work, {line["stock_item_id"]: -back}))
