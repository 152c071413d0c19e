"""From the bytes of a CSV file to rows by column name, however a spreadsheet wrote them.

Encodings by byte order mark, then UTF-8, then UTF-16 by its zeros, then Windows-1252 (told as a repair). The
separator is the one that makes most of the known columns appear. One broken row costs that row: reading goes on at
the next line. The work is linear in the size of the file. Source: RFC 4180, and what Excel, LibreOffice and old shops
do instead.
"""

import codecs
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from minga_platform.market.catalog.imports.errors import ImportUnreadable, Unreadable
from minga_platform.market.catalog.imports.types import Fault, LeftOut, Mend, Problem, Repair

FILE_BYTES = 20 * 1024 * 1024
ROWS = 100_000
COLUMNS = 500
CELL_CHARACTERS = 65_536
SHOWN_CHARACTERS = 80

_SEPARATORS = (",", ";", "\t", "|")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Beginnings of files that people upload by mistake: .xlsx and .ods (ZIP), .xls, PDF, pictures, gzip.
_OTHER_KINDS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"\x1f\x8b")
_LINE_END = re.compile(r"\r\n|\r|\n")
# Controls without a place in a cell, and the two marks that turn the reading direction of all that follows.
_CONTROLS = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e\ufeff\ufffe\uffff]")
_NAME_FILLERS = re.compile(r"[\s_\-.]+")


@dataclass(frozen=True, slots=True)
class Row:
    """One record below the header. `number` counts records as a spreadsheet does (header = 1); cells are trimmed."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    """`columns`: our name → the name as the file writes it. `unused` are columns that nobody asked for."""

    columns: Mapping[str, str]
    unused: tuple[str, ...]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    repairs: tuple[Repair, ...]


@dataclass(frozen=True, slots=True)
class _Record:
    cells: list[str]
    broken: bool = False


def shown(value: str) -> str:
    """A cell as a report may show it: short, on one line."""
    line = " ".join(value.split())
    return line if len(line) <= SHOWN_CHARACTERS else line[: SHOWN_CHARACTERS - 1] + "…"


def folded(name: str) -> str:
    """A column's name without case, blanks, underscores and hyphens: `Variant SKU` = `variant_sku`."""
    return _NAME_FILLERS.sub("", unicodedata.normalize("NFKC", name).casefold())


def read_table(data: bytes, *, columns: Mapping[str, Sequence[str]], required: Sequence[str]) -> Table:
    """Read a file with a header row.

    `columns` maps our name of a column to the names that files give it (compared `folded`); `required` are ours.
    Refuses: ImportUnreadable (the whole file, with one reason).
    """
    if len(data) > FILE_BYTES:
        raise ImportUnreadable(Unreadable.TOO_LARGE, limit=FILE_BYTES)
    text, repairs = _decode(data)
    known = {folded(alias): ours for ours, aliases in columns.items() for alias in aliases}
    separator, start, number = _separator(text, known)
    records = _records(text, start, separator)
    header, number = _header(records, number)
    places, names, unused = _columns(header, known)
    missing = tuple(columns[ours][0] for ours in required if ours not in names)
    if missing:
        raise ImportUnreadable(Unreadable.COLUMNS_MISSING, columns=missing)
    rows: list[Row] = []
    problems: list[Problem] = []
    filled: list[int] = []
    cleaned: dict[Mend, list[int]] = {Mend.NUL_REMOVED: [], Mend.CONTROL_REMOVED: []}
    for record in records:
        number += 1
        if number > ROWS:
            raise ImportUnreadable(Unreadable.TOO_MANY_ROWS, limit=ROWS)
        problem = _fault(record, number, len(header))
        if problem is not None:
            problems.append(problem)
            continue
        if not any(record.cells):
            continue
        if len(record.cells) < len(header) and places and len(record.cells) <= max(places):
            filled.append(number)
        cells = {}
        for place, ours in places.items():
            if place < len(record.cells) and record.cells[place]:
                cells[ours] = _clean(record.cells[place], number, cleaned)
        if any(cells.values()):
            rows.append(Row(number, cells))
    repairs += [Repair(mend, tuple(dict.fromkeys(numbers))) for mend, numbers in cleaned.items() if numbers]
    if filled:
        repairs.append(Repair(Mend.ROW_FILLED, tuple(filled)))
    return Table(names, unused, tuple(rows), tuple(problems), tuple(repairs))


