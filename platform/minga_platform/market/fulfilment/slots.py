"""Times to fetch goods, or to have them brought: what can be chosen, and taking one.

A slot is a window that follows from the place's hours. Its row is written when it is first needed; until then the hours
say all there is to say. Who takes one locks its row, so however many come at once, no more get in than fit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from minga_platform.kernel import ids
from minga_platform.kernel.work import Work
from minga_platform.market.fulfilment.errors import SlotFull, SlotNotOffered
from minga_platform.market.fulfilment.windows import Hours, Window, read_hours, windows_on

Kind = Literal["pickup_point", "delivery_zone"]
DAYS_AHEAD = 14


@dataclass(frozen=True, slots=True)
class Slot:
    """A window that can be chosen. `left`: how many orders still fit, None for any number; `cutoff_at`: until when one can choose it."""

    opens_at: datetime
    closes_at: datetime
    cutoff_at: datetime
    capacity: int | None
    taken: int
    is_open: bool

    @property
    def left(self) -> int | None:
        """How many more orders fit."""
        return None if self.capacity is None else max(self.capacity - self.taken, 0)

    def is_free(self, now: datetime) -> bool:
        """Whether somebody could choose it now."""
        return self.is_open and self.cutoff_at > now and self.left != 0


@dataclass(frozen=True, slots=True)
class Taken:
    """The slot of an order, its row locked; `plain` is what the order keeps of it."""

    id: UUID
    opens_at: datetime
    closes_at: datetime

    def plain(self) -> dict[str, str]:
        """As it is stored in an order's `place`."""
        return {"opens": self.opens_at.isoformat(), "closes": self.closes_at.isoformat()}


@dataclass(frozen=True, slots=True)
class OtherHours:
    """What holds on one day instead of the weekly hours."""

    id: UUID
    place_id: UUID
    day: date
    hours: list[Hours]
    note: str


_PLAN = "hours, has_slots, slot_minutes, slot_capacity, cutoff_minutes, state"


async def offered(
    work: Work,
    kind: Kind,
    place_ids: Sequence[UUID],
    *,
    zone: str,
    days: int = DAYS_AHEAD,
    since: datetime | None = None,
) -> dict[UUID, list[Slot]]:
    """Place → its slots of the coming days, soonest first, full and closed ones too. Places without slots are left out. One statement."""
    now = since or work.now
    rows = await work.rows(
        f"""SELECT p.id, p.hours, p.slot_minutes, p.slot_capacity, p.cutoff_minutes,
            (SELECT coalesce(jsonb_agg(jsonb_build_object('day', x.day, 'hours', x.hours)), '[]') FROM opening_exception x
                WHERE x.cooperative_id = p.cooperative_id AND x.{kind}_id = p.id AND x.day >= $3::date - 1) AS exceptions,
            (SELECT coalesce(jsonb_agg(jsonb_build_object('opens', s.opens_at, 'closes', s.closes_at, 'taken', s.taken,
                'capacity', CASE WHEN s.own_capacity THEN s.capacity ELSE p.slot_capacity END, 'state', s.state)), '[]') FROM slot s
                WHERE s.cooperative_id = p.cooperative_id AND s.{kind}_id = p.id AND s.closes_at > $3) AS slots
        FROM {kind} p WHERE p.cooperative_id = $1 AND p.id = ANY($2) AND p.has_slots""",
        work.cooperative_id, list(place_ids), now,
    )  # fmt: skip
    return {row["id"]: _of_place(row, now, zone, days) for row in rows}


def _of_place(row: asyncpg.Record, now: datetime, zone: str, days: int) -> list[Slot]:
    hours = read_hours(row["hours"])
    exceptions = {date.fromisoformat(one["day"]): _hours_of_day(one["hours"]) for one in row["exceptions"]}
    known = {datetime.fromisoformat(one["opens"]): one for one in row["slots"]}
    cutoff = timedelta(minutes=row["cutoff_minutes"])
    today = now.astimezone(ZoneInfo(zone)).date()
    found: list[Slot] = []
    for ahead in range(days + 1):
        day = today + timedelta(days=ahead)
        for window in windows_on(day, hours, zone, row["slot_minutes"], exceptions.get(day)):
            written = known.pop(window.opens, None)
            if window.closes > now:
                found.append(_slot(window, written, row["slot_capacity"], cutoff))
    # What was chosen once and does not follow from the hours any more is still somebody's: shown, and closed.
    found += [
        _slot(Window(opens, datetime.fromisoformat(one["closes"])), {**one, "state": "closed"}, None, cutoff)
        for opens, one in known.items()
        if one["taken"]
    ]
    return sorted(found, key=lambda slot: slot.opens_at)


def _slot(window: Window, written: Mapping[str, Any] | None, capacity: int | None, cutoff: timedelta) -> Slot:
    return Slot(
        window.opens,
        window.closes,
        window.opens - cutoff,
        written["capacity"] if written else capacity,
        written["taken"] if written else 0,
        written is None or written["state"] == "open",
    )


def _hours_of_day(stored: Sequence[Mapping[str, Any]]) -> list[Hours]:
    return read_hours([{"weekday": 0, **one} for one in stored])


