"""What makers keep: their stalls and the goods on them. Complete without script: every step is a form."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import Document, ask, document, here, viewer_of
from minga_frontend.market import typed as reading
from minga_frontend.market import words
from minga_frontend.market.typed import onwards, problems_of, refused, sign_in_first, typed
from minga_frontend.market.views import answered, link, named, sources
from minga_frontend.shell.around import around
from minga_frontend.shell.forms import Form
from minga_frontend.shell.pages import Link, Notice, language_of, render
from minga_platform.kernel.cooperatives import Cooperative
from minga_platform.kernel.locale import mark, say

MY_STALLS = document(__file__, "my_stalls.graphql")
OPEN_STALL = document(__file__, "open_stall.graphql")
KEPT_STALL = document(__file__, "kept_stall.graphql")
EDIT_STALL = document(__file__, "edit_stall.graphql")
SET_STALL_STATE = document(__file__, "set_stall_state.graphql")
KEPT_PRODUCTS = document(__file__, "kept_products.graphql")
NEW_PRODUCT = document(__file__, "new_product.graphql")
KEPT_PRODUCT = document(__file__, "kept_product.graphql")
ADD_PRODUCT = document(__file__, "add_product.graphql")
EDIT_PRODUCT = document(__file__, "edit_product.graphql")
ADD_VARIANT = document(__file__, "add_variant.graphql")
EDIT_VARIANT = document(__file__, "edit_variant.graphql")
SET_STOCK = document(__file__, "set_stock.graphql")
REMOVE_PICTURE = document(__file__, "remove_picture.graphql")
ORDER_PICTURES = document(__file__, "order_pictures.graphql")
_VERBS: Mapping[str, Document] = {
    "publish": document(__file__, "publish_product.graphql"),
    "unpublish": document(__file__, "unpublish_product.graphql"),
    "archive": document(__file__, "archive_product.graphql"),
}
_VARIANT_VERBS: Mapping[str, Document] = {
    "withdraw": document(__file__, "withdraw_variant.graphql"),
    "offer": document(__file__, "offer_variant.graphql"),
}

_TOLD: Mapping[str, str] = {
    "added": mark("Saved as a draft. Add pictures if you like, then publish it."),
    "saved": mark("Saved."),
    "publish": mark("Everybody can see it now."),
    "unpublish": mark("Taken down. Only your stall sees it."),
    "archive": mark("Put away."),
    "opened": mark("Your stall is open. List your first product."),
    "state": mark("Done."),
}
_PROBLEMS: Mapping[str, str] = {
    "NOT_A_PICTURE": mark("This file is no picture. JPEG, PNG, WebP, AVIF and HEIC photos can be read."),
    "PICTURE_TOO_LARGE": mark("This picture has too many pixels. Please send a smaller one."),
    "PICTURE_BROKEN": mark("This picture is damaged and could not be read to its end."),
    "PICTURE_TOO_COSTLY": mark("This picture could not be read in reasonable time. Please send another one."),
    "FILE_TOO_LARGE": mark("This file is larger than 20 MB. Please send a smaller one."),
    "NO_FILE_SENT": mark("No file came with the form. Please choose a picture first."),
    "TOO_MANY": mark("A product has at most twelve pictures."),
    "NOTHING_TO_SELL": mark("Please offer at least one variant before you publish this."),
    "STALL_NOT_OPEN": mark("This stall is not open."),
}
_OTHER_PROBLEM = mark("That was not possible. Nothing was changed.")


def _notices(request: Request) -> tuple[Notice, ...]:
    """What the step before has to tell on this page."""
    language = language_of(request)
    done, problem = request.query_params.get("done", ""), request.query_params.get("problem", "")
    told = [Notice(say(language, _TOLD[done]), "good")] if done in _TOLD else []
    if problem:
        told.append(Notice(say(language, _PROBLEMS.get(problem, _OTHER_PROBLEM)), "bad"))
    return tuple(told)


async def keeping_page(
    request: Request, template: str, title: str, form: Form | None = None, **context: Any
) -> Response:
    """A page of a stall's inside; 422 when its form has problems."""
    language = language_of(request)
    form = form or Form()
    notices = _notices(request)
    if "form" in form.problems:
        notices += (Notice(form.problems.pop("form"), "bad"),)
        status = 422
    else:
        status = 422 if form.problems else 200
    return render(
        request,
        f"market/{template}",
        shell=await around(request, shelf=context.pop("shelf", ()), notices=notices),
        status=context.pop("status", status),
        title=title,
        form=form,
        sources=sources,
        bands=named(language, words.BANDS),
        states=named(language, words.STATES),
        **context,
    )


