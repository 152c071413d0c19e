"""Joining and leaving a co-op: each change of a membership with its event."""

from datetime import datetime
from uuid import UUID

import asyncpg

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotFound, SignInNeeded
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access
from minga_platform.membership.commands.classes import ClassNow, terms_of
from minga_platform.membership.errors import IsMember
from minga_platform.membership.events import MemberJoined, MemberLeft, MemberMoved


async def agent_for(work: Work, *, person_id: UUID, name: str) -> UUID:
    """The person's agent in this co-op, made at first sight (first order, first membership). Safe to repeat."""
    fresh: UUID | None = await work.value(
        """INSERT INTO agent (cooperative_id, id, kind, person_id, name, created_at) VALUES ($1, $2, 'person', $3, $4, $5)
           ON CONFLICT ON CONSTRAINT agent_person_uq DO NOTHING RETURNING id""",
        work.cooperative_id, ids.new(), person_id, name, work.now,
    )  # fmt: skip
    if fresh is not None:
        return fresh
    present: UUID = await work.value(
        "SELECT id FROM agent WHERE cooperative_id = $1 AND person_id = $2", work.cooperative_id, person_id
    )
    return present


async def my_agent(work: Work, viewer: Viewer) -> UUID:
    """The asker's agent here, made at first sight. Refuses: SignInNeeded."""
    if viewer.person_id is None:
        raise SignInNeeded
    person_id = viewer.for_person_id or viewer.person_id
    name = await work.value("SELECT name FROM person WHERE id = $1", person_id)
    if name is None:
        raise NotFound
    return await agent_for(work, person_id=person_id, name=name)


async def join(work: Work, viewer: Viewer, *, class_key: str) -> UUID:
    """Join the co-op in a class that is open to everyone; the membership's id.

    Refuses: SignInNeeded, InvalidInput (no such class, or one that somebody must admit to), IsMember. Announces: MemberJoined.
    """
    if viewer.person_id is None:
        raise SignInNeeded
    found = await terms_of(work, class_key)
    if found is None or not found.terms.is_open:
        raise InvalidInput("class_key", "open_class")
    return await enrol(work, agent_id=await my_agent(work, viewer), class_key=class_key)


async def admit(work: Work, viewer: Viewer, *, agent_id: UUID, class_key: str) -> UUID:
    """Make somebody a member of any class; the membership's id.

    Refuses: as `access.require` for `members.admit`, NotFound, InvalidInput, IsMember. Announces: MemberJoined.
    """
    await access.require(work, viewer, "members.admit")
    return await enrol(work, agent_id=agent_id, class_key=class_key)


async def enrol(
    work: Work, *, agent_id: UUID, class_key: str, decision_id: UUID | None = None, joined_at: datetime | None = None
) -> UUID:
    """Open a membership, nobody's right being asked (founding, demo, and the commands above).

    `joined_at`: only for registers that are older than the platform. Rights begin at once where the class's terms say
    so. Refuses: NotFound, InvalidInput, IsMember. Announces: MemberJoined.
    """
    found = await terms_of(work, class_key)
    if found is None:
        raise InvalidInput("class_key", "class")
    membership_id = await _open(work, agent_id, found, joined_at or work.now, decision_id)
    work.emit(MemberJoined(agent_id=agent_id, class_id=found.class_id))
    return membership_id


async def _open(work: Work, agent_id: UUID, found: ClassNow, at: datetime, decision_id: UUID | None) -> UUID:
    membership_id: UUID | None
    try:
        membership_id = await work.value(
            """INSERT INTO membership (cooperative_id, id, agent_id, class_id, joined_at) VALUES ($1, $2, $3, $4, $5)
               ON CONFLICT (cooperative_id, agent_id, class_id) WHERE left_at IS NULL DO NOTHING RETURNING id""",
            work.cooperative_id, ids.new(), agent_id, found.class_id, at,
        )  # fmt: skip
    except asyncpg.ForeignKeyViolationError as violation:
        raise NotFound from violation
    if membership_id is None:
        raise IsMember(found.key)
    await record(work, membership_id, "joined", at=at, decision_id=decision_id)
    if found.terms.begins_at_once:
        await record(work, membership_id, "entitled", at=at, decision_id=decision_id)
    return membership_id


async def leave(work: Work, viewer: Viewer, *, class_key: str) -> None:
    """Leave a class; the row stays readable. Refuses: SignInNeeded, NotFound. Announces: MemberLeft."""
    agent_id = await access.agent_of(work, viewer)
    await end(work, agent_id=agent_id, class_key=class_key)


async def end(
    work: Work, *, agent_id: UUID, class_key: str, kind: str = "left", decision_id: UUID | None = None, reason: str = ""
) -> UUID:
    """Close a membership, nobody's right being asked; its id. Refuses: NotFound. Announces: MemberLeft."""
    membership_id, class_id = await _close(work, agent_id, class_key, kind, decision_id, reason)
    work.emit(MemberLeft(agent_id=agent_id, class_id=class_id))
    return membership_id


async def move(work: Work, *, agent_id: UUID, from_class: str, to_class: str) -> tuple[UUID, UUID, bool]:
    """Stand in another class from now on, nobody's right being asked: (the ended membership, the one that goes on, whether
    that one is new). Both in one instant, so that no roll ever finds her in neither or in both.

    Who is a member of the other class already only ends the first. Refuses: NotFound, InvalidInput. Announces: MemberMoved.
    """
    found = await terms_of(work, to_class)
    if found is None or to_class == from_class:
        raise InvalidInput("class_key", "class")
    ended_id, from_id = await _close(work, agent_id, from_class, "moved", None, "")
    present: UUID | None = await work.value(
        "SELECT id FROM membership WHERE cooperative_id = $1 AND agent_id = $2 AND class_id = $3 AND left_at IS NULL FOR UPDATE",
        work.cooperative_id, agent_id, found.class_id,
    )  # fmt: skip
    goes_on = present or await _open(work, agent_id, found, work.now, None)
    work.emit(MemberMoved(agent_id=agent_id, from_class_id=from_id, to_class_id=found.class_id))
    return ended_id, goes_on, present is None


async def _close(
    work: Work, agent_id: UUID, class_key: str, kind: str, decision_id: UUID | None, reason: str
) -> tuple[UUID, UUID]:
    row = await work.row(
        """UPDATE membership m SET left_at = $4 FROM membership_class c
           WHERE c.cooperative_id = m.cooperative_id AND c.id = m.class_id AND m.cooperative_id = $1 AND m.agent_id = $2 AND c.key = $3
             AND m.left_at IS NULL RETURNING m.id, m.class_id""",
        work.cooperative_id, agent_id, class_key, work.now,
    )  # fmt: skip
    if row is None:
        raise NotFound
    await record(work, row["id"], kind, at=work.now, decision_id=decision_id, reason=reason)
    return row["id"], row["class_id"]


async def record(
    work: Work, membership_id: UUID, kind: str, *, at: datetime, decision_id: UUID | None = None, reason: str = ""
) -> None:
    """Write what happened to a membership, by whom and by which decision. `kind` of `EVENT_KINDS`."""
    await work.execute(
        """INSERT INTO membership_event (cooperative_id, id, membership_id, kind, at, decision_id, by_person_id,
               for_person_id, system, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)""",
        work.cooperative_id, ids.new(), membership_id, kind, at, decision_id, work.actor.by_person_id,
        work.actor.for_person_id, work.actor.system, reason,
    )  # fmt: skip
