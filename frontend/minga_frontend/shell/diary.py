"""Dates as a calendar that other programs read: RFC 5545 (iCalendar), written here and nowhere else. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from starlette.responses import Response

_MOST_BYTES: Final = 75


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something in a diary: from `begins` until `ends` (None: a moment), or the whole day `on`.

    `uid`: names it for good within our host. `stamp`: when it was written as it is; its beginning where nobody knows.
    """

    uid: str
    title: str
    begins: datetime | None = None
    ends: datetime | None = None
    on: date | None = None
    stamp: datetime | None = None
    place: str = ""
    address: str = ""


def written(entries: Iterable[Entry], *, about: str, host: str, name: str = "") -> str:
    """The calendar's text. `about`: what it is of, for programs; `name`: what people see; `host`: makes its ids the world's."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//Minga//{about}//EN", "CALSCALE:GREGORIAN"]
    if name:
        lines.append(f"X-WR-CALNAME:{_text(name)}")
    for one in entries:
        lines += ["BEGIN:VEVENT", f"UID:{one.uid}@{host}", f"DTSTAMP:{_stamp(one)}", *_when(one)]
        lines.append(f"SUMMARY:{_text(one.title)}")
        if one.place:
            lines.append(f"LOCATION:{_text(one.place)}")
        if one.address:
            lines.append(f"URL:{one.address}")
        lines.append("END:VEVENT")
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def answered(text: str, headers: Mapping[str, str] | None = None) -> Response:
    """The answer of a page that is a calendar."""
    return Response(text, media_type="text/calendar; charset=utf-8", headers=dict(headers or {}))


def _when(one: Entry) -> list[str]:
    if one.begins is None:
        assert one.on is not None
        return [f"DTSTART;VALUE=DATE:{one.on:%Y%m%d}", f"DTEND;VALUE=DATE:{one.on + timedelta(days=1):%Y%m%d}"]
    found = [f"DTSTART:{_instant(one.begins)}"]
    return [*found, f"DTEND:{_instant(one.ends)}"] if one.ends else found


def _stamp(one: Entry) -> str:
    known = one.stamp or one.begins
    return f"{one.on:%Y%m%d}T000000Z" if known is None else _instant(known)


def _instant(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    """§3.3.11: backslash, semicolon, comma and line break are written with a backslash."""
    escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\r", "")
    return escaped.replace("\n", "\\n")


def _folded(line: str) -> list[str]:
    """§3.1: no line longer than 75 bytes; what goes on begins with a space. Characters stay whole."""
    found, held = [], b""
    for sign in line:
        coded = sign.encode()
        if len(held) + len(coded) > _MOST_BYTES:
            found.append(held.decode())
            held = b" "
        held += coded
    return [*found, held.decode()]
