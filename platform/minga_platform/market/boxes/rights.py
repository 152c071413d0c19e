"""Who looks after a box: its stall's keepers, or for the co-op's own whoever plans its order cycles."""

from uuid import UUID

import asyncpg

from minga_platform.kernel.errors import NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access


async def require_keeper(work: Work, viewer: Viewer, stall_id: UUID | None) -> UUID:
    """The asker's agent. Needs `product.edit` at the stall; for the co-op's own box `cycles.edit`."""
    if stall_id is None:
        return await access.require(work, viewer, "cycles.edit")
    return await access.require(work, viewer, "product.edit", stall_id=stall_id)


async def may_see(work: Work, viewer: Viewer, stall_id: UUID | None) -> bool:
    """Whether she sees who takes it: `orders.see` at the stall, or `cycles.edit`."""
    if stall_id is None:
        return await access.may(work, viewer, "cycles.edit")
    return await access.may(work, viewer, "orders.see", stall_id=stall_id)


async def kept_box(work: Work, viewer: Viewer, box_id: UUID) -> asyncpg.Record:
    """The box, locked, for who looks after it. Refuses: SignInNeeded, NotFound, NotAllowed."""
    row = await work.row(
        "SELECT * FROM goods_box WHERE cooperative_id = $1 AND id = $2 FOR UPDATE", work.cooperative_id, box_id
    )
    if row is None:
        await access.agent_of(work, viewer)
        raise NotFound
    await require_keeper(work, viewer, row["stall_id"])
    return row
