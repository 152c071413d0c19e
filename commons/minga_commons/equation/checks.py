"""What must hold among royalties, divisions and what is due to contributors; see `ledger/checks.py`."""

from minga_platform.ledger.checks import Check
from minga_platform.market.credit.spending import booked

_BALANCE = """coalesce((SELECT sum(CASE WHEN t.credit_id = a.id THEN t.amount ELSE -t.amount END) FROM account a
            JOIN transfer t ON t.cooperative_id = a.cooperative_id AND a.id IN (t.debit_id, t.credit_id)
                AND t.state IN ('posted', 'post')
            WHERE a.cooperative_id = {row}.cooperative_id AND {which}), 0)"""

CHECKS: tuple[Check, ...] = (
    Check(
        "What is due to the commons for a work is what its sales left, less what went back and what was divided",
        f"""
        SELECT e.* FROM (
            SELECT w.cooperative_id, w.id AS asset_id, u.unit,
                coalesce((SELECT sum(l.royalty_minor) FROM order_line l
                    JOIN portion o ON (o.cooperative_id, o.seller_order_id) = (l.cooperative_id, l.seller_order_id)
                    WHERE (l.cooperative_id, l.royalty_holder_id, l.currency) = (w.cooperative_id, w.id, u.unit)
                        AND {booked("o")}), 0)
                - coalesce((SELECT sum(r.royalty_minor) FROM refund_line r
                    JOIN order_line l ON (l.cooperative_id, l.id) = (r.cooperative_id, r.order_line_id)
                    WHERE (l.cooperative_id, l.royalty_holder_id, l.currency) = (w.cooperative_id, w.id, u.unit)), 0)
                - coalesce((SELECT sum(d.amount_minor - d.left_minor) FROM distribution d
                    WHERE (d.cooperative_id, d.asset_id, d.currency) = (w.cooperative_id, w.id, u.unit)), 0) AS due,
                {
            _BALANCE.format(
                row="w",
                which="a.holder_id = w.id AND a.unit = u.unit AND a.kind IN ('royalties_due', 'royalties_ahead')",
            )
        } AS booked
            FROM asset w CROSS JOIN LATERAL (SELECT DISTINCT k.unit FROM account k WHERE k.cooperative_id = w.cooperative_id
                AND k.holder_id = w.id
                UNION SELECT DISTINCT l.currency FROM order_line l WHERE (l.cooperative_id, l.royalty_holder_id) = (w.cooperative_id, w.id)) u
            WHERE w.cooperative_id = ANY ($1::uuid[])
        ) e WHERE e.due <> e.booked
        """,
    ),
    Check(
        "A division gives out exactly what it says, to people and funds",
        """
        SELECT d.cooperative_id, d.id, d.amount_minor, d.left_minor, sum(p.amount_minor) AS parts, b.amount AS booked
        FROM distribution d
        LEFT JOIN distribution_part p ON (p.cooperative_id, p.distribution_id) = (d.cooperative_id, d.id)
        CROSS JOIN LATERAL (SELECT coalesce(sum(t.amount), 0) AS amount FROM journal j
            JOIN transfer t ON (t.cooperative_id, t.journal_id) = (j.cooperative_id, j.id)
            JOIN account a ON (a.cooperative_id, a.id) = (t.cooperative_id, t.credit_id)
            WHERE (j.cooperative_id, j.subject_kind, j.subject_id) = (d.cooperative_id, 'distribution', d.id)
                AND a.kind IN ('contributor_payable', 'fund')) b
        WHERE d.cooperative_id = ANY ($1::uuid[])
        GROUP BY d.cooperative_id, d.id, d.amount_minor, d.left_minor, b.amount
        HAVING d.amount_minor - d.left_minor <> coalesce(sum(p.amount_minor), 0) OR b.amount <> coalesce(sum(p.amount_minor), 0)
        """,
    ),
    Check(
        "What is due to a contributor is her parts, less what was paid to her",
        f"""
        SELECT e.* FROM (
            SELECT g.cooperative_id, g.agent_id, g.currency, sum(g.minor) AS due,
                {
            _BALANCE.format(
                row="g", which="a.holder_id = g.agent_id AND a.unit = g.currency AND a.kind = 'contributor_payable'"
            )
        } AS booked
            FROM (SELECT p.cooperative_id, p.agent_id, d.currency, p.amount_minor AS minor FROM distribution_part p
                JOIN distribution d ON (d.cooperative_id, d.id) = (p.cooperative_id, p.distribution_id)
                WHERE p.agent_id IS NOT NULL AND p.cooperative_id = ANY ($1::uuid[])
                UNION ALL SELECT s.cooperative_id, s.agent_id, s.currency, -s.amount_minor FROM share_payout s
                WHERE s.state = 'paid' AND s.cooperative_id = ANY ($1::uuid[])) g
            GROUP BY 1, 2, 3
        ) e WHERE e.due <> e.booked
        """,
    ),
    Check(
        "A division counted the events that it was given, and a line's royalty is divided once",
        """
        SELECT d.cooperative_id, d.id, d.event_count, e.events FROM distribution d
        CROSS JOIN LATERAL (SELECT coalesce(sum(jsonb_array_length(v.events)), 0) AS events FROM distribution_event v
            WHERE (v.cooperative_id, v.distribution_id) = (d.cooperative_id, d.id)) e
        WHERE d.cooperative_id = ANY ($1::uuid[]) AND d.event_count <> e.events
        UNION ALL
        SELECT l.cooperative_id, l.id, 0, 0 FROM order_line l
        LEFT JOIN distribution_line x ON (x.cooperative_id, x.order_line_id) = (l.cooperative_id, l.id)
        WHERE l.cooperative_id = ANY ($1::uuid[]) AND l.royalty_minor > 0 AND (l.royalty_divided_at IS NULL) <> (x.id IS NULL)
        """,
    ),
    Check(
        "An event is paid once by what pays once, however it was corrected",
        """
        SELECT c.cooperative_id, r.root_id, count(*) AS times FROM distribution_claim c
        JOIN contribution r ON (r.cooperative_id, r.id) = (c.cooperative_id, c.event_id)
        WHERE c.cooperative_id = ANY ($1::uuid[]) AND c.claim = 'once' GROUP BY 1, 2 HAVING count(*) > 1
        """,
    ),
    Check(
        "A contributor's shares that two officers agree to went out when two had agreed",
        """
        SELECT p.cooperative_id, p.id, p.approvals_needed, count(v.id) AS approvals FROM share_payout p
        LEFT JOIN share_approval v ON (v.cooperative_id, v.payout_id) = (p.cooperative_id, p.id)
        WHERE p.cooperative_id = ANY ($1::uuid[]) AND (p.state = 'paid' OR p.file_id IS NOT NULL) AND p.approvals_needed > 0
        GROUP BY 1, 2, 3 HAVING count(v.id) < p.approvals_needed
        """,
    ),
)
