"""When a tool is taken: as a picture of days, and as a calendar that other programs subscribe to. Pure.

Format: RFC 5545 (iCalendar). Nobody's name stands in it, for its address is open to all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

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
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Minga//tools//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    for one in bookings:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{one['id']}@{host}",
            f"DTSTAMP:{_instant(stamp)}",
            f"DTSTART:{_instant(datetime.fromisoformat(one['startsAt']))}",
            f"DTEND:{_instant(datetime.fromisoformat(one['endsAt']))}",
            "SUMMARY:" + _text(f"{name}: {one['unit']} ({taken})"),
            f"LOCATION:{_text(place)}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(words: str) -> str:
    """§3.3.11: backslash, semicolon, comma and line break are written with a backslash."""
    escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\r", "")
    return escaped.replace("\n", "\\n")


def _folded(line: str) -> list[str]:
    """§3.1: no line longer than 75 bytes; what goes on begins with a space. Characters stay whole."""
    found, held = [], b""
    for sign in line:
        coded = sign.encode()
        if len(held) + len(coded) > 75:
            found.append(held.decode())
            held = b" "
        held += coded
    return [*found, held.decode()]
