"""Purchases close by themselves when their time is over, however long nobody looked."""

from minga_platform.kernel.jobs import Desk, Sweep
from minga_platform.kernel.work import Work
from minga_platform.market.produce.group_purchase.commands import close_locked


async def _close(desk: Desk) -> None:
    async def due(work: Work) -> None:
        rows = await work.rows(
            "SELECT * FROM group_purchase WHERE cooperative_id = $1 AND state = 'open' AND closes_at <= $2 ORDER BY id LIMIT 50 "
            "FOR UPDATE SKIP LOCKED",
            work.cooperative_id, await work.fresh_now(),
        )  # fmt: skip
        for row in rows:
            await close_locked(work, row)

    await desk.run(due)


SWEEPS = (Sweep("group_purchase.close", 60, _close),)
