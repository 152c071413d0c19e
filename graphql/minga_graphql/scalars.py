"""Values that cannot be built wrong at the door: whole numbers, instants, days, language tags, addresses.

Annotate a field with these types, with `datetime` or with `date`; `SCALARS` tells the schema their form outside:
`StrawberryConfig(scalar_map=SCALARS)`. Text of people (names, mail addresses they type) is plain `String`, bounded by
`limits`, and judged by the commands, which can refuse in the reader's language; a scalar can only call the whole
document invalid, so it is for what programs make.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, Final, NamedTuple, NewType, TypeVar

import strawberry
from graphql import GraphQLError, IntValueNode, StringValueNode, ValueNode
from strawberry.types.scalar import ScalarDefinition

MinorUnits = NewType("MinorUnits", int)
Language = NewType("Language", str)
Slug = NewType("Slug", str)
EmailAddress = NewType("EmailAddress", str)

LARGEST_WHOLE: Final = 2**53
"""The largest whole number that every JSON reader keeps exactly; GraphQL's own Int ends at 2³¹."""

# RFC 3339 with a mandatory offset: an instant without one is a civil time somewhere, which is another thing.
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?", re.ASCII)
_SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
_LONGEST_SLUG: Final = 80
_MAIL: Final = re.compile(r"[^\s@<>()\[\],;:\\\"\x00-\x1f\x7f]{1,64}@[^\s@<>()\[\],;:\\\"\x00-\x1f\x7f]{1,190}")

Given = TypeVar("Given")


class Passes(NamedTuple):
    """What a serialiser hands through as it is: values of exactly this class, within these bounds."""

    kind: type
    least: int | None = None
    most: int | None = None


def strict(passes: Passes | None = None) -> Callable[[Given], Given]:
    """Mark a serialiser that raises for everything but a good value, None included, and never returns None.

    Compiled answers call it without looking at the value before, and not at all for what it hands through.
    """

    def mark(serialise: Given) -> Given:
        serialise.__strict__ = True  # type: ignore[attr-defined]
        serialise.__passes__ = passes  # type: ignore[attr-defined]
        return serialise

    return mark


def read_whole(value: object) -> int:
    """A whole number of at most 2⁵³ either way; no float, no text, no truth value is one."""
    if type(value) is not int or not -LARGEST_WHOLE <= value <= LARGEST_WHOLE:
        raise GraphQLError("A whole number between -2^53 and 2^53 is needed, written without quotes or fraction.")
    return value


def _read_whole_literal(node: ValueNode, _variables: dict[str, Any] | None = None) -> int:
    # The length is looked at before the digits: a number of thousands of them is never built.
    if not isinstance(node, IntValueNode) or len(node.value) > len(str(-LARGEST_WHOLE)):
        return read_whole(None)
    return read_whole(int(node.value))


@strict(Passes(int, -LARGEST_WHOLE, LARGEST_WHOLE))
def _write_whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not -LARGEST_WHOLE <= value <= LARGEST_WHOLE:
        raise GraphQLError("A whole number within 2^53 was expected here.")
    return int(value)


def read_instant(value: object) -> datetime:
    """An aware instant in UTC."""
    if isinstance(value, str) and _INSTANT.fullmatch(value):
        try:
            return datetime.fromisoformat(value).astimezone(UTC)
        except (ValueError, OverflowError):
            pass  # The 30th of February, hour 25, or a year that has none before it.
    raise GraphQLError("An instant with its offset is needed, such as 2026-11-28T10:04:00Z.")


@strict()
def write_instant(value: object) -> str:
    """`2026-11-28T10:04:00Z`: always UTC, fractions only where there are any."""
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise GraphQLError("An aware instant was expected here.")
    moment = value if value.tzinfo is UTC else value.astimezone(UTC)
    return moment.isoformat()[:-6] + "Z"


def read_day(value: object) -> date:
    """A civil date; whose midnight it means is the co-op's zone."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise GraphQLError("A day is needed, such as 2026-11-28.")


@strict()
def write_day(value: object) -> str:
    """`2026-11-28`."""
    if not isinstance(value, date) or isinstance(value, datetime):
        raise GraphQLError("A day was expected here.")
    return value.isoformat()


def _reader(pattern: re.Pattern[str], longest: int, wanted: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if not isinstance(value, str) or len(value) > longest or not pattern.fullmatch(value):
            raise GraphQLError(wanted)
        return value

    return read


@strict(Passes(str))
def _write_text(value: object) -> str:
    if not isinstance(value, str):
        raise GraphQLError("Text was expected here.")
    return value


def _literal(read: Callable[[object], Any]) -> Callable[[ValueNode, dict[str, Any] | None], Any]:
    def read_literal(node: ValueNode, _variables: dict[str, Any] | None = None) -> Any:
        return read(node.value if isinstance(node, StringValueNode) else None)

    return read_literal


def _textual(
    name: str, description: str, read: Callable[[object], Any], write: Callable[[object], str], url: str | None = None
) -> ScalarDefinition:
    return strawberry.scalar(
        name=name,
        description=description,
        serialize=write,
        parse_value=read,
        parse_literal=_literal(read),
        specified_by_url=url,
    )


SCALARS: Final[dict[object, ScalarDefinition]] = {
    MinorUnits: strawberry.scalar(
        name="MinorUnits",
        description="A whole number between -2^53 and 2^53: cents, grams, pieces. Never a float, never text.",
        serialize=_write_whole,
        parse_value=read_whole,
        parse_literal=_read_whole_literal,
    ),
    datetime: _textual(
        "Instant",
        "A moment, told in UTC: `2026-11-28T10:04:00Z`. Given with any offset, never without one.",
        read_instant,
        write_instant,
        "https://www.rfc-editor.org/rfc/rfc3339",
    ),
    date: _textual("Day", "A day of the calendar: `2026-11-28`, in the co-op's zone.", read_day, write_day),
    Language: _textual(
        "Language",
        "A language, perhaps with script or region: `es`, `pt-BR`.",
        _reader(_LANGUAGE, 12, "A language tag is needed, such as es or pt-BR."),
        _write_text,
        "https://www.rfc-editor.org/info/bcp47",
    ),
    Slug: _textual(
        "Slug",
        "A name in an address: small letters, digits, single hyphens; at most 80 characters.",
        _reader(_SLUG, _LONGEST_SLUG, "A name for addresses is needed: small letters, digits, single hyphens."),
        _write_text,
    ),
    EmailAddress: _textual(
        "EmailAddress",
        "A mail address, already in good form. What a person types is taken as `String` and judged kindly.",
        _reader(_MAIL, 254, "A mail address is needed, such as ana@example.org."),
        _write_text,
    ),
}
