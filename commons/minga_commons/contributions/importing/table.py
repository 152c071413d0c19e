"""Reading a table of contributions: CSV with a heading, as spreadsheets write it. Nothing is guessed."""

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from minga_commons.contributions.importing.git import Problem
from minga_commons.contributions.states import KINDS, UNITS

COLUMNS: Final = (
    "date",
    "member",
    "kind",
    "hours",
    "minutes",
    "quantity",
    "unit",
    "cause",
    "work",
    "note",
    "link",
    "reference",
)
"""`member`: number in the register or `agent_…`; empty: who imports. `work`: the slug of a work of the commons. `reference`:
the line's own name in the book it comes from; without one, a line is known again by what it says."""
_PASSED: Final = ("name", "state", "attested", "needed", "corrects")
"""Columns of our own export that say nothing to an import."""
_MOST_LINES: Final = 5000
_NUMBER: Final = re.compile(r"\d{1,5}(?:[.,]\d{1,4})?")


@dataclass(frozen=True, slots=True)
class Line:
    """One line, read. `key` is the same for the same line of the same book."""

    number: int
    day: date
    member: str
    kind: str
    minutes: int | None
    quantity: int | None
    unit: str | None
    cause: str
    asset_slug: str
    note: str
    link: str
    key: str


def read(text: str) -> tuple[list[Line], list[Problem]]:
    """Lines in good form, and a problem for each other: its rule names the column, or `columns`, `lines` for the whole."""
    source = text.lstrip("\ufeff")
    head = source.partition("\n")[0]
    separator = max((",", ";", "\t"), key=head.count)
    rows = csv.reader(io.StringIO(source, newline=""), delimiter=separator)
    try:
        names = [name.strip().lower() for name in next(rows, [])]
        missing = [name for name in ("date", "kind") if name not in names]
        unknown = [name for name in names if name not in COLUMNS and name not in _PASSED]
        if missing or unknown or len(set(names)) < len(names):
            return [], [Problem(1, "columns", ", ".join(missing or unknown or names)[:80])]
        cells = [
            (rows.line_num, dict(zip(names, row, strict=False))) for row in rows if any(cell.strip() for cell in row)
        ]
    except csv.Error as problem:
        return [], [Problem(rows.line_num, "columns", str(problem)[:80])]
    if len(cells) > _MOST_LINES:
        return [], [Problem(len(cells), "lines", str(_MOST_LINES))]
    lines: list[Line] = []
    problems: list[Problem] = []
    seen: Counter[str] = Counter()
    for number, row in cells:
        known = {name: value.strip() for name, value in row.items()}
        read_line = _line(number, known, seen)
        if isinstance(read_line, Problem):
            problems.append(read_line)
        else:
            lines.append(read_line)
    return lines, problems


def _line(number: int, row: Mapping[str, str], seen: Counter[str]) -> Line | Problem:
    def cell(name: str) -> str:
        return row.get(name, "")

    try:
        day = date.fromisoformat(cell("date"))
    except ValueError:
        return Problem(number, "date", cell("date")[:80])
    kind = cell("kind").lower()
    if kind not in KINDS:
        return Problem(number, "kind", cell("kind")[:80])
    minutes = quantity = None
    if kind == "materials":
        if not cell("quantity").isascii() or not cell("quantity").isdigit() or len(cell("quantity")) > 12:
            return Problem(number, "quantity", cell("quantity")[:80])
        quantity = int(cell("quantity"))
        if cell("unit") not in UNITS:
            return Problem(number, "unit", cell("unit")[:80])
    else:
        minutes = _minutes(cell("hours"), cell("minutes"))
        if minutes is None:
            return Problem(number, "hours", f"{cell('hours')} {cell('minutes')}".strip()[:80])
    if not cell("cause") and not cell("work"):
        return Problem(number, "cause")
    said = "\x1f".join(cell(name) for name in COLUMNS)
    if cell("reference"):
        key = f"ref:{cell('reference')[:100]}"
    else:
        digest = hashlib.sha256(said.encode()).hexdigest()
        # Two equal lines in one book are two equal deeds: the second is told from the first by its place among equals.
        key = f"row:{digest}:{seen[digest]}"
        seen[digest] += 1
    return Line(
        number, day, cell("member"), kind, minutes, quantity, cell("unit") if quantity is not None else None, cell("cause"),
        cell("work"), cell("note"), cell("link"), key,
    )  # fmt: skip


def _minutes(hours: str, minutes: str) -> int | None:
    """Whole minutes of `1.5`, `1,5`, `1:30` hours or of a number of minutes; None where it is no time, or no whole minutes."""
    if minutes and not hours:
        return int(minutes) if minutes.isascii() and minutes.isdigit() and len(minutes) < 6 else None
    if clock := re.fullmatch(r"(\d{1,3}):([0-5]\d)", hours):
        return int(clock[1]) * 60 + int(clock[2])
    if minutes or not _NUMBER.fullmatch(hours):
        return None
    whole, _, part = hours.replace(",", ".").partition(".")
    parts = int(part or 0) * 60
    scale = int(10 ** len(part))
    return None if parts % scale else int(whole) * 60 + parts // scale
