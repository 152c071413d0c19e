"""The co-op's legal name and numbers on its documents."""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.coordination.views import at_desk, sections
from minga_frontend.shell.deeds import do, page, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import see, signed_in
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

ISSUER = document(__file__, "issuer.graphql")
SET_ISSUER = document(__file__, "set_issuer.graphql")

_KEPT: Final = told("issuer.kept", mark("It stands on documents from now on."))


async def issuer(request: Request) -> Response:
    """`/c/<co-op>/coordination/issuer`."""
    signed_in(request)
    form, language = await typed(request), language_of(request)
    if request.method == "POST":
        name, address = form.words("name"), form.words("address")
        if not form.problems:
            wish = {"name": name, "address": address, "tax": form["tax"], "register": form["register"]}
            fields = {"taxNumber": "tax", "registerNumber": "register"}
            if await do(request, SET_ISSUER, wish, form, fields=fields) is not None:
                return see(request, at_desk(request, "/issuer"), done=_KEPT)
    data = await ask(request, ISSUER)
    if data["standing"] is None or "settings.edit" not in data["standing"]["capabilities"]:
        raise HTTPException(404)
    found = data["issuer"]
    if found and not form.values:
        form = Form(
            {
                "name": found["name"],
                "address": found["address"],
                "tax": found["taxNumber"],
                "register": found["registerNumber"],
            },
            language=language,
        )
    return await page(
        request,
        "means/issuer.html",
        say(language, mark("Who issues documents")),
        form,
        shelf=sections(request, "issuer"),
        issuer=found,
    )


ROUTES = [Route("/c/{cooperative}/coordination/issuer", issuer, methods=["GET", "POST"])]
