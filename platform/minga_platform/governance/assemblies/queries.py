"""Assemblies as people see them. Told to whom votes are told (`ballots.see`); to everybody else they do not exist."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from minga_platform.governance.assemblies.room import Room, room
from minga_platform.governance.proposals.queries import Served
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access


@dataclass(frozen=True, slots=True)
class Assembly:
    """A meeting. `voters` is set when it opens; `cancelled_because` where it was called off."""

    id: UUID
    number: int
    title: dict[str, str]
    about: dict[str, str]
    place: str
    offers: list[str]
    state: str
    called_at: datetime
    begins_at: datetime
    ends_at: datetime
    opened_at: datetime | None
    closed_at: datetime | None
    quorum_bps: int
    most_mandates: int
    mandates_count: bool
    voters: int | None
    chair_id: UUID | None
    chair_name: str | None
    writer_id: UUID | None
    writer_name: str | None
    cancelled_because: str


@dataclass(frozen=True, slots=True)
class Item:
    """A point of an agenda."""

    id: UUID
    position: int
    kind: str
    title: dict[str, str]
    text: dict[str, str]
    minutes: int
    proposal_id: UUID | None
    election_id: UUID | None
    outcome: str
    hands: dict[str, int] | None


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who is or was in the room."""

    agent_id: UUID
    name: str
    came_at: datetime
    left_at: datetime | None
    has_vote: bool


@dataclass(frozen=True, slots=True)
class Mandate:
    """Who speaks for whom. `instructions` are told to the two of them only."""

    from_id: UUID
    from_name: str
    to_id: UUID
    to_name: str
    instructions: str


@dataclass(frozen=True, slots=True)
class Reply:
    """Whether the asker comes, and what she needs."""

    is_coming: bool
    children: int
    needs_transport: bool
    interpreter: str
    note: str


@dataclass(frozen=True, slots=True)
class Needs:
    """What has been asked for, in sum, for who prepares it."""

    coming: int
    not_coming: int
    children: int
    transport: int
    interpreters: list[str]


@dataclass(frozen=True, slots=True)
class Action:
    """Who does what by when."""

    id: UUID
    text: str
    agent_id: UUID | None
    name: str | None
    due_on: date | None
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class Minutes:
    """A draft (`adopted_at` None) or the adopted minutes with their record."""

    text: str
    version: int
    adopted_at: datetime | None
    adopted_by: str | None
    record: dict[str, Any] | None
    sha256: str


@dataclass(frozen=True, slots=True)
class Told:
    """How the members were called: so many by each channel, `waiting` among them; proofs as far as the asker may read them."""

    counts: dict[str, int]
    proofs: list[Served]


@dataclass(frozen=True, slots=True)
class Whole:
    """One assembly with all that stands around it, as far as the asker may see."""

    assembly: Assembly
    items: list[Item]
    present: list[Present]
    mandates: list[Mandate]
    room: Room | None
    reply: Reply | None
    needs: Needs | None
    minutes: Minutes | None
    actions: list[Action]
    told: Told
    is_present: bool
    runs: bool


_COLUMNS = """a.id, a.number, a.title, a.about, a.place, a.offers, a.state, a.called_at, a.begins_at, a.ends_at, a.opened_at, a.closed_at,
a.quorum_bps, a.most_mandates, a.mandates_count, a.voters, a.chair_id, c.name AS chair_name, a.writer_id, w.name AS writer_name,
a.cancelled_because"""
_FROM = """assembly a LEFT JOIN agent c ON c.cooperative_id = a.cooperative_id AND c.id = a.chair_id
LEFT JOIN agent w ON w.cooperative_id = a.cooperative_id AND w.id = a.writer_id"""


async def _inside(work: Work, viewer: Viewer) -> UUID | None:
    return await access.agent_of(work, viewer) if await access.may(work, viewer, "ballots.see") else None


async def assemblies(
    work: Work, viewer: Viewer, *, before: tuple[datetime, UUID] | None = None, first: int = 25
) -> list[Assembly] | None:
    """Meetings, the latest first; None for who has no standing here."""
    if await _inside(work, viewer) is None:
        return None
    begins_at, assembly_id = before or (None, None)
    rows = await work.rows(
        f"""SELECT {_COLUMNS} FROM {_FROM} WHERE a.cooperative_id = $1
            AND ($2::timestamptz IS NULL OR (a.begins_at, a.id) < ($2, $3::uuid)) ORDER BY a.begins_at DESC, a.id DESC LIMIT $4""",
        work.cooperative_id,
        begins_at,
        assembly_id,
        first,
    )
    return [Assembly(**dict(row)) for row in rows]


