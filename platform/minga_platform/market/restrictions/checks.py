"""What must hold about restrictions at any moment; `minga doctor` and the tests look."""

from minga_platform.ledger.checks import Check

CHECKS: tuple[Check, ...] = (
    Check(
        "A stall whose sales are restricted sells nothing",
        """
        SELECT r.cooperative_id, r.stall_id FROM restriction r
        JOIN stall s ON s.cooperative_id = r.cooperative_id AND s.id = r.stall_id
        WHERE r.cooperative_id = ANY ($1::uuid[]) AND r.kind = 'selling' AND r.ended_at IS NULL AND s.state = 'open'
        """,
    ),
)
