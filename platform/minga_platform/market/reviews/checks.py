"""What must hold about reviews at any moment; `minga doctor` and the tests look."""

from minga_platform.ledger.checks import Check

CHECKS: tuple[Check, ...] = (
    Check(
        "A product's tally counts the reviews that are shown, and their stars",
        """
        SELECT t.cooperative_id, t.product_id, t.reviews, t.stars FROM review_tally t
        WHERE t.cooperative_id = ANY ($1::uuid[]) AND (t.reviews, t.stars) <>
            (SELECT count(*)::int, coalesce(sum(r.stars), 0)::bigint FROM review r
             WHERE r.cooperative_id = t.cooperative_id AND r.product_id = t.product_id AND r.hidden_at IS NULL)
        """,
    ),
    Check(
        "A review is of a line that was handed over, and of that line's product and stall",
        """
        SELECT r.cooperative_id, r.id FROM review r
        JOIN order_line l ON l.cooperative_id = r.cooperative_id AND l.id = r.line_id
        JOIN seller_order s ON s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id
        WHERE r.cooperative_id = ANY ($1::uuid[])
          AND (s.handed_over_at IS NULL OR r.product_id <> l.product_id OR r.stall_id <> s.stall_id)
        """,
    ),
    Check(
        "A review is hidden exactly while a hiding that two agreed to stands",
        """
        SELECT r.cooperative_id, r.id FROM review r WHERE r.cooperative_id = ANY ($1::uuid[]) AND (r.hidden_at IS NOT NULL) <>
            EXISTS (SELECT FROM review_hiding h WHERE h.cooperative_id = r.cooperative_id AND h.review_id = r.id
                AND h.agreed_at IS NOT NULL AND h.ended_at IS NULL)
        """,
    ),
)
