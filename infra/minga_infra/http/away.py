"""What every address says while the database cannot be asked: 503, come again soon. To people a page, to programs the door's JSON."""

from collections.abc import Awaitable, Callable
from typing import Final

import asyncpg
from starlette.requests import Request
from starlette.responses import Response

from minga_frontend import app as pages
from minga_frontend.shell.pages import language_of
from minga_graphql import door
from minga_platform.kernel.database import DatabaseAway, is_away

_RETRY_SECONDS: Final = "5"


def answer(request: Request, problem: Exception) -> Response:
    """The answer to a request that the database was needed for."""
    reference = getattr(request.state, "reference", "")
    told = door.away(language_of(request), reference, problem)
    if "text/html" in request.headers.get("accept", ""):
        found: Response = pages.away(request, reference)
    else:
        found = Response(told.body, told.status, media_type="application/json")
    found.headers["retry-after"] = _RETRY_SECONDS
    found.headers["cache-control"] = "no-store"
    return found


async def handle(request: Request, problem: Exception) -> Response:
    """For Starlette: what was raised and not caught by whoever knew more."""
    if not is_away(problem):
        raise problem
    return answer(request, problem)


HANDLERS: Final[dict[type[Exception], Callable[[Request, Exception], Awaitable[Response]]]] = dict.fromkeys(
    (DatabaseAway, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError), handle
)
"""The kinds that may be it; `handle` looks closer."""
