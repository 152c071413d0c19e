"""What must hold of returns at any moment; see `ledger/checks.py`."""

from minga_platform.ledger.checks import Check
from minga_platform.market.returns.queries import COMES

CHECKS: tuple[Check, ...] = (
    Check(
        "No more of a line comes back than was sold",
        f"""
        SELECT l.cooperative_id, l.id, coalesce(l.packed, l.quantity) AS sold, sum(r.quantity) AS returned FROM return_line r
        JOIN goods_return g ON (g.cooperative_id, g.id) = (r.cooperative_id, r.return_id) AND {COMES}
        JOIN order_line l ON (l.cooperative_id, l.id) = (r.cooperative_id, r.order_line_id)
        WHERE r.cooperative_id = ANY ($1::uuid[])
        GROUP BY 1, 2, 3 HAVING sum(r.quantity) > coalesce(l.packed, l.quantity)
        """,
    ),
    Check(
        "What a return gave back is what its refund says",
        """
        SELECT g.cooperative_id, g.id, g.refund_minor, f.amount_minor, sum(r.refund_minor) AS lines FROM goods_return g
        LEFT JOIN return_line r ON (r.cooperative_id, r.return_id) = (g.cooperative_id, g.id)
        LEFT JOIN refund f ON (f.cooperative_id, f.id) = (g.cooperative_id, g.refund_id) AND f.cause = 'return'
        WHERE g.cooperative_id = ANY ($1::uuid[])
        GROUP BY 1, 2, 3, 4, g.delivery_minor
        HAVING g.refund_minor <> coalesce(sum(r.refund_minor), 0) + g.delivery_minor
            OR (f.amount_minor IS NOT NULL AND f.amount_minor > g.refund_minor)
        """,
    ),
    Check(
        "A slot holds the living orders that chose it, and never more than fit",
        """
        SELECT s.cooperative_id, s.id, s.taken, s.capacity, count(o.id) AS living FROM slot s
        LEFT JOIN sale_order o ON (o.cooperative_id, o.slot_id) = (s.cooperative_id, s.id) AND o.state <> 'cancelled'
        WHERE s.cooperative_id = ANY ($1::uuid[])
        GROUP BY 1, 2, 3, 4 HAVING s.taken <> count(o.id) OR s.taken > s.capacity
        """,
    ),
)
