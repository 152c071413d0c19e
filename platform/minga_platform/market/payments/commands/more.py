"""A line grows after the sale, because its buyer agreed to more: a line of its own, in an order that is still to be paid."""

from uuid import UUID

import asyncpg

from minga_platform.kernel import ids
from minga_platform.kernel.work import Work
from minga_platform.ledger.amounts import split_line
from minga_platform.market.catalog import stock
from minga_platform.market.catalog.ports import JOINED


async def sell_more(
    work: Work, order: asyncpg.Record, line: asyncpg.Record, *, quantity: int, total_minor: int
) -> UUID:
    """Add `quantity` base units of a line for `total_minor`, at the rates of the line; the new line's id.

    For a locked order whose part is not paid yet; part, order, portion and payment grow by the same amounts, so that all
    sums stay what they are. Refuses: OutOfStock.
    """
    if line["counted"]:
        demand = {line["stock_item_id"]: quantity * line["draws"]}
        await stock.take(work, await stock.hold(work, demand))
    split = split_line(total_minor, line["tax_bps"], line["fee_bps"], line["fee_tax_bps"]).with_royalty(
        line["royalty_bps"]
    )
    line_id = ids.new()
    await work.execute(
        """INSERT INTO order_line (cooperative_id, id, seller_order_id, position, product_id, variant_id, stock_item_id, title, variant_title,
            sku, unit, quantity, draws, counted, price_minor, price_per, currency, total_minor, tax_bps, tax_minor, fee_bps, fee_minor,
            fee_tax_bps, fee_tax_minor, earning_minor, royalty_bps, royalty_minor, royalty_holder_id, royalty_purpose, fee_version_id)
        SELECT cooperative_id, $3, seller_order_id,
            (SELECT max(position) + 1 FROM order_line o WHERE o.cooperative_id = l.cooperative_id AND o.seller_order_id = l.seller_order_id),
            product_id, variant_id, stock_item_id, title, variant_title, sku, unit, $4, draws, counted, price_minor, price_per, currency,
            $5, tax_bps, $6, fee_bps, $7, fee_tax_bps, $8, $9, royalty_bps, $10, royalty_holder_id, royalty_purpose, fee_version_id
        FROM order_line l WHERE l.cooperative_id = $1 AND l.id = $2""",
        work.cooperative_id, line["id"], line_id, quantity, split.gross, split.tax, split.fee, split.fee_tax, split.earning, split.royalty,
    )  # fmt: skip
    if JOINED.commons is not None and line["royalty_holder_id"] is not None:
        await JOINED.commons.sold_more(work, line["id"], line_id, split.net, split.royalty)
    await work.execute(
        """UPDATE seller_order SET total_minor = total_minor + $3, tax_minor = tax_minor + $4, fee_minor = fee_minor + $5,
            fee_tax_minor = fee_tax_minor + $6, earning_minor = earning_minor + $7, royalty_minor = royalty_minor + $8
        WHERE cooperative_id = $1 AND id = $2""",
        work.cooperative_id, line["seller_order_id"], split.gross, split.tax, split.fee, split.fee_tax, split.earning, split.royalty,
    )  # fmt: skip
    await work.execute(
        "UPDATE sale_order SET goods_minor = goods_minor + $3, total_minor = total_minor + $3, tax_minor = tax_minor + $4 "
        "WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, order["id"], split.gross, split.tax,
    )  # fmt: skip
    await work.execute(
        "UPDATE portion SET authorised_minor = authorised_minor + $3 WHERE cooperative_id = $1 AND id = $2 AND captured_minor = 0",
        work.cooperative_id, line["portion_id"], split.gross,
    )  # fmt: skip
    await work.execute(
        "UPDATE payment SET amount_minor = amount_minor + $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, line["payment_id"], split.gross,
    )  # fmt: skip
    return line_id