async def exceptions_of(work: Work, kind: Kind, place_ids: Sequence[UUID]) -> list[OtherHours]:
    """The days to come on which other hours hold."""
    rows = await work.rows(
        f"SELECT id, {kind}_id AS place_id, day, hours, note FROM opening_exception WHERE cooperative_id = $1 AND {kind}_id = ANY($2) "
        "AND day >= $3::date - 1 ORDER BY day, id",
        work.cooperative_id, list(place_ids), work.now,
    )  # fmt: skip
    return [
        OtherHours(row["id"], row["place_id"], row["day"], _hours_of_day(row["hours"]), row["note"]) for row in rows
    ]


async def take(work: Work, kind: Kind, place_id: UUID, opens_at: datetime | None) -> Taken | None:
    """The slot for an order about to be placed there, its row locked until the unit ends; None where the place has no slots.

    Refuses: SlotNotOffered, SlotFull.
    """
    # Shared with other buyers, not with whoever changes hours: first the lock, then a look at the day's exception.
    plan = await work.row(
        f"SELECT {_PLAN} FROM {kind} WHERE cooperative_id = $1 AND id = $2 FOR SHARE", work.cooperative_id, place_id
    )
    if plan is None or not plan["has_slots"]:
        return None
    if opens_at is None:
        raise SlotNotOffered("needed")
    window = await _window(work, kind, place_id, plan, opens_at)
    slot = await written(work, kind, place_id, window, plan["slot_capacity"])
    if slot["state"] != "open":
        raise SlotNotOffered("closed")
    if opens_at - timedelta(minutes=plan["cutoff_minutes"]) <= await work.fresh_now():
        raise SlotNotOffered("too_late")
    # A slot that holds more than the place takes by now keeps what it holds; the place's number says whether one more gets in.
    capacity = slot["capacity"] if slot["own_capacity"] else plan["slot_capacity"]
    if capacity is not None and slot["taken"] >= capacity:
        raise await _full(work, kind, place_id, opens_at)
    return Taken(slot["id"], window.opens, window.closes)


async def _window(work: Work, kind: Kind, place_id: UUID, plan: asyncpg.Record, opens_at: datetime) -> Window:
    """Refuses: SlotNotOffered."""
    row = await work.row(
        f"""SELECT c.zone, (SELECT x.hours FROM opening_exception x WHERE x.cooperative_id = $1 AND x.{kind}_id = $2
            AND x.day = ($3::timestamptz AT TIME ZONE c.zone)::date) AS todays FROM cooperative c WHERE c.id = $1""",
        work.cooperative_id, place_id, opens_at,
    )  # fmt: skip
    assert row is not None
    day = opens_at.astimezone(ZoneInfo(row["zone"])).date()
    todays = None if row["todays"] is None else _hours_of_day(row["todays"])
    for window in windows_on(day, read_hours(plan["hours"]), row["zone"], plan["slot_minutes"], todays):
        if window.opens == opens_at:
            return window
    raise SlotNotOffered("closed" if todays is not None else "unknown")


async def written(work: Work, kind: Kind, place_id: UUID, window: Window, capacity: int | None) -> asyncpg.Record:
    """The slot's row, written down if it was not yet, and locked."""
    row = await work.row(
        f"INSERT INTO slot (cooperative_id, id, {kind}_id, opens_at, closes_at, capacity, state) VALUES ($1, $2, $3, $4, $5, $6, 'open') "
        f"ON CONFLICT (cooperative_id, {kind}_id, opens_at) DO UPDATE SET taken = slot.taken RETURNING *",
        work.cooperative_id, ids.new(), place_id, window.opens, window.closes, capacity,
    )  # fmt: skip
    assert row is not None
    return row


async def _full(work: Work, kind: Kind, place_id: UUID, opens_at: datetime) -> SlotFull:
    zone = await work.value("SELECT zone FROM cooperative WHERE id = $1", work.cooperative_id)
    others = (await offered(work, kind, [place_id], zone=zone)).get(place_id, [])
    return SlotFull(opens_at, next((one.opens_at for one in others if one.is_free(work.now)), None))


async def has_room(work: Work, slot_id: UUID) -> bool:
    """Whether one more order fits into a slot, its row locked: for an order that ended and comes back to life."""
    row = await work.row(
        "SELECT s.state, s.taken, CASE WHEN s.own_capacity THEN s.capacity ELSE coalesce(p.slot_capacity, z.slot_capacity) END AS capacity FROM slot s "
        "LEFT JOIN pickup_point p ON p.cooperative_id = s.cooperative_id AND p.id = s.pickup_point_id "
        "LEFT JOIN delivery_zone z ON z.cooperative_id = s.cooperative_id AND z.id = s.delivery_zone_id "
        "WHERE s.cooperative_id = $1 AND s.id = $2 FOR UPDATE OF s",
        work.cooperative_id,
        slot_id,
    )
    return row is not None and row["state"] == "open" and (row["capacity"] is None or row["taken"] < row["capacity"])


async def require_room(work: Work, slot_id: UUID) -> None:
    """As `has_room`, for somebody who can be told. Refuses: SlotNotOffered, SlotFull."""
    if await has_room(work, slot_id):
        return
    row = await work.row(
        "SELECT state, opens_at, pickup_point_id, delivery_zone_id FROM slot WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, slot_id,
    )  # fmt: skip
    if row is None or row["state"] != "open":
        raise SlotNotOffered("closed")
    kind: Kind = "pickup_point" if row["pickup_point_id"] else "delivery_zone"
    raise await _full(work, kind, row["pickup_point_id"] or row["delivery_zone_id"], row["opens_at"])
