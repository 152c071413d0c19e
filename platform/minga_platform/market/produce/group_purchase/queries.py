"""Purchases as members see them, and who asked for what as coordinators do."""

from uuid import UUID

import asyncpg

from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.cycles.ports import Together
from minga_platform.market.produce.group_purchase.commands import CLOSES
from minga_platform.membership import access

_PURCHASE = f"""SELECT g.*, {CLOSES} AS closes, c.name AS cycle_name,
    v.unit, v.step, v.least, v.most, p.title, p.slug AS product_slug, v.title AS variant_title, s.name AS stall_name,
    v.container_id, v.container_holds, j.name AS container_name, j.deposit_minor,
    k.name AS point_name, w.quantity AS my_quantity, w.tolerance AS my_tolerance, w.allotted AS my_allotted, w.order_id AS my_order_id,
    coalesce(x.asking, 0) AS asking, coalesce(x.quantity, 0)::bigint AS asked, coalesce(x.tolerance, 0)::bigint AS tolerated
FROM group_purchase g
JOIN variant v ON v.cooperative_id = g.cooperative_id AND v.id = g.variant_id
JOIN product p ON p.cooperative_id = v.cooperative_id AND p.id = v.product_id
JOIN stall s ON s.cooperative_id = g.cooperative_id AND s.id = g.stall_id
JOIN pickup_point k ON k.cooperative_id = g.cooperative_id AND k.id = g.pickup_point_id
LEFT JOIN container j ON j.cooperative_id = v.cooperative_id AND j.id = v.container_id
LEFT JOIN order_cycle c ON c.cooperative_id = g.cooperative_id AND c.id = g.cycle_id
LEFT JOIN group_wish w ON w.cooperative_id = g.cooperative_id AND w.purchase_id = g.id AND w.agent_id = $2
LEFT JOIN LATERAL (SELECT count(*) AS asking, sum(quantity) AS quantity, sum(tolerance) AS tolerance FROM group_wish o
    WHERE o.cooperative_id = g.cooperative_id AND o.purchase_id = g.id) x ON true
WHERE g.cooperative_id = $1"""


async def of_cycle(work: Work, cycle_id: UUID) -> Together:
    """As the port says."""
    rows = await work.rows(
        "SELECT DISTINCT pickup_point_id, state FROM group_purchase WHERE cooperative_id = $1 AND cycle_id = $2",
        work.cooperative_id,
        cycle_id,
    )
    return Together(
        frozenset(row["pickup_point_id"] for row in rows if row["state"] in ("open", "ordered")),
        any(row["state"] in ("ordered", "received") for row in rows),
    )


async def purchases(
    work: Work, viewer: Viewer, *, before: UUID | None, first: int, cycle_id: UUID | None = None
) -> list[asyncpg.Record] | None:
    """What members buy together, newest first, with the asker's own wish; one more than `first` where there are more. `cycle_id`: only
    what belongs to that order cycle. None for who is nobody here."""
    agent_id = await _agent(work, viewer)
    if agent_id is None:
        return None
    return await work.rows(
        f"{_PURCHASE} AND ($3::uuid IS NULL OR g.id < $3) AND ($5::uuid IS NULL OR g.cycle_id = $5) ORDER BY g.id DESC LIMIT $4",
        work.cooperative_id,
        agent_id,
        before,
        first + 1,
        cycle_id,
    )


async def purchase(work: Work, viewer: Viewer, purchase_id: UUID) -> asyncpg.Record | None:
    """One of them."""
    agent_id = await _agent(work, viewer)
    if agent_id is None:
        return None
    return await work.row(f"{_PURCHASE} AND g.id = $3", work.cooperative_id, agent_id, purchase_id)


async def wishes(work: Work, viewer: Viewer, purchase_id: UUID) -> list[asyncpg.Record] | None:
    """Who asked for what, in the order in which they are served; None for who may not see it (`cycles.edit`)."""
    if not await access.may(work, viewer, "cycles.edit"):
        return None
    return await work.rows(
        """SELECT w.id, a.name, w.quantity, w.tolerance, w.wished_at, w.allotted, w.order_id, v.unit FROM group_wish w
        JOIN agent a ON a.cooperative_id = w.cooperative_id AND a.id = w.agent_id
        JOIN group_purchase g ON g.cooperative_id = w.cooperative_id AND g.id = w.purchase_id
        JOIN variant v ON v.cooperative_id = g.cooperative_id AND v.id = g.variant_id
        WHERE w.cooperative_id = $1 AND w.purchase_id = $2
        ORDER BY w.wished_at, encode(sha256(convert_to(g.lot || ':' || w.id::text, 'UTF8')), 'hex') LIMIT 1000""",
        work.cooperative_id,
        purchase_id,
    )


async def _agent(work: Work, viewer: Viewer) -> UUID | None:
    if viewer.person_id is None:
        return None
    standing = await access.standing(work, viewer)
    return None if standing is None else standing.agent_id
