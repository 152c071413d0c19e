"""An order as a sheet to keep and a table for other programs: the same that its page says."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from minga_frontend.asking import here
from minga_frontend.documents.showing import Writer, table_file, writer
from minga_frontend.orders.words import METHODS, ORDER_STATES, PAPERS
from minga_frontend.shell.printing import printed
from minga_platform.kernel.locale import Text, mark, say
from minga_platform.kernel.paper import Block, Heading, Paragraph, Sheet, Table


async def receipt(
    request: Request, order: Mapping[str, Any], papers: Sequence[Mapping[str, Any]], scales: Mapping[str, Any]
) -> Response:
    """As `?as=pdf` or `?as=csv` asks. `scales`: what is to be paid of what was not weighed or not paid yet."""
    name = f"order-{order['number']}"
    if request.query_params["as"] == "csv":
        return table_file(_table(order, scales), name)
    write, cooperative = await writer(request), await here(request)
    assert cooperative is not None
    sheet = Sheet(
        title=say(write.language, mark("Order %(number)s"), number=order["number"]),
        subtitle=say(
            write.language, mark("Placed %(when)s for %(name)s"), when=write.moment(order["placedAt"]), name=order["buyerName"]
        ),
        language=write.language,
        issuer=Text.stored(cooperative.name).read(write.language, cooperative.language),
        at=datetime.fromisoformat(order["placedAt"]).replace(microsecond=0),
        blocks=tuple(_blocks(order, papers, scales, write)),
    )  # fmt: skip
    return await printed(request, sheet, name)


def _goes_back(language: str, goes_to: str) -> str:
    back = say(language, mark("What goes back to you"))
    return f"{back} ({say(language, mark('kept for you as store credit'))})" if goes_to == "credit" else back


def _due(line: Mapping[str, Any], scales: Mapping[str, Any]) -> int:
    """Minor units of a line, as it is paid as far as we know."""
    return int(scales["lines"].get(line["id"], line["story"]["total"]["minor"]))


def _blocks(
    order: Mapping[str, Any], papers: Sequence[Mapping[str, Any]], scales: Mapping[str, Any], write: Writer
) -> Iterator[Block]:
    language, unit = write.language, order["total"]["currency"]

    def money(minor: int, *, most: bool = False) -> str:
        amount = write.money({"minor": minor, "currency": unit})
        return say(language, mark("at most %(amount)s"), amount=amount) if most else amount

    payment = order["payment"]
    facts = [
        (say(language, mark("State")), say(language, ORDER_STATES[order["state"]])),
        (say(language, mark("Where")), ", ".join(one for one in (order["placeName"], order["placeAddress"]) if one)),
        (say(language, mark("You pay")), say(language, METHODS[payment["method"]])),
        (say(language, mark("Paid")), write.money(payment["captured"]) if int(payment["captured"]["minor"]) else ""),
        (say(language, mark("Your own number for it")), payment["purchaseOrder"]),
        (say(language, mark("Your note")), order["note"]),
    ]
    yield Table((), tuple(fact for fact in facts if fact[1]), widths=(1, 2))
    head = (
        say(language, mark("What")), say(language, mark("How much")), say(language, mark("Price")), say(language, mark("Total")),
    )  # fmt: skip
    for part in order["parts"]:
        yield Heading(part["stallName"])
        rows = [
            (
                f"{line['title']} ({line['variantTitle']})" if line["variantTitle"] else line["title"],
                "" if line["isVoucher"] else write.quantity(line["quantity"]),
                "" if line["isVoucher"] else write.price(line),
                money(_due(line, scales), most=line["id"] in scales["most"]),
            )
            for line in part["lines"]
        ]
        yield Table(head, tuple(rows), widths=(5, 2, 3, 2), numbers=frozenset({1, 2, 3}))
    yield Heading(say(language, mark("Together")))
    sums = [
        (say(language, mark("Goods")), money(int(order["goods"]["minor"]) - scales["off"], most=bool(scales["most"])))
    ]
    if int(order["delivery"]["minor"]):
        sums.append((say(language, mark("Delivery")), write.money(order["delivery"])))
    sums.append(
        (
            say(language, mark("Together")),
            money(int(order["total"]["minor"]) - scales["off"], most=bool(scales["most"])),
        )
    )
    if not scales["lines"]:
        sums.append((say(language, mark("Tax within this")), write.money(order["tax"])))
    sums += [(_goes_back(language, refund["goesTo"]), write.money(refund["amount"])) for refund in order["refunds"]]
    yield Table((), tuple(sums), widths=(2, 1))
    for paper in papers:
        yield Paragraph(
            f"{say(language, PAPERS[paper['kind']])} {paper['name']} · {write.day(paper['issuedAt'])} · {write.money(paper['total'])}"
        )


def _table(order: Mapping[str, Any], scales: Mapping[str, Any]) -> list[list[object]]:
    """For other programs: minor units and base units, names in English; the totals of the rows are the order's."""
    kept = [order["number"], order["placedAt"]]
    rows: list[list[object]] = [
        [
            *kept, part["stallName"], line["title"], line["variantTitle"], line["quantity"]["base"], line["quantity"]["unit"].lower(),
            line["price"]["minor"], line["pricePer"], line["taxBps"], _due(line, scales), order["total"]["currency"],
            "yes" if line["id"] in scales["most"] else "no",
        ]
        for part in order["parts"] for line in part["lines"]
    ]  # fmt: skip
    if int(order["delivery"]["minor"]):
        rows.append(
            [
                *kept,
                "",
                "Delivery",
                "",
                "",
                "",
                "",
                "",
                "",
                order["delivery"]["minor"],
                order["total"]["currency"],
                "no",
            ]
        )
    head: list[object] = [
        "order", "placed_at", "stall", "title", "variant", "quantity", "unit", "price_minor", "price_per", "tax_bps", "total_minor", "currency",
        "at_most",
    ]  # fmt: skip
    return [head, *rows]
