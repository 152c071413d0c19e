"""Whom a buyer's invoices are made out to."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.shell.deeds import do, page, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

BILLED = document(__file__, "billed.graphql")
TELL_BILLED = document(__file__, "tell_billed.graphql")

_KEPT: Final = told("billed.kept", mark("It stands on your invoices from now on."))
_GONE: Final = told("billed.gone", mark("Your invoices are made out to you again."))


async def billing(request: Request) -> Response:
    """`/c/<co-op>/credit/billing`."""
    signed_in(request)
    form, language = await typed(request), language_of(request)
    if request.method == "POST" and form["none"]:
        if await do(request, TELL_BILLED, {"billed": None}, form) is not None:
            return see(request, within(request, "/credit"), done=_GONE)
    elif request.method == "POST":
        name, address = form.words("name"), form.words("address")
        if not form.problems:
            wish = {"billed": {"name": name, "address": address, "taxNumber": form["tax"]}}
            if await do(request, TELL_BILLED, wish, form, fields={"taxNumber": "tax"}) is not None:
                return see(request, within(request, "/credit"), done=_KEPT)
    found = (await ask(request, BILLED))["myBilled"]
    if found and not form.values:
        form = Form({"name": found["name"], "address": found["address"], "tax": found["taxNumber"]}, language=language)
    return await page(
        request, "means/billing.html", say(language, mark("Whom your invoices are made out to")), form, billed=found
    )


ROUTES = [Route("/c/{cooperative}/credit/billing", billing, methods=["GET", "POST"])]
