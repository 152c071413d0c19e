"""A maker's home."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.market.inside import at_stall, kept_stall, sections
from minga_frontend.shell.deeds import page
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

TODAY = document(__file__, "today.graphql")


async def today(request: Request) -> Response:
    """`/c/<co-op>/stall/<stall>/today`: what needs its keeper, the most pressing first."""
    stall = await kept_stall(request)
    data = await ask(request, TODAY, {"id": stall["id"]})
    found = data["makerToday"]
    if found is None:
        raise HTTPException(404)
    quiet = not (
        found["days"] or found["madeToOrder"] or found["unanswered"] or found["reviewsToAnswer"] or found["lowStock"]
        or found["returns"] or found["disputes"] or found["contactLacks"] or found["restrictions"] or found["drafts"]
    )  # fmt: skip
    return await page(
        request,
        "today/today.html",
        say(language_of(request), mark("Today at %(stall)s"), stall=stall["name"]),
        headers={"cache-control": "no-store"},
        shelf=sections(request, stall["slug"], "today"),
        stall=stall,
        today=found,
        quiet=quiet,
        looked_for=(data["lookedFor"] or [])[:5],
        at=at_stall(request, stall["slug"]),
    )


ROUTES = [Route("/c/{cooperative}/stall/{stall}/today", today)]
