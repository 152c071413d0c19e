"""Goods from another shop's file: send it, look at what would change, then say yes."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import document
from minga_frontend.market.inside import kept_stall, sections, stall_page
from minga_frontend.shell.deeds import do, named, typed
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

PLAN = document(__file__, "plan_import.graphql", "import_report.fragments")
IMPORT = document(__file__, "import_products.graphql", "import_report.fragments")

SOURCES = {"SHOPIFY": mark("Shopify, a product export"), "OPEN_FOOD_NETWORK": mark("Open Food Network, a product list")}

FAULTS: Mapping[str, str] = {
    "quotes_broken": mark("A quotation mark is not closed."),
    "too_many_cells": mark("There are more cells than columns."),
    "cell_too_long": mark("A cell is too long."),
    "value_missing": mark("Something that is needed is empty."),
    "text_too_long": mark("This is too long."),
    "amount_unreadable": mark("This is no amount."),
    "amount_ambiguous": mark("This may be a thousand or one and a bit. Please write it with a decimal point."),
    "amount_too_fine": mark("This has more decimals than the currency or the unit."),
    "amount_negative": mark("An amount cannot be below zero."),
    "amount_too_large": mark("This amount is too large."),
    "other_currency": mark("This is in another currency."),
    "number_unreadable": mark("This is no number."),
    "choice_unknown": mark("This is none of the words that are known here."),
    "date_unreadable": mark("This is no date."),
    "variant_twice": mark("The same variant stands in the file twice."),
    "too_many_variants": mark("The product has too many variants."),
    "too_many_pictures": mark("The product has too many pictures."),
    "product_head_missing": mark("The first row of this product, the one with its title, is not there."),
    "unit_mixed": mark("One product is sold by weight in one row and otherwise in another."),
    "address_unusable": mark("The address of the picture cannot be used."),
    "gift_card": mark("Gift cards are money, not goods."),
    "match_unclear": mark("Several products could be meant."),
    "other_producer": mark("This row belongs to another producer."),
}
LEFT_OUT: Mapping[str, str] = {
    "product": mark("The product is left out."),
    "variant": mark("The variant is left out."),
    "picture": mark("The picture is left out."),
    "field": mark("The field is left empty."),
    "row": mark("The row is left out."),
}
FIELDS: Mapping[str, str] = {
    "title": mark("Name"),
    "description": mark("Description"),
    "tags": mark("Tags"),
    "price_minor": mark("Price, in the smallest unit"),
    "on_hand": mark("In stock"),
    "published": mark("Shown"),
    "name": mark("Name of the variant"),
    "sku": mark("Own number"),
}
_NOT_READ = mark("This file cannot be read as a table. Please save it as CSV and try again.")
_COLUMNS = mark("These columns are missing or stand twice: %(columns)s.")


async def bring(request: Request) -> Response:
    """`/c/<co-op>/stall/<slug>/import`: the form; with `?file=` what would change; by POST the deed."""
    stall = await kept_stall(request)
    language = language_of(request)
    form = await typed(request)
    if request.method == "GET":
        form.values = dict(request.query_params)
    report: Mapping[str, Any] | None = None
    if form["file"]:
        tax = form.rate("tax") if form["tax"] else 2100
        source = form["source"] if form["source"] in SOURCES else "SHOPIFY"
        wish: dict[str, Any] = {"stall": stall["id"], "source": source, "file": form["file"]}
        meant = request.method == "POST" and tax is not None
        report = await do(
            request, IMPORT if meant else PLAN, {**wish, "tax": tax} if meant else wish, form,
            fields={"tax_bps": "tax"}, sentences={"IMPORT_UNREADABLE": _unreadable},
        )  # fmt: skip
    return await stall_page(
        request,
        "import.html",
        say(language, mark("Bring goods from elsewhere")),
        form,
        shelf=sections(request, stall["slug"], "import"),
        stall=stall,
        report=report,
        kinds=[(code, say(language, sentence)) for code, sentence in SOURCES.items()],
        faults=named(request, FAULTS),
        left_out=named(request, LEFT_OUT),
        field_names=named(request, FIELDS),
    )


def _unreadable(done: Mapping[str, Any], language: str) -> str:
    if done["columns"]:
        return say(language, _COLUMNS, columns=", ".join(done["columns"]))
    return say(language, _NOT_READ)


ROUTES = [Route("/c/{cooperative}/stall/{stall}/import", bring, methods=["GET", "POST"])]
