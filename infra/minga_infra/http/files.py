"""Files come in by `POST /c/<co-op>/files`; pictures leave by `/c/<co-op>/files/<id>/<width>`, whole files by `/c/<co-op>/files/<id>`.

A picture is decoded far from this process and encoded anew; the bytes that were sent are not kept, since they may tell where
somebody lives. Files of the commons (`?kind=commons`, or in parts: see `uploads.py`) are kept as they came and leave as
attachments, never to be shown in place. A file is public only once something shows it. What is not public, another co-op's,
or not there at all answers alike. A file's bytes never change under its id, so a browser may keep them for a year.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from minga_commons.files import keeping, room
from minga_graphql.door import Door
from minga_graphql.refusals import present
from minga_infra.files import assembling, naming
from minga_infra.files.serving import Served, serve
from minga_infra.files.upload import Upload, uploaded
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Scope
from minga_platform.kernel.cooperatives import Cooperative
from minga_platform.kernel.errors import NotFound, Refusal, SignInNeeded
from minga_platform.kernel.files import (
    FILE_BYTES,
    LARGE_FILE_BYTES,
    FileMissing,
    Picture,
    PictureMaker,
    StoredFile,
)
from minga_platform.kernel.viewer import ANONYMOUS, Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.catalog import names
from minga_platform.membership import access, attempts

_KEPT_SECONDS = 60.0
_MOST_KEPT = 5_000
_STATUS = {
    "SIGN_IN_NEEDED": 401,
    "NOT_FOUND": 404,
    "NOT_ALLOWED": 403,
    "FILE_TOO_LARGE": 413,
    "TOO_MANY_ATTEMPTS": 429,
    "DISK_FULL": 503,
}

_ADD_PICTURE = """mutation AddPicture($product: ID!, $file: ID!) {
  done: addPicture(productId: $product, fileId: $file) { __typename ... on Refusal { code message } }
}"""

_KEPT_AS_SENT = {"table": "text/csv", "archive": "application/zip"}
"""`?kind=` → the type of what is kept as it came, for its owner's import alone; what is in it is judged there."""

_CARRIED = ("source", "tax")
"""Fields of an import's form, which come back with the file."""

_Renditions = Sequence[Mapping[str, Any]]


def routes(door: Door, incoming: Path) -> list[Route]:
    """`incoming`: a folder for what is still on its way, on the disk where files are kept."""
    pictures = _Pictures(door)
    uploads = _Uploads(door, incoming)
    return [
        Route("/c/{cooperative}/files", uploads.take, methods=["POST"]),
        Route("/c/{cooperative}/files/{file}", pictures.whole),
        Route("/c/{cooperative}/files/{file}/{width:int}", pictures.answer),
    ]


class _Pictures:
    def __init__(self, door: Door) -> None:
        self._door, self._services = door, door.services
        self._kept: OrderedDict[tuple[UUID, UUID], tuple[float, _Renditions]] = OrderedDict()

    async def answer(self, request: Request) -> Response:
        """A rendition: of what is public to anybody, of anything else to who may see it."""
        cooperative, file_id = await self._named(request)
        viewer: Viewer = getattr(request.state, "viewer", ANONYMOUS)
        found = await self._public(cooperative.id, file_id)
        public = bool(found)
        if not found and viewer.person_id is not None:
            found = await self._hers(cooperative.id, file_id, viewer)
        wanted = next((one for one in found if one["width"] == request.path_params["width"]), None)
        if wanted is None:
            raise HTTPException(404)
        assert self._services.files is not None
        name = f"{request.path_params['file']}-{wanted['width']}.webp"
        served = Served(wanted["sha256"], wanted["bytes"], wanted["media_type"], name, ours=True, public=public)
        try:
            return await serve(self._services.files, served, method=request.method, headers=request.headers)
        except FileMissing:
            raise HTTPException(404) from None

    async def _hers(self, cooperative_id: UUID, file_id: UUID, viewer: Viewer) -> _Renditions:
        try:
            async with self._services.database.read(viewer.scope(cooperative_id)) as work:
                return (await keeping.visible(work, viewer, file_id)).renditions
        except Refusal:
            return ()

    async def whole(self, request: Request) -> Response:
        """A file as it was kept, always as an attachment: whoever may see it decides alone to open it."""
        cooperative, file_id = await self._named(request)
        viewer: Viewer = getattr(request.state, "viewer", ANONYMOUS)
        try:
            async with self._services.database.read(viewer.scope(cooperative.id)) as work:
                kept = await keeping.visible(work, viewer, file_id)
        except Refusal:
            raise HTTPException(404) from None
        assert self._services.files is not None
        served = Served(kept.sha256, kept.size, kept.media_type, kept.name, public=kept.public)
        try:
            return await serve(self._services.files, served, method=request.method, headers=request.headers)
        except FileMissing:
            raise HTTPException(404) from None

    async def _named(self, request: Request) -> tuple[Cooperative, UUID]:
        cooperative = await self._door.cooperative_named(request.path_params["cooperative"])
        if cooperative is None:
            raise HTTPException(404)
        try:
            return cooperative, ids.decode(names.FILE, request.path_params["file"])
        except NotFound:
            raise HTTPException(404) from None

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
            return ()
        self._kept[key] = (time.monotonic() + _KEPT_SECONDS, found)
        self._kept.move_to_end(key)
        while len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        return found


