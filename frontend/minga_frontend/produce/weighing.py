"""The scales on a phone: one line after the other, a number and Enter, until nothing waits any more."""

from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.market.inside import at_stall, kept_stall, sections
from minga_frontend.shell.deeds import do, page, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import see
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

TO_WEIGH: Final = document(__file__, "to_weigh.graphql")
WEIGH: Final = document(__file__, "weigh.graphql")
ASK: Final = document(__file__, "ask_weight.graphql")

_NOTED: Final = told("produce.weighed", mark("Noted."))
_ASKED: Final = told("produce.asked", mark("The buyer is asked. Her answer comes to this page."))


async def show(request: Request, form: Form | None = None) -> Response:
    """`/c/<co-op>/stall/<stall>/weigh`: what is to be weighed, the next one with the cursor in it."""
    stall = await kept_stall(request)
    lines = (await ask(request, TO_WEIGH, {"stall": stall["slug"], "id": stall["id"]}))["linesToWeigh"]
    if lines is None:
        raise HTTPException(404)
    stuck = form["line"] if form and form.problems else ""
    following = next((one["lineId"] for one in lines if one["packed"] is None and not one["isAsked"]), "")
    return await page(
        request,
        "produce/weighing.html",
        say(language_of(request), mark("Weigh for %(stall)s"), stall=stall["name"]),
        form,
        shelf=sections(request, stall["slug"], "weigh"),
        stall=stall,
        waiting=[one for one in lines if one["packed"] is None],
        done=[one for one in lines if one["packed"] is not None],
        stuck=stuck,
        following=stuck or following,
    )


async def weigh(request: Request) -> Response:
    """`POST …/weigh`: a number from the scales; with `give` or `ask`, what becomes of what is too much."""
    stall = await kept_stall(request)
    form = await typed(request)
    packed = form.number("packed")
    if form.problems or packed is None:
        return await show(request, form)
    wish: dict[str, Any] = {"key": form.key, "line": form["line"], "packed": packed, "reason": form["reason"]}
    asks = form["deed"] == "ask"
    done = (
        await do(request, ASK, wish, form, fields={"form": "packed"})
        if asks
        else await do(request, WEIGH, wish | {"give": form["deed"] == "give"}, form, fields={"form": "packed"})
    )
    if done is None:
        return await show(request, form)
    return see(request, at_stall(request, stall["slug"], "/weigh"), done=_ASKED if asks else _NOTED)


ROUTES = [
    Route("/c/{cooperative}/stall/{stall}/weigh", show),
    Route("/c/{cooperative}/stall/{stall}/weigh", weigh, methods=["POST"]),
]
