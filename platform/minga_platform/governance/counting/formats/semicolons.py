"""Rows of a table whose cells stand between semicolons, quoted as in CSV where they hold one; each row knows its line."""

from collections.abc import Iterator
from dataclasses import dataclass

from minga_platform.governance.counting.types import Malformed


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, blanks around them gone, and the line on which it begins."""

    line: int
    cells: tuple[str, ...]

    def cell(self, index: int) -> str:
        """A cell; the empty text where the row is shorter."""
        return self.cells[index] if 0 <= index < len(self.cells) else ""

    def wrong(self, reason: str) -> Malformed:
        """A refusal that points at this row."""
        return Malformed(reason, self.line)


def rows_of(text: str) -> Iterator[Row]:
    """All rows that hold something. A quoted cell may run over lines, `""` in it is one quote. Refuses: Malformed, where a quote never ends."""
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        line, number = lines[at], at + 1
        at += 1
        if '"' not in line:
            cells = tuple(cell.strip() for cell in line.split(";"))
        else:
            found: list[str] = []
            rest: str | None = line
            while rest is not None:
                cell, rest, at = _cell(rest, lines, at, number)
                found.append(cell)
            cells = tuple(found)
        if any(cells):
            yield Row(number, cells)


def _cell(rest: str, lines: list[str], at: int, number: int) -> tuple[str, str | None, int]:
    """The next cell, what follows its semicolon (None at the end of the row), and the next line to read."""
    begun = rest.lstrip(" \t")
    if not begun.startswith('"'):
        cell, semicolon, after = rest.partition(";")
        return cell.strip(), after if semicolon else None, at
    parts: list[str] = []
    begun = begun[1:]
    while True:
        part, quote, after = begun.partition('"')
        parts.append(part)
        if quote and after.startswith('"'):
            parts.append('"')
            begun = after[1:]
        elif quote:
            break
        elif at < len(lines):
            parts.append("\n")
            begun = lines[at]
            at += 1
        else:
            raise Malformed("A quoted cell begins here and never ends.", number)
    tail, semicolon, after = after.partition(";")
    if tail.strip():
        raise Malformed(f"After a quoted cell stands {tail.strip()!r}: a quote within a cell is written twice.", number)
    return "".join(parts).strip(), after if semicolon else None, at
