"""The shapes that values of a manifest have, each with all its spellings: what is read, what is repaired, what is not understood."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from minga_commons.okh import addresses, languages
from minga_commons.okh.keys import Field
from minga_commons.okh.parsing import Format
from minga_commons.okh.repairs import Kind, Repair, shortened
from minga_commons.okh.values import Moment, Value, as_text, is_nothing

PLACEHOLDERS = {"value", "xxx", "n/a", "xxx.jpg", "xxx.stl", "xxx.pdf", "xxx.scad", "todo"}
"""What the two templates have where something belongs, and what the newer one forbids."""
_UNVERSIONED = {"unversioned", "none", "n/a", "-", "unknown", "no version"}
_YES, _NO = {"yes", "true", "on", "y"}, {"no", "false", "off", "n"}
_TECHNOLOGY = (
    "ideation",
    "conception",
    "development",
    "prototyping and testing",
    "manufacturing development",
    "product qualification",
)
_DOCUMENTATION = {
    "documentation process commenced": "ODRL-1",
    "collaborative documentation in progress": "ODRL-2",
    "full documentation published": "ODRL-3",
    "full documentation published & audited": "ODRL-3*",
    "full documentation for product qualification": "ODRL-4",
}
_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")


class NotUnderstood(Exception):
    """The value is of no shape that its key can have."""


@dataclass(slots=True)
class Desk:
    """Where a manifest is put in order: its format, the list of repairs, and how things were written."""

    format: Format
    repairs: list[Repair]
    how: dict[str, str] = field(default_factory=dict)

    def note(self, kind: Kind, key: str, was: object = "", now: object = "") -> None:
        """Write a repair down."""
        self.repairs.append(Repair(kind, key, shortened(was), shortened(now)))


def items(value: Value, key: str, desk: Desk, of_field: Field | None) -> list[tuple[str, Value]]:
    """One or several: each with its key. How a single one was written is remembered where the format leaves the choice."""
    if not isinstance(value, tuple):
        if of_field is not None and of_field.lists(desk.format):
            desk.note(Kind.SHAPE, key, value, "a list")
        return [(key, value)]
    if len(value) == 1 and (of_field is None or not of_field.lists(desk.format)):
        desk.how[key] = "list"
    return [(f"{key}[{place}]", one) for place, one in enumerate(value, 1)]


def line(value: Value, key: str, desk: Desk, _: Field | None = None) -> str:
    """One line of text."""
    text = _text(value, key, desk)
    tidy = " ".join(text.split())
    if tidy != text:
        desk.note(Kind.SURROUNDING_SPACE, key, repr(text), tidy)
    return _unless_placeholder(tidy, key, desk)


def paragraph(value: Value, key: str, desk: Desk, _: Field | None = None) -> str:
    """Text of any length; its line ends are its own."""
    text = _text(value, key, desk)
    return text if _unless_placeholder(text.strip(), key, desk) else ""


def version(value: Value, key: str, desk: Desk, _: Field | None = None) -> str:
    """A version, as text: `1.10` keeps its nought."""
    text = line(value, key, desk)
    if text.lower() in _UNVERSIONED:
        desk.note(Kind.VERSION_UNSTATED, key, text)
        return ""
    return text


def address(value: Value, key: str, desk: Desk, _: Field | None = None) -> str:
    """An address of the web."""
    text = _text(value, key, desk)
    found = addresses.web(text)
    if found is None:
        desk.note(Kind.ADDRESS_UNUSABLE, key, text)
        return ""
    if found.unsecret:
        desk.note(Kind.SECRET_IN_ADDRESS, key, "…", found.text)
    elif found.respelled:
        desk.note(Kind.ADDRESS_SPELLING, key, text, found.text)
    return found.text


def place(value: Value, key: str, desk: Desk, _: Field | None = None) -> str:
    """A path in the repository, or an address."""
    text = _text(value, key, desk)
    if not _unless_placeholder(text.strip(), key, desk):
        return ""
    found = addresses.place(text)
    if found is None:
        desk.note(Kind.PATH_OUTSIDE if addresses.leads_out(text) else Kind.ADDRESS_UNUSABLE, key, text)
        return ""
    told, changed = found
    if changed:
        if "@" in text.partition("://")[2].partition("/")[0]:
            desk.note(Kind.SECRET_IN_ADDRESS, key, "…", told)
        else:
            desk.note(Kind.ADDRESS_SPELLING if "://" in told else Kind.PATH_SPELLING, key, text, told)
    return told


def places(value: Value, key: str, desk: Desk, of_field: Field | None = None) -> tuple[str, ...]:
    """Paths or addresses."""
    return _each(place, value, key, desk, of_field)


def words(value: Value, key: str, desk: Desk, of_field: Field | None = None) -> tuple[str, ...]:
    """Words or short lines."""
    return tuple(dict.fromkeys(_each(line, value, key, desk, of_field)))


def language(value: Value, key: str, desk: Desk, _: Field | None = None) -> str:
    """A BCP 47 tag."""
    text = _text(value, key, desk)
    found = languages.tag(text)
    if found is None:
        desk.note(Kind.LANGUAGE_UNKNOWN, key, text)
        return ""
    if found != text:
        desk.note(Kind.LANGUAGE_TAG, key, text, found)
    return found


def several_languages(value: Value, key: str, desk: Desk, of_field: Field | None = None) -> tuple[str, ...]:
    """Tags; a text that names several with commas is read as several."""
    if isinstance(value, str) and "," in value:
        desk.note(Kind.SHAPE, key, value, "a list")
        value = tuple(one.strip() for one in value.split(",") if one.strip())
    return tuple(dict.fromkeys(_each(language, value, key, desk, of_field)))


def technology(value: Value, key: str, desk: Desk, _: Field | None = None) -> str:
    """OTRL-1 … OTRL-6; another word stays as it is."""
    text = line(value, key, desk)
    if text.lower() in _TECHNOLOGY:
        level = f"OTRL-{_TECHNOLOGY.index(text.lower()) + 1}"
        desk.note(Kind.READINESS_NAME, key, text, level)
        return level
    return _level(text, "OTRL", key, desk)


def documentation(value: Value, key: str, desk: Desk, _: Field | None = None) -> str:
    """ODRL-1 … ODRL-4; another word stays as it is."""
    text = line(value, key, desk)
    if known := _DOCUMENTATION.get(text.lower()):
        desk.note(Kind.READINESS_NAME, key, text, known)
        return known
    return _level(text, "ODRL", key, desk)


def _level(text: str, scale: str, key: str, desk: Desk) -> str:
    found = re.fullmatch(rf"(?:{scale}[\s_-]*)?([1-9]\*?)", text, re.IGNORECASE)
    if found is None:
        return text
    level = f"{scale}-{found[1]}"
    if level != text:
        desk.note(Kind.READINESS_NAME, key, text, level)
    return level


def yes_no(value: Value, key: str, desk: Desk, _: Field | None = None) -> bool:
    """True or false."""
    if isinstance(value, bool):
        return value
    word = value.strip().lower() if isinstance(value, str) else ""
    if word not in _YES | _NO:
        raise NotUnderstood
    desk.note(Kind.WORD_AS_BOOLEAN, key, value, word in _YES)
    return word in _YES


def date(value: Value, key: str, desk: Desk, _: Field | None = None) -> str:
    """A day as ISO 8601 writes it. What is written in another order stays: whether 05/06 is in May or June, only the writer knows."""
    if isinstance(value, Moment):
        return value.text
    text = line(value, key, desk)
    found = _DATE.fullmatch(text)
    if found is None:
        return text
    told = f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
    if told != text:
        desk.note(Kind.DATE_SPELLING, key, text, told)
    return told


def number(value: Value, key: str, desk: Desk) -> int | Decimal:
    """A number; one that is written as text is read."""
    if isinstance(value, str) and re.fullmatch(r"\d{1,12}(?:\.\d{1,6})?", value.strip()):
        desk.note(Kind.SHAPE, key, value, "a number")
        return Decimal(value.strip()) if "." in value else int(value)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise NotUnderstood
    return value


def _text(value: Value, key: str, desk: Desk) -> str:
    if isinstance(value, str):
        return value
    text = None if isinstance(value, bool) else as_text(value)
    if text is None:
        raise NotUnderstood
    desk.note(Kind.NUMBER_AS_TEXT, key, text, f'"{text}"')
    return text


def _unless_placeholder(text: str, key: str, desk: Desk) -> str:
    if text.lower() not in PLACEHOLDERS or key in {"name", "title", "license"}:
        return text
    desk.note(Kind.PLACEHOLDER, key, text)
    return ""


def _each(
    read: Callable[[Value, str, Desk], str], value: Value, key: str, desk: Desk, of_field: Field | None
) -> tuple[str, ...]:
    found = []
    for where, one in items(value, key, desk, of_field):
        if is_nothing(one):
            desk.note(Kind.EMPTY, where)
        elif made := read(one, where, desk):
            found.append(made)
    return tuple(found)


def table(value: Value, key: str, desk: Desk, _: Field | None = None) -> Mapping[str, Value]:
    """A table, taken out of a list of one."""
    if isinstance(value, tuple) and len(value) == 1 and isinstance(value[0], Mapping):
        desk.note(Kind.TABLE_AS_LIST, key)
        value = value[0]
    if not isinstance(value, Mapping):
        raise NotUnderstood
    return value


def split(found: Mapping[str, Value], names: Iterable[str]) -> tuple[dict[str, Value], dict[str, Value]]:
    """The known keys of a table by their canonical spelling, and the rest as it is."""
    from minga_commons.okh.keys import canonical

    wanted = set(names)
    known: dict[str, Value] = {}
    more: dict[str, Value] = {}
    for raw, value in found.items():
        name = canonical(raw)
        if name in wanted and name not in known:
            known[name] = value
        else:
            more[raw] = value
    return known, more


READERS: dict[str, Callable[..., Any]] = {
    "line": line,
    "paragraph": paragraph,
    "version": version,
    "address": address,
    "place": place,
    "places": places,
    "words": words,
    "languages": several_languages,
    "technology": technology,
    "documentation": documentation,
    "yes_no": yes_no,
    "date": date,
    "table": table,
}
"""How single values are read; `records.py` adds the tables."""
