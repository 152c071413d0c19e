"""What must hold about purses at any moment; `minga doctor` and the tests look."""

from minga_platform.ledger.checks import Check

CHECKS: tuple[Check, ...] = (
    Check(
        "A working group's purse holds what was granted and not spent; that of a closed group nothing",
        """
        SELECT g.cooperative_id, g.id, coalesce(b.posted, 0) AS held FROM working_group g
        LEFT JOIN account a ON a.cooperative_id = g.cooperative_id AND a.kind = 'fund' AND a.purpose = 'group ' || g.id
        LEFT JOIN balance b ON b.cooperative_id = a.cooperative_id AND b.id = a.id
        WHERE g.cooperative_id = ANY ($1::uuid[]) AND coalesce(b.posted, 0) <> CASE WHEN g.closed_at IS NOT NULL THEN 0 ELSE
            (SELECT coalesce(sum(amount_minor), 0) FROM group_grant t WHERE (t.cooperative_id, t.group_id) = (g.cooperative_id, g.id))
            - (SELECT coalesce(sum(amount_minor), 0) FROM group_spending s WHERE (s.cooperative_id, s.group_id) = (g.cooperative_id, g.id)
                AND s.state = 'paid') END
        """,
    ),
    Check(
        "What is set aside in a working group's purse is what it was asked for or agreed to",
        """
        SELECT g.cooperative_id, g.id, coalesce(b.pending, 0) AS aside FROM working_group g
        LEFT JOIN account a ON a.cooperative_id = g.cooperative_id AND a.kind = 'fund' AND a.purpose = 'group ' || g.id
        LEFT JOIN balance b ON b.cooperative_id = a.cooperative_id AND b.id = a.id
        WHERE g.cooperative_id = ANY ($1::uuid[]) AND coalesce(b.pending, 0) <> (
            SELECT coalesce(sum(amount_minor), 0) FROM group_spending s WHERE (s.cooperative_id, s.group_id) = (g.cooperative_id, g.id)
                AND s.state IN ('asked', 'agreed'))
        """,
    ),
)
