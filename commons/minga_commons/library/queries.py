"""What is shared, when it is free, who has it, and the logbook. Who has what is told to who keeps it, and of one's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from minga_commons.library import keepers
from minga_commons.library.commands.booking import hours_of
from minga_commons.library.hours import Hours
from minga_platform.kernel.errors import NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """`due_at`: when it has to be looked after by its date; `is_due`: by date or uses, now."""

    id: UUID
    label: str
    state: str
    uses: int
    due_at: datetime | None
    is_due: bool
    is_out: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A keeper, or somebody who was shown how to use it."""

    agent_id: UUID
    name: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """`may_keep`, `may_book`, `is_certified`: the asker. `certified` is told to keepers."""

    id: UUID
    slug: str
    kind: str
    name: Mapping[str, str]
    about: Mapping[str, str]
    place: str
    picture: tuple[UUID, Sequence[Mapping[str, Any]]] | None
    step_minutes: int
    longest_minutes: int
    deposit_minor: int
    currency: str
    skill: str
    handed_over: bool
    service_days: int | None
    service_uses: int | None
    closed_at: datetime | None
    hours: Sequence[Hours]
    units: Sequence[Unit]
    keepers: Sequence[Person]
    certified: Sequence[Person] = field(default=())
    may_keep: bool
    may_book: bool
    is_certified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """`name` and `agent_id` are None for who may not know; `signed` holds pairs of direction and side."""

    id: UUID
    tool_id: UUID
    tool_slug: str
    tool_name: Mapping[str, str]
    handed_over: bool
    place: str
    unit_id: UUID
    unit: str
    agent_id: UUID | None
    name: str | None
    is_mine: bool
    may_keep: bool
    purpose: str
    starts_at: datetime
    ends_at: datetime
    state: str
    note: str
    deposit_minor: int
    currency: str
    deposit_state: str
    deposit_way: str | None
    withheld_minor: int
    signed: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the logbook."""

    id: UUID
    unit: str
    kind: str
    name: str
    text: str
    at: datetime


_BOOKINGS = """SELECT b.*, t.slug AS tool_slug, t.name AS tool_name, t.handed_over, t.place, u.label, a.name AS agent_name,
    ARRAY(SELECT ARRAY[s.direction, s.side] FROM tool_signature s WHERE s.cooperative_id = b.cooperative_id AND s.booking_id = b.id) AS signed
    FROM booking b JOIN tool t ON t.cooperative_id = b.cooperative_id AND t.id = b.tool_id
    JOIN tool_unit u ON u.cooperative_id = b.cooperative_id AND u.id = b.unit_id
    JOIN agent a ON a.cooperative_id = b.cooperative_id AND a.id = b.agent_id
    WHERE b.cooperative_id = $1 AND """
_MOST = 200


async def tools(work: Work, viewer: Viewer) -> list[Tool]:
    """All that is shared, closed ones left out. Everybody may look."""
    rows = await work.rows(
        "SELECT id FROM tool WHERE cooperative_id = $1 AND closed_at IS NULL ORDER BY kind DESC, slug LIMIT $2",
        work.cooperative_id,
        _MOST,
    )
    return await _read(work, viewer, [row["id"] for row in rows])


async def tool(work: Work, viewer: Viewer, slug: str) -> Tool | None:
    """One by its address."""
    found = await work.value("SELECT id FROM tool WHERE cooperative_id = $1 AND slug = $2", work.cooperative_id, slug)
    return None if found is None else (await _read(work, viewer, [found]))[0]


async def taken(work: Work, viewer: Viewer, tool_id: UUID, begins: datetime, days: int) -> list[Booking]:
    """Stretches in which its units are not free, in order."""
    rows = await work.rows(
        _BOOKINGS + "b.tool_id = $2 AND b.ends_at > $3 AND b.starts_at < $4 AND b.state IN ('booked', 'out') ORDER BY b.starts_at, b.id LIMIT $5",
        work.cooperative_id, tool_id, begins, begins + timedelta(days=days), _MOST,
    )  # fmt: skip
    return await _bookings(work, viewer, rows)


async def mine(work: Work, viewer: Viewer) -> list[Booking]:
    """One's own bookings, those to come first. Refuses: SignInNeeded, NotFound."""
    agent_id = await access.agent_of(work, viewer)
    rows = await work.rows(
        _BOOKINGS + """b.agent_id = $2 AND b.purpose = 'use'
        ORDER BY b.state NOT IN ('booked', 'out'), CASE WHEN b.state IN ('booked', 'out') THEN b.starts_at END, b.starts_at DESC LIMIT 50""",
        work.cooperative_id, agent_id,
    )  # fmt: skip
    return await _bookings(work, viewer, rows)


