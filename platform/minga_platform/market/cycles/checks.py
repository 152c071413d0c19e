"""What `minga doctor` verifies of order cycles."""

from minga_platform.ledger.checks import Check

CHECKS = (
    Check(
        "The listing says until when goods can be had in a cycle",
        """
        SELECT l.cooperative_id, l.product_id, l.cycle_until, max(c.closes_at) AS planned FROM listing l
        LEFT JOIN variant v ON (v.cooperative_id, v.product_id, v.state) = (l.cooperative_id, l.product_id, 'offered')
        LEFT JOIN cycle_good g ON (g.cooperative_id, g.variant_id) = (v.cooperative_id, v.id)
        LEFT JOIN order_cycle c ON (c.cooperative_id, c.id) = (g.cooperative_id, g.cycle_id) AND c.cancelled_at IS NULL AND c.closed_at IS NULL
        WHERE l.cooperative_id = ANY ($1::uuid[]) GROUP BY 1, 2 HAVING max(c.closes_at) IS DISTINCT FROM l.cycle_until
        """,
    ),
    Check(
        "What a line's fee is for sums to the fee",
        """
        SELECT l.cooperative_id, l.id, l.fee_minor, sum(f.amount_minor) AS told FROM order_line l
        JOIN line_fee f ON (f.cooperative_id, f.order_line_id) = (l.cooperative_id, l.id)
        WHERE l.cooperative_id = ANY ($1::uuid[]) GROUP BY 1, 2, 3 HAVING l.fee_minor <> sum(f.amount_minor)
        """,
    ),
    Check(
        "No order was placed outside the time of its cycle, but what was bought together in it and came later",
        """
        SELECT o.cooperative_id, o.id, o.placed_at, c.opens_at, c.closes_at FROM sale_order o
        JOIN order_cycle c ON (c.cooperative_id, c.id) = (o.cooperative_id, o.cycle_id)
        WHERE o.cooperative_id = ANY ($1::uuid[])
            AND (o.placed_at < c.opens_at - interval '1 minute' OR o.placed_at > coalesce(c.closed_at, c.closes_at + interval '2 hours'))
            AND NOT EXISTS (SELECT FROM group_wish w WHERE (w.cooperative_id, w.order_id) = (o.cooperative_id, o.id))
        """,
    ),
    Check(
        "Every producer of a closed cycle was told of it",
        """
        SELECT c.cooperative_id, c.id, s.stall_id FROM order_cycle c
        JOIN cycle_supply s ON (s.cooperative_id, s.cycle_id) = (c.cooperative_id, c.id)
        WHERE c.cooperative_id = ANY ($1::uuid[]) AND c.closed_at IS NOT NULL AND NOT EXISTS (SELECT FROM cycle_told t
            WHERE (t.cooperative_id, t.cycle_id, t.stall_id, t.what) = (c.cooperative_id, c.id, s.stall_id, 'closed'))
        """,
    ),
)
