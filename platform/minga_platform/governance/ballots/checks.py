"""What must hold about votes at any moment; `minga doctor` and the tests look."""

from minga_platform.ledger.checks import Check

CHECKS: tuple[Check, ...] = (
    Check(
        "Every vote has its roll, as many voters as it announced",
        """
        SELECT e.cooperative_id, e.id, e.roll_size FROM election e WHERE e.cooperative_id = ANY ($1::uuid[])
            AND e.roll_size <> (SELECT coalesce(sum((part ->> 'size')::int), 0) FROM jsonb_array_elements(e.roll) part)
        """,
    ),
    Check(
        "A result stands on a closed box, and on the board whose hash it names",
        """
        SELECT r.cooperative_id, r.election_id FROM election_result r
        LEFT JOIN election_closed c ON c.cooperative_id = r.cooperative_id AND c.election_id = r.election_id
        WHERE r.cooperative_id = ANY ($1::uuid[])
            AND (c.id IS NULL OR r.board_sha256 <> sha256(convert_to(r.board, 'UTF8')))
        """,
    ),
    Check(
        "What was promised for ties is what was opened",
        """
        SELECT e.cooperative_id, e.id FROM election e
        JOIN election_closed c ON c.cooperative_id = e.cooperative_id AND c.election_id = e.id
        WHERE e.cooperative_id = ANY ($1::uuid[]) AND sha256(c.seed) <> e.seed_commitment
        """,
    ),
    Check(
        "A vote is cancelled or closed, never both",
        """
        SELECT c.cooperative_id, c.election_id FROM election_cancelled c
        JOIN election_closed x ON x.cooperative_id = c.cooperative_id AND x.election_id = c.election_id
        WHERE c.cooperative_id = ANY ($1::uuid[])
        """,
    ),
)
