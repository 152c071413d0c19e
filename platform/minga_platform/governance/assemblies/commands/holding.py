"""Holding an assembly: opened, people checked in, mandates, votes in the room, closed."""

from datetime import timedelta
from uuid import UUID

import asyncpg

from minga_platform.governance.assemblies.commands.calling import RUN, in_state, item_of
from minga_platform.governance.assemblies.errors import (
    MoreHandsThanVoters,
    NoQuorum,
    NoVoteHere,
    TooEarlyToOpen,
    TooManyMandates,
)
from minga_platform.governance.assemblies.room import Room, room
from minga_platform.governance.ballots.commands.announce import announce
from minga_platform.governance.ballots.judging import Bar
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotFound
from minga_platform.kernel.locale import Text
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access
from minga_platform.register import queries as register

_EARLY = timedelta(hours=6)


async def open_assembly(work: Work, viewer: Viewer, *, assembly_id: UUID, chair_id: UUID, writer_id: UUID) -> None:
    """Open the meeting, on its day: who leads it, and who writes the minutes (somebody else).

    Refuses: as `access.require` for `assemblies.run`, NotFound, InvalidTransition, TooEarlyToOpen,
    InvalidInput.
    """
    await access.require(work, viewer, RUN)
    found = await in_state(work, assembly_id, "called")
    now = await work.fresh_now()
    if now < found["begins_at"] - _EARLY:
        raise TooEarlyToOpen(found["begins_at"] - _EARLY)
    if chair_id == writer_id:
        raise InvalidInput("writerId", "two_people")
    voters = len({one.agent_id for one in await register.electorate(work, now)})
    try:
        await work.execute(
            """UPDATE assembly SET state = 'open', opened_at = $3, voters = $4, chair_id = $5, writer_id = $6
               WHERE cooperative_id = $1 AND id = $2""",
            work.cooperative_id, assembly_id, now, voters, chair_id, writer_id,
        )  # fmt: skip
    except asyncpg.ForeignKeyViolationError as violation:
        raise NotFound from violation


async def check_in(
    work: Work, viewer: Viewer, *, assembly_id: UUID, agent_id: UUID | None = None, card_code: str = ""
) -> UUID:
    """Note that somebody came, by the code on her card or by name; the agent. Again changes nothing.

    Refuses: as `access.require` for `assemblies.run`, NotFound (no such card or member), InvalidTransition.
    """
    noted_by = await access.require(work, viewer, RUN)
    await in_state(work, assembly_id, "called", "open")
    way = "card" if card_code else "name"
    if card_code:
        agent_id = await work.value(
            "SELECT agent_id FROM member_card WHERE cooperative_id = $1 AND code = $2",
            work.cooperative_id,
            card_code.strip(),
        )
    if agent_id is None or not await work.value(
        "SELECT true FROM agent WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, agent_id
    ):
        raise NotFound
    has_vote = any(one.agent_id == agent_id for one in await register.electorate(work, work.now))
    await work.execute(
        """INSERT INTO attendance (cooperative_id, id, assembly_id, agent_id, came_at, way, has_vote, noted_by)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
           ON CONFLICT (cooperative_id, assembly_id, agent_id) WHERE left_at IS NULL DO NOTHING""",
        work.cooperative_id, ids.new(), assembly_id, agent_id, work.now, way, has_vote, noted_by,
    )  # fmt: skip
    return agent_id


async def check_out(work: Work, viewer: Viewer, *, assembly_id: UUID, agent_id: UUID) -> None:
    """Note that somebody left. Refuses: as `access.require`, NotFound, InvalidTransition."""
    await access.require(work, viewer, RUN)
    await in_state(work, assembly_id, "called", "open")
    if not await work.execute(
        """UPDATE attendance SET left_at = $4 WHERE cooperative_id = $1 AND assembly_id = $2 AND agent_id = $3
           AND left_at IS NULL""",
        work.cooperative_id, assembly_id, agent_id, work.now,
    ):  # fmt: skip
        raise NotFound


async def give_mandate(
    work: Work,
    viewer: Viewer,
    *,
    assembly_id: UUID,
    to_id: UUID,
    from_id: UUID | None = None,
    instructions: str = "",
) -> UUID:
    """Let another member speak and vote for one at this meeting; another mandate takes its place. The mandate's id.

    `from_id`: whose signed paper is entered by who runs the meeting; a member gives her own without it.
    Refuses: SignInNeeded, NotFound, NotAllowed, InvalidTransition, InvalidInput, NoVoteHere, TooManyMandates.
    """
    entered_by = None
    if from_id is None:
        from_id = await access.agent_of(work, viewer)
        access.herself(viewer)
    else:
        entered_by = await access.require(work, viewer, RUN)
    found = await in_state(work, assembly_id, "called", "open")
    if from_id == to_id:
        raise InvalidInput("toId", "somebody_else")
    if len(instructions) > 2000:
        raise InvalidInput("instructions", "length", maximum="2000")
    voters = {one.agent_id for one in await register.electorate(work, work.now)}
    if to_id not in voters or from_id not in voters:
        raise NoVoteHere
    await _end_mandate(work, assembly_id, from_id)
    # Counted under the assembly's lock, taken above: two mandates for one holder at once cannot both be the last.
    held = await work.value(
        "SELECT count(*) FROM mandate WHERE cooperative_id = $1 AND assembly_id = $2 AND to_id = $3 AND ended_at IS NULL",
        work.cooperative_id,
        assembly_id,
        to_id,
    )
    if held >= found["most_mandates"]:
        raise TooManyMandates(found["most_mandates"])
    mandate_id = ids.new()
    await work.execute(
        """INSERT INTO mandate (cooperative_id, id, assembly_id, from_id, to_id, instructions, given_at, entered_by)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)""",
        work.cooperative_id, mandate_id, assembly_id, from_id, to_id, instructions.strip(), work.now, entered_by,
    )  # fmt: skip
    return mandate_id


