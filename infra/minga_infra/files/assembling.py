"""What came, whole → a file of the co-op: measured against what was announced, known by its bytes, kept.

One way for both roads in: a form with one file, and an upload in parts that has its last one. Nothing is opened here; a
picture goes to the process that decodes pictures, everything else is kept byte by byte.
"""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

from minga_commons.files import keeping, kinds, room, uploads
from minga_infra.files import naming
from minga_infra.files.quarantine import quarantine, take_in
from minga_platform.kernel import ids
from minga_platform.kernel.errors import NotFound, Refusal
from minga_platform.kernel.files import (
    LARGE_FILE_BYTES,
    DiskFull,
    FileStore,
    Picture,
    PictureMaker,
    StoredFile,
    UploadDiffers,
    is_sha256,
)
from minga_platform.kernel.work import Work

_PIECE_BYTES = 256 * 1024

Run = Callable[[Callable[[Work], Awaitable[Any]]], Awaitable[Any]]
"""A command in a unit of its own, in the right scope, repeated when the database asks for it."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Where files are put together: the store, whoever makes pictures, and a folder for what is in hand."""

    store: FileStore
    maker: PictureMaker
    folder: Path


async def finish(bench: Bench, run: Run, upload_id: UUID) -> UUID:
    """The file that a whole upload becomes; safe to repeat, and beside others: one of them writes it, all learn its id.

    Refuses: NotFound, UploadDiffers, FileKindRefused, NoRoomLeft and what is refused of pictures; the upload is gone then.
    """

    async def begin(work: Work) -> tuple[uploads.Upload, list[StoredFile]]:
        found = await uploads.find(work, upload_id)
        if found is None:
            raise NotFound
        return found, await uploads.parts_of(work, upload_id)

    upload, parts = await run(begin)
    if upload.kept_as is not None:
        already: UUID = upload.kept_as
        return already
    async with quarantine(bench.folder, limit=LARGE_FILE_BYTES) as incoming:
        came = await take_in(incoming, _joined(bench.store, parts))
        try:
            if came.size != upload.size or upload.sha256 not in (None, came.sha256):
                raise UploadDiffers
            return await keep(bench, run, incoming.path, came, upload.name, upload.agent_id, upload_id=upload_id)
        except (NotFound, DiskFull):
            raise  # Another time it goes well: what came stays.
        except Refusal:
            # Its bytes will not get better: what came is thrown away, and the sender is told why.
            await run(lambda work: uploads.throw_away(work, upload_id))
            raise


async def keep(
    bench: Bench, run: Run, path: Path, came: StoredFile, name: str, agent_id: UUID, *, upload_id: UUID | None = None
) -> UUID:
    """Keep a file that lies at `path`. Refuses: FileKindRefused, NoRoomLeft, NotAPicture, PictureTooLarge and its like."""
    head = _head(path)
    kind = kinds.recognised(name, head, came.size)
    picture = await bench.maker.make(path) if kind.preview == "picture" else None
    sources: list[Path | bytes] = [path] if picture is None else [one.data for one in picture.renditions]
    kept = [await store(bench.store, source) for source in sources]

    async def command(work: Work) -> UUID:
        if upload_id is not None:
            found = await uploads.whole(work, upload_id=upload_id)
            if found is not None:
                return found
        else:
            # An upload in parts had its room set aside when it was announced.
            await room.require(work, agent_id, sum(one.size for one in kept))
        await naming.name(work, [one.sha256 for one in kept])
        if picture is not None:
            file_id = await write_picture(work, name, picture, kept, agent_id)
        else:
            file_id = await keeping.keep(
                work,
                name=name,
                kind=kind,
                size=came.size,
                sha256=came.sha256,
                agent_id=agent_id,
                excerpt=keeping.excerpt_of(kind, head),
            )
        if upload_id is not None:
            await uploads.became(work, upload_id=upload_id, file_id=file_id)
        return file_id

    made: UUID = await run(command)
    await again_if_swept(bench.store, sources, kept)
    return made


async def write_picture(work: Work, name: str, picture: Picture, kept: Sequence[StoredFile], agent_id: UUID) -> UUID:
    """The row of a picture: its renditions, the largest of which is what it is known by."""
    file_id = ids.new()
    renditions = described(picture.renditions, kept)
    await work.execute(
        """INSERT INTO file (cooperative_id, id, sha256, media_type, bytes, name, width, height, renditions, uploaded_by,
        created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)""",
        work.cooperative_id, file_id, bytes.fromhex(kept[-1].sha256), str(renditions[-1]["media_type"]),
        sum(one.size for one in kept), name, picture.width, picture.height, renditions, agent_id, work.now,
    )  # fmt: skip
    return file_id


def described(renditions: Sequence[Any], kept: Sequence[StoredFile]) -> list[Mapping[str, Any]]:
    """Renditions as a row names them."""
    return [
        {"width": one.width, "height": one.height, "media_type": one.media_type, "sha256": at.sha256, "bytes": at.size}
        for one, at in zip(renditions, kept, strict=True)
    ]


async def store(kept_in: FileStore, source: Path | bytes) -> StoredFile:
    """Bytes, or a file of ours, into the store."""

    async def whole() -> AsyncIterator[bytes]:
        with BytesIO(source) if isinstance(source, bytes) else source.open("rb") as file:
            while piece := file.read(_PIECE_BYTES):
                yield piece

    return await kept_in.put(whole(), limit=LARGE_FILE_BYTES)


async def again_if_swept(kept_in: FileStore, sources: Sequence[Path | bytes], kept: Sequence[StoredFile]) -> None:
    """Once the rows are committed: what a sweep took between storing and naming is stored again."""
    lost = await naming.missing(kept_in, [one.sha256 for one in kept])
    for source, one in zip(sources, kept, strict=True):
        if one.sha256 in lost:
            await store(kept_in, source)


def _head(path: Path) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        return os.pread(descriptor, kinds.HEAD_BYTES, 0)
    finally:
        os.close(descriptor)


async def _joined(kept_in: FileStore, parts: Sequence[StoredFile]) -> AsyncIterator[bytes]:
    for part in parts:
        assert is_sha256(part.sha256)
        async for piece in kept_in.get(part.sha256):
            yield piece
