"""What people look for: each her own, and all of it counted for makers."""

from typing import Final
from uuid import UUID

import asyncpg

from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access

_MOST: Final = 50


async def mine(work: Work, viewer: Viewer) -> list[asyncpg.Record]:
    """What the asker waits for herself: `id`, `words`, `asked_at`; the latest first, at most fifty."""
    if viewer.person_id is None or viewer.for_person_id is not None:
        return []
    return await work.rows(
        f"""SELECT id, words, asked_at FROM want WHERE cooperative_id = $1 AND person_id = $2 AND met_at IS NULL AND ended_at IS NULL
        ORDER BY asked_at DESC, id LIMIT {_MOST}""",
        work.cooperative_id,
        viewer.person_id,
    )


async def by_link(work: Work, want_id: UUID) -> asyncpg.Record | None:
    """`words`, `is_told` (whether somebody is told), `met_at`, `ended_at`; for who holds its link."""
    return await work.row(
        """SELECT words, person_id IS NOT NULL OR address IS NOT NULL AS is_told, met_at, ended_at FROM want
        WHERE cooperative_id = $1 AND id = $2""",
        work.cooperative_id,
        want_id,
    )


async def looked_for(work: Work, viewer: Viewer, stall_id: UUID) -> list[asyncpg.Record] | None:
    """What nobody offers, for who sees the stall's inside (`stall.see`); None for others. The most wanted first, at most fifty.

    Rows of `words` (as last typed), `wishes`, `told` (how many of them wait for a letter), `last_at`. Never who.
    """
    if not await access.may(work, viewer, "stall.see", stall_id=stall_id):
        return None
    return await work.rows(
        f"""SELECT (array_agg(words ORDER BY asked_at DESC))[1] AS words, count(*)::int AS wishes, max(asked_at) AS last_at,
            count(*) FILTER (WHERE person_id IS NOT NULL OR address IS NOT NULL)::int AS told FROM want
        WHERE cooperative_id = $1 AND met_at IS NULL AND ended_at IS NULL AND asked_at > $2::timestamptz - interval '365 days'
        GROUP BY folded ORDER BY 2 DESC, 3 DESC LIMIT {_MOST}""",
        work.cooperative_id,
        work.now,
    )
