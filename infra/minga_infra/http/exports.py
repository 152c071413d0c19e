"""Exports leave by `GET /c/<co-op>/exports/<id>`: piece by piece, to who asked for them, as an attachment."""

from collections.abc import AsyncIterator

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from minga_graphql.door import Door
from minga_graphql.exports import EXPORT
from minga_platform.exports import commands
from minga_platform.kernel import ids
from minga_platform.kernel.errors import Refusal
from minga_platform.kernel.viewer import ANONYMOUS, Viewer

_ARCHIVES = ("everything", "stall")
_TYPES = {"zip": "application/zip", "csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}


def routes(door: Door) -> list[Route]:
    """The one address. A piece is read in a snapshot of its own: a slow line holds no transaction open."""

    async def fetch(request: Request) -> Response:
        cooperative = await door.cooperative_named(request.path_params["cooperative"])
        if cooperative is None:
            raise HTTPException(404)
        viewer: Viewer = getattr(request.state, "viewer", ANONYMOUS)
        scope = viewer.scope(cooperative.id)
        try:
            export_id = ids.decode(EXPORT, request.path_params["export"])
            async with door.services.database.read(scope) as work:
                row = await commands.found(work, viewer, export_id)
        except Refusal:
            raise HTTPException(404) from None
        ending = "zip" if row["kind"] in _ARCHIVES else "csv" if row["format"] == "csv" else "jsonl"
        name = f"{cooperative.slug}-{row['kind']}-{row['asked_at']:%Y-%m-%d}.{ending}"

        async def pieces() -> AsyncIterator[bytes]:
            number = 0
            while True:
                async with door.services.database.read(scope) as work:
                    data = await commands.chunk(work, export_id, number)
                if data is None:
                    return
                yield bytes(data)
                number += 1

        return StreamingResponse(
            pieces(),
            media_type=_TYPES[ending],
            headers={
                "content-disposition": f'attachment; filename="{name}"',
                "content-length": str(row["bytes"]),
                "cache-control": "no-store",
                "x-content-type-options": "nosniff",
            },
        )

    return [Route("/c/{cooperative}/exports/{export}", fetch)]