class _Uploads:
    def __init__(self, door: Door, incoming: Path) -> None:
        self._door, self._services, self._incoming = door, door.services, incoming

    async def take(self, request: Request) -> Response:
        """One picture, with `?kind=table` one CSV file, with `?kind=archive` one archive of a stall, or with
        `?kind=commons` any kind that the commons takes; with `?kind=paper` a picture or a PDF, which is kept as it came.
        Answers `{"file": {"id": …}}`, or the refusal.

        A page's form adds `?then=<page>`, and perhaps `&product=<id>`, to show the picture with a product at once: it is
        sent on to that page, with the refusal's code in `problem` when there was one.
        """
        cooperative = await self._door.cooperative_named(request.path_params["cooperative"])
        if cooperative is None:
            raise HTTPException(404)
        viewer: Viewer = getattr(request.state, "viewer", ANONYMOUS)
        then, product = _within(request.query_params.get("then", "")), request.query_params.get("product")
        try:
            file_id, fields = await self._keep(request, cooperative, viewer)
        except Refusal as refusal:
            return self._refused(refusal, viewer, then)
        told = ids.encode(names.FILE, file_id)
        if product is None:
            if then is not None:
                return _onwards(then, file=told, **{name: fields[name][:40] for name in _CARRIED if name in fields})
            return Response(orjson.dumps({"file": {"id": told}}), 201, media_type="application/json")
        answer = await self._door.execute(_ADD_PICTURE, {"product": product, "file": told}, viewer, cooperative)
        done = (answer.read().get("data") or {}).get("done") or {"code": "UNEXPECTED"}
        if then is None:
            return Response(answer.body, answer.status, media_type="application/json")
        return _onwards(then, problem=done.get("code", ""))

    async def _keep(self, request: Request, cooperative: Cooperative, viewer: Viewer) -> tuple[UUID, Mapping[str, str]]:
        if viewer.person_id is None:
            raise SignInNeeded
        scope = viewer.scope(cooperative.id)

        async def count(work: Work) -> UUID:
            """Before the first byte is read: a refused file costs us nothing but this."""
            agent_id = await access.agent_of(work, viewer)
            await attempts.count(work, attempts.for_uploads(agent_id))
            await room.require(work, agent_id, 1)
            return agent_id

        agent_id = await self._services.database.run(scope, viewer.actor, count)
        kind = request.query_params.get("kind", "")
        commons, as_sent = kind == "commons", _KEPT_AS_SENT.get(kind)
        async with uploaded(
            request.stream(),
            content_type=request.headers.get("content-type", ""),
            content_length=request.headers.get("content-length"),
            folder=self._incoming,
            limit=LARGE_FILE_BYTES if commons or kind == "archive" else FILE_BYTES,
            name=request.query_params.get("name", ""),
        ) as upload:
            assert self._services.files is not None
            store = self._services.files

            async def run(command: Callable[[Work], Awaitable[Any]]) -> Any:
                return await self._services.database.run(scope, viewer.actor, command)

            if commons:
                came = StoredFile(upload.sha256, upload.size)
                bench = assembling.Bench(store, self._services.port(PictureMaker), self._incoming)
                file_id = await assembling.keep(bench, run, upload.path, came, upload.name, agent_id)
                self._services.wake_worker()
                return file_id, upload.fields
            if kind == "paper" and await asyncio.to_thread(_is_pdf, upload.path):
                as_sent = "application/pdf"
            if as_sent is not None:
                picture = None
                sources: list[Path | bytes] = [upload.path]
            else:
                maker: PictureMaker = self._services.port(PictureMaker)
                picture = await maker.make(upload.path)
                sources = [rendition.data for rendition in picture.renditions]
            kept = [await assembling.store(store, source) for source in sources]

            async def command(work: Work) -> UUID:
                return await _write_down(work, upload, picture, kept, agent_id, as_sent)

            file_id = await run(command)
            await assembling.again_if_swept(store, sources, kept)
            return file_id, upload.fields

    def _refused(self, refusal: Refusal, viewer: Viewer, then: str | None) -> Response:
        if then is not None:
            return _onwards(then, problem=refusal.code())
        told = present(refusal, viewer.language)
        body = orjson.dumps({"refusal": {"code": told.code, "message": told.message}})
        return Response(body, _STATUS.get(refusal.code(), 422), media_type="application/json")


def _is_pdf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(5) == b"%PDF-"


async def _write_down(
    work: Work,
    upload: Upload,
    picture: Picture | None,
    kept: Sequence[StoredFile],
    agent_id: UUID,
    media_type: str | None,
) -> UUID:
    await room.require(work, agent_id, sum(one.size for one in kept))
    await naming.name(work, [one.sha256 for one in kept])
    if picture is not None:
        return await assembling.write_picture(work, upload.name, picture, kept, agent_id)
    file_id = ids.new()
    await work.execute(
        "INSERT INTO file (cooperative_id, id, sha256, media_type, bytes, name, uploaded_by, created_at) "
        "VALUES ($1, $2, $3, $8, $4, $5, $6, $7)",
        work.cooperative_id, file_id, bytes.fromhex(kept[-1].sha256), kept[-1].size, upload.name, agent_id, work.now, media_type,
    )  # fmt: skip
    return file_id


def _within(then: str) -> str | None:
    """A page of this site to go on to; an address that could lead elsewhere is none."""
    inside = then.startswith("/") and not then.startswith(("//", "/\\")) and "\\" not in then and then.isprintable()
    return then if inside and len(then) <= 500 else None


def _onwards(then: str, **told: str) -> Response:
    query = urlencode({name: value for name, value in told.items() if value})
    return RedirectResponse(f"{then}{'&' if '?' in then else '?'}{query}" if query else then, 303)