async def to_hand_over(work: Work, viewer: Viewer) -> list[Booking]:
    """What the asker's tools have before them: to hand out, to take back, deposits to give back."""
    agent_id = await access.agent_of(work, viewer)
    everything = await access.may(work, viewer, keepers.KEEP)
    rows = await work.rows(
        _BOOKINGS + """b.purpose = 'use' AND t.handed_over
            AND ($3 OR EXISTS (SELECT FROM tool_keeper k WHERE k.cooperative_id = b.cooperative_id
            AND k.tool_id = b.tool_id AND k.agent_id = $2 AND k.ended_at IS NULL)) AND (b.state IN ('booked', 'out')
            OR b.deposit_state = 'held') ORDER BY CASE b.state WHEN 'booked' THEN b.starts_at ELSE b.ends_at END LIMIT 50""",
        work.cooperative_id, agent_id, everything,
    )  # fmt: skip
    return await _bookings(work, viewer, rows)


async def booking(work: Work, viewer: Viewer, booking_id: UUID) -> Booking:
    """One's own, or of a tool that one keeps. Refuses: SignInNeeded, NotFound."""
    await access.agent_of(work, viewer)
    rows = await work.rows(_BOOKINGS + "b.id = $2", work.cooperative_id, booking_id)
    found = await _bookings(work, viewer, rows)
    if not found or not (found[0].is_mine or found[0].may_keep):
        raise NotFound
    return found[0]


async def logbook(
    work: Work, viewer: Viewer, tool_id: UUID, *, first: int, before: tuple[datetime, UUID] | None = None
) -> list[Line]:
    """Its lines, newest first. Told to members, as it hangs beside the tool. Refuses: SignInNeeded, NotFound, NotAllowed."""
    await access.require(work, viewer, keepers.BOOK)
    at, last = before or (None, None)
    rows = await work.rows(
        """SELECT l.id, u.label, l.kind, a.name, l.text, l.at FROM tool_log l
           JOIN tool_unit u ON u.cooperative_id = l.cooperative_id AND u.id = l.unit_id
           JOIN agent a ON a.cooperative_id = l.cooperative_id AND a.id = l.agent_id
           WHERE l.cooperative_id = $1 AND l.tool_id = $2 AND ($3::timestamptz IS NULL OR (l.at, l.id) < ($3, $4))
           ORDER BY l.at DESC, l.id DESC LIMIT $5""",
        work.cooperative_id, tool_id, at, last, first,
    )  # fmt: skip
    return [
        Line(id=row["id"], unit=row["label"], kind=row["kind"], name=row["name"], text=row["text"], at=row["at"])
        for row in rows
    ]


