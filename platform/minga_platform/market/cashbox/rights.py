"""Who may hold and count a box."""

from uuid import UUID

import asyncpg

from minga_platform.kernel.errors import NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access


async def require(work: Work, viewer: Viewer, till_kind: str, till_id: UUID) -> UUID:
    """The asker's agent, if she may use this till: a pickup point's needs `till.use`, a stall's own `orders.fulfil` there.

    Refuses: NotFound, and as `access.require`.
    """
    if till_kind == "stall":
        found = await work.value(
            "SELECT is_till FROM stall WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, till_id
        )
        if not found:
            await access.agent_of(work, viewer)
            raise NotFound
        return await access.require(work, viewer, "orders.fulfil", stall_id=till_id)
    agent_id = await access.require(work, viewer, "till.use")
    if not await work.value(
        "SELECT true FROM pickup_point WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, till_id
    ):
        raise NotFound
    return agent_id


async def may_see(work: Work, viewer: Viewer, box: asyncpg.Record) -> bool:
    """Whether the asker sees this box: whoever uses it, and whoever reads the books."""
    if await access.may(work, viewer, "books.see"):
        return True
    if box["till_kind"] == "stall":
        return await access.may(work, viewer, "orders.fulfil", stall_id=box["till_id"])
    return await access.may(work, viewer, "till.use")
