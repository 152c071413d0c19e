"""Every stall of the co-op, and the coordinator's word about each: suspended, or open again."""

from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.coordination.views import at_desk, page, sections
from minga_frontend.market import words
from minga_frontend.shell.deeds import confirmation, do, named, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import see, signed_in
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

EVERY = document(__file__, "every_stall.graphql")
SET_STATE = document(__file__, "set_stall_state.graphql")

_SUSPENDED: Final = told(
    "stalls.suspended", mark("The stall is suspended. Its goods are off the market; placed orders go on.")
)
_REOPENED: Final = told("stalls.reopened", mark("The stall is open again, with all its goods."))


async def stalls(request: Request, form: Form | None = None) -> Response:
    """`/c/<co-op>/coordination/stalls`."""
    signed_in(request)
    every = await _every(request)
    return await page(
        request,
        "stalls.html",
        say(language_of(request), mark("Stalls")),
        "stalls",
        form,
        stalls=every,
        stall_states=named(request, words.STATES),
    )


async def _every(request: Request) -> list[dict[str, Any]]:
    every: list[dict[str, Any]] | None = (await ask(request, EVERY))["everyStall"]
    if every is None:
        raise HTTPException(404)
    return every


async def set_state(request: Request) -> Response:
    """POST `…/stalls/<stall>/<suspend|reopen>`: suspending asks once."""
    form, verb, language = await typed(request), request.path_params["verb"], language_of(request)
    stall = next((one for one in await _every(request) if one["slug"] == request.path_params["stall"]), None)
    state = {"suspend": "SUSPENDED", "reopen": "OPEN"}.get(verb)
    if stall is None or state is None:
        raise HTTPException(404)
    if verb == "suspend" and not form.confirmed:
        return await confirmation(
            request,
            form,
            title=say(language, mark("Suspend %(stall)s?"), stall=stall["name"]),
            text=say(
                language,
                mark(
                    "Buyers see none of its goods until a coordinator opens it again. Orders that were placed go on, and "
                    "what was earned stays the maker's."
                ),
            ),
            button=say(language, mark("Suspend the stall")),
            back=at_desk(request, "/stalls"),
            shelf=sections(request, "stalls"),
            facts=[
                (say(language, mark("Who answers for it")), stall["contact"]["name"]),
                (say(language, mark("Mail")), stall["contact"]["mail"]),
            ],
        )
    if await do(request, SET_STATE, {"id": stall["id"], "state": state}, form) is None:
        return await stalls(request, form)
    return see(request, at_desk(request, "/stalls"), done=_SUSPENDED if verb == "suspend" else _REOPENED)


ROUTES = [
    Route("/c/{cooperative}/coordination/stalls", stalls),
    Route("/c/{cooperative}/coordination/stalls/{stall}/{verb}", set_state, methods=["POST"]),
]
