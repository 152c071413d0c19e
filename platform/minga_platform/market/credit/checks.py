"""What must hold between store credit, vouchers, what was spent of them, and the books; see `ledger/checks.py`."""

from minga_platform.ledger.checks import Check

CHECKS: tuple[Check, ...] = (
    Check(
        "Each part of an order is paid by its sources together",
        """
        SELECT s.cooperative_id, s.id, s.total_minor, o.authorised_minor, w.amount FROM seller_order s
        JOIN portion o ON (o.cooperative_id, o.seller_order_id) = (s.cooperative_id, s.id)
        CROSS JOIN LATERAL (SELECT sum(amount_minor) AS amount FROM spending
            WHERE (cooperative_id, seller_order_id) = (s.cooperative_id, s.id)) w
        WHERE s.cooperative_id = ANY ($1::uuid[]) AND w.amount IS NOT NULL AND s.total_minor <> o.authorised_minor + w.amount
        """,
    ),
    Check(
        "A voucher that was bought is worth what its line cost, and good only once that is paid",
        """
        SELECT v.cooperative_id, v.id, v.state, v.issued_minor, l.total_minor, o.captured_minor FROM voucher v
        LEFT JOIN order_line l ON (l.cooperative_id, l.voucher_id) = (v.cooperative_id, v.id)
        LEFT JOIN portion o ON (o.cooperative_id, o.seller_order_id) = (l.cooperative_id, l.seller_order_id)
        WHERE v.cooperative_id = ANY ($1::uuid[]) AND v.cause = 'bought' AND (
            (l.total_minor, l.currency) IS DISTINCT FROM (v.issued_minor, v.currency)
            OR (v.state = 'waiting') <> (o.captured_minor = 0 AND NOT EXISTS (SELECT FROM spending w
                WHERE (w.cooperative_id, w.seller_order_id) = (l.cooperative_id, l.seller_order_id) AND w.state IN ('captured', 'late'))))
        """,
    ),
    Check(
        "What is set aside of store credit and vouchers is what open orders have of it",
        """
        SELECT c.id, u.unit, b.amount AS booked, w.amount FROM cooperative c
        CROSS JOIN LATERAL (SELECT DISTINCT a.unit FROM account a WHERE a.cooperative_id = c.id AND a.kind = 'stored_set_aside') u
        CROSS JOIN LATERAL (SELECT coalesce(sum(l.posted - l.pending), 0) AS amount FROM account a
            JOIN balance l ON (l.cooperative_id, l.id) = (a.cooperative_id, a.id)
            WHERE a.cooperative_id = c.id AND a.unit = u.unit AND a.kind = 'stored_set_aside') b
        CROSS JOIN LATERAL (SELECT coalesce(sum(s.amount_minor), 0) AS amount FROM spending s
            WHERE s.cooperative_id = c.id AND s.currency = u.unit AND s.state = 'set_aside') w
        WHERE c.id = ANY ($1::uuid[]) AND b.amount <> w.amount
        """,
    ),
    Check(
        "Somebody's store credit is the sum of her statement",
        """
        SELECT e.cooperative_id, e.person_id, e.currency, e.amount, b.amount AS booked FROM (
            SELECT cooperative_id, person_id, currency, sum(amount_minor) AS amount FROM credit_entry
            WHERE cooperative_id = ANY ($1::uuid[]) GROUP BY 1, 2, 3
        ) e
        CROSS JOIN LATERAL (SELECT coalesce(sum(l.posted - l.pending), 0) AS amount FROM account a
            JOIN balance l ON (l.cooperative_id, l.id) = (a.cooperative_id, a.id)
            WHERE (a.cooperative_id, a.holder_id, a.unit) = (e.cooperative_id, e.person_id, e.currency) AND a.kind = 'store_credit') b
        WHERE b.amount <> e.amount
        """,
    ),
)
