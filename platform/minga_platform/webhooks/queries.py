"""A member's own programs, and how each telling went."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access


async def webhooks(work: Work, viewer: Viewer) -> list[asyncpg.Record]:
    """The asker's programs, newest first, each with what still waits. Refuses: SignInNeeded, NotFound."""
    agent_id = await access.agent_of(work, viewer)
    return await work.rows(
        """SELECT w.id, w.stall_id, s.name AS stall_name, w.name, w.url, w.kinds, w.state, w.stopped_because, w.created_at,
            (SELECT count(*) FROM webhook_delivery d WHERE d.cooperative_id = w.cooperative_id AND d.webhook_id = w.id AND d.state = 'waiting') AS waiting
        FROM webhook w LEFT JOIN stall s ON s.cooperative_id = w.cooperative_id AND s.id = w.stall_id
        WHERE w.cooperative_id = $1 AND w.agent_id = $2 AND w.state <> 'removed' ORDER BY w.created_at DESC, w.id DESC""",
        work.cooperative_id, agent_id,
    )  # fmt: skip


async def deliveries(
    work: Work, viewer: Viewer, webhook_id: UUID, *, before: tuple[datetime, UUID] | None = None, limit: int = 25
) -> list[asyncpg.Record]:
    """What one of the asker's programs was told, newest first, with its tries (at, status, problem, milliseconds, answer).
    Somebody else's has none. Refuses: SignInNeeded, NotFound."""
    agent_id = await access.agent_of(work, viewer)
    return await work.rows(
        """SELECT d.id, d.state, d.attempts, d.next_at, d.delivered_at, m.id AS message_id, m.kind, m.subject, m.sequence, m.occurred_at, m.data,
            (SELECT coalesce(jsonb_agg(jsonb_build_object('at', t.at, 'status', t.status, 'problem', t.problem,
                'milliseconds', t.milliseconds, 'answer', t.answer) ORDER BY t.at DESC, t.id DESC), '[]'::jsonb)
             FROM (SELECT * FROM webhook_attempt t WHERE t.cooperative_id = d.cooperative_id AND t.delivery_id = d.id
                   ORDER BY t.at DESC, t.id DESC LIMIT 12) t) AS tries
        FROM webhook_delivery d JOIN webhook_message m ON m.cooperative_id = d.cooperative_id AND m.id = d.message_id
        JOIN webhook w ON w.cooperative_id = d.cooperative_id AND w.id = d.webhook_id
        WHERE d.cooperative_id = $1 AND d.webhook_id = $2 AND w.agent_id = $3
            AND ($4::timestamptz IS NULL OR (m.occurred_at, d.id) < ($4, $5::uuid))
        ORDER BY m.occurred_at DESC, d.id DESC LIMIT $6""",
        work.cooperative_id, webhook_id, agent_id, before[0] if before else None, before[1] if before else None, limit,
    )  # fmt: skip


async def stalls(work: Work, viewer: Viewer) -> Sequence[asyncpg.Record]:
    """The stalls that the asker keeps: whose orders a program of hers may hear of."""
    agent_id = await access.agent_of(work, viewer)
    return await work.rows(
        "SELECT s.id, s.name FROM stall_keeper k JOIN stall s ON s.cooperative_id = k.cooperative_id AND s.id = k.stall_id "
        "WHERE k.cooperative_id = $1 AND k.agent_id = $2 ORDER BY s.id",
        work.cooperative_id, agent_id,
    )  # fmt: skip