async def _read(work: Work, viewer: Viewer, tool_ids: Sequence[UUID]) -> list[Tool]:
    present = await access.standing(work, viewer)
    keeps_all = await access.may(work, viewer, keepers.KEEP)
    may_book = await access.may(work, viewer, keepers.BOOK)
    me = present.agent_id if present else None
    rows = await work.rows(
        """SELECT t.*, f.renditions FROM tool t LEFT JOIN file f ON f.cooperative_id = t.cooperative_id AND f.id = t.picture_file_id
           WHERE t.cooperative_id = $1 AND t.id = ANY($2) ORDER BY array_position($2, t.id)""",
        work.cooperative_id, list(tool_ids),
    )  # fmt: skip
    units = await work.rows(
        """SELECT u.*, EXISTS (SELECT FROM booking b WHERE b.cooperative_id = u.cooperative_id AND b.unit_id = u.id
               AND b.state = 'out') AS is_out
           FROM tool_unit u WHERE u.cooperative_id = $1 AND u.tool_id = ANY($2) AND u.state <> 'gone' ORDER BY u.label""",
        work.cooperative_id, list(tool_ids),
    )  # fmt: skip
    people = await work.rows(
        """SELECT k.tool_id, k.agent_id, a.name, NULL::timestamptz AS until, true AS keeps FROM tool_keeper k
           JOIN agent a ON a.cooperative_id = k.cooperative_id AND a.id = k.agent_id
           WHERE k.cooperative_id = $1 AND k.tool_id = ANY($2) AND k.ended_at IS NULL
           UNION ALL
           SELECT c.tool_id, c.agent_id, a.name, c.expires_at, false FROM tool_certificate c
           JOIN agent a ON a.cooperative_id = c.cooperative_id AND a.id = c.agent_id
           WHERE c.cooperative_id = $1 AND c.tool_id = ANY($2) AND c.revoked_at IS NULL
               AND (c.expires_at IS NULL OR c.expires_at > $3) ORDER BY 3, 2""",
        work.cooperative_id, list(tool_ids), work.now,
    )  # fmt: skip
    found = []
    for row in rows:
        here = [one for one in people if one["tool_id"] == row["id"]]
        keeping = [_person(one) for one in here if one["keeps"]]
        able = [_person(one) for one in here if not one["keeps"]]
        may_keep = keeps_all or any(one.agent_id == me for one in keeping)
        found.append(
            Tool(
                id=row["id"],
                slug=row["slug"],
                kind=row["kind"],
                name=row["name"],
                about=row["about"],
                place=row["place"],
                picture=(row["picture_file_id"], row["renditions"]) if row["renditions"] else None,
                step_minutes=row["step_minutes"],
                longest_minutes=row["longest_minutes"],
                deposit_minor=row["deposit_minor"],
                currency=row["currency"],
                skill=row["skill"],
                handed_over=row["handed_over"],
                service_days=row["service_days"],
                service_uses=row["service_uses"],
                closed_at=row["closed_at"],
                hours=await hours_of(work, row["id"]),
                units=[_unit(one, row, work.now) for one in units if one["tool_id"] == row["id"]],
                # Who looks after things is told to members, as other names are.
                keepers=keeping if present and present.holds else [],
                certified=able if may_keep else [],
                may_keep=may_keep,
                may_book=may_book,
                is_certified=any(one.agent_id == me for one in able),
            )
        )
    return found


def _unit(row: Mapping[str, Any], of: Mapping[str, Any], now: datetime) -> Unit:
    due_at = row["serviced_at"] + timedelta(days=of["service_days"]) if of["service_days"] else None
    worn = of["service_uses"] is not None and row["uses"] >= of["service_uses"]
    return Unit(
        id=row["id"],
        label=row["label"],
        state=row["state"],
        uses=row["uses"],
        due_at=due_at,
        is_due=worn or (due_at is not None and due_at <= now),
        is_out=row["is_out"],
    )


def _person(row: Mapping[str, Any]) -> Person:
    return Person(agent_id=row["agent_id"], name=row["name"], until=row["until"])


async def _bookings(work: Work, viewer: Viewer, rows: Sequence[Mapping[str, Any]]) -> list[Booking]:
    present = await access.standing(work, viewer)
    kept = {one: await keepers.keeps(work, viewer, one) for one in {row["tool_id"] for row in rows}}
    found = []
    for row in rows:
        is_mine = present is not None and row["agent_id"] == present.agent_id
        knows = is_mine or kept[row["tool_id"]]
        found.append(
            Booking(
                id=row["id"],
                tool_id=row["tool_id"],
                tool_slug=row["tool_slug"],
                tool_name=row["tool_name"],
                handed_over=row["handed_over"],
                place=row["place"],
                unit_id=row["unit_id"],
                unit=row["label"],
                agent_id=row["agent_id"] if knows else None,
                name=row["agent_name"] if knows else None,
                is_mine=is_mine,
                may_keep=kept[row["tool_id"]],
                purpose=row["purpose"],
                starts_at=row["starts_at"],
                ends_at=row["ends_at"],
                state=row["state"],
                note=row["note"] if knows else "",
                deposit_minor=row["deposit_minor"],
                currency=row["currency"],
                deposit_state=row["deposit_state"],
                deposit_way=row["deposit_way"] if knows else None,
                withheld_minor=row["withheld_minor"],
                signed=[(one[0], one[1]) for one in row["signed"]] if knows else [],
            )
        )
    return found
