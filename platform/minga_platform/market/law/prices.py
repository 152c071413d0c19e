"""The lowest price of thirty days, as a piece of SQL that a statement about variants takes in."""

REDUCED_FROM = """(SELECT min(ceil(s.price_minor::numeric * v.price_per / s.price_per))::bigint
    FROM price_step s, (SELECT max(m.since) AS since FROM price_step m
        WHERE m.cooperative_id = v.cooperative_id AND m.variant_id = v.id) now_since
    WHERE s.cooperative_id = v.cooperative_id AND s.variant_id = v.id AND s.since < now_since.since
      AND now_since.since > clock_timestamp() + coalesce((SELECT "offset" FROM clock_offset), interval '0') - interval '30 days'
      AND NOT EXISTS (SELECT FROM price_step n WHERE n.cooperative_id = s.cooperative_id AND n.variant_id = s.variant_id
          AND n.since > s.since AND n.since <= greatest(now_since.since - interval '30 days', coalesce(p.published_at, 'infinity'))))"""
"""Of variant `v` of product `p`: the lowest price in the thirty days before its present one began, in minor units for its present
`price_per`; null where the present price is older than thirty days, or the first. What it cost as a draft was asked of nobody. It is a
reduction only where this is above the price."""
