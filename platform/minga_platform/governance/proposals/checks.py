"""What must hold about decisions at any moment; `minga doctor` and the tests look."""

from minga_platform.ledger.checks import Check

CHECKS: tuple[Check, ...] = (
    Check(
        "Each rule version after the founding names its default or a passed decision about that key and value",
        """
        SELECT v.cooperative_id, v.key, v.id FROM rule_version v
        JOIN adoption a ON (a.cooperative_id, a.id) = (v.cooperative_id, v.adoption_id)
        LEFT JOIN decision d ON (d.cooperative_id, d.id) = (a.cooperative_id, a.decision_id)
        WHERE v.cooperative_id = ANY ($1::uuid[]) AND a.kind = 'decision'
            AND (d.id IS NULL OR NOT d.passed OR d.void_because <> '' OR d.changes -> 'rules' -> v.key IS DISTINCT FROM v.value
                OR d.effective_at <> v.effective_at)
        """,
    ),
    Check(
        "A decision says what its election says",
        """
        SELECT d.cooperative_id, d.id FROM decision d
        LEFT JOIN election_result r ON (r.cooperative_id, r.election_id) = (d.cooperative_id, d.election_id)
        WHERE d.cooperative_id = ANY ($1::uuid[])
            AND (r.id IS NULL OR (r.result ->> 'passed')::boolean IS DISTINCT FROM d.passed OR r.board_sha256 <> d.result_sha256)
        """,
    ),
    Check(
        "A proposal stands where its certificate says",
        """
        SELECT p.cooperative_id, p.id, p.state FROM proposal p
        LEFT JOIN decision d ON (d.cooperative_id, d.proposal_id) = (p.cooperative_id, p.id)
        WHERE p.cooperative_id = ANY ($1::uuid[]) AND (
            (p.state IN ('deferred', 'in_force', 'failed') AND d.id IS NULL)
            OR (p.state IN ('deferred', 'in_force') AND (NOT d.passed OR d.void_because <> ''))
            OR (p.state = 'failed' AND d.passed) OR (d.id IS NOT NULL AND p.state IN ('noticed', 'voting')))
        """,
    ),
)
