"""A stall's goods, kept by its makers: the list, a new one, and one product with all that can be done about it."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.law import words as law
from minga_frontend.law.goods import STILL_TOLD, missing_sentence
from minga_frontend.market import making, words
from minga_frontend.market.drafting import (
    EMPTY_VARIANT,
    FIELDS,
    ask_about_withdrawal,
    jars,
    may_spoil,
    product_input,
    product_values,
    shelves,
    stock_input,
    variant_input,
    variant_values,
)
from minga_frontend.market.inside import SAVED, at_stall, cooperative_of, sections, stall_page
from minga_frontend.market.showing import answered
from minga_frontend.shell.deeds import do, languages_of, named, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import see, signed_in
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

KEPT_PRODUCTS = document(__file__, "kept_products.graphql")
NEW_PRODUCT = document(__file__, "new_product.graphql")
KEPT_PRODUCT = document(__file__, "kept_product.graphql")
ADD_PRODUCT = document(__file__, "add_product.graphql")
ADD_VARIANT = document(__file__, "add_variant.graphql")
EDIT_PRODUCT = document(__file__, "edit_product.graphql")
_VERBS: Final = {
    "publish": (
        document(__file__, "publish_product.graphql"),
        told("goods.published", mark("Everybody can see it now.")),
    ),
    "unpublish": (
        document(__file__, "unpublish_product.graphql"),
        told("goods.unpublished", mark("Taken down. Only your stall sees it.")),
    ),
    "forget-problems": (
        document(__file__, "forget_picture_problems.graphql"),
        told("goods.problems_put_aside", mark("Put aside.")),
    ),
    "archive": (document(__file__, "archive_product.graphql"), told("goods.archived", mark("Put away."))),
}
_ADDED: Final = told("goods.added", mark("Saved as a draft. Add pictures if you like, then publish it."))


async def goods(request: Request) -> Response:
    """`/c/<co-op>/stall/<slug>/products`: the stall's own list."""
    signed_in(request)
    wish = {"stall": request.path_params["stall"], "after": request.query_params.get("after") or None}
    data = await answered(request, KEPT_PRODUCTS, wish)
    stall = data["keptStall"]
    if stall is None:
        raise HTTPException(404)
    listed = data["keptProducts"]
    after = listed["pageInfo"]["endCursor"] if listed["pageInfo"]["hasNextPage"] else None
    return await stall_page(
        request,
        "kept_products.html",
        say(language_of(request), mark("Goods of %(stall)s"), stall=stall["name"]),
        shelf=sections(request, stall["slug"], "products"),
        stall=stall,
        goods=listed["nodes"],
        after=at_stall(request, stall["slug"], "/products", after=after) if after else None,
    )


async def new(request: Request) -> Response:
    """`…/products/new`: a product with its first variant, price and stock, saved as a draft."""
    signed_in(request)
    cooperative, language = await cooperative_of(request), language_of(request)
    data = await ask(request, NEW_PRODUCT, {"stall": request.path_params["stall"]})
    stall = data["keptStall"]
    if stall is None:
        raise HTTPException(404)
    languages = languages_of(request, cooperative)
    form = await typed(request)
    if request.method == "POST":
        product, variant, on_hand = product_input(form, languages), variant_input(form, cooperative), stock_input(form)
        ask_about_withdrawal(form, data["categories"])
        if not form.problems:
            done = await do(request, ADD_PRODUCT, {"stall": stall["id"], "product": product}, form, fields=FIELDS)
            if done is not None:
                # The product is safe as a draft, whatever is wrong with how it is sold: its own page tells.
                wish = {"product": done["id"], "variant": variant, "onHand": on_hand}
                first = Form(form.values, language=language)
                if await do(request, ADD_VARIANT, wish, first, fields=FIELDS) is not None:
                    return see(request, at_stall(request, stall["slug"], f"/products/{done['id']}"), done=_ADDED)
                request.path_params["product"] = done["id"]
                kept = await kept_product(request)
                return await product_page(request, kept, variant_forms={"new": first.as_part("new")})
    else:
        form.values = {**EMPTY_VARIANT, "tax": "21"}
    return await stall_page(
        request,
        "new_product.html",
        say(language, mark("A new product")),
        form,
        shelf=sections(request, stall["slug"], "products"),
        stall=stall,
        shelves=shelves(data["categories"], language),
        languages=languages,
        currency=cooperative.currency,
        allergens=named(request, words.ALLERGENS),
    )