async def _here(request: Request) -> Cooperative:
    cooperative = await here(request)
    assert cooperative is not None
    return cooperative


def sections(request: Request, stall: Mapping[str, Any], current: str) -> tuple[Link, ...]:
    """The second row of a stall's pages, what needs its keeper first."""
    language = language_of(request)
    base = link(request, f"/c/{request.path_params['cooperative']}/stall/{stall['slug']}")
    named_pages = (
        ("orders", mark("Orders")),
        ("products", mark("Goods")),
        ("money", mark("Money")),
        ("edit", mark("About the stall")),
        ("import", mark("Bring goods from elsewhere")),
    )
    return tuple(
        Link(say(language, sentence), f"{base}/{page}", current=page == current) for page, sentence in named_pages
    )


async def stall_home(request: Request) -> Response:
    """`/c/<co-op>/stall/<slug>`: to what needs its keeper today."""
    return onwards(request, f"{request.url.path.rstrip('/')}/orders")


# Stalls ---------------------------------------------------------------------------------------------------------------


async def my_stalls(request: Request) -> Response:
    """`/c/<co-op>/my-stalls`: the asker's stalls, and the form that opens one."""
    if viewer_of(request).person_id is None:
        return sign_in_first(request)
    cooperative, language = await _here(request), language_of(request)
    form = Form()
    if request.method == "POST":
        form = await typed(request)
        wish = {
            "name": [{"language": language, "text": form["name"]}],
            "story": [{"language": language, "text": form["story"]}],
            "place": form["place"],
            "contact": {"name": form["contact-name"], "address": form["contact-address"], "mail": form["contact-mail"]},
        }
        done = (await ask(request, OPEN_STALL, wish))["done"]
        if not refused(done):
            return onwards(request, f"/c/{cooperative.slug}/stall/{done['slug']}/products?done=opened")
        form.problems = problems_of(request, done, _CONTACT)
    data = await ask(request, MY_STALLS)
    return await keeping_page(
        request, "my_stalls.html", say(language, mark("Your stalls")), form, stalls=data["myStalls"]
    )


_CONTACT = {"contact.name": "contact-name", "contact.address": "contact-address", "contact.mail": "contact-mail"}


async def edit_stall(request: Request) -> Response:
    """`/c/<co-op>/stall/<slug>/edit`."""
    if viewer_of(request).person_id is None:
        return sign_in_first(request)
    cooperative = await _here(request)
    stall = (await ask(request, KEPT_STALL, {"slug": request.path_params["stall"]}))["keptStall"]
    if stall is None:
        raise HTTPException(404)
    languages = reading.languages_of(request, cooperative)
    values: dict[str, str] = {
        "place": stall["place"],
        "version": str(stall["version"]),
        **{f"contact-{name}": text for name, text in stall["contact"].items()},
    }
    reading.show_texts(values, "name", stall["names"])
    reading.show_texts(values, "story", stall["stories"])
    form = Form(values)
    if request.method == "POST":
        form = await typed(request)
        if form["state"]:
            done = (await ask(request, SET_STALL_STATE, {"id": stall["id"], "state": form["state"]}))["done"]
            told = f"problem={done['code']}" if refused(done) else "done=state"
            return onwards(request, f"/c/{cooperative.slug}/stall/{stall['slug']}/edit?{told}")
        changes: dict[str, Any] = {
            "name": reading.read_texts(form, "name", languages, stall["names"]),
            "story": reading.read_texts(form, "story", languages, stall["stories"]),
            "place": form["place"],
            "contact": {"name": form["contact-name"], "address": form["contact-address"], "mail": form["contact-mail"]},
        }
        wish = {"id": stall["id"], "version": _number(form["version"]), "changes": changes}
        done = (await ask(request, EDIT_STALL, wish))["done"]
        if not refused(done):
            return onwards(request, f"/c/{cooperative.slug}/stall/{done['slug']}/edit?done=saved")
        form.problems = problems_of(
            request, done, {**_CONTACT, "name": f"name-{languages[0][0]}", "story": f"story-{languages[0][0]}"}
        )
    return await keeping_page(
        request,
        "edit_stall.html",
        stall["name"],
        form,
        shelf=sections(request, stall, "edit"),
        stall=stall,
        languages=languages,
        # A link must change nothing: a photo that was just uploaded waits for one press of a button.
        waiting=request.query_params.get("file"),
    )


