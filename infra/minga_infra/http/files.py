"""Files come in by `POST /c/<co-op>/files` and pictures leave by `/c/<co-op>/files/<id>/<width>`.

What comes in is a picture, decoded far from this process and encoded anew; the bytes that were sent are not kept, since
they may tell where somebody lives. It is public only once a stall shows it. What is not public, another co-op's, or not
there at all answers alike. A file's bytes never change under its id, so a browser may keep them for a year.
"""

import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from minga_graphql.door import Door
from minga_graphql.refusals import present
from minga_infra.files import naming
from minga_infra.files.serving import Served, serve
from minga_infra.files.upload import Upload, uploaded
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Scope
from minga_platform.kernel.cooperatives import Cooperative
from minga_platform.kernel.errors import NotFound, Refusal, SignInNeeded
from minga_platform.kernel.files import FileMissing, NoRoomLeft, Picture, PictureMaker
from minga_platform.kernel.viewer import ANONYMOUS, Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.catalog import names
from minga_platform.membership import access, attempts

QUOTA_BYTES = 2 * 1024**3
"""What one member may keep in one co-op."""

_KEPT_SECONDS = 60.0
_MOST_KEPT = 5_000
_STATUS = {"SIGN_IN_NEEDED": 401, "NOT_FOUND": 404, "NOT_ALLOWED": 403, "FILE_TOO_LARGE": 413, "TOO_MANY_ATTEMPTS": 429}

_ADD_PICTURE = """mutation AddPicture($product: ID!, $file: ID!) {
  done: addPicture(productId: $product, fileId: $file) { __typename ... on Refusal { code message } }
}"""

_CARRIED = ("source", "tax")
"""Fields of an import's form, which come back with the file."""
_PIECE_BYTES = 64 * 1024

_Renditions = Sequence[Mapping[str, Any]]


def routes(door: Door, incoming: Path) -> list[Route]:
    """`incoming`: a folder for what is still on its way, on the disk where files are kept."""
    pictures = _Pictures(door)
    uploads = _Uploads(door, incoming)
    return [
        Route("/c/{cooperative}/files", uploads.take, methods=["POST"]),
        Route("/c/{cooperative}/files/{file}/{width:int}", pictures.answer),
    ]


class _Pictures:
    def __init__(self, door: Door) -> None:
        self._door, self._services = door, door.services
        self._kept: OrderedDict[tuple[UUID, UUID], tuple[float, _Renditions]] = OrderedDict()

    async def answer(self, request: Request) -> Response:
        wanted = await self._wanted(request)
        assert self._services.files is not None
        name = f"{request.path_params['file']}-{wanted['width']}.webp"
        served = Served(wanted["sha256"], wanted["bytes"], wanted["media_type"], name, ours=True, public=True)
        try:
            return await serve(self._services.files, served, method=request.method, headers=request.headers)
        except FileMissing:
            raise HTTPException(404) from None

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


class _Uploads:
    def __init__(self, door: Door, incoming: Path) -> None:
        self._door, self._services, self._incoming = door, door.services, incoming

    async def take(self, request: Request) -> Response:
        """One picture, or with `?kind=table` one CSV file. Answers `{"file": {"id": …}}`, or the refusal.

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
            await _require_room(work, agent_id, 1)
            return agent_id

        agent_id = await self._services.database.run(scope, viewer.actor, count)
        async with uploaded(
            request.stream(),
            content_type=request.headers.get("content-type", ""),
            content_length=request.headers.get("content-length"),
            folder=self._incoming,
            name=request.query_params.get("name", ""),
        ) as upload:
            if request.query_params.get("kind") == "table":
                # A table is kept as it came, for its owner's import alone; what is in it is judged there.
                picture = None
                sources: list[Path | bytes] = [upload.path]
            else:
                maker: PictureMaker = self._services.port(PictureMaker)
                picture = await maker.make(upload.path)
                sources = [rendition.data for rendition in picture.renditions]
            kept = [await self._store(source) for source in sources]

            async def command(work: Work) -> UUID:
                return await _write_down(work, upload, picture, kept, agent_id)

            file_id = await self._services.database.run(scope, viewer.actor, command)
            assert self._services.files is not None
            lost = await naming.missing(self._services.files, [sha256 for sha256, _ in kept])
            for source, (sha256, _) in zip(sources, kept, strict=True):
                if sha256 in lost:
                    await self._store(source)
            return file_id, upload.fields

    async def _store(self, source: Path | bytes) -> tuple[str, int]:
        async def whole() -> AsyncIterator[bytes]:
            with BytesIO(source) if isinstance(source, bytes) else source.open("rb") as file:
                while piece := file.read(_PIECE_BYTES):
                    yield piece

        assert self._services.files is not None
        stored = await self._services.files.put(whole())
        return stored.sha256, stored.size

    def _refused(self, refusal: Refusal, viewer: Viewer, then: str | None) -> Response:
        if then is not None:
            return _onwards(then, problem=refusal.code())
        told = present(refusal, viewer.language)
        body = orjson.dumps({"refusal": {"code": told.code, "message": told.message}})
        return Response(body, _STATUS.get(refusal.code(), 422), media_type="application/json")


async def _write_down(
    work: Work, upload: Upload, picture: Picture | None, kept: Sequence[tuple[str, int]], agent_id: UUID
) -> UUID:
    file_id = ids.new()
    renditions = [
        {"width": one.width, "height": one.height, "media_type": one.media_type, "sha256": sha256, "bytes": size}
        for one, (sha256, size) in zip(picture.renditions if picture else (), kept if picture else (), strict=True)
    ]
    media_type = str(renditions[-1]["media_type"]) if renditions else "text/csv"
    await _require_room(work, agent_id, sum(size for _, size in kept))
    await naming.name(work, [sha256 for sha256, _ in kept])
    await work.execute(
        """INSERT INTO file (cooperative_id, id, sha256, media_type, bytes, name, width, height, renditions, uploaded_by,
        created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)""",
        work.cooperative_id, file_id, bytes.fromhex(kept[-1][0]), media_type, sum(size for _, size in kept), upload.name,
        picture.width if picture else None, picture.height if picture else None, renditions, agent_id, work.now,
    )  # fmt: skip
    return file_id


async def _require_room(work: Work, agent_id: UUID, size: int) -> None:
    """Many uploads at once are counted one after the other, so that together they pass the quota by nothing.

    Refuses: NoRoomLeft.
    """
    await work.execute(
        "SELECT FROM agent WHERE cooperative_id = $1 AND id = $2 FOR NO KEY UPDATE", work.cooperative_id, agent_id
    )
    used = await work.value(
        "SELECT coalesce(sum(bytes), 0)::bigint FROM file WHERE cooperative_id = $1 AND uploaded_by = $2",
        work.cooperative_id,
        agent_id,
    )
    if used + size > QUOTA_BYTES:
        raise NoRoomLeft(limit_bytes=QUOTA_BYTES, used_bytes=used)


def _within(then: str) -> str | None:
    """A page of this site to go on to; an address that could lead elsewhere is none."""
    inside = then.startswith("/") and not then.startswith(("//", "/\\")) and "\\" not in then and then.isprintable()
    return then if inside and len(then) <= 500 else None


def _onwards(then: str, **told: str) -> Response:
    query = urlencode({name: value for name, value in told.items() if value})
    return RedirectResponse(f"{then}{'&' if '?' in then else '?'}{query}" if query else then, 303)
