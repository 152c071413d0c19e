"""What must hold about tools at any moment; `minga doctor` and the tests look (invariant 33)."""

from minga_platform.ledger.checks import Check

CHECKS: tuple[Check, ...] = (
    Check(
        "No unit is booked twice for the same time",
        """
        SELECT a.cooperative_id, a.id, b.id AS other FROM booking a
        JOIN booking b ON b.cooperative_id = a.cooperative_id AND b.unit_id = a.unit_id AND b.id > a.id
            AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at
        WHERE a.cooperative_id = ANY ($1::uuid[]) AND a.state IN ('booked', 'out') AND b.state IN ('booked', 'out')
        """,
    ),
    Check(
        "Deposits in the books are those of bookings that hold one",
        """
        SELECT g.cooperative_id, g.id FROM agent g
        WHERE g.cooperative_id = ANY ($1::uuid[]) AND (
            SELECT coalesce(sum(b.posted), 0) FROM account a JOIN balance b ON b.cooperative_id = a.cooperative_id AND b.id = a.id
            WHERE a.cooperative_id = g.cooperative_id AND a.kind = 'deposits_held' AND a.holder_id = g.id
        ) <> (
            SELECT coalesce(sum(k.deposit_minor), 0) FROM booking k
            WHERE k.cooperative_id = g.cooperative_id AND k.agent_id = g.id AND k.deposit_state = 'held')
        """,
    ),
    Check(
        "What is out was handed out by two, and what came back from there came back by two",
        """
        SELECT b.cooperative_id, b.id FROM booking b JOIN tool t ON t.cooperative_id = b.cooperative_id AND t.id = b.tool_id
        LEFT JOIN custody_event o ON o.cooperative_id = b.cooperative_id AND o.booking_id = b.id AND o.direction = 'out'
        LEFT JOIN custody_event k ON k.cooperative_id = b.cooperative_id AND k.booking_id = b.id AND k.direction = 'back'
        WHERE b.cooperative_id = ANY ($1::uuid[]) AND (
            (b.state = 'out') <> (o.id IS NOT NULL AND k.id IS NULL)
            OR (k.id IS NOT NULL AND (b.state <> 'returned' OR o.receiver_id <> k.provider_id OR o.unit_id <> k.unit_id)))
        """,
    ),
)