async def stall_picture(request: Request) -> Response:
    """POST `/c/<co-op>/stall/<slug>/picture`: show an uploaded photo on the stall."""
    cooperative = await _here(request)
    stall = (await ask(request, KEPT_STALL, {"slug": request.path_params["stall"]}))["keptStall"]
    if stall is None:
        raise HTTPException(404)
    form = await typed(request)
    wish = {"id": stall["id"], "version": stall["version"], "changes": {"pictureFileId": form["file"] or None}}
    done = (await ask(request, EDIT_STALL, wish))["done"]
    told = f"problem={done['code']}" if refused(done) else "done=saved"
    return onwards(request, f"/c/{cooperative.slug}/stall/{stall['slug']}/edit?{told}")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


# Goods ----------------------------------------------------------------------------------------------------------------


async def goods(request: Request) -> Response:
    """`/c/<co-op>/stall/<slug>/products`: the stall's own list."""
    if viewer_of(request).person_id is None:
        return sign_in_first(request)
    wish = {"stall": request.path_params["stall"], "after": request.query_params.get("after") or None}
    data = await answered(request, KEPT_PRODUCTS, wish)
    if data["keptStall"] is None:
        raise HTTPException(404)
    page = data["keptProducts"]
    base = link(request, request.url.path)
    after = f"{base}?after={quote(page['pageInfo']['endCursor'])}" if page["pageInfo"]["hasNextPage"] else None
    return await keeping_page(
        request,
        "kept_products.html",
        say(language_of(request), mark("Goods of %(stall)s"), stall=data["keptStall"]["name"]),
        shelf=sections(request, data["keptStall"], "products"),
        stall=data["keptStall"],
        goods=page["nodes"],
        after=after,
    )


_FIELDS = ("title", "description", "provenance", "materials", "care")


async def new_product(request: Request) -> Response:
    """`…/products/new`: a product with its first form, price and stock, saved as a draft."""
    if viewer_of(request).person_id is None:
        return sign_in_first(request)
    cooperative, language = await _here(request), language_of(request)
    data = await ask(request, NEW_PRODUCT, {"stall": request.path_params["stall"]})
    stall = data["keptStall"]
    if stall is None:
        raise HTTPException(404)
    languages = reading.languages_of(request, cooperative)
    form = Form({"unit": "piece", "step": "1", "tax": "21", "per": "1"})
    if request.method == "POST":
        form = await typed(request)
        product, variant = _product_input(form, languages, language, ()), _variant_input(form, cooperative, language)
        on_hand = None if form["to-order"] else reading.read_measure(form, "stock", language)
        if not form.problems:
            done = (await ask(request, ADD_PRODUCT, {"stall": stall["id"], "product": product}))["done"]
            if refused(done):
                form.problems = problems_of(request, done, _named_fields(languages))
            else:
                path = f"/c/{cooperative.slug}/stall/{stall['slug']}/products/{done['id']}"
                first = (
                    await ask(request, ADD_VARIANT, {"product": done["id"], "variant": variant, "onHand": on_hand})
                )["done"]
                # The product is safe as a draft, whatever was wrong with its form.
                return onwards(request, f"{path}?problem={first['code']}" if refused(first) else f"{path}?done=added")
    return await keeping_page(
        request,
        "new_product.html",
        say(language, mark("A new product")),
        form,
        shelf=sections(request, stall, "products"),
        stall=stall,
        shelves=_shelves(data["categories"], language),
        languages=languages,
        currency=cooperative.currency,
        allergens=named(language, words.ALLERGENS),
    )


