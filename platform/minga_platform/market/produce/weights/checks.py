"""What must hold between scales and money at any moment; see `ledger/checks.py`."""

from minga_platform.ledger.checks import Check

CHECKS: tuple[Check, ...] = (
    Check(
        "What the scales took off a paid line went back, once the part was ready or with the buyer",
        """
        SELECT l.cooperative_id, l.id, l.packed_off_minor, l.refunded_minor FROM order_line l
        JOIN seller_order s ON (s.cooperative_id, s.id) = (l.cooperative_id, l.seller_order_id)
        JOIN portion p ON (p.cooperative_id, p.seller_order_id) = (s.cooperative_id, s.id)
        WHERE l.cooperative_id = ANY ($1::uuid[]) AND l.packed_off_minor > 0
            AND (p.captured_minor > 0 OR EXISTS (SELECT FROM spending w
                WHERE (w.cooperative_id, w.seller_order_id) = (p.cooperative_id, p.seller_order_id) AND w.state = 'captured'))
            AND s.state = 'handed_over' AND l.refunded_minor < l.packed_off_minor
        """,
    ),
    Check(
        "What was weighed was written down with who, when and why, where its buyer had not given it up",
        """
        SELECT l.cooperative_id, l.id, l.packed, w.packed AS noted FROM order_line l
        LEFT JOIN LATERAL (SELECT w.packed FROM weighing w WHERE (w.cooperative_id, w.order_line_id) = (l.cooperative_id, l.id)
            ORDER BY w.id DESC LIMIT 1) w ON true
        WHERE l.cooperative_id = ANY ($1::uuid[]) AND l.packed IS NOT NULL AND (w.packed IS NULL OR w.packed < l.packed) AND l.container_id IS NULL
            AND NOT EXISTS (SELECT FROM return_line r WHERE (r.cooperative_id, r.order_line_id) = (l.cooperative_id, l.id))
        """,
    ),
)
