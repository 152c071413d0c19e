"""What is out, what came back, and with whom the balance is."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import asyncpg

from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.credit.spending import booked
from minga_platform.membership import access

NOBODY = UUID(int=0)
"""In the place of a member, where there is none, so that a list can go on behind it."""

# A deposit counts once it was paid; what was refunded of its line counts as back.
_SOLD = f"""SELECT l.cooperative_id, l.container_id, o.agent_id, l.quantity - l.refunded_minor / l.price_minor AS count FROM order_line l
    JOIN seller_order s ON s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id
    JOIN sale_order o ON o.cooperative_id = s.cooperative_id AND o.id = s.order_id
    JOIN portion p ON p.cooperative_id = s.cooperative_id AND p.seller_order_id = s.id AND {booked("p")}
    WHERE l.cooperative_id = $1 AND l.container_id IS NOT NULL"""


async def out_of(work: Work, container_id: UUID) -> int:
    """How many of a kind are out."""
    out: int = await work.value(
        f"""SELECT (SELECT coalesce(sum(w.count), 0) FROM ({_SOLD} AND l.container_id = $2) w)::bigint
            - (SELECT coalesce(sum(count), 0) FROM container_return WHERE cooperative_id = $1 AND container_id = $2)::bigint""",
        work.cooperative_id,
        container_id,
    )
    return out


async def containers(work: Work) -> list[asyncpg.Record]:
    """Every kind with what went out and came back, those in use first. One statement."""
    return await work.rows(
        f"""SELECT k.id, k.name, k.deposit_minor, k.currency, k.tax_bps, k.state, coalesce(w.count, 0)::bigint AS sold,
            coalesce(r.count, 0)::bigint AS back
        FROM container k
        LEFT JOIN (SELECT container_id, sum(count) AS count FROM ({_SOLD}) w GROUP BY 1) w ON w.container_id = k.id
        LEFT JOIN (SELECT container_id, sum(count) AS count FROM container_return WHERE cooperative_id = $1 GROUP BY 1) r
            ON r.container_id = k.id
        WHERE k.cooperative_id = $1 ORDER BY k.state DESC, k.id LIMIT 200""",
        work.cooperative_id,
    )


_BALANCES = f"""SELECT b.agent_id, a.name AS agent_name, b.container_id, k.name, k.deposit_minor, k.currency, b.sold::bigint, b.back::bigint FROM (
    SELECT m.agent_id, m.container_id, sum(m.sold) AS sold, sum(m.back) AS back FROM (
        SELECT w.agent_id, w.container_id, w.count AS sold, 0 AS back FROM ({_SOLD} AND {{sold}}) w
        UNION ALL SELECT brought_by, container_id, 0, count FROM container_return r WHERE r.cooperative_id = $1 AND {{back}}) m
    GROUP BY 1, 2) b
    JOIN container k ON k.cooperative_id = $1 AND k.id = b.container_id
    LEFT JOIN agent a ON a.cooperative_id = $1 AND a.id = b.agent_id"""


async def mine(work: Work, viewer: Viewer) -> list[asyncpg.Record]:
    """The asker's balance of each kind: what she paid deposits for, and brought back."""
    person_id = viewer.for_person_id or viewer.person_id
    if person_id is None:
        return []
    agent_id = await work.value(
        "SELECT id FROM agent WHERE cooperative_id = $1 AND person_id = $2", work.cooperative_id, person_id
    )
    if agent_id is None:
        return []
    statement = _BALANCES.format(sold="o.agent_id = $2", back="r.brought_by = $2")
    return await work.rows(f"{statement} ORDER BY b.container_id", work.cooperative_id, agent_id)


async def balances(
    work: Work, viewer: Viewer, *, after: Sequence[Any] | None, first: int
) -> list[asyncpg.Record] | None:
    """Who has how many of what (agent None: guests, and whoever brought some without a name), one more than `first` where there
    are more; None for who may not use the till."""
    if not await access.may(work, viewer, "till.use"):
        return None
    statement = _BALANCES.format(sold="true", back="true")
    return await work.rows(
        f"{statement} WHERE $2::uuid IS NULL OR (coalesce(b.agent_id, $4), b.container_id) > ($2, $3::uuid) "
        "ORDER BY coalesce(b.agent_id, $4), b.container_id LIMIT $5",
        work.cooperative_id, after[0] if after else None, after[1] if after else None, NOBODY, first + 1,
    )  # fmt: skip
