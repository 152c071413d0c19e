"""Booking, cancelling, and what becomes of a booking that nobody came for."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from minga_commons.library import keepers
from minga_commons.library import rules as keys
from minga_commons.library.commands.setting_up import certified, locked_tool, locked_unit
from minga_commons.library.errors import (
    BookedTooFarAhead,
    BookedTooLong,
    OutsideHours,
    ServiceDue,
    SkillNeeded,
    SlotTaken,
    TooManyBookings,
)
from minga_commons.library.events import BookingEnded, ToolBooked
from minga_commons.library.hours import Hours, outside
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access
from minga_platform.rules import queries as rules


async def book(
    work: Work,
    viewer: Viewer,
    *,
    tool_id: UUID,
    unit_id: UUID | None,
    starts_at: datetime,
    ends_at: datetime,
    note: str = "",
) -> UUID:
    """Have a unit for a time to come: a certain one, or whichever is free. Needs `tools.book`.

    Refuses: SignInNeeded, NotFound, NotAllowed, InvalidTransition (closed, or broken), InvalidInput, BookedTooLong,
    BookedTooFarAhead, OutsideHours, SkillNeeded, TooManyBookings, ServiceDue, SlotTaken. Announces: ToolBooked.
    """
    agent_id = await access.require(work, viewer, keepers.BOOK)
    tool = await work.row(
        "SELECT t.*, c.zone FROM tool t JOIN cooperative c ON c.id = t.cooperative_id WHERE t.cooperative_id = $1 AND t.id = $2",
        work.cooperative_id,
        tool_id,
    )
    if tool is None:
        raise NotFound
    if tool["closed_at"] is not None:
        raise InvalidTransition("closed")
    await _require_times(work, tool, starts_at, ends_at)
    if len(note) > 500:
        raise InvalidInput("note", "too_long", maximum="500")
    if tool["skill"] and not await certified(work, tool_id, agent_id, starts_at):
        raise SkillNeeded(tool["skill"])
    # One after the other, so that many at once pass the number by none.
    await work.execute(
        "SELECT FROM agent WHERE cooperative_id = $1 AND id = $2 FOR NO KEY UPDATE", work.cooperative_id, agent_id
    )
    most = await rules.number_at(work, keys.MOST_BOOKINGS)
    coming = await work.value(
        "SELECT count(*) FROM booking WHERE cooperative_id = $1 AND agent_id = $2 AND state = 'booked' AND purpose = 'use'",
        work.cooperative_id,
        agent_id,
    )
    if coming >= most:
        raise TooManyBookings(most)
    refused: Exception | None = None
    for unit in await _units(work, tool_id, unit_id):
        try:
            _require_serviced(tool, unit, ends_at)
            booking_id = await write(work, tool, unit, agent_id, "use", starts_at, ends_at, note.strip())
        except (SlotTaken, ServiceDue) as refusal:
            refused = refused if isinstance(refused, SlotTaken) else refusal
            continue
        work.emit(ToolBooked(booking_id=booking_id, tool_id=tool_id, agent_id=agent_id))
        return booking_id
    if isinstance(refused, SlotTaken):
        raise SlotTaken(await _free_at(work, tool_id, unit_id, starts_at, ends_at - starts_at))
    raise refused or InvalidTransition("broken")


async def block(
    work: Work, viewer: Viewer, *, unit_id: UUID, starts_at: datetime, ends_at: datetime, note: str
) -> UUID:
    """Keep a unit free to be looked after. By the tool's keepers; hours and numbers do not bind them.

    Refuses: SignInNeeded, NotFound, NotAllowed, InvalidInput, InvalidTransition, SlotTaken (bookings go first).
    """
    unit = await locked_unit(work, unit_id)
    agent_id = await keepers.require(work, viewer, unit["tool_id"])
    tool = await locked_tool(work, unit["tool_id"])
    if unit["state"] == "gone":
        raise InvalidTransition("gone")
    if len(note) > 500:
        raise InvalidInput("note", "too_long", maximum="500")
    if (
        not _is_minute(starts_at)
        or not _is_minute(ends_at)
        or not starts_at < ends_at <= work.now + timedelta(days=1500)
    ):
        raise InvalidInput("ends_at", "from_until")
    if ends_at <= work.now:
        raise InvalidInput("ends_at", "future")
    return await write(work, tool, unit, agent_id, "service", starts_at, ends_at, note.strip())


async def cancel(work: Work, viewer: Viewer, *, booking_id: UUID) -> None:
    """By who booked it, or by a keeper, as long as it was not handed out.

    Refuses: SignInNeeded, NotFound, InvalidTransition. Announces: BookingEnded.
    """
    row = await locked(work, viewer, booking_id)
    if row["state"] != "booked":
        raise InvalidTransition(row["state"])
    await end(work, row, "cancelled")


async def mark_missed(work: Work, viewer: Viewer, *, booking_id: UUID) -> None:
    """Nobody came. By the tool's keepers, once it has begun. Refuses: SignInNeeded, NotFound, NotAllowed, InvalidTransition."""
    row = await locked(work, viewer, booking_id)
    await keepers.require(work, viewer, row["tool_id"])
    if row["state"] != "booked" or row["starts_at"] > await work.fresh_now():
        raise InvalidTransition(row["state"])
    await end(work, row, "missed")


