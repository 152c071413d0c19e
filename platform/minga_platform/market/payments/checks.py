"""What must hold among orders, payments, refunds, payouts and the ledger at any moment; see `ledger/checks.py`."""

from minga_platform.ledger.checks import Check
from minga_platform.market.orders.supply import SUPPLY_TAX

CHECKS: tuple[Check, ...] = (
    Check(
        "The portions of a payment are its amount",
        """
        SELECT p.cooperative_id, p.id, p.amount_minor, sum(o.authorised_minor) AS portions FROM payment p
        LEFT JOIN portion o ON (o.cooperative_id, o.payment_id) = (p.cooperative_id, p.id)
        WHERE p.cooperative_id = ANY ($1::uuid[])
        GROUP BY 1, 2, 3 HAVING p.amount_minor <> coalesce(sum(o.authorised_minor), 0)
        """,
    ),
    Check(
        "A payment, with what is paid out of store credit and vouchers, is the total of its order",
        """
        SELECT p.cooperative_id, p.id, p.amount_minor, o.total_minor FROM payment p
        JOIN sale_order o ON (o.cooperative_id, o.id) = (p.cooperative_id, p.order_id)
        WHERE p.cooperative_id = ANY ($1::uuid[]) AND (p.amount_minor + p.stored_minor, p.currency) <> (o.total_minor, o.currency)
        """,
    ),
    Check(
        "What is claimed of an authorised payment is what the provider was asked to take",
        """
        SELECT p.cooperative_id, p.id, p.state, w.wish, w.state AS wish_state, w.amount_minor, o.claimed FROM payment p
        LEFT JOIN card_wish w ON (w.cooperative_id, w.payment_id) = (p.cooperative_id, p.id)
        CROSS JOIN LATERAL (SELECT coalesce(sum(claimed_minor), 0) AS claimed, coalesce(sum(captured_minor), 0) AS captured FROM portion
            WHERE (cooperative_id, payment_id) = (p.cooperative_id, p.id)) o
        WHERE p.cooperative_id = ANY ($1::uuid[]) AND (
            o.claimed <> CASE WHEN w.wish = 'capture' AND w.state = 'requested' THEN w.amount_minor ELSE 0 END
            OR (w.wish = 'capture' AND w.state = 'done' AND o.captured <> w.amount_minor)
            OR (p.state IN ('authorised', 'void') AND o.captured > 0)
            OR (p.state = 'authorised' AND p.authorised_until IS NULL))
        """,
    ),
    Check(
        "A refund is the sum of its lines",
        """
        SELECT r.cooperative_id, r.id, r.amount_minor, sum(l.amount_minor) AS lines FROM refund r
        LEFT JOIN refund_line l ON (l.cooperative_id, l.refund_id) = (r.cooperative_id, r.id)
        WHERE r.cooperative_id = ANY ($1::uuid[])
        GROUP BY 1, 2, 3 HAVING r.amount_minor <> coalesce(sum(l.amount_minor), 0)
        """,
    ),
    Check(
        "What a line gave back is the sum of its refunds",
        """
        SELECT l.cooperative_id, l.id, l.refunded_minor, sum(r.amount_minor) AS refunds FROM order_line l
        LEFT JOIN refund_line r ON (r.cooperative_id, r.order_line_id) = (l.cooperative_id, l.id)
        WHERE l.cooperative_id = ANY ($1::uuid[])
        GROUP BY 1, 2, 3 HAVING l.refunded_minor <> coalesce(sum(r.amount_minor), 0)
        """,
    ),
    Check(
        "What a portion gave back is what its lines gave back",
        """
        SELECT o.cooperative_id, o.id, o.refunded_minor, sum(l.refunded_minor) AS lines, w.back FROM portion o
        LEFT JOIN order_line l ON (l.cooperative_id, l.seller_order_id) = (o.cooperative_id, o.seller_order_id)
        CROSS JOIN LATERAL (SELECT coalesce(sum(refunded_minor), 0) AS back FROM spending
            WHERE (cooperative_id, seller_order_id) = (o.cooperative_id, o.seller_order_id)) w
        WHERE o.cooperative_id = ANY ($1::uuid[]) AND o.seller_order_id IS NOT NULL
        GROUP BY 1, 2, 3, 5 HAVING o.refunded_minor + w.back <> coalesce(sum(l.refunded_minor), 0)
        """,
    ),
    Check(
        "Money taken for what was cancelled goes back",
        """
        SELECT o.cooperative_id, o.id, s.id AS seller_order_id, o.captured_minor, o.refunded_minor FROM portion o
        JOIN seller_order s ON (s.cooperative_id, s.id) = (o.cooperative_id, o.seller_order_id)
        WHERE o.cooperative_id = ANY ($1::uuid[]) AND s.state = 'cancelled' AND o.captured_minor <> o.refunded_minor
        """,
    ),
    Check(
        "The books took in for a line what it cost, once, when it was paid or sold on an invoice",
        """
        SELECT l.cooperative_id, l.id, l.total_minor, o.captured_minor, b.amount AS booked FROM order_line l
        JOIN portion o ON (o.cooperative_id, o.seller_order_id) = (l.cooperative_id, l.seller_order_id)
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(t.amount), 0) AS amount FROM transfer t
            JOIN account a ON (a.cooperative_id, a.id) = (t.cooperative_id, t.debit_id)
            WHERE t.cooperative_id = l.cooperative_id AND t.seller_order_id = l.seller_order_id
                AND t.order_line_id = l.id AND (a.kind IN ('cash_stripe', 'cash_bank', 'cash_till', 'stored_set_aside', 'suspense')
                    OR (a.kind, a.purpose) = ('receivable', 'invoices'))
        ) b
        WHERE l.cooperative_id = ANY ($1::uuid[])
            AND b.amount <> CASE WHEN (o.captured_minor > 0 OR EXISTS (SELECT FROM spending w
                WHERE (w.cooperative_id, w.seller_order_id) = (o.cooperative_id, o.seller_order_id)
                AND w.state IN ('captured', 'late')))
                THEN l.total_minor ELSE 0 END
        """,
    ),
    Check(
        "What buyers owe on invoices is what went to them on open ones, less what came back",
        """
        SELECT e.cooperative_id, e.currency, e.owed, b.amount FROM (
            SELECT p.cooperative_id, p.currency, sum(o.captured_minor - o.refunded_minor) FILTER (WHERE p.state = 'open') AS owed FROM payment p
            JOIN portion o ON (o.cooperative_id, o.payment_id) = (p.cooperative_id, p.id)
            WHERE p.cooperative_id = ANY ($1::uuid[]) AND p.method = 'invoice' GROUP BY 1, 2
        ) e
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(CASE WHEN t.debit_id = a.id THEN t.amount ELSE -t.amount END), 0) AS amount
            FROM account a JOIN transfer t ON t.cooperative_id = a.cooperative_id AND a.id IN (t.debit_id, t.credit_id)
                AND t.state IN ('posted', 'post')
            WHERE (a.cooperative_id, a.unit, a.kind, a.purpose) = (e.cooperative_id, e.currency, 'receivable', 'invoices')
        ) b
        WHERE coalesce(e.owed, 0) <> b.amount
        """,
    ),
    Check(
        "Nothing is payable to a maker whose buyer owes it still",
        """
        SELECT s.cooperative_id, s.id FROM payment p
        JOIN seller_order s ON (s.cooperative_id, s.order_id) = (p.cooperative_id, p.order_id)
        WHERE p.cooperative_id = ANY ($1::uuid[]) AND p.method = 'invoice' AND p.state = 'open' AND s.payable_at IS NOT NULL
        """,
    ),
    Check(
        "The books gave back of a line what its refunds say",
        """
        SELECT l.cooperative_id, l.id, l.refunded_minor, b.amount AS booked FROM order_line l
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(t.amount), 0) AS amount FROM transfer t
            JOIN account a ON (a.cooperative_id, a.id) = (t.cooperative_id, t.credit_id)
            WHERE t.cooperative_id = l.cooperative_id AND t.seller_order_id = l.seller_order_id
                AND t.order_line_id = l.id AND a.kind = 'refunds_in_flight'
        ) b
        WHERE l.cooperative_id = ANY ($1::uuid[]) AND b.amount <> l.refunded_minor
        """,
    ),
    Check(
        "What a stall is owed is what it earned, less what went back and what it was paid",
        f"""
        SELECT e.cooperative_id, e.stall_id, e.currency, e.due, b.owed FROM (
            SELECT s.cooperative_id, s.stall_id, s.currency,
                sum(CASE WHEN (o.captured_minor > 0 OR EXISTS (SELECT FROM spending w
                WHERE (w.cooperative_id, w.seller_order_id) = (o.cooperative_id, o.seller_order_id)
                AND w.state IN ('captured', 'late')))
                    THEN s.earning_minor + {SUPPLY_TAX} ELSE 0 END) - coalesce(sum(back.earning), 0)
                - coalesce((SELECT sum(p.amount_minor - p.reversed_minor) FROM payout p
                    WHERE (p.cooperative_id, p.stall_id, p.currency) = (s.cooperative_id, s.stall_id, s.currency)
                        AND p.state = 'paid'), 0)
                - coalesce((SELECT sum(CASE WHEN t.debit_id = n.id THEN t.amount ELSE -t.amount END) FROM account n
                    JOIN transfer t ON t.cooperative_id = n.cooperative_id AND n.id IN (t.debit_id, t.credit_id)
                        AND t.state IN ('posted', 'post')
                    JOIN journal j ON (j.cooperative_id, j.id) = (t.cooperative_id, t.journal_id)
                        AND j.kind IN ('own_till_settled', 'dues_set_off', 'shares_set_off', 'purchase_set_off', 'purchase_set_off_back',
                            'seller_debt_paid', 'dispute_fee')
                    WHERE (n.cooperative_id, n.holder_id, n.unit) = (s.cooperative_id, s.stall_id, s.currency)
                        AND (n.kind = 'seller_negative' OR (n.kind = 'seller_payable' AND n.purpose = 'returned'))), 0) AS due
            FROM seller_order s
            JOIN portion o ON (o.cooperative_id, o.seller_order_id) = (s.cooperative_id, s.id)
            LEFT JOIN LATERAL (SELECT sum(r.earning_minor + r.supply_tax_minor) AS earning FROM refund_line r
                JOIN order_line l ON (l.cooperative_id, l.id) = (r.cooperative_id, r.order_line_id)
                WHERE (l.cooperative_id, l.seller_order_id) = (s.cooperative_id, s.id)) back ON true
            WHERE s.cooperative_id = ANY ($1::uuid[]) GROUP BY 1, 2, 3
        ) e
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(CASE WHEN t.credit_id = a.id THEN t.amount ELSE -t.amount END), 0) AS owed FROM account a
            JOIN transfer t ON t.cooperative_id = a.cooperative_id AND a.id IN (t.debit_id, t.credit_id)
                AND t.state IN ('posted', 'post')
            WHERE (a.cooperative_id, a.holder_id, a.unit) = (e.cooperative_id, e.stall_id, e.currency)
                AND a.kind IN ('seller_held', 'seller_payable', 'seller_negative')
        ) b
        WHERE b.owed <> e.due
        """,
    ),
    Check(
        "A payout pays its items and what was brought forward, less what was set off against a debt and what it carries forward",
        """
        SELECT p.cooperative_id, p.id, p.amount_minor, p.netted_minor, p.brought_minor, p.carried_minor, sum(i.amount_minor) AS items
        FROM payout p
        LEFT JOIN payout_item i ON (i.cooperative_id, i.payout_id) = (p.cooperative_id, p.id)
        WHERE p.cooperative_id = ANY ($1::uuid[])
        GROUP BY 1, 2, 3, 4, 5, 6, p.returned_minor
        HAVING p.amount_minor + p.netted_minor + p.carried_minor - p.brought_minor - p.returned_minor <> coalesce(sum(i.amount_minor), 0)
        """,
    ),
    Check(
        "What is in flight to buyers is what their unsettled refunds say",
        """
        SELECT r.cooperative_id, r.currency, r.amount, b.amount AS booked FROM (
            SELECT cooperative_id, currency, sum(amount_minor) FILTER (WHERE state <> 'settled') AS amount FROM refund
            WHERE cooperative_id = ANY ($1::uuid[]) GROUP BY 1, 2
        ) r
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(CASE WHEN t.credit_id = a.id THEN t.amount ELSE -t.amount END), 0) AS amount
            FROM account a JOIN transfer t ON t.cooperative_id = a.cooperative_id AND a.id IN (t.debit_id, t.credit_id)
                AND t.state IN ('posted', 'post')
            WHERE a.cooperative_id = r.cooperative_id AND a.unit = r.currency AND a.kind = 'refunds_in_flight'
        ) b
        WHERE coalesce(r.amount, 0) <> b.amount
        """,
    ),
    Check(
        "A paid order is confirmed, or its money goes back",
        """
        SELECT p.cooperative_id, p.id, o.state, sum(c.captured_minor) AS captured, sum(c.refunded_minor) AS refunded FROM payment p
        JOIN sale_order o ON (o.cooperative_id, o.id) = (p.cooperative_id, p.order_id)
        JOIN portion c ON (c.cooperative_id, c.payment_id) = (p.cooperative_id, p.id)
        WHERE p.cooperative_id = ANY ($1::uuid[]) AND p.state = 'paid' AND o.state NOT IN ('placed', 'completed')
        GROUP BY 1, 2, 3 HAVING sum(c.captured_minor) <> sum(c.refunded_minor)
        """,
    ),
    Check(
        "What is payable to a stall is what its payable parts earned and no living payout has, and what payouts carried forward",
        f"""
        SELECT e.cooperative_id, e.stall_id, e.currency, e.due, b.payable FROM (
            SELECT s.cooperative_id, s.stall_id, s.currency,
                sum(CASE WHEN EXISTS (SELECT FROM payout_item i JOIN payout y ON (y.cooperative_id, y.id) = (i.cooperative_id, i.payout_id)
                        WHERE (i.cooperative_id, i.seller_order_id) = (s.cooperative_id, s.id) AND i.live)
                    THEN 0 ELSE s.earning_minor + {SUPPLY_TAX} - coalesce(back.amount, 0) END)
                + coalesce((SELECT sum(y.carried_minor - y.brought_minor) FROM payout y
                    WHERE (y.cooperative_id, y.stall_id, y.currency) = (s.cooperative_id, s.stall_id, s.currency)
                        AND y.state IN ('prepared', 'paid')), 0) AS due
            FROM seller_order s
            LEFT JOIN LATERAL (SELECT sum(t.amount) AS amount FROM transfer t
                JOIN journal j ON (j.cooperative_id, j.id) = (t.cooperative_id, t.journal_id) AND j.kind = 'refund'
                JOIN account a ON (a.cooperative_id, a.id) = (t.cooperative_id, t.debit_id)
                    AND a.kind IN ('seller_held', 'seller_payable')
                WHERE (t.cooperative_id, t.seller_order_id) = (s.cooperative_id, s.id)) back ON true
            WHERE s.cooperative_id = ANY ($1::uuid[]) AND s.payable_at IS NOT NULL
            GROUP BY 1, 2, 3
        ) e
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(l.posted - l.pending), 0) AS payable FROM account a
            JOIN balance l ON (l.cooperative_id, l.id) = (a.cooperative_id, a.id)
            WHERE (a.cooperative_id, a.holder_id, a.unit) = (e.cooperative_id, e.stall_id, e.currency) AND a.kind = 'seller_payable'
                AND a.purpose = ''
        ) b
        WHERE b.payable <> e.due
        """,
    ),
    Check(
        "What was taken back out of a remittance is what its reversals say",
        """
        SELECT p.cooperative_id, p.id, p.reversed_minor, sum(v.amount_minor) AS reversals FROM payout p
        LEFT JOIN reversal v ON (v.cooperative_id, v.payout_id) = (p.cooperative_id, p.id) AND v.state = 'done'
        WHERE p.cooperative_id = ANY ($1::uuid[])
        GROUP BY 1, 2, 3 HAVING p.reversed_minor <> coalesce(sum(v.amount_minor), 0)
        """,
    ),
    Check(
        "What left by a payout that two officers agree to was agreed to by two",
        """
        SELECT p.cooperative_id, p.id, p.approvals_needed, count(v.id) AS approvals FROM payout p
        LEFT JOIN payout_approval v ON (v.cooperative_id, v.payout_id) = (p.cooperative_id, p.id)
        WHERE p.cooperative_id = ANY ($1::uuid[]) AND p.state = 'paid' AND p.approvals_needed > 0
        GROUP BY 1, 2, 3 HAVING count(v.id) < p.approvals_needed
        """,
    ),
)