async def take_back_mandate(work: Work, viewer: Viewer, *, assembly_id: UUID) -> None:
    """End one's own mandate. Refuses: SignInNeeded, NotFound, InvalidTransition."""
    agent_id = await access.agent_of(work, viewer)
    await in_state(work, assembly_id, "called", "open")
    if not await _end_mandate(work, assembly_id, agent_id):
        raise NotFound


async def _end_mandate(work: Work, assembly_id: UUID, from_id: UUID) -> int:
    return await work.execute(
        "UPDATE mandate SET ended_at = $4 WHERE cooperative_id = $1 AND assembly_id = $2 AND from_id = $3 AND ended_at IS NULL",
        work.cooperative_id, assembly_id, from_id, work.now,
    )  # fmt: skip


async def vote_now(
    work: Work, viewer: Viewer, *, item_id: UUID, minutes: int, secret: bool, threshold_bps: int = 5000
) -> UUID:
    """Put a point to the vote in the room, with codes and devices: open from now for so many minutes; the election's id.

    Only who is in the room, or represented there, casts in it. Needs the quorum of the attendance list.
    Refuses: as `access.require` for `assemblies.run`, NotFound, InvalidTransition, InvalidInput, NoQuorum.
    """
    await access.require(work, viewer, RUN)
    item = await item_of(work, item_id)
    found = await in_state(work, item["assembly_id"], "open")
    if item["kind"] != "decision":
        raise InvalidInput("itemId", "no_decision")
    if item["election_id"] is not None or item["hands"] is not None or item["proposal_id"] is not None:
        raise InvalidTransition("decided")
    if not 1 <= minutes <= 240:
        raise InvalidInput("minutes", "range", minimum="1", maximum="240")
    if not 5000 <= threshold_bps <= 10_000:
        raise InvalidInput("thresholdBps", "range", minimum="5000", maximum="10000")
    await _quorum(work, found)
    now = await work.fresh_now()
    election_id = await announce(
        work,
        subject_kind="agenda_item",
        subject_id=item_id,
        title=Text.stored(item["title"]),
        question=Text.stored(item["text"] or item["title"]),
        method="yes_no",
        bar=Bar(threshold_bps=threshold_bps, majority="simple" if threshold_bps == 5000 else "special"),
        secret=secret,
        record_at=found["opened_at"],
        opens_at=max(now, work.now),
        closes_at=now + timedelta(minutes=minutes),
        assembly_id=found["id"],
    )
    await work.execute(
        "UPDATE agenda_item SET election_id = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        item_id,
        election_id,
    )
    return election_id


async def count_hands(work: Work, viewer: Viewer, *, item_id: UUID, in_favour: int, against: int, abstain: int) -> None:
    """Write down a show of hands. Needs the quorum; no more hands than voters in the room and represented.

    Refuses: as `access.require`, NotFound, InvalidTransition, InvalidInput, NoQuorum, MoreHandsThanVoters.
    """
    await access.require(work, viewer, RUN)
    item = await item_of(work, item_id)
    found = await in_state(work, item["assembly_id"], "open")
    if item["kind"] != "decision":
        raise InvalidInput("itemId", "no_decision")
    if item["election_id"] is not None or item["proposal_id"] is not None:
        raise InvalidTransition("decided")
    if min(in_favour, against, abstain) < 0:
        raise InvalidInput("inFavour", "range", minimum="0")
    here = await _quorum(work, found)
    hands = in_favour + against + abstain
    if hands > here.voters:
        raise MoreHandsThanVoters(hands, here.voters)
    await work.execute(
        "UPDATE agenda_item SET hands = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, item_id, {"for": in_favour, "against": against, "abstain": abstain, "voters": here.voters},
    )  # fmt: skip


async def note_outcome(work: Work, viewer: Viewer, *, item_id: UUID, outcome: str) -> None:
    """What came of a point, in words. Refuses: as `access.require`, NotFound, InvalidTransition, InvalidInput, MinutesAdopted."""
    await access.require(work, viewer, RUN)
    item = await item_of(work, item_id)
    await in_state(work, item["assembly_id"], "open", "closed")
    if len(outcome) > 4000:
        raise InvalidInput("outcome", "length", maximum="4000")
    await work.execute(
        "UPDATE agenda_item SET outcome = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        item_id,
        outcome.strip(),
    )


async def close_assembly(work: Work, viewer: Viewer, *, assembly_id: UUID) -> None:
    """The meeting is over. Not while a vote runs in the room. Refuses: as `access.require`, NotFound, InvalidTransition."""
    await access.require(work, viewer, RUN)
    await in_state(work, assembly_id, "open")
    now = await work.fresh_now()
    if await work.value(
        "SELECT true FROM election e WHERE e.cooperative_id = $1 AND e.assembly_id = $2 AND e.closes_at > $3 AND NOT EXISTS"
        " (SELECT FROM election_cancelled c WHERE c.cooperative_id = e.cooperative_id AND c.election_id = e.id) LIMIT 1",
        work.cooperative_id, assembly_id, now,
    ):  # fmt: skip
        raise InvalidTransition("voting")
    await work.execute(
        "UPDATE assembly SET state = 'closed', closed_at = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, assembly_id, now,
    )  # fmt: skip


async def _quorum(work: Work, found: "asyncpg.Record") -> Room:
    here = await room(
        work,
        found["id"],
        voters=found["voters"],
        quorum_bps=found["quorum_bps"],
        mandates_count=found["mandates_count"],
    )
    if not here.has_quorum:
        raise NoQuorum(here.counted, here.needed)
    return here
