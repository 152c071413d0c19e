"""What a buyer sees of her orders: the receipt that is also the page to follow, and the list of them."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.cycles.words import fee_parts
from minga_frontend.getting import at_order as getting
from minga_frontend.helping import views as helping
from minga_frontend.means.vouchers import STATES as VOUCHER_STATES
from minga_frontend.orders import receipts
from minga_frontend.orders.words import METHODS, ORDER_STATES, PAPERS, PART_STATES, REFUND_STATES
from minga_frontend.produce.ordered import produce_of
from minga_frontend.reviews import views as reviews
from minga_frontend.shell.deeds import do, named, page, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import see, within
from minga_frontend.shell.pages import Notice, language_of
from minga_platform.kernel.locale import mark, say

ORDER = document(__file__, "order.graphql", "order.fragments")
CHECK = document(__file__, "check.graphql")
ASK_CANCELLATION = document(__file__, "ask_cancellation.graphql")
BY_CARD = document(__file__, "by_card.graphql")
_NO_PAGE: Final = told(
    "orders.no_page",
    mark(
        "The payment page does not answer at the moment. Please try again in a minute, or pay in cash when you fetch it."
    ),
)
MINE = document(__file__, "mine.graphql")


async def order(request: Request) -> Response:
    """`/c/<co-op>/orders/<order>?t=<token>&as=pdf|csv`: the receipt, and where the order stands."""
    return await order_page(request)


async def order_page(request: Request, form: Form | None = None) -> Response:
    """The page itself, with what is wrong with a form on it."""
    language = language_of(request)
    token = (form["t"] if form else request.query_params.get("t", ""))[:100]
    wish = {"id": request.path_params["order"], "token": token or None}
    if "page" in request.query_params:
        # The buyer comes back from the payment page; its message to us may still be on the way.
        await ask(request, CHECK, wish)
    data = await ask(request, ORDER, wish)
    found = data["order"]
    if found is None:
        raise HTTPException(404)
    if request.query_params.get("as") in ("pdf", "csv") and form is None:
        return await receipts.receipt(request, found, data["orderDocuments"], _scales(found))
    origin = data["paymentOptions"]["pageOrigin"] if found["payment"]["takesCard"] else None
    notices = []
    if "placed" in request.query_params or ("page" in request.query_params and found["state"] == "PLACED"):
        notices.append(Notice(say(language, mark("Thank you. Your order is placed.")), "good"))
    return await page(
        request,
        "orders/order.html",
        say(language, mark("Order %(number)s"), number=found["number"]),
        form,
        notices=notices,
        headers={"cache-control": "no-store", "referrer-policy": "no-referrer"},
        # The form ends at the payment page, after our own answer has led there.
        form_action=(origin,) if origin else (),
        by_card="CARD" in data["paymentOptions"]["methods"],
        order=found,
        scales=_scales(found),
        bought=data["boughtVouchers"],
        voucher_states=named(request, VOUCHER_STATES),
        papers=data["orderDocuments"],
        paper_kinds=named(request, PAPERS),
        token=token,
        account=data["paymentOptions"]["bankAccount"],
        mobile=data["paymentOptions"]["mobileAccount"],
        states=named(request, ORDER_STATES),
        part_states=named(request, PART_STATES),
        methods=named(request, METHODS),
        refund_states=named(request, REFUND_STATES),
        story=_story(language, found),
        produce=await produce_of(request, found, token),
        getting=await getting.at_order(request, wish),
        reviewed=await reviews.of_order(request, found["id"], token),
        helper=await helping.helper_of(request, found["id"], token),
    )


def _scales(order_: Mapping[str, Any]) -> dict[str, Any]:
    """What is to be paid of what is paid by its weight: `{lines: {id: minor units}, most: {id …}, off, …}`, where the money did not come
    before the goods. `most`: lines that were not weighed yet; `off`: what the scales take off the order so far."""
    waits = [
        line
        for part in order_["parts"]
        if order_["payment"]["method"] in ("PICKUP", "INVOICE") and order_["payment"]["state"] == "open"
        and part["state"] in ("WAITING", "TO_PREPARE", "READY")
        for line in part["lines"]
        if line["weight"]
    ]  # fmt: skip
    return {
        "lines": {one["id"]: int(one["story"]["total"]["minor"]) - int(one["weight"]["off"]["minor"]) for one in waits},
        "most": {one["id"] for one in waits if one["weight"]["packed"] is None},
        "off": sum(int(one["weight"]["off"]["minor"]) for one in waits),
    }


def _story(language: str, order_: dict[str, Any]) -> dict[str, Any]:
    """Where the money of the order goes: sums of the very amounts that the ledger pays. A part that was cancelled gets none,
    as long as another one stands."""
    currency = order_["total"]["currency"]
    stands = [part for part in order_["parts"] if part["state"] != "CANCELLED"]
    if stands and len(stands) < len(order_["parts"]):
        off = [part["story"] for part in order_["parts"] if part["state"] == "CANCELLED"]
        left = {
            name: {
                "minor": int(order_[name]["minor"]) - sum(int(one[name]["minor"]) for one in off),
                "currency": currency,
            }
            for name in ("total", "tax")
        }
        order_ = {**order_, "parts": stands, **left}

    def total(name: str) -> int:
        return sum(int(part["story"][name]["minor"]) for part in order_["parts"])

    parts = [
        {"kind": "maker", "label": part["stallName"], "amount": part["story"]["earning"]}
        for part in order_["parts"]
        if part["story"]["deposit"]["minor"] != part["story"]["total"]["minor"]
        or not int(part["story"]["total"]["minor"])
    ]
    jars = sum(
        int(line["story"]["deposit"]["minor"])
        for part in order_["parts"]
        for line in part["lines"]
        if line["isDeposit"]
    )
    if total("royalty"):
        parts.append(
            {
                "kind": "commons",
                "label": say(language, mark("The commons")),
                "amount": {"minor": total("royalty"), "currency": currency},
                "why": say(language, mark("for those who contributed to the designs, out of the makers' parts")),
            }
        )
    parts += fee_parts(order_, language)
    parts.append(
        {
            "kind": "tax",
            "label": say(language, mark("Tax on the fee")),
            "amount": {"minor": total("feeTax"), "currency": currency},
        }
    )
    for label, minor in (
        (mark("Deposits, paid back"), jars),
        (mark("On the gift voucher, for whoever spends it"), total("deposit") - jars),
    ):
        if minor:
            amount = {"minor": minor, "currency": currency}
            parts.append({"kind": "other", "label": say(language, label), "amount": amount})
    delivery_tax = int(order_["tax"]["minor"]) - total("tax")
    if int(order_["delivery"]["minor"]):
        net = int(order_["delivery"]["minor"]) - delivery_tax
        parts.append(
            {
                "kind": "delivery",
                "label": say(language, mark("Delivery")),
                "amount": {"minor": net, "currency": currency},
            }
        )
    parts.append({"kind": "tax", "label": say(language, mark("Tax on what you bought")), "amount": order_["tax"]})
    return {"parts": parts, "total": order_["total"]}


async def ask_cancellation(request: Request) -> Response:
    """`POST …/cancel`: within the window at once, later as a question to the co-op."""
    form, order_id = await typed(request), request.path_params["order"]
    token = form["t"][:100]
    wish = {"key": form.key, "id": order_id, "reason": form["reason"][:500], "token": token or None}
    # To whom the order is not visible, the page is not there; that is found where the page is made again.
    if await do(request, ASK_CANCELLATION, wish, form) is None:
        return await order_page(request, form)
    return see(request, within(request, f"/orders/{order_id}"), t=token)


async def by_card(request: Request) -> Response:
    """`POST …/card`: what was bought together is paid by card, and not in cash; on to the payment page."""
    form, order_id = await typed(request), request.path_params["order"]
    token = form["t"][:100]
    done = await do(request, BY_CARD, {"key": form.key, "id": order_id, "token": token or None}, form)
    if done is None:
        return await order_page(request, form)
    if done["paymentUrl"]:
        return RedirectResponse(done["paymentUrl"], 303)
    return see(request, within(request, f"/orders/{order_id}"), t=token, done=_NO_PAGE)


async def mine(request: Request) -> Response:
    """`/c/<co-op>/orders`: the reader's own orders here."""
    listed = (await ask(request, MINE, {"after": request.query_params.get("after")}))["myOrders"]
    after = listed["pageInfo"]["endCursor"] if listed["pageInfo"]["hasNextPage"] else None
    return await page(
        request,
        "orders/mine.html",
        say(language_of(request), mark("Your orders")),
        headers={"cache-control": "no-store"},
        page=listed,
        after=within(request, "/orders", after=after) if after else None,
        states=named(request, ORDER_STATES),
    )


ROUTES = [
    Route("/c/{cooperative}/orders", mine),
    Route("/c/{cooperative}/orders/{order}", order),
    Route("/c/{cooperative}/orders/{order}/card", by_card, methods=["POST"]),
    Route("/c/{cooperative}/orders/{order}/cancel", ask_cancellation, methods=["POST"]),
]
