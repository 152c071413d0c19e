"""What must hold between documents and the books at any moment; see `ledger/checks.py`."""

from minga_platform.ledger.checks import Check
from minga_platform.market.orders.spared import AT_SALE

# What the books gave back, and what of it was tax, with the refunds that an invoice `d` of sale `j` takes along.
_SPARED = f"""SELECT coalesce(sum(t.amount), 0) AS total,
                coalesce(sum(t.amount) FILTER (WHERE a.kind = 'vat_due' AND a.purpose = 'sales'), 0) AS tax
            FROM refund r
            JOIN journal g ON g.cooperative_id = r.cooperative_id AND g.kind = 'refund' AND g.subject_kind = 'refund' AND g.subject_id = r.id
            JOIN transfer t ON (t.cooperative_id, t.journal_id) = (g.cooperative_id, g.id)
            JOIN account a ON (a.cooperative_id, a.id) = (t.cooperative_id, t.debit_id)
            JOIN account f ON (f.cooperative_id, f.id) = (t.cooperative_id, t.credit_id) AND f.kind = 'refunds_in_flight'
            WHERE r.cooperative_id = j.cooperative_id AND r.order_id = j.subject_id AND {AT_SALE}
                AND EXISTS (SELECT FROM transfer s WHERE (s.cooperative_id, s.journal_id, s.seller_order_id)
                    = (j.cooperative_id, j.id, t.seller_order_id))"""

