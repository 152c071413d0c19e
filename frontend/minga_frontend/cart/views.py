"""The basket: over many stalls and co-ops, each co-op checked out on its own."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, viewer_of
from minga_frontend.cycles.words import moment_of
from minga_frontend.orders.together import at_once
from minga_frontend.shell.deeds import do, page, refuse, told, typed
from minga_frontend.shell.forms import Form, read_quantity
from minga_frontend.shell.links import see
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say
from minga_platform.kernel.secrets import digest, new_token

CART = document(__file__, "cart.graphql")
ADD = document(__file__, "add.graphql")
CHANGE = document(__file__, "change.graphql")
REMOVE = document(__file__, "remove.graphql")

CART_COOKIE: Final = "__Host-cart"
TWO_MONTHS: Final = 60 * 24 * 3600
LARGEST_STEPPER: Final = 10**9

NOTES: Final[Mapping[str, str]] = {
    "GONE": mark("This does not exist any more."),
    "WITHDRAWN": mark("This is not sold any more."),
    "UNPUBLISHED": mark("The maker took this off the market."),
    "STALL_CLOSED": mark("This stall is closed for now."),
    "NOT_LICENSED": mark("The licence of the design that it is made from does not let it be sold now."),
    "NOT_AGREED": mark("This licence is not sold yet: not all who hold rights in the design have agreed to it."),
    "NOT_IN_CYCLE": mark("This is sold only in order cycles, and none that has it is open now."),
    "NO_LEGAL_BASIS": mark("This comes in packing with a deposit, which the co-op does not take at the moment."),
    "QUANTITY_NOT_SOLD": mark("This quantity is not sold any more; choose another one."),
    "QUANTITY_REDUCED": mark("Only %(available)s left; choose less."),
    "NOTHING_LEFT": mark("Nothing of this is left; take it out of your basket."),
    "PRICE_CHANGED": mark("The price has changed; it was %(old)s."),
}
_ADDED: Final = told("cart.added", mark("It is in your basket."))
_CHANGED: Final = told("cart.changed", mark("Changed."))
_REMOVED: Final = told("cart.removed", mark("Taken out. You can put it back from its page."))
_NO_NUMBER: Final = mark("Please write a number, such as 2 or 0.5.")


async def show(request: Request, form: Form | None = None) -> Response:
    """`/cart`. What is wrong with a line stands under the id of its field, `q-<line>`."""
    language = language_of(request)
    cart = (await ask(request, CART))["cart"]

    def together(group: Mapping[str, Any]) -> dict[str, Any] | None:
        place = group["cooperative"]
        return at_once(cart, place["slug"], ZoneInfo(place["zone"]), language)

    return await page(
        request,
        "cart/cart.html",
        say(language, mark("Your basket")),
        form,
        cart=cart,
        together=together,
        notes={kind: say(language, sentence) for kind, sentence in NOTES.items() if "%" not in sentence},
        patterns=NOTES,
        say=lambda sentence, **facts: say(language, sentence, **facts),
        largest=LARGEST_STEPPER,
        in_its_zone=lambda group, instant: moment_of(group, instant, language),
    )


async def add(request: Request) -> Response:
    """`POST /cart/add`: from a product's page. A visitor's basket begins here, with its cookie."""
    form = await typed(request)
    quantity = _quantity(form, "form")
    if quantity is None:
        return await show(request, form)
    viewer, token = viewer_of(request), None
    if viewer.person_id is None and viewer.visitor_hash is None:
        token = new_token()
        viewer = replace(viewer, visitor_hash=digest(token))
    done = (await ask(request, ADD, {"variant": form["variant"], "quantity": quantity}, viewer))["done"]
    if done["__typename"] != "AddedToCart":
        refuse(form, done, {"quantity": "form"})
        return await show(request, form)
    answer = see(request, "/cart", done=_ADDED)
    if token is not None:
        answer.set_cookie(CART_COOKIE, token, max_age=TWO_MONTHS, path="/", secure=True, httponly=True, samesite="lax")
    return answer


async def change(request: Request) -> Response:
    """`POST /cart/change`: another quantity of a line; nothing of it takes the line out."""
    form = await typed(request)
    place = f"q-{form['line']}"
    quantity = _quantity(form, place)
    if quantity is None:
        return await show(request, form)
    if quantity == 0:
        return await remove(request, form)
    wish = {"line": form["line"], "quantity": quantity}
    if await do(request, CHANGE, wish, form, fields={"quantity": place, "form": place}) is None:
        return await show(request, form)
    return see(request, "/cart", done=_CHANGED)


async def remove(request: Request, form: Form | None = None) -> Response:
    """`POST /cart/remove`: take a line out; one that is gone already is out."""
    form = form or await typed(request)
    await ask(request, REMOVE, {"line": form["line"]})
    return see(request, "/cart", done=_REMOVED)


def _quantity(form: Form, place: str) -> int | None:
    """Base units, or None with the problem written beside `place`."""
    quantity = read_quantity(form["quantity"], form["unit"] or "piece", form.whole("step") or 1)
    if quantity is None:
        form.wrong(place, _NO_NUMBER)
    return quantity


ROUTES = [
    Route("/cart", show),
    Route("/cart/add", add, methods=["POST"]),
    Route("/cart/change", change, methods=["POST"]),
    Route("/cart/remove", remove, methods=["POST"]),
]
