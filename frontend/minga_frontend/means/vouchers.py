"""Buying a gift voucher, and the page that one prints and gives away."""

from dataclasses import replace
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, here, viewer_of
from minga_frontend.cart.views import CART_COOKIE, TWO_MONTHS
from minga_frontend.shell.deeds import named, page, refuse, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import see
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say
from minga_platform.kernel.secrets import digest, new_token

OFFER = document(__file__, "voucher_offer.graphql")
PUT = document(__file__, "put_voucher.graphql")
BOUGHT = document(__file__, "bought.graphql")

STATES: Final = {
    "waiting": mark("Good once it is paid"),
    "open": mark("Good"),
    "lapsed": mark("Its time is over"),
    "void": mark("Its price went back"),
    "stopped": mark("Stopped: the buyer's bank asks for its price"),
}
_PUT: Final = told("voucher.put", mark("The voucher is in your basket. Its code is made when you have paid."))


async def buy(request: Request, form: Form | None = None) -> Response:
    """`/c/<co-op>/vouchers`: for how much, for whom, with which words."""
    offer = (await ask(request, OFFER))["voucherOffer"]
    return await page(
        request, "means/buy_voucher.html", say(language_of(request), mark("Gift voucher")), form, offer=offer
    )


async def put(request: Request) -> Response:
    """`POST /c/<co-op>/vouchers`: into the basket, in place of a voucher that is there; a visitor's basket begins here."""
    form, cooperative = await typed(request), await here(request)
    assert cooperative is not None
    amount = form.money("amount", cooperative.currency, least=1)
    if form.problems:
        return await buy(request, form)
    viewer, token = viewer_of(request), None
    if viewer.person_id is None and viewer.visitor_hash is None:
        token = new_token()
        viewer = replace(viewer, visitor_hash=digest(token))
    wish: dict[str, Any] = {
        "amount": {"minor": amount, "currency": cooperative.currency}, "for": form["bought_for"], "message": form["message"],
    }  # fmt: skip
    done = (await ask(request, PUT, wish, viewer))["done"]
    if done["__typename"] != "AddedToCart":
        refuse(form, done, {"boughtFor": "bought_for", "quantity": "amount"})
        return await buy(request, form)
    answer = see(request, "/cart", done=_PUT)
    if token is not None:
        answer.set_cookie(CART_COOKIE, token, max_age=TWO_MONTHS, path="/", secure=True, httponly=True, samesite="lax")
    return answer


async def show(request: Request) -> Response:
    """`/c/<co-op>/orders/<order>/vouchers?t=<token>`: the voucher with its code, to print. For who bought it, and who holds the link."""
    token = request.query_params.get("t", "")[:100]
    data = await ask(request, BOUGHT, {"id": request.path_params["order"], "token": token or None})
    if not data["boughtVouchers"]:
        raise HTTPException(404)
    return await page(
        request,
        "means/voucher.html",
        say(language_of(request), mark("Gift voucher")),
        headers={"cache-control": "no-store", "referrer-policy": "no-referrer"},
        vouchers=data["boughtVouchers"],
        place=data["here"],
        states=named(request, STATES),
        order_id=request.path_params["order"],
        token=token,
    )


ROUTES = [
    Route("/c/{cooperative}/vouchers", buy),
    Route("/c/{cooperative}/vouchers", put, methods=["POST"]),
    Route("/c/{cooperative}/orders/{order}/vouchers", show),
]
