"""Founding a working group; coming in, going out."""

from collections.abc import Sequence
from uuid import UUID

from minga_platform.governance.groups.errors import NotInGroup, NoVoteForGroup
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotFound
from minga_platform.kernel.locale import Text
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access
from minga_platform.register import queries as register

RUN = "groups.run"
_MOST = 60


async def found_group(work: Work, viewer: Viewer, *, name: Text, about: Text, member_ids: Sequence[UUID]) -> UUID:
    """A new group with its first members; its id. Refuses: as `access.require` for `groups.run`, InvalidInput, NoVoteForGroup."""
    founded_by = await access.require(work, viewer, RUN)
    first = list(dict.fromkeys(member_ids))
    if not 2 <= len(first) <= _MOST:
        raise InvalidInput("memberIds", "count", minimum="2", maximum=str(_MOST))
    await _with_vote(work, first)
    group_id = ids.new()
    await work.execute(
        "INSERT INTO working_group (cooperative_id, id, name, about, founded_at, founded_by) VALUES ($1, $2, $3, $4, $5, $6)",
        work.cooperative_id, group_id, dict(name), dict(about), work.now, founded_by,
    )  # fmt: skip
    for agent_id in first:
        await _enter(work, group_id, agent_id)
    return group_id


async def take_in(work: Work, viewer: Viewer, *, group_id: UUID, agent_id: UUID) -> None:
    """Somebody joins: a member of the group takes her in, or who runs groups. Again changes nothing.

    Refuses: SignInNeeded, NotFound, NotInGroup, InvalidTransition, InvalidInput, NoVoteForGroup.
    """
    await of_the_group(work, viewer, group_id, or_runs=True)
    await _with_vote(work, [agent_id])
    if await work.value(
        "SELECT count(*) FROM group_member WHERE cooperative_id = $1 AND group_id = $2 AND left_at IS NULL",
        work.cooperative_id, group_id,
    ) >= _MOST:  # fmt: skip
        raise InvalidInput("agentId", "number", maximum=str(_MOST))
    await _enter(work, group_id, agent_id)


async def leave_group(work: Work, viewer: Viewer, *, group_id: UUID) -> None:
    """The asker leaves it. Refuses: SignInNeeded, NotFound, NotInGroup, InvalidTransition."""
    agent_id = await of_the_group(work, viewer, group_id)
    await work.execute(
        "UPDATE group_member SET left_at = $4 WHERE cooperative_id = $1 AND group_id = $2 AND agent_id = $3 AND left_at IS NULL",
        work.cooperative_id, group_id, agent_id, work.now,
    )  # fmt: skip


async def of_the_group(work: Work, viewer: Viewer, group_id: UUID, *, or_runs: bool = False) -> UUID:
    """The asker, who is in this open group (or, with `or_runs`, runs groups); the group's row is locked.

    Refuses: SignInNeeded, NotFound, NotInGroup, InvalidTransition.
    """
    agent_id = await access.require(work, viewer, "ballots.see")
    row = await work.row(
        "SELECT closed_at FROM working_group WHERE cooperative_id = $1 AND id = $2 FOR UPDATE",
        work.cooperative_id,
        group_id,
    )
    if row is None:
        raise NotFound
    if row["closed_at"] is not None:
        raise InvalidTransition("closed")
    inside = await work.value(
        "SELECT true FROM group_member WHERE cooperative_id = $1 AND group_id = $2 AND agent_id = $3 AND left_at IS NULL",
        work.cooperative_id, group_id, agent_id,
    )  # fmt: skip
    if not inside and not (or_runs and await access.may(work, viewer, RUN)):
        raise NotInGroup
    return agent_id


async def _with_vote(work: Work, agents: Sequence[UUID]) -> None:
    voters = {one.agent_id for one in await register.electorate(work, work.now)}
    known = await work.value(
        "SELECT count(*) FROM agent WHERE cooperative_id = $1 AND id = ANY ($2::uuid[])",
        work.cooperative_id,
        list(agents),
    )
    if known != len(agents):
        raise NotFound
    if not set(agents) <= voters:
        raise NoVoteForGroup


async def _enter(work: Work, group_id: UUID, agent_id: UUID) -> None:
    await work.execute(
        """INSERT INTO group_member (cooperative_id, id, group_id, agent_id, since) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (cooperative_id, group_id, agent_id) WHERE left_at IS NULL DO NOTHING""",
        work.cooperative_id, ids.new(), group_id, agent_id, work.now,
    )  # fmt: skip
