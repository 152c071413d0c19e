"""What a work may be made of: each field's check, used by starting and editing alike."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from minga_commons.registry import content
from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.locale import Text

Check = Callable[[str, Any], Any]

MOST_WORDS = 30


def texts(longest: int, *, required: bool = False, one_line: bool = False) -> Check:
    """Text in several languages."""

    def check(field: str, value: Any) -> dict[str, str]:
        said = Text.checked(value or {}, field=field, longest=longest, shortest=1 if required else 0, one_line=one_line)
        return dict(said.by_language)

    return check


def line(longest: int) -> Check:
    """One line of plain text, perhaps empty."""
    return lambda field, value: content.line(field, value, longest)


def terms(field: str, value: Iterable[Any]) -> list[str]:
    """Words to be found by, in one case: `Hand Weaving` and `hand weaving` are one."""
    kept = list(dict.fromkeys(said for raw in value or () if (said := term(field, raw))))
    if len(kept) > MOST_WORDS:
        raise InvalidInput(field, "number", maximum=str(MOST_WORDS))
    return kept


def term(field: str, value: Any) -> str:
    """One such word."""
    return content.line(field, " ".join(str(value or "").lower().split()), 80)


def repository(field: str, value: Any) -> str | None:
    """Where a work is kept elsewhere: an address without what does not tell two repositories apart."""
    if not value:
        return None
    return content.address(field, str(value).strip()).rstrip("/").removesuffix(".git")


ASSET: Mapping[str, Check] = MappingProxyType(
    {
        "title": texts(200, required=True, one_line=True),
        "summary": texts(400, one_line=True),
        "description": texts(20_000),
        "craft": term,
        "materials": terms,
        "techniques": terms,
        "tags": terms,
        "origin_repo": repository,
        "watches_tags": lambda _field, value: bool(value),
        "held_by": line(200),
        "consent": line(2_000),
    }
)


def checked(given: Mapping[str, Any]) -> dict[str, Any]:
    """What of `given` is stored, field by field; a name that is no field is a mistake of the caller."""
    return {name: ASSET[name](name, value) for name, value in given.items()}
