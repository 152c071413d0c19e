"""What must hold among boxes and orders at any moment; see `ledger/checks.py`."""

from minga_platform.ledger.checks import Check

CHECKS: tuple[Check, ...] = (
    Check(
        "A box's order is its subscriber's",
        """
        SELECT d.cooperative_id, d.id, o.person_id, s.person_id AS subscriber FROM box_delivery d
        JOIN box_subscription s ON (s.cooperative_id, s.id) = (d.cooperative_id, d.subscription_id)
        JOIN sale_order o ON (o.cooperative_id, o.id) = (d.cooperative_id, d.order_id)
        WHERE d.cooperative_id = ANY ($1::uuid[]) AND o.person_id IS NOT NULL AND o.person_id <> s.person_id
        """,
    ),
    Check(
        "A box comes on its days alone, and no date is settled that nobody came to",
        """
        SELECT d.cooperative_id, d.id, d.comes_on FROM box_delivery d
        JOIN box_subscription s ON (s.cooperative_id, s.id) = (d.cooperative_id, d.subscription_id)
        JOIN goods_box b ON (b.cooperative_id, b.id) = (s.cooperative_id, s.box_id)
        WHERE d.cooperative_id = ANY ($1::uuid[]) AND (d.comes_on < b.first_on OR (d.comes_on - b.first_on) % (7 * b.every_weeks) <> 0
            OR (d.outcome IN ('ordered', 'empty', 'missed') AND d.comes_on > s.handled_until))
        """,
    ),
)
