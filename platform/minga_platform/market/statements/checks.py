"""What must hold between statements and the books at any moment; see `ledger/checks.py`."""

from minga_platform.ledger.checks import Check

CHECKS: tuple[Check, ...] = (
    Check(
        "What of statements nobody has explained stands in suspense, to the cent",
        """
        SELECT l.cooperative_id, l.currency, l.amount, b.amount AS booked FROM (
            SELECT cooperative_id, currency, sum(sign(amount_minor) * (left_minor + coalesce((SELECT sum(u.amount_minor) FROM statement_use u
                WHERE (u.cooperative_id, u.line_id) = (s.cooperative_id, s.id) AND NOT u.is_booked), 0))) AS amount
            FROM statement_line s WHERE cooperative_id = ANY ($1::uuid[]) GROUP BY 1, 2
        ) l
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(CASE WHEN t.credit_id = a.id THEN t.amount ELSE -t.amount END), 0) AS amount FROM account a
            JOIN transfer t ON t.cooperative_id = a.cooperative_id AND a.id IN (t.debit_id, t.credit_id) AND t.state IN ('posted', 'post')
            WHERE (a.cooperative_id, a.unit, a.kind, a.purpose) = (l.cooperative_id, l.currency, 'suspense', 'statement')
        ) b
        WHERE b.amount <> l.amount
        """,
    ),
    Check(
        "A line of a statement is what it was used for and what is left of it",
        """
        SELECT s.cooperative_id, s.id, s.amount_minor, s.left_minor FROM statement_line s WHERE s.cooperative_id = ANY ($1::uuid[])
            AND abs(s.amount_minor) <> s.left_minor + coalesce((SELECT sum(u.amount_minor) FROM statement_use u
                WHERE (u.cooperative_id, u.line_id) = (s.cooperative_id, s.id)), 0)
        """,
    ),
    Check(
        "No order was paid by more lines than its amount",
        """
        SELECT p.cooperative_id, p.id, p.amount_minor FROM payment p JOIN statement_use u ON (u.cooperative_id, u.subject_id) = (p.cooperative_id, p.id)
            AND u.kind = 'payment' WHERE p.cooperative_id = ANY ($1::uuid[]) GROUP BY 1, 2, 3 HAVING sum(u.amount_minor) > p.amount_minor
        """,
    ),
)
