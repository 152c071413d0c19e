"""Invoices, credit notes and self-billing documents: each on a page that prints, as PDF, and in the co-op's list of them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.coordination.views import sections
from minga_frontend.documents.showing import Writer, show, writer
from minga_frontend.documents.words import PARTS
from minga_frontend.orders.words import PAPERS
from minga_frontend.shell.deeds import named, page
from minga_frontend.shell.links import signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say, write_rate
from minga_platform.kernel.paper import Block, Heading, Paragraph, Sheet, Table

DOCUMENT = document(__file__, "document.graphql")
DOCUMENTS = document(__file__, "documents.graphql")


async def one(request: Request) -> Response:
    """`/c/<co-op>/documents/<document>?t=<token>&as=pdf`. On the page in the reader's language, as PDF in the document's own."""
    wish = {"id": request.path_params["document"], "token": request.query_params.get("t", "")[:100] or None}
    found = (await ask(request, DOCUMENT, wish))["tradeDocument"]
    if found is None:
        raise HTTPException(404)
    write = await writer(request, found["language"] if request.query_params.get("as") == "pdf" else "")
    return await show(request, _sheet(found, write), found["name"], table=_table(found))


def _sheet(found: Mapping[str, Any], write: Writer) -> Sheet:
    language = write.language
    return Sheet(
        title=f"{say(language, PAPERS[found['kind']])} {found['name']}",
        subtitle=found["cooperativeName"],
        language=language,
        issuer=found["cooperativeName"],
        at=datetime.fromisoformat(found["issuedAt"]),
        blocks=tuple(_blocks(found, write)),
    )


def _blocks(found: Mapping[str, Any], write: Writer) -> Iterator[Block]:
    language, billed = write.language, found["supplied"] is not None
    to = found["partyName"] or say(language, mark("Cash sale") if found["acrossTable"] else mark("No longer kept"))
    facts = [
        (say(language, mark("Number")), found["name"]),
        (say(language, mark("Issued on")), write.day(found["issuedAt"])),
        (say(language, mark("Bought by")) if billed else say(language, mark("Sold by")), found["cooperativeName"]),
        (say(language, mark("Supplied by")) if billed else say(language, mark("Sold to")), to),
    ]
    if found["partyAddress"]:
        facts.append((say(language, mark("Address")), found["partyAddress"]))
    if found["partyTaxNumber"]:
        facts.append((say(language, mark("Tax number")), found["partyTaxNumber"]))
    facts[3:3] = _issuer(found, language)
    if billed:
        facts.append((say(language, mark("Stall")), found["stallName"]))
    if found["orderNumber"] is not None:
        facts.append((say(language, mark("Order")), str(found["orderNumber"])))
        facts.append((say(language, mark("Ordered on")), write.day(found["orderedAt"])))
    if found["terms"]:
        if found["terms"]["purchaseOrder"]:
            facts.append((say(language, mark("Your purchase order")), found["terms"]["purchaseOrder"]))
        facts.append((say(language, mark("To be paid by")), write.day(found["terms"]["dueAt"])))
        facts.append((say(language, mark("Payment reference")), found["terms"]["reference"]))
    if found["mirrors"]:
        of = mark("Takes back from document") if billed else mark("Takes back from invoice")
        facts.append((say(language, of), found["mirrors"]))
    yield Table(head=(), rows=tuple(facts), widths=(1, 2))
    if billed:
        yield Paragraph(say(language, _SELF_BILLING), quiet=True)
        if not int(found["supplied"]["tax"]["minor"]):
            yield Paragraph(say(language, _EXEMPT if found["vat"] == "EXEMPT" else _NO_NUMBER), quiet=True)
    yield Heading(say(language, mark("What it is about")))
    yield _billed_lines(found, write) if billed else _lines(found, write)
    if not billed:
        yield Heading(say(language, mark("Tax by rate")))
        yield _rates(found["rates"], found, write)
        return
    # Two supplies that go two ways: each is summed for itself, with its own tax; only what is left of both is one amount.
    yield Heading(say(language, mark("What the maker supplied")))
    yield _rates([one for one in found["rates"] if one["part"] != "FEE"], found["supplied"], write)
    yield Heading(say(language, mark("What the co-op charges for it")))
    yield _rates([_turned(one) for one in found["rates"] if one["part"] == "FEE"], found["charged"], write)
    yield Heading(say(language, mark("What is left")))
    yield Table(head=(), rows=tuple(_left(found, write)), widths=(1, 2))


_SELF_BILLING = mark(
    "Self-billing: the co-op writes this in the maker's name. What she supplied and what the co-op charges for it are two supplies, each with its own tax."
)
_EXEMPT = mark("Supplied without VAT: the maker told the co-op that she is exempt (Directive 2006/112/EC, Art. 284).")
_NO_NUMBER = mark("Supplied without VAT: the maker has not told the co-op that she charges it.")


def _turned(rate: Mapping[str, Any]) -> dict[str, Any]:
    """What is taken off, as an amount of its own."""
    turned = {name: {**rate[name], "minor": -int(rate[name]["minor"])} for name in ("net", "tax")}
    return {**rate, **turned}


def _left(found: Mapping[str, Any], write: Writer) -> Iterator[tuple[str, str]]:
    language = write.language
    off = {**found["charged"]["total"], "minor": -int(found["charged"]["total"]["minor"])}
    yield say(language, mark("Supplied, with tax")), write.money(found["supplied"]["total"])
    yield say(language, mark("The co-op's fee, with tax")), write.money(off)
    if found["paid"] is None:
        yield say(language, mark("Owed back to the co-op")), write.money(found["total"])
        return
    yield say(language, mark("Earned")), write.money(found["total"])
    if int(found["netted"]["minor"]):
        yield say(language, mark("Set off against what you owed")), write.money(found["netted"])
    if int(found["broughtForward"]["minor"]):
        yield say(language, mark("Brought forward")), write.money(found["broughtForward"])
    if int(found["carriedForward"]["minor"]):
        yield say(language, mark("Carried forward to the next payout")), write.money(found["carriedForward"])
    yield say(language, mark("Paid to you")), write.money(found["paid"])


def _issuer(found: Mapping[str, Any], language: str) -> list[tuple[str, str]]:
    """The co-op's legal name and numbers, right below what it is called."""
    legal = found["issuer"] or {}
    told = (
        (mark("Legal name"), legal.get("name")), (mark("Its address"), legal.get("address")), (mark("Tax number"), legal.get("taxNumber")),
        (mark("Register"), legal.get("registerNumber")),
    )  # fmt: skip
    return [(say(language, label), text) for label, text in told if text]


