"""Who holds leave to use a release: what the registry asks when something dangerous is found in it."""

from uuid import UUID

from minga_commons.registry.ports import JOINED, Reached
from minga_platform.kernel.work import Work


async def holders(work: Work, release_id: UUID) -> list[Reached]:
    """Whoever was given a certificate or bought a licence, also one that ended since: what she made with it is still there."""
    rows = await work.rows(
        """SELECT DISTINCT g.agent_id, CASE WHEN g.agent_id IS NULL THEN nullif(o.contact ->> 'mail', '') END AS mail,
            CASE WHEN g.agent_id IS NULL THEN nullif(o.contact ->> 'phone', '') END AS phone
        FROM licence_grant g
        LEFT JOIN order_line l ON l.cooperative_id = g.cooperative_id AND l.id = g.order_line_id
        LEFT JOIN seller_order s ON s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id
        LEFT JOIN sale_order o ON o.cooperative_id = s.cooperative_id AND o.id = s.order_id
        WHERE g.cooperative_id = $1 AND g.release_id = $2""",
        work.cooperative_id,
        release_id,
    )
    return [Reached(**dict(row)) for row in rows if row["agent_id"] or row["mail"] or row["phone"]]


def join() -> None:
    """Called by the composition root. Safe to repeat."""
    if holders not in JOINED.buyers:
        JOINED.buyers.append(holders)
