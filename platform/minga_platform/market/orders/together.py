"""Everything at one pickup: a place and a time that all parts of a basket can use, where there is one; else why there is none.

What a basket has of one co-op is placed as one order for each order cycle, and one for what is sold all the time. Each has a choice
of its own; mostly people mean to come once (decision 0215).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from minga_platform.kernel.work import Work
from minga_platform.market.fulfilment import queries as places
from minga_platform.market.fulfilment import slots
from minga_platform.market.fulfilment.queries import PickupPoint
from minga_platform.market.fulfilment.slots import Slot
from minga_platform.market.fulfilment.windows import Hours, Window, read_hours, windows_on

WhyNot = Literal["places", "times", "full", "made_later", "currencies"]
"""Nothing is fetched at one place; not at one time; the times they share are full or over; something is made to order and not
ready by then; the basket is in several currencies."""

_MOST_CHOICES = 3
_DAYS_AHEAD = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """A place and a time that every part can use. `slot_opens_at`: the time to choose there, where the place has times."""

    point: PickupPoint
    opens: datetime
    closes: datetime
    slot_opens_at: datetime | None


@dataclass(frozen=True, slots=True)
class Together:
    """The soonest choices first; without any, why."""

    choices: tuple[Choice, ...]
    why_not: WhyNot | None


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of an open pickup point: when each cycle's goods are fetched there, its own times, or when it is open."""

    point: PickupPoint
    cycles: Mapping[UUID, Window]
    times: Sequence[Slot]
    openings: Sequence[Window]


async def together(
    work: Work, cycle_ids: Sequence[UUID | None], *, zone: str, ready_by: date | None = None
) -> Together:
    """For the parts of a basket in the unit's co-op: the cycles, and None for what is sold all the time.

    `ready_by`: by when all that is made to order is ready. At most four statements.
    """
    cycles = [one for one in cycle_ids if one is not None]
    points = await places.pickup_points(work)
    rows = await work.rows(
        "SELECT cycle_id, pickup_point_id, fetch_from, fetch_until FROM cycle_pickup WHERE cooperative_id = $1 AND cycle_id = ANY($2)",
        work.cooperative_id,
        cycles,
    )
    timed = [one.id for one in points if one.has_slots]
    plain = [one.id for one in points if not one.has_slots]
    anytime = None in cycle_ids
    offered = await slots.offered(work, "pickup_point", timed, zone=zone, days=_DAYS_AHEAD) if anytime and timed else {}
    exceptions = await slots.exceptions_of(work, "pickup_point", plain) if anytime and plain else []
    found = [
        Place(
            point,
            {row["cycle_id"]: Window(row["fetch_from"], row["fetch_until"]) for row in rows if row["pickup_point_id"] == point.id},
            offered.get(point.id, ()),
            _openings(point, {one.day: one.hours for one in exceptions if one.place_id == point.id}, work.now, zone)
            if anytime and not point.has_slots
            else (),
        )
        for point in points
    ]  # fmt: skip
    return choose(found, cycles, anytime=anytime, parts=len(cycle_ids), now=work.now, zone=zone, ready_by=ready_by)


def choose(
    found: Sequence[Place],
    cycles: Sequence[UUID],
    *,
    anytime: bool,
    parts: int,
    now: datetime,
    zone: str,
    ready_by: date | None = None,
) -> Together:
    """The choices that every part has, each with room for as many orders as there are parts. Pure."""
    choices: list[Choice] = []
    reasons: set[WhyNot] = {"places"}
    for place in found:
        if any(cycle not in place.cycles for cycle in cycles):
            continue
        common = _common([place.cycles[one] for one in cycles], now)
        if common is None:
            reasons.add("times")
            continue
        for window, slot in _windows(place, common, anytime=anytime):
            if slot is not None and (not slot.is_free(now) or (slot.left is not None and slot.left < parts)):
                reasons.add("full")
            elif ready_by is not None and window.opens.astimezone(ZoneInfo(zone)).date() < ready_by:
                reasons.add("made_later")
            else:
                choices.append(Choice(place.point, window.opens, window.closes, slot.opens_at if slot else None))
        reasons.add("times")
    if choices:
        soonest = sorted(choices, key=lambda one: (one.opens, one.closes))
        return Together(tuple(soonest[:_MOST_CHOICES]), None)
    return Together((), next(one for one in _GRAVEST if one in reasons))


_GRAVEST: tuple[WhyNot, ...] = ("made_later", "full", "times", "places")
"""What came nearest to a choice is what is said."""


def _common(windows: Sequence[Window], now: datetime) -> Window | None:
    opens, closes = max(one.opens for one in windows), min(one.closes for one in windows)
    return Window(opens, closes) if max(opens, now) < closes else None


def _windows(place: Place, common: Window, *, anytime: bool) -> list[tuple[Window, Slot | None]]:
    """The pieces of the time that the cycles share at which the rest can be fetched too."""
    if not anytime:
        return [(common, None)]
    if place.point.has_slots:
        return [
            (Window(one.opens_at, one.closes_at), one)
            for one in place.times
            if common.opens <= one.opens_at and one.closes_at <= common.closes
        ]
    if not place.point.hours:
        return [(common, None)]
    shared = (Window(max(one.opens, common.opens), min(one.closes, common.closes)) for one in place.openings)
    return [(one, None) for one in shared if one.opens < one.closes]


def _openings(point: PickupPoint, exceptions: Mapping[date, Sequence[Hours]], now: datetime, zone: str) -> list[Window]:
    hours, today = read_hours(point.hours), now.astimezone(ZoneInfo(zone)).date()
    days = [today + timedelta(days=ahead) for ahead in range(_DAYS_AHEAD + 1)]
    return [window for day in days for window in windows_on(day, hours, zone, None, exceptions.get(day))]
