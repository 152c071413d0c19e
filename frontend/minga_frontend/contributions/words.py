"""How contributions and work days are said to people."""

import re
from collections.abc import Mapping
from typing import Final

from minga_frontend.shell.forms import read_number
from minga_platform.kernel.locale import mark, say, write_number

KINDS: Final[Mapping[str, str]] = {
    "WORK": mark("Work"),
    "CARE": mark("Care for people"),
    "COORDINATION": mark("Coordination"),
    "MENTORING": mark("Mentoring"),
    "DESIGN": mark("Design"),
    "DOCUMENTATION": mark("Documentation"),
    "TRANSLATION": mark("Translation"),
    "MATERIALS": mark("Materials"),
    "TOOLS": mark("My tools"),
}
HINTS: Final[Mapping[str, str]] = {
    "WORK": mark("With hands or head"),
    "CARE": mark("Cooking, children, listening"),
    "COORDINATION": mark("Bringing people together"),
    "MENTORING": mark("Teaching and standing by"),
    "DESIGN": mark("Thinking of how it could be"),
    "DOCUMENTATION": mark("Writing down how it is done"),
    "TRANSLATION": mark("Saying it in another language"),
    "MATERIALS": mark("Things that the co-op keeps"),
    "TOOLS": mark("Lent for a while"),
}
STATES: Final[Mapping[str, tuple[str, str]]] = {
    "OPEN": (mark("waits for your word"), ""),
    "RECOGNISED": (mark("counts"), "good"),
    "DISPUTED": (mark("disputed"), "care"),
    "REFUSED": (mark("refused"), "bad"),
    "REVOKED": (mark("ended by a keeper"), "bad"),
    "EXPIRED": (mark("out of time"), ""),
    "WITHDRAWN": (mark("corrected"), ""),
    "NOTHING": (mark("taken back"), ""),
}
FLAGS: Final[Mapping[str, str]] = {
    "self": mark("It is about herself."),
    "author": mark("She wrote it down for the other."),
    "household": mark("They live in one household."),
    "ring": mark("These few attest only one another."),
    "revoked_attestor": mark("Her word was found not to be relied on."),
}
PROBLEMS: Final[Mapping[str, str]] = {
    "date": mark("the date"),
    "kind": mark("the kind"),
    "hours": mark("the hours"),
    "minutes": mark("the hours"),
    "quantity": mark("the quantity"),
    "unit": mark("the unit"),
    "cause": mark("what for"),
    "work": mark("no such work of the commons"),
    "member": mark("no such member, or not yours to write for"),
    "links": mark("the link"),
    "note": mark("the note"),
    "no_commit": mark("this is no line of a Git log"),
    "future": mark("a day that is still to come"),
    "columns": mark("the columns: date and kind are needed, and none that is unknown"),
    "lines": mark("too many lines in one file"),
}
DAY_STATES: Final[Mapping[str, tuple[str, str]]] = {
    "CALLED": (mark("members are called"), "good"),
    "FINISHED": (mark("done"), ""),
    "CANCELLED": (mark("called off"), "bad"),
}
SEAT_STATES: Final[Mapping[str, str]] = {
    "TAKEN": mark("signed up"),
    "WAITING": mark("in the line"),
    "CAME": mark("came"),
    "ABSENT": mark("did not come"),
}
UNITS: Final = (("PIECE", mark("pieces")), ("GRAM", mark("grams")), ("MILLILITRE", mark("millilitres")))
_CLOCK: Final = re.compile(r"(\d{1,2})\s*[:h]\s*([0-5]?\d)")
_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")


def hours(minutes: int, language: str) -> str:
    """`1 h 30`, `45 min`, `12 h`: as people say how long, with figures of their language."""
    whole, rest = divmod(int(minutes), 60)
    if not whole:
        return say(language, mark("%(minutes)s min"), minutes=write_number(rest, language))
    if not rest:
        return say(language, mark("%(hours)s h"), hours=write_number(whole, language))
    return say(
        language,
        mark("%(hours)s h %(minutes)s"),
        hours=write_number(whole, language),
        minutes=write_number(rest, language),
    )


def read_hours(text: str) -> int | None:
    """Minutes of what was typed: `1:30`, `1 h 30`, `1,5`, `1.5`, `45 min`; None where it is no time, or no whole minutes."""
    plain = text.strip().lower().translate(_DIGITS)
    if clock := _CLOCK.fullmatch(plain):
        return int(clock[1]) * 60 + int(clock[2])
    if plain.endswith(("min", "m", "'")):
        number = read_number(plain.rstrip("min'").strip(), 0)
        return number if number is not None and number > 0 else None
    number = read_number(plain.removesuffix("h").strip(), 2)
    if number is None or number <= 0 or number * 60 % 100:
        return None
    return number * 60 // 100


def told(kinds: list[tuple[str, int]], language: str) -> str:
    """`Care (12 h), Work (3 h) and Design (1 h)`: what somebody gave, most first."""
    named = [
        say(language, mark("%(kind)s (%(time)s)"), kind=say(language, KINDS[kind]), time=hours(minutes, language))
        for kind, minutes in kinds
    ]
    if len(named) < 2:
        return "".join(named)
    return say(
        language, mark("%(several)s and %(last)s"), several=say(language, mark(", ")).join(named[:-1]), last=named[-1]
    )
