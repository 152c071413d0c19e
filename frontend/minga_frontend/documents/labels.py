"""Price labels for the shelf and the table: so many of each of a stall's goods, with the unit price and a code to its page."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.documents.showing import Writer, show, writer
from minga_frontend.market.inside import cooperative_of, kept_stall, sections
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import Text, mark, say
from minga_platform.kernel.paper import Block, Code, Heading, Paragraph, Sheet

GOODS = document(__file__, "labels.graphql")

MOST_OF_EACH: Final = 99


async def labels(request: Request) -> Response:
    """`/c/<co-op>/stall/<stall>/labels?n-var_…=3&as=pdf|csv`: one of each, until she says how many."""
    stall = await kept_stall(request)
    goods = (await ask(request, GOODS, {"id": stall["id"]}))["standGoods"]
    if goods is None:
        raise HTTPException(404)
    cooperative, language, write = await cooperative_of(request), language_of(request), await writer(request)
    origin = f"{request.url.scheme}://{request.headers.get('host', '')}/c/{cooperative.slug}/p/"
    chosen = any(name.startswith("n-") for name in request.query_params)
    amounts = [(one, _amount(request, one["variantId"]) if chosen else 1) for one in goods]
    about = mark("For the shelf and the table. The code leads to the page of the product.")
    sheet = Sheet(
        title=say(language, mark("Price labels")),
        subtitle=stall["name"],
        language=language,
        issuer=Text.stored(cooperative.name).read(language, cooperative.language),
        at=datetime.now(UTC).replace(microsecond=0),
        blocks=tuple(block for one, times in amounts for _ in range(times) for block in _label(one, stall["name"], write, origin))
        or (Paragraph(say(language, mark("Nothing yet."))),),
    )  # fmt: skip
    return await show(
        request,
        sheet,
        f"labels-{stall['slug']}",
        table=_table(amounts, origin),
        shelf=sections(request, stall["slug"], "products"),
        amounts=[
            {"name": f"n-{one['variantId']}", "label": _called(one), "value": times, "most": MOST_OF_EACH}
            for one, times in amounts
        ],
        about=say(language, about),
    )


def _amount(request: Request, variant_id: str) -> int:
    text = request.query_params.get(f"n-{variant_id}", "")
    return min(int(text), MOST_OF_EACH) if text.isascii() and text.isdigit() else 0


def _called(one: Mapping[str, Any]) -> str:
    return f"{one['title']} ({one['variantTitle']})" if one["variantTitle"] else str(one["title"])


def _label(one: Mapping[str, Any], stall: str, write: Writer, products: str) -> Iterator[Block]:
    """What the law wants at the goods: the price, and the unit price where it is another (Directive 98/6/EC, Art. 3)."""
    told = [write.price({"price": one["price"], "pricePer": one["per"]["base"], "quantity": one["per"]})]
    if one["unitPrice"] and one["unitPricePer"] != one["per"]:
        by_unit = {"price": one["unitPrice"], "pricePer": one["unitPricePer"]["base"], "quantity": one["unitPricePer"]}
        told.append(write.price(by_unit))
    if int(one["deposit"]["minor"]):
        told.append(say(write.language, mark("deposit %(amount)s"), amount=write.money(one["deposit"])))
    yield Heading(_called(one), level=3)
    yield Paragraph(" · ".join(told) + f"\n{stall}")
    yield Code(products + one["slug"], side=24)


def _table(amounts: list[tuple[Mapping[str, Any], int]], products: str) -> list[list[object]]:
    """For other programs, a label printer say: decimals and base units, names in English."""
    return [
        ["title", "variant", "price", "price_per", "unit", "unit_price", "unit_price_per", "unit_price_unit", "currency", "labels", "page"],
        *(
            [one["title"], one["variantTitle"], one["price"]["decimal"], one["per"]["base"], one["per"]["unit"].lower(),
             one["unitPrice"]["decimal"] if one["unitPrice"] else "", one["unitPricePer"]["base"] if one["unitPrice"] else "",
             one["unitPricePer"]["unit"].lower() if one["unitPrice"] else "", one["price"]["currency"], times, products + one["slug"]]
            for one, times in amounts if times
        ),
    ]  # fmt: skip


ROUTES = [Route("/c/{cooperative}/stall/{stall}/labels", labels)]