def _decode(data: bytes) -> tuple[str, list[Repair]]:
    if not data.strip(b"\x00\t\r\n \xef\xbb\xbf\xff\xfe"):
        raise ImportUnreadable(Unreadable.EMPTY)
    if data.startswith(_OTHER_KINDS):
        raise ImportUnreadable(Unreadable.NOT_TEXT)
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding)
    wide = _wide_encoding(data[:4096])
    if wide is not None:
        text, repairs = _strictly(data, wide)
        return text, [*repairs, Repair(Mend.ENCODING, after=wide)]
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        # Whoever saves from an old Excel writes this. Its five holes become the replacement character, not a guess.
        return data.decode("cp1252", "replace"), [Repair(Mend.ENCODING, after="windows-1252")]


def _strictly(data: bytes, encoding: str) -> tuple[str, list[Repair]]:
    try:
        return data.decode(encoding), []
    except UnicodeDecodeError:
        return data.decode(encoding, "replace"), [
            Repair(Mend.ENCODING, before=encoding, after="replacement characters")
        ]


def _wide_encoding(head: bytes) -> str | None:
    """UTF-16 without a mark: in a header of Latin letters every other byte is zero. A few stray NULs are not that."""
    pairs = len(head) // 2
    if pairs < 4:
        return None
    even, odd = head[0 : pairs * 2 : 2].count(0), head[1 : pairs * 2 : 2].count(0)
    if odd > pairs * 0.6 and even < pairs * 0.1:
        return "utf-16-le"
    if even > pairs * 0.6 and odd < pairs * 0.1:
        return "utf-16-be"
    return None


def _separator(text: str, known: Mapping[str, str]) -> tuple[str, int, int]:
    """The separator, where the header begins, and how many records stood before (Excel's `sep=;` line is one)."""
    first = _LINE_END.search(text)
    line = text[: first.start()] if first else text
    declared = re.fullmatch(r"\"?sep=(.)\"?[,;]*", line.strip(" \x00"), re.IGNORECASE)
    if declared is not None and first is not None:
        return declared.group(1), first.end(), 1

    def recognised(separator: str) -> int:
        header = next((record.cells for record in _records(text, 0, separator) if any(record.cells)), [])
        return len({known[folded(cell)] for cell in header if folded(cell) in known})

    return max(_SEPARATORS, key=recognised), 0, 0


def _header(records: Iterator[_Record], number: int) -> tuple[list[str], int]:
    """The first record that says anything; empty lines above it count as rows."""
    for record in records:
        number += 1
        if number > ROWS:
            raise ImportUnreadable(Unreadable.TOO_MANY_ROWS, limit=ROWS)
        if any(record.cells):
            header = [cell.replace("\x00", "") for cell in record.cells]
            while header and not header[-1]:
                header.pop()
            if len(header) > COLUMNS:
                raise ImportUnreadable(Unreadable.TOO_MANY_COLUMNS, limit=COLUMNS)
            return header, number
    raise ImportUnreadable(Unreadable.EMPTY)


