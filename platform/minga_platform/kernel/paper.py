"""Paper: what is printed as PDF, put together from a few kinds of blocks, in any of our languages.

Whoever wants something printed writes a `Sheet` and gives it to the `Paper` port; which library draws it is no concern of theirs:

    sheet = Sheet(
        title=say(language, "Certificate of a decision"),
        language=language,                    # right to left where the language is; sets the words of the page numbers
        issuer="Tejido Común",                # stands at the foot of every page
        at=work.now,                          # the date in the file: the same sheet makes the same bytes
        blocks=(
            Heading("Fee of six per cent"),
            Paragraph("Passed on 3 March, in force from 10 March."),
            Table(head=("Class", "Yes", "No"), rows=(("Workers", "12", "3"),), numbers=frozenset({1, 2})),
            Code("https://…/board", caption="Check it here"),
        ),
    )
    pdf = await paper.print(sheet)            # bytes

Numbers, money and dates are written by the caller (`kernel.locale`), for a sheet holds text only. A page of ours answers with
`minga_frontend.shell.printing.printed(request, sheet, "name-of-the-file")`; elsewhere take `ports[Paper]`.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; it never stands alone at the foot of a page. Level 1 begins a part, and the outline of the file lists it."""

    text: str
    level: Literal[1, 2, 3] = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text; a line end in it stays one. `quiet`: small, for what is explained beside."""

    text: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """A text with what changes in it: removed words are struck through, added ones bold and underlined, so that neither
    needs a colour."""

    pieces: tuple[tuple[Literal["kept", "removed", "added"], str], ...]


@dataclass(frozen=True, slots=True)
class Points:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of texts, each as long as the head; an empty head prints none. `numbers`: columns that stand at the line's end.
    `widths`: their proportions. `total`: the last row is bold. The head is repeated on every page."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()
    numbers: frozenset[int] = field(default_factory=frozenset)
    total: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code of `content`, and beneath it what it is for. `side`: in millimetres, quiet zone included."""

    content: str
    caption: str = ""
    side: int = 36


@dataclass(frozen=True, slots=True)
class Blank:
    """Something to fill in by hand: what it asks, and so many lines to write on."""

    label: str
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Box:
    """A box to tick, and what it says."""

    label: str


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins on a page of its own: a form that somebody tears out."""


Block = Heading | Paragraph | Marked | Points | Table | Code | Blank | Box | NewPage


@dataclass(frozen=True, slots=True)
class Sheet:
    """One document. `subtitle` stands under its title."""

    title: str
    language: str
    issuer: str
    at: datetime
    blocks: tuple[Block, ...]
    subtitle: str = ""


class Paper(Protocol):
    """Whoever turns a sheet into a PDF on A4."""

    async def print(self, sheet: Sheet) -> bytes:
        """The file's bytes; the same for the same sheet."""
        ...
