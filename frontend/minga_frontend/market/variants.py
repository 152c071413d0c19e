"""How a product is sold (its sizes, colours, packages) and its pictures: each step a form of its own on the product's page."""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import Document, document
from minga_frontend.law.goods import STILL_TOLD
from minga_frontend.market.drafting import FIELDS, stock_input, variant_input
from minga_frontend.market.goods import ADD_VARIANT, at_product, kept_product, product_page
from minga_frontend.market.inside import SAVED, cooperative_of
from minga_frontend.shell.deeds import do, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import see
from minga_frontend.shell.pages import language_of

EDIT_VARIANT = document(__file__, "edit_variant.graphql")
SET_STOCK = document(__file__, "set_stock.graphql")
REMOVE_PICTURE = document(__file__, "remove_picture.graphql")
ORDER_PICTURES = document(__file__, "order_pictures.graphql")
_VERBS: Final[dict[str, Document]] = {
    "withdraw": document(__file__, "withdraw_variant.graphql"),
    "offer": document(__file__, "offer_variant.graphql"),
}


async def add(request: Request) -> Response:
    """POST `…/products/<id>/variants`: one more."""
    data = await kept_product(request)
    form = (await typed(request)).part("new")
    variant, on_hand = variant_input(form, await cooperative_of(request)), stock_input(form)
    if not form.problems:
        wish = {"product": data["keptProduct"]["id"], "variant": variant, "onHand": on_hand}
        if await do(request, ADD_VARIANT, wish, form, fields=FIELDS, sentences=STILL_TOLD) is not None:
            return see(request, at_product(request, data, "#variants"), done=SAVED)
    return await product_page(request, data, variant_forms={"new": form.as_part("new")})


async def edit(request: Request) -> Response:
    """POST `…/products/<id>/variants/<variant>`: price, measures and stock of one."""
    data = await kept_product(request)
    variant_id = request.path_params["variant"]
    before = next((one for one in data["keptProduct"]["variants"] if one["id"] == variant_id), None)
    if before is None:
        raise HTTPException(404)
    form = (await typed(request)).part(variant_id)
    changes, on_hand = variant_input(form, await cooperative_of(request)), stock_input(form)
    del changes["unit"]  # What is counted stays: the stock and past orders are in it.
    taken = not form.problems
    if taken and on_hand != (before["onHand"] if before["counted"] else None):
        taken = (
            await do(request, SET_STOCK, {"item": before["stockItemId"], "onHand": on_hand}, form, fields=FIELDS)
            is not None
        )
    if taken:
        wish = {"id": variant_id, "version": before["version"], "changes": changes}
        if await do(request, EDIT_VARIANT, wish, form, fields=FIELDS, sentences=STILL_TOLD) is not None:
            return see(request, at_product(request, data, "#variants"), done=SAVED)
    return await product_page(request, data, variant_forms={variant_id: form.as_part(variant_id)})


async def verb(request: Request) -> Response:
    """POST `…/variants/<variant>/withdraw` and `…/offer`."""
    data = await kept_product(request)
    asked = _VERBS.get(request.path_params["verb"])
    if asked is None:
        raise HTTPException(404)
    form = Form(language=language_of(request))
    if await do(request, asked, {"id": request.path_params["variant"]}, form, sentences=STILL_TOLD) is None:
        return await product_page(request, data, problems=form)
    return see(request, at_product(request, data, "#variants"), done=SAVED)


async def picture(request: Request) -> Response:
    """POST `…/pictures/<picture>/remove` and `…/first`."""
    data = await kept_product(request)
    kept, chosen = data["keptProduct"], request.path_params["picture"]
    form = Form(language=language_of(request))
    match request.path_params["verb"]:
        case "remove":
            done = await do(request, REMOVE_PICTURE, {"id": chosen}, form, sentences=STILL_TOLD)
        case "first":
            others = [one["id"] for one in kept["pictures"] if one["id"] != chosen]
            done = await do(request, ORDER_PICTURES, {"product": kept["id"], "pictures": [chosen, *others]}, form)
        case _:
            raise HTTPException(404)
    if done is None:
        return await product_page(request, data, problems=form)
    return see(request, at_product(request, data, "#pictures"), done=SAVED)


_PRODUCT = "/c/{cooperative}/stall/{stall}/products/{product}"
ROUTES = [
    Route(f"{_PRODUCT}/variants", add, methods=["POST"]),
    Route(f"{_PRODUCT}/variants/{{variant}}", edit, methods=["POST"]),
    Route(f"{_PRODUCT}/variants/{{variant}}/{{verb}}", verb, methods=["POST"]),
    Route(f"{_PRODUCT}/pictures/{{picture}}/{{verb}}", picture, methods=["POST"]),
]
