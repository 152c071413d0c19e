"""What must hold between promises and weeks; see `ledger/checks.py`."""

from minga_platform.ledger.checks import Check

CHECKS: tuple[Check, ...] = (
    Check(
        "All pieces of a promised line stand in weeks of each pool of hands that it was given to",
        """
        SELECT l.cooperative_id, l.id, k.capacity_id, l.quantity, sum(k.pieces) AS planned FROM order_line l
        JOIN making_slot k ON (k.cooperative_id, k.order_line_id) = (l.cooperative_id, l.id)
        WHERE l.cooperative_id = ANY ($1::uuid[])
        GROUP BY 1, 2, 3, 4 HAVING sum(k.pieces) <> l.quantity
        """,
    ),
    Check(
        "No line is promised for a day before the last week in which it is made",
        """
        SELECT l.cooperative_id, l.id, p.promised_for, k.week FROM order_line l
        JOIN LATERAL (SELECT max(s.week) AS week FROM making_slot s
            WHERE (s.cooperative_id, s.order_line_id) = (l.cooperative_id, l.id)) k ON k.week IS NOT NULL
        JOIN LATERAL (SELECT q.promised_for FROM promise q WHERE (q.cooperative_id, q.order_line_id) = (l.cooperative_id, l.id)
            ORDER BY q.said_at DESC, q.id DESC LIMIT 1) p ON true
        WHERE l.cooperative_id = ANY ($1::uuid[]) AND p.promised_for < k.week
        """,
    ),
    Check(
        "Whatever takes weeks of a maker was promised",
        """
        SELECT k.cooperative_id, k.id, k.order_line_id FROM making_slot k
        WHERE k.cooperative_id = ANY ($1::uuid[]) AND NOT EXISTS (SELECT FROM promise p
            WHERE (p.cooperative_id, p.order_line_id) = (k.cooperative_id, k.order_line_id))
        """,
    ),
)