def _columns(header: Sequence[str], known: Mapping[str, str]) -> tuple[dict[int, str], dict[str, str], tuple[str, ...]]:
    places: dict[int, str] = {}
    names: dict[str, str] = {}
    unused: list[str] = []
    twice: list[str] = []
    for place, cell in enumerate(header):
        ours = known.get(folded(cell))
        if ours is None:
            if cell:
                unused.append(shown(cell))
        elif ours in names:
            twice.append(shown(cell))
        else:
            places[place], names[ours] = ours, shown(cell)
    if twice:
        # Which of the two counts? Reading one of them would be a guess with somebody's prices.
        raise ImportUnreadable(Unreadable.COLUMN_TWICE, columns=tuple(dict.fromkeys(twice)))
    return places, names, tuple(unused)


def _fault(record: _Record, number: int, width: int) -> Problem | None:
    if record.broken:
        return Problem(number, Fault.QUOTES_BROKEN, LeftOut.ROW, value=shown(record.cells[0]))
    if any(record.cells[width:]):
        # More cells than columns: some text holds an unquoted separator, and all behind it has moved.
        return Problem(number, Fault.TOO_MANY_CELLS, LeftOut.ROW, value=shown(record.cells[0]))
    for cell in record.cells:
        if len(cell) > CELL_CHARACTERS:
            return Problem(number, Fault.CELL_TOO_LONG, LeftOut.ROW, value=shown(cell[:200]))
    return None


def _clean(cell: str, number: int, cleaned: Mapping[Mend, list[int]]) -> str:
    if "\x00" in cell:
        cleaned[Mend.NUL_REMOVED].append(number)
        cell = cell.replace("\x00", "")
    if not cell.isprintable() and _CONTROLS.search(cell):
        cleaned[Mend.CONTROL_REMOVED].append(number)
        cell = _CONTROLS.sub("", cell)
    return cell.strip()


def _records(text: str, start: int, separator: str) -> Iterator[_Record]:
    """Records from `start` on. A record whose quotes do not close properly is `broken`, and ends with its own line.

    Python's csv module was ruled out: in its lax mode one forgotten quote swallows all rows up to the next quote
    without a word, in its strict mode it stops the file.
    """
    plain = re.compile(rf"[^{re.escape(separator)}\r\n]*")
    gap = re.compile(r" *(?=\")") if separator != " " else re.compile(r"(?=\")")
    position, length = start, len(text)
    while position < length:
        beginning = position
        cells: list[str] = []
        while True:
            opening = gap.match(text, position)
            if opening is not None:
                value, after = _quoted(text, opening.end() + 1)
                end = _after_cell(text, after, separator) if after is not None else None
                if end is None:
                    line_end = _LINE_END.search(text, beginning)
                    yield _Record([text[beginning : line_end.start() if line_end else length][:200]], broken=True)
                    position = line_end.end() if line_end else length
                    break
                cells.append(value)
                position = end
            else:
                cell = plain.match(text, position)
                assert cell is not None  # the pattern matches the empty text too
                cells.append(cell.group().strip())
                position = cell.end()
            if position < length and text[position] == separator:
                position += 1
                continue
            position = _after_line(text, position)
            yield _Record(cells)
            break


def _quoted(text: str, position: int) -> tuple[str, int | None]:
    """The text of a quoted cell from behind its opening quote, and where it ends; None where it never does.

    A cell far beyond the bound is not followed to its end: an open quote must not make every later row cost the rest of
    the file again.
    """
    parts: list[str] = []
    limit = position + 4 * CELL_CHARACTERS
    while True:
        closing = text.find('"', position, limit)
        if closing == -1:
            return "", None
        parts.append(text[position:closing])
        if text.startswith('"', closing + 1):
            parts.append('"')
            position = closing + 2
            continue
        return "".join(parts).strip(), closing + 1


def _after_cell(text: str, position: int, separator: str) -> int | None:
    """Behind a closing quote only blanks may stand before the separator or the end of the line."""
    while position < len(text) and text[position] == " ":
        position += 1
    if position == len(text) or text[position] == separator or text[position] in "\r\n":
        return position
    return None


def _after_line(text: str, position: int) -> int:
    if text.startswith("\r\n", position):
        return position + 2
    return position + 1
