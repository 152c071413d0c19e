"""What must hold among disputes, payments and the books at any moment; see `ledger/checks.py`."""

from minga_platform.ledger.checks import Check

CHECKS: tuple[Check, ...] = (
    Check(
        "What stands as disputed is what banks took and neither gave back nor kept",
        """
        SELECT d.cooperative_id, d.currency, d.amount, b.amount AS booked FROM (
            SELECT cooperative_id, currency, sum(taken_minor - returned_minor - refunded_minor) AS amount FROM dispute
            WHERE cooperative_id = ANY ($1::uuid[]) GROUP BY 1, 2
        ) d
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(CASE WHEN t.debit_id = a.id THEN t.amount ELSE -t.amount END), 0) AS amount
            FROM account a JOIN transfer t ON t.cooperative_id = a.cooperative_id AND a.id IN (t.debit_id, t.credit_id)
                AND t.state IN ('posted', 'post')
            WHERE a.cooperative_id = d.cooperative_id AND a.unit = d.currency AND a.kind = 'disputed'
        ) b
        WHERE d.amount <> b.amount
        """,
    ),
    Check(
        "A payment is held while a bank has its money and nobody has decided, and no longer",
        """
        SELECT p.cooperative_id, p.id, p.disputed_at FROM payment p
        WHERE p.cooperative_id = ANY ($1::uuid[]) AND (p.disputed_at IS NOT NULL) <> EXISTS (SELECT FROM dispute d
            WHERE (d.cooperative_id, d.payment_id) = (p.cooperative_id, p.id) AND d.taken_minor > d.returned_minor
                AND d.state IN ('inquiry', 'needs_response', 'under_review'))
        """,
    ),
)
