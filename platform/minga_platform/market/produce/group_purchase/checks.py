"""What must hold among purchases, wishes and orders at any moment (domain invariant 28); see `ledger/checks.py`."""

from minga_platform.ledger.checks import Check

CHECKS: tuple[Check, ...] = (
    Check(
        "All that was ordered together is somebody's, and what came is somebody's or left over",
        """
        SELECT g.cooperative_id, g.id, g.cases, g.received, g.leftover, w.allotted FROM group_purchase g
        CROSS JOIN LATERAL (SELECT coalesce(sum(allotted), 0) AS allotted FROM group_wish w
            WHERE (w.cooperative_id, w.purchase_id) = (g.cooperative_id, g.id)) w
        WHERE g.cooperative_id = ANY ($1::uuid[]) AND g.state <> 'open'
            AND w.allotted <> CASE g.state WHEN 'ordered' THEN g.cases * g.case_size WHEN 'received' THEN g.received - g.leftover ELSE 0 END
        """,
    ),
    Check(
        "Who bought together is charged what she received times the final price, beside deposits, and nobody else is charged",
        """
        SELECT w.cooperative_id, w.id, w.allotted, o.total_minor, d.deposits FROM group_wish w
        JOIN group_purchase g ON (g.cooperative_id, g.id) = (w.cooperative_id, w.purchase_id)
        LEFT JOIN sale_order o ON (o.cooperative_id, o.id) = (w.cooperative_id, w.order_id)
        CROSS JOIN LATERAL (SELECT coalesce(sum(l.total_minor), 0) AS deposits FROM seller_order s
            JOIN order_line l ON (l.cooperative_id, l.seller_order_id) = (s.cooperative_id, s.id) AND l.container_id IS NOT NULL
            WHERE (s.cooperative_id, s.order_id) = (w.cooperative_id, w.order_id)) d
        WHERE w.cooperative_id = ANY ($1::uuid[]) AND CASE WHEN g.state = 'received' AND w.allotted > 0
            THEN o.id IS NULL OR o.total_minor - d.deposits <> div(2 * w.allotted::numeric * g.final_minor + g.price_per, 2 * g.price_per)
            ELSE w.order_id IS NOT NULL END
        """,
    ),
)
