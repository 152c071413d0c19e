"""What a manifest is made of before anybody asks what it means: plain values that keep what was written.

Numbers stay exact (`0.10` is not `0.1000000000000000055`), dates keep their text, and nothing is in them that a
database or another reader would refuse: no control characters, no half of a surrogate pair, no NaN.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or time that stands unquoted; its text as ISO 8601 writes it."""

    text: str


Value: TypeAlias = str | bool | int | Decimal | Moment | tuple["Value", ...] | Mapping[str, "Value"]
Tree: TypeAlias = Mapping[str, Value]

_UNWANTED = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
_TIME = r"(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?"
_MOMENT = re.compile(rf"\d{{4}}-\d\d-\d\d(?:[Tt ]{_TIME}(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)?)?|{_TIME}")


def moment(text: str) -> Moment | None:
    """The date, time or both that a text is, if it is one: what TOML writes without quotes."""
    if not _MOMENT.fullmatch(text):
        return None
    try:
        if ":" in text[:3]:
            return Moment(time.fromisoformat(text).isoformat())
        if len(text) == 10:
            return Moment(date.fromisoformat(text).isoformat())
        return Moment(datetime.fromisoformat(text.upper().replace(" ", "T")).isoformat())
    except ValueError:  # The thirtieth of February.
        return None


def cleaned(text: str) -> str:
    """The text without what nobody can see and no database takes; line ends as `\\n`."""
    return _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def is_nothing(value: Value | None) -> bool:
    """Whether somebody left the place open: no value, an empty text, an empty list or table."""
    if value is None:
        return True
    if isinstance(value, str):
        return not value.strip()
    return isinstance(value, tuple | Mapping) and not value


def as_text(value: Value) -> str | None:
    """A single value as the text that it is; None for lists and tables."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case int() | Decimal():
            return str(value)
        case Moment(text):
            return text
        case _:
            return None
