"""Every stall of the co-op. Suspending one has a page of its own (`restrictions`)."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.coordination.views import page
from minga_frontend.market import words
from minga_frontend.shell.deeds import named
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import signed_in
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

EVERY = document(__file__, "every_stall.graphql")


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


ROUTES = [
    Route("/c/{cooperative}/coordination/stalls", stalls),
]
