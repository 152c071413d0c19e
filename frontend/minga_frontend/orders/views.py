"""What a buyer sees of her orders: the receipt that is also the page to follow, and the list of them."""

import secrets
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.orders.words import METHODS, ORDER_STATES, PART_STATES, REFUND_STATES
from minga_frontend.shell.around import around
from minga_frontend.shell.pages import Notice, language_of, render
from minga_frontend.shell.steps import said, see, typed
from minga_platform.kernel.locale import mark, say

ORDER = document(__file__, "order.graphql")
CHECK = document(__file__, "check.graphql")
ASK_CANCELLATION = document(__file__, "ask_cancellation.graphql")
MINE = document(__file__, "mine.graphql")


async def order(request: Request) -> Response:
    """`/c/<co-op>/orders/<order>?t=<token>`: the receipt, and where the order stands."""
    return await _order_page(request)


async def _order_page(request: Request, problem: str = "") -> Response:
    language = language_of(request)
    wish = {"id": request.path_params["order"], "token": request.query_params.get("t", "")[:100] or None}
    if "page" in request.query_params:
        # The buyer comes back from the payment page; its message to us may still be on the way.
        await ask(request, CHECK, wish)
    found = (await ask(request, ORDER, wish))["order"]
    if found is None:
        raise HTTPException(404)
    notices = []
    if problem:
        notices.append(Notice(problem, "bad"))
    if "placed" in request.query_params or ("page" in request.query_params and found["state"] == "PLACED"):
        notices.append(Notice(say(language, mark("Thank you. Your order is placed.")), "good"))
    return render(
        request,
        "orders/order.html",
        shell=await around(request, notices=tuple(notices)),
        status=422 if problem else 200,
        headers={"cache-control": "no-store", "referrer-policy": "no-referrer"},
        title=say(language, mark("Order %(number)s"), number=found["number"]),
        order=found,
        token=wish["token"],
        states=said(request, ORDER_STATES),
        part_states=said(request, PART_STATES),
        methods=said(request, METHODS),
        refund_states=said(request, REFUND_STATES),
        key=secrets.token_urlsafe(18),
        story=_story(language, found),
    )


def _story(language: str, order_: dict[str, Any]) -> dict[str, Any]:
    """Where the money of the whole order goes: sums of the very amounts that the ledger pays."""
    currency = order_["total"]["currency"]

    def total(name: str) -> int:
        return sum(int(part["story"][name]["minor"]) for part in order_["parts"])

    parts = [
        {"kind": "maker", "label": part["stallName"], "amount": part["story"]["earning"]} for part in order_["parts"]
    ]
    parts.append(
        {
            "kind": "fee",
            "label": say(language, mark("The co-op's fee")),
            "amount": {"minor": total("fee"), "currency": currency},
        }
    )
    parts.append(
        {
            "kind": "tax",
            "label": say(language, mark("Tax on the fee")),
            "amount": {"minor": total("feeTax"), "currency": currency},
        }
    )
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
    form = await typed(request)
    slug, order_id, token = request.path_params["cooperative"], request.path_params["order"], form["t"][:100]
    wish = {"key": form["key"], "id": order_id, "reason": form["reason"][:500], "token": token or None}
    done = (await ask(request, ASK_CANCELLATION, wish))["done"]
    if done["__typename"] == "NotFound":
        raise HTTPException(404)
    if done["__typename"] != "ChangedOrder":
        return await _order_page(request, done["message"])
    return see(request, f"/c/{slug}/orders/{order_id}", **({"t": token} if token else {}))


async def mine(request: Request) -> Response:
    """`/c/<co-op>/orders`: the reader's own orders here."""
    language = language_of(request)
    page = (await ask(request, MINE, {"after": request.query_params.get("after")}))["myOrders"]
    return render(
        request,
        "orders/mine.html",
        shell=await around(request),
        headers={"cache-control": "no-store"},
        title=say(language, mark("Your orders")),
        page=page,
        states=said(request, ORDER_STATES),
    )


ROUTES = [
    Route("/c/{cooperative}/orders", mine),
    Route("/c/{cooperative}/orders/{order}", order),
    Route("/c/{cooperative}/orders/{order}/cancel", ask_cancellation, methods=["POST"]),
]