async def let_time_pass(work: Work, most: int) -> int:
    """What nobody fetched in time is free again; what needs no hands is over when its time is. How many changed.

    Announces: BookingEnded, for each.
    """
    grace = timedelta(minutes=await rules.number_at(work, keys.GRACE_MINUTES))
    rows = await work.rows(
        """SELECT b.*, t.handed_over FROM booking b JOIN tool t ON t.cooperative_id = b.cooperative_id AND t.id = b.tool_id
           WHERE b.cooperative_id = $1 AND b.state = 'booked' AND CASE WHEN t.handed_over AND b.purpose = 'use'
               THEN least(b.starts_at + $3::interval, b.ends_at) ELSE b.ends_at END <= $2
           ORDER BY b.starts_at LIMIT $4 FOR UPDATE OF b SKIP LOCKED""",
        work.cooperative_id, work.now, grace, most,
    )  # fmt: skip
    for row in rows:
        over = row["purpose"] == "service" or not row["handed_over"]
        await end(work, row, "returned" if over else "missed")
    return len(rows)


async def locked(work: Work, viewer: Viewer, booking_id: UUID) -> Mapping[str, Any]:
    """A booking that is one's own or of a tool that one keeps, locked. Refuses: SignInNeeded, NotFound."""
    agent_id = await access.agent_of(work, viewer)
    row = await work.row(
        "SELECT * FROM booking WHERE cooperative_id = $1 AND id = $2 FOR UPDATE", work.cooperative_id, booking_id
    )
    if row is None or not (row["agent_id"] == agent_id or await keepers.keeps(work, viewer, row["tool_id"])):
        raise NotFound
    found: Mapping[str, Any] = row
    return found


async def end(work: Work, row: Mapping[str, Any], state: str) -> None:
    """Write a booking's last state, and count the use."""
    await work.execute(
        "UPDATE booking SET state = $3, ended_at = $4 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, row["id"], state, work.now,
    )  # fmt: skip
    if state == "returned" and row["purpose"] == "use":
        await work.execute(
            "UPDATE tool_unit SET uses = uses + 1 WHERE cooperative_id = $1 AND id = $2",
            work.cooperative_id,
            row["unit_id"],
        )
    work.emit(BookingEnded(booking_id=row["id"], tool_id=row["tool_id"], state=state))


async def write(
    work: Work,
    tool: Mapping[str, Any],
    unit: Mapping[str, Any],
    agent_id: UUID,
    purpose: str,
    starts_at: datetime,
    ends_at: datetime,
    note: str,
) -> UUID:
    """The row itself. Whoever else is there, the database has the last word. Refuses: SlotTaken."""
    booking_id = ids.new()
    deposit = tool["deposit_minor"] if purpose == "use" else 0
    try:
        async with work.attempt():
            await work.execute(
                """INSERT INTO booking (cooperative_id, id, tool_id, unit_id, lane, agent_id, purpose, starts_at, ends_at, state,
                   note, deposit_minor, currency, deposit_state, withheld_minor, created_at)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'booked', $10, $11, $12, $13, 0, $14)""",
                work.cooperative_id, booking_id, tool["id"], unit["id"], unit["lane"], agent_id, purpose, starts_at, ends_at,
                note, deposit, tool["currency"], "due" if deposit else "none", work.now,
            )  # fmt: skip
    except asyncpg.ExclusionViolationError:
        raise SlotTaken from None
    return booking_id