async def kept_product(request: Request) -> dict[str, Any]:
    """The product of the address, with its stall and the shelves; not there for whoever does not keep the stall."""
    signed_in(request)
    wish = {"stall": request.path_params["stall"], "id": request.path_params["product"]}
    data = await ask(request, KEPT_PRODUCT, wish)
    product = data["keptProduct"]
    if data["keptStall"] is None or product is None or product["stallSlug"] != data["keptStall"]["slug"]:
        raise HTTPException(404)
    return data


def at_product(request: Request, data: Mapping[str, Any], anchor: str = "") -> str:
    """Where this product is kept; `anchor` is the part of the page to show."""
    return at_stall(request, data["keptStall"]["slug"], f"/products/{data['keptProduct']['id']}{anchor}")


async def product(request: Request) -> Response:
    """`…/products/<id>`: everything about one product, each part with its own form."""
    data = await kept_product(request)
    if request.method == "GET":
        return await product_page(request, data)
    kept, form = data["keptProduct"], await typed(request)
    changes = product_input(form, languages_of(request, await cooperative_of(request)), kept)
    ask_about_withdrawal(form, data["categories"], kept)
    if not form.problems:
        wish = {"id": kept["id"], "version": form.whole("version"), "changes": changes}
        if await do(request, EDIT_PRODUCT, wish, form, fields=FIELDS, sentences=STILL_TOLD) is not None:
            return see(request, at_product(request, data), done=SAVED)
    return await product_page(request, data, form)


async def verb(request: Request) -> Response:
    """POST `…/products/<id>/publish`, `…/unpublish`, `…/archive`."""
    data = await kept_product(request)
    asked, flash = _VERBS.get(request.path_params["verb"], (None, ""))
    if asked is None:
        raise HTTPException(404)
    form = Form(language=language_of(request))
    sentences = {"FACTS_MISSING": missing_sentence}
    if await do(request, asked, {"id": data["keptProduct"]["id"]}, form, sentences=sentences) is None:
        return await product_page(request, data, problems=form)
    return see(request, at_product(request, data), done=flash)


async def made_from(request: Request) -> Response:
    """POST `…/products/<id>/made-from`: which design it is made from."""
    data = await kept_product(request)
    form = await typed(request)
    if await making.save(request, data["keptProduct"]["id"], form):
        return see(request, at_product(request, data, "#made-from"), done=making.MADE)
    return await product_page(request, data, origin_form=form)


async def product_page(
    request: Request,
    data: Mapping[str, Any],
    form: Form | None = None,
    *,
    problems: Form | None = None,
    variant_forms: Mapping[str, Form] | None = None,
    origin_form: Form | None = None,
) -> Response:
    """One product. `form`: its own, when it comes back; `variant_forms`: theirs, by the variant's id or `new`.

    `problems` of a button stand above a page that is otherwise as it is kept.
    """
    cooperative, language = await cooperative_of(request), language_of(request)
    kept, changed = data["keptProduct"], variant_forms or {}
    if form is None:
        form = Form(product_values(kept), problems.problems if problems else {}, language)
    refused = form.problems or any(one.problems for one in changed.values()) or (origin_form and origin_form.problems)
    return await stall_page(
        request,
        "kept_product.html",
        kept["title"],
        form,
        status=422 if refused else 200,
        shelf=sections(request, data["keptStall"]["slug"], "products"),
        stall=data["keptStall"],
        keeps=any(one["slug"] == data["keptStall"]["slug"] for one in data["myStalls"] or ()),
        product=kept,
        shelves=shelves(data["categories"], language),
        may_spoil=may_spoil(kept, data["categories"]),
        languages=languages_of(request, cooperative),
        currency=cooperative.currency,
        jars=jars(data["containers"], language) if data["containers"] else (),
        allergens=named(request, words.ALLERGENS),
        missing=[say(language, law.FACTS[one]) for one in kept["facts"]["missing"]],
        picture_faults=named(request, words.PICTURE_FAULTS),
        # Field names carry the variant's id, so that labels and problems on one page never meet.
        variants=[
            (one, changed.get(one["id"]) or Form(variant_values(one)).as_part(one["id"])) for one in kept["variants"]
        ],
        new_form=changed.get("new") or Form(EMPTY_VARIANT).as_part("new"),
        back=at_product(request, data),
        units=words.UNITS,
        **await making.made_from(request, kept["id"], origin_form),
    )


_PRODUCTS = "/c/{cooperative}/stall/{stall}/products"
ROUTES = [
    Route(_PRODUCTS, goods),
    Route(f"{_PRODUCTS}/new", new, methods=["GET", "POST"]),
    Route(f"{_PRODUCTS}/{{product}}", product, methods=["GET", "POST"]),
    Route(f"{_PRODUCTS}/{{product}}/made-from", made_from, methods=["POST"]),
    Route(f"{_PRODUCTS}/{{product}}/{{verb}}", verb, methods=["POST"]),
]
