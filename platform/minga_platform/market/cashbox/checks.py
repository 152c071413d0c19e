"""What must hold between boxes, shifts and the books at any moment; see `ledger/checks.py`."""

from minga_platform.ledger.checks import Check

_BEFORE = """coalesce((SELECT sum(e.amount_minor) FROM cash_entry e JOIN cash_shift b ON (b.cooperative_id, b.id) = (e.cooperative_id, e.shift_id)
    WHERE (b.cooperative_id, b.box_id) = (s.cooperative_id, s.box_id) AND (b.number < s.number OR (b.id = s.id AND e.phase = 'before'))), 0)"""
_PHASE = """coalesce((SELECT sum(e.amount_minor) FROM cash_entry e
    WHERE (e.cooperative_id, e.shift_id, e.phase) = (s.cooperative_id, s.id, '{phase}')), 0)"""

CHECKS: tuple[Check, ...] = (
    Check(
        "A movement of a cash box is a transfer of its till",
        """
        SELECT e.cooperative_id, e.id, e.amount_minor FROM cash_entry e
        JOIN cash_shift s ON (s.cooperative_id, s.id) = (e.cooperative_id, e.shift_id)
        JOIN cash_box b ON (b.cooperative_id, b.id) = (s.cooperative_id, s.box_id)
        JOIN transfer t ON (t.cooperative_id, t.id) = (e.cooperative_id, e.transfer_id)
        LEFT JOIN account a ON a.cooperative_id = t.cooperative_id AND a.id IN (t.debit_id, t.credit_id)
            AND (a.kind, a.holder_id, a.unit) = ('cash_till', b.till_id, b.currency)
        WHERE e.cooperative_id = ANY ($1::uuid[]) AND (a.id IS NULL OR t.state NOT IN ('posted', 'post')
            OR e.amount_minor <> CASE WHEN a.id = t.debit_id THEN t.amount ELSE -t.amount END)
        """,
    ),
    Check(
        "A shift begins with what the books have in its till",
        f"""
        SELECT s.cooperative_id, s.id, s.float_minor, {_BEFORE} AS booked FROM cash_shift s
        WHERE s.cooperative_id = ANY ($1::uuid[]) AND s.float_minor <> {_BEFORE}
        """,
    ),
    Check(
        "What a shift expects is its float and its movements",
        f"""
        SELECT s.cooperative_id, s.id, s.expected_minor FROM cash_shift s
        WHERE s.cooperative_id = ANY ($1::uuid[]) AND s.expected_minor <> s.float_minor + {_PHASE.format(phase="during")}
        """,
    ),
    Check(
        "What a closed shift left is what was counted, less what went to the bank, and the books have it so",
        f"""
        SELECT s.cooperative_id, s.id, s.left_minor FROM cash_shift s WHERE s.cooperative_id = ANY ($1::uuid[]) AND s.state = 'closed'
            AND s.left_minor <> s.float_minor + {_PHASE.format(phase="during")} + {_PHASE.format(phase="closing")}
        """,
    ),
    Check(
        "A counted shift was counted by two people who agree",
        """
        SELECT s.cooperative_id, s.id FROM cash_shift s WHERE s.cooperative_id = ANY ($1::uuid[]) AND s.state IN ('counted', 'closed')
            AND 2 <> (SELECT count(DISTINCT c.counted_by) FROM cash_count c WHERE (c.cooperative_id, c.shift_id, c.round, c.total_minor)
                = (s.cooperative_id, s.id, s.round, s.counted_minor))
        """,
    ),
    Check(
        "Cash in transit is what deposit slips say",
        """
        SELECT d.cooperative_id, d.currency, d.amount, b.amount AS booked FROM (
            SELECT cooperative_id, currency, coalesce(sum(CASE direction WHEN 'to_bank' THEN amount_minor ELSE -amount_minor END)
                FILTER (WHERE state = 'in_transit'), 0) AS amount FROM cash_deposit WHERE cooperative_id = ANY ($1::uuid[]) GROUP BY 1, 2
        ) d
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(CASE WHEN t.debit_id = a.id THEN t.amount ELSE -t.amount END), 0) AS amount FROM account a
            JOIN transfer t ON t.cooperative_id = a.cooperative_id AND a.id IN (t.debit_id, t.credit_id) AND t.state IN ('posted', 'post')
            WHERE (a.cooperative_id, a.unit, a.kind) = (d.cooperative_id, d.currency, 'cash_transit')
        ) b
        WHERE b.amount <> d.amount
        """,
    ),
    Check(
        "What buyers gave too much stands in suspense until it went back",
        """
        SELECT o.cooperative_id, o.currency, o.amount, b.amount AS booked FROM (
            SELECT cooperative_id, currency, coalesce(sum(amount_minor) FILTER (WHERE returned_at IS NULL), 0) AS amount
            FROM overpayment WHERE cooperative_id = ANY ($1::uuid[]) GROUP BY 1, 2
        ) o
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(CASE WHEN t.credit_id = a.id THEN t.amount ELSE -t.amount END), 0) AS amount FROM account a
            JOIN transfer t ON t.cooperative_id = a.cooperative_id AND a.id IN (t.debit_id, t.credit_id) AND t.state IN ('posted', 'post')
            WHERE (a.cooperative_id, a.unit, a.kind, a.purpose) = (o.cooperative_id, o.currency, 'suspense', 'overpaid')
        ) b
        WHERE b.amount <> o.amount
        """,
    ),
)
