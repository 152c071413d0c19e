"""Files in parts: the tus protocol 1.0.0 (tus.io/protocols/resumable-upload), core, creation, expiration and termination.

    POST   /c/<co-op>/uploads        Upload-Length, Upload-Metadata: filename …, sha256 … → 201, Location
    HEAD   /c/<co-op>/uploads/<id>   → Upload-Offset: where it goes on
    PATCH  /c/<co-op>/uploads/<id>   Upload-Offset, the bytes → 204 and the new offset; 409 where it goes on elsewhere
    DELETE /c/<co-op>/uploads/<id>   → 204

What is kept grows by pieces of a few MiB while the bytes come in, so a broken line or a killed process costs at most the
piece in hand, and the next one may come to another process. The answer to the last part names the file (`Minga-File`); who
missed it learns it from HEAD. Beyond tus: a refusal's body is `{"refusal": {"code", "message"}}`.
"""

import asyncio
import base64
import binascii
from collections.abc import AsyncIterator, Mapping
from datetime import UTC
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from minga_commons.files import uploads
from minga_graphql.door import Door
from minga_graphql.refusals import present
from minga_infra.files import assembling, naming
from minga_infra.files.names import shown_name
from minga_infra.files.upload import IDLE_SECONDS, TOTAL_SECONDS
from minga_platform.kernel import ids
from minga_platform.kernel.cooperatives import Cooperative
from minga_platform.kernel.errors import NotFound, Refusal
from minga_platform.kernel.files import (
    LARGE_FILE_BYTES,
    FileTooLarge,
    PictureMaker,
    StoredFile,
    UploadBroken,
    UploadElsewhere,
)
from minga_platform.kernel.viewer import ANONYMOUS, Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.catalog import names

VERSION = "1.0.0"
PREFIX = "upl"
PIECE_BYTES = 4 * 1024 * 1024
"""What a lost process forgets at most."""
_SLICE_BYTES = 256 * 1024
_METADATA_CHARACTERS = 8192
_STATUS = {
    "SIGN_IN_NEEDED": 401,
    "NOT_ALLOWED": 403,
    "NOT_FOUND": 404,
    "UPLOAD_ELSEWHERE": 409,
    "FILE_TOO_LARGE": 413,
    "FILE_KIND_REFUSED": 415,
    "TOO_MANY_ATTEMPTS": 429,
    "UPLOAD_DIFFERS": 460,  # tus' own "checksum mismatch"
    "NO_ROOM_LEFT": 507,
    "DISK_FULL": 503,
}


def routes(door: Door, incoming: Path) -> list[Route]:
    """`incoming`: a folder for what is in hand, on the disk where files are kept."""
    counter = _Counter(door, incoming)
    return [
        Route("/c/{cooperative}/uploads", counter.all, methods=["POST", "OPTIONS"]),
        Route("/c/{cooperative}/uploads/{upload}", counter.one, methods=["HEAD", "PATCH", "DELETE", "OPTIONS"]),
    ]


