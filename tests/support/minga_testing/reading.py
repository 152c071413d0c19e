"""A member's browser without script: pages answered by the application in this very process."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from html import unescape

import httpx
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from minga_frontend import app as pages
from minga_frontend.shell.protection import Protection
from minga_graphql.door import Door
from minga_platform.kernel.viewer import Viewer


class _Seen:
    """What the gate does for a signed-in reader."""

    def __init__(self, app: ASGIApp, viewer: Viewer) -> None:
        self._app, self._viewer = app, viewer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {})["viewer"] = self._viewer
        await self._app(scope, receive, send)


@cache
def _pages_of(door: Door) -> Starlette:
    app = Starlette(
        routes=pages.routes(door), exception_handlers={HTTPException: pages.not_here, Exception: pages.unexpected}
    )
    app.state.door = door
    return app


@asynccontextmanager
async def reading(door: Door, viewer: Viewer) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody's browser; who she is, and when she proved it, is what `viewer` says."""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(Protection(_Seen(_pages_of(door), viewer), https=False)),
        base_url="http://localhost:8000",
    ) as client:
        yield client


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page's forms; of several with one name the last."""
    return {name: unescape(value) for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page)}
