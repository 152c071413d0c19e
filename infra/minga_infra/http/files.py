"""Pictures leave by `/c/<co-op>/files/<id>/<width>`: only what somebody made public, only as we encoded it anew.

A file's bytes never change under its id, so a browser may keep them for a year. What is not public, another co-op's, or
not there at all answers alike.
"""

import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from minga_graphql.door import Door
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Scope
from minga_platform.kernel.errors import NotFound
from minga_platform.kernel.files import FileMissing
from minga_platform.market.catalog import names

_KEPT_SECONDS = 60.0
_MOST_KEPT = 5_000
_YEAR = 31_536_000

_Renditions = Sequence[Mapping[str, Any]]


def routes(door: Door) -> list[Route]:
    """The one address of pictures."""
    return [Route("/c/{cooperative}/files/{file}/{width:int}", _Pictures(door).answer)]


class _Pictures:
    def __init__(self, door: Door) -> None:
        self._door, self._services = door, door.services
        self._kept: OrderedDict[tuple[UUID, UUID], tuple[float, _Renditions]] = OrderedDict()

    async def answer(self, request: Request) -> Response:
        wanted = await self._wanted(request)
        headers = {
            "cache-control": f"public, max-age={_YEAR}, immutable",
            "etag": f'"{wanted["sha256"][:32]}"',
            "content-disposition": "inline",
            "content-security-policy": "sandbox; default-src 'none'",
        }
        if request.headers.get("if-none-match") == headers["etag"]:
            return Response(status_code=304, headers=headers)
        headers["content-length"] = str(wanted["bytes"])
        if request.method == "HEAD":
            return Response(headers=headers, media_type=wanted["media_type"])
        assert self._services.files is not None
        chunks = self._services.files.get(wanted["sha256"])
        try:
            # A small picture is one piece, and needs no stream.
            first = await anext(chunks)
        except FileMissing:
            raise HTTPException(404) from None
        if len(first) == wanted["bytes"]:
            return Response(first, headers=headers, media_type=wanted["media_type"])
        return StreamingResponse(_together(first, chunks), headers=headers, media_type=wanted["media_type"])

    async def _wanted(self, request: Request) -> Mapping[str, Any]:
        cooperative = await self._door.cooperative_named(request.path_params["cooperative"])
        if cooperative is None:
            raise HTTPException(404)
        try:
            file_id = ids.decode(names.FILE, request.path_params["file"])
        except NotFound:
            raise HTTPException(404) from None
        for one in await self._public(cooperative.id, file_id):
            if one["width"] == request.path_params["width"]:
                return one
        raise HTTPException(404)

    async def _public(self, cooperative_id: UUID, file_id: UUID) -> _Renditions:
        key = (cooperative_id, file_id)
        known = self._kept.get(key)
        if known is not None and known[0] > time.monotonic():
            return known[1]
        async with self._services.database.read(Scope(cooperative_id)) as work:
            found: _Renditions = await work.value(
                "SELECT renditions FROM file WHERE cooperative_id = $1 AND id = $2 AND public", cooperative_id, file_id
            )
        if not found:
            raise HTTPException(404)
        self._kept[key] = (time.monotonic() + _KEPT_SECONDS, found)
        self._kept.move_to_end(key)
        while len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        return found


async def _together(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for chunk in rest:
        yield chunk
