"""`/about`: what this is, whose it is, and where its source can be had (AGPL-3.0 §13 asks for the last)."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.shell.deeds import page
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say


async def about(request: Request) -> Response:
    return await page(request, "shell/about.html", say(language_of(request), mark("What Minga is")))


def routes() -> list[Route]:
    return [Route("/about", about)]
