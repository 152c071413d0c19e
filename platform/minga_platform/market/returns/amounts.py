"""When a withdrawal ends, and what a part of a line is worth. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_SATURDAY = 5


def last_moment(handed_over_at: datetime, days: int, zone: str) -> datetime:
    """The end of the last day: the day of the hand-over does not count, and a period that would end on a weekend ends on Monday
    (Regulation 1182/71, Art. 3). Public holidays are each country's own, so they are left to whoever settles the return."""
    place = ZoneInfo(zone)
    last: date = handed_over_at.astimezone(place).date() + timedelta(days=days)
    while days and last.weekday() >= _SATURDAY:
        last += timedelta(days=1)
    return datetime.combine(last + timedelta(days=1), time(), place).astimezone(UTC)


def worth(total_minor: int, sold: int, before: int, quantity: int) -> int:
    """What `quantity` of a line is worth after `before` came back already: cumulative, so that the last one takes the cents."""
    return total_minor * (before + quantity) // sold - total_minor * before // sold
