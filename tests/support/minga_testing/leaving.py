"""Asking for files to take along, and fetching them, as somebody."""

from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from minga_infra.http import exports as export_routes
from minga_platform.kernel.viewer import Viewer
from minga_testing.shop import Program, Shop

MINE = "{ myExports { id kind format readyAt rows address } }"


async def asked(program: Program, kind: str, format: str = "CSV", stall: str | None = None) -> dict[str, Any]:  # noqa: A002
    """Ask for a file."""
    return await program.wish(
        f"askCooperativeExport(kind: {kind}, format: {format}, stallId: $stall)",
        "... on ExportAsked { id }",
        stall=("ID", stall),
    )


async def fetch(shop: Shop, viewer: Viewer, address: str) -> httpx.Response:
    """Fetch a file as somebody."""
    inner = Starlette(routes=export_routes.routes(shop.program.door))

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        Request(scope).state.viewer = viewer
        await inner(scope, receive, send)

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://localhost") as client:
        return await client.get(address)
