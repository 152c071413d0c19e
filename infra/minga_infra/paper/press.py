"""Sheets as PDF on A4: fpdf2 draws, HarfBuzz joins the letters of Arabic, DejaVu Sans is embedded (only the glyphs used).

DejaVu covers Latin, Greek, Cyrillic, Arabic and Hebrew. A sign that it lacks (Chinese, Devanagari …) prints as an empty box:
the text itself stays in the file, so it can still be copied and searched.
"""

from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final
from unicodedata import bidirectional

import anyio.to_thread

from minga_platform.kernel.locale import direction, mark, say
from minga_platform.kernel.paper import (
    Blank,
    Block,
    Box,
    Code,
    Heading,
    Marked,
    NewPage,
    Paragraph,
    Points,
    Sheet,
    Table,
)

if TYPE_CHECKING:
    from fpdf import FPDF

_FONTS: Final = Path(__file__).with_name("fonts")
_MARGIN: Final = 20.0  # millimetres
_FOOT: Final = 18.0
_SIZES: Final = {1: 16.0, 2: 13.0, 3: 11.0}
_BODY: Final = 10.5
_SMALL: Final = 8.5
_LINE: Final = 1.45
_POINT: Final = 25.4 / 72  # millimetres

# fpdf2 reads marks of emphasis out of the text. What people wrote must stay what they wrote, so an invisible joiner
# (U+2060) stands between signs that would be read as one; copied text keeps its letters.
_JOINER: Final = "\u2060"
_LEFT: Final = "\u200e"
_RIGHT: Final = "\u200f"
_SIGNS: Final = "*_-~\\"
_MARKS: Final = {"kept": ("", ""), "removed": ("~~", "~~"), "added": ("**--", "--**")}


class Press:
    """The `Paper` port. Drawing takes tens of milliseconds a page, so it happens in a thread."""

    async def print(self, sheet: Sheet) -> bytes:
        """The file's bytes."""
        return await anyio.to_thread.run_sync(partial(_printed, sheet))


def _printed(sheet: Sheet) -> bytes:
    return _Drawing(sheet).bytes()


def plain(text: str) -> str:
    """A text in which no mark of emphasis can be read."""
    written: list[str] = []
    for sign in text:
        if written and sign in _SIGNS and written[-1] in _SIGNS:
            written.append(_JOINER)
        if sign == "(" and written and written[-1] == "]":
            written.append(_JOINER)
        written.append(sign)
    return "".join(written)


def turned(text: str) -> str:
    """A text that runs the way most of its letters do, said by an invisible mark before it.

    By UAX 9 the first letter decides; a name in Latin letters would turn a whole Arabic paragraph, and fpdf2 does not order
    numbers within what runs against its paragraph.
    """
    lines = []
    for line in text.split("\n"):
        ways = [bidirectional(sign) for sign in line]
        right, left = sum(way in {"R", "AL"} for way in ways), ways.count("L")
        first = next((way for way in ways if way in {"L", "R", "AL"}), "L")
        lines.append(
            (_RIGHT if first == "L" else "") + line if right > left else (_LEFT if first != "L" else "") + line
        )
    return "\n".join(lines)


