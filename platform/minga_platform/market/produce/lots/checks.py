"""What must hold among lots and the lines packed of them at any moment; see `ledger/checks.py`."""

from minga_platform.ledger.checks import Check

CHECKS: tuple[Check, ...] = (
    Check(
        "What was sold of a lot is what its lines have, and never more than was produced and received, less what was lost",
        """
        SELECT o.cooperative_id, o.id, o.taken, t.quantity FROM lot o
        CROSS JOIN LATERAL (SELECT coalesce(sum(quantity), 0) AS quantity FROM lot_line t
            WHERE (t.cooperative_id, t.lot_id) = (o.cooperative_id, o.id)) t
        WHERE o.cooperative_id = ANY ($1::uuid[])
            AND (o.taken <> t.quantity OR t.quantity > o.produced + o.received - o.lost)
        """,
    ),
    Check(
        "What a lot has is what its producers brought, and what was lost of it",
        """
        SELECT o.cooperative_id, o.id, o.produced, o.received, o.lost FROM lot o
        CROSS JOIN LATERAL (SELECT coalesce(sum(quantity) FILTER (WHERE kind = 'produced'), 0) AS produced,
                coalesce(sum(quantity) FILTER (WHERE kind = 'received'), 0) AS received,
                coalesce(sum(quantity) FILTER (WHERE kind = 'lost'), 0) AS lost
            FROM lot_source s WHERE (s.cooperative_id, s.lot_id) = (o.cooperative_id, o.id)) s
        WHERE o.cooperative_id = ANY ($1::uuid[]) AND (o.produced, o.received, o.lost) <> (s.produced, s.received, s.lost)
        """,
    ),
)