def _lines(found: Mapping[str, Any], write: Writer) -> Table:
    language = write.language
    rows = [
        (_called(line) + _off(line, write), line["stallName"], write.quantity(line["quantity"]), write.price(line), write_rate(line["taxBps"], language),
         write.money(line["total"]))
        for line in found["lines"]
    ]  # fmt: skip
    if found["delivery"] is not None:
        bps = next(rate["taxBps"] for rate in found["rates"] if rate["part"] == "DELIVERY")
        rows.append(
            (say(language, PARTS["DELIVERY"]), "", "", "", write_rate(bps, language), write.money(found["delivery"]))
        )
    rows.append((say(language, mark("Together")), "", "", "", "", write.money(found["total"])))
    head = (
        say(language, mark("What")), say(language, mark("From")), say(language, mark("How much")), say(language, mark("Price")),
        say(language, mark("Tax rate")), say(language, mark("Total")),
    )  # fmt: skip
    return Table(head, tuple(rows), widths=(4, 3, 2, 3, 3, 2), numbers=frozenset({2, 3, 4, 5}), total=True)


def _billed_lines(found: Mapping[str, Any], write: Writer) -> Table:
    language = write.language
    rows = []
    for line in found["lines"]:
        net = {**line["total"], "minor": int(line["total"]["minor"]) - int(line["tax"]["minor"])}
        fee = {**line["fee"], "minor": -int(line["fee"]["minor"]) - int(line["feeTax"]["minor"])}
        left = {**line["royalty"], "minor": -int(line["royalty"]["minor"])}
        hers = {**line["earning"], "minor": int(line["earning"]["minor"]) + int(line["supplyTax"]["minor"])}
        rows.append(
            (f"{_called(line)}\n{write.quantity(line['quantity'])}", str(line["orderNumber"]), write.money(net), write.money(line["supplyTax"]),
             write.money(fee), write.money(left), write.money(hers))
        )  # fmt: skip
    rows.append((say(language, mark("Together")), "", "", "", "", "", write.money(found["total"])))
    head = (
        say(language, mark("What")), say(language, mark("Order")), say(language, mark("Without tax")), say(language, mark("Her tax")),
        say(language, mark("Fee with its tax")), say(language, PARTS["ROYALTY"]), say(language, mark("Yours")),
    )  # fmt: skip
    return Table(head, tuple(rows), widths=(4, 2, 2, 2, 2, 2, 2), numbers=frozenset({1, 2, 3, 4, 5, 6}), total=True)


