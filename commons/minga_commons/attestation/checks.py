"""What must hold about claims at any moment; `minga doctor` and the tests look.

Rings are a matter of several claims and of time, so the database counts what it can by itself: words that are surely not
independent never count, whatever `weighing` wrote.
"""

from minga_platform.ledger.checks import Check

CHECKS: tuple[Check, ...] = (
    Check(
        "No claim counts more words than members who are neither its subject, its author, of one household, nor revoked",
        """
        SELECT c.cooperative_id, c.id FROM claim c
        WHERE c.cooperative_id = ANY ($1::uuid[]) AND c.state NOT IN ('refused', 'revoked', 'expired', 'withdrawn')
            AND c.counted > (
                SELECT count(*) FROM (
                    SELECT DISTINCT ON (a.by_agent_id) a.by_agent_id, a.says, a.at FROM attestation a
                    WHERE a.cooperative_id = c.cooperative_id AND a.claim_id = c.id ORDER BY a.by_agent_id, a.id DESC
                ) w
                WHERE w.says = 'yes' AND w.by_agent_id NOT IN (c.about_agent_id, c.claimed_by_agent_id)
                    AND NOT EXISTS (SELECT FROM household_tie t WHERE t.cooperative_id = c.cooperative_id AND t.ended_at IS NULL
                        AND t.agent_id = least(w.by_agent_id, c.about_agent_id)
                        AND t.other_id = greatest(w.by_agent_id, c.about_agent_id))
                    AND NOT EXISTS (SELECT FROM attestor_revocation r WHERE r.cooperative_id = c.cooperative_id
                        AND r.agent_id = w.by_agent_id AND r.ended_at IS NULL
                        AND (r.words_since IS NULL OR w.at >= r.words_since)))
        """,
    ),
    Check(
        "A claim is disputed while a dispute is open, and recognised only with enough words and none open",
        """
        SELECT c.cooperative_id, c.id FROM claim c
        LEFT JOIN claim_dispute d ON d.cooperative_id = c.cooperative_id AND d.claim_id = c.id AND d.settled_at IS NULL
        WHERE c.cooperative_id = ANY ($1::uuid[]) AND ((c.state = 'disputed' AND d.id IS NULL)
            OR (c.state IN ('open', 'recognised') AND d.id IS NOT NULL)
            OR (c.state = 'recognised' AND (c.counted < c.needs OR c.recognised_at IS NULL)))
        """,
    ),
)
