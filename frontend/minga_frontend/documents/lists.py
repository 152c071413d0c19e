"""The day of hand-over on paper: what each stall brings, what each order gets, what goes to each place, and a label for each thing."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, here
from minga_frontend.coordination.views import sections as desk_sections
from minga_frontend.documents.showing import Writer, show, writer
from minga_frontend.market.inside import at_stall
from minga_frontend.market.inside import sections as stall_sections
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import signed_in, within
from minga_frontend.shell.pages import Link, language_of
from minga_platform.kernel.locale import Text, mark, say, say_many
from minga_platform.kernel.paper import Block, Code, Heading, NewPage, Paragraph, Sheet, Table

LISTS = document(__file__, "lists.graphql")
STALL = document(__file__, "stall.graphql")

_KINDS: Final = {
    "pick": mark("Pick lists"),
    "pack": mark("Packing lists"),
    "run": mark("Run sheets"),
    "labels": mark("Order labels"),
}
_ABOUT: Final = {
    "pick": mark("What each stall brings, over all orders."),
    "pack": mark("What goes into each order."),
    "run": mark("Who fetches what at each place, and what is to be taken in cash."),
    "labels": mark("One label for each line of an order. The code leads to the page of the product."),
}


async def of_cooperative(request: Request) -> Response:
    """`/c/<co-op>/coordination/lists/<pick|pack|run|labels>?day=2026-11-28&point=point_…&as=pdf|csv`."""
    signed_in(request)
    kind = request.path_params["kind"]
    return await _lists(
        request, None, desk_sections(request, "orders"), lambda one: within(request, f"/coordination/lists/{one}"), kind
    )


async def of_stall(request: Request) -> Response:
    """`/c/<co-op>/stall/<stall>/lists/<kind>`: the same of one stall, for its keepers."""
    signed_in(request)
    stall = (await ask(request, STALL, {"slug": request.path_params["stall"]}))["keptStall"]
    if stall is None:
        raise HTTPException(404)
    kind, slug = request.path_params["kind"], stall["slug"]
    return await _lists(
        request,
        stall,
        stall_sections(request, slug, "orders"),
        lambda one: at_stall(request, slug, f"/lists/{one}"),
        kind,
    )


async def _lists(
    request: Request, stall: Mapping[str, Any] | None, shelf: tuple[Link, ...], address: Any, kind: str
) -> Response:
    if kind not in _KINDS:
        raise HTTPException(404)
    day, point = _day(request.query_params.get("day", "")), request.query_params.get("point", "")[:60]
    cycle = request.query_params.get("cycle", "")[:60]
    wish = {
        "day": day.isoformat() if day else None,
        "point": point or None,
        "stall": stall["id"] if stall else None,
        "slot": _slot(request),
        "cycle": cycle or None,
    }
    data = await ask(request, LISTS, wish)
    lists = data["handoverLists"]
    if lists is None:
        raise HTTPException(404)
    cooperative, language, write = await here(request), language_of(request), await writer(request)
    assert cooperative is not None
    origin = f"{request.url.scheme}://{request.headers.get('host', '')}/c/{cooperative.slug}/p/"
    match kind:
        case "pick":
            blocks = _picks(lists, write)
        case "pack":
            blocks = _packs(lists, write)
        case "run":
            blocks = _runs(lists, write)
        case _:
            blocks = _labels(lists, write, origin)
    where = next((one["name"] for one in data["pickupPoints"] if one["id"] == point), "")
    sheet = Sheet(
        title=say(language, _KINDS[kind]) + (f" · {stall['name']}" if stall else ""),
        subtitle=" · ".join(
            text for text in (write.day(day.isoformat()) if day else "", where, _sum(lists, write)) if text
        ),
        language=language,
        issuer=Text.stored(cooperative.name).read(language, cooperative.language),
        at=datetime.now(UTC).replace(microsecond=0),
        blocks=(Paragraph(say(language, _ABOUT[kind]), quiet=True), *blocks)
        if lists["lines"]
        else (Paragraph(say(language, mark("Nothing waits to be handed over here."))),),
    )
    query = "&".join(
        f"{name}={value}" for name, value in (("day", wish["day"]), ("point", point), ("cycle", cycle)) if value
    )
    return await show(
        request,
        sheet,
        f"{kind}-{day or 'all'}",
        table=_table(kind, lists, origin),
        shelf=shelf,
        kinds=[
            {
                "label": say(language, name),
                "href": address(one) + (f"?{query}" if query else ""),
                "current": one == kind,
            }
            for one, name in _KINDS.items()
        ],
        choice={
            "form": Form(language=language),
            "day": wish["day"] or "",
            "cycle": cycle,
            "point": point,
            "points": [
                ("", say(language, mark("Everywhere"))),
                *((one["id"], one["name"]) for one in data["pickupPoints"]),
            ],
        },
    )


def _slot(request: Request) -> str | None:
    # A plus sign of an address is a blank once it was read.
    text = request.query_params.get("slot", "")[:40].replace(" ", "+")
    try:
        return datetime.fromisoformat(text).isoformat() if text else None
    except ValueError:
        raise HTTPException(404) from None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise HTTPException(404) from None


def _sum(lists: Mapping[str, Any], write: Writer) -> str:
    """The same on each of the lists, so that whoever holds two of them sees that they agree."""
    language = write.language
    told = [
        say_many(language, "%(num)s order", "%(num)s orders", len(lists["packs"])),
        say_many(language, "%(num)s line", "%(num)s lines", lists["lines"]),
        _sums(lists, "total", write),
    ]
    if int(lists["cash"]["minor"]):
        told.append(say(language, mark("%(cash)s in cash"), cash=_sums(lists, "cash", write)))
    return ", ".join(told)


def _sums(one: Mapping[str, Any], name: str, write: Writer) -> str:
    """An amount of a line or a list; what is still to be weighed comes to so much at most."""
    amount = write.money(one[name])
    return say(write.language, mark("at most %(amount)s"), amount=amount) if one["atMost"] else amount


def _called(line: Mapping[str, Any]) -> str:
    return f"{line['title']} ({line['variantTitle']})" if line["variantTitle"] else str(line["title"])


def _picks(lists: Mapping[str, Any], write: Writer) -> Iterator[Block]:
    language = write.language
    head = (
        say(language, mark("What")), say(language, mark("How much")), say(language, mark("Orders")), say(language, mark("Total")),
        say(language, mark("Picked")),
    )  # fmt: skip
    for place, one in enumerate(lists["picks"]):
        if place:
            yield NewPage()
        yield Heading(one["stallName"])
        rows = [
            (_called(item), write.quantity(item["quantity"]), str(item["orders"]), _sums(item, "total", write), "☐")
            for item in one["items"]
        ]
        rows.append((say(language, mark("Together")), "", "", _sums(one, "total", write), ""))
        yield Table(head, tuple(rows), widths=(5, 2, 2, 2, 1), numbers=frozenset({1, 2, 3}), total=True)


def _packs(lists: Mapping[str, Any], write: Writer) -> Iterator[Block]:
    language = write.language
    head = (
        say(language, mark("What")), say(language, mark("From")), say(language, mark("How much")), say(language, mark("Total")),
        say(language, mark("Packed")),
    )  # fmt: skip
    for place, one in enumerate(lists["packs"]):
        if place:
            yield NewPage()
        yield Heading(f"{_order(one, write)} · {one['buyerName']}")
        yield Paragraph(" · ".join(text for text in (one["placeName"], one["buyerPhone"]) if text))
        if one["note"]:
            yield Paragraph(f"{say(language, mark('The buyer wrote:'))} {one['note']}")
        rows = [
            (_called(line), line["stallName"], write.quantity(line["quantity"]), _sums(line, "total", write), "☑" if line["isReady"] else "☐")
            for line in one["lines"]
        ]  # fmt: skip
        rows.append((say(language, mark("Together")), "", "", _sums(one, "total", write), ""))
        yield Table(head, tuple(rows), widths=(5, 3, 2, 2, 1), numbers=frozenset({2, 3}), total=True)
        if int(one["cash"]["minor"]):
            yield Paragraph(say(language, mark("To be taken in cash: %(cash)s"), cash=_sums(one, "cash", write)))


def _runs(lists: Mapping[str, Any], write: Writer) -> Iterator[Block]:
    language, packs = write.language, {one["orderId"]: one for one in lists["packs"]}
    head = (
        say(language, mark("Order")), say(language, mark("Buyer")), say(language, mark("Lines")), say(language, mark("In cash")),
        say(language, mark("Packed")), say(language, mark("Signature")),
    )  # fmt: skip
    for place, run in enumerate(lists["runs"]):
        if place:
            yield NewPage()
        yield Heading(run["name"] or say(language, mark("Delivery")))
        if run["slot"]:
            yield Heading(write.window(run["slot"]), level=2)
        if run["address"]:
            yield Paragraph(run["address"])
        rows = []
        for order_id in run["orderIds"]:
            pack = packs[order_id]
            buyer = "\n".join(
                text
                for text in (pack["buyerName"], pack["buyerPhone"], "" if run["pointId"] else pack["placeName"])
                if text
            )
            cash = _sums(pack, "cash", write) if int(pack["cash"]["minor"]) else ""
            rows.append(
                (str(pack["orderNumber"]), buyer, str(len(pack["lines"])), cash, "☑" if pack["isReady"] else "☐", "")
            )
        rows.append((say(language, mark("Together")), "", str(run["lines"]), _sums(run, "cash", write), "", ""))
        yield Table(head, tuple(rows), widths=(2, 4, 1, 2, 2, 4), numbers=frozenset({2, 3}), total=True)


def _labels(lists: Mapping[str, Any], write: Writer, products: str) -> Iterator[Block]:
    for one in lists["packs"]:
        for line in one["lines"]:
            yield Heading(_called(line), level=3)
            yield Paragraph(
                f"{write.quantity(line['quantity'])} · {write.price(line)} · {_sums(line, 'total', write)}\n"
                f"{line['stallName']} · {_order(one, write)} · {one['buyerName']}"
            )
            yield Code(products + line["productSlug"], side=24)


def _order(one: Mapping[str, Any], write: Writer) -> str:
    return say(write.language, mark("Order %(number)s"), number=one["orderNumber"])


def _table(kind: str, lists: Mapping[str, Any], products: str) -> Sequence[Sequence[object]]:
    """For other programs: base units and decimals, names in English."""
    if kind == "pick":
        return [
            ["stall", "title", "variant", "sku", "quantity", "unit", "orders", "total", "currency", "at_most"],
            *(
                [one["stallName"], item["title"], item["variantTitle"], item["sku"], item["quantity"]["base"], item["quantity"]["unit"].lower(),
                 item["orders"], item["total"]["decimal"], item["total"]["currency"], _yes(item["atMost"])]
                for one in lists["picks"] for item in one["items"]
            ),
        ]  # fmt: skip
    if kind == "run":
        packs = {one["orderId"]: one for one in lists["packs"]}
        return [
            ["place", "address", "opens", "closes", "order", "buyer", "phone", "lines", "is_ready", "cash", "total", "currency", "at_most"],
            *(
                [run["name"], run["address"] if run["pointId"] else pack["placeName"], run["slot"]["opens"] if run["slot"] else "",
                 run["slot"]["closes"] if run["slot"] else "", pack["orderNumber"], pack["buyerName"], pack["buyerPhone"],
                 len(pack["lines"]), _yes(pack["isReady"]),
                 pack["cash"]["decimal"], pack["total"]["decimal"], pack["total"]["currency"], _yes(pack["atMost"])]
                for run in lists["runs"] for pack in map(packs.__getitem__, run["orderIds"])
            ),
        ]  # fmt: skip
    if kind == "labels":
        return [
            ["order", "buyer", "stall", "title", "variant", "sku", "quantity", "unit", "price", "price_per", "total", "currency", "at_most", "page"],
            *(
                [one["orderNumber"], one["buyerName"], line["stallName"], line["title"], line["variantTitle"], line["sku"], line["quantity"]["base"],
                 line["quantity"]["unit"].lower(), line["price"]["decimal"], line["pricePer"], line["total"]["decimal"], line["total"]["currency"],
                 _yes(line["atMost"]), products + line["productSlug"]]
                for one in lists["packs"] for line in one["lines"]
            ),
        ]  # fmt: skip
    return [
        ["order", "buyer", "phone", "place", "note", "stall", "title", "variant", "sku", "quantity", "unit", "is_ready", "total", "currency",
         "at_most"],
        *(
            [one["orderNumber"], one["buyerName"], one["buyerPhone"], one["placeName"], one["note"], line["stallName"], line["title"],
             line["variantTitle"], line["sku"], line["quantity"]["base"], line["quantity"]["unit"].lower(),
             _yes(line["isReady"]), line["total"]["decimal"], line["total"]["currency"], _yes(line["atMost"])]
            for one in lists["packs"] for line in one["lines"]
        ),
    ]  # fmt: skip


def _yes(answer: bool) -> str:
    return "yes" if answer else "no"


ROUTES = [
    Route("/c/{cooperative}/coordination/lists/{kind}", of_cooperative),
    Route("/c/{cooperative}/stall/{stall}/lists/{kind}", of_stall),
]
