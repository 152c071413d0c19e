"""Who looks after a tool: the one place that says who may act for it."""

from uuid import UUID

from minga_platform.kernel.errors import NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access

KEEP = "tools.keep"
BOOK = "tools.book"


async def keeps(work: Work, viewer: Viewer, tool_id: UUID) -> bool:
    """Whether the asker is one of its keepers, or may keep all tools."""
    present = await access.standing(work, viewer)
    if present is None:
        return False
    return await is_keeper(work, tool_id, present.agent_id) or await access.may(work, viewer, KEEP)


async def is_keeper(work: Work, tool_id: UUID, agent_id: UUID) -> bool:
    """Whether somebody is one of its keepers now, and still a member."""
    return bool(
        await work.value(
            """SELECT EXISTS (SELECT FROM tool_keeper k WHERE k.cooperative_id = $1 AND k.tool_id = $2 AND k.agent_id = $3
               AND k.ended_at IS NULL AND EXISTS (SELECT FROM membership m WHERE m.cooperative_id = k.cooperative_id
                   AND m.agent_id = k.agent_id AND m.left_at IS NULL))""",
            work.cooperative_id,
            tool_id,
            agent_id,
        )
    )


async def require(work: Work, viewer: Viewer, tool_id: UUID) -> UUID:
    """The asker's agent, if she keeps this tool. Refuses: SignInNeeded, NotFound, NotAllowed."""
    agent_id = await access.agent_of(work, viewer)
    if not await work.value(
        "SELECT true FROM tool WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, tool_id
    ):
        raise NotFound
    if await is_keeper(work, tool_id, agent_id):
        return agent_id
    return await access.require(work, viewer, KEEP)