async def whole(work: Work, viewer: Viewer, assembly_id: UUID) -> Whole | None:
    """One meeting; None where there is none for this asker. A fixed number of statements, however many came."""
    me = await _inside(work, viewer)
    if me is None:
        return None
    row = await work.row(
        f"SELECT {_COLUMNS} FROM {_FROM} WHERE a.cooperative_id = $1 AND a.id = $2", work.cooperative_id, assembly_id
    )
    if row is None:
        return None
    found = Assembly(**dict(row))
    runs = await access.may(work, viewer, "assemblies.run")
    writes = runs or found.writer_id == me
    items = await work.rows(
        """SELECT id, position, kind, title, text, minutes, proposal_id, election_id, outcome, hands FROM agenda_item
           WHERE cooperative_id = $1 AND assembly_id = $2 ORDER BY position""",
        work.cooperative_id,
        assembly_id,
    )
    people = await work.rows(
        """SELECT t.agent_id, a.name, t.came_at, t.left_at, t.has_vote FROM attendance t
           JOIN agent a ON a.cooperative_id = t.cooperative_id AND a.id = t.agent_id
           WHERE t.cooperative_id = $1 AND t.assembly_id = $2 ORDER BY t.left_at IS NOT NULL, a.name, t.id""",
        work.cooperative_id,
        assembly_id,
    )
    mandates = await work.rows(
        """SELECT m.from_id, f.name AS from_name, m.to_id, t.name AS to_name,
               CASE WHEN $3 IN (m.from_id, m.to_id) THEN m.instructions ELSE '' END AS instructions FROM mandate m
           JOIN agent f ON f.cooperative_id = m.cooperative_id AND f.id = m.from_id
           JOIN agent t ON t.cooperative_id = m.cooperative_id AND t.id = m.to_id
           WHERE m.cooperative_id = $1 AND m.assembly_id = $2 AND m.ended_at IS NULL ORDER BY f.name, m.id""",
        work.cooperative_id,
        assembly_id,
        me,
    )
    reply = await work.row(
        """SELECT is_coming, children, needs_transport, interpreter, note FROM assembly_reply
           WHERE cooperative_id = $1 AND assembly_id = $2 AND agent_id = $3""",
        work.cooperative_id,
        assembly_id,
        me,
    )
    actions = await work.rows(
        """SELECT i.id, i.text, i.agent_id, a.name, i.due_on, i.done_at FROM action_item i
           LEFT JOIN agent a ON a.cooperative_id = i.cooperative_id AND a.id = i.agent_id
           WHERE i.cooperative_id = $1 AND i.assembly_id = $2 ORDER BY i.done_at IS NOT NULL, i.due_on NULLS LAST, i.id""",
        work.cooperative_id,
        assembly_id,
    )
    here = None
    if found.voters is not None:
        here = await room(
            work, assembly_id, voters=found.voters, quorum_bps=found.quorum_bps, mandates_count=found.mandates_count
        )
    return Whole(
        found,
        [Item(**dict(one)) for one in items],
        [Present(**dict(one)) for one in people],
        [Mandate(**dict(one)) for one in mandates],
        here,
        Reply(**dict(reply)) if reply else None,
        await _needs(work, assembly_id) if runs else None,
        await _minutes(work, assembly_id, writes=writes),
        [Action(**dict(one)) for one in actions],
        await _told(work, assembly_id, None if runs else me),
        any(one["agent_id"] == me and one["left_at"] is None for one in people),
        runs,
    )


async def _needs(work: Work, assembly_id: UUID) -> Needs:
    row = await work.row(
        """SELECT count(*) FILTER (WHERE is_coming) AS coming, count(*) FILTER (WHERE NOT is_coming) AS not_coming,
               coalesce(sum(children) FILTER (WHERE is_coming), 0)::int AS children,
               count(*) FILTER (WHERE is_coming AND needs_transport) AS transport,
               coalesce(array_agg(DISTINCT interpreter ORDER BY interpreter) FILTER (WHERE is_coming AND interpreter <> ''), '{}')
                   AS interpreters
           FROM assembly_reply WHERE cooperative_id = $1 AND assembly_id = $2""",
        work.cooperative_id,
        assembly_id,
    )
    assert row is not None
    return Needs(**dict(row))


async def _told(work: Work, assembly_id: UUID, only: UUID | None) -> Told:
    counts = await work.rows(
        """SELECT CASE WHEN served_at IS NULL THEN 'waiting' ELSE channel END AS channel, count(*) AS count FROM assembly_notice
           WHERE cooperative_id = $1 AND assembly_id = $2 AND purpose = 'call' GROUP BY 1""",
        work.cooperative_id,
        assembly_id,
    )
    proofs = await work.rows(
        """SELECT n.agent_id, a.name, n.purpose, n.channel, n.served_at, n.message_sha256 AS proof
           FROM assembly_notice n JOIN agent a ON a.cooperative_id = n.cooperative_id AND a.id = n.agent_id
           WHERE n.cooperative_id = $1 AND n.assembly_id = $2 AND ($3::uuid IS NULL OR n.agent_id = $3)
           ORDER BY n.purpose, a.name, n.id LIMIT 2000""",
        work.cooperative_id,
        assembly_id,
        only,
    )
    return Told(
        {row["channel"]: row["count"] for row in counts},
        [Served(**{**dict(row), "proof": row["proof"] and bytes(row["proof"])}) for row in proofs],
    )


async def _minutes(work: Work, assembly_id: UUID, *, writes: bool) -> Minutes | None:
    """The adopted minutes for every member; a draft for who writes it."""
    row = await work.row(
        """SELECT m.text, 0 AS version, m.adopted_at, a.name AS adopted_by, m.record, encode(m.record_sha256, 'hex') AS sha256
           FROM minutes m JOIN agent a ON a.cooperative_id = m.cooperative_id AND a.id = m.adopted_by
           WHERE m.cooperative_id = $1 AND m.assembly_id = $2""",
        work.cooperative_id,
        assembly_id,
    )
    if row is None and writes:
        row = await work.row(
            """SELECT text, version, NULL::timestamptz AS adopted_at, NULL::text AS adopted_by, NULL::jsonb AS record, '' AS sha256
               FROM minutes_draft WHERE cooperative_id = $1 AND assembly_id = $2""",
            work.cooperative_id,
            assembly_id,
        )
    return Minutes(**dict(row)) if row else None
