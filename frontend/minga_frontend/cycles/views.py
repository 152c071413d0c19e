"""What buyers see of order cycles: what is open now, what comes, and everything that can be ordered in one."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.cycles.words import PURPOSES, STATES, fee_in_words, season_in_words
from minga_frontend.shell.deeds import named, page
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

CYCLES = document(__file__, "cycles.graphql", "cycle.fragments")
CYCLE = document(__file__, "cycle.graphql", "cycle.fragments")


async def listed(request: Request) -> Response:
    """`/c/<co-op>/cycles`: what is open, what comes, what was."""
    found = (await ask(request, CYCLES))["orderCycles"]["nodes"]
    return await page(
        request,
        "cycles/cycles.html",
        say(language_of(request), mark("Order cycles")),
        open_now=sorted((one for one in found if one["state"] == "OPEN"), key=lambda one: one["closesAt"]),
        coming=sorted((one for one in found if one["state"] == "COMING"), key=lambda one: one["opensAt"]),
        over=[one for one in found if one["state"] in ("CLOSED", "CANCELLED")][:4],
        states=named(request, STATES),
    )


async def one(request: Request) -> Response:
    """`/c/<co-op>/cycles/<cycle>`: what can be ordered in it, from whom, where it is fetched and what its fees are for."""
    data = await ask(request, CYCLE, {"id": request.path_params["cycle"]})
    found = data["orderCycle"]
    if found is None:
        raise HTTPException(404)
    language = language_of(request)
    return await page(
        request,
        "cycles/cycle.html",
        found["name"],
        cycle=found,
        together=[one for one in (data["groupPurchases"] or {"nodes": []})["nodes"] if one["state"] != "CANCELLED"],
        states=named(request, STATES),
        purposes=named(request, PURPOSES),
        fee_in_words=lambda fee: fee_in_words(fee, language),
        season=lambda months: season_in_words(months, language),
        # Base units that a stepper may go up to; what is really there is looked at when it is placed.
        largest=10**9,
    )


ROUTES = [
    Route("/c/{cooperative}/cycles", listed),
    Route("/c/{cooperative}/cycles/{cycle}", one),
]
