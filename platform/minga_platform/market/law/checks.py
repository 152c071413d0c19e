"""What must hold between prices and their history; see `ledger/checks.py`."""

from minga_platform.ledger.checks import Check

CHECKS: tuple[Check, ...] = (
    Check(
        "The last price that was noted of a variant on offer is its price",
        """
        SELECT v.cooperative_id, v.id, v.price_minor, v.price_per, s.price_minor AS noted FROM variant v
        JOIN product o ON (o.cooperative_id, o.id) = (v.cooperative_id, v.product_id) AND o.state = 'published'
        JOIN LATERAL (SELECT p.price_minor, p.price_per FROM price_step p
            WHERE (p.cooperative_id, p.variant_id) = (v.cooperative_id, v.id) ORDER BY p.since DESC, p.id DESC LIMIT 1) s ON true
        WHERE v.cooperative_id = ANY ($1::uuid[]) AND v.state = 'offered' AND (s.price_minor, s.price_per) <> (v.price_minor, v.price_per)
        """,
    ),
)
