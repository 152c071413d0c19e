"""Words that mean the same: read by everybody, said by those who run the market's day."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.coordination.views import sections
from minga_frontend.shell.deeds import do, page, told, typed
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

SYNONYMS = document(__file__, "synonyms.graphql")
SET = document(__file__, "set_synonyms.graphql")
REMOVE = document(__file__, "remove_synonyms.graphql")

_SET: Final = told("finding.set", mark("The search knows it within a minute."))
_REMOVED: Final = told("finding.removed", mark("These words no longer mean the same."))


async def synonyms(request: Request) -> Response:
    """`/c/<co-op>/words?edit=`: which words mean the same here."""
    form = await typed(request)
    if request.method == "POST":
        signed_in(request)
        if form["what"] == "remove":
            if await do(request, REMOVE, {"id": form["id"]}, form) is not None:
                return see(request, within(request, "/words"), done=_REMOVED)
        elif await do(request, SET, {"id": form["id"] or None, "words": form["words"]}, form) is not None:
            return see(request, within(request, "/words"), done=_SET)
    data = await ask(request, SYNONYMS)
    wanted = form["id"] or request.query_params.get("edit", "")
    chosen = next((one for one in data["synonyms"] if one["id"] == wanted), None)
    if chosen and request.method == "GET":
        form.values = {**form.values, "words": ", ".join(chosen["words"])}
    may = data["standing"] is not None and "words.edit" in data["standing"]["capabilities"]
    return await page(
        request,
        "finding/synonyms.html",
        say(language_of(request), mark("Words that mean the same")),
        form,
        groups=data["synonyms"],
        chosen=chosen,
        may=may,
        shelf=sections(request, "words") if may else (),
    )


ROUTES = [Route("/c/{cooperative}/words", synonyms, methods=["GET", "POST"])]
