"""What must hold between jars and money at any moment; see `ledger/checks.py`."""

from minga_platform.ledger.checks import Check
from minga_platform.market.credit.spending import booked

_SOLD = f"""SELECT l.cooperative_id, l.container_id, sum(l.quantity - l.refunded_minor / l.price_minor) AS sold,
        sum(l.deposit_minor) AS deposit FROM order_line l
    JOIN portion p ON (p.cooperative_id, p.seller_order_id) = (l.cooperative_id, l.seller_order_id) AND {booked("p")}
    WHERE l.cooperative_id = ANY ($1::uuid[]) AND l.container_id IS NOT NULL GROUP BY 1, 2"""

CHECKS: tuple[Check, ...] = (
    Check(
        "No more jars came back than went out",
        f"""
        SELECT r.cooperative_id, r.container_id, r.back, s.sold FROM (
            SELECT cooperative_id, container_id, sum(count) AS back FROM container_return
            WHERE cooperative_id = ANY ($1::uuid[]) GROUP BY 1, 2) r
        LEFT JOIN ({_SOLD}) s USING (cooperative_id, container_id) WHERE r.back > coalesce(s.sold, 0)
        """,
    ),
    Check(
        "The books owe for jars what was paid for them, less what went back and what was paid out",
        f"""
        SELECT k.cooperative_id, k.id, s.deposit, b.owed FROM container k
        LEFT JOIN ({_SOLD}) s ON (s.cooperative_id, s.container_id) = (k.cooperative_id, k.id)
        CROSS JOIN LATERAL (SELECT coalesce(sum(CASE WHEN t.credit_id = a.id THEN t.amount ELSE -t.amount END), 0) AS owed
            FROM account a JOIN transfer t ON t.cooperative_id = a.cooperative_id AND a.id IN (t.debit_id, t.credit_id)
                AND t.state IN ('posted', 'post')
            WHERE a.cooperative_id = k.cooperative_id AND a.holder_id = k.id AND a.kind = 'containers_owed') b
        CROSS JOIN LATERAL (SELECT coalesce(sum(r.deposit_minor), 0) AS back FROM refund_line r
            JOIN order_line l ON (l.cooperative_id, l.id) = (r.cooperative_id, r.order_line_id)
            WHERE r.cooperative_id = k.cooperative_id AND l.container_id = k.id) f
        CROSS JOIN LATERAL (SELECT coalesce(sum(amount_minor - tax_minor), 0) AS paid FROM container_return r
            WHERE (r.cooperative_id, r.container_id) = (k.cooperative_id, k.id)) p
        WHERE k.cooperative_id = ANY ($1::uuid[]) AND b.owed <> coalesce(s.deposit, 0) - f.back - p.paid
        """,
    ),
)
