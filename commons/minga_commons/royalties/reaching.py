"""What the registry asks of sales: who makes and who bought things made from a release, and which of them are on offer."""

from collections.abc import Sequence
from uuid import UUID

from minga_commons.registry.ports import JOINED, Reached
from minga_platform.kernel.work import Work

MOST_SHOWN = 12


async def buyers(work: Work, release_id: UUID) -> list[Reached]:
    """Everybody who bought something made from it, and the makers who offer such things or ever sold one: a danger is in the goods too."""
    rows = await work.rows(
        """SELECT coalesce(o.agent_id, a.id) AS agent_id,
            CASE WHEN coalesce(o.agent_id, a.id) IS NULL THEN nullif(o.contact ->> 'mail', '') END AS mail,
            CASE WHEN coalesce(o.agent_id, a.id) IS NULL THEN nullif(o.contact ->> 'phone', '') END AS phone
        FROM sale_basis b
        JOIN order_line l ON l.cooperative_id = b.cooperative_id AND l.id = b.order_line_id
        JOIN seller_order s ON s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id
        JOIN sale_order o ON o.cooperative_id = s.cooperative_id AND o.id = s.order_id
        LEFT JOIN agent a ON a.cooperative_id = o.cooperative_id AND a.person_id = o.person_id
        WHERE b.cooperative_id = $1 AND b.release_id = $2
        UNION SELECT b.agent_id, NULL, NULL FROM sale_basis b WHERE b.cooperative_id = $1 AND b.release_id = $2
        UNION SELECT k.agent_id, NULL, NULL FROM product_release m
        JOIN product p ON p.cooperative_id = m.cooperative_id AND p.id = m.product_id
        JOIN stall_keeper k ON k.cooperative_id = p.cooperative_id AND k.stall_id = p.stall_id
        WHERE m.cooperative_id = $1 AND m.release_id = $2""",
        work.cooperative_id,
        release_id,
    )
    return [Reached(**dict(row)) for row in rows if row["agent_id"] or row["mail"] or row["phone"]]


async def products(work: Work, asset_id: UUID) -> Sequence[UUID]:
    """Products on offer that are made from a release of this work, the newest first; at most a dozen."""
    rows = await work.rows(
        """SELECT l.product_id FROM product_release m
        JOIN release r ON r.cooperative_id = m.cooperative_id AND r.id = m.release_id
        JOIN listing l ON l.cooperative_id = m.cooperative_id AND l.product_id = m.product_id
        WHERE m.cooperative_id = $1 AND r.asset_id = $2 ORDER BY l.published_at DESC, l.product_id DESC LIMIT $3""",
        work.cooperative_id,
        asset_id,
        MOST_SHOWN,
    )
    return [row["product_id"] for row in rows]


def join() -> None:
    """Called by the composition root. Safe to repeat."""
    for known, one in ((JOINED.buyers, buyers), (JOINED.products, products)):
        if one not in known:
            known.append(one)  # type: ignore[arg-type]
