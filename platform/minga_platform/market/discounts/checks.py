"""What must hold between codes, their uses and the lines that they made cheaper; see `ledger/checks.py`."""

from minga_platform.ledger.checks import Check

CHECKS: tuple[Check, ...] = (
    Check(
        "What a code took off an order is what its lines say",
        """
        SELECT o.cooperative_id, o.id, coalesce(u.amount_minor, 0) AS used, coalesce(sum(l.discount_minor), 0) AS lines FROM sale_order o
        JOIN seller_order s ON (s.cooperative_id, s.order_id) = (o.cooperative_id, o.id)
        JOIN order_line l ON (l.cooperative_id, l.seller_order_id) = (s.cooperative_id, s.id)
        LEFT JOIN discount_use u ON (u.cooperative_id, u.order_id) = (o.cooperative_id, o.id)
        WHERE o.cooperative_id = ANY ($1::uuid[])
        GROUP BY 1, 2, u.amount_minor HAVING coalesce(u.amount_minor, 0) <> coalesce(sum(l.discount_minor), 0)
        """,
    ),
    Check(
        "A code counts as many uses as it has",
        """
        SELECT d.cooperative_id, d.id, d.uses, count(u.id) AS living FROM discount d
        LEFT JOIN discount_use u ON (u.cooperative_id, u.discount_id) = (d.cooperative_id, d.id) AND u.state = 'used'
        WHERE d.cooperative_id = ANY ($1::uuid[])
        GROUP BY 1, 2, 3 HAVING d.uses <> count(u.id)
        """,
    ),
)
