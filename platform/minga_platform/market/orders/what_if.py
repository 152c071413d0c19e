"""What another fee would have meant for the orders of the last month: each line split anew, as a sale does it."""

from datetime import timedelta

from minga_platform.kernel.work import Work
from minga_platform.ledger.amounts import split_line
from minga_platform.rules.ports import Trial
from minga_platform.rules.registry import Value

_FEE, _FEE_TAX = "market.fee_bps", "market.fee_tax_bps"
_DAYS = timedelta(days=30)


async def another_fee(work: Work, key: str, value: Value) -> Trial | None:
    """Fill of `rules.ports.WhatIf` for the fee and its tax. Cancelled orders are left out, refunds are not looked at."""
    if key not in (_FEE, _FEE_TAX) or isinstance(value, bool) or not isinstance(value, int):
        return None
    since = work.now - _DAYS
    rows = await work.rows(
        """SELECT l.total_minor, l.tax_bps, l.fee_bps, l.fee_tax_bps, l.currency, count(*) AS times,
               sum(l.fee_minor + l.fee_tax_minor)::bigint AS paid, sum(l.earning_minor)::bigint AS earned,
               sum(l.royalty_minor)::bigint AS left_to_commons,
               sum(l.total_minor)::bigint AS sold
           FROM order_line l
           JOIN seller_order s ON s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id
           JOIN sale_order o ON o.cooperative_id = s.cooperative_id AND o.id = s.order_id
           JOIN cooperative c ON c.id = l.cooperative_id AND c.currency = l.currency
           WHERE l.cooperative_id = $1 AND o.placed_at > $2 AND o.placed_at <= $3 AND s.state <> 'cancelled'
               AND l.container_id IS NULL
           GROUP BY 1, 2, 3, 4, 5""",
        work.cooperative_id, since, work.now,
    )  # fmt: skip
    if not rows:
        return None
    orders = await work.value(
        """SELECT count(*) FROM sale_order o WHERE o.cooperative_id = $1 AND o.placed_at > $2 AND o.placed_at <= $3
           AND o.state <> 'cancelled'""",
        work.cooperative_id, since, work.now,
    )  # fmt: skip
    would_be = earned = 0
    for row in rows:
        fee_bps = value if key == _FEE else row["fee_bps"]
        fee_tax_bps = value if key == _FEE_TAX else row["fee_tax_bps"]
        split = split_line(row["total_minor"], row["tax_bps"], fee_bps, fee_tax_bps)
        would_be += (split.fee + split.fee_tax) * row["times"]
        earned += split.earning * row["times"] - row["left_to_commons"]
    return Trial(
        since=since,
        until=work.now,
        orders=orders,
        currency=rows[0]["currency"],
        sales_minor=sum(row["sold"] for row in rows),
        was_minor=sum(row["paid"] for row in rows),
        would_be_minor=would_be,
        earnings_was_minor=sum(row["earned"] for row in rows),
        earnings_would_be_minor=earned,
    )
