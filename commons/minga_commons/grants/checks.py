"""What must hold about grants at any moment; `minga doctor` and the tests look."""

from minga_platform.ledger.checks import Check

CHECKS: tuple[Check, ...] = (
    Check(
        "A paid licence was really paid, for a variant that carried it, and not given twice",
        """
        SELECT g.cooperative_id, g.id FROM licence_grant g
        LEFT JOIN order_line l ON l.cooperative_id = g.cooperative_id AND l.id = g.order_line_id
        LEFT JOIN portion p ON p.cooperative_id = l.cooperative_id AND p.seller_order_id = l.seller_order_id
        WHERE g.cooperative_id = ANY ($1::uuid[]) AND g.basis = 'paid'
            AND (p.captured_minor IS DISTINCT FROM p.authorised_minor OR NOT EXISTS (
                SELECT FROM licence_offer f WHERE f.cooperative_id = l.cooperative_id AND f.variant_id = l.variant_id
                    AND f.release_id = g.release_id))
        """,
    ),
    Check(
        "What a certificate says is what stands beside it",
        """
        -- Whose holder was erased says nothing any more; the cast would stumble over it.
        SELECT g.cooperative_id, g.id FROM licence_grant g
        WHERE g.cooperative_id = ANY ($1::uuid[]) AND CASE WHEN g.payload LIKE '{%' THEN (
            (g.payload::jsonb ->> 'holder', g.payload::jsonb ->> 'licence', g.payload::jsonb ->> 'valid_from',
                  g.payload::jsonb ->> 'valid_until', g.payload::jsonb -> 'acts')
                IS DISTINCT FROM (g.holder, g.licence, g.valid_from::text, g.valid_until::text, to_jsonb(g.acts))) END
        """,
    ),
)
