"""Lending one's vote on a topic, and taking it back. It holds until a vote's close, and ends at once."""

from uuid import UUID

from minga_platform.governance.delegations.errors import (
    AlwaysSecret,
    DelegationCircle,
    DelegationTooLong,
    NoCommonClass,
)
from minga_platform.governance.delegations.lending import lock
from minga_platform.governance.delegations.resolving import hands_between, longest_behind
from minga_platform.governance.delegations.rules import DEPTH
from minga_platform.governance.delegations.states import SECRET_TOPICS, TOPICS
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotAllowed, NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access
from minga_platform.register.queries import electorate
from minga_platform.rules import queries as rules


async def delegate(work: Work, viewer: Viewer, *, topic: str, to_agent_id: UUID) -> None:
    """From now on somebody votes for the asker in open votes on a topic, wherever the asker does not vote herself. It
    takes the place of whom she chose for this topic before.

    Refuses: as `access.require` for `ballots.cast`, NotAllowed (a helper), StepUpNeeded, InvalidInput, AlwaysSecret,
    NotFound (nobody who votes here), NoCommonClass, DelegationCircle, DelegationTooLong.
    """
    me = await _herself(work, viewer)
    if topic not in TOPICS:
        raise InvalidInput("topic", "choice")
    if topic in SECRET_TOPICS:
        raise AlwaysSecret(topic)
    if to_agent_id == me:
        raise InvalidInput("toAgentId", "another")
    voters = await electorate(work, work.now)
    theirs = {one.class_key for one in voters if one.agent_id == to_agent_id}
    if not theirs:
        raise NotFound
    if not theirs & {one.class_key for one in voters if one.agent_id == me}:
        raise NoCommonClass
    # One at a time in a co-op: two who lend to each other at the same moment would make a circle that neither sees.
    await lock(work)
    now = await work.fresh_now()
    lent = {
        row["from_agent_id"]: row["to_agent_id"]
        for row in await work.rows(
            "SELECT from_agent_id, to_agent_id FROM delegation WHERE cooperative_id = $1 AND topic = $2 AND ended_at IS NULL",
            work.cooperative_id,
            topic,
        )
        if row["from_agent_id"] != me
    }
    if hands_between(lent, to_agent_id, me, len(lent) + 1) is not None:
        raise DelegationCircle
    most = await rules.number_at(work, DEPTH)
    ahead, at = 1, to_agent_id
    while at in lent:
        ahead, at = ahead + 1, lent[at]
    if longest_behind(lent, me) + ahead > most:
        raise DelegationTooLong(most)
    await work.execute(
        "UPDATE delegation SET ended_at = $4 WHERE cooperative_id = $1 AND from_agent_id = $2 AND topic = $3 AND ended_at IS NULL",
        work.cooperative_id, me, topic, now,
    )  # fmt: skip
    await work.execute(
        "INSERT INTO delegation (cooperative_id, id, topic, from_agent_id, to_agent_id, made_at) VALUES ($1, $2, $3, $4, $5, $6)",
        work.cooperative_id, ids.new(), topic, me, to_agent_id, now,
    )  # fmt: skip


async def end_delegation(work: Work, viewer: Viewer, *, topic: str) -> None:
    """The asker takes her vote back, for every vote that is not closed yet.

    Refuses: as `access.require` for `ballots.cast`, NotAllowed (a helper), StepUpNeeded, NotFound (she lent none).
    """
    me = await _herself(work, viewer)
    await lock(work)
    if not await work.execute(
        "UPDATE delegation SET ended_at = $4 WHERE cooperative_id = $1 AND from_agent_id = $2 AND topic = $3 AND ended_at IS NULL",
        work.cooperative_id, me, topic, await work.fresh_now(),
    ):  # fmt: skip
        raise NotFound


async def _herself(work: Work, viewer: Viewer) -> UUID:
    me = await access.require(work, viewer, "ballots.cast")
    if viewer.for_person_id is not None:
        raise NotAllowed("ballots.cast")  # Whoever helps with other things does not lend her vote either.
    access.stepped_up(work, viewer)
    return me
