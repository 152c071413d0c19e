"""The sheet of a shift, to be signed where people trust paper: float, movements, both counts, the difference, and lines for names."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from minga_frontend.books.words import happening
from minga_frontend.shell.pages import language_of
from minga_frontend.shell.printing import printed
from minga_platform.kernel.locale import mark, say, write_moment, write_money
from minga_platform.kernel.paper import Blank, Block, Heading, Paragraph, Sheet, Table


async def signed_sheet(request: Request, shift: Mapping[str, Any], issuer: str, zone: str) -> Response:
    """As PDF. Before two have counted it tells no sums: then it is the sheet on which they count."""
    language = language_of(request)

    def money(amount: Mapping[str, Any]) -> str:
        return write_money(int(amount["minor"]), amount["currency"], language)

    opened = datetime.fromisoformat(shift["openedAt"])
    facts: list[tuple[str, str]] = [
        (say(language, mark("Keeper")), shift["keeperName"]),
        (say(language, mark("Taken")), write_moment(opened, ZoneInfo(zone), language)),
        (say(language, mark("In the box when it was taken")), money(shift["float"])),
    ]
    told = (
        ("expected", mark("Expected by the books")),
        ("counted", mark("Counted by two")),
        ("difference", mark("Difference")),
        ("banked", mark("To the bank")),
        ("left", mark("Left for the next keeper")),
    )
    facts += [(say(language, label), money(shift[name])) for name, label in told if shift[name]]
    facts += [
        (say(language, mark("Deposit slip")), f"{one['slip']} · {money(one['amount'])}") for one in shift["slips"]
    ]
    blocks: list[Block] = [Table((), tuple(facts))]
    if shift["counts"]:
        blocks.append(Heading(say(language, mark("Both counts")), 2))
        head = (say(language, mark("Counted by")), say(language, mark("Together")))
        blocks.append(
            Table(head, tuple((one["name"], money(one["total"])) for one in shift["counts"]), numbers=frozenset({1}))
        )
    else:
        blocks.append(Heading(say(language, mark("Notes and coins")), 2))
        head3 = (say(language, mark("Piece")), say(language, mark("How many")), say(language, mark("Worth")))
        blocks.append(Table(head3, tuple((money(face), "", "") for face in shift["faces"]), numbers=frozenset({0})))
    if shift["movements"] and shift["counts"]:
        blocks.append(Heading(say(language, mark("What moved")), 2))
        head2 = (say(language, mark("What")), say(language, mark("Order")), say(language, mark("Amount")))
        rows = tuple(
            (happening(one["kind"], language), str(one["orderNumber"] or ""), money(one["amount"]))
            for one in reversed(shift["movements"])
        )
        blocks.append(Table(head2, rows, numbers=frozenset({2})))
    if shift["reason"]:
        blocks.append(Paragraph(say(language, mark("Why there is a difference: %(reason)s"), reason=shift["reason"])))
    blocks += [
        Blank(say(language, mark("Signature of the keeper"))),
        Blank(say(language, mark("Signature of who counted with her"))),
        Blank(say(language, mark("Signature of who takes the box next"))),
    ]
    title = say(language, mark("Shift %(number)s at %(till)s"), number=shift["number"], till=shift["tillName"])
    at = datetime.fromisoformat(shift["closedAt"]) if shift["closedAt"] else datetime.now(UTC)
    sheet = Sheet(title=title, language=language, issuer=issuer, at=at, blocks=tuple(blocks))
    return await printed(request, sheet, f"cash-{shift['number']}")
