"""Room for files: counted per member and for the whole co-op, with what is announced and still on its way."""

from uuid import UUID

from minga_commons.files import rules as keys
from minga_platform.kernel.files import NoRoomLeft
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access
from minga_platform.rules import queries as rules

_MIB = 1024 * 1024
_HERS = """SELECT (SELECT coalesce(sum(bytes), 0)::bigint FROM file WHERE cooperative_id = $1 AND uploaded_by = $2)
    + (SELECT coalesce(sum(bytes), 0)::bigint FROM upload WHERE cooperative_id = $1 AND agent_id = $2 AND kept_as IS NULL)"""
_EVERYBODYS = """SELECT (SELECT coalesce(sum(bytes), 0)::bigint FROM file WHERE cooperative_id = $1)
    + (SELECT coalesce(sum(bytes), 0)::bigint FROM upload WHERE cooperative_id = $1 AND kept_as IS NULL)"""


async def require(work: Work, agent_id: UUID, size: int) -> None:
    """Many uploads at once are counted one after the other, so that together they pass the bound by nothing.

    The co-op's row is not locked: what all members keep may pass its bound by what two of them send in the same instant, which
    costs nobody anything; a lock there would make everybody's files wait for each other.
    Refuses: NoRoomLeft.
    """
    await work.execute(
        "SELECT FROM agent WHERE cooperative_id = $1 AND id = $2 FOR NO KEY UPDATE", work.cooperative_id, agent_id
    )
    hers: int = await work.value(_HERS, work.cooperative_id, agent_id)
    everybodys: int = await work.value(_EVERYBODYS, work.cooperative_id)
    for key, taken in ((keys.MEMBER_ROOM, hers), (keys.ROOM, everybodys)):
        limit = await rules.number_at(work, key, work.now) * _MIB
        if taken + size > limit:
            raise NoRoomLeft(limit_bytes=limit, used_bytes=taken)


async def of(work: Work, viewer: Viewer) -> tuple[int, int]:
    """What the asker's files take, and what they may; bytes. Refuses: SignInNeeded, NotFound."""
    agent_id = await access.agent_of(work, viewer)
    used: int = await work.value(_HERS, work.cooperative_id, agent_id)
    return used, await rules.number_at(work, keys.MEMBER_ROOM, work.now) * _MIB
