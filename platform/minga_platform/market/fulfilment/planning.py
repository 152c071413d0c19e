"""Keeping times: which places have slots, other hours on a day, and how many orders fit into one slot."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.fulfilment import slots
from minga_platform.market.fulfilment.errors import SlotHasOrders, SlotNotOffered
from minga_platform.market.fulfilment.events import SlotClosed
from minga_platform.market.fulfilment.hours import checked_hours
from minga_platform.market.fulfilment.slots import Kind
from minga_platform.market.fulfilment.windows import Window, read_hours, windows_on
from minga_platform.membership import access

RIGHT: Mapping[Kind, str] = {"pickup_point": "pickup_points.edit", "delivery_zone": "delivery.edit"}
"""What keeping the times of a place needs."""
_LARGEST_CAPACITY = 100_000
_LONGEST_CUTOFF = 20_160
_LONGEST_NOTE = 300


async def plan_slots(
    work: Work,
    viewer: Viewer,
    *,
    kind: Kind,
    place_id: UUID,
    has_slots: bool,
    slot_minutes: int | None,
    capacity: int | None,
    cutoff_minutes: int,
    hours: Sequence[Mapping[str, Any]] | None = None,
) -> UUID:
    """How a place's hours become times to choose. Slots whose capacity was not set by itself follow. Orders beyond it stay where they
    are, and nobody more gets in before there is room again.

    `hours`: for a delivery zone, when the co-op drives there (a pickup point's are its own). Orders keep the time they were told.
    Refuses: NotFound, NotAllowed, InvalidInput. Announces: SlotClosed for slots that the new hours have no more.
    """
    await access.require(work, viewer, RIGHT[kind])
    if slot_minutes is not None and not 5 <= slot_minutes <= 1440:
        raise InvalidInput("slot_minutes", "range", minimum="5", maximum="1440")
    if capacity is not None and not 1 <= capacity <= _LARGEST_CAPACITY:
        raise InvalidInput("capacity", "range", minimum="1", maximum=str(_LARGEST_CAPACITY))
    if not 0 <= cutoff_minutes <= _LONGEST_CUTOFF:
        raise InvalidInput("cutoff_minutes", "range", minimum="0", maximum=str(_LONGEST_CUTOFF))
    await _locked(work, kind, place_id)
    kept = checked_hours(hours) if hours is not None else None
    await work.execute(
        f"UPDATE {kind} SET has_slots = $3, slot_minutes = $4, slot_capacity = $5, cutoff_minutes = $6, hours = coalesce($7, hours) "
        "WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, place_id, has_slots, slot_minutes, capacity, cutoff_minutes, kept,
    )  # fmt: skip
    await work.execute(
        f"UPDATE slot SET capacity = CASE WHEN $3::int IS NOT NULL THEN greatest($3, taken) END "
        f"WHERE cooperative_id = $1 AND {kind}_id = $2 AND opens_at > $4 AND NOT own_capacity",
        work.cooperative_id, place_id, capacity, work.now,
    )  # fmt: skip
    await fit_slots(work, kind, place_id)
    return place_id


async def set_exception(
    work: Work, viewer: Viewer, *, kind: Kind, place_id: UUID, day: date, hours: Sequence[Mapping[str, Any]], note: str
) -> UUID:
    """Other hours on one day; none at all closes it. Buyers whose time falls away are told, and choose another; nobody is moved.

    Refuses: NotFound, NotAllowed, InvalidInput. Announces: SlotClosed for each slot with orders.
    """
    await access.require(work, viewer, RIGHT[kind])
    zone = await _locked(work, kind, place_id)
    if day < work.now.astimezone(ZoneInfo(zone)).date() or day > work.now.date() + timedelta(days=731):
        raise InvalidInput("day", "future")
    if len(note) > _LONGEST_NOTE:
        raise InvalidInput("note", "length", maximum=str(_LONGEST_NOTE))
    kept = [
        {"from": one["from"], "until": one["until"]}
        for one in checked_hours([{**one, "weekday": day.weekday()} for one in hours])
    ]
    exception_id: UUID = await work.value(
        f"INSERT INTO opening_exception (cooperative_id, id, {kind}_id, day, hours, note) VALUES ($1, $2, $3, $4, $5, $6) "
        f"ON CONFLICT (cooperative_id, {kind}_id, day) DO UPDATE SET hours = excluded.hours, note = excluded.note RETURNING id",
        work.cooperative_id, ids.new(), place_id, day, kept, note.strip(),
    )  # fmt: skip
    await fit_slots(work, kind, place_id)
    return exception_id


async def drop_exception(work: Work, viewer: Viewer, *, exception_id: UUID) -> UUID:
    """The weekly hours hold on that day after all. Refuses: NotFound, NotAllowed."""
    row = await work.row(
        "SELECT pickup_point_id, delivery_zone_id FROM opening_exception WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        exception_id,
    )
    kind: Kind = "delivery_zone" if row is not None and row["delivery_zone_id"] else "pickup_point"
    await access.require(work, viewer, RIGHT[kind])
    if row is None:
        raise NotFound
    place_id: UUID = row[f"{kind}_id"]
    await _locked(work, kind, place_id)
    await work.execute(
        "DELETE FROM opening_exception WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, exception_id
    )
    await fit_slots(work, kind, place_id)
    return exception_id


async def set_slot_capacity(
    work: Work, viewer: Viewer, *, kind: Kind, place_id: UUID, opens_at: datetime, capacity: int | None
) -> UUID:
    """How many orders fit into one slot (None: any number). Refuses: NotFound, NotAllowed, InvalidInput, SlotNotOffered, SlotHasOrders."""
    await access.require(work, viewer, RIGHT[kind])
    if capacity is not None and not 1 <= capacity <= _LARGEST_CAPACITY:
        raise InvalidInput("capacity", "range", minimum="1", maximum=str(_LARGEST_CAPACITY))
    zone = await _locked(work, kind, place_id)
    offered = (await slots.offered(work, kind, [place_id], zone=zone)).get(place_id, [])
    found = next((one for one in offered if one.opens_at == opens_at and one.is_open), None)
    if found is None:
        raise SlotNotOffered("unknown")
    row = await slots.written(work, kind, place_id, Window(found.opens_at, found.closes_at), found.capacity)
    if capacity is not None and capacity < row["taken"]:
        raise SlotHasOrders(row["taken"])
    await work.execute(
        "UPDATE slot SET capacity = $3, own_capacity = true WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, row["id"], capacity,
    )  # fmt: skip
    slot_id: UUID = row["id"]
    return slot_id


async def fit_slots(work: Work, kind: Kind, place_id: UUID) -> None:
    """Open exactly those of a place's written slots that follow from its hours now; its row is locked. Announces: SlotClosed."""
    row = await work.row(
        f"SELECT p.hours, p.has_slots, p.slot_minutes, p.state, c.zone FROM {kind} p JOIN cooperative c ON c.id = p.cooperative_id "
        "WHERE p.cooperative_id = $1 AND p.id = $2",
        work.cooperative_id, place_id,
    )  # fmt: skip
    assert row is not None
    exceptions = {one.day: one.hours for one in await slots.exceptions_of(work, kind, [place_id])}
    rows = await work.rows(
        f"SELECT id, opens_at, closes_at, state, taken FROM slot WHERE cooperative_id = $1 AND {kind}_id = $2 AND closes_at > $3 "
        "ORDER BY id FOR UPDATE",
        work.cooperative_id, place_id, work.now,
    )  # fmt: skip
    hours, changed = read_hours(row["hours"]), []
    for slot in rows:
        day = slot["opens_at"].astimezone(ZoneInfo(row["zone"])).date()
        windows = windows_on(day, hours, row["zone"], row["slot_minutes"], exceptions.get(day))
        state = "open" if Window(slot["opens_at"], slot["closes_at"]) in windows else "closed"
        if state != slot["state"]:
            changed.append((work.cooperative_id, slot["id"], state))
            if state == "closed" and slot["taken"]:
                work.emit(SlotClosed(slot_id=slot["id"]))
    await work.many("UPDATE slot SET state = $3 WHERE cooperative_id = $1 AND id = $2", changed)


async def _locked(work: Work, kind: Kind, place_id: UUID) -> str:
    """The co-op's zone; the place's row is locked against buyers who choose a time there. Refuses: NotFound."""
    zone: str | None = await work.value(
        f"SELECT c.zone FROM {kind} p JOIN cooperative c ON c.id = p.cooperative_id WHERE p.cooperative_id = $1 AND p.id = $2 FOR UPDATE OF p",
        work.cooperative_id, place_id,
    )  # fmt: skip
    if zone is None:
        raise NotFound
    return zone