def _shelves(categories: Sequence[Mapping[str, Any]], language: str) -> list[tuple[str, str]]:
    return [("", say(language, mark("None"))), *((one["id"], one["name"]) for one in categories)]


def _named_fields(languages: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The API's fields → those of the form, for the language that stands first."""
    first = languages[0][0]
    return {
        **{name: f"{name}-{first}" for name in _FIELDS},
        "tax_bps": "tax",
        "lead_days": "lead",
        "category_id": "category",
        "price_minor": "price",
        "price_per": "per",
        "on_hand": "stock",
    }


def _product_input(
    form: Form, languages: Sequence[tuple[str, str]], language: str, before: Mapping[str, Any] | tuple[()]
) -> dict[str, Any]:
    """What was typed about a product; problems are written into the form."""
    kept = {
        "title": "titles",
        "description": "descriptions",
        "provenance": "provenances",
        "materials": "materials",
        "care": "cares",
    }
    made: dict[str, Any] = {
        name: reading.read_texts(form, name, languages, before[kept[name]] if before else ()) for name in _FIELDS
    }
    if not made["title"]:
        form.problems[f"title-{languages[0][0]}"] = say(language, mark("Please give it a name."))
    made["taxBps"] = reading.read_rate(form, "tax", language)
    made["tags"] = reading.read_tags(form["tags"])
    made["categoryId"] = form["category"] or None
    made["allergens"] = [code for code in words.ALLERGENS if form[f"allergen-{code}"]]
    made["leadDays"] = None
    if form["lead"].strip():
        made["leadDays"] = reading.read_measure(form, "lead", language)
    return made


def _variant_input(form: Form, cooperative: Cooperative, language: str) -> dict[str, Any]:
    """What was typed about a form of a product; problems are written into the form."""
    unit = form["unit"] if form["unit"] in reading.UNIT_CODES else "piece"
    minor = reading.read_price(form, "price", cooperative.currency, language)
    step = reading.read_measure(form, "step", language)
    made: dict[str, Any] = {
        "unit": reading.UNIT_CODES[unit],
        "price": {"minor": minor, "currency": cooperative.currency},
        "pricePer": reading.read_measure(form, "per", language),
        "step": step,
        "least": reading.read_measure(form, "least", language, needed=False) or step,
        "most": reading.read_measure(form, "most", language, needed=False),
    }
    if form["form-title"].strip():
        made["title"] = [{"language": language, "text": form["form-title"]}]
    if form["sku"].strip():
        made["sku"] = form["sku"]
    return made


async def _kept(request: Request) -> tuple[Cooperative, dict[str, Any], dict[str, Any]]:
    """The co-op, the answer, and the product; a page that is not there for whoever does not keep the stall."""
    cooperative = await _here(request)
    wish = {"stall": request.path_params["stall"], "id": request.path_params["product"]}
    data = await ask(request, KEPT_PRODUCT, wish)
    product = data["keptProduct"]
    if data["keptStall"] is None or product is None or product["stallSlug"] != data["keptStall"]["slug"]:
        raise HTTPException(404)
    return cooperative, data, product


def _path(cooperative: Cooperative, data: Mapping[str, Any], product: Mapping[str, Any]) -> str:
    return f"/c/{cooperative.slug}/stall/{data['keptStall']['slug']}/products/{product['id']}"


async def product(request: Request) -> Response:
    """`…/products/<id>`: everything about one product, each part with its own form."""
    if viewer_of(request).person_id is None:
        return sign_in_first(request)
    cooperative, data, kept = await _kept(request)
    language = language_of(request)
    languages = reading.languages_of(request, cooperative)
    form = Form(_values(kept))
    if request.method == "POST":
        form = await typed(request)
        changes = _product_input(form, languages, language, kept)
        if not form.problems:
            wish = {"id": kept["id"], "version": _number(form["version"]), "changes": changes}
            done = (await ask(request, EDIT_PRODUCT, wish))["done"]
            if not refused(done):
                return onwards(request, f"{_path(cooperative, data, kept)}?done=saved")
            form.problems = problems_of(request, done, _named_fields(languages))
    return await _product_page(request, cooperative, data, kept, form)


async def _product_page(
    request: Request,
    cooperative: Cooperative,
    data: Mapping[str, Any],
    kept: Mapping[str, Any],
    form: Form,
    variant_forms: Mapping[str, Form] | None = None,
) -> Response:
    language = language_of(request)
    changed = variant_forms or {}
    return await keeping_page(
        request,
        "kept_product.html",
        kept["title"],
        form,
        status=422 if form.problems or any(one.problems for one in changed.values()) else 200,
        shelf=sections(request, data["keptStall"], "products"),
        stall=data["keptStall"],
        product=kept,
        shelves=_shelves(data["categories"], language),
        languages=reading.languages_of(request, cooperative),
        currency=cooperative.currency,
        allergens=named(language, words.ALLERGENS),
        variants=[(one, changed.get(one["id"]) or Form(_variant_values(one))) for one in kept["variants"]],
        new_form=changed.get("new") or Form({"new-unit": "piece", "new-step": "1", "new-per": "1"}),
        back=_path(cooperative, data, kept),
        units=words.UNITS,
    )


def _values(kept: Mapping[str, Any]) -> dict[str, str]:
    values = {
        "version": str(kept["version"]),
        "tax": reading.rate_text(kept["taxBps"]),
        "tags": ", ".join(kept["tags"]),
        "category": kept["categoryId"] or "",
        "lead": "" if kept["leadDays"] is None else str(kept["leadDays"]),
        **{f"allergen-{code}": "yes" for code in kept["allergens"]},
    }
    for name, plural in (
        ("title", "titles"),
        ("description", "descriptions"),
        ("provenance", "provenances"),
        ("materials", "materials"),
        ("care", "cares"),
    ):
        reading.show_texts(values, name, kept[plural])
    return values


def _variant_values(one: Mapping[str, Any]) -> dict[str, str]:
    # Field names carry the variant's id, so that labels and problems on one page never meet.
    fields = {
        "price": reading.price_text(one["price"]),
        "per": str(one["pricePer"]["base"]),
        "unit": words.UNITS[one["unit"]],
        "step": str(one["step"]),
        "least": str(one["least"]),
        "most": "" if one["most"] is None else str(one["most"]),
        "sku": one["sku"],
        "stock": str(one["onHand"]) if one["counted"] else "",
        "to-order": "" if one["counted"] else "yes",
    }
    return {f"{one['id']}-{name}": text for name, text in fields.items()}


def _stripped(form: Form, prefix: str) -> Form:
    """The part of a form whose names begin so, without that beginning."""
    start = f"{prefix}-"
    return Form({name.removeprefix(start): text for name, text in form.values.items() if name.startswith(start)})


def _prefixed(form: Form, prefix: str) -> Form:
    return Form(
        {f"{prefix}-{name}": text for name, text in form.values.items()},
        {f"{prefix}-{name}": text for name, text in form.problems.items()},
    )


async def add_variant(request: Request) -> Response:
    """POST `…/products/<id>/variants`: one more form."""
    cooperative, data, kept = await _kept(request)
    language = language_of(request)
    form = _stripped(await typed(request), "new")
    variant = _variant_input(form, cooperative, language)
    on_hand = None if form["to-order"] else reading.read_measure(form, "stock", language)
    if not form.problems:
        done = (await ask(request, ADD_VARIANT, {"product": kept["id"], "variant": variant, "onHand": on_hand}))["done"]
        if not refused(done):
            return onwards(request, f"{_path(cooperative, data, kept)}?done=saved#variants")
        form.problems = problems_of(request, done, _named_fields(reading.languages_of(request, cooperative)))
    return await _product_page(request, cooperative, data, kept, Form(_values(kept)), {"new": _prefixed(form, "new")})


async def edit_variant(request: Request) -> Response:
    """POST `…/products/<id>/variants/<variant>`: price, measures and stock of one form."""
    cooperative, data, kept = await _kept(request)
    language = language_of(request)
    variant_id = request.path_params["variant"]
    before = next((one for one in kept["variants"] if one["id"] == variant_id), None)
    if before is None:
        raise HTTPException(404)
    form = _stripped(await typed(request), variant_id)
    changes = _variant_input(form, cooperative, language)
    del changes["unit"]  # What is counted stays: the stock and past orders are in it.
    on_hand = None if form["to-order"] else reading.read_measure(form, "stock", language)
    if not form.problems:
        done: Mapping[str, Any] = {}
        if on_hand != (before["onHand"] if before["counted"] else None):
            done = (await ask(request, SET_STOCK, {"item": before["stockItemId"], "onHand": on_hand}))["done"]
        if not refused(done):
            wish = {"id": variant_id, "version": before["version"], "changes": changes}
            done = (await ask(request, EDIT_VARIANT, wish))["done"]
        if not refused(done):
            return onwards(request, f"{_path(cooperative, data, kept)}?done=saved#variants")
        form.problems = problems_of(request, done, _named_fields(reading.languages_of(request, cooperative)))
        if done["code"] == "STOCK_HELD":
            form.problems = {"stock": form.problems["form"]}
    return await _product_page(
        request, cooperative, data, kept, Form(_values(kept)), {variant_id: _prefixed(form, variant_id)}
    )


async def variant_verb(request: Request) -> Response:
    """POST `…/variants/<variant>/withdraw` and `…/offer`."""
    cooperative, data, kept = await _kept(request)
    asked = _VARIANT_VERBS.get(request.path_params["verb"])
    if asked is None:
        raise HTTPException(404)
    done = (await ask(request, asked, {"id": request.path_params["variant"]}))["done"]
    told = f"problem={done['code']}" if refused(done) else "done=saved"
    return onwards(request, f"{_path(cooperative, data, kept)}?{told}#variants")


async def product_verb(request: Request) -> Response:
    """POST `…/products/<id>/publish`, `…/unpublish`, `…/archive`."""
    cooperative, data, kept = await _kept(request)
    verb = request.path_params["verb"]
    if verb not in _VERBS:
        raise HTTPException(404)
    done = (await ask(request, _VERBS[verb], {"id": kept["id"]}))["done"]
    told = f"problem={done['code']}" if refused(done) else f"done={verb}"
    return onwards(request, f"{_path(cooperative, data, kept)}?{told}")


async def picture_verb(request: Request) -> Response:
    """POST `…/pictures/<picture>/remove` and `…/first`."""
    cooperative, data, kept = await _kept(request)
    picture = request.path_params["picture"]
    if request.path_params["verb"] not in ("remove", "first"):
        raise HTTPException(404)
    if request.path_params["verb"] == "remove":
        done = (await ask(request, REMOVE_PICTURE, {"id": picture}))["done"]
    else:
        others = [one["id"] for one in kept["pictures"] if one["id"] != picture]
        done = (await ask(request, ORDER_PICTURES, {"product": kept["id"], "pictures": [picture, *others]}))["done"]
    told = f"problem={done['code']}" if refused(done) else "done=saved"
    return onwards(request, f"{_path(cooperative, data, kept)}?{told}#pictures")


_STALL = "/c/{cooperative}/stall/{stall}"
_PRODUCT = f"{_STALL}/products/{{product}}"
ROUTES = [
    Route("/c/{cooperative}/my-stalls", my_stalls, methods=["GET", "POST"]),
    Route(_STALL, stall_home),
    Route(f"{_STALL}/edit", edit_stall, methods=["GET", "POST"]),
    Route(f"{_STALL}/picture", stall_picture, methods=["POST"]),
    Route(f"{_STALL}/products", goods),
    Route(f"{_STALL}/products/new", new_product, methods=["GET", "POST"]),
    Route(_PRODUCT, product, methods=["GET", "POST"]),
    Route(f"{_PRODUCT}/variants", add_variant, methods=["POST"]),
    Route(f"{_PRODUCT}/variants/{{variant}}", edit_variant, methods=["POST"]),
    Route(f"{_PRODUCT}/variants/{{variant}}/{{verb}}", variant_verb, methods=["POST"]),
    Route(f"{_PRODUCT}/pictures/{{picture}}/{{verb}}", picture_verb, methods=["POST"]),
    Route(f"{_PRODUCT}/{{verb}}", product_verb, methods=["POST"]),
]