CHECKS: tuple[Check, ...] = (
    Check(
        "The numbers of a co-op's documents have no gap in any series",
        """
        SELECT s.cooperative_id, s.series, s.last, count(d.id) AS documents, max(d.number) AS highest FROM document_series s
        LEFT JOIN trade_document d ON (d.cooperative_id, d.series) = (s.cooperative_id, s.series)
        WHERE s.cooperative_id = ANY ($1::uuid[])
        GROUP BY 1, 2, 3 HAVING s.last <> count(d.id) OR s.last <> coalesce(max(d.number), 0)
        """,
    ),
    Check(
        "A document is the sum of its rates",
        """
        SELECT d.cooperative_id, d.id, d.net_minor, d.tax_minor, sum(r.net_minor) AS net, sum(r.tax_minor) AS tax
        FROM trade_document d
        LEFT JOIN document_rate r ON (r.cooperative_id, r.document_id) = (d.cooperative_id, d.id)
        WHERE d.cooperative_id = ANY ($1::uuid[])
        GROUP BY 1, 2, 3, 4 HAVING (d.net_minor, d.tax_minor) <> (coalesce(sum(r.net_minor), 0), coalesce(sum(r.tax_minor), 0))
        """,
    ),
    Check(
        "An invoice is what the books took in or hold as owed, less what the scales took off as it was sold, and its tax what they owe on it",
        f"""
        SELECT d.cooperative_id, d.id, d.total_minor, d.tax_minor, b.total, b.tax, w.total AS spared, w.tax AS tax_spared FROM trade_document d
        JOIN journal j ON (j.cooperative_id, j.id) = (d.cooperative_id, d.journal_id)
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(t.amount) FILTER (WHERE i.kind IN ('cash_stripe', 'cash_bank', 'cash_till', 'stored_set_aside', 'suspense')
                    OR (i.kind, i.purpose) = ('receivable', 'invoices')), 0) AS total,
                coalesce(sum(t.amount) FILTER (WHERE o.kind = 'vat_due' AND o.purpose = 'sales'), 0) AS tax
            FROM transfer t
            JOIN account i ON (i.cooperative_id, i.id) = (t.cooperative_id, t.debit_id)
            JOIN account o ON (o.cooperative_id, o.id) = (t.cooperative_id, t.credit_id)
            WHERE (t.cooperative_id, t.journal_id) = (d.cooperative_id, d.journal_id)
        ) b
        CROSS JOIN LATERAL ({_SPARED} AND d.snapshot -> 'spared' ? r.id::text) w
        WHERE d.cooperative_id = ANY ($1::uuid[]) AND d.kind = 'invoice'
            AND (d.total_minor, d.tax_minor) <> (b.total - w.total, b.tax - w.tax)
        """,
    ),
    Check(
        "What an invoice took along has no credit note of its own",
        """
        SELECT c.cooperative_id, c.id, c.refund_id, d.id AS invoice FROM trade_document c
        JOIN trade_document d ON (d.cooperative_id, d.id) = (c.cooperative_id, c.mirrors_id)
        WHERE c.cooperative_id = ANY ($1::uuid[]) AND c.kind = 'credit_note' AND d.snapshot -> 'spared' ? c.refund_id::text
        """,
    ),
    Check(
        "The credit notes of a refund are what the books gave back with it, and their tax what they took back",
        """
        SELECT d.cooperative_id, d.refund_id, d.total, d.tax, b.total AS booked, b.tax AS tax_booked FROM (
            SELECT cooperative_id, refund_id, sum(total_minor) AS total, sum(tax_minor) AS tax FROM trade_document
            WHERE cooperative_id = ANY ($1::uuid[]) AND kind = 'credit_note' GROUP BY 1, 2
        ) d
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(t.amount), 0) AS total,
                coalesce(sum(t.amount) FILTER (WHERE a.kind = 'vat_due' AND a.purpose = 'sales'), 0) AS tax
            FROM journal j JOIN transfer t ON (t.cooperative_id, t.journal_id) = (j.cooperative_id, j.id)
            JOIN account a ON (a.cooperative_id, a.id) = (t.cooperative_id, t.debit_id)
            JOIN account f ON (f.cooperative_id, f.id) = (t.cooperative_id, t.credit_id) AND f.kind = 'refunds_in_flight'
            WHERE j.cooperative_id = d.cooperative_id AND j.kind = 'refund' AND j.subject_kind = 'refund'
                AND j.subject_id = d.refund_id
        ) b
        WHERE (d.total, d.tax) <> (b.total, b.tax)
        """,
    ),
    Check(
        "A self-billing document is what the books paid out of earnings, set off or carried forward, with its payout",
        """
        SELECT d.cooperative_id, d.id, d.total_minor, b.total, p.carried_minor, p.brought_minor FROM trade_document d
        JOIN payout p ON (p.cooperative_id, p.id) = (d.cooperative_id, d.payout_id)
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(t.amount), 0) AS total
            FROM journal j JOIN transfer t ON (t.cooperative_id, t.journal_id) = (j.cooperative_id, j.id)
                AND t.state IN ('posted', 'post')
            JOIN account a ON (a.cooperative_id, a.id) = (t.cooperative_id, t.debit_id) AND a.kind = 'seller_payable'
            WHERE j.cooperative_id = d.cooperative_id AND j.subject_kind = 'payout' AND j.subject_id = d.payout_id
        ) b
        WHERE d.cooperative_id = ANY ($1::uuid[]) AND d.kind = 'self_billing'
            AND d.total_minor <> b.total + p.carried_minor - p.brought_minor
        """,
    ),
    Check(
        "The supply credits of a refund are what the books made a debt of its stalls",
        """
        SELECT d.cooperative_id, d.refund_id, d.stall_id, d.total, b.total AS booked FROM (
            SELECT cooperative_id, refund_id, stall_id, sum(total_minor) AS total FROM trade_document
            WHERE cooperative_id = ANY ($1::uuid[]) AND kind = 'supply_credit' GROUP BY 1, 2, 3
        ) d
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(t.amount), 0) AS total
            FROM journal j JOIN transfer t ON (t.cooperative_id, t.journal_id) = (j.cooperative_id, j.id)
            JOIN account a ON (a.cooperative_id, a.id) = (t.cooperative_id, t.debit_id) AND a.kind = 'seller_negative'
                AND a.holder_id = d.stall_id
            WHERE j.cooperative_id = d.cooperative_id AND j.kind = 'refund' AND j.subject_kind = 'refund'
                AND j.subject_id = d.refund_id
        ) b
        WHERE d.total <> b.total
        """,
    ),
    Check(
        "A credit note takes back no more than its invoice, nor do all of them together, in any rate",
        """
        SELECT i.cooperative_id, i.id, i.part, i.tax_bps, i.net_minor, i.tax_minor, c.net, c.tax FROM (
            SELECT d.cooperative_id, d.id, r.part, r.tax_bps, r.net_minor, r.tax_minor FROM trade_document d
            JOIN document_rate r ON (r.cooperative_id, r.document_id) = (d.cooperative_id, d.id)
            WHERE d.cooperative_id = ANY ($1::uuid[]) AND d.kind = 'invoice'
        ) i
        FULL JOIN (
            SELECT d.cooperative_id, d.mirrors_id AS id, r.part, r.tax_bps, sum(r.net_minor) AS net, sum(r.tax_minor) AS tax
            FROM trade_document d
            JOIN document_rate r ON (r.cooperative_id, r.document_id) = (d.cooperative_id, d.id)
            WHERE d.cooperative_id = ANY ($1::uuid[]) AND d.kind = 'credit_note' GROUP BY 1, 2, 3, 4
        ) c USING (cooperative_id, id, part, tax_bps)
        WHERE c.net > coalesce(i.net_minor, 0) OR c.tax > coalesce(i.tax_minor, 0)
        """,
    ),
    Check(
        "What was sold has its invoice once its news was heard, unless the scales said that nothing of it was there",
        f"""
        SELECT j.cooperative_id, j.id, j.kind, j.subject_id FROM journal j
        WHERE j.cooperative_id = ANY ($1::uuid[]) AND j.kind = 'sale' AND j.subject_kind = 'order'
            AND NOT EXISTS (SELECT FROM trade_document d WHERE (d.cooperative_id, d.journal_id) = (j.cooperative_id, j.id))
            AND EXISTS (SELECT FROM job b WHERE b.cooperative_id = j.cooperative_id AND b.name IN ('documents.invoice', 'documents.invoice_on_terms')
                AND b.state = 'done' AND b.created_at >= j.at AND (b.payload ->> 'order_id')::uuid = j.subject_id)
            AND (SELECT coalesce(sum(t.amount), 0) FROM transfer t
                JOIN account i ON (i.cooperative_id, i.id) = (t.cooperative_id, t.credit_id) AND (i.kind, i.purpose) = ('receivable', '')
                WHERE (t.cooperative_id, t.journal_id) = (j.cooperative_id, j.id)) > (SELECT w.total FROM ({_SPARED}) w)
        """,
    ),
)
