"""Who may be told what: asked when a program is named, and again each time before it is told something."""

from collections.abc import Sequence
from uuid import UUID

from minga_platform.kernel.errors import InvalidInput, NotFound, Refusal
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access
from minga_platform.webhooks.errors import NotToBeHeard
from minga_platform.webhooks.kinds import BY_NAME


async def may_hear(work: Work, viewer: Viewer, kinds: Sequence[str], stall_id: UUID | None) -> UUID:
    """The asker's agent, if she may be told of all these kinds: any member hears what is public, who keeps a stall hears of
    that stall, who sees all orders and the members hears of everything.

    Refuses: SignInNeeded, InvalidInput, NotFound (she, or the stall), NotToBeHeard.
    """
    agent_id = await access.agent_of(work, viewer)
    if not kinds:
        raise InvalidInput("kinds", "required")
    if any(kind not in BY_NAME for kind in kinds):
        raise InvalidInput("kinds", "one_of")
    if stall_id is not None:
        there = "SELECT EXISTS (SELECT FROM stall WHERE cooperative_id = $1 AND id = $2)"
        if not await work.value(there, work.cooperative_id, stall_id):
            raise NotFound
        if not await access.may(work, viewer, "orders.see", stall_id=stall_id):
            raise NotFound
        hidden = [kind for kind in kinds if not BY_NAME[kind].stall]
    else:
        held = await access.capabilities(work, viewer)
        member = "members.see_names" in held
        everything = {"orders.see", "members.see"} <= held
        hidden = [kind for kind in kinds if not (everything or (member and BY_NAME[kind].public))]
    if hidden:
        raise NotToBeHeard(sorted(hidden))
    return agent_id


async def may_still_hear(work: Work, agent_id: UUID, stall_id: UUID | None, kinds: Sequence[str]) -> bool:
    """The same for somebody who is not here: who left or lost a role hears no more."""
    person_id = await work.value(
        "SELECT person_id FROM agent WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, agent_id
    )
    if person_id is None:
        return False
    try:
        await may_hear(work, Viewer(person_id=person_id), kinds, stall_id)
    except Refusal:
        return False
    return True