def _rates(rates: Sequence[Mapping[str, Any]], together: Mapping[str, Any], write: Writer) -> Table:
    language = write.language

    def row(label: str, rate: str, net: Mapping[str, Any], tax: Mapping[str, Any]) -> tuple[str, ...]:
        both = {**net, "minor": int(net["minor"]) + int(tax["minor"])}
        return (label, rate, write.money(net), write.money(tax), write.money(both))

    rows = [
        row(say(language, PARTS[one["part"]]), write_rate(one["taxBps"], language), one["net"], one["tax"])
        for one in rates
    ]
    rows.append(row(say(language, mark("Together")), "", together["net"], together["tax"]))
    head = (
        say(language, mark("For")), say(language, mark("Tax rate")), say(language, mark("Without tax")),
        say(language, mark("Tax")), say(language, mark("Total")),
    )  # fmt: skip
    return Table(head, tuple(rows), widths=(3, 2, 2, 2, 2), numbers=frozenset({1, 2, 3, 4}), total=True)


def _called(line: Mapping[str, Any]) -> str:
    return f"{line['title']} ({line['variantTitle']})" if line["variantTitle"] else str(line["title"])


def _off(line: Mapping[str, Any], write: Writer) -> str:
    """Why a line comes to less than its price says."""
    if not int(line["discount"]["minor"]):
        return ""
    return ", " + say(write.language, mark("a code took off %(amount)s"), amount=write.money(line["discount"]))


def _table(found: Mapping[str, Any]) -> list[list[object]]:
    """For other programs: minor units and basis points, names in English. The totals of the rows are the document's.

    In a maker's name a row is what is hers: her supply with her tax, less what she left and the co-op's fee with its tax.
    """
    billed = found["supplied"] is not None
    head: list[object] = [
        "document", "issued_at", "takes_back", "order", "title", "variant", "stall", "quantity", "unit", "net_minor", "tax_bps", "tax_minor",
        *(("royalty_minor", "fee_minor", "fee_tax_minor", "earning_minor") if billed else ()), "total_minor", "currency",
    ]  # fmt: skip
    rows: list[list[object]] = [
        [
            found["name"], found["issuedAt"], found["mirrors"], found["orderNumber"] or line["orderNumber"], line["title"], line["variantTitle"],
            line["stallName"], line["quantity"]["base"], line["quantity"]["unit"].lower(), int(line["total"]["minor"]) - int(line["tax"]["minor"]),
            *(_hers(line) if billed else (line["taxBps"], line["tax"]["minor"], line["total"]["minor"])), line["total"]["currency"],
        ]
        for line in found["lines"]
    ]  # fmt: skip
    if found["delivery"] is not None:
        rate = next(one for one in found["rates"] if one["part"] == "DELIVERY")
        rows.append(
            [
                found["name"], found["issuedAt"], found["mirrors"], found["orderNumber"], "Delivery", "", "", "", "", rate["net"]["minor"],
                rate["taxBps"], rate["tax"]["minor"], found["delivery"]["minor"], found["delivery"]["currency"],
            ]
        )  # fmt: skip
    return [head, *rows]


def _hers(line: Mapping[str, Any]) -> tuple[object, ...]:
    """Of a line in a maker's name: her tax, what is taken off (below zero), and what is left."""
    taken = (-int(line[name]["minor"]) for name in ("royalty", "fee", "feeTax"))
    earning, tax = int(line["earning"]["minor"]), int(line["supplyTax"]["minor"])
    return line["supplyTaxBps"], tax, *taken, earning, earning + tax


async def listed(request: Request) -> Response:
    """`/c/<co-op>/coordination/documents?kind=INVOICE`: all of them, newest first."""
    signed_in(request)
    kind = request.query_params.get("kind", "")
    kind = kind if kind in PAPERS else ""
    found = await ask(request, DOCUMENTS, {"kind": kind or None, "after": request.query_params.get("after")})
    if found["tradeDocuments"] is None:
        raise HTTPException(404)
    listing = found["tradeDocuments"]
    after = listing["pageInfo"]["endCursor"] if listing["pageInfo"]["hasNextPage"] else None
    return await page(
        request,
        "documents/documents.html",
        say(language_of(request), mark("Invoices and their like")),
        shelf=sections(request, "orders"),
        listing=listing,
        kind=kind,
        kinds=named(request, PAPERS),
        after=within(request, "/coordination/documents", kind=kind, after=after) if after else None,
    )


ROUTES = [
    Route("/c/{cooperative}/documents/{document}", one),
    Route("/c/{cooperative}/coordination/documents", listed),
]
