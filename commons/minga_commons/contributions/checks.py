"""What must hold about contributions at any moment; `minga doctor` and the tests look."""

from minga_platform.ledger.checks import Check

CHECKS: tuple[Check, ...] = (
    Check(
        "Each contribution and its claim name each other and the same member",
        """
        SELECT c.cooperative_id, c.id FROM contribution c
        LEFT JOIN claim k ON k.cooperative_id = c.cooperative_id AND k.id = c.claim_id
        WHERE c.cooperative_id = ANY ($1::uuid[]) AND c.claim_id IS NOT NULL
            AND (k.subject_kind, k.subject_id, k.about_agent_id) IS DISTINCT FROM ('contribution', c.id, c.agent_id)
        """,
    ),
    Check(
        "A correction is of the same member and the same chain, and what it corrects claims nothing any more",
        """
        SELECT n.cooperative_id, n.id FROM contribution n
        JOIN contribution c ON c.cooperative_id = n.cooperative_id AND c.id = n.corrects_id
        LEFT JOIN claim k ON k.cooperative_id = c.cooperative_id AND k.id = c.claim_id
        WHERE n.cooperative_id = ANY ($1::uuid[])
            AND (n.agent_id <> c.agent_id OR n.root_id <> c.root_id OR k.state IN ('open', 'recognised', 'disputed'))
        """,
    ),
    Check(
        "No task of a work day has more people than seats, and nobody waits while one is free",
        """
        SELECT t.cooperative_id, t.id FROM work_task t
        JOIN work_day d ON d.cooperative_id = t.cooperative_id AND d.id = t.work_day_id
        CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE s.state = 'taken') AS taken,
            count(*) FILTER (WHERE s.state IN ('taken', 'came')) AS filled, count(*) FILTER (WHERE s.state = 'waiting') AS waiting
            FROM work_seat s WHERE s.cooperative_id = t.cooperative_id AND s.task_id = t.id) AS s
        WHERE t.cooperative_id = ANY ($1::uuid[]) AND (s.taken > t.seats
            OR (d.state = 'called' AND s.waiting > 0 AND s.filled < t.seats))
        """,
    ),
    Check(
        "Who came to a finished work day has her hours as a contribution, once",
        """
        SELECT s.cooperative_id, s.id FROM work_seat s
        JOIN work_day d ON d.cooperative_id = s.cooperative_id AND d.id = s.work_day_id
        WHERE s.cooperative_id = ANY ($1::uuid[]) AND d.state = 'finished' AND s.state = 'came'
            AND (s.minutes IS NULL OR (s.minutes > 0) <> (s.contribution_id IS NOT NULL))
        """,
    ),
)
