"""When a tool is taken: as a picture of days, and as a calendar that other programs subscribe to. Pure.

Nobody's name stands in it, for its address is open to all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from minga_frontend.shell import diary

_WIDTH = 1000


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch on a unit's line, in parts of a thousand of the whole."""

    x: int
    width: int
    is_mine: bool
    is_service: bool


def bars(bookings: Sequence[Mapping[str, Any]], unit: str, begins: datetime, days: int) -> list[Bar]:
    """A unit's stretches within the days shown."""
    whole = timedelta(days=days)
    found = []
    for one in bookings:
        if one["unitId"] != unit:
            continue
        starts, ends = datetime.fromisoformat(one["startsAt"]), datetime.fromisoformat(one["endsAt"])
        left = max(0.0, (starts - begins) / whole) * _WIDTH
        right = min(1.0, (ends - begins) / whole) * _WIDTH
        found.append(Bar(round(left), max(3, round(right - left)), one["isMine"], one["purpose"] == "SERVICE"))
    return found


def days_from(now: datetime, zone: ZoneInfo, days: int) -> tuple[datetime, list[date]]:
    """Midnight at the beginning of today where the co-op is, and the days from it on."""
    today = now.astimezone(zone).date()
    begins = datetime.combine(today, datetime.min.time(), zone).astimezone(UTC)
    return begins, [today + timedelta(days=number) for number in range(days)]


def written(
    bookings: Sequence[Mapping[str, Any]], *, name: str, place: str, taken: str, stamp: datetime, host: str
) -> str:
    """The calendar's text. `taken`: what each entry is called; `host`: makes its ids the world's."""
    entries = [
        diary.Entry(
            uid=one["id"],
            title=f"{name}: {one['unit']} ({taken})",
            begins=datetime.fromisoformat(one["startsAt"]),
            ends=datetime.fromisoformat(one["endsAt"]),
            stamp=stamp,
            place=place,
        )
        for one in bookings
    ]
    return diary.written(entries, about="tools", host=host, name=name)