class _Drawing:
    """One sheet while it is drawn."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.rtl = direction(sheet.language) == "rtl"
        self.start = "R" if self.rtl else "L"
        self.end = "L" if self.rtl else "R"
        self.pdf = _paper(sheet)

    def bytes(self) -> bytes:
        """Everything, drawn."""
        pdf, sheet = self.pdf, self.sheet
        pdf.add_page()
        self._text(sheet.title, 20, bold=True)
        if sheet.subtitle:
            self._text(sheet.subtitle, _BODY, grey=True)
        pdf.ln(4)
        for block in sheet.blocks:
            self._draw(block)
        return bytes(pdf.output())

    def _draw(self, block: Block) -> None:
        match block:
            case Heading():
                self._heading(block)
            case Paragraph():
                self._text(block.text, _SMALL if block.quiet else _BODY, grey=block.quiet)
                self.pdf.ln(1.5)
            case Marked():
                self._marked(block)
            case Points():
                for item in block.items:
                    self._hanging("•", item)
                self.pdf.ln(1.5)
            case Table():
                self._table(block)
            case Code():
                self._code(block)
            case Blank():
                self._blank(block)
            case Box():
                self._box(block)
            case NewPage():
                self.pdf.add_page()

    def _text(self, text: str, size: float, *, bold: bool = False, grey: bool = False, markdown: bool = False) -> None:
        pdf = self.pdf
        pdf.set_font("body", "B" if bold else "", size)
        pdf.set_text_color(*((90, 90, 90) if grey else (0, 0, 0)))
        pdf.set_x(_MARGIN)
        pdf.multi_cell(
            0, size * _POINT * _LINE, turned(text), align=self.start, markdown=markdown, new_x="LMARGIN", new_y="NEXT"
        )

    def _heading(self, block: Heading) -> None:
        pdf, size = self.pdf, _SIZES[block.level]
        # A heading takes the first lines of what it announces along to the next page.
        if pdf.will_page_break(size * _POINT * _LINE + 3 * _BODY * _POINT * _LINE):
            pdf.add_page()
        else:
            pdf.ln(4 if block.level < 3 else 2)
        pdf.set_font("body", "B", size)
        if block.level == 1:
            pdf.start_section(block.text)
        self._text(block.text, size, bold=True)
        pdf.ln(1)

    def _marked(self, block: Marked) -> None:
        written: list[str] = []
        for kind, text in block.pieces:
            opening, closing = _MARKS[kind]
            inner = plain(text)
            # Blanks stay outside of the marks, and nobody's own stars touch ours.
            core = inner.strip()
            if not core or not opening:
                written.append(_JOINER + inner + _JOINER)
                continue
            before, after = inner[: inner.index(core[0])], inner[len(inner.rstrip()) :]
            written.append(f"{before}{opening}{_JOINER}{core}{_JOINER}{closing}{after}")
        self._text("".join(written), _BODY, markdown=True)
        self.pdf.ln(1.5)

    def _hanging(self, sign: str, text: str) -> None:
        pdf, height = self.pdf, _BODY * _POINT * _LINE
        pdf.set_font("body", "", _BODY)
        pdf.set_text_color(0, 0, 0)
        if pdf.will_page_break(height):
            pdf.add_page()
        width, indent = pdf.epw, 6.0
        top = pdf.get_y()
        pdf.set_xy(_MARGIN + (width - indent if self.rtl else 0), top)
        pdf.cell(indent, height, sign, align=self.start)
        pdf.set_xy(_MARGIN + (0 if self.rtl else indent), top)
        pdf.multi_cell(width - indent, height, turned(text), align=self.start, new_x="LMARGIN", new_y="NEXT")

    def _table(self, block: Table) -> None:
        from fpdf.enums import TableBordersLayout
        from fpdf.fonts import FontFace

        columns = len(block.head or block.rows[0]) if block.head or block.rows else 0
        if not columns:
            return
        order = range(columns - 1, -1, -1) if self.rtl else range(columns)
        widths = block.widths or (1,) * columns
        self.pdf.set_font("body", "", _BODY - 1)
        self.pdf.set_text_color(0, 0, 0)
        with self.pdf.table(
            align="LEFT",
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            col_widths=tuple(widths[at] for at in order),
            text_align=tuple(self.end if at in block.numbers else self.start for at in order),
            first_row_as_headings=bool(block.head),
            headings_style=FontFace(emphasis="BOLD", fill_color=(238, 238, 238)),
            line_height=(_BODY - 1) * _POINT * _LINE,
            padding=(0.8, 1.2),
            repeat_headings=1,
        ) as table:
            for place, row in enumerate((block.head, *block.rows) if block.head else block.rows):
                bold = block.total and place == len(block.rows) - (0 if block.head else 1)
                drawn = table.row(style=FontFace(emphasis="BOLD") if bold else None)
                for at in order:
                    drawn.cell(turned(row[at]))
        self.pdf.ln(3)

    def _code(self, block: Code) -> None:
        import segno

        pdf = self.pdf
        made = segno.make(block.content, error="m", micro=False)
        caption = 6 if block.caption else 0
        if pdf.will_page_break(block.side + caption):
            pdf.add_page()
        rows = [[bool(dark) for dark in row] for row in made.matrix_iter(scale=1, border=4)]
        step = block.side / len(rows)
        left = _MARGIN + (pdf.epw - block.side if self.rtl else 0)
        top = pdf.get_y()
        pdf.set_fill_color(0, 0, 0)
        for line, row in enumerate(rows):
            at = 0
            # Neighbours are drawn as one, so that no printer leaves a hair between them.
            for dark, run in groupby(row):
                many = len(list(run))
                if dark:
                    pdf.rect(left + at * step, top + line * step, many * step, step, style="F")
                at += many
        pdf.set_y(top + block.side)
        if block.caption:
            self._text(block.caption, _SMALL)
        pdf.ln(2)

    def _blank(self, block: Blank) -> None:
        pdf = self.pdf
        if pdf.will_page_break(6 + block.lines * 9):
            pdf.add_page()
        if block.label:
            self._text(block.label, _BODY)
        pdf.set_draw_color(120, 120, 120)
        for _ in range(block.lines):
            pdf.ln(8)
            pdf.line(_MARGIN, pdf.get_y(), _MARGIN + pdf.epw, pdf.get_y())
        pdf.ln(4)

    def _box(self, block: Box) -> None:
        pdf, side = self.pdf, 3.6
        if pdf.will_page_break(7):
            pdf.add_page()
        top = pdf.get_y()
        pdf.set_draw_color(0, 0, 0)
        pdf.rect(_MARGIN + (pdf.epw - side if self.rtl else 0), top + 0.9, side, side)
        self._hanging("", block.label)
        pdf.ln(1)


def _paper(sheet: Sheet) -> "FPDF":
    """An empty file with its fonts, its margins and its foot."""
    from fpdf import FPDF

    rtl = direction(sheet.language) == "rtl"

    class A4(FPDF):
        def footer(self) -> None:
            self.set_y(-_FOOT + 4)
            self.set_font("body", "", _SMALL)
            self.set_text_color(90, 90, 90)
            half = self.epw / 2
            pages = say(sheet.language, _PAGE, page=self.page_no(), pages="{nb}")
            for text, align in ((pages, "L"), (sheet.issuer, "R")) if rtl else ((sheet.issuer, "L"), (pages, "R")):
                self.cell(half, 5, turned(text), align=align)

    pdf = A4(format="A4")
    pdf.set_margin(_MARGIN)
    pdf.set_auto_page_break(auto=True, margin=_FOOT)
    pdf.add_font("body", "", str(_FONTS / "DejaVuSans.ttf"))
    pdf.add_font("body", "B", str(_FONTS / "DejaVuSans-Bold.ttf"))
    # Without a direction each paragraph takes its own from its first letter (UAX 9), as names and quotations need it.
    pdf.set_text_shaping(use_shaping_engine=True)
    pdf.set_title(sheet.title)
    pdf.set_author(sheet.issuer)
    pdf.set_creator("Minga")
    pdf.set_lang(sheet.language)
    pdf.set_creation_date(sheet.at)
    return pdf


_PAGE: Final = mark("Page %(page)s of %(pages)s")
