"""What must hold between sales and the works that they are made from; see `ledger/checks.py`."""

from minga_platform.ledger.checks import Check
from minga_platform.market.credit.spending import booked

CHECKS: tuple[Check, ...] = (
    Check(
        "A sale that leaves something with the commons says on what basis, and it is what the line says",
        """
        SELECT l.cooperative_id, l.id, l.royalty_minor, b.royalty_minor AS on_basis FROM order_line l
        LEFT JOIN sale_basis b ON (b.cooperative_id, b.order_line_id) = (l.cooperative_id, l.id)
        WHERE l.cooperative_id = ANY ($1::uuid[]) AND l.royalty_holder_id IS NOT NULL
            AND (b.id IS NULL OR (l.royalty_bps, l.royalty_minor, l.total_minor - l.tax_minor, l.royalty_holder_id)
                <> (b.royalty_bps, b.royalty_minor, b.base_minor, b.asset_id))
        """,
    ),
    Check(
        "A product asks the commons exactly when it is made from a release",
        """
        SELECT p.cooperative_id, p.id, p.asks_commons FROM product p
        LEFT JOIN product_release m ON (m.cooperative_id, m.product_id) = (p.cooperative_id, p.id)
        WHERE p.cooperative_id = ANY ($1::uuid[]) AND p.asks_commons <> (m.id IS NOT NULL)
        """,
    ),
    Check(
        "The books gave the commons of a line what it left, once, when it was paid",
        f"""
        SELECT l.cooperative_id, l.id, l.royalty_minor, o.captured_minor, b.amount AS booked FROM order_line l
        JOIN portion o ON (o.cooperative_id, o.seller_order_id) = (l.cooperative_id, l.seller_order_id)
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(t.amount), 0) AS amount FROM transfer t
            JOIN account a ON (a.cooperative_id, a.id) = (t.cooperative_id, t.credit_id)
            WHERE t.cooperative_id = l.cooperative_id AND t.seller_order_id = l.seller_order_id
                AND t.order_line_id = l.id AND a.kind = 'royalties_due'
                AND (a.holder_id, a.purpose) = (l.royalty_holder_id, l.royalty_purpose)
        ) b
        WHERE l.cooperative_id = ANY ($1::uuid[]) AND l.royalty_holder_id IS NOT NULL
            AND b.amount <> CASE WHEN {booked("o")} THEN l.royalty_minor ELSE 0 END
        """,
    ),
)