class _Counter:
    def __init__(self, door: Door, incoming: Path) -> None:
        self._door, self._services, self._incoming = door, door.services, incoming

    async def all(self, request: Request) -> Response:
        return await self._heard(request, self._announce)

    async def one(self, request: Request) -> Response:
        ways = {"HEAD": self._tell, "PATCH": self._take, "DELETE": self._cancel}
        return await self._heard(request, ways.get(request.method, self._tell))

    async def _heard(self, request: Request, way: Any) -> Response:
        if request.method == "OPTIONS":
            told = {
                "Tus-Version": VERSION,
                "Tus-Extension": "creation,expiration,termination",
                "Tus-Max-Size": str(LARGE_FILE_BYTES),
            }
            return Response(status_code=204, headers={"Tus-Resumable": VERSION, **told})
        if request.headers.get("tus-resumable") != VERSION:
            return Response(status_code=412, headers={"Tus-Resumable": VERSION, "Tus-Version": VERSION})
        cooperative = await self._door.cooperative_named(request.path_params["cooperative"])
        if cooperative is None:
            raise HTTPException(404)
        viewer: Viewer = getattr(request.state, "viewer", ANONYMOUS)
        try:
            answer: Response = await way(request, cooperative, viewer)
        except Refusal as refusal:
            told = present(refusal, viewer.language)
            body = orjson.dumps({"refusal": {"code": told.code, "message": told.message}})
            answer = Response(body, _STATUS.get(refusal.code(), 422), media_type="application/json")
            if isinstance(refusal, UploadElsewhere):
                answer.headers["Upload-Offset"] = str(refusal.received)
        answer.headers["Tus-Resumable"] = VERSION
        answer.headers["Cache-Control"] = "no-store"
        return answer

    async def _announce(self, request: Request, cooperative: Cooperative, viewer: Viewer) -> Response:
        told = _metadata(request.headers.get("upload-metadata", ""))
        size = _number(request.headers.get("upload-length"), "length")
        if request.headers.get("content-length", "0") != "0":
            raise UploadBroken(reason="creation_with_upload")

        async def command(work: Work) -> uploads.Upload:
            name = shown_name(told.get("filename", ""))
            return await uploads.announce(work, viewer, name=name, size=size, sha256=told.get("sha256"))

        made = await self._services.database.run(viewer.scope(cooperative.id), viewer.actor, command)
        place = f"/c/{cooperative.slug}/uploads/{ids.encode(PREFIX, made.id)}"
        return Response(status_code=201, headers={"Location": place, **_state(made)})

    async def _tell(self, request: Request, cooperative: Cooperative, viewer: Viewer) -> Response:
        found = await self._mine(request, cooperative, viewer)
        headers = _state(found)
        if found.is_whole:
            headers["Minga-File"] = ids.encode(names.FILE, await self._finish(cooperative, viewer, found))
        return Response(headers={**headers, "Upload-Length": str(found.size)})

    async def _take(self, request: Request, cooperative: Cooperative, viewer: Viewer) -> Response:
        if request.headers.get("content-type", "") != "application/offset+octet-stream":
            return Response(status_code=415)
        at = _number(request.headers.get("upload-offset"), "offset")
        found = await self._mine(request, cooperative, viewer)
        if at != found.received:
            raise UploadElsewhere(received=found.received)
        length = request.headers.get("content-length")
        if length is not None and at + _number(length, "length") > found.size:
            raise FileTooLarge(limit_bytes=found.size)
        async for piece in _pieces(request.stream()):
            at = await self._add(cooperative, viewer, found, at, piece)
        headers = {"Upload-Offset": str(at), "Upload-Expires": _expires(found)}
        if at == found.size:
            headers["Minga-File"] = ids.encode(names.FILE, await self._finish(cooperative, viewer, found))
        return Response(status_code=204, headers=headers)

    async def _cancel(self, request: Request, cooperative: Cooperative, viewer: Viewer) -> Response:
        upload_id = _upload_id(request)

        async def command(work: Work) -> None:
            await uploads.cancel(work, viewer, upload_id=upload_id)

        await self._services.database.run(viewer.scope(cooperative.id), viewer.actor, command)
        return Response(status_code=204)

    async def _mine(self, request: Request, cooperative: Cooperative, viewer: Viewer) -> uploads.Upload:
        async with self._services.database.read(viewer.scope(cooperative.id)) as work:
            return await uploads.mine(work, viewer, _upload_id(request))

    async def _add(
        self, cooperative: Cooperative, viewer: Viewer, upload: uploads.Upload, at: int, piece: bytes
    ) -> int:
        store = self._services.files
        assert store is not None
        part: StoredFile = await assembling.store(store, piece)

        async def command(work: Work) -> int:
            await naming.name(work, [part.sha256])
            return await uploads.add_part(work, upload_id=upload.id, agent_id=upload.agent_id, begins=at, part=part)

        after: int = await self._services.database.run(viewer.scope(cooperative.id), viewer.actor, command)
        await assembling.again_if_swept(store, [piece], [part])
        return after

    async def _finish(self, cooperative: Cooperative, viewer: Viewer, upload: uploads.Upload) -> UUID:
        if upload.kept_as is not None:
            return upload.kept_as
        assert self._services.files is not None
        bench = assembling.Bench(self._services.files, self._services.port(PictureMaker), self._incoming)

        async def run(command: Any) -> Any:
            return await self._services.database.run(viewer.scope(cooperative.id), viewer.actor, command)

        made = await assembling.finish(bench, run, upload.id)
        self._services.wake_worker()
        return made


async def _pieces(stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Pieces of a few MiB while they come; the last one, when the line breaks, is what had come by then."""
    held = bytearray()
    loop = asyncio.get_running_loop()
    end = loop.time() + TOTAL_SECONDS
    chunks = aiter(stream)
    while True:
        try:
            async with asyncio.timeout(max(0.0, min(IDLE_SECONDS, end - loop.time()))):
                chunk = await anext(chunks)
        except (StopAsyncIteration, ClientDisconnect, TimeoutError):
            break
        for begins in range(0, len(chunk), _SLICE_BYTES):
            held += chunk[begins : begins + _SLICE_BYTES]
            if len(held) >= PIECE_BYTES:
                yield bytes(held)
                held.clear()
    if held:
        yield bytes(held)


def _metadata(header: str) -> Mapping[str, str]:
    """tus: pairs of a key and a base64 value, parted by commas. Refuses: UploadBroken."""
    if len(header) > _METADATA_CHARACTERS:
        raise UploadBroken(reason="metadata")
    found: dict[str, str] = {}
    for pair in header.split(","):
        key, _, value = pair.strip().partition(" ")
        if not key:
            continue
        try:
            text = base64.b64decode(value.strip(), validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            raise UploadBroken(reason="metadata") from None
        if key in found:
            raise UploadBroken(reason="metadata")
        found[key] = text
    return found


def _number(header: str | None, reason: str) -> int:
    if header is None or not header.isascii() or not header.isdigit() or len(header) > 15:
        raise UploadBroken(reason=reason)
    return int(header)


def _upload_id(request: Request) -> UUID:
    try:
        return ids.decode(PREFIX, request.path_params["upload"])
    except NotFound:
        raise HTTPException(404) from None


def _state(upload: uploads.Upload) -> dict[str, str]:
    return {"Upload-Offset": str(upload.received), "Upload-Expires": _expires(upload)}


def _expires(upload: uploads.Upload) -> str:
    return format_datetime(upload.expires_at.astimezone(UTC), usegmt=True)