async def hours_of(work: Work, tool_id: UUID) -> list[Hours]:
    """A tool's hours in their order."""
    rows = await work.rows(
        "SELECT weekday, opens_minute, closes_minute FROM tool_hours WHERE cooperative_id = $1 AND tool_id = $2 ORDER BY 1, 2",
        work.cooperative_id,
        tool_id,
    )
    return [Hours(row["weekday"], row["opens_minute"], row["closes_minute"]) for row in rows]


async def _require_times(work: Work, tool: Mapping[str, Any], starts_at: datetime, ends_at: datetime) -> None:
    zone = ZoneInfo(tool["zone"])
    for name, moment in (("starts_at", starts_at), ("ends_at", ends_at)):
        local = moment.astimezone(zone)
        if not _is_minute(moment) or (local.hour * 60 + local.minute) % tool["step_minutes"]:
            if tool["step_minutes"] == 1440:
                raise InvalidInput(name, "whole_days")
            raise InvalidInput(name, "step_of_time", step=str(tool["step_minutes"]))
    if ends_at <= starts_at:
        raise InvalidInput("ends_at", "from_until")
    if starts_at < work.now - timedelta(minutes=tool["step_minutes"]) or ends_at <= work.now:
        raise InvalidInput("starts_at", "future")
    # By the clock on the wall: a day on which the clock is set back is a day all the same.
    if ends_at.astimezone(zone).replace(tzinfo=None) - starts_at.astimezone(zone).replace(tzinfo=None) > timedelta(
        minutes=tool["longest_minutes"]
    ):
        raise BookedTooLong(tool["longest_minutes"])
    days = await rules.number_at(work, keys.AHEAD_DAYS)
    if ends_at > work.now + timedelta(days=days):
        raise BookedTooFarAhead(days)
    hours = await hours_of(work, tool["id"])
    wrong = outside(hours, starts_at, ends_at, zone, inside_throughout=tool["kind"] == "room")
    if wrong is not None:
        raise OutsideHours(wrong)


async def _units(work: Work, tool_id: UUID, unit_id: UUID | None) -> Sequence[Mapping[str, Any]]:
    """Units that can be booked, locked in the order of their ids, the least used first to be tried."""
    rows = await work.rows(
        """SELECT * FROM tool_unit WHERE cooperative_id = $1 AND tool_id = $2 AND ($3::uuid IS NULL OR id = $3)
           ORDER BY id FOR NO KEY UPDATE""",
        work.cooperative_id,
        tool_id,
        unit_id,
    )
    if not rows:
        if unit_id is not None:
            raise NotFound
        raise InvalidTransition("broken")
    return sorted((row for row in rows if row["state"] == "usable"), key=lambda row: (row["uses"], row["label"]))


def _require_serviced(tool: Mapping[str, Any], unit: Mapping[str, Any], ends_at: datetime) -> None:
    by_date = tool["service_days"] and ends_at > unit["serviced_at"] + timedelta(days=tool["service_days"])
    by_uses = tool["service_uses"] and unit["uses"] >= tool["service_uses"]
    if by_date or by_uses:
        raise ServiceDue(unit["label"])


async def _free_at(
    work: Work, tool_id: UUID, unit_id: UUID | None, starts_at: datetime, length: timedelta
) -> datetime | None:
    """The first instant from which some unit is free for as long; None where hours would have a say in it."""
    if await hours_of(work, tool_id):
        return None
    rows = await work.rows(
        """SELECT u.id AS unit_id, b.starts_at, b.ends_at FROM tool_unit u LEFT JOIN booking b ON b.cooperative_id = u.cooperative_id
               AND b.unit_id = u.id AND b.state IN ('booked', 'out') AND b.ends_at > $4
           WHERE u.cooperative_id = $1 AND u.tool_id = $2 AND ($3::uuid IS NULL OR u.id = $3) AND u.state = 'usable'
           ORDER BY u.id, b.starts_at""",
        work.cooperative_id, tool_id, unit_id, starts_at,
    )  # fmt: skip
    free: dict[UUID, datetime] = {}
    for row in rows:
        at = free.setdefault(row["unit_id"], starts_at)
        if row["starts_at"] is not None and row["starts_at"] < at + length:
            free[row["unit_id"]] = max(at, row["ends_at"])
    return min(free.values(), default=None)


def _is_minute(moment: datetime) -> bool:
    return moment.second == 0 and moment.microsecond == 0
