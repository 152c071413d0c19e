"""Somebody's browser without script, for pages of a shop that takes cards."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
from starlette.applications import Starlette
from starlette.exceptions import HTTPException

from minga_frontend import app as pages
from minga_frontend.shell.protection import Protection
from minga_infra.http.gate import SESSION_COOKIE, Gate
from minga_infra.http.recognising import recogniser
from minga_platform.membership.commands.passkeys import Party
from minga_testing.people import Somebody
from minga_testing.till import Till

ORIGIN = "http://localhost:8000"


@dataclass
class Visit:
    """One browser and who is signed in there."""

    client: httpx.AsyncClient
    who: Somebody

    async def ask(self, path: str, form: dict[str, str] | None = None) -> httpx.Response:
        """A page, or a form sent."""
        headers = {"sec-fetch-site": "same-origin", "cookie": f"{SESSION_COOKIE}={self.who.token}"}
        self.client.cookies.clear()
        return await self.client.request("GET" if form is None else "POST", path, data=form, headers=headers)


@asynccontextmanager
async def visitor(till: Till, who: Somebody) -> AsyncIterator[Visit]:
    """Her browser, behind the same gate as everybody's."""
    door = till.shop.program.door
    door.services.ports.setdefault(Party, Party("localhost", "Minga", (ORIGIN,)))
    inner = Starlette(routes=pages.routes(door), exception_handlers={HTTPException: pages.not_here})
    inner.state.door = door
    gated = Gate(
        inner, find_viewer=recogniser(door.services), hosts=frozenset({"localhost:8000"}), origins=frozenset({ORIGIN})
    )
    transport = httpx.ASGITransport(Protection(gated), client=("192.0.2.9", 1))
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        yield Visit(client, who)
