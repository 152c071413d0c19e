"""What must hold about works and releases at any moment; `minga doctor` and the tests look."""

from minga_platform.ledger.checks import Check

CHECKS: tuple[Check, ...] = (
    Check(
        "Everything published is told wherever it may be an ancestor, in the state that it is in",
        """
        SELECT r.cooperative_id, r.id, r.state FROM release r
        LEFT JOIN release_card c ON (c.cooperative_id, c.release_id) = (r.cooperative_id, r.id)
        WHERE r.cooperative_id = ANY ($1::uuid[])
            AND ((r.state = 'draft') <> (c.release_id IS NULL) OR c.state IS DISTINCT FROM nullif(r.state, 'draft')
                OR c.licence IS DISTINCT FROM CASE WHEN r.state <> 'draft' THEN r.licence END)
        """,
    ),
    Check(
        "A release derives from published ones that came before it",
        """
        SELECT p.cooperative_id, p.release_id, p.parent_release_id FROM release_parent p
        JOIN release r ON (r.cooperative_id, r.id) = (p.cooperative_id, p.release_id)
        LEFT JOIN release_card c ON c.release_id = p.parent_release_id
        WHERE p.cooperative_id = ANY ($1::uuid[]) AND r.state <> 'draft'
            AND (c.release_id IS NULL OR p.parent_born >= p.born OR c.published_at > r.published_at)
        """,
    ),
    Check(
        "A release is frozen while it is disputed, and only then",
        """
        SELECT r.cooperative_id, r.id, r.state FROM release r
        LEFT JOIN release_dispute d ON (d.cooperative_id, d.release_id) = (r.cooperative_id, r.id) AND d.settled_at IS NULL
        WHERE r.cooperative_id = ANY ($1::uuid[]) AND (r.state = 'frozen') <> (d.id IS NOT NULL)
        """,
    ),
    Check(
        "Every work that was published is listed, and the kept counts are the listings'",
        """
        SELECT a.cooperative_id, a.id FROM asset a
        LEFT JOIN design_listing l ON (l.cooperative_id, l.asset_id) = (a.cooperative_id, a.id)
        WHERE a.cooperative_id = ANY ($1::uuid[]) AND (l.asset_id IS NULL) = EXISTS (SELECT FROM release r
            WHERE r.cooperative_id = a.cooperative_id AND r.asset_id = a.id AND r.state <> 'draft')
        UNION ALL
        SELECT f.cooperative_id, NULL FROM design_facet_count f
        WHERE f.cooperative_id = ANY ($1::uuid[]) AND f.facet = 'all' AND f.listings <> (SELECT count(*) FROM design_listing l
            WHERE l.cooperative_id = f.cooperative_id AND l.state <> 'withdrawn')
        """,
    ),
    Check(
        "Every work has somebody who maintains it",
        """
        SELECT a.cooperative_id, a.id FROM asset a WHERE a.cooperative_id = ANY ($1::uuid[])
            AND NOT EXISTS (SELECT FROM asset_maintainer m WHERE m.cooperative_id = a.cooperative_id AND m.asset_id = a.id)
        """,
    ),
)
