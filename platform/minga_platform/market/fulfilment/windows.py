"""When a pickup point is open next: from weekly hours to windows that people can note down. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Hours:
    """Open every week on `weekday` (Monday is 0) from `opens` until `closes`, civil time of the co-op."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Window:
    """One opening, as instants."""

    opens: datetime
    closes: datetime


def read_hours(stored: Sequence[dict[str, object]]) -> list[Hours]:
    """From the form `[{weekday, from, until}]` that the database keeps."""
    return [
        Hours(int(str(one["weekday"])), time.fromisoformat(str(one["from"])), time.fromisoformat(str(one["until"])))
        for one in stored
    ]


def next_windows(hours: Sequence[Hours], now: datetime, zone: str, number: int = 3) -> list[Window]:
    """The next openings that have not ended, soonest first; a night when clocks change is as long as it is."""
    place = ZoneInfo(zone)
    today = now.astimezone(place).date()
    found: list[Window] = []
    for ahead in range(15):
        day: date = today + timedelta(days=ahead)
        for one in sorted(hours, key=lambda each: each.opens):
            if one.weekday == day.weekday():
                opens = datetime.combine(day, one.opens, place).astimezone(UTC)
                closes = datetime.combine(day, one.closes, place).astimezone(UTC)
                if closes > now:
                    found.append(Window(opens, closes))
    return sorted(found, key=lambda window: window.opens)[:number]


def windows_on(
    day: date, hours: Sequence[Hours], zone: str, minutes: int | None, exception: Sequence[Hours] | None = None
) -> list[Window]:
    """What can be chosen on a day: each opening, or its pieces of so many minutes (a rest that is shorter is a piece too).

    `exception`: what holds on this day instead of the weekly hours, whatever weekday it says.
    """
    place = ZoneInfo(zone)
    todays = exception if exception is not None else [one for one in hours if one.weekday == day.weekday()]
    found: list[Window] = []
    for one in sorted(todays, key=lambda each: each.opens):
        opens = datetime.combine(day, one.opens, place).astimezone(UTC)
        closes = datetime.combine(day, one.closes, place).astimezone(UTC)
        step = timedelta(minutes=minutes) if minutes else closes - opens
        while opens < closes:
            ends = min(opens + step, closes)
            found.append(Window(opens, ends))
            opens = ends
    return found
