"""What must hold about people in a co-op at any moment; `minga doctor` and the tests look."""

from minga_platform.ledger.checks import Check

CHECKS: tuple[Check, ...] = (
    Check(
        "A co-op that ever had an officer has one",
        """
        SELECT cooperative_id, count(*) AS officers_once, max(until) AS last_term_ended FROM role_grant
        WHERE cooperative_id = ANY ($1::uuid[]) AND role = 'officer'
        GROUP BY 1 HAVING count(*) FILTER (WHERE ended_at IS NULL AND (until IS NULL OR until >
            clock_timestamp() + coalesce((SELECT "offset" FROM clock_offset), interval '0'))) = 0
        """,
    ),
    Check(
        "The person behind an agent has an account",
        """
        SELECT a.cooperative_id, a.id FROM agent a
        WHERE a.cooperative_id = ANY ($1::uuid[]) AND a.person_id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM person p WHERE p.id = a.person_id)
        """,
    ),
    Check(
        "Who is a member of a co-op has a way to be reached or recovered",
        """
        SELECT m.cooperative_id, a.id FROM membership m
        JOIN agent a ON (a.cooperative_id, a.id) = (m.cooperative_id, m.agent_id)
        WHERE m.cooperative_id = ANY ($1::uuid[]) AND m.left_at IS NULL AND a.person_id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM identifier i WHERE i.person_id = a.person_id)
        """,
    ),
)
