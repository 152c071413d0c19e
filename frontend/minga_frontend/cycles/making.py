"""The maker's side of order cycles: what she brings for which, and when her goods are in season."""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.cycles.words import MONTHS, STATES
from minga_frontend.market.inside import at_stall, kept_stall, sections
from minga_frontend.shell.deeds import do, named, page, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import see
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

STALL = document(__file__, "stall.graphql", "cycle.fragments")
SET_TIME = document(__file__, "set_time.graphql")

_SAVED: Final = told("cycles.season", mark("Noted when it is sold."))


async def cycles(request: Request, form: Form | None = None) -> Response:
    """`/c/<co-op>/stall/<stall>/cycles`."""
    stall = await kept_stall(request)
    language = language_of(request)
    data = await ask(request, STALL, {"stall": stall["id"], "after": request.query_params.get("after")})
    listing = data["stallCycles"]
    if listing is None:
        raise HTTPException(404)
    after = listing["pageInfo"]["endCursor"] if listing["pageInfo"]["hasNextPage"] else None
    return await page(
        request,
        "cycles/stall.html",
        say(language, mark("Order cycles of %(stall)s"), stall=stall["name"]),
        form,
        shelf=sections(request, stall["slug"], "cycles"),
        stall=stall,
        cycles=listing["nodes"],
        products=data["seasonalProducts"] or [],
        states=named(request, STATES),
        months=[(number, say(language, name)) for number, name in enumerate(MONTHS, 1)],
        base=at_stall(request, stall["slug"], "/cycles"),
        lists=at_stall(request, stall["slug"], "/lists/pick"),
        after=at_stall(request, stall["slug"], "/cycles", after=after) if after else None,
    )


async def set_time(request: Request) -> Response:
    """`POST …/cycles/season`: when one product is sold."""
    form = await typed(request)
    months = [int(one) for one in form.every("months") if one.isdigit()]
    wish = {"product": form["product"], "only": form.ticked("only"), "months": months}
    if await do(request, SET_TIME, wish, form) is None:
        return await cycles(request, form)
    return see(request, at_stall(request, request.path_params["stall"], "/cycles"), done=_SAVED)


ROUTES = [
    Route("/c/{cooperative}/stall/{stall}/cycles", cycles),
    Route("/c/{cooperative}/stall/{stall}/cycles/season", set_time, methods=["POST"]),
]
