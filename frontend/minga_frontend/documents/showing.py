"""One sheet, three ways: a page, a PDF, a table for other programs. Who writes the sheet need not care."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import segno
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from minga_frontend.asking import here
from minga_frontend.shell import deeds
from minga_frontend.shell.links import this_page
from minga_frontend.shell.pages import Link, language_of
from minga_frontend.shell.printing import printed
from minga_platform.kernel.locale import (
    write_long_day,
    write_moment,
    write_money,
    write_price,
    write_quantity,
    write_window,
)
from minga_platform.kernel.paper import Block, Sheet

_UNITS: Final = {"GRAM": "g", "MILLILITRE": "ml"}
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would run; such a cell gets a mark before it."""


class Writer:
    """Writes what the API tells, in one language and the co-op's zone."""

    def __init__(self, language: str, zone: str) -> None:
        self.language = language
        self.zone = ZoneInfo(zone)

    def money(self, amount: Mapping[str, Any]) -> str:
        """`{minor, currency}`."""
        return write_money(int(amount["minor"]), amount["currency"], self.language)

    def quantity(self, amount: Mapping[str, Any]) -> str:
        """`{base, unit}`."""
        return write_quantity(int(amount["base"]), _unit(amount), self.language)

    def price(self, line: Mapping[str, Any]) -> str:
        """A line's `price`, `pricePer` and the unit of its `quantity`."""
        price = line["price"]
        return write_price(
            int(price["minor"]), price["currency"], int(line["pricePer"]), _unit(line["quantity"]), self.language
        )

    def day(self, moment: str) -> str:
        """The day of an instant, or a day."""
        read = (
            datetime.fromisoformat(moment).astimezone(self.zone).date() if "T" in moment else date.fromisoformat(moment)
        )
        return write_long_day(read, self.language)

    def window(self, slot: Mapping[str, Any]) -> str:
        """`{opens, closes}`."""
        opens, closes = datetime.fromisoformat(slot["opens"]), datetime.fromisoformat(slot["closes"])
        return write_window(opens, closes, self.zone, self.language)

    def moment(self, moment: str) -> str:
        """An instant."""
        return write_moment(datetime.fromisoformat(moment), self.zone, self.language)


def _unit(amount: Mapping[str, Any]) -> str:
    return _UNITS.get(amount["unit"], str(amount["unit"]).lower())


async def writer(request: Request, language: str = "") -> Writer:
    """For the reader, or in a document's own language."""
    cooperative = await here(request)
    assert cooperative is not None
    return Writer(language or language_of(request), cooperative.zone)


async def show(
    request: Request,
    sheet: Sheet,
    name: str,
    *,
    table: Sequence[Sequence[object]] | None = None,
    shelf: tuple[Link, ...] = (),
    **more: Any,
) -> Response:
    """The sheet as `?as=` asks: a PDF, CSV (`table`, its first row the head), or the page."""
    match request.query_params.get("as", ""):
        case "pdf":
            return await printed(request, sheet, name)
        case "csv" if table is not None:
            return table_file(table, name)
        case "":
            pass
        case _:
            raise HTTPException(404)
    address = this_page(request)
    join = "&" if "?" in address else "?"
    return await deeds.page(
        request,
        "documents/sheet.html",
        sheet.title,
        headers={"cache-control": "no-store", "referrer-policy": "no-referrer"},
        shelf=shelf,
        sheet=sheet,
        kind_of=lambda block: type(block).__name__,
        drawn=drawn,
        pdf=f"{address}{join}as=pdf",
        csv=f"{address}{join}as=csv" if table is not None else None,
        **({"choice": None, "kinds": (), "amounts": (), "about": ""} | more),
    )


def table_file(table: Sequence[Sequence[object]], name: str) -> Response:
    """CSV for other programs; the first row is the head."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    for row in table:
        rows.writerow([_cell(cell) for cell in row])
    return Response(
        text.getvalue().encode("utf-8-sig"),
        media_type="text/csv; charset=utf-8",
        headers={
            "content-disposition": f'attachment; filename="{name}.csv"',
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
        },
    )


def _cell(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(_FORMULA) and not isinstance(cell, int) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdigit() and text.isascii()


def drawn(content: str) -> Markup:
    """A QR code for a page."""
    made = segno.make(content, error="m", micro=False)
    return Markup(made.svg_inline(scale=4, border=2, dark="#000", light="#fff", omitsize=True, svgclass="qr"))  # noqa: S704 - drawn by segno from our own address


def together(blocks: Sequence[Block | None]) -> tuple[Block, ...]:
    """What is there of these."""
    return tuple(block for block in blocks if block is not None)
