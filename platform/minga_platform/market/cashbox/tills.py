"""Which stalls have a till of their own."""

from uuid import UUID

from minga_platform.kernel.errors import NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.cashbox.errors import BoxIsOpen
from minga_platform.membership import access


async def set_stall_till(work: Work, viewer: Viewer, *, stall_id: UUID, is_till: bool) -> UUID:
    """Cash for this stall's goods goes into its own till, or no longer. Needs `stall.admit`.

    Refuses: NotFound, NotAllowed, BoxIsOpen (its box is counted and closed first).
    """
    await access.require(work, viewer, "stall.admit")
    running = await work.value(
        "SELECT s.id FROM cash_box b JOIN cash_shift s ON s.cooperative_id = b.cooperative_id AND s.box_id = b.id AND s.state <> 'closed' "
        "WHERE b.cooperative_id = $1 AND b.till_id = $2",
        work.cooperative_id,
        stall_id,
    )
    if running is not None and not is_till:
        raise BoxIsOpen(running)
    changed = await work.execute(
        "UPDATE stall SET is_till = $3 WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, stall_id, is_till
    )
    if not changed:
        raise NotFound
    return stall_id
