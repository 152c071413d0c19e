"""Opening hours, by the co-op's own clock: pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

DAY_MINUTES = 1440


@dataclass(frozen=True, slots=True, order=True)
class Hours:
    """A weekday (Monday is 1) from one minute of the day to another; 1440 is midnight at its end."""

    weekday: int
    opens: int
    closes: int


def outside(
    hours: Sequence[Hours], starts_at: datetime, ends_at: datetime, zone: ZoneInfo, *, inside_throughout: bool
) -> datetime | None:
    """The end of the stretch that lies outside the hours; None where all is well.

    A tool is fetched and brought back within hours and may be out over night; a room is open all the while somebody is in it
    (`inside_throughout`). Hours that meet at midnight are one.
    """
    if not hours:
        return None
    first, last = starts_at.astimezone(zone), ends_at.astimezone(zone)
    if not _open_at(hours, first, beginning=True):
        return starts_at
    if not _open_at(hours, last, beginning=False):
        return ends_at
    if not inside_throughout:
        return None
    # By the clock on the wall, in which the hours are written.
    now, end = first.replace(tzinfo=None), last.replace(tzinfo=None)
    while now < end:
        minute = now.hour * 60 + now.minute
        closes = max(
            (one.closes for one in hours if one.weekday == now.isoweekday() and one.opens <= minute < one.closes),
            default=None,
        )
        if closes is None:
            return starts_at
        now = now.replace(hour=0, minute=0) + timedelta(minutes=closes)
    return None


def _open_at(hours: Sequence[Hours], moment: datetime, *, beginning: bool) -> bool:
    minute = moment.hour * 60 + moment.minute
    if beginning:
        return any(one.weekday == moment.isoweekday() and one.opens <= minute < one.closes for one in hours)
    if minute == 0:
        before = (moment - timedelta(days=1)).isoweekday()
        return any(one.weekday == before and one.closes == DAY_MINUTES for one in hours)
    return any(one.weekday == moment.isoweekday() and one.opens < minute <= one.closes for one in hours)
