"""The basket: over many stalls and co-ops, each co-op checked out on its own."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, viewer_of
from minga_frontend.shell.around import around
from minga_frontend.shell.forms import Form, read_quantity
from minga_frontend.shell.pages import Notice, language_of, render
from minga_frontend.shell.steps import see, typed
from minga_platform.kernel.locale import mark, say
from minga_platform.kernel.secrets import digest, new_token

CART = document(__file__, "cart.graphql")
ADD = document(__file__, "add.graphql")
CHANGE = document(__file__, "change.graphql")
REMOVE = document(__file__, "remove.graphql")

CART_COOKIE: Final = "__Host-cart"
_TWO_MONTHS: Final = 60 * 24 * 3600
LARGEST_STEPPER: Final = 10**9

NOTES: Final[Mapping[str, str]] = {
    "GONE": mark("This does not exist any more."),
    "WITHDRAWN": mark("This is not sold any more."),
    "UNPUBLISHED": mark("The maker took this off the market."),
    "STALL_CLOSED": mark("This stall is closed for now."),
    "QUANTITY_NOT_SOLD": mark("This quantity is not sold any more; choose another one."),
    "QUANTITY_REDUCED": mark("Only %(available)s left; choose less."),
    "PRICE_CHANGED": mark("The price has changed; it was %(old)s."),
}
TOLD: Final[Mapping[str, str]] = {
    "added": mark("It is in your basket."),
    "changed": mark("Changed."),
    "removed": mark("Taken out. You can put it back from its page."),
}
_NO_NUMBER: Final = mark("Please write a number, such as 2 or 0.5.")


async def show(request: Request) -> Response:
    """`/cart`."""
    return await _page(request)


async def _page(request: Request, problem: str = "", status: int = 200, line: str = "") -> Response:
    language = language_of(request)
    data = await ask(request, CART)
    told = TOLD.get(request.query_params.get("done", ""))
    notices = (Notice(say(language, told), "good"),) if told else ()
    return render(
        request,
        "cart/cart.html",
        shell=await around(request, notices=notices),
        status=status,
        title=say(language, mark("Your basket")),
        cart=data["cart"],
        notes={kind: say(language, sentence) for kind, sentence in NOTES.items() if "%" not in sentence},
        patterns=NOTES,
        say=lambda sentence, **facts: say(language, sentence, **facts),
        problem=problem,
        problem_line=line,
        largest=LARGEST_STEPPER,
    )


async def add(request: Request) -> Response:
    """`POST /cart/add`: from a product's page. A visitor's basket begins here, with its cookie."""
    form = await typed(request)
    quantity = read_quantity(form["quantity"], form["unit"] or "piece", _whole(form["step"], 1))
    if quantity is None:
        return await _page(request, say(language_of(request), _NO_NUMBER), 422)
    viewer, token = viewer_of(request), None
    if viewer.person_id is None and viewer.visitor_hash is None:
        token = new_token()
        viewer = replace(viewer, visitor_hash=digest(token))
    done = (await ask(request, ADD, {"variant": form["variant"], "quantity": quantity}, viewer))["done"]
    if done["__typename"] != "AddedToCart":
        return await _page(request, done["message"], 422)
    answer = see(request, "/cart", done="added")
    if token is not None:
        answer.set_cookie(CART_COOKIE, token, max_age=_TWO_MONTHS, path="/", secure=True, httponly=True, samesite="lax")
    return answer


async def change(request: Request) -> Response:
    """`POST /cart/change`: another quantity of a line; nothing of it takes the line out."""
    form = await typed(request)
    quantity = read_quantity(form["quantity"], form["unit"] or "piece", _whole(form["step"], 1))
    if quantity is None:
        return await _page(request, say(language_of(request), _NO_NUMBER), 422, form["line"])
    if quantity == 0:
        return await remove(request, form)
    done = (await ask(request, CHANGE, {"line": form["line"], "quantity": quantity}))["done"]
    if done["__typename"] != "ChangedCartLine":
        return await _page(request, done["message"], 422, form["line"])
    return see(request, "/cart", done="changed")


async def remove(request: Request, form: Form | None = None) -> Response:
    """`POST /cart/remove`: take a line out."""
    form = form or await typed(request)
    await ask(request, REMOVE, {"line": form["line"]})
    return see(request, "/cart", done="removed")


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 13 else otherwise


ROUTES = [
    Route("/cart", show),
    Route("/cart/add", add, methods=["POST"]),
    Route("/cart/change", change, methods=["POST"]),
    Route("/cart/remove", remove, methods=["POST"]),
]
