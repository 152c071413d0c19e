"""The API as a program on the network sees it: gate, routes and door in this process, without a port."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from starlette.applications import Starlette

from minga_graphql import http as api
from minga_graphql.door import Door
from minga_graphql.services import Services
from minga_infra.http.gate import Gate
from minga_infra.http.recognising import recogniser
from minga_platform.kernel.database import Database
from minga_platform.membership.commands.passkeys import Party
from minga_testing.shop import KEYRING, ports

ORIGIN = "http://localhost:8000"


@asynccontextmanager
async def client_of(database: Database, door: Door | None = None) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the API over this database, or of a door that is there already."""
    door = door or Door(Services(database, KEYRING, ports=ports()))
    door.services.ports.setdefault(Party, Party("localhost", "Minga", (ORIGIN,)))
    gated = Gate(
        Starlette(routes=[*api.routes(door)]),
        find_viewer=recogniser(door.services),
        hosts=frozenset({"localhost:8000"}),
        origins=frozenset({ORIGIN}),
    )
    transport = httpx.ASGITransport(gated, client=("192.0.2.7", 1))
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as made:
        yield made
