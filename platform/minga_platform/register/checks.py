"""What must hold about members' shares at any moment; `minga doctor` and the tests look."""

from minga_platform.ledger.checks import Check

_BALANCE = """(SELECT coalesce(sum(b.posted), 0) FROM account a JOIN balance b ON b.cooperative_id = a.cooperative_id AND b.id = a.id
    WHERE a.cooperative_id = {t}.cooperative_id AND a.kind = '{kind}' AND a.holder_id = {t}.{holder})"""

CHECKS: tuple[Check, ...] = (
    Check(
        "What members promised for shares and owe is what stands as promised capital",
        """
        SELECT a.cooperative_id, a.holder_id, a.purpose FROM account a
        JOIN balance b ON b.cooperative_id = a.cooperative_id AND b.id = a.id
        LEFT JOIN account o ON o.cooperative_id = a.cooperative_id AND o.unit = a.unit AND o.holder_id = a.holder_id
            AND o.purpose = a.purpose AND o.kind = 'shares_promised'
        LEFT JOIN balance p ON p.cooperative_id = o.cooperative_id AND p.id = o.id
        WHERE a.cooperative_id = ANY ($1::uuid[]) AND a.kind = 'shares_due' AND b.posted <> coalesce(p.posted, 0)
        """,
    ),
    Check(
        "What is owed back to who left is what is planned to go back to her",
        f"""
        SELECT g.cooperative_id, g.id FROM agent g
        WHERE g.cooperative_id = ANY ($1::uuid[]) AND {_BALANCE.format(t="g", holder="id", kind="shares_to_repay")} <> coalesce(
            (SELECT sum(r.amount_minor) FROM repayment r
             JOIN membership m ON m.cooperative_id = r.cooperative_id AND m.id = r.membership_id
             WHERE r.cooperative_id = g.cooperative_id AND m.agent_id = g.id AND r.paid_at IS NULL), 0)
        """,
    ),
    Check(
        "Nobody who left a class still holds or owes shares there",
        """
        SELECT a.cooperative_id, a.holder_id, a.purpose FROM account a
        JOIN balance b ON b.cooperative_id = a.cooperative_id AND b.id = a.id
        WHERE a.cooperative_id = ANY ($1::uuid[]) AND a.kind IN ('share_capital', 'shares_due', 'shares_promised')
            AND b.posted <> 0 AND NOT EXISTS (
                SELECT FROM membership m JOIN membership_class c ON c.cooperative_id = m.cooperative_id AND c.id = m.class_id
                WHERE m.cooperative_id = a.cooperative_id AND m.agent_id = a.holder_id AND c.key = a.purpose AND m.left_at IS NULL)
        """,
    ),
)
